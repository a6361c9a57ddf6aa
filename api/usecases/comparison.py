"""Puts SIAK's data beside the citizen's answers, for an officer who looks at one application."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.domain.comparison import Comparison, Extent, Known, compare, homes_wanted
from api.usecases.lookups import look_up
from api.usecases.office import Office


async def compare_with_siak(
    office: Office, service_code: str, answers: Mapping[str, Any]
) -> Comparison:
    """Compare; what SIAK does not answer in time is left open. Never called in a transaction."""
    service, entry = office.catalogue.service(service_code), office.registry.entry(service_code)
    if office.policy.siak_by_hand:
        nobody = compare(office.registry, service, answers, Known(office.clock.now()))
        return replace(nobody, extent=Extent.BY_HAND, checked_at=None)
    known = await look_up(office, entry.everybody(answers), homes_wanted(entry, answers))
    return compare(office.registry, service, answers, known)
