"""The head of office signs inside SIAK: BSrE signs there, we judge and store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.domain.errors import SigningRefused
from api.domain.line import LineStatus
from api.domain.values import DocumentAction, DocumentStatus, Status
from tests.gateways.conftest import NOW
from tests.gateways.signing.elsewhere import Elsewhere, signing_elsewhere

D = DocumentStatus
Judge = Callable[..., str]


async def test_two_documents_are_signed_inside_with_one_passphrase_and_issued(
    inside: Elsewhere,
) -> None:
    verified = [each.verified_sha256 for each in await inside.documents()]

    await inside.sign()

    assert await inside.statuses() == [D.SIGNED, D.SIGNED]
    assert [item["state"] for item in await inside.items()] == ["SIGNED", "SIGNED"]
    for pdf, sha256 in zip(await inside.signed_pdfs(), verified, strict=True):
        assert pdf.startswith(await inside.bench.office.files.get(sha256 or ""))
        verdict = await inside.bench.office.signer.verify(pdf)
        assert (verdict.genuine, verdict.level) == (True, "B-T")
        assert verdict.signer == "SIMULASI KEPALA DINAS"

    await inside.world.work()
    assert await inside.world.status(inside.application_id) is Status.ISSUED
    assert inside.asked() == 2


async def test_siak_holds_each_signed_file_once_and_it_is_ours(inside: Elsewhere) -> None:
    await inside.sign()
    await inside.world.work()

    assert inside.files() == [each.signed_sha256 for each in await inside.documents()]


async def test_the_log_tells_certificate_and_level(inside: Elsewhere) -> None:
    await inside.sign()

    log = await inside.world.log(inside.application_id)
    signed = [row["payload"] for row in log if row["action"] == DocumentAction.FINISH_SIGN]
    at = [each.signed_at for each in await inside.documents()]

    assert [payload["level"] for payload in signed] == ["B-T", "B-T"]
    assert all(int(payload["certificate"], 16) for payload in signed)
    assert at == [inside.bench.clock.now()] * 2


async def test_pdfsig_finds_what_was_signed_inside_valid_and_trusted(
    tmp_path: Path, template: Path, certificates: Path, printed_page: bytes, judge: Judge
) -> None:
    async with signing_elsewhere(tmp_path, template, certificates, printed_page, NOW) as inside:
        await inside.sign()
        (tmp_path / "akta.pdf").write_bytes((await inside.signed_pdfs())[0])

    store = f"sql:{tmp_path / 'nss'}"
    (tmp_path / "nss").mkdir()
    judge("certutil", "-N", "-d", store, "--empty-password")
    root = tmp_path / "bsre" / "root.pem"
    judge("certutil", "-A", "-d", store, "-n", "root", "-t", "CT,CT,CT", "-i", root)
    said = judge("pdfsig", "-nssdir", store, tmp_path / "akta.pdf")

    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said


async def test_while_bsre_is_down_nothing_is_signed_and_siak_counts_as_up(
    inside: Elsewhere,
) -> None:
    inside.world.breaks("bsre_down")

    with pytest.raises(SigningRefused) as refused:
        await inside.sign()

    assert refused.value.reason == "BSRE_UNAVAILABLE"
    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
    assert (await inside.world.line()).status is LineStatus.UP
    await inside.sign()
    assert await inside.statuses() == [D.SIGNED, D.SIGNED]


async def test_what_was_signed_before_bsre_went_down_stays_signed(inside: Elsewhere) -> None:
    inside.world.breaks("bsre_down", after=1)

    batch_id = await inside.sign()

    assert await inside.statuses() == [D.SIGNED, D.VERIFIED]
    assert [item["code"] for item in await inside.items(batch_id)] == [None, "BSRE_UNAVAILABLE"]


async def test_while_siak_is_down_its_circuit_opens_and_nobody_asks_again(
    inside: Elsewhere,
) -> None:
    await inside.world.siak_stops()

    codes = []
    for _ in range(2):
        with pytest.raises(SigningRefused) as refused:
            await inside.sign()
        codes.append(refused.value.reason)

    assert codes == ["UNREACHABLE", "CIRCUIT_OPEN"]
    assert (await inside.world.line()).status is LineStatus.DOWN
    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
