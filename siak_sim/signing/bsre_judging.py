"""What BSrE says about the signatures in a PDF: stock pyHanko, in words of neither wire."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

# a stranger's certificate is an answer, not an incident to be written down
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)
_USAGES = (
    ("digital_signature", "digitalSignature"),
    ("non_repudiation", "nonRepudiation"),
    ("key_encipherment", "keyEncipherment"),
    ("key_cert_sign", "keyCertSign"),
    ("crl_sign", "crlSign"),
)


class NotReadable(ValueError):
    """A file that is no PDF, is broken, or stays locked."""


@dataclass(frozen=True)
class Certificate:
    """A certificate as it is shown to people."""

    sha256: str
    name: str
    subject: str  # the most specific part first
    issuer: str
    issuer_from_top: str  # the country first
    serial: int
    begins_at: datetime
    ends_at: datetime
    algorithm: str
    usages: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """One signature, and what is the matter with it."""

    field: str
    reason: str | None
    location: str | None
    signed_at: datetime | None
    stamped_at: datetime | None
    stamper: Certificate | None
    chain: tuple[Certificate, ...]  # the signer's first
    digest: str
    value: str
    intact: bool  # bytes and signature belong together
    trusted: bool  # leads to BSrE's root
    changed: bool  # something was appended that a signature does not allow


def judge_pdf(
    pdf: bytes, authorities: Sequence[str], at: datetime, password: str = ""
) -> list[Judged]:
    """Judge all signatures of a file; `authorities` are PEM, the root last. Computes for a while.

    Raises `NotReadable`.
    """
    try:
        return asyncio.run(_judge(pdf, [_load(each) for each in authorities], at, password))
    # a damaged file may break the parser anywhere, and each break means: not readable
    except Exception:
        raise NotReadable("not a PDF that can be read") from None


async def _judge(
    pdf: bytes, authorities: list[x509.Certificate], at: datetime, password: str
) -> list[Judged]:
    reader = PdfFileReader(BytesIO(pdf))
    if reader.encrypted:
        reader.decrypt(password)
    if not int(reader.root["/Pages"]["/Count"]):
        raise PdfError("no page")
    context = ValidationContext(
        trust_roots=authorities[-1:],
        other_certs=authorities[:-1],
        allow_fetching=False,
        moment=at,
        revocation_mode="soft-fail",
    )
    signatures = list(reader.embedded_regular_signatures)
    last = len(signatures) - 1
    return [
        await _judged(each, context, authorities, is_last=place == last)
        for place, each in enumerate(signatures)
    ]


async def _judged(
    signature: EmbeddedPdfSignature,
    context: ValidationContext,
    authorities: list[x509.Certificate],
    *,
    is_last: bool,
) -> Judged:
    status = await async_validate_pdf_signature(signature, context, context)
    stamp = status.timestamp_validity
    entries = signature.sig_object
    signer = signature.signer_cert
    return Judged(
        field=str(signature.field_name),
        reason=_text(entries.get("/Reason")),
        location=_text(entries.get("/Location")),
        signed_at=signature.self_reported_timestamp,
        stamped_at=stamp.timestamp if stamp else None,
        stamper=_shown(stamp.signing_cert) if stamp else None,
        chain=tuple(_shown(each) for each in _chain(signer, authorities)),
        digest=signature.compute_digest().hex(),
        value=signature.signer_info["signature"].native.hex(),
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        changed=_is_changed(status, is_last=is_last),
    )


def _is_changed(status: PdfSignatureStatus, *, is_last: bool) -> bool:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return False
    if status.docmdp_ok is False or status.modification_level == ModificationLevel.OTHER:
        return True
    # what follows the last signature may only be what a validator needs later
    return is_last and status.modification_level not in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
    )


def _chain(signer: x509.Certificate, authorities: list[x509.Certificate]) -> list[x509.Certificate]:
    chain = [signer]
    while chain[-1].subject != chain[-1].issuer:
        above = next((a for a in authorities if a.subject == chain[-1].issuer), None)
        if above is None:
            break
        chain.append(above)
    return chain


def _shown(certificate: x509.Certificate) -> Certificate:
    usage = certificate.key_usage_value.native if certificate.key_usage_value else set()
    parts = [f"{_SHORT.get(k, k)}={v}" for k, v in certificate.subject.native.items()]
    above = [f"{_SHORT.get(k, k)}={v}" for k, v in certificate.issuer.native.items()]
    return Certificate(
        sha256=certificate.sha256.hex().upper(),
        name=str(certificate.subject.native.get("common_name", "")),
        subject=",".join(reversed(parts)),
        issuer=",".join(reversed(above)),
        issuer_from_top=",".join(above),
        serial=certificate.serial_number,
        begins_at=certificate.not_valid_before.astimezone(UTC),
        ends_at=certificate.not_valid_after.astimezone(UTC),
        algorithm=_algorithm(certificate),
        usages=tuple(shown for name, shown in _USAGES if name in usage),
    )


def _algorithm(certificate: x509.Certificate) -> str:
    algorithm = certificate["signature_algorithm"]
    kind = "RSA" if algorithm.signature_algo.startswith("rsassa") else "ECDSA"
    return f"{kind} with {algorithm.hash_algo.upper()}"


def _load(certificate: str) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(certificate.encode("ascii"))[2])


def _text(value: object) -> str | None:
    return None if value is None else str(value)


_SHORT = {"country_name": "C", "organization_name": "O", "common_name": "CN"}
