"""The outbox itself, on both databases: claims, fencing, and lanes."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.app import Parts
from api.domain.words import Effect
from api.storage import tables as t
from api.storage.outbox import Promise

LEASE = timedelta(seconds=60)
CHAT, REGISTRY = Effect.WHATSAPP_SEND, Effect.SIAK_SUBMIT


class Books:
    """The outbox of one office, one transaction for each question."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.work, self.clock = parts.office.work, parts.clock

    async def promise(
        self, key: str, lane: str | None = None, kind: Effect = CHAT, seconds: float = 0
    ) -> bool:
        """Promise an effect, due now or later."""
        now = self.clock.now()
        due_at = now + timedelta(seconds=seconds)
        async with self.work.begin() as store:
            return await store.outbox.promise(
                kind, key, {"n": key}, now=now, lane=lane, due_at=due_at
            )

    async def claim(self, limit: int = 10) -> tuple[Promise, ...]:
        """Claim what is due."""
        async with self.work.begin() as store:
            return await store.outbox.claim(self.clock.now(), LEASE, limit)

    async def finish(self, promise: Promise, state: str = "done", **more: Any) -> bool:
        """Finish a claim."""
        async with self.work.begin() as store:
            return await store.outbox.finish(promise, state, self.clock.now(), **more)

    async def release(self, *, everything: bool = False) -> None:
        """Free the claims whose holder is gone."""
        async with self.work.begin() as store:
            await store.outbox.release_expired(self.clock.now(), everything=everything)

    async def row(self, key: str) -> Any:
        """Return what the office sees of an effect."""
        async with self.work.read() as connection:
            query = select(t.effect).where(t.effect.c.key == key)
            return (await connection.execute(query)).mappings().one()


@pytest.fixture
def books(parts: Parts) -> Books:
    """Offer the outbox of an office."""
    return Books(parts)


async def test_the_same_key_is_promised_once(books: Books) -> None:
    first, again = await books.promise("a"), await books.promise("a")

    assert (first, again) == (True, False)
    assert len(await books.claim()) == 1


async def test_the_same_key_at_once_is_promised_once(books: Books) -> None:
    answers = await asyncio.gather(*(books.promise("a") for _ in range(8)))

    assert sorted(answers) == [False] * 7 + [True]


async def test_what_is_not_due_is_not_claimed(books: Books) -> None:
    await books.promise("later", seconds=10)

    early = await books.claim()
    books.clock.advance(10)

    assert early == ()
    assert [p.key for p in await books.claim()] == ["later"]


async def test_a_claim_is_taken_by_one_of_many(books: Books) -> None:
    for number in range(6):
        await books.promise(f"e{number}")

    claims = await asyncio.gather(*(books.claim(limit=2) for _ in range(6)))

    keys = [p.key for claim in claims for p in claim]
    assert len(keys) == len(set(keys))
    later = [p.key for _ in range(3) for p in await books.claim()]
    assert sorted([*keys, *later]) == [f"e{n}" for n in range(6)]


async def test_a_paused_worker_s_result_is_dropped_once_another_has_finished(
    books: Books,
) -> None:
    await books.promise("siak.submit:1", kind=REGISTRY)
    (paused,) = await books.claim()
    books.clock.advance(61)
    await books.release()
    (second,) = await books.claim()
    finished = await books.finish(second, external_id="of the second")

    late = await books.finish(paused, external_id="of the paused")

    assert (finished, late) == (True, False)
    row = await books.row("siak.submit:1")
    assert (row["state"], row["external_id"], row["attempts"]) == ("done", "of the second", 2)


async def test_a_paused_worker_does_not_disturb_the_one_that_took_over(books: Books) -> None:
    await books.promise("siak.submit:1", kind=REGISTRY)
    (paused,) = await books.claim()
    books.clock.advance(61)
    await books.release()
    (second,) = await books.claim()

    late = await books.finish(paused, "dead", error="LATE")

    assert late is False
    assert (await books.row("siak.submit:1"))["state"] == "running"
    assert await books.finish(second) is True


async def test_a_running_claim_is_not_freed_before_its_time(books: Books) -> None:
    await books.promise("a", kind=REGISTRY)
    await books.claim()
    books.clock.advance(59)

    await books.release()

    assert (await books.row("a"))["state"] == "running"


async def test_a_prolonged_claim_keeps_its_holder(books: Books) -> None:
    await books.promise("a", kind=REGISTRY)
    (claim,) = await books.claim()
    async with books.work.begin() as store:
        prolonged = await store.outbox.extend(claim, books.clock.now() + 2 * LEASE)
    books.clock.advance(61)

    await books.release()

    assert prolonged is True
    assert await books.finish(claim) is True


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (Effect.SIAK_SUBMIT, "pending"),
        (Effect.SIAK_UPLOAD, "pending"),
        (Effect.DOCUMENT_RENDER, "pending"),
        (Effect.TIMER, "pending"),
        (Effect.WHATSAPP_SEND, "unknown"),
        (Effect.EMAIL_SEND, "unknown"),
    ],
)
async def test_a_killed_worker_s_claim_is_repeated_only_where_that_is_harmless(
    books: Books, kind: Effect, state: str
) -> None:
    await books.promise("a", kind=kind)
    await books.claim()

    await books.release(everything=True)

    assert (await books.row("a"))["state"] == state


async def test_a_lane_goes_in_order_one_at_a_time_however_many_claim(books: Books) -> None:
    keys = [f"{lane}{n}" for n in range(6) for lane in ("a", "b", "c")]
    for key in keys:
        await books.promise(key, lane=f"wa:{key[0]}")
    done: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    under_way: set[str] = set()

    async def work() -> None:
        while sum(map(len, done.values())) < len(keys):
            for promise in await books.claim(limit=2):
                lane = promise.key[0]
                assert lane not in under_way
                under_way.add(lane)
                await asyncio.sleep(0)
                under_way.discard(lane)
                done[lane].append(promise.key)
                await books.finish(promise)

    await asyncio.wait_for(asyncio.gather(*(work() for _ in range(4))), 30)

    assert done == {lane: [f"{lane}{n}" for n in range(6)] for lane in "abc"}


async def test_a_lane_waits_for_what_is_tried_again_later(books: Books) -> None:
    await books.promise("first", lane="wa:1")
    await books.promise("second", lane="wa:1")
    (claim,) = await books.claim()
    due_at = books.clock.now() + timedelta(seconds=30)
    await books.finish(claim, "pending", due_at=due_at)

    meanwhile = await books.claim()
    books.clock.advance(30)

    assert meanwhile == ()
    assert [p.key for p in await books.claim()] == ["first"]


@pytest.mark.parametrize("state", ["dead", "unknown"])
@pytest.mark.parametrize(
    ("_case", "kind", "goes_on"),
    [("SIAK waits for an officer", REGISTRY, False), ("a chat goes on", CHAT, True)],
)
async def test_what_is_stuck_holds_up_the_registry_but_no_chat(
    books: Books, _case: str, kind: Effect, goes_on: bool, state: str
) -> None:
    await books.promise("first", lane="l", kind=kind)
    await books.promise("second", lane="l", kind=kind)
    (claim,) = await books.claim()
    await books.finish(claim, state, error="X")

    following = [p.key for p in await books.claim()]

    assert following == (["second"] if goes_on else [])


async def test_a_message_tried_again_waits_until_its_lane_is_free(books: Books) -> None:
    await books.promise("first", lane="wa:1")
    await books.promise("second", lane="wa:1")
    (first,) = await books.claim()
    await books.finish(first, "dead", error="X")
    (second,) = await books.claim()
    async with books.work.begin() as store:
        await store.outbox.reopen(first.id, books.clock.now())

    while_second_runs = await books.claim()
    await books.finish(second)

    assert while_second_runs == ()
    assert [p.key for p in await books.claim()] == ["first"]


async def test_waiting_for_another_costs_no_attempt(books: Books) -> None:
    await books.promise("a", kind=REGISTRY)
    (claim,) = await books.claim()

    await books.finish(claim, "pending", spent=False)

    assert (await books.row("a"))["attempts"] == 0
