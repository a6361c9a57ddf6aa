"""Signatures: the development PKI, who signs (here, or inside SIAK), and who judges."""
