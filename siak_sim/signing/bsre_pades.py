"""How the simulated BSrE puts a time-stamped signature (PAdES B-T) into a PDF: stock pyHanko."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import keys, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from siak_sim.signing.bsre_orders import Order
from siak_sim.signing.bsre_pki import Certified
from siak_sim.signing.bsre_stamp import MarkerMissing, Stamp, stamp_for

__all__ = ["MarkerMissing", "NotSignable", "sign_pdf"]
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
    """Signs at the service's time instead of the machine's."""

    moment: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def sign_pdf(
    order: Order,
    signer: Certified,
    issuer: Certified,
    time_stamper: Certified,
    *,
    moments: tuple[datetime, datetime],
) -> bytes:
    """Return the PDF, byte for byte, followed by a signature of the whole file.

    `moments`: what the service's clock shows, and the time-stamper's.
    """
    signed_at, stamped_at = (moment.replace(microsecond=0) for moment in moments)
    pdf = order.pdf if order.pdf.endswith(b"\n") else order.pdf + b"\n"
    try:
        writer = _QuietWriter(BytesIO(pdf))
        if writer.prev.encrypted:
            writer.encrypt(user_pwd=order.password)  # type: ignore[no-untyped-call]  # theirs
        stamp = stamp_for(order.look, order.pdf, order.password) if order.look else None
        signing = _PunctualSigner(
            _metadata(order, _free_field(writer, order.field)),
            _cms_signer(signer, issuer),
            timestamper=_clockwork(time_stamper, issuer, stamped_at),
            stamp_style=stamp.style if stamp else None,
            new_field_spec=_new_field(_free_field(writer, order.field), stamp),
        )
        signing.moment = signed_at
        output = asyncio.run(
            signing.async_sign_pdf(
                writer,
                in_place=True,
                bytes_reserved=_RESERVED,
                appearance_text_params=stamp.words if stamp else None,
            )
        )
    except MarkerMissing:
        raise
    # whatever a damaged file does to the reader, it cannot be signed; its text stays out of it
    except (PdfError, SigningError, ValueError, LookupError, TypeError, AttributeError, OSError):
        raise NotSignable("not a PDF that can be signed") from None
    except (RecursionError, ArithmeticError, AssertionError, NotImplementedError):
        raise NotSignable("not a PDF that can be signed") from None
    return bytes(output.getvalue())


def _metadata(order: Order, field: str) -> PdfSignatureMetadata:
    certifying: dict[str, Any] = (  # two of the many types of its arguments
        {"certify": True, "docmdp_permissions": MDPPerm.NO_CHANGES} if order.certify else {}
    )
    return PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=order.reason or None,
        location=order.location or None,
        contact_info=order.contact or None,
        **certifying,
    )


def _free_field(writer: IncrementalPdfFileWriter, wanted: str) -> str:
    """Return the name, or the next number after it when a field of the name is there."""
    taken = {name for name, _, _ in enumerate_sig_fields(writer.prev)}
    while wanted in taken:
        head, _, number = wanted.rpartition("_")
        wanted = f"{head}_{int(number) + 1}" if number.isdigit() else f"{wanted}_1"
    return wanted


def _new_field(name: str, stamp: Stamp | None) -> SigFieldSpec:
    if stamp is None:
        return SigFieldSpec(name, on_page=0)
    return SigFieldSpec(name, on_page=stamp.page, box=stamp.box)


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
