"""Builds docker-compose.yml and plays the demo against it where no image registry is reachable."""
