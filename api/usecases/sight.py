"""Which applications exist for somebody, and whose personal data they may read in full."""

import logging

from api.domain.values import Actor, Role
from api.storage.reading_rows import ApplicationRow, Sight
from api.usecases.desk import ALL_APPLICATIONS, OFFICERS

log = logging.getLogger("dik_jamila.reading")
READ_ALL = frozenset({Role.SYSTEM, Role.SIAK, Role.AUDITOR, Role.ADMINISTRATOR})


def sight_of(actor: Actor | None) -> Sight:
    """Return which applications exist for the actor; the same rule as `desk.sees`, for lists."""
    if actor is None:
        return Sight()
    if actor.role in READ_ALL or (actor.role in OFFICERS and not actor.districts):
        return Sight(everything=True)
    if actor.role in OFFICERS:
        return Sight(districts=actor.districts)
    if actor.role is Role.SERVICE_ACCOUNT and ALL_APPLICATIONS in actor.scopes:
        return Sight(everything=True)
    return Sight(created_by=actor.id)


def may_read_personal_data(actor: Actor, application: ApplicationRow) -> bool:
    """Tell whether the actor works on such applications or opened this one."""
    return actor.role in OFFICERS or application.created_by == actor.id


def tell_of_reading(actor: Actor, application_id: str, part: str) -> None:
    """Write to the log who read which personal data of which application, never the data."""
    told = {"application_id": application_id, "part": part, "actor": actor.id}
    log.info("personal data read", extra=told)
