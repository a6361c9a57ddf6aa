"""Small real PDFs and real signatures on them, made quickly: one key for the whole session."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

_BEGIN, _END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def final(document: dict[str, Any]) -> bytes:
    """The bytes that were verified, as a renderer would make them; they tell their number."""
    return _pdf(f"% {document['register_number']} CONTOH nomor: {document['number']}")


@cache
def signed(pdf: bytes, after: bytes = b"", *, reason: str | None = None) -> bytes:
    """The same file with a real signature appended, bound to the number it tells; made once."""
    if reason is None:
        told = re.search(rb"nomor: (\S+)", pdf)
        reason = f"Contoh {told[1].decode() if told else 'tanpa nomor'}"
    writer = IncrementalPdfFileWriter(BytesIO(pdf + b"\n"))
    meta = PdfSignatureMetadata(field_name="C", reason=reason, subfilter=SigSeedSubFilter.PADES)
    signer = PdfSigner(meta, signer=_signer())
    signing = signer.async_sign_pdf(writer, in_place=True, bytes_reserved=8192)
    with ThreadPoolExecutor(1) as thread:  # who calls this may run in a loop already
        made: bytes = thread.submit(asyncio.run, signing).result().getvalue()
    return made + after


def _pdf(comment: str) -> bytes:
    """One empty page."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> >>",
    ]
    out = b"%PDF-1.7\n" + comment.encode() + b"\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    xref = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % xref


@cache
def _signer() -> SimpleSigner:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SIMULASI Penanda Tangan Uji")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_BEGIN)
        .not_valid_after(_END)
        .sign(key, SHA256())
    )
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )
