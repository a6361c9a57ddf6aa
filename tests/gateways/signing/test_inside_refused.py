"""What is not signed inside SIAK, or not taken: each reason with its own code and sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.domain.errors import SigningRefused
from api.domain.ports import Permanent
from api.domain.values import DocumentStatus
from api.gateways.signing.inside_siak import SiakSigner
from api.gateways.signing.pki import ROOT
from api.usecases import commands as c
from siak_sim.signing.bsre_signers import DEFAULT_NIK
from tests.factories import HEAD, PASSPHRASE
from tests.gateways.signing.elsewhere import Elsewhere, signing_elsewhere
from tests.installations import MONDAY

D = DocumentStatus


async def test_a_wrong_passphrase_is_one_error_and_nothing_else_is_tried(inside: Elsewhere) -> None:
    with pytest.raises(SigningRefused) as refused:
        await inside.sign("SIMULASI-salah", key="tanda-tangan-1")

    assert (refused.value.reason, refused.value.path) == ("WRONG_PASSPHRASE", ("passphrase",))
    assert inside.asked() == 1
    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
    assert [(item["state"], item["code"]) for item in await inside.items()] == [
        ("FAILED", "WRONG_PASSPHRASE"),
        ("REFUSED", "WRONG_PASSPHRASE"),
    ]


async def test_the_same_request_may_be_repeated_with_the_right_passphrase(
    inside: Elsewhere,
) -> None:
    asked = await inside.wanted()
    wrong = c.SignDocuments(documents=asked, passphrase="SIMULASI-salah", idempotency_key="satu")

    with pytest.raises(SigningRefused):
        await inside.bench.do(HEAD, wrong)
    right = replace(
        wrong, documents=await inside.wanted(), passphrase=PASSPHRASE, idempotency_key="satu"
    )
    first = await inside.bench.do(HEAD, right)
    again = await inside.bench.do(HEAD, right)
    await inside.bench.batches_end()

    assert (again.replayed, again.batch_id) == (True, first.batch_id)
    assert await inside.statuses() == [D.SIGNED, D.SIGNED]
    assert inside.asked() == 3


@pytest.mark.parametrize(
    ("state", "code", "word"),
    [
        ("SUSPEND", "CERTIFICATE_SUSPENDED", "ditangguhkan"),
        ("REVOKE", "CERTIFICATE_REVOKED", "dicabut"),
        ("EXPIRED", "CERTIFICATE_EXPIRED", "kedaluwarsa"),
        ("RENEW", "CERTIFICATE_NOT_READY", "diperbarui"),
        ("NEW", "CERTIFICATE_NOT_READY", "diajukan"),
        ("WAITING_FOR_VERIFICATION", "CERTIFICATE_NOT_READY", "diverifikasi"),
        ("NO_CERTIFICATE", "NO_CERTIFICATE", "belum ada"),
        ("NOT_REGISTERED", "SIGNER_UNKNOWN", "tidak terdaftar"),
    ],
)
async def test_how_the_certificate_stands_has_its_own_code_and_sentence(
    inside: Elsewhere, state: str, code: str, word: str
) -> None:
    inside.bsre.put_signer(DEFAULT_NIK, {"state": state})

    with pytest.raises(SigningRefused) as refused:
        await inside.sign()

    assert refused.value.reason == code
    assert word in refused.value.message
    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
    assert inside.asked() == 1


async def test_who_has_no_nik_set_is_told_before_anything_is_sent(inside: Elsewhere) -> None:
    inside.parts.office.signer._niks.clear()  # type: ignore[attr-defined]  # the setting's place

    with pytest.raises(SigningRefused) as refused:
        await inside.sign()

    assert refused.value.reason == "SIGNER_NOT_SET_UP"
    assert inside.asked() == 0


async def test_a_file_of_an_unknown_authority_is_not_taken(
    tmp_path: Path, template: Path, certificates: Path, printed_page: bytes, bsre_keys: Path
) -> None:
    ours = str(certificates / ROOT)
    async with signing_elsewhere(
        tmp_path,
        template,
        certificates,
        printed_page,
        MONDAY,
        keys=bsre_keys,
        signing_roots=ours,
    ) as inside:
        await inside.sign()

        assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
        assert {item["code"] for item in await inside.items()} == {"SIGNATURE_NOT_ACCEPTED"}


@pytest.mark.parametrize("kind", ["another document", "extended", "unsigned"])
async def test_only_the_verified_document_signed_as_a_whole_is_taken(
    inside: Elsewhere, kind: str
) -> None:
    await inside.sign(only=1)
    signer, verified = inside.bench.office.signer, inside.bench.page
    (signed,) = await inside.signed_pdfs(1)
    file, of = {
        "another document": (signed, verified.replace(b"%PDF-1.7", b"%PDF-1.6")),
        "extended": (signed + b"\n% CONTOH\n", verified),
        "unsigned": (verified, verified),
    }[kind]
    assert isinstance(signer, SiakSigner)

    assert (await signer.accept(signed, verified)).pdf == signed
    with pytest.raises(Permanent, match="SIGNATURE_NOT_ACCEPTED"):
        await signer.accept(file, of)
