"""Checkpoints: what was sealed at night cannot be rewritten, dropped or slipped in later."""

import asyncio

from sqlalchemy import text

from api.app import Parts
from api.domain.values import Status
from api.domain.words import Effect
from api.usecases import checkpoints
from api.usecases.proofs import proof_of
from api.worker import Worker
from tests.factories import Bench
from tests.stations import stand


async def some(parts: Parts, bench: Bench, count: int = 3) -> list[str]:
    """Make a few chains and let them settle."""
    ids = [await stand(bench, Status.SUBMITTED) for _ in range(count)]
    parts.clock.advance(3_600)
    return ids


async def test_a_checkpoint_covers_every_chain(parts: Parts, bench: Bench) -> None:
    ids = await some(parts, bench)

    made = await checkpoints.make_now(parts.office)

    assert made is not None
    assert made["applications"] == len(ids)
    assert await checkpoints.faults(parts.office) == []


async def test_nothing_new_makes_no_checkpoint(parts: Parts, bench: Bench) -> None:
    assert await checkpoints.make_now(parts.office) is None
    await some(parts, bench)
    assert await checkpoints.make_now(parts.office) is not None

    assert await checkpoints.make_now(parts.office) is None


async def test_what_has_not_settled_waits_for_the_next_one(parts: Parts, bench: Bench) -> None:
    ids = await some(parts, bench)
    await stand(bench, Status.SUBMITTED)

    made = await checkpoints.make_now(parts.office)

    assert made is not None
    assert made["applications"] == len(ids)


async def test_later_steps_leave_it_good(parts: Parts, bench: Bench) -> None:
    await some(parts, bench)
    await checkpoints.make_now(parts.office)

    await some(parts, bench)

    assert await checkpoints.faults(parts.office) == []


async def test_a_chain_written_anew_from_its_beginning_is_found(parts: Parts, bench: Bench) -> None:
    (rewritten, *_) = await some(parts, bench)
    await checkpoints.make_now(parts.office)

    await as_administrator_of_the_database(
        parts, "UPDATE event SET hash = :hash WHERE application_id = :id", rewritten
    )

    assert [problem for _, problem in await checkpoints.faults(parts.office)] == ["HEADS_DIFFER"]


async def test_a_dropped_chain_is_missed(parts: Parts, bench: Bench) -> None:
    (dropped, *_) = await some(parts, bench)
    await checkpoints.make_now(parts.office)

    await as_administrator_of_the_database(
        parts, "DELETE FROM event WHERE application_id = :id AND :hash <> ''", dropped
    )

    assert [problem for _, problem in await checkpoints.faults(parts.office)] == ["HEADS_DIFFER"]


async def test_a_checkpoint_that_was_changed_has_a_broken_seal(parts: Parts, bench: Bench) -> None:
    await some(parts, bench)
    await checkpoints.make_now(parts.office)

    await as_administrator_of_the_database(
        parts, "UPDATE checkpoint SET root_hash = :hash WHERE :id <> ''", "any"
    )

    problems = [problem for _, problem in await checkpoints.faults(parts.office)]
    assert problems == ["SEAL_BROKEN", "HEADS_DIFFER"]


async def test_a_proof_made_before_the_first_night_has_no_checkpoint_yet(
    parts: Parts, bench: Bench
) -> None:
    finished = await stand(bench, Status.COMPLETED)

    proof = await proof_of(parts.office, finished)

    assert proof is not None
    assert b'"checkpoint": null' in proof


async def test_the_worker_makes_one_every_night(parts: Parts, bench: Bench) -> None:
    await some(parts, bench)
    async with parts.office.work.begin() as store:
        await checkpoints.plan(parts.office, store)

    for _ in range(2):
        parts.clock.advance(86_400)
        await stand(bench, Status.SUBMITTED)
        parts.clock.advance(3_600)
        await run_until_quiet(parts.worker)

    async with parts.office.work.read() as connection:
        count = await connection.scalar(text("SELECT count(*) FROM checkpoint"))
        planned = await connection.scalar(
            text(
                "SELECT count(*) FROM effect WHERE kind = :kind AND state = 'pending' "
                "AND key LIKE 'timer.checkpoint:%'"
            ),
            {"kind": Effect.TIMER.value},
        )
    assert (count, planned) == (2, 1)


async def as_administrator_of_the_database(parts: Parts, statement: str, id: str) -> None:
    """Do what the triggers forbid the service."""
    async with parts.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for (name,) in await connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ):
                await connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            await connection.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        await connection.execute(text(statement), {"hash": "0" * 64, "id": id})


async def run_until_quiet(worker: Worker) -> None:
    """Let the worker keep what is due."""
    async with asyncio.timeout(20):
        await worker.drain()
