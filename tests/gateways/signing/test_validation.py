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

from api.gateways.signing.local import LocalSigner
from api.gateways.signing.pki import ROOT, ensure_pki, read_certificate
from api.gateways.signing.validation import describe, validate
from tests.gateways.conftest import NOW
from tests.gateways.signing.test_local import stock_signature


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
    places.append(signed.index(b"/ByteRange", size - 2000) + 5)

    verdicts = await asyncio.gather(*(signer.verify(_flipped(signed, at)) for at in places))

    refused = {at: verdict.reasons for at, verdict in zip(places, verdicts, strict=True)}
    assert refused == dict.fromkeys(places, ("ALTERED",))
    assert not any(verdict.genuine for verdict in verdicts)


PARTS = [
    "version",
    "digest",
    "signature",
    "own certificate",
    "issuer's certificate",
    "unsigned attributes",
    "stamp",
    "padding",
]


@pytest.mark.parametrize("part", PARTS)
async def test_a_flipped_bit_in_the_signature_itself_is_refused(
    part: str, signed: bytes, signer: LocalSigner
) -> None:
    _, size, _, _ = _signature(signed)

    # each byte is two hexadecimal digits, after the opening bracket
    at = size + 1 + 2 * _place_of(part, signed)
    digit = b"%x" % (int(signed[at : at + 1], 16) ^ 8)
    verdict = await signer.verify(signed[:at] + digit + signed[at + 1 :])

    assert not verdict.genuine
    assert verdict.reasons


async def test_another_spelling_of_the_signature_is_an_alteration(
    signed: bytes, signer: LocalSigner
) -> None:
    _, size, _, _ = _signature(signed)
    at = next(place for place in range(size + 1, len(signed)) if signed[place] in b"ABCDEF")

    verdict = await signer.verify(signed[:at] + signed[at : at + 1].lower() + signed[at + 1 :])

    assert verdict.reasons == ("ALTERED",)


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


async def test_without_a_time_stamp_nothing_proves_when_it_was_signed(
    prepared: bytes, pki: Path, signer: LocalSigner
) -> None:
    plain = await stock_signature(prepared, pki)
    late = LocalSigner(pki, lambda: NOW + timedelta(days=800))

    today, later = await signer.verify(plain), await late.verify(plain)

    assert (today.genuine, today.level, today.reasons) == (False, "B-B", ("TIMESTAMP",))
    assert (later.genuine, later.reasons) == (False, ("EXPIRED", "TIMESTAMP"))


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


def _place_of(part: str, pdf: bytes) -> int:
    """Return where the part begins among the bytes of the signature's container."""
    signature = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0]
    info, content = signature.signer_info, signature.pkcs7_content
    attributes = info["unsigned_attrs"]
    stamp = attributes[0]["values"][0]["content"]["signer_infos"][0]
    issuer = signature.other_embedded_certs[0]
    needles = {
        "version": signature.signed_data["version"].dump(),
        "digest": signature.compute_digest(),
        "signature": info["signature"].native,
        "own certificate": signature.signer_cert["signature_value"].contents,
        "issuer's certificate": issuer["signature_value"].contents,
        "unsigned attributes": attributes.dump(),
        "stamp": stamp["signature"].native,
    }
    if part == "padding":
        return len(content) - 9
    # the version's value is its last byte; a tag is worth flipping itself
    offset = {"version": 2, "unsigned attributes": 0}.get(part, 20)
    return content.index(needles[part]) + offset


def _flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 0x01]) + pdf[at + 1 :]
