"""BSrE's service, over real HTTP."""
