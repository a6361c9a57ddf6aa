"""What is needed to build, start and check an installation; no part of the service."""
