"""How the simulated BSrE puts a time-stamped signature (PAdES B-T) into a PDF: stock pyHanko."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO

from asn1crypto import keys, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from siak_sim.signing.bsre_pki import Certified

_FIELD = "BSrE"
_PLACE = "Paringin"
_RESERVED = (
    20_480  # hexadecimal digits kept free for signature and time-stamp; about 14,000 are used
)


class NotSignable(ValueError):
    """A file that cannot be read as a PDF, or whose earlier signature forbids another one."""


class _QuietWriter(IncrementalPdfFileWriter):
    """Leaves the metadata alone: pyHanko's way of updating XMP would spoil PDF/A."""

    def _update_meta(self) -> None:
        pass


class _PunctualSigner(PdfSigner):
    """Signs at the simulated time instead of the machine's."""

    moment: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def sign_pdf(
    pdf: bytes,
    signer: Certified,
    issuer: Certified,
    time_stamper: Certified,
    *,
    reason: str,
    now: datetime,
) -> bytes:
    """Return the PDF, byte for byte, followed by an invisible signature of the whole file."""
    moment = now.replace(microsecond=0)
    signing = _PunctualSigner(
        PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            reason=reason,
            location=_PLACE,
        ),
        _cms_signer(signer, issuer),
        timestamper=_clockwork(time_stamper, issuer, moment),
        new_field_spec=SigFieldSpec(_FIELD, on_page=0),
    )
    signing.moment = moment
    with_line_end = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    try:
        writer = _QuietWriter(BytesIO(with_line_end))
        output = asyncio.run(
            signing.async_sign_pdf(writer, in_place=True, bytes_reserved=_RESERVED)
        )
    except (PdfError, SigningError, ValueError, KeyError, TypeError, AttributeError):
        # whatever a damaged file does to the reader, it cannot be signed; its text stays out of it
        raise NotSignable("not a PDF that can be signed") from None
    return bytes(output.getvalue())


def _cms_signer(signer: Certified, issuer: Certified) -> SimpleSigner:
    return SimpleSigner(
        signing_cert=_certificate(signer), signing_key=_key(signer), cert_registry=_store(issuer)
    )


def _clockwork(time_stamper: Certified, issuer: Certified, moment: datetime) -> DummyTimeStamper:
    return DummyTimeStamper(
        tsa_cert=_certificate(time_stamper),
        tsa_key=_key(time_stamper),
        certs_to_embed=_store(issuer),
        fixed_dt=moment,
    )


def _store(issuer: Certified) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # theirs
    store.register(_certificate(issuer))
    return store


def _certificate(certified: Certified) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(certified.certificate.encode("ascii"))[2])


def _key(certified: Certified) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(pem.unarmor(certified.key.encode("ascii"))[2])
