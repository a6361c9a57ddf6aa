"""What our validator says of genuine, altered, extended and foreign files."""

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto.crl import CertificateList
from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from api.gateways.pki import ROOT, ensure_pki, read_certificate
from api.gateways.signer import LocalSigner
from api.gateways.validation import describe, validate
from tests.gateways.conftest import NOW
from tests.gateways.test_signer import stock_signature


async def test_a_signed_document_is_genuine(signed: bytes, signer: LocalSigner) -> None:
    verdict = await signer.verify(signed)

    assert verdict.genuine
    assert verdict.reasons == ()
    assert verdict.level == "B-LT"
    assert verdict.signer == "SIMULASI MUSTOFA CONTOH"
    assert verdict.signed_at == NOW


async def test_it_is_still_genuine_when_all_its_certificates_have_expired(
    signed: bytes, pki: Path
) -> None:
    signer = LocalSigner(pki, lambda: NOW + timedelta(days=20 * 365))

    assert (await signer.verify(signed)).genuine


async def test_a_flipped_byte_anywhere_in_the_signed_part_is_an_alteration(
    signed: bytes, signer: LocalSigner
) -> None:
    _, size, start, rest = _signature(signed)
    places = [*range(5, size, size // 40), *range(start, start + rest, rest // 20)]

    verdicts = await asyncio.gather(*(signer.verify(_flipped(signed, at)) for at in places))

    refused = {at: verdict.reasons for at, verdict in zip(places, verdicts, strict=True)}
    assert refused == dict.fromkeys(places, ("ALTERED",))
    assert not any(verdict.genuine for verdict in verdicts)


@pytest.mark.parametrize("part", ["digest", "signature", "certificate", "stamp", "padding"])
async def test_a_flipped_bit_in_the_signature_itself_is_refused(
    part: str, signed: bytes, signer: LocalSigner
) -> None:
    _, size, _, _ = _signature(signed)
    signature = PdfFileReader(BytesIO(signed)).embedded_regular_signatures[0]
    info = signature.signer_info
    stamp = info["unsigned_attrs"][0]["values"][0]["content"]["signer_infos"][0]
    content = signature.pkcs7_content
    found = {
        "digest": lambda: content.index(signature.compute_digest()) + 5,
        "signature": lambda: content.index(info["signature"].native) + 50,
        "certificate": lambda: content.index(signature.signer_cert.dump()) + 300,
        "stamp": lambda: content.index(stamp["signature"].native) + 20,
        "padding": lambda: len(content) - 9,
    }[part]()

    # each byte is two hexadecimal digits, after the opening bracket
    at = size + 1 + 2 * found
    other = b"0" if signed[at : at + 1] != b"0" else b"7"
    verdict = await signer.verify(signed[:at] + other + signed[at + 1 :])

    assert not verdict.genuine
    assert verdict.reasons


async def test_an_appended_revision_is_told_as_an_extension(
    signed: bytes, signer: LocalSigner
) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.find_page_for_modification(0)[0].get_object()
    page[pdf_name("/Rotate")] = NumberObject(90)
    writer.update_container(page)
    writer.write_in_place()

    verdict = await signer.verify(writer.prev.stream.getvalue())

    assert not verdict.genuine
    assert verdict.reasons == ("EXTENDED",)


@pytest.mark.parametrize(
    ("tail", "reason"),
    [(b"\n", "EXTENDED"), (b"\n%tambahan", "EXTENDED"), (b"\n" + b"x" * 5000, "ALTERED")],
)
async def test_bytes_after_the_end_are_refused(
    tail: bytes, reason: str, signed: bytes, signer: LocalSigner
) -> None:
    verdict = await signer.verify(signed + tail)

    assert not verdict.genuine
    assert verdict.reasons == (reason,)


async def test_further_proof_for_the_archive_leaves_it_genuine(
    signed: bytes, signer: LocalSigner, pki: Path
) -> None:
    archive = BytesIO(signed)
    more = (pki / "issuing-ca.crl").read_bytes()

    DocumentSecurityStore.add_dss(archive, None, crls=[CertificateList.load(more)])

    assert len(archive.getvalue()) > len(signed)
    assert (await signer.verify(archive.getvalue())).genuine


async def test_a_signature_of_another_authority_is_not_trusted(
    signed: bytes, tmp_path: Path
) -> None:
    ensure_pki(tmp_path / "foreign", NOW)
    foreign = read_certificate(tmp_path / "foreign" / ROOT)

    verdict = await validate(signed, roots=[foreign], now=NOW)

    assert not verdict.genuine
    assert "UNTRUSTED" in verdict.reasons


async def test_without_a_time_stamp_the_level_is_b_b_and_expiry_counts(
    prepared: bytes, pki: Path, signer: LocalSigner
) -> None:
    plain = await stock_signature(prepared, pki)
    late = LocalSigner(pki, lambda: NOW + timedelta(days=800))

    today, later = await signer.verify(plain), await late.verify(plain)

    assert (today.genuine, today.level) == (True, "B-B")
    assert (later.genuine, later.reasons) == (False, ("EXPIRED",))


async def test_an_unsigned_document_has_no_signature(prepared: bytes, signer: LocalSigner) -> None:
    assert (await signer.verify(prepared)).reasons == ("NO_SIGNATURE",)


@pytest.mark.parametrize("data", [b"", b"bukan PDF", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n"])
async def test_what_is_no_pdf_is_unreadable(data: bytes, signer: LocalSigner) -> None:
    assert (await signer.verify(data)).reasons == ("UNREADABLE",)


async def test_a_file_cut_short_is_never_genuine(signed: bytes, signer: LocalSigner) -> None:
    cuts = range(len(signed) // 20, len(signed), len(signed) // 20)

    verdicts = [await signer.verify(signed[:cut]) for cut in cuts]

    assert not any(verdict.genuine for verdict in verdicts)


async def test_the_verdict_reads_in_indonesian(
    signed: bytes, prepared: bytes, signer: LocalSigner
) -> None:
    genuine = describe(await signer.verify(signed))
    extended = describe(await signer.verify(signed + b"\n"))
    unsigned = describe(await signer.verify(prepared))

    assert genuine[0] == "ASLI"
    assert "Penanda tangan: SIMULASI MUSTOFA CONTOH" in genuine
    assert "Tingkat: PAdES B-LT" in genuine
    assert extended[:2] == [
        "TIDAK ASLI",
        "EXTENDED: Berkas ditambahi sesuatu setelah ditandatangani, jadi dianggap berubah.",
    ]
    assert unsigned == [
        "TIDAK ASLI",
        "NO_SIGNATURE: Berkas ini tidak memuat tanda tangan elektronik.",
    ]


def _signature(pdf: bytes) -> list[int]:
    return list(PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0].byte_range)


def _flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 0x01]) + pdf[at + 1 :]
