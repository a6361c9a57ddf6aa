"""The simulators' clock by itself: order of due work, lanes, real and frozen time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from simkit.clock import ClockBackwards, ClockMode, SimClock
from simkit.journal import mask, phones_in
from simkit.randomness import Seeded

START = datetime(2020, 3, 2, tzinfo=UTC)


@pytest.fixture
async def clock() -> AsyncIterator[SimClock]:
    made = SimClock(START)
    made.start()
    yield made
    await made.close()


async def test_due_work_runs_in_time_order_each_at_its_instant(clock: SimClock) -> None:
    ran: list[tuple[str, datetime]] = []

    def note(name: str) -> None:
        async def job() -> None:
            ran.append((name, clock.now()))

        clock.schedule(START + timedelta(seconds=int(name)), job, name)

    for name in ("30", "10", "20", "40"):
        note(name)
    await clock.advance(30)
    assert ran == [(n, START + timedelta(seconds=int(n))) for n in ("10", "20", "30")]
    assert clock.now() == START + timedelta(seconds=30)
    assert [label for _, label in clock.waiting()] == ["40"]


async def test_work_that_makes_work_is_done_in_the_same_step(clock: SimClock) -> None:
    beats: list[datetime] = []

    async def beat() -> None:
        beats.append(clock.now())
        clock.schedule(clock.now() + timedelta(hours=1), beat, "beat")

    clock.schedule(START + timedelta(hours=1), beat, "beat")
    await clock.advance(86400)
    assert len(beats) == 24


async def test_work_due_at_once_runs_without_moving_time(clock: SimClock) -> None:
    done = asyncio.Event()

    async def job() -> None:
        done.set()

    clock.schedule(clock.now(), job, "now")
    assert clock.busy() == ["now"]
    async with asyncio.timeout(1):
        await done.wait()
    await clock.advance(0)
    assert clock.busy() == []


async def test_one_lane_keeps_its_order_and_never_waits_for_another(clock: SimClock) -> None:
    gate, ran = asyncio.Event(), asyncio.Queue[str]()

    async def slow() -> None:
        await gate.wait()
        ran.put_nowait("slow")

    def quick(name: str) -> None:
        async def job() -> None:
            ran.put_nowait(name)

        clock.schedule(START, job, name, lane="b" if name == "other" else "a")

    clock.schedule(START, slow, "slow", lane="a")
    quick("after slow")
    quick("other")
    async with asyncio.timeout(1):
        assert await ran.get() == "other"
        gate.set()
        assert await ran.get() == "slow"
        assert await ran.get() == "after slow"


async def test_a_failing_piece_of_work_stops_nothing(clock: SimClock) -> None:
    ran: list[str] = []

    async def broken() -> None:
        raise RuntimeError("CONTOH")

    async def sound() -> None:
        ran.append("sound")

    clock.schedule(START, broken, "broken")
    clock.schedule(START + timedelta(seconds=1), sound, "sound")
    await clock.advance(1)
    assert ran == ["sound"]


async def test_cancelled_work_never_runs(clock: SimClock) -> None:
    async def job() -> None:
        raise AssertionError("cancelled")

    number = clock.schedule(START + timedelta(seconds=1), job, "never")
    assert clock.cancel(number) is True
    assert clock.cancel(number) is False
    await clock.advance(2)


async def test_time_never_goes_back(clock: SimClock) -> None:
    with pytest.raises(ClockBackwards):
        await clock.advance(-1)
    with pytest.raises(ClockBackwards):
        await clock.set(START - timedelta(seconds=1))


async def test_a_real_clock_runs_work_by_itself_and_can_be_shifted() -> None:
    clock, done = SimClock(), asyncio.Event()
    clock.start()

    async def job() -> None:
        done.set()

    assert clock.mode is ClockMode.REAL
    clock.schedule(clock.now() + timedelta(milliseconds=20), job, "soon")
    async with asyncio.timeout(1):
        await done.wait()
    before = clock.now()
    await clock.advance(3600)
    assert clock.mode is ClockMode.SHIFTED
    assert timedelta(hours=1) <= clock.now() - before < timedelta(hours=1, minutes=1)
    await clock.close()


def test_draws_repeat_and_streams_do_not_disturb_each_other() -> None:
    one, two = Seeded(7), Seeded(7)
    two.draw("faults")
    first = [one.digits(15, "media") for _ in range(3)]
    assert first == [two.digits(15, "media") for _ in range(3)]
    assert Seeded(8).digits(15, "media") != Seeded(7).digits(15, "media")
    later = Seeded(1)
    later.restore(one.dump())
    assert later.text(8, "media") == one.text(8, "media")


def test_what_is_shown_hides_persons_and_secrets() -> None:
    shown = mask(
        {
            "access_token": "canary-1",
            "passphrase": "canary-2",
            "text": "NIK 6311010101909001, telepon +6289900012345 atau 089900012345",
            "list": [{"nik": "6311010101909001"}],
        }
    )
    text = str(shown)
    for secret in ("canary", "6311010101909001", "6289900012345", "089900012345"):
        assert secret not in text
    assert "***2345" in text
    assert phones_in("0899 tidak, 089900012345 ya") == {"6289900012345"}
