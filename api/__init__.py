"""Dik Jamila Me-WA: the service."""

__version__ = "0.1.0"
