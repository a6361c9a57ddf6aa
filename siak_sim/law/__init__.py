"""What the registry accepts, refuses, and changes when it issues."""
