"""Asks SIAK who the applicant is: promised once name, NIK and family card number are known.

In the chat that is as soon as they are answered, elsewhere at submission. It is no step of the
workflow: nothing waits for the answer, and what SIAK says never refuses anybody.
"""

from collections.abc import Mapping
from typing import Any

from api.domain.case import Case
from api.domain.comparison import applicant_of
from api.domain.spelling import plain_name
from api.domain.values import Channel
from api.domain.words import Effect
from api.storage.cases import load_cases
from api.usecases.desk import Desk
from api.usecases.office import Office

Applicant = tuple[str, str, str]  # NIK, name, family card number


def applicant_in(office: Office, case: Case, answers: Mapping[str, Any]) -> Applicant | None:
    """Return who the answers say applies, once that is known."""
    return applicant_of(office.registry.entry(case.application.service_code), answers)


def nik_of(office: Office, case: Case) -> str:
    """Return the applicant's NIK, where one is known."""
    applicant = applicant_in(office, case, case.answers)
    return applicant[0] if applicant else ""


def mark_of(office: Office, applicant: Applicant) -> str:
    """Return a keyed hash by which the same three answers are known again."""
    nik, name, card = applicant
    return office.keyed(f"applicant|{nik}|{card}|{plain_name(name)}")


def overtaken(desk: Desk, case: Case, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what has to be forgotten when these answers make the applicant somebody else."""
    if not _changes(desk, case, answers):
        return {}
    return {"identity_status": None, "identity_checked_at": None}


def _changes(desk: Desk, case: Case, answers: Mapping[str, Any]) -> bool:
    before = applicant_in(desk.office, case, case.answers)
    return applicant_in(desk.office, case, {**case.answers, **answers}) != before


async def after_answers(desk: Desk, case: Case, answers: Mapping[str, Any]) -> None:
    """Ask about the applicant where new answers tell of another one; `case` has the old answers."""
    application = case.application
    is_asked = application.channel is Channel.WHATSAPP or application.number is not None
    if is_asked and _changes(desk, case, answers):
        await identify(desk, case, {**case.answers, **answers})


async def identify(desk: Desk, case: Case, answers: Mapping[str, Any]) -> None:
    """Promise to ask SIAK, once for the same three answers as long as they stand."""
    applicant = applicant_in(desk.office, case, answers)
    if applicant is None or desk.office.policy.siak_by_hand:
        return
    application_id, mark = case.application.id, mark_of(desk.office, applicant)
    key, outbox = f"siak.lookup:{application_id}:{mark}", desk.store.outbox
    is_new = await outbox.promise(
        Effect.SIAK_LOOKUP, key, {"mark": mark}, now=desk.now, application_id=application_id
    )
    if not is_new and case.application.identity_status is None:
        row = await outbox.by_key(key)
        if row is not None and row["state"] == "done":  # answered so before, otherwise in between
            await outbox.reopen(row["id"], desk.now)


async def still_asked(office: Office, application_id: str, mark: str) -> Case | None:
    """Return the case if its applicant is still the one asked about, and SIAK can be asked."""
    if office.policy.siak_by_hand:
        return None
    async with office.work.read() as connection:
        cases = await load_cases(
            connection,
            [application_id],
            catalogue=office.catalogue,
            policy=office.policy,
            now=office.clock.now(),
        )
    case = cases.get(application_id)
    return case if case is not None and is_about(office, case, mark) else None


def is_about(office: Office, case: Case, mark: str) -> bool:
    """Tell whether the mark is that of the case's applicant."""
    applicant = applicant_in(office, case, case.answers)
    return applicant is not None and mark_of(office, applicant) == mark
