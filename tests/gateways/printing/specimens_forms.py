"""Specimens of forms, slips and receipts."""

from collections.abc import Mapping

from api.domain.ports import Page


def specimens() -> Mapping[str, Page]:
    """Return the pages by name."""
    return {}
