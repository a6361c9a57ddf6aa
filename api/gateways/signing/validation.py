"""Judges a PDF's signature: genuine, altered, extended or foreign; pyHanko behind our own words."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    StandardCMSSignatureStatus,
)
from pyhanko_certvalidator import ValidationContext

from api.domain.ports import CertificateState, Verdict
from api.gateways.signing.forms import as_asn1
from api.gateways.signing.revocation import NOBODY, Revocation

WITA = timezone(timedelta(hours=8), "WITA")
REVOKED = {
    AdESFailure.REVOKED,
    AdESIndeterminate.REVOKED_NO_POE,
    AdESIndeterminate.REVOKED_CA_NO_POE,
}
EXPIRED = {AdESIndeterminate.EXPIRED, AdESIndeterminate.OUT_OF_BOUNDS_NO_POE}
SIGNER_INFO = (
    "version",
    "sid",
    "digest_algorithm",
    "signed_attrs",
    "signature_algorithm",
    "signature",
    "unsigned_attrs",
)
REASONS = {
    "ALTERED": "Isi berkas berubah setelah ditandatangani.",
    "EXTENDED": "Berkas ditambahi sesuatu setelah ditandatangani, jadi dianggap berubah.",
    "UNTRUSTED": "Sertifikat penanda tangan bukan dari penerbit yang kami kenal.",
    "REVOKED": "Sertifikat penanda tangan sudah dicabut.",
    "SUSPENDED": "Sertifikat penanda tangan sedang ditangguhkan.",
    "EXPIRED": "Sertifikat penanda tangan tidak berlaku pada waktu penandatanganan.",
    "TIMESTAMP": "Stempel waktu pada tanda tangan tidak ada atau tidak dapat dipercaya.",
    "NO_SIGNATURE": "Berkas ini tidak memuat tanda tangan elektronik.",
    "UNREADABLE": "Berkas ini bukan PDF yang dapat dibaca.",
}


async def validate(
    pdf: bytes,
    *,
    roots: Sequence[x509.Certificate],
    now: datetime,
    revoked: Mapping[int, Revocation] = NOBODY,
) -> Verdict:
    """Return the verdict on a PDF, trusting our own roots only and fetching nothing.

    `revoked`: what we know ourselves of certificates, beside the proofs a file brings along.
    """

    async def judge() -> Verdict:
        return _with_revocation(await _judge(pdf, roots, now), revoked)

    # pyHanko computes for some 20 ms and never waits: its own loop in a thread leaves ours free
    return await asyncio.to_thread(lambda: asyncio.run(judge()))


def _with_revocation(verdict: Verdict, revoked: Mapping[int, Revocation]) -> Verdict:
    """Refuse what was signed after a revocation; only a time-stamp proves that it was before."""
    if not verdict.certificate_serial:
        return verdict
    found = revoked.get(int(verdict.certificate_serial, 16))
    if found is None:
        return verdict
    is_stamped = verdict.level not in ("", "B-B")
    if is_stamped and verdict.signed_at is not None and verdict.signed_at < found.at:
        return verdict
    reason = "SUSPENDED" if found.state is CertificateState.SUSPENDED else "REVOKED"
    return replace(verdict, genuine=False, reasons=(*verdict.reasons, reason))


async def _judge(pdf: bytes, roots: Sequence[x509.Certificate], now: datetime) -> Verdict:
    # a file that was signed once and reads badly now was altered; no single change hides both
    traces = b"/ByteRange" in pdf or b"/DocMDP" in pdf
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = list(reader.embedded_regular_signatures)
        if not signatures:
            return _refused("ALTERED" if traces else "NO_SIGNATURE")
        judge = _Judge(reader, [as_asn1(root) for root in roots], now)
        verdicts = [
            await judge.verdict(signature, last=signature is signatures[-1])
            for signature in signatures
        ]
        verdict = next((each for each in verdicts if not each.genuine), verdicts[0])
        return await judge.with_archive_stamps(verdict)
    except PdfReadError:
        return _refused("ALTERED" if traces else "UNREADABLE")
    # a damaged or hostile file may break the parsers anywhere, and each break means: not genuine
    except Exception:
        return _refused("ALTERED" if traces else "UNREADABLE")


def describe(verdict: Verdict) -> list[str]:
    """Return the verdict in Indonesian, line by line."""
    lines = ["ASLI" if verdict.genuine else "TIDAK ASLI"]
    lines += [f"{code}: {REASONS.get(code, code)}" for code in verdict.reasons]
    if verdict.genuine:
        lines.append("Berkas utuh sejak ditandatangani dan penanda tangannya dikenal.")
    if verdict.signer:
        lines.append(f"Penanda tangan: {verdict.signer}")
    if verdict.signed_at is not None:
        when = verdict.signed_at.astimezone(WITA).strftime("%d-%m-%Y %H:%M:%S WITA")
        lines.append(f"Waktu tanda tangan: {when}")
    if verdict.level:
        lines.append(f"Tingkat: PAdES {verdict.level}")
    return lines


class _Judge:
    """Holds what is the same for all signatures of one file: roots, evidence, the present."""

    def __init__(
        self, reader: PdfFileReader, roots: list[asn1_x509.Certificate], now: datetime
    ) -> None:
        self._reader = reader
        self._roots = roots
        self._now = now
        self._certificates: list[asn1_x509.Certificate] = []
        self._ocsps: list[bytes] = []
        self._crls: list[bytes] = []
        self._read_evidence(reader)

    def _read_evidence(self, reader: PdfFileReader) -> None:
        try:
            store = DocumentSecurityStore.read_dss(reader)
        except ValidationInfoReadingError:
            return
        self._certificates = list(store.load_certs())
        self._ocsps = [each.get_object().data for each in store.ocsps]
        self._crls = [each.get_object().data for each in store.crls]

    async def verdict(self, signature: EmbeddedPdfSignature, *, last: bool) -> Verdict:
        """Return the verdict on one signature; only the last must cover the whole file."""
        stamped_at = _stamp_time(signature)
        status = await self._status(signature, stamped_at, mode="require")
        level = "B-LT" if stamped_at and (self._ocsps or self._crls) else ""
        if not _is_trusted(status):
            # without complete proof of non-revocation it may still be a good B-T
            status = await self._status(signature, stamped_at, mode="soft-fail")
            level = ""
        reasons = tuple(_reasons(signature, status, last=last))
        return Verdict(
            genuine=not reasons and status.bottom_line,
            level=level or ("B-T" if stamped_at else "B-B"),
            signer=str(signature.signer_cert.subject.native.get("common_name", "")),
            signed_at=stamped_at or signature.self_reported_timestamp,
            reasons=reasons,
            certificate_serial=f"{signature.signer_cert.serial_number:x}",
        )

    async def with_archive_stamps(self, verdict: Verdict) -> Verdict:
        """Return the verdict raised to B-LTA, or refused, by the file's document time-stamps."""
        stamps = list(self._reader.embedded_timestamp_signatures)
        if not verdict.genuine or not stamps:
            return verdict
        reasons = [await self._fault_of_stamp(stamp, last=stamp is stamps[-1]) for stamp in stamps]
        found = tuple(dict.fromkeys(reason for reason in reasons if reason))
        if found:
            return replace(verdict, genuine=False, reasons=found)
        return replace(verdict, level="B-LTA") if verdict.level == "B-LT" else verdict

    async def _fault_of_stamp(self, stamp: EmbeddedPdfSignature, *, last: bool) -> str | None:
        """Return what is wrong with a document time-stamp; it is judged as of its own time."""
        token = stamp.signed_data
        stamped_at = token["encap_content_info"]["content"].parsed["gen_time"].native
        context = self._context(stamped_at, mode="soft-fail")
        status = await async_validate_pdf_timestamp(stamp, context)
        if not (status.intact and status.valid) or not _is_spelt_once(stamp):
            return "ALTERED"
        if last and not _covers_the_file(status):
            return "EXTENDED"
        if not status.trusted or status.validation_path is None:
            return "TIMESTAMP"
        needed = {each.dump() for each in status.validation_path.iter_certs(include_root=True)}
        given = {each.chosen.dump() for each in token["certificates"]}
        is_regular = _is_regular(token, status.signing_cert) and given <= needed
        return None if is_regular else "ALTERED"

    async def _status(
        self, signature: EmbeddedPdfSignature, stamped_at: datetime | None, *, mode: str
    ) -> PdfSignatureStatus:
        """Validate as of the time-stamp, which must itself be trusted, or else as of now."""
        context = self._context(stamped_at or self._now, mode=mode)
        return await async_validate_pdf_signature(signature, context)

    def _context(self, moment: datetime, *, mode: str) -> ValidationContext:
        return ValidationContext(
            trust_roots=self._roots,
            other_certs=self._certificates,
            ocsps=self._ocsps,
            crls=self._crls,
            moment=moment,
            allow_fetching=False,
            revocation_mode=mode,
            # what was said after the signature tells of the time before as well, dates included
            retroactive_revinfo=True,
        )


def _reasons(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus, *, last: bool
) -> list[str]:
    if not (status.intact and status.valid) or not _has_nothing_loose(signature, status):
        return ["ALTERED"]
    found = []
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        found.append("ALTERED")
    elif status.docmdp_ok is False or (last and not _covers_the_file(status)):
        found.append("EXTENDED")
    if not status.trusted:
        found.append(_distrust(status))
    stamp = status.timestamp_validity
    # every signer of ours stamps, and a stamp can be taken out without a trace: none is no proof
    if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
        found.append("TIMESTAMP")
    if not found and not status.bottom_line:
        found.append("ALTERED")
    return found


def _covers_the_file(status: PdfSignatureStatus | DocumentTimestampStatus) -> bool:
    """Tell whether nothing follows the signature but proofs for the archive."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return bool(status.modification_level == ModificationLevel.LTA_UPDATES)


def _is_trusted(status: PdfSignatureStatus) -> bool:
    stamp = status.timestamp_validity
    return bool(status.trusted and (stamp is None or stamp.trusted))


def _distrust(status: PdfSignatureStatus) -> str:
    problem = status.trust_problem_indic
    if problem in REVOKED:
        return "REVOKED"
    return "EXPIRED" if problem in EXPIRED else "UNTRUSTED"


def _has_nothing_loose(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """Tell whether every byte between the signed ranges serves the signature.

    The signature cannot vouch for its own container, so what could be changed there unnoticed
    must not be there: other spellings of the digits, filled padding, certificates nobody needs.
    """
    return _is_spelt_once(signature) and only_needed_parts(signature.signed_data, status)


def _is_spelt_once(signature: EmbeddedPdfSignature) -> bool:
    """Tell whether the container is written in one case and followed by nothing but zeros."""
    content = signature.pkcs7_content
    size = len(cms.ContentInfo.load(content).dump())
    if content[size:].strip(b"\0"):
        return False
    written = _written_content(signature)
    return written in (content.hex().encode(), content.hex().upper().encode())


def _written_content(signature: EmbeddedPdfSignature) -> bytes:
    _, size, start, _ = signature.byte_range
    stream = signature.reader.stream
    stream.seek(size + 1)
    written: bytes = stream.read(start - size - 2)
    return written


def only_needed_parts(signed_data: cms.SignedData, status: StandardCMSSignatureStatus) -> bool:
    """Tell whether a container holds only what serves its signature, as RFC 5652 writes it."""
    stamp = status.timestamp_validity
    paths = [status.validation_path, *([stamp.validation_path] if stamp else [])]
    trusted = [path for path in paths if path is not None]
    if len(trusted) < len(paths):
        return True  # refused for want of trust
    needed = {each.dump() for path in trusted for each in path.iter_certs(include_root=True)}
    signer_info = signed_data["signer_infos"][0]
    attributes = signer_info["unsigned_attrs"]
    kinds = {each["type"].native for each in attributes} if len(attributes) else set()
    holders = [signed_data, *extract_tst_data_iter(signer_info, signed=False)]
    signers = [status.signing_cert, *([stamp.signing_cert] if stamp else [])]
    return (
        kinds <= {"signature_time_stamp_token"}
        and len(holders) == len(signers)
        and all(map(_is_regular, holders, signers))
        and {each.chosen.dump() for holder in holders for each in holder["certificates"]} <= needed
    )


def _is_regular(signed_data: cms.SignedData, signer: asn1_x509.Certificate) -> bool:
    """Tell whether the parts no signature covers are as RFC 5652 derives them from the others."""
    info = signed_data["signer_infos"][0]
    by_serial = info["sid"].name == "issuer_and_serial_number"
    is_data = signed_data["encap_content_info"]["content_type"].native == "data"
    return bool(
        info["version"].native == ("v1" if by_serial else "v3")
        and signed_data["version"].native == ("v1" if by_serial and is_data else "v3")
        and signed_data["digest_algorithms"].contents == info["digest_algorithm"].dump()
        and (not by_serial or info["sid"].chosen["issuer"].dump() == signer.issuer.dump())
        and b"".join(info[part].dump() for part in SIGNER_INFO) == info.contents
    )


def _stamp_time(signature: EmbeddedPdfSignature) -> datetime | None:
    """Return the time the time-stamp claims; whether to believe it is judged with the rest."""
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        stamped_at: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return stamped_at
    return None


def _refused(reason: str) -> Verdict:
    return Verdict(genuine=False, level="", signer="", signed_at=None, reasons=(reason,))
