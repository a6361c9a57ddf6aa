"""Specimens of forms, slips and receipts."""

from collections.abc import Mapping

from api.domain.ports import Page
from tests.gateways.printing import specimens_paper_forms


def specimens() -> Mapping[str, Page]:
    """Return the pages by name."""
    return {**specimens_paper_forms.specimens()}
