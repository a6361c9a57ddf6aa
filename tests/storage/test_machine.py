"""A machine that goes the table's rows in an order Hypothesis chooses, mostly legal, some not.

After each step it asks the laws of the house; at the end every row of both tables was gone.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from api.domain.case import Case
from api.domain.errors import DomainError, GuardRefused
from api.domain.values import Action, DocumentAction, Role, Status
from api.domain.workflow import (
    DOCUMENT_TRANSITIONS,
    FINAL,
    TRANSITIONS,
    find,
    find_document,
)
from api.domain.workflow_documents import IN_FORCE
from api.usecases import commands as c
from tests.asking import EVERYBODY, command_for, document_command_for
from tests.factories import OPERATOR, VERIFIER, Bench
from tests.installations import opened, sqlite_url
from tests.storage.house_laws import Laws, Visit
from tests.storage.moves import Moves
from tests.storage.possible import Row
from tests.storage.ways import Ways

T = TypeVar("T")
STEPS, EXAMPLES, AT_ONCE, MOVES = 150, 4, 6, 4
NEVER_GONE = 10.0
CREATORS = (Role.APPLICANT, Role.APPLICANT, Role.SERVICE_OFFICER, Role.SERVICE_ACCOUNT)
ENDS = frozenset(  # when nothing else is new
    {Action.CANCEL, Action.REJECT, Action.EXPIRE, DocumentAction.ANNUL}
)
BACK = ENDS | {
    Action.RELEASE,
    Action.REQUEST_COMPLETION,
    Action.SIAK_REFUSE,
    Action.REVISE_ENTRY,
    Action.RETURN_TO_OPERATOR,
    Action.RETURN_TO_VERIFIER,
    Action.DISPUTE_DRAFT,
    DocumentAction.FAIL_SIGN,
    DocumentAction.LOSE_SIGN,
}


class Desk(StrEnum):
    """An office's policy: nothing special, drafts shown to the applicant, no interface to SIAK."""

    PLAIN = "plain"
    CONFIRMING = "confirming"
    BY_HAND = "by hand"


@dataclass(frozen=True)
class Kind:
    """A sort of application the machine opens: a service, fixed answers, an office's policy."""

    service: str
    desk: Desk
    answers: tuple[tuple[str, Any], ...] = ()


KINDS = (
    Kind("KK_HILANG_RUSAK", Desk.CONFIRMING),
    Kind("KTP_EL_HILANG_RUSAK", Desk.PLAIN),
    Kind("AKTA_KELAHIRAN", Desk.PLAIN, answers=(("child_birth_date", "2026-01-05"),)),
    Kind("KTP_EL_BARU", Desk.CONFIRMING),
    Kind("KK_HILANG_RUSAK", Desk.PLAIN),
    Kind("AKTA_PERKAWINAN", Desk.CONFIRMING),
    Kind("KK_HILANG_RUSAK", Desk.BY_HAND),
    Kind("KTP_EL_HILANG_RUSAK", Desk.BY_HAND),
)


class Machine(RuleBasedStateMachine):
    """Applications of several services, moved side by side through one office."""

    def __init__(self, make_office: Callable[[AsyncExitStack], Any], seen: set[Visit]) -> None:
        super().__init__()
        self.seen = seen
        self.visited: Counter[Visit] = Counter(seen)  # earlier runs' rows are not sought again
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        bench: Bench = self.wait(make_office(self.stack))
        office = bench.office
        asking = replace(office.policy, draft_confirmation=True, upload_at_once=False)
        by_hand = replace(office.policy, siak_by_hand=True)
        self.desks = {
            Desk.PLAIN: Moves(bench),
            Desk.CONFIRMING: Moves(replace(bench, office=replace(office, policy=asking))),
            Desk.BY_HAND: Moves(replace(bench, office=replace(office, policy=by_hand))),
        }
        self.laws = Laws(bench)
        self.present: dict[str, Kind] = {}
        self.past: list[str] = []
        self.opened = 0

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run to the end on the machine's own loop."""
        return self.runner.run(coroutine)

    def teardown(self) -> None:
        """Let signatures under way end, close the office."""
        self.wait(self._close())
        self.runner.close()

    async def _close(self) -> None:
        for moves in self.desks.values():
            for signer, batch in moves.signing.values():
                signer.go_on()
                await batch
        await self.stack.aclose()

    @rule(  # one rule for all: Hypothesis leaves some rules out of a run
        which=st.integers(0, AT_ONCE - 1),
        stray=st.integers(0, 15),
        action=st.sampled_from([*Action, *DocumentAction]),
        role=st.sampled_from(list(EVERYBODY)),
    )
    def go_on(self, which: int, stray: int, action: Action | DocumentAction, role: Role) -> None:
        """Go rows that are legal now, and ask for something that is not."""
        self.wait(self._go_on(which, stray))
        if len(self.present) == AT_ONCE:
            self.wait(self._ask_for_what_is_not_listed(which, action, role))
            self.wait(self._verify_oneself(which))

    async def _go_on(self, which: int, stray: int) -> None:
        for turn in range(MOVES):
            if len(self.present) < AT_ONCE:
                await self._open()
            else:
                application_id = list(self.present)[(which + turn) % AT_ONCE]
                await self._move(application_id, stray if turn == 0 else 0)
            await self._ask_the_laws()

    async def _move(self, application_id: str, stray: int) -> None:
        moves = self.desks[self.present[application_id].desk]
        case = await moves.bench.case(application_id)
        ways = Ways.to(_every_row() - self.visited.keys(), case.mode)
        rows = [row for row in _legal(case) if moves.can(row, case)]
        if await self._waits_to_be_replaced(case, rows):
            return
        rows.sort(key=lambda row: (self._weight(row, ways), row.key, row.document_id))
        if rows:
            at = 1 + stray % 3 if stray > 12 else 0  # a stray move goes another way
            await self._take(moves, rows[min(at, len(rows) - 1)], application_id)
        gone = not rows or self._weight(rows[0], ways) >= NEVER_GONE
        if case.application.status in FINAL and gone:
            self.past.append(application_id)
            del self.present[application_id]

    async def _waits_to_be_replaced(self, case: Case, rows: list[Row]) -> bool:
        """Tell whether it stays where it is, so that another's issue may supersede it there."""
        sought = {
            role
            for role in (Role.SIAK, Role.SYSTEM)
            for document in case.documents
            if document.status in IN_FORCE
            and not self.visited[Row(DocumentAction.SUPERSEDE, document.status, role).key]
        }
        if not sought or any(not self.visited[row.key] for row in rows):
            return False
        for other in self.present:
            kind = self.present[other]
            case = await self.desks[kind.desk].bench.case(other)
            role = Role.SYSTEM if kind.desk is Desk.BY_HAND else Role.SIAK
            if role in sought and case.application.status is Status.UPLOADED:
                return True
        return False

    async def _take(self, moves: Moves, row: Row, application_id: str) -> None:
        if row.action is not Action.ISSUE:
            await moves.go(row, application_id)
            return
        if row.role is Role.SIAK:
            lapsed = await self._outdated(application_id, Role.SIAK)
            await moves.bench.issue(application_id, superseded=lapsed)
            return
        lapsed = await self._outdated(application_id, Role.SYSTEM)
        await moves.bench.on(
            OPERATOR, c.ConfirmSiakIssue, application_id, superseded_numbers=lapsed
        )

    async def _outdated(self, application_id: str, role: Role) -> tuple[str, ...]:
        """Return a document for each status in force from which none was replaced yet."""
        found: dict[str, str] = {}
        for other in [*self.present, *self.past]:
            if other != application_id:
                for document in (await self.desks[Desk.PLAIN].bench.case(other)).documents:
                    row = Row(DocumentAction.SUPERSEDE, document.status, role)
                    in_force = find_document(row.action, document.status, row.role, document.medium)
                    if in_force and not self.visited[row.key]:
                        found[document.status] = document.number
        return tuple(found.values())

    def _weight(self, row: Row, ways: Ways) -> float:
        """Return how little the row is wanted: what was never gone first, then what leads there."""
        times = self.visited[row.key]
        if times == 0:
            return 1 if row.action in ENDS else 0
        detour = 3 if row.action in BACK else 0
        return NEVER_GONE + 4 * ways.after(row) + detour + min(times, 9) / 3

    async def _open(self) -> None:
        kind = KINDS[self.opened % len(KINDS)]
        role = CREATORS[(self.opened // len(KINDS) + self.opened) % len(CREATORS)]
        if kind.desk is Desk.CONFIRMING:
            role = Role.APPLICANT  # the draft is shown to whoever applied
        if self.opened < 3:
            role = CREATORS[self.opened + 1]
        self.opened += 1
        bench = self.desks[kind.desk].bench
        outcome = await bench.do(
            EVERYBODY[role],
            c.CreateApplication(
                service_code=kind.service, purpose_noticed=True, answers=dict(kind.answers)
            ),
        )
        assert outcome.application_id
        self.present[outcome.application_id] = kind

    async def _ask_for_what_is_not_listed(
        self, which: int, action: Action | DocumentAction, role: Role
    ) -> None:
        """Ask for something the table does not list; it is refused and nothing changes."""
        bench, case = await self._look_at(which)
        command = _unlisted(case, action, role)
        if command is not None:
            with pytest.raises(DomainError):
                await bench.do(EVERYBODY[role], command)
            assert (await bench.case(case.application.id)).application == case.application

    async def _verify_oneself(self, which: int) -> None:
        """Let the operator verify what the operator entered; it is refused."""
        bench, case = await self._look_at(which)
        if case.application.status is Status.AWAITING_VERIFICATION:
            command = command_for(Action.VERIFY, case)
            assert command is not None
            with pytest.raises(GuardRefused):
                await bench.do(replace(VERIFIER, human_id=OPERATOR.human_id), command)

    async def _look_at(self, which: int) -> tuple[Bench, Case]:
        application_id = list(self.present)[which]
        bench = self.desks[self.present[application_id].desk].bench
        return bench, await bench.case(application_id)

    async def _ask_the_laws(self) -> None:
        for visit in await self.laws.hold():
            self.visited[visit] += 1
            self.seen.add(visit)


def _legal(case: Case) -> list[Row]:
    """Return every row that leads on from here, of the application and of its documents."""
    status = case.application.status
    rows = [
        Row(row.action, status, role)
        for row in TRANSITIONS
        if row.source is status and case.mode in row.modes
        for role in row.roles
    ]
    return rows + [
        Row(rule.action, document.status, role, document.id)
        for document in case.documents
        for rule in DOCUMENT_TRANSITIONS
        if rule.source is document.status and document.medium in rule.media
        for role in rule.roles
    ]


def _unlisted(case: Case, action: Action | DocumentAction, role: Role) -> c.Command | None:
    if isinstance(action, Action):
        listed = find(action, case.application.status, role, case.mode)
        return None if listed else command_for(action, case)
    for document in case.documents:
        if not find_document(action, document.status, role, document.medium):
            return document_command_for(action, document)
    return None


def _every_row() -> set[Visit]:
    own = {Row(row.action, row.source, role).key for row in TRANSITIONS for role in row.roles}
    return own | {
        Row(rule.action, rule.source, role).key
        for rule in DOCUMENT_TRANSITIONS
        for role in rule.roles
    }


@pytest.mark.slow
def test_whatever_way_the_table_is_gone_the_laws_hold(
    tmp_path_factory: pytest.TempPathFactory,
    prepared_file: Path,
    certificates: Path,
    printed_page: bytes,
) -> None:
    async def make_office(stack: AsyncExitStack) -> Bench:
        folder = tmp_path_factory.mktemp("machine")
        url = sqlite_url(shutil.copy(prepared_file, folder / "db.sqlite3"))
        parts = await stack.enter_async_context(opened(folder, certificates, url))
        return Bench(parts.office, parts.clock, printed_page)

    seen: set[Visit] = set()

    run_state_machine_as_test(
        lambda: Machine(make_office, seen),
        settings=settings(
            derandomize=True,
            database=None,
            deadline=None,
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

    missing = sorted(_every_row() - seen)
    assert not missing, "\n".join(" ".join(row) for row in missing)
