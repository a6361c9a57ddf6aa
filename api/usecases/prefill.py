"""Fills empty answers with what SIAK knows: for an officer who asks, and behind the chat.

SIAK is asked before the transaction; what it said is kept like any answer, said by SIAK. What
somebody answered is never overwritten.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from api.domain.answers import InvalidAnswer, check_answer
from api.domain.calendar import office_date
from api.domain.case import Case
from api.domain.comparison import Known, homes_wanted, known_answers
from api.domain.errors import DomainError, ExternalUnavailable, NotPermitted
from api.domain.values import Action, Actor, Role
from api.storage.store import Store
from api.usecases import commands as c
from api.usecases.desk import Desk, done
from api.usecases.intake import keep_answers
from api.usecases.legible import illegible
from api.usecases.lookups import WAIT, look_up
from api.usecases.office import Office
from api.usecases.once import earlier_outcome, once
from api.usecases.sight import tell_of_reading

SOURCE = "SIAK"
OFFICERS = (Role.SERVICE_OFFICER, Role.DATA_ENTRY_OPERATOR)


async def prefill_from_siak(office: Office, actor: Actor, command: c.PrefillFromSiak) -> c.Outcome:
    """Keep what SIAK knows for the questions nobody answered yet."""
    kept = await earlier_outcome(office, actor, command)
    if kept is not None:
        return kept
    known = await _ask(office, actor, await _opened(office, actor, command))

    async def act(store: Store) -> c.Outcome | DomainError:
        desk = Desk(office, store, actor, office.clock.now())
        return await once(desk, command, lambda: _fill(desk, command, known))

    outcome = await office.work.run(act)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


async def _opened(office: Office, actor: Actor, command: c.PrefillFromSiak) -> Case:
    """Return the case, if this actor may answer its questions now."""
    if actor.role not in OFFICERS:
        raise NotPermitted("Hanya petugas pelayanan dan operator yang mengisi dari SIAK.")
    if office.policy.siak_by_hand:
        raise NotPermitted(
            "Kantor ini memakai SIAK dengan tangan, jadi isian tidak dapat diambil dari sana. "
            "Lihat datanya di SIAK, lalu isi sendiri."
        )
    async with office.work.begin() as store:
        desk = Desk(office, store, actor, office.clock.now())
        return await desk.open(command, Action.RECORD_ANSWERS)


async def _ask(office: Office, actor: Actor, case: Case) -> Known:
    tell_of_reading(actor, case.application.id, "prefillFromSiak")
    known = await ask_about(office, case)
    if known.unanswered:
        raise ExternalUnavailable(
            "SIAK belum dapat dihubungi. Isi sendiri, atau coba lagi sebentar lagi.",
            retry_after_seconds=max(1, round(known.retry_after or WAIT)),
        )
    return known


async def ask_about(office: Office, case: Case) -> Known:
    """Return what SIAK knows of everybody the answers name."""
    entry = office.registry.entry(case.application.service_code)
    return await look_up(office, entry.everybody(case.answers), homes_wanted(entry, case.answers))


async def _fill(desk: Desk, command: c.PrefillFromSiak, known: Known) -> c.Outcome:
    case = await desk.open(command, Action.RECORD_ANSWERS)
    return done(await fill(desk, case, known))


async def fill(desk: Desk, case: Case, known: Known, *, but_not: Collection[str] = ()) -> Case:
    """Keep what is known for open questions; nothing happens where there is nothing to keep."""
    answers = await _fitting(desk, case, known)
    answers = {name: value for name, value in answers.items() if name not in but_not}
    if not answers:
        return case
    said_by = replace(desk.actor, role=Role.SIAK)
    return await keep_answers(desk, case, answers, said_by=said_by, source=SOURCE)


async def _fitting(desk: Desk, case: Case, known: Known) -> Mapping[str, Any]:
    """Return what SIAK knows in the catalogue's form; what breaks a rule is left to people."""
    catalogue, application = desk.office.catalogue, case.application
    service, today = catalogue.service(application.service_code), office_date(desk.now)
    facts = catalogue.facts(service, case.answers, application.submitted_on or today)
    found: dict[str, Any] = {}
    for name, raw in known_answers(desk.office.registry, facts, known).items():
        if await illegible(desk.office, service, name, raw):
            continue
        try:
            found[name] = check_answer(catalogue, service, name, raw, today=today)
        except InvalidAnswer:
            continue
    return found
