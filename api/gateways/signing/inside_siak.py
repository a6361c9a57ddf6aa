"""Signing inside SIAK: BSrE signs there, and what comes back is judged here before it counts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from api.domain.ports import (
    Ambiguous,
    GatewayError,
    Permanent,
    SignedFile,
    SignerStanding,
    SignPlace,
    Verdict,
)
from api.domain.remotes import Remote
from api.gateways.siak import HttpSiak
from api.gateways.signing.bsre_words import STATES
from api.gateways.signing.returned import Judge


class SiakSigner:
    """Hands verified bytes to SIAK and takes the signed file back; implements `SignerPort`.

    `niks` says with which NIK each signatory signs; it comes from the settings and stays here.
    """

    is_remote = True
    tells_first = False
    keeps_files = True
    line: Remote | None = Remote.SIAK

    def __init__(
        self,
        siak: HttpSiak,
        niks: Mapping[str, str],
        judge: Judge,
    ) -> None:
        self._siak = siak
        self._niks = dict(niks)
        self._judge = judge

    async def unlock(self, signatory_id: str, passphrase: str) -> SiakKey:
        """Take the passphrase for one batch; only the first signature shows whether it is right."""
        nik = self._niks.get(signatory_id)
        if nik is None:
            raise Permanent("SIGNER_NOT_SET_UP", "no NIK is set for this signatory")
        if not passphrase:
            raise Permanent("WRONG_PASSPHRASE", "there is none")
        return SiakKey(self, self._siak, nik, passphrase)

    async def standing(self, signatory_id: str) -> SignerStanding:
        """Raise `Permanent` NOT_TOLD: SIAK says nothing of certificates until it is to sign."""
        raise Permanent("NOT_TOLD", "SIAK tells of a certificate only when it is to sign")

    async def verify(self, pdf: bytes) -> Verdict:
        """Judge a PDF: signature, coverage, trust, level."""
        return await self._judge.verdict(pdf)

    async def find(self, pdf: bytes, place: SignPlace) -> SignedFile | None:
        """Return the file SIAK keeps of a document, if it is this PDF, well signed."""
        kept = await self._siak.signed_file(place)
        return None if kept is None else await self.accept(kept, pdf)

    async def accept(self, signed: bytes, pdf: bytes) -> SignedFile:
        """Return the file if it is the verified PDF with a good signature; `Permanent` if not."""
        return self._judge.accepted(await self.verify(signed), signed, pdf)


class SiakKey:
    """NIK and passphrase for one batch; implements `SigningKey`."""

    def __init__(self, signer: SiakSigner, siak: HttpSiak, nik: str, passphrase: str) -> None:
        self._signer, self._siak = signer, siak
        self._opened_by: tuple[str, str] | None = (nik, passphrase)

    async def sign(
        self, pdf: bytes, *, field: str, reason: str, now: datetime, place: SignPlace | None = None
    ) -> SignedFile:
        """Have the document signed once, and return the file only if our validator accepts it.

        The name of the signature's field is BSrE's own choice.
        """
        if self._opened_by is None:
            raise Permanent("KEY_CLOSED", "the batch is over")
        if place is None:
            raise Permanent("NOT_IN_SIAK", "SIAK does not know this document")
        nik, passphrase = self._opened_by
        try:
            sha256 = await self._siak.sign(
                place, pdf, nik=nik, passphrase=passphrase, reason=reason
            )
        except Permanent as refused:
            raise _in_our_words(refused) from None
        return await self._signer.accept(await self._fetched(place, sha256), pdf)

    def close(self) -> None:
        """Forget NIK and passphrase."""
        self._opened_by = None

    async def _fetched(self, place: SignPlace, sha256: str) -> bytes:
        """Return the file that was just signed; without it nobody here knows what it is."""
        try:
            signed = await self._siak.signed_file(place)
        except GatewayError as error:
            raise Ambiguous(
                "FILE_NOT_FETCHED", error.code, tells_of_line=error.tells_of_line
            ) from None
        if signed is None or hashlib.sha256(signed).hexdigest() != sha256:
            raise Ambiguous("FILE_NOT_FETCHED", "SIAK has not the file it told of")
        return signed


def _in_our_words(refused: Permanent) -> Permanent:
    """Return a refusal whose code tells how the certificate stands; SIAK has it in the message."""
    if refused.code != "CERTIFICATE_UNUSABLE":
        return Permanent(refused.code)
    words = re.findall(r"[A-Z_]{3,}", refused.message)
    return Permanent(next((STATES[word][1] for word in words if word in STATES), refused.code))
