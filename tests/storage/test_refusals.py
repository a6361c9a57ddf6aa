"""Every status x action x role: what the table does not list is refused, and nothing changes.

The table is the one written by hand (`tests/workflow_rows.py`), not the code's.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from api.domain.case import Case, Document
from api.domain.errors import DomainError, GuardRefused, InvalidTransition, NotPermitted
from api.domain.values import Action, DocumentAction, DocumentStatus, Medium, Role, Status
from api.storage import tables as t
from api.usecases import commands as c
from api.usecases.desk import Desk
from api.usecases.execute import USE_CASES
from tests.asking import COMMANDS, EVERYBODY, command_for, document_command_for
from tests.factories import HEAD, PASSPHRASE, Bench
from tests.stations import OFFICE_SERVICE, document_standing, stand
from tests.workflow_rows import application_rows, document_rows

pytestmark = pytest.mark.asyncio(loop_scope="module")
FULL_SERVICE = "KK_HILANG_RUSAK"
D = DocumentStatus
PLACES = [
    *(pytest.param(s, FULL_SERVICE, id=s) for s in Status if s is not Status.AWAITING_ATTENDANCE),
    *(
        pytest.param(s, OFFICE_SERVICE, id=f"{s}-office")
        for s in (Status.UNDER_REVIEW, Status.AWAITING_ATTENDANCE, Status.COMPLETE)
    ),
]
CARD_STATUSES = (D.DRAFTED, D.VERIFIED, D.ISSUED, D.READY_FOR_PICKUP, D.COLLECTED)
DOCUMENT_PLACES = [
    *(pytest.param(s, Medium.PDF, id=f"{s}-pdf") for s in D),
    *(pytest.param(s, Medium.CARD, id=f"{s}-card") for s in CARD_STATUSES),
]


async def _books(bench: Bench) -> dict[str, Any]:
    """Return the versions of everything, and how many events and promises there are."""
    async with bench.office.work.read() as connection:
        versions = select(t.application.c.id, t.application.c.version, t.application.c.status)
        documents = select(t.document.c.id, t.document.c.version, t.document.c.status)
        return {
            "applications": (await connection.execute(versions)).all(),
            "documents": (await connection.execute(documents)).all(),
            "events": await connection.scalar(select(func.count()).select_from(t.event)),
            "promises": await connection.scalar(select(func.count()).select_from(t.effect)),
        }


@dataclass(frozen=True)
class OpenDesk(Desk):
    """A desk with the case file already on it: hundreds of questions need no second reading."""

    case: Case | None = None

    async def find(self, application_id: str) -> Case:
        """Return the case on the desk."""
        assert self.case is not None
        assert self.case.application.id == application_id
        return self.case


async def _answer(asked: Awaitable[Any] | Callable[[], Any]) -> DomainError | None:
    """Return the refusal, or None if there was none."""
    try:
        if callable(asked):
            asked()
        else:
            await asked
    except DomainError as refusal:
        return refusal
    return None


async def _ask(desk: Desk, case: Case, action: Action) -> DomainError | None:
    """Ask the use case where there is a command, the desk itself otherwise."""
    command = command_for(action, case)
    if command is None:
        return await _answer(lambda: desk.require(case, action))
    return await _answer(USE_CASES[type(command)](desk, command))


async def _ask_of_document(
    desk: Desk, case: Case, document: Document, action: DocumentAction
) -> DomainError | None:
    command = document_command_for(action, document)
    if command is None:
        return await _answer(lambda: desk.require_document(case, document, action))
    return await _answer(USE_CASES[type(command)](desk, command))


@asynccontextmanager
async def _desks(bench: Bench, application_id: str) -> AsyncIterator[tuple[Case, list[OpenDesk]]]:
    """Offer everybody's desk, the case on it, in one transaction that is kept."""
    case = await bench.case(application_id)
    async with bench.office.work.begin() as store:
        now = bench.clock.now()
        yield case, [OpenDesk(bench.office, store, a, now, case) for a in EVERYBODY.values()]


@pytest.mark.parametrize(("status", "service"), PLACES)
async def test_what_the_table_does_not_list_is_refused(
    shared_bench: Bench, status: Status, service: str
) -> None:
    bench = shared_bench
    application_id = await stand(bench, status, service)
    mode = bench.office.catalogue.service(service).mode
    rows = [r for r in application_rows() if r.source is status and mode in r.modes]
    listed, known = {(r.action, r.role) for r in rows}, {r.action for r in rows}
    before = await _books(bench)

    async with _desks(bench, application_id) as (case, desks):
        asked = [
            (action, desk.actor.role, await _ask(desk, case, action))
            for desk in desks
            for action in Action
            if action is not Action.CREATE and (action, desk.actor.role) not in listed
        ]
        of = {desk.actor.role: desk for desk in desks}
        may = [await _answer(partial(of[r.role].require, case, r.action)) for r in rows]

    wrong = [
        (action, role, answer)
        for action, role, answer in asked
        if type(answer) is not (NotPermitted if action in known else InvalidTransition)
    ]
    assert wrong == []
    assert len(asked) == (len(Action) - 1) * len(EVERYBODY) - len(listed)
    assert {type(answer) for answer in may} <= {type(None), GuardRefused}
    assert await _books(bench) == before


async def test_a_refused_command_leaves_no_trace(shared_bench: Bench) -> None:
    application_id = await stand(shared_bench, Status.SUBMITTED)
    case = await shared_bench.case(application_id)
    before = await _books(shared_bench)

    for action in COMMANDS:
        command = command_for(action, case, idempotency_key=f"{application_id}-{action}")
        assert command is not None
        with pytest.raises((NotPermitted, InvalidTransition)):
            await shared_bench.do(EVERYBODY[Role.AUDITOR], command)

    assert await _books(shared_bench) == before


async def test_an_application_is_opened_by_those_who_may(shared_bench: Bench) -> None:
    may = {r.role for r in application_rows() if r.action is Action.CREATE}
    command = c.CreateApplication(service_code=FULL_SERVICE, purpose_noticed=True)
    earlier = len((await _books(shared_bench))["applications"])

    for role in EVERYBODY.keys() & may:
        await shared_bench.do(EVERYBODY[role], command)

    before = await _books(shared_bench)
    assert len(before["applications"]) == earlier + len(may)
    for role in EVERYBODY.keys() - may:
        with pytest.raises(NotPermitted):
            await shared_bench.do(EVERYBODY[role], command)
    assert await _books(shared_bench) == before


async def test_nothing_is_opened_before_the_purpose_was_told(shared_bench: Bench) -> None:
    with pytest.raises(GuardRefused, match="tujuan"):
        await shared_bench.do(
            shared_bench.applicant,
            c.CreateApplication(service_code=FULL_SERVICE, purpose_noticed=False),
        )


@pytest.mark.parametrize(("status", "medium"), DOCUMENT_PLACES)
async def test_what_the_table_does_not_list_for_a_document_is_refused(
    shared_bench: Bench, status: DocumentStatus, medium: Medium
) -> None:
    rows = [r for r in document_rows() if r.source is status and medium in r.media]
    listed, known = {(r.action, r.role) for r in rows}, {r.action for r in rows}
    async with document_standing(shared_bench, status, medium) as document:
        before = await _books(shared_bench)

        async with _desks(shared_bench, document.application_id) as (case, desks):
            asked = [
                (action, desk.actor.role, await _ask_of_document(desk, case, document, action))
                for desk in desks
                for action in DocumentAction
                if (action, desk.actor.role) not in listed
            ]
            of = {desk.actor.role: desk for desk in desks}
            may = [
                await _answer(partial(of[r.role].require_document, case, document, r.action))
                for r in rows
            ]

        wrong = [
            (action, role, answer)
            for action, role, answer in asked
            if type(answer) is not (NotPermitted if action in known else InvalidTransition)
        ]
        assert wrong == []
        assert len(asked) == len(DocumentAction) * len(EVERYBODY) - len(listed)
        assert {type(answer) for answer in may} <= {type(None), GuardRefused}
        assert await _books(shared_bench) == before


async def test_only_the_head_of_office_starts_a_batch(shared_bench: Bench) -> None:
    application_id = await stand(shared_bench, Status.AWAITING_SIGNATURE)
    document = await shared_bench.document(application_id)
    command = c.SignDocuments(
        documents=(c.ToSign(document.id, document.version),), passphrase=PASSPHRASE
    )
    before = await _books(shared_bench)

    for role in EVERYBODY.keys() - {Role.HEAD_OF_OFFICE}:
        with pytest.raises(NotPermitted):
            await shared_bench.do(EVERYBODY[role], command)

    assert await _books(shared_bench) == before


async def test_a_batch_says_of_each_document_why_it_was_refused(shared_bench: Bench) -> None:
    drafted = await shared_bench.document(await stand(shared_bench, Status.DRAFTED))
    wanted = (c.ToSign(drafted.id, drafted.version),)

    await shared_bench.do(HEAD, c.SignDocuments(documents=wanted, passphrase=PASSPHRASE))
    await shared_bench.batches_end()

    async with shared_bench.office.work.read() as connection:
        query = select(t.signing_item).where(t.signing_item.c.document_id == drafted.id)
        item = (await connection.execute(query)).mappings().one()
    assert (item["state"], item["code"]) == ("REFUSED", "INVALID_TRANSITION")
    assert item["message"]
