"""The lines to the outside systems: down for all processes at once, and tried by one of them.

Whoever calls a system outside the outbox, such as a look-up for an officer, does it through

    person = await Remotes(office).ask(Remote.SIAK, lambda: siak.person(nik))

While the line is down this raises `Down("CIRCUIT_OPEN")` without calling, with the seconds until it
is worth another try; otherwise the call's own `GatewayError` comes through, and either outcome is
kept for everybody. `is_open`, `succeeded` and `failed` are its parts, for whoever needs them apart.
An act of the worker calls its gateway directly: the worker keeps how it went.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import RowMapping

from api.domain import line as rules
from api.domain.line import Line, Remote, kinds_of
from api.domain.ports import Ambiguous, Down, GatewayError
from api.storage.remotes import read_lines, read_queues
from api.storage.store import Store
from api.usecases.office import Office

T = TypeVar("T")
TRY_LEASE = timedelta(seconds=60)  # a process that dies while it tries holds nobody up for longer


class Remotes:
    """What is known of the lines, in transactions of its own."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def ask(self, remote: Remote, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call unless the system is down, and keep how it went."""
        is_try = await self._require_open(remote)
        try:
            answer = await call()
        except GatewayError as error:
            await self.failed(remote, error, is_try=is_try)
            raise
        await self.succeeded(remote)
        return answer

    async def is_open(self, remote: Remote) -> bool:
        """Tell whether the circuit is open: the system is down, and it is not time to try it."""
        return not (await self.line(remote)).is_open_to(self._office.clock.now())

    async def succeeded(self, remote: Remote) -> None:
        """Keep that the system answered; what waits for it goes on."""
        line, now = await self.line(remote), self._office.clock.now()
        if rules.answered(line, now) != line:
            await self._office.work.run(lambda store: hear_answer(self._office, store, remote))

    async def failed(self, remote: Remote, error: GatewayError, *, is_try: bool = False) -> None:
        """Keep how a call failed; a refusal is an answer, too."""
        if error.tells_of_line:
            await self._office.work.run(
                lambda store: hear_failure(self._office, store, remote, error, is_try=is_try)
            )
        elif is_answer(error):
            await self.succeeded(remote)

    async def line(self, remote: Remote) -> Line:
        """Return how the line is."""
        async with self._office.work.read() as connection:
            lines = await read_lines(connection)
        return next((line for line in lines if line.remote is remote), Line(remote))

    async def _require_open(self, remote: Remote) -> bool:
        """Say whether the call to come is the one that tries a line that was down."""
        line, now = await self.line(remote), self._office.clock.now()
        if not line.is_down:
            return False
        if line.may_be_tried(now) and await self._take_try(remote):
            return True
        wait = (line.retry_at - now).total_seconds() if line.retry_at else 0.0
        raise Down("CIRCUIT_OPEN", retry_after=max(1.0, wait))

    async def _take_try(self, remote: Remote) -> bool:
        async with self._office.work.begin() as store:
            now = self._office.clock.now()
            line = await store.lines.get_to_try(remote, now)
            if line is not None:
                await reserve_try(self._office, store, line)
            return line is not None


def is_answer(error: GatewayError) -> bool:
    """Tell whether the system itself spoke, if only to refuse."""
    return not error.tells_of_line and not isinstance(error, Ambiguous)


async def reserve_try(office: Office, store: Store, line: Line) -> None:
    """Keep others from trying a line as long as this one's call may last."""
    until = office.clock.now() + TRY_LEASE
    await store.lines.keep(rules.held(line, until))


async def hear_answer(office: Office, store: Store, remote: Remote) -> None:
    """Keep that the system answered; what waits for it goes on."""
    now = office.clock.now()
    line = await store.lines.get(remote)
    if rules.answered(line, now) == line:
        return  # nearly always: one short read
    line = await store.lines.get_locked(remote, now)
    await store.lines.keep(rules.answered(line, now))
    if line.is_down:
        store.outbox.has_promised = True


async def hear_failure(
    office: Office,
    store: Store,
    remote: Remote,
    error: GatewayError,
    *,
    effect_id: str | None = None,
    is_try: bool = False,
) -> bool:
    """Keep a failure that tells of the line; say whether the system counts as down since."""
    now = office.clock.now()
    before = await store.lines.get_locked(remote, now)
    after = rules.failed(before, error, now, effect_id=effect_id, is_try=is_try)
    if after != before:
        await store.lines.keep(after)
    if after.is_down and before.suspects:
        await store.outbox.give_back(before.suspects)
    return after.is_down


@dataclass(frozen=True)
class Standing:
    """How a system stands, and what waits for it, as officers see it."""

    line: Line
    by_hand: bool
    queued: int
    stuck: int
    oldest_queued_at: datetime | None


async def standings(office: Office) -> Mapping[Remote, Standing]:
    """Return how every system stands."""
    async with office.work.read() as connection:
        lines = {line.remote: line for line in await read_lines(connection)}
        queues = await read_queues(connection)
    return {remote: _standing(office, remote, lines, queues) for remote in Remote}


def _standing(
    office: Office, remote: Remote, lines: Mapping[Remote, Line], queues: Sequence[RowMapping]
) -> Standing:
    kinds = kinds_of(remote)
    mine = [row for row in queues if row["kind"] in kinds]
    waits = [row["oldest_queued_at"] for row in mine if row["oldest_queued_at"] is not None]
    return Standing(
        line=lines.get(remote, Line(remote)),
        by_hand=remote is Remote.SIAK and office.policy.siak_by_hand,
        queued=sum(row["queued"] for row in mine),
        stuck=sum(row["stuck"] for row in mine),
        oldest_queued_at=min(waits, default=None),
    )
