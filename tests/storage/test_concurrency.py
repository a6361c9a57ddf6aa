"""Many at once, on both databases: one effect, no lost update, no gap, an unchangeable log."""

import asyncio
import json
from dataclasses import asdict, replace

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from api.app import Parts
from api.domain.errors import (
    DomainError,
    DuplicateRequest,
    GuardRefused,
    InvalidTransition,
    VersionConflict,
    to_record,
)
from api.domain.values import Status
from api.storage import tables as t
from api.usecases import commands as c
from api.usecases.system import Break, audit
from tests.factories import HEAD, OFFICER, OPERATOR, PASSPHRASE, Bench
from tests.stations import stand

MANY = 16


async def _at_once(bench: Bench, *commands: c.Command) -> list[c.Outcome | BaseException]:
    asked = (bench.do(OFFICER, command) for command in commands)
    return await asyncio.gather(*asked, return_exceptions=True)


async def _events(bench: Bench, application_id: str) -> list[str]:
    async with bench.office.work.read() as connection:
        query = (
            select(t.event.c.action)
            .where(t.event.c.application_id == application_id)
            .order_by(t.event.c.version)
        )
        return list((await connection.execute(query)).scalars())


async def test_sixteen_clicks_with_one_key_claim_once(bench: Bench) -> None:
    application_id = await stand(bench, Status.SUBMITTED)
    version = (await bench.case(application_id)).application.version
    command = c.ClaimApplication(
        application_id=application_id, expected_version=version, idempotency_key="klik"
    )

    answers = await _at_once(bench, *[command] * MANY)

    outcomes = [a for a in answers if isinstance(a, c.Outcome)]
    assert len(outcomes) == MANY
    assert len({str(asdict(replace(o, replayed=False))) for o in outcomes}) == 1
    assert sum(not o.replayed for o in outcomes) == 1
    assert (await _events(bench, application_id)).count("CLAIM") == 1


async def test_sixteen_clicks_with_one_key_are_refused_alike(bench: Bench) -> None:
    application_id = await stand(bench, Status.UNDER_REVIEW)
    command = c.ConfirmComplete(
        application_id=application_id, applicant_confirmed=True, idempotency_key="klik"
    )
    before = await _events(bench, application_id)

    answers = await _at_once(bench, *[command] * MANY)

    assert {type(answer) for answer in answers} == {GuardRefused}
    assert len({json.dumps(to_record(a)) for a in answers if isinstance(a, DomainError)}) == 1
    assert await _events(bench, application_id) == before


async def test_a_refusal_under_a_key_stays_the_answer(bench: Bench) -> None:
    application_id = await stand(bench, Status.UNDER_REVIEW)
    command = c.ConfirmComplete(
        application_id=application_id, applicant_confirmed=True, idempotency_key="klik"
    )
    await _at_once(bench, command)
    await bench.review(application_id)

    (answer,) = await _at_once(bench, command)
    (anew,) = await _at_once(bench, replace(command, idempotency_key="klik lagi"))

    assert isinstance(answer, GuardRefused)
    assert isinstance(anew, c.Outcome)


async def test_a_key_does_not_fit_another_input(bench: Bench) -> None:
    application_id = await stand(bench, Status.UNDER_REVIEW)
    first = c.RejectApplication(
        application_id=application_id, reason_code="DUPLIKAT", idempotency_key="klik"
    )
    await _at_once(bench, first)

    (answer,) = await _at_once(bench, replace(first, reason_code="WEWENANG_KUA"))

    assert isinstance(answer, DuplicateRequest)


async def test_a_key_belongs_to_who_used_it(bench: Bench) -> None:
    application_id = await stand(bench, Status.SUBMITTED)
    command = c.ClaimApplication(application_id=application_id, idempotency_key="klik")
    await bench.do(OFFICER, command)

    with pytest.raises(InvalidTransition):
        await bench.do(OPERATOR, replace(command, application_id=await stand(bench, Status.DRAFT)))


async def test_with_different_keys_one_wins_and_fifteen_see_a_conflict(bench: Bench) -> None:
    application_id = await stand(bench, Status.SUBMITTED)
    version = (await bench.case(application_id)).application.version
    command = c.ClaimApplication(application_id=application_id, expected_version=version)

    answers = await _at_once(
        bench, *(replace(command, idempotency_key=f"klik-{n}") for n in range(MANY))
    )

    assert sum(isinstance(a, c.Outcome) for a in answers) == 1
    conflicts = [a for a in answers if isinstance(a, VersionConflict)]
    assert len(conflicts) == MANY - 1
    assert {(a.expected, a.current) for a in conflicts} == {(version, version + 1)}
    assert (await _events(bench, application_id)).count("CLAIM") == 1


async def test_one_batch_is_signed_under_one_key(bench: Bench) -> None:
    application_id = await stand(bench, Status.AWAITING_SIGNATURE)
    document = await bench.document(application_id)
    command = c.SignDocuments(
        documents=(c.ToSign(document.id, document.version),),
        passphrase=PASSPHRASE,
        idempotency_key="klik",
    )

    answers = await asyncio.gather(*(bench.do(HEAD, command) for _ in range(4)))
    await bench.batches_end()

    assert len({a.batch_id for a in answers}) == 1
    assert (await _events(bench, application_id)).count("BEGIN_SIGN") == 1


async def test_no_increment_is_lost(parts: Parts) -> None:
    async def add_twenty() -> None:
        for _ in range(20):
            async with parts.office.work.begin() as store:
                row = t.number_series
                await store.connection.execute(
                    row.insert().values(series=f"x{parts.clock.token()}", last=0)
                )
                query = select(row.c.last).where(row.c.series == "burung").with_for_update()
                last = (await store.connection.execute(query)).scalar_one()
                await asyncio.sleep(0)
                await store.connection.execute(
                    update(row).where(row.c.series == "burung").values(last=last + 1)
                )

    async with parts.office.work.begin() as store:
        await store.connection.execute(t.number_series.insert().values(series="burung", last=0))

    await asyncio.gather(*(add_twenty() for _ in range(8)))

    async with parts.office.work.read() as connection:
        query = select(t.number_series.c.last).where(t.number_series.c.series == "burung")
        assert await connection.scalar(query) == 160


async def test_two_connections_of_the_same_file_lose_no_increment(parts: Parts) -> None:
    """The lock is the database's own: a second process is no less safe than a second task."""

    async def add_twenty() -> None:
        for _ in range(20):
            async with parts.engine.begin() as connection:
                row = t.number_series
                query = select(row.c.last).where(row.c.series == "burung").with_for_update()
                last = (await connection.execute(query)).scalar_one()
                await connection.execute(
                    update(row).where(row.c.series == "burung").values(last=last + 1)
                )

    async with parts.engine.begin() as connection:
        await connection.execute(t.number_series.insert().values(series="burung", last=0))

    await asyncio.gather(*(add_twenty() for _ in range(2)))

    async with parts.engine.connect() as connection:
        query = select(t.number_series.c.last).where(t.number_series.c.series == "burung")
        assert await connection.scalar(query) == 40


async def test_numbers_have_no_gap_whoever_fails_in_between(bench: Bench) -> None:
    ready = []
    for _ in range(8):
        application_id = await bench.create()
        await bench.answer_everything(application_id, bench.applicant)
        await bench.attach_everything(application_id, bench.applicant)
        ready.append(application_id)
    drafts = [await bench.create() for _ in range(4)]

    asked = (
        bench.do(bench.applicant, c.SubmitApplication(application_id=each))
        for pair in zip(ready, [*drafts, *drafts], strict=True)
        for each in pair
    )
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert sum(isinstance(a, c.Outcome) for a in answers) == len(ready)
    numbers = [(await bench.case(each)).application.number or "" for each in ready]
    assert sorted(int(number[-5:]) for number in numbers) == list(range(1, len(ready) + 1))


@pytest.mark.parametrize("statement", ["UPDATE event SET action = 'CREATE'", "DELETE FROM event"])
async def test_the_log_can_only_grow(bench: Bench, statement: str) -> None:
    await stand(bench, Status.SUBMITTED)

    with pytest.raises(DBAPIError, match="append-only"):
        async with bench.office.work.engine.begin() as connection:
            await connection.execute(text(statement))

    assert [found async for found in audit(bench.office)] == []


DROP = {
    "sqlite": (
        "DROP TRIGGER event_is_append_only_update",
        "DROP TRIGGER event_is_append_only_delete",
    ),
    "postgresql": ("ALTER TABLE event DISABLE TRIGGER event_is_append_only",),
}


@pytest.mark.parametrize(
    ("_case", "statement", "problem"),
    [
        (
            "another actor",
            "UPDATE event SET human_id = 'x' WHERE action = 'SUBMIT'",
            "CHANGED_ENTRY",
        ),
        ("an entry taken out", "DELETE FROM event WHERE action = 'ATTACH'", "MISSING_ENTRY"),
        ("the last entries cut off", "DELETE FROM event WHERE action = 'SUBMIT'", "HEAD_DIFFERS"),
        ("another version claimed", "UPDATE application SET version = version + 1", "HEAD_DIFFERS"),
    ],
)
async def test_the_audit_finds_a_log_that_was_tampered_with(
    bench: Bench, _case: str, statement: str, problem: str
) -> None:
    application_id = await stand(bench, Status.SUBMITTED)
    engine = bench.office.work.engine
    async with engine.begin() as connection:
        for drop in DROP[engine.dialect.name]:
            await connection.execute(text(drop))
        await connection.execute(text(statement))

    found = [each async for each in audit(bench.office)]

    assert {each.application_id for each in found} == {application_id}
    assert problem in {each.problem for each in found}
    assert all(isinstance(each, Break) for each in found)


async def test_a_log_emptied_altogether_is_found(bench: Bench) -> None:
    application_id = await stand(bench, Status.SUBMITTED)
    engine = bench.office.work.engine
    async with engine.begin() as connection:
        for drop in DROP[engine.dialect.name]:
            await connection.execute(text(drop))
        await connection.execute(text("DELETE FROM event"))

    found = [each async for each in audit(bench.office)]

    assert [each.application_id for each in found] == [application_id]
