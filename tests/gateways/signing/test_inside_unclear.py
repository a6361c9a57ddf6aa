"""Signatures inside SIAK whose answer was lost: never asked for again, settled by the head."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from api.domain.errors import ExternalUnavailable, GuardRefused
from api.domain.values import DocumentStatus, Status
from api.usecases import commands as c
from api.usecases.signing_recovery import recover
from tests.factories import HEAD, PASSPHRASE
from tests.gateways.signing.elsewhere import Elsewhere
from tests.signers import PatientSigner

D = DocumentStatus


async def test_a_lost_answer_is_unclear_and_never_asked_for_again(inside: Elsewhere) -> None:
    inside.loses_answer(after_effect=True)

    batch_id = await inside.sign(only=1)
    await inside.world.work()
    await inside.world.pass_time(3600)

    assert (await inside.statuses())[0] is D.SIGN_UNKNOWN
    assert [item["state"] for item in await inside.items(batch_id)] == ["FAILED"]
    assert inside.asked() == 1


async def test_finish_sign_fetches_what_siak_signed_although_the_answer_was_lost(
    inside: Elsewhere,
) -> None:
    inside.loses_answer(after_effect=True)
    await inside.sign(only=1)
    document = (await inside.documents())[0]

    await inside.finish(document)

    settled = (await inside.documents())[0]
    assert settled.status is D.SIGNED
    assert inside.files() == [settled.signed_sha256]
    assert inside.asked() == 1
    await inside.sign()
    await inside.world.work()
    assert await inside.world.status(inside.application_id) is Status.ISSUED
    assert len(inside.files()) == 2


async def test_a_signed_file_that_cannot_be_fetched_is_fetched_by_finish_sign(
    inside: Elsewhere,
) -> None:
    inside.world.breaks("disconnect", match={"method": "GET", "path": "*/file"})

    batch_id = await inside.sign(only=1)
    unclear = (await inside.documents())[0]
    await inside.finish(unclear)

    assert unclear.status is D.SIGN_UNKNOWN
    assert [item["code"] for item in await inside.items(batch_id)] == ["FILE_NOT_FETCHED"]
    assert (await inside.statuses())[0] is D.SIGNED
    assert inside.asked() == 1


@pytest.mark.parametrize(
    ("kind", "more"), [("disconnect", {}), ("status", {"status": 502}), ("truncate", {})]
)
async def test_whatever_does_not_say_that_nothing_was_done_is_unclear(
    inside: Elsewhere, kind: str, more: dict[str, object]
) -> None:
    inside.loses_answer(kind, **more)

    await inside.sign(only=1)

    assert (await inside.statuses())[0] is D.SIGN_UNKNOWN


async def test_without_a_file_at_siak_the_head_decides_that_there_is_none(
    inside: Elsewhere,
) -> None:
    inside.loses_answer()
    await inside.sign(only=1)
    document = (await inside.documents())[0]

    with pytest.raises(GuardRefused) as refused:
        await inside.finish(document)
    await inside.bench.do(HEAD, c.FailSign(document_id=document.id, reason="Tidak ada berkas"))
    await inside.sign()

    assert "failSign" in refused.value.message
    assert await inside.statuses() == [D.SIGNED, D.SIGNED]


async def test_while_siak_is_silent_an_unclear_signature_stays_unclear(inside: Elsewhere) -> None:
    inside.loses_answer(after_effect=True)
    await inside.sign(only=1)
    await inside.world.siak_stops()

    with pytest.raises(ExternalUnavailable):
        await inside.finish((await inside.documents())[0])

    assert (await inside.statuses())[0] is D.SIGN_UNKNOWN


async def test_what_a_gone_process_had_asked_for_is_unclear(inside: Elsewhere) -> None:
    signer = PatientSigner(inside.bench.office.signer, is_remote=True)
    inside.bench.office = replace(inside.bench.office, signer=signer)
    command = c.SignDocuments(documents=await inside.wanted(), passphrase=PASSPHRASE)
    mutation = asyncio.create_task(inside.bench.do(HEAD, command))
    await signer.is_asked()

    for batch in tuple(inside.bench.office.tasks):
        batch.cancel()
    await mutation
    await recover(inside.bench.office, everything=True)

    assert await inside.statuses() == [D.SIGN_UNKNOWN, D.VERIFIED]
