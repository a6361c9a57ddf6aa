"""Applications that may be the same: fingerprints kept with the answers, warnings later on."""

from collections.abc import Mapping
from typing import Any

from api.domain.case import Case
from api.domain.duplicates import Likeness, fingerprints
from api.storage import duplicates
from api.usecases.desk import Desk


async def keep_fingerprints(
    desk: Desk,
    application_id: str,
    service_code: str,
    answers: Mapping[str, Any],  # as the catalogue parsed them
) -> None:
    """Keep what these answers would have in common with others; keyed hashes, no plain values."""
    catalogue = desk.office.catalogue
    rule = catalogue.duplicate_rules.get(service_code)
    if rule is None:
        return
    fields = catalogue.service(service_code).fields_by_name
    prints = {
        f"{service_code}:{name}": likeness and desk.office.keyed(f"{name}|{likeness}")
        for name, likeness in fingerprints(rule, fields, answers).items()
    }
    if prints:
        await duplicates.keep(desk.store.connection, application_id, prints)


async def likenesses_of(desk: Desk, case: Case) -> tuple[Likeness, ...]:
    """Return the applications this one may repeat, the likest first."""
    own_id, rules = case.application.id, desk.office.catalogue.duplicate_rules
    found = await duplicates.alike(desk.store.connection, [own_id], rules)
    return found.get(own_id, ())
