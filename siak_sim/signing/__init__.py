"""Signatures: BSrE inside SIAK, and the judging of files that were signed outside."""
