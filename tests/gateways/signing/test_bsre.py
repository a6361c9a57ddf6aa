"""The head of office signs at BSrE, over either of its interfaces; nothing is asked for twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from api.domain.errors import SigningRefused
from api.domain.line import LineStatus
from api.domain.ports import Ambiguous, CertificateState, Down, GatewayError
from api.domain.remotes import Remote
from api.domain.values import DocumentStatus, Status
from api.gateways.signing.bsre_wire import Secret, SecretKind
from api.usecases import commands as c
from api.worker import Worker
from siak_sim.signing.bsre_signers import DEFAULT_NIK
from tests.factories import HEAD
from tests.gateways.signing.elsewhere import Elsewhere
from tests.installations import MONDAY
from tests.signers import PatientSigner

pytestmark = pytest.mark.parametrize("anywhere", ["bsre_v1", "bsre_v2"], indirect=True)
D = DocumentStatus
SKEW = 347.0  # seconds, as seen at a real service


async def test_two_documents_are_signed_with_one_passphrase_and_issued(at_bsre: Elsewhere) -> None:
    verified = [each.verified_sha256 for each in await at_bsre.documents()]

    await at_bsre.sign()
    await at_bsre.world.work()

    for pdf, sha256 in zip(await at_bsre.signed_pdfs(), verified, strict=True):
        assert pdf.startswith(await at_bsre.bench.office.files.get(sha256 or ""))
        verdict = await at_bsre.bench.office.signer.verify(pdf)
        assert (verdict.genuine, verdict.level) == (True, "B-T")
        assert verdict.signer == "SIMULASI KEPALA DINAS"
    assert await at_bsre.world.status(at_bsre.application_id) is Status.ISSUED
    assert (at_bsre.asked(), at_bsre.made()) == (2, 2)


async def test_bsre_signed_the_verified_bytes_each_in_a_request_of_its_own(
    at_bsre: Elsewhere,
) -> None:
    verified = [each.verified_sha256 for each in await at_bsre.documents()]

    await at_bsre.sign()

    ledger = at_bsre.bsre.ledger.all()
    assert [each.sha256_before for each in ledger] == verified
    assert [each.sha256_after for each in ledger] == [
        each.signed_sha256 for each in await at_bsre.documents()
    ]


async def test_the_time_is_the_time_stamps_however_wrong_the_services_clock_is(
    at_bsre: Elsewhere,
) -> None:
    at_bsre.bsre.manner = at_bsre.bsre.manner.changed({"clock_skew_seconds": -SKEW})

    await at_bsre.sign()

    assert await at_bsre.statuses() == [D.SIGNED, D.SIGNED]
    now = at_bsre.bench.clock.now().replace(microsecond=0)
    assert [each.signed_at for each in await at_bsre.documents()] == [now, now]


async def test_a_file_that_has_to_be_fetched_is_fetched_once(at_bsre: Elsewhere) -> None:
    at_bsre.bsre.manner = at_bsre.bsre.manner.changed({"v1_answer": "id"})
    first_interface = at_bsre.parts.settings.signing == "bsre_v1"

    await at_bsre.sign(only=1)

    assert (await at_bsre.statuses())[0] is D.SIGNED
    downloads = at_bsre.world.calls("GET", "*/sign/download/*")
    assert downloads == (1 if first_interface else 0)


async def test_a_certificate_that_may_not_sign_is_told_before_a_document_is_touched(
    at_bsre: Elsewhere,
) -> None:
    before = [each.version for each in await at_bsre.documents()]
    at_bsre.bsre.put_signer(DEFAULT_NIK, {"state": "EXPIRED"})

    with pytest.raises(SigningRefused) as refused:
        await at_bsre.sign()

    assert refused.value.reason == "CERTIFICATE_EXPIRED"
    assert [each.version for each in await at_bsre.documents()] == before


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        ("ISSUE", CertificateState.USABLE),
        ("EXPIRED", CertificateState.EXPIRED),
        ("REVOKE", CertificateState.REVOKED),
        ("SUSPEND", CertificateState.SUSPENDED),
        ("RENEW", CertificateState.NOT_READY),
        ("NEW", CertificateState.NOT_READY),
        ("WAITING_FOR_VERIFICATION", CertificateState.NOT_READY),
        ("NO_CERTIFICATE", CertificateState.NONE),
        ("NOT_REGISTERED", CertificateState.NONE),
    ],
)
async def test_how_the_certificate_stands_can_be_asked_without_a_passphrase(
    at_bsre: Elsewhere, state: str, standing: CertificateState
) -> None:
    at_bsre.bsre.put_signer(DEFAULT_NIK, {"state": state})

    told = await at_bsre.bench.office.signer.standing(HEAD.id)

    assert told.state is standing


async def test_the_second_interface_tells_when_the_certificate_ends(at_bsre: Elsewhere) -> None:
    told = await at_bsre.bench.office.signer.standing(HEAD.id)

    if at_bsre.parts.settings.signing == "bsre_v1":
        assert told.not_after is None
    else:
        assert told.not_after is not None
        assert told.not_after > MONDAY + timedelta(days=365)
        assert "SIMULASI KEPALA DINAS" in told.subject


async def test_a_chain_that_cannot_be_read_leaves_the_end_untold(at_bsre: Elsewhere) -> None:
    at_bsre.world.breaks("status", match={"path": "*/certificate/chain/*"}, status=400, body=["?"])

    told = await at_bsre.bench.office.signer.standing(HEAD.id)

    assert (told.state, told.not_after) == (CertificateState.USABLE, None)


# --- down -----------------------------------------------------------------------------------------


async def test_while_the_line_is_down_nothing_is_asked_and_the_next_signature_tries_it(
    at_bsre: Elsewhere,
) -> None:
    at_bsre.world.breaks("bsre_down")

    codes = []
    for _ in range(2):
        with pytest.raises(SigningRefused) as refused:
            await at_bsre.sign()
        codes.append(refused.value.reason)
    at_bsre.bench.clock.advance(30)
    await at_bsre.sign()

    assert codes == ["BSRE_UNAVAILABLE", "CIRCUIT_OPEN"]
    assert (await at_bsre.line()).status is LineStatus.UP
    assert await at_bsre.statuses() == [D.SIGNED, D.SIGNED]


async def test_the_worker_tries_a_line_for_which_nothing_waits(at_bsre: Elsewhere) -> None:
    signer = at_bsre.sees_bsre()
    gateways = replace(at_bsre.parts.gateways, bsre=signer)
    worker = Worker(at_bsre.bench.office, gateways, is_alone=True)
    remotes = at_bsre.world.remotes
    await remotes.failed(Remote.BSRE, Down("BSRE_UNAVAILABLE"))
    at_bsre.bench.clock.advance(30)

    await worker.drain()

    assert (await at_bsre.line()).status is LineStatus.UP
    assert at_bsre.asked() == 0


async def test_three_unclear_answers_leave_the_rest_of_a_batch_alone(at_bsre: Elsewhere) -> None:
    signer = PatientSigner(at_bsre.bench.office.signer, is_remote=True, tells_first=True)
    at_bsre.signs_with(signer)
    error = Ambiguous("NO_ANSWER", tells_of_line=True)
    at_bsre.loses_answer()

    signing = asyncio.create_task(at_bsre.sign())
    await signer.is_asked()
    for _ in range(2):
        await at_bsre.world.remotes.failed(Remote.BSRE, error)
    signer.go_on()
    batch_id = await signing

    assert await at_bsre.statuses() == [D.SIGN_UNKNOWN, D.VERIFIED]
    assert [item["code"] for item in await at_bsre.items(batch_id)] == ["NO_ANSWER", "CIRCUIT_OPEN"]
    assert at_bsre.asked() == 1


# --- unclear --------------------------------------------------------------------------------------


async def test_a_lost_answer_is_unclear_and_never_asked_for_again(at_bsre: Elsewhere) -> None:
    at_bsre.loses_answer(after_effect=True)

    await at_bsre.sign(only=1)
    await at_bsre.world.work()
    await at_bsre.world.pass_time(3600)

    assert (await at_bsre.statuses())[0] is D.SIGN_UNKNOWN
    assert (at_bsre.asked(), at_bsre.made()) == (1, 1)


async def test_after_the_heads_decision_that_there_is_none_it_is_signed_anew(
    at_bsre: Elsewhere,
) -> None:
    at_bsre.loses_answer()
    await at_bsre.sign(only=1)
    document = (await at_bsre.documents())[0]

    await at_bsre.bench.do(HEAD, c.FailSign(document_id=document.id, reason="Tidak ada berkas"))
    await at_bsre.sign()

    assert await at_bsre.statuses() == [D.SIGNED, D.SIGNED]
    assert at_bsre.made() == 2


# --- the secret -----------------------------------------------------------------------------------


async def test_the_wire_has_a_place_for_a_one_time_code_where_the_interface_has_one(
    at_bsre: Elsewhere,
) -> None:
    wire = at_bsre.sees_bsre()._wire
    code = Secret("000000", SecretKind.TOTP)

    with pytest.raises(GatewayError) as refused:
        await wire.sign(at_bsre.bench.page, nik=DEFAULT_NIK, secret=code, reason="CONTOH")

    first_interface = at_bsre.parts.settings.signing == "bsre_v1"
    assert refused.value.code == ("SIGNER_NOT_SET_UP" if first_interface else "WRONG_PASSPHRASE")
    assert at_bsre.made() == 0
