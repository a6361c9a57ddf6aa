"""A system that is down: its work waits without spending attempts, one call tries it, all go on."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.domain.line import Line, LineStatus, Remote
from api.domain.ports import Ambiguous, Blocked, Down, GatewayError, Permanent, Transient
from api.domain.words import Effect
from api.storage import tables as t
from api.usecases.remotes import Remotes
from api.usecases.system import moving
from api.worker import Worker
from tests.storage.house import House

BROKEN = Transient("SIAK_UNAVAILABLE", tells_of_line=True)
LOST = Ambiguous("NO_ANSWER", tells_of_line=True)


async def promise(house: House, number: int, lane: str = "") -> None:
    """Promise a cancellation; the script's calls name it by its entry."""
    async with house.bench.office.work.begin() as store:
        await store.outbox.promise(
            Effect.SIAK_CANCEL,
            f"siak.cancel:{number}",
            {"entry_id": f"E{number}", "submit_key": "k", "reason": "SIMULASI"},
            now=house.clock.now(),
            lane=lane or f"siak:{number}",
        )


async def line(house: House) -> Line:
    return await Remotes(house.bench.office).line(Remote.SIAK)


async def attempts(house: House) -> list[tuple[str, int]]:
    return [(row["state"], row["attempts"]) for row in await house.rows(kind=Effect.SIAK_CANCEL)]


def goes_wrong(house: House, *errors: Exception | None) -> None:
    house.outside.siak.errors.extend(errors)


def calls(house: House) -> Sequence[str]:
    return [call for call in house.outside.siak.calls if call != "ping"]


@pytest.mark.parametrize("code", ["UNREACHABLE", "MAINTENANCE", "TOO_MANY_REQUESTS"])
async def test_a_system_that_serves_nobody_is_called_once_and_nothing_is_spent(
    house: House, code: str
) -> None:
    for number in range(20):
        await promise(house, number)
    goes_wrong(house, *[Down(code)] * 20)

    await house.worker.drain()
    await house.later(1)

    found = await line(house)
    assert (found.status, found.code) == (LineStatus.DOWN, code)
    assert found.since == house.clock.now() - timedelta(seconds=1)
    assert len(calls(house)) <= 8  # those that were under way together
    assert await attempts(house) == [("pending", 0)] * 20


async def test_it_is_tried_at_growing_distance_by_one_call_at_a_time(house: House) -> None:
    for number in range(5):
        await promise(house, number)
    goes_wrong(house, *[Down("UNREACHABLE")] * 200)
    await house.worker.drain()
    distances = []

    for _ in range(9):
        before = len(calls(house))
        retry_at = (await line(house)).retry_at
        assert retry_at is not None
        distances.append((retry_at - house.clock.now()).total_seconds())
        await house.later(distances[-1] - 0.5)
        assert len(calls(house)) == before
        await house.later(0.5)
        assert len(calls(house)) == before + 1

    assert distances == [5, 10, 20, 40, 80, 160, 300, 300, 300]


async def test_the_wait_the_other_side_names_wins_but_for_an_hour_at_most(house: House) -> None:
    await promise(house, 1)
    goes_wrong(house, Down("MAINTENANCE", retry_after=720), Down("MAINTENANCE", retry_after=1e5))

    await house.worker.drain()
    first = (await line(house)).retry_at
    await house.later(720)
    second = (await line(house)).retry_at

    assert first == house.clock.now()
    assert second == house.clock.now() + timedelta(hours=1)


async def test_who_says_at_once_is_not_asked_in_a_circle(house: House) -> None:
    await promise(house, 1)
    goes_wrong(house, *[Down("MAINTENANCE", retry_after=0)] * 50)

    await house.worker.drain()

    assert len(calls(house)) == 1
    assert (await line(house)).retry_at == house.clock.now() + timedelta(seconds=1)


async def test_with_the_first_answer_everything_goes_on_at_once_and_in_order(
    house: House,
) -> None:
    for number in range(20):
        await promise(house, number, lane=f"siak:{number % 4}")
    goes_wrong(house, *[Down("UNREACHABLE")] * 4)
    await house.worker.drain()
    house.outside.siak.calls.clear()

    await house.later(5)

    found = await line(house)
    assert (found.status, found.code, found.answered_at) == (
        LineStatus.UP,
        None,
        house.clock.now(),
    )
    assert [state for state, _ in await attempts(house)] == ["done"] * 20
    done = [int(call.removeprefix("cancel:E")) for call in calls(house)]
    assert sorted(done) == list(range(20))
    for lane in range(4):
        assert [n for n in done if n % 4 == lane] == list(range(lane, 20, 4))


@pytest.mark.parametrize("error", [BROKEN, LOST])
async def test_three_unclear_failures_in_a_row_take_it_down_and_cost_nothing(
    house: House, error: GatewayError
) -> None:
    goes_wrong(house, *[error] * 30)
    await promise(house, 1)
    await promise(house, 2, lane="siak:1")

    for _ in range(25):
        await house.later(400)

    assert (await line(house)).status is LineStatus.DOWN
    assert await attempts(house) == [("pending", 0), ("pending", 0)]
    house.outside.siak.errors.clear()
    await house.later(400)
    assert [state for state, _ in await attempts(house)] == ["done", "done"]


async def test_one_call_that_always_fails_ends_while_the_others_go_on(house: House) -> None:
    """The odd one is the oldest: it must not be the only one that tries a healthy system."""
    cancel = house.outside.siak.cancel

    async def odd(entry_id: str, *, reason: str) -> None:
        await cancel(entry_id, reason=reason)
        if entry_id == "E0":
            raise Transient("SIAK_UNAVAILABLE", tells_of_line=True)

    house.outside.siak.cancel = odd  # type: ignore[method-assign]  # the test's own
    await promise(house, 0)

    for number in range(1, 60):
        await promise(house, number)
        await house.later(301)

    states = await attempts(house)
    assert states[0] == ("dead", 10)
    assert {state for state, _ in states[1:]} == {"done"}
    assert (await line(house)).status is LineStatus.UP


async def test_a_refusal_is_an_answer(house: House) -> None:
    await promise(house, 1)
    await promise(house, 2)
    goes_wrong(house, BROKEN, BROKEN)
    await house.worker.drain()
    between = (await line(house)).failures
    await promise(house, 3)
    goes_wrong(house, Permanent("ALREADY_ISSUED"))

    await house.worker.drain()

    assert between == 2
    found = await line(house)
    assert (found.status, found.failures) == (LineStatus.UP, 0)


async def test_a_lock_or_an_empty_stock_is_no_matter_of_the_line(house: House) -> None:
    goes_wrong(house, *[Blocked("RECORD_LOCKED", retry_after=60)] * 5)
    for number in range(5):
        await promise(house, number)

    await house.worker.drain()

    assert (await line(house)).status is LineStatus.UP
    assert await attempts(house) == [("pending", 0)] * 5


async def test_other_systems_go_on(house: House) -> None:
    await promise(house, 1)
    goes_wrong(house, *[Down("UNREACHABLE")] * 9)
    await house.worker.drain()

    await house.promise_text("a")
    await house.worker.drain()

    assert house.outside.whatsapp.calls == ["a"]


async def test_who_waits_for_quiet_does_not_wait_for_what_is_down(house: House) -> None:
    await promise(house, 1)
    goes_wrong(house, *[Down("UNREACHABLE")] * 9)
    await house.worker.drain()

    assert await moving(house.bench.office) == []
    house.clock.advance(5)
    assert len(await moving(house.bench.office)) == 1


async def test_a_line_nothing_waits_for_is_pinged(house: House) -> None:
    goes_wrong(house, Down("UNREACHABLE"))
    await Remotes(house.bench.office).failed(Remote.SIAK, Down("UNREACHABLE"))

    await house.later(5)
    between = (await line(house)).status
    await house.later(10)

    assert house.outside.siak.calls == ["ping", "ping"]
    assert (between, (await line(house)).status) == (LineStatus.DOWN, LineStatus.UP)


async def test_it_is_still_down_after_a_restart_and_for_other_workers(house: House) -> None:
    await promise(house, 1)
    goes_wrong(house, *[Down("UNREACHABLE")] * 9)
    await house.worker.drain()
    before = len(calls(house))

    others = [Worker(house.bench.office, house.outside.gateways, is_alone=False) for _ in range(3)]
    for worker in others:
        await worker.drain()
    idle = len(calls(house))
    house.clock.advance(5)
    await asyncio.gather(*(worker.drain() for worker in others))

    assert idle == before
    assert len(calls(house)) == before + 1


async def test_a_process_that_dies_while_it_tries_holds_nobody_up_for_long(house: House) -> None:
    await promise(house, 1)
    goes_wrong(house, Down("UNREACHABLE"))
    await house.worker.drain()
    house.clock.advance(5)
    async with house.bench.office.work.begin() as store:
        await house.worker._circuits.claim(store, timedelta(seconds=60), 1)

    house.clock.advance(61)
    await house.worker._recover(everything=False)
    await house.worker.drain()

    assert [state for state, _ in await attempts(house)] == ["done"]


async def test_what_asks_nobody_proves_nothing(house: House) -> None:
    """A look-up nobody wants any more is done without a call; the next effect tries the line."""
    await Remotes(house.bench.office).failed(Remote.SIAK, Down("UNREACHABLE"))
    goes_wrong(house, Down("UNREACHABLE"))
    async with house.bench.office.work.begin() as store:
        await store.outbox.promise(
            Effect.SIAK_LOOKUP, "siak.lookup:1", {"mark": "none"}, now=house.clock.now()
        )
    await promise(house, 1)

    await house.later(5)

    assert [row["state"] for row in await house.rows(kind=Effect.SIAK_LOOKUP)] == ["done"]
    assert calls(house) == ["cancel:E1"]
    assert (await line(house)).status is LineStatus.DOWN


async def test_nothing_is_written_while_nothing_changes(house: House) -> None:
    await promise(house, 1)
    await house.worker.drain()
    first = await _row(house)

    for number in range(2, 6):
        house.clock.advance(14)
        await promise(house, number)
        await house.worker.drain()
        assert await _row(house) == first
    house.clock.advance(14)
    await promise(house, 6)
    await house.worker.drain()

    assert (await _row(house))["answered_at"] == house.clock.now()


async def _row(house: House) -> Any:  # a row
    async with house.bench.office.work.read() as connection:
        return (await connection.execute(select(t.remote))).mappings().one()


async def test_a_look_up_asks_only_while_the_line_is_up_and_tells_what_it_met(
    house: House,
) -> None:
    remotes = Remotes(house.bench.office)
    script: deque[GatewayError | None] = deque([Down("MAINTENANCE", retry_after=60), None])
    asked = 0

    async def look_up() -> str:
        nonlocal asked
        asked += 1
        error = script.popleft()
        if error is not None:
            raise error
        return "CONTOH"

    with pytest.raises(Down, match="MAINTENANCE"):
        await remotes.ask(Remote.SIAK, look_up)
    assert await remotes.is_open(Remote.SIAK)
    with pytest.raises(Down, match="CIRCUIT_OPEN") as spared:
        await remotes.ask(Remote.SIAK, look_up)
    house.clock.advance(60)
    found = await remotes.ask(Remote.SIAK, look_up)

    assert (found, asked, spared.value.retry_after) == ("CONTOH", 2, 60)
    assert not await remotes.is_open(Remote.SIAK)


async def test_of_many_look_ups_one_tries_a_line_that_is_down(house: House) -> None:
    remotes = Remotes(house.bench.office)
    await remotes.failed(Remote.SIAK, Down("UNREACHABLE"))
    house.clock.advance(5)
    asked = 0

    async def look_up() -> None:
        nonlocal asked
        asked += 1
        raise Down("UNREACHABLE")

    outcomes = await asyncio.gather(
        *(remotes.ask(Remote.SIAK, look_up) for _ in range(6)), return_exceptions=True
    )

    assert asked == 1
    assert sorted(str(each) for each in outcomes) == ["CIRCUIT_OPEN"] * 5 + ["UNREACHABLE"]
    assert (await line(house)).retry_at == house.clock.now() + timedelta(seconds=10)
