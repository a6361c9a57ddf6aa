"""The operator's page: a registry's screen for people, one module for each view."""

from siak_sim.pages.site import Pages

__all__ = ["Pages"]
