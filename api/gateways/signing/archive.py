"""Raises signed PDFs to B-LTA for the archive: proofs, and a time-stamp over everything."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

import httpx
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from api.domain.ports import Permanent, Verdict
from api.gateways.signing.evidence import Evidence, to_the_second
from api.gateways.signing.forms import as_asn1
from api.gateways.signing.gathering import gather
from api.gateways.signing.pades import PreparedStamp
from api.gateways.signing.services import PkiServices
from api.gateways.signing.stamping import Stamper
from api.gateways.signing.validation import validate

FIELD = "Arsip"
RAISED: Mapping[str, tuple[str, ...]] = {  # what a level may become; a B-T lacks what nobody gives
    "B-LT": ("B-LTA",),
    "B-T": ("B-LTA", "B-T"),
}


class Archivist:
    """Makes archive copies with our own or an outside time-stamp; implements `ArchivistPort`."""

    def __init__(
        self, services: PkiServices, stamper: Stamper, roots: Sequence[x509.Certificate] = ()
    ) -> None:
        self._services = services
        self._stamper = stamper
        self._roots = (services.root, *roots)

    async def archive(self, pdf: bytes, now: datetime) -> bytes:
        """Return the file followed by proofs and a time-stamp; only what is genuine is raised."""
        moment = to_the_second(now)
        verdict = await self._judged(pdf, moment)
        if verdict.genuine and verdict.level == "B-LTA":
            return pdf
        if not verdict.genuine or verdict.level not in RAISED:
            raise Permanent("NOT_ARCHIVABLE", ", ".join(verdict.reasons) or verdict.level)
        evidence = await self._evidence(pdf, moment)
        archived = await self._stamped(pdf, evidence, moment)
        raised = await self._judged(archived, moment)
        is_whole = archived.startswith(pdf) and raised.genuine
        if not (is_whole and raised.level in RAISED[verdict.level]):
            why = ", ".join(raised.reasons) or raised.level
            raise Permanent("ARCHIVE_NOT_ACCEPTED", why)
        return archived

    async def _stamped(self, pdf: bytes, evidence: Evidence, moment: datetime) -> bytes:
        try:
            prepared = await asyncio.to_thread(
                PreparedStamp, pdf, evidence, field=FIELD, room=self._stamper.room
            )
            stamp = await self._stamper.stamp(prepared.digest, moment)
            return prepared.fill(stamp.token)
        except (PdfError, SigningError) as error:
            raise Permanent("NOT_ARCHIVABLE", f"it cannot be written on: {error}") from error

    async def _judged(self, pdf: bytes, now: datetime) -> Verdict:
        revoked = self._services.revocations.all()
        return await validate(pdf, roots=self._roots, now=now, revoked=revoked)

    async def _evidence(self, pdf: bytes, moment: datetime) -> Evidence:
        """Return our own proofs, the stamping authority's, and what a signature's names."""
        found = self._services.evidence(self._services.tsa_certificate, moment)
        if (further := await self._stamper.evidence(moment)) is not None:
            found = found.joined(further)
        foreign = [each for each in _certificates(pdf) if not self._services.is_ours(each)]
        if not foreign:
            return found
        roots = [as_asn1(root) for root in self._roots]
        async with httpx.AsyncClient() as client:
            return found.joined(await gather(client, [*foreign, *roots], moment))


def _certificates(pdf: bytes) -> list[asn1_x509.Certificate]:
    """Return the certificates a file's signatures and time-stamps bring along."""
    reader = PdfFileReader(BytesIO(pdf))
    found: list[asn1_x509.Certificate] = []
    for signature in reader.embedded_regular_signatures:
        tokens = extract_tst_data_iter(signature.signer_info, signed=False)
        for holder in (signature.signed_data, *tokens):
            found += [each.chosen for each in holder["certificates"]]
    return found
