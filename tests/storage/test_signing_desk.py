"""The signing desk on both databases: the lock, the cancel, the lease."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from api.app import Parts, build_parts
from api.clock import Clock
from api.domain.errors import NotPermitted, SigningRefused
from api.domain.ports import Permanent
from api.domain.values import DocumentStatus
from api.storage import tables as t
from api.usecases.commands_signing import CancelSigning, UnlockSigner
from api.usecases.signing_recovery import recover
from tests.factories import ADMINISTRATOR, HEAD, OFFICER, PASSPHRASE, Bench
from tests.signers import PatientSigner
from tests.storage.head_desk import awaiting, command, document, items, refused, state_of

D = DocumentStatus


# --- the wrong passphrase -------------------------------------------------------------------------


async def test_each_wrong_passphrase_tells_how_many_are_left_and_the_fifth_locks(
    bench: Bench,
) -> None:
    wrong = await command(bench, await awaiting(bench, 1), "SIMULASI-salah")

    told = [await refused(bench, wrong) for _ in range(5)]
    locked = await refused(bench, replace(wrong, passphrase=PASSPHRASE))

    assert [each.tries_left for each in told] == [4, 3, 2, 1, 0]
    assert "tinggal 3 percobaan" in told[1].message
    assert {each.reason for each in told} == {"WRONG_PASSPHRASE"}
    assert (locked.reason, locked.path) == ("PASSPHRASE_LOCKED", ("passphrase",))
    assert "unlockSigner" in locked.message


async def test_a_locked_signers_passphrase_is_not_looked_at(bench: Bench) -> None:
    wrong = await command(bench, await awaiting(bench, 1), "SIMULASI-salah")
    for _ in range(5):
        await refused(bench, wrong)
    looked: list[str] = []

    class Watched(PatientSigner):
        async def unlock(self, signatory_id: str, passphrase: str):  # type: ignore[no-untyped-def]
            looked.append(signatory_id)
            return await super().unlock(signatory_id, passphrase)

    watched = replace(bench, office=replace(bench.office, signer=Watched(bench.office.signer)))
    await refused(watched, wrong)

    assert looked == []


async def test_the_right_passphrase_clears_the_count(bench: Bench) -> None:
    first, second = await awaiting(bench, 2)
    wrong = await command(bench, [first], "SIMULASI-salah")
    for _ in range(4):
        await refused(bench, wrong)

    await bench.do(HEAD, replace(wrong, passphrase=PASSPHRASE))
    await bench.batches_end()
    after = await refused(bench, await command(bench, [second], "SIMULASI-salah"))

    assert (await document(bench, first)).status is D.SIGNED
    assert after.tries_left == 4


async def test_many_wrong_attempts_at_once_are_never_more_than_five_tries(bench: Bench) -> None:
    wrong = await command(bench, await awaiting(bench, 1), "SIMULASI-salah")

    answers = await asyncio.gather(
        *(bench.do(HEAD, wrong) for _ in range(9)), return_exceptions=True
    )

    reasons = [each.reason for each in answers if isinstance(each, SigningRefused)]
    assert sorted(reasons) == ["PASSPHRASE_LOCKED"] * 4 + ["WRONG_PASSPHRASE"] * 5


async def test_a_repeat_under_the_same_key_is_not_counted_again(bench: Bench) -> None:
    wrong = await command(bench, await awaiting(bench, 1), "SIMULASI-salah", "klik-1")

    first, again = await refused(bench, wrong), await refused(bench, wrong)
    other = await refused(bench, replace(wrong, idempotency_key="klik-2"))

    assert [first.tries_left, again.tries_left, other.tries_left] == [4, 4, 3]


async def test_a_corrected_passphrase_under_the_same_key_is_another_try(bench: Bench) -> None:
    (only,) = await awaiting(bench, 1)
    wrong = await command(bench, [only], "SIMULASI-salah", "klik-1")
    await refused(bench, wrong)

    await bench.do(HEAD, replace(wrong, passphrase=PASSPHRASE))
    await bench.batches_end()

    assert (await document(bench, only)).status is D.SIGNED


async def test_the_count_outlives_the_process(bench: Bench, parts: Parts) -> None:
    wrong = await command(bench, await awaiting(bench, 1), "SIMULASI-salah", "klik-1")
    await refused(bench, wrong)

    restarted = build_parts(parts.settings, Clock(seed=1, frozen_at=parts.clock.now()))
    try:
        next_day = Bench(restarted.office, restarted.clock, bench.page)
        again = await refused(next_day, wrong)
        further = await refused(next_day, replace(wrong, idempotency_key="klik-2"))
    finally:
        await restarted.close()

    assert [again.tries_left, further.tries_left] == [4, 3]


async def test_an_administrator_unlocks_and_nobody_else(bench: Bench) -> None:
    (only,) = await awaiting(bench, 1)
    wrong = await command(bench, [only], "SIMULASI-salah")
    for _ in range(5):
        await refused(bench, wrong)

    with pytest.raises(NotPermitted):
        await bench.do(HEAD, UnlockSigner(signatory_id=HEAD.id))
    await bench.do(ADMINISTRATOR, UnlockSigner(signatory_id=HEAD.id))
    await bench.do(HEAD, replace(wrong, passphrase=PASSPHRASE))
    await bench.batches_end()

    assert (await document(bench, only)).status is D.SIGNED


async def test_an_answer_that_tells_nothing_of_the_passphrase_is_not_counted(bench: Bench) -> None:
    class Expired(PatientSigner):
        async def unlock(self, signatory_id: str, passphrase: str):  # type: ignore[no-untyped-def]
            raise Permanent("CERTIFICATE_EXPIRED")

    asked = await command(bench, await awaiting(bench, 1))
    expired = replace(bench, office=replace(bench.office, signer=Expired(bench.office.signer)))

    told = [await refused(expired, asked) for _ in range(6)]
    wrong = await refused(bench, replace(asked, passphrase="SIMULASI-salah"))

    assert {(each.reason, each.path) for each in told} == {("CERTIFICATE_EXPIRED", ())}
    assert wrong.tries_left == 4


async def test_a_remote_signers_word_counts_as_well(bench: Bench) -> None:
    signer = PatientSigner(bench.office.signer, is_remote=True)
    far = replace(bench, office=replace(bench.office, signer=signer))
    asked = await command(bench, await awaiting(bench, 1))

    told = []
    for _ in range(2):
        asked = await command(bench, [each.document_id for each in asked.documents])
        signer.go_on(Permanent("WRONG_PASSPHRASE"))
        told.append(await refused(far, asked))

    assert [each.tries_left for each in told] == [4, 3]


# --- stopping in between, and being gone ----------------------------------------------------------


async def test_a_cancelled_batch_ends_what_is_under_way_and_leaves_the_rest(bench: Bench) -> None:
    signer = PatientSigner(bench.office.signer)
    slow = replace(bench, office=replace(bench.office, signer=signer))
    outcome = await slow.do(HEAD, await command(bench, await awaiting(bench, 4)))
    await signer.is_asked()
    await signer.is_asked()

    await bench.do(HEAD, CancelSigning(batch_id=outcome.batch_id or ""))
    signer.go_on()
    signer.go_on()
    await slow.batches_end()

    assert await state_of(bench, outcome.batch_id) == "CANCELLED"
    assert await items(bench, outcome.batch_id) == [
        ("SIGNED", None),
        ("SIGNED", None),
        ("LEFT", "CANCELLED"),
        ("LEFT", "CANCELLED"),
    ]


async def test_another_process_cancels_as_well(bench: Bench, parts: Parts) -> None:
    signer = PatientSigner(bench.office.signer, is_remote=True)
    slow = replace(bench, office=replace(bench.office, signer=signer))
    asked = asyncio.create_task(slow.do(HEAD, await command(bench, await awaiting(bench, 3))))
    await signer.is_asked()
    async with bench.office.work.read() as connection:
        batch_id = (await connection.execute(select(t.signing_batch.c.id))).scalar_one()

    elsewhere = build_parts(parts.settings, Clock(seed=1, frozen_at=parts.clock.now()))
    try:
        other = Bench(elsewhere.office, elsewhere.clock, bench.page)
        await other.do(HEAD, CancelSigning(batch_id=batch_id))
    finally:
        await elsewhere.close()
    signer.go_on()
    await asked
    await slow.batches_end()

    assert [state for state, _ in await items(bench, batch_id)] == ["SIGNED", "LEFT", "LEFT"]


async def test_only_a_head_of_office_cancels_and_the_end_stays_the_end(bench: Bench) -> None:
    outcome = await bench.do(HEAD, await command(bench, await awaiting(bench, 1)))
    await bench.batches_end()

    with pytest.raises(NotPermitted):
        await bench.do(OFFICER, CancelSigning(batch_id=outcome.batch_id or ""))
    await bench.do(HEAD, CancelSigning(batch_id=outcome.batch_id or ""))

    assert await state_of(bench, outcome.batch_id) == "FINISHED"


async def test_a_service_that_shuts_down_leaves_the_rest_to_be_signed_again(bench: Bench) -> None:
    signer = PatientSigner(bench.office.signer)
    closing = asyncio.Event()
    slow = replace(bench, office=replace(bench.office, signer=signer, closing=closing))
    outcome = await slow.do(HEAD, await command(bench, await awaiting(bench, 3)))
    await signer.is_asked()
    await signer.is_asked()

    closing.set()
    signer.go_on()
    signer.go_on()
    await slow.batches_end()

    assert await state_of(bench, outcome.batch_id) == "INTERRUPTED"
    assert (await items(bench, outcome.batch_id))[-1] == ("LEFT", "INTERRUPTED")


async def test_a_batch_of_a_living_process_is_not_called_interrupted(bench: Bench) -> None:
    """Between two documents nothing is under way; the batch's own lease tells that it lives."""
    (only,) = await awaiting(bench, 1)
    now = bench.clock.now()
    async with bench.office.work.begin() as store:
        await store.signatures.add_batch("B1", HEAD.id, [only], now, now + timedelta(minutes=2))
    bench.clock.advance(100)
    async with bench.office.work.begin() as store:
        await store.signatures.hold("B1", bench.clock.now() + timedelta(minutes=2))

    bench.clock.advance(100)
    await recover(bench.office, everything=False)
    living = await state_of(bench, "B1")
    bench.clock.advance(100)
    await recover(bench.office, everything=False)

    assert (living, await state_of(bench, "B1")) == ("RUNNING", "INTERRUPTED")
    assert await items(bench, "B1") == [("LEFT", "INTERRUPTED")]


async def test_who_seemed_gone_and_comes_back_changes_nothing(bench: Bench) -> None:
    signer = PatientSigner(bench.office.signer)
    slow = replace(bench, office=replace(bench.office, signer=signer))
    (only,) = await awaiting(bench, 1)
    await slow.do(HEAD, await command(bench, [only]))
    await signer.is_asked()

    await recover(bench.office, everything=True)  # another process thinks this one is gone
    again = await bench.do(HEAD, await command(bench, [only]))
    signer.go_on()
    await bench.batches_end()

    async with bench.office.work.read() as connection:
        attempts = (await connection.execute(select(t.sign_attempt.c.state))).scalars().all()
        finished = select(t.event.c.cursor).where(t.event.c.action == "FINISH_SIGN")
        ends = (await connection.execute(finished)).scalars().all()
    assert sorted(attempts) == ["DONE", "FAILED"]
    assert len(ends) == 1
    assert await items(bench, again.batch_id) == [("SIGNED", None)]


# --- what it costs --------------------------------------------------------------------------------


async def test_a_document_costs_the_same_few_statements_in_any_batch(bench: Bench) -> None:
    engine = bench.office.work.engine.sync_engine
    statements: list[str] = []

    def count(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    async def cost(documents: int) -> int:
        asked = await command(bench, await awaiting(bench, documents))
        event.listen(engine, "before_cursor_execute", count)
        statements.clear()
        try:
            await bench.do(HEAD, asked)
            await bench.batches_end()
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(statements)

    few, more = await cost(2), await cost(6)

    assert (more - few) / 4 <= 25
