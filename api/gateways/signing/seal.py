"""The office's own seal under its records: a detached, time-stamped CMS, judged with our roots."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from asn1crypto import cms
from cryptography import x509
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

from api.domain.ports import Verdict
from api.gateways.signing import pki
from api.gateways.signing.cms import CmsSigner, KeyInMemory
from api.gateways.signing.forms import as_asn1, to_the_second
from api.gateways.signing.tsa import TimeStampAuthority
from api.gateways.signing.validation import only_needed_parts

SEAL, SEAL_KEY = "seal.pem", "seal.key"
NAME = "SIMULASI Segel Layanan"
LEVEL = "B-T"


class Seal:
    """Seals with a certificate of the development PKI; implements `SealPort`."""

    def __init__(
        self, folder: Path, now: Callable[[], datetime], roots: Sequence[x509.Certificate] = ()
    ) -> None:
        pki.ensure_service(folder, SEAL, SEAL_KEY, NAME, now())
        self._now = now
        self._roots = [pki.read_certificate(folder / pki.ROOT), *roots]
        issuer = pki.read_certificate(folder / pki.ISSUING)
        certificate = pki.read_certificate(folder / SEAL)
        self._signer = CmsSigner(
            KeyInMemory(certificate, pki.read_key(folder / SEAL_KEY)), [issuer]
        )
        stamper = pki.read_certificate(folder / pki.TSA)
        tsa_key = pki.read_key(folder / pki.TSA_KEY)
        self._tsa = TimeStampAuthority(CmsSigner(KeyInMemory(stamper, tsa_key), [issuer]))

    async def seal(self, data: bytes, now: datetime) -> bytes:
        """Return the signature (DER) over the data, which it does not contain."""
        moment = to_the_second(now)
        digest = hashlib.sha256(data).digest()
        return self._signer.sign(digest, stamp=lambda raw: self._tsa.token(raw, moment))

    async def judge(self, data: bytes, signature: bytes) -> Verdict:
        """Judge a detached signature over the data."""
        return await judge_detached(data, signature, roots=self._roots, now=self._now())


async def judge_detached(
    data: bytes, signature: bytes, *, roots: Sequence[x509.Certificate], now: datetime
) -> Verdict:
    """Return the verdict on a detached signature, trusting these roots only, fetching nothing."""
    return await asyncio.to_thread(lambda: asyncio.run(_judge(data, signature, roots, now)))


async def _judge(
    data: bytes, signature: bytes, roots: Sequence[x509.Certificate], now: datetime
) -> Verdict:
    try:
        content = cms.ContentInfo.load(signature, strict=True)
        signed_data = content["content"]
        stamped_at = _claimed_time(signed_data)
        context = ValidationContext(
            trust_roots=[as_asn1(root) for root in roots],
            moment=stamped_at or now,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        status = await async_validate_detached_cms(data, signed_data, context)
        is_whole = content.dump() == signature and only_needed_parts(signed_data, status)
        return _verdict(status, stamped_at, is_whole=is_whole)
    # whatever a damaged or hostile container does to the parsers, it is no good signature
    except Exception:
        return Verdict(genuine=False, level="", signer="", signed_at=None, reasons=("UNREADABLE",))


def _claimed_time(signed_data: cms.SignedData) -> datetime | None:
    """Return the time the time-stamp claims; whether to believe it is judged with the rest."""
    for token in extract_tst_data_iter(signed_data["signer_infos"][0], signed=False):
        stamped_at: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return stamped_at
    return None


def _verdict(
    status: StandardCMSSignatureStatus, stamped_at: datetime | None, *, is_whole: bool
) -> Verdict:
    certificate = status.signing_cert
    reasons = tuple(_reasons(status, stamped_at)) if is_whole else ("ALTERED",)
    return Verdict(
        genuine=not reasons and bool(status.bottom_line),
        level=LEVEL if stamped_at else "B-B",
        signer=str(certificate.subject.native.get("common_name", "")),
        signed_at=stamped_at,
        reasons=reasons,
        certificate_serial=f"{certificate.serial_number:x}",
    )


def _reasons(status: StandardCMSSignatureStatus, stamped_at: datetime | None) -> list[str]:
    if not (status.intact and status.valid):
        return ["ALTERED"]
    found = [] if status.trusted else ["UNTRUSTED"]
    stamp = status.timestamp_validity
    if stamped_at is None or stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
        found.append("TIMESTAMP")
    return found
