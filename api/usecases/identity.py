"""Hears what SIAK says of the applicant: kept beside the application, told the citizen once.

It refuses nobody. A citizen whose three answers agree has the questions nobody would ask them in
the chat answered by SIAK.
"""

from api.domain.case import Case
from api.domain.comparison import IdentityStatus, Known, identity_of
from api.domain.ports import Json
from api.domain.values import SYSTEM, Action, Actor, Channel, Role, Status
from api.domain.workflow import BEFORE_ENTRY
from api.storage.store import Store
from api.usecases import notify
from api.usecases.desk import Desk
from api.usecases.identify import applicant_in, is_about
from api.usecases.office import Office
from api.usecases.prefill import ask_about, fill


def judged(office: Office, case: Case, person: Json | None) -> IdentityStatus:
    """Return what SIAK's answer says of the case's applicant."""
    _, name, card = applicant_in(office, case, case.answers) or ("", "", "")
    return identity_of(person, name=name, family_card_number=card)


async def known_beside(office: Office, case: Case, person: Json | None) -> Known | None:
    """Ask about everybody named, where the answers will be filled in; never in a transaction."""
    is_matched = judged(office, case, person) is IdentityStatus.MATCHED
    return await ask_about(office, case) if is_matched and _is_filled_in_chat(case) else None


def _is_filled_in_chat(case: Case) -> bool:
    application = case.application
    return application.channel is Channel.WHATSAPP and application.status is Status.DRAFT


async def hear(  # what was asked, and what came of it
    office: Office,
    store: Store,
    application_id: str,
    mark: str,
    person: Json | None,
    known: Known | None,
) -> None:
    """Keep what SIAK says of the applicant, unless somebody else applies by now."""
    desk = Desk(office, store, SYSTEM, office.clock.now())
    case = await desk.find(application_id)
    if not is_about(office, case, mark):
        return
    status = judged(office, case, person)
    facts = {"identity_status": status.value, "identity_checked_at": desk.now}
    await store.applications.note(case.application, facts)
    entry = office.registry.entry(case.application.service_code)
    is_open = case.application.status in BEFORE_ENTRY
    if is_open and not (status is IdentityStatus.IN_LIMBO and entry.arrives):
        await notify.identity(desk, case, status, mark)
    if known is not None and _is_filled_in_chat(case):
        await _fill(desk, case, known)


async def _fill(desk: Desk, case: Case, known: Known) -> None:
    application = case.application
    citizen = Actor(application.created_by, Role.APPLICANT, application.created_by)
    own = Desk(desk.office, desk.store, citizen, desk.now)
    own.require(case, Action.RECORD_ANSWERS)
    service = desk.office.catalogue.service(application.service_code)
    await fill(own, case, known, but_not=service.deciding_fields)
