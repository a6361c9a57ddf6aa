"""The head of office signs inside SIAK: BSrE signs there, we judge, store and never ask twice."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.domain.errors import ExternalUnavailable, GuardRefused, SigningRefused
from api.domain.line import LineStatus
from api.domain.ports import Permanent
from api.domain.values import DocumentAction, DocumentStatus, Status
from api.gateways.signing.inside_siak import SiakSigner
from api.usecases import commands as c
from api.usecases.signing_recovery import recover
from siak_sim.signing.bsre import DEFAULT_NIK
from tests.factories import HEAD, PASSPHRASE
from tests.gateways.conftest import NOW
from tests.gateways.signing.inside import Inside, signing_inside
from tests.installations import MONDAY, prepare, sqlite_url
from tests.signers import PatientSigner

D = DocumentStatus
Judge = Callable[..., str]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, certificates: Path) -> Path:
    """A database with the office's people, made once."""
    folder = tmp_path_factory.mktemp("template")
    prepare(folder, certificates, sqlite_url(folder / "db.sqlite3"))
    return folder / "db.sqlite3"


@pytest.fixture
async def inside(
    tmp_path: Path, template: Path, certificates: Path, printed_page: bytes
) -> AsyncIterator[Inside]:
    """An act and a family card before the head of office, who signs inside SIAK."""
    async with signing_inside(tmp_path, template, certificates, printed_page, MONDAY) as found:
        yield found


# --- signed ---------------------------------------------------------------------------------------


async def test_two_documents_are_signed_inside_with_one_passphrase_and_issued(
    inside: Inside,
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


async def test_siak_holds_each_signed_file_once_and_it_is_ours(inside: Inside) -> None:
    await inside.sign()
    await inside.world.work()

    assert inside.files() == [each.signed_sha256 for each in await inside.documents()]


async def test_the_log_tells_certificate_and_level(inside: Inside) -> None:
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
    async with signing_inside(tmp_path, template, certificates, printed_page, NOW) as inside:
        await inside.sign()
        (tmp_path / "akta.pdf").write_bytes((await inside.signed_pdfs())[0])

    store = f"sql:{tmp_path / 'nss'}"
    (tmp_path / "nss").mkdir()
    judge("certutil", "-N", "-d", store, "--empty-password")
    root = tmp_path / "bsre.pem"
    judge("certutil", "-A", "-d", store, "-n", "root", "-t", "CT,CT,CT", "-i", root)
    said = judge("pdfsig", "-nssdir", store, tmp_path / "akta.pdf")

    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said


# --- refused --------------------------------------------------------------------------------------


async def test_a_wrong_passphrase_is_one_error_and_nothing_else_is_tried(inside: Inside) -> None:
    with pytest.raises(SigningRefused) as refused:
        await inside.sign("SIMULASI-salah", key="tanda-tangan-1")

    assert (refused.value.reason, refused.value.path) == ("WRONG_PASSPHRASE", ("passphrase",))
    assert inside.asked() == 1
    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
    assert [(item["state"], item["code"]) for item in await inside.items()] == [
        ("FAILED", "WRONG_PASSPHRASE"),
        ("REFUSED", "WRONG_PASSPHRASE"),
    ]


async def test_the_same_request_may_be_repeated_with_the_right_passphrase(inside: Inside) -> None:
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
    inside: Inside, state: str, code: str, word: str
) -> None:
    inside.bsre.put_signer(DEFAULT_NIK, {"state": state})

    with pytest.raises(SigningRefused) as refused:
        await inside.sign()

    assert refused.value.reason == code
    assert word in refused.value.message
    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
    assert inside.asked() == 1


async def test_who_has_no_nik_set_is_told_before_anything_is_sent(inside: Inside) -> None:
    inside.parts.office.signer._niks.clear()  # type: ignore[attr-defined]  # the setting's place

    with pytest.raises(SigningRefused) as refused:
        await inside.sign()

    assert refused.value.reason == "SIGNER_NOT_SET_UP"
    assert inside.asked() == 0


async def test_a_file_of_an_unknown_authority_is_not_taken(inside: Inside) -> None:
    inside.bsre.reset()  # other keys, another root
    inside.bsre.put_signer(DEFAULT_NIK, {"passphrase": PASSPHRASE})

    await inside.sign()

    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
    assert {item["code"] for item in await inside.items()} == {"SIGNATURE_NOT_ACCEPTED"}


@pytest.mark.parametrize("kind", ["another document", "extended", "unsigned"])
async def test_only_the_verified_document_signed_as_a_whole_is_taken(
    inside: Inside, kind: str
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


# --- down -----------------------------------------------------------------------------------------


async def test_while_bsre_is_down_nothing_is_signed_and_siak_counts_as_up(inside: Inside) -> None:
    inside.world.breaks("bsre_down")

    with pytest.raises(SigningRefused) as refused:
        await inside.sign()

    assert refused.value.reason == "BSRE_UNAVAILABLE"
    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]
    assert (await inside.world.line()).status is LineStatus.UP
    await inside.sign()
    assert await inside.statuses() == [D.SIGNED, D.SIGNED]


async def test_what_was_signed_before_bsre_went_down_stays_signed(inside: Inside) -> None:
    inside.world.breaks("bsre_down", after=1)

    batch_id = await inside.sign()

    assert await inside.statuses() == [D.SIGNED, D.VERIFIED]
    assert [item["code"] for item in await inside.items(batch_id)] == [None, "BSRE_UNAVAILABLE"]


async def test_while_siak_is_down_its_circuit_opens_and_nobody_asks_again(inside: Inside) -> None:
    await inside.world.siak_stops()

    codes = []
    for _ in range(2):
        with pytest.raises(SigningRefused) as refused:
            await inside.sign()
        codes.append(refused.value.reason)

    assert codes == ["UNREACHABLE", "CIRCUIT_OPEN"]
    assert (await inside.world.line()).status is LineStatus.DOWN
    assert await inside.statuses() == [D.VERIFIED, D.VERIFIED]


# --- unclear --------------------------------------------------------------------------------------


def lost(inside: Inside, kind: str = "disconnect", **more: object) -> None:
    """Lose the answer to one signature."""
    rule = {"match": {"method": "POST", "path": "*/signature"}, **more}
    inside.world.breaks(kind, **rule)


async def test_a_lost_answer_is_unclear_and_never_asked_for_again(inside: Inside) -> None:
    lost(inside, after_effect=True)

    batch_id = await inside.sign(only=1)
    await inside.world.work()
    await inside.world.pass_time(3600)

    assert (await inside.statuses())[0] is D.SIGN_UNKNOWN
    assert [item["state"] for item in await inside.items(batch_id)] == ["FAILED"]
    assert inside.asked() == 1


async def test_finish_sign_fetches_what_siak_signed_although_the_answer_was_lost(
    inside: Inside,
) -> None:
    lost(inside, after_effect=True)
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
    inside: Inside,
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
    inside: Inside, kind: str, more: dict[str, object]
) -> None:
    lost(inside, kind, **more)

    await inside.sign(only=1)

    assert (await inside.statuses())[0] is D.SIGN_UNKNOWN


async def test_without_a_file_at_siak_the_head_decides_that_there_is_none(inside: Inside) -> None:
    lost(inside)
    await inside.sign(only=1)
    document = (await inside.documents())[0]

    with pytest.raises(GuardRefused) as refused:
        await inside.finish(document)
    await inside.bench.do(HEAD, c.FailSign(document_id=document.id, reason="Tidak ada berkas"))
    await inside.sign()

    assert "failSign" in refused.value.message
    assert await inside.statuses() == [D.SIGNED, D.SIGNED]


async def test_while_siak_is_silent_an_unclear_signature_stays_unclear(inside: Inside) -> None:
    lost(inside, after_effect=True)
    await inside.sign(only=1)
    await inside.world.siak_stops()

    with pytest.raises(ExternalUnavailable):
        await inside.finish((await inside.documents())[0])

    assert (await inside.statuses())[0] is D.SIGN_UNKNOWN


async def test_what_a_gone_process_had_asked_for_is_unclear(inside: Inside) -> None:
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


# --- the passphrase -------------------------------------------------------------------------------


async def test_a_closed_key_signs_nothing_more_and_has_forgotten_everything(
    inside: Inside,
) -> None:
    key = await inside.bench.office.signer.unlock(HEAD.id, PASSPHRASE)
    key.close()

    with pytest.raises(Permanent, match="KEY_CLOSED"):
        await key.sign(b"", field="TTE", reason="", now=MONDAY)

    assert not [value for value in vars(key).values() if PASSPHRASE in str(value)]


async def test_the_passphrase_is_nowhere_after_the_batch(
    inside: Inside, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    backwards = "-".join(("1174", "ainehar", "ISALUMIS"))  # read from its end it is the passphrase
    inside.bsre.put_signer(DEFAULT_NIK, {"passphrase": backwards[::-1]})
    inside.world.breaks("bsre_down")
    with pytest.raises(SigningRefused):
        await inside.sign(backwards[::-1])
    lost(inside, after_effect=True)

    await inside.sign(backwards[::-1])

    assert await inside.statuses() == [D.SIGN_UNKNOWN, D.SIGNED]
    secret = backwards[::-1].encode()
    assert files_with(tmp_path, MONDAY.date().isoformat().encode())  # the search finds something
    assert files_with(tmp_path, secret) == []
    assert secret.decode() not in caplog.text
    del secret
    await inside.world.siak_stops()
    assert holders(backwards) == []


def files_with(folder: Path, text: bytes) -> list[str]:
    """Return the names of the files that hold a text: database, stored files, SIAK's state."""
    kept = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in kept if text in file.read_bytes()]


def holders(backwards: str) -> list[str]:
    """Return the kinds of living objects that hold the text whose reverse is given."""
    gc.collect()
    found = []
    for each in gc.get_objects():
        for part in gc.get_referents(each):
            text = part.decode("latin-1") if isinstance(part, bytes) else part
            if isinstance(text, str) and len(text) >= len(backwards) and backwards[::-1] in text:
                found.append(f"{type(each).__name__} {str(each)[:80]}")
    return found
