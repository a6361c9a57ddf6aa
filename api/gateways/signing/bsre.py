"""BSrE as the signer: it signs over there, and what comes back is judged here before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.domain.ports import (
    Ambiguous,
    CertificateState,
    GatewayError,
    Permanent,
    SignedFile,
    SignerStanding,
    SignPlace,
    Verdict,
)
from api.domain.remotes import Remote
from api.gateways.signing.bsre_line import BsreAccount, BsreLine
from api.gateways.signing.bsre_v1 import BsreV1
from api.gateways.signing.bsre_v2 import BsreV2
from api.gateways.signing.bsre_wire import BsreWire, Secret
from api.gateways.signing.bsre_words import MAY_SIGN, STATES
from api.gateways.signing.returned import Judge

# such a file says nothing of what BSrE did, only of what arrived
_DAMAGED = {"ALTERED", "UNREADABLE", "NO_SIGNATURE"}


class BsreSigner:
    """Hands verified bytes to BSrE and takes the signed file back; implements `SignerPort`.

    `niks` says with which NIK each signatory signs; it comes from the settings and stays here.
    """

    is_remote = True
    line: Remote | None = Remote.BSRE
    tells_first = True
    keeps_files = False

    def __init__(
        self,
        line: BsreLine,
        wire: BsreWire,
        niks: Mapping[str, str],
        judge: Judge,
    ) -> None:
        self._line, self._wire = line, wire
        self._niks = dict(niks)
        self._judge = judge

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    async def ping(self) -> None:
        """Prove that BSrE is there and lets us in; nothing changes there."""
        nik = next(iter(self._niks.values()), None)
        if nik is not None:
            await self._wire.state(nik)

    async def unlock(self, signatory_id: str, passphrase: str) -> BsreKey:
        """Ask how the certificate stands, and take the passphrase for one batch.

        Only the first signature shows whether the passphrase is right.
        """
        nik = self._nik_of(signatory_id)
        if not passphrase:
            raise Permanent("WRONG_PASSPHRASE", "there is none")
        state = await self._wire.state(nik)
        if state != MAY_SIGN:
            raise Permanent(STATES[state][1], state)
        return BsreKey(self, self._wire, nik, Secret(passphrase))

    async def standing(self, signatory_id: str) -> SignerStanding:
        """Tell how the signatory's certificate stands, and its end where BSrE tells it."""
        nik = self._nik_of(signatory_id)
        state = await self._wire.state(nik)
        if state != MAY_SIGN:
            return SignerStanding(STATES[state][0])
        own = await self._wire.certificate(nik)
        if own is None:
            return SignerStanding(CertificateState.USABLE)
        return SignerStanding(
            CertificateState.USABLE,
            own.not_valid_after_utc,
            f"{own.serial_number:x}",
            own.subject.rfc4514_string(),
        )

    async def verify(self, pdf: bytes) -> Verdict:
        """Judge a PDF: signature, coverage, trust, level."""
        return await self._judge.verdict(pdf)

    async def find(self, pdf: bytes, place: SignPlace) -> SignedFile | None:
        """Return nothing: BSrE keeps no files one could ask for by document."""
        return None

    async def accept(self, signed: bytes, pdf: bytes) -> SignedFile:
        """Return the file if it is the verified PDF with a good signature.

        A damaged one is `Ambiguous`, since it was signed; any other is refused for good.
        """
        verdict = await self.verify(signed)
        if _DAMAGED & set(verdict.reasons):
            raise Ambiguous("ANSWER_UNREADABLE", ", ".join(verdict.reasons))
        return self._judge.accepted(verdict, signed, pdf)

    def _nik_of(self, signatory_id: str) -> str:
        nik = self._niks.get(signatory_id)
        if nik is None:
            raise Permanent("SIGNER_NOT_SET_UP", "no NIK is set for this signatory")
        return nik


class BsreKey:
    """NIK and secret for one batch; implements `SigningKey`."""

    def __init__(self, signer: BsreSigner, wire: BsreWire, nik: str, secret: Secret) -> None:
        self._signer, self._wire = signer, wire
        self._opened_by: tuple[str, Secret] | None = (nik, secret)

    async def sign(
        self, pdf: bytes, *, field: str, reason: str, now: datetime, place: SignPlace | None = None
    ) -> SignedFile:
        """Have the PDF signed once, and return the file only if our validator accepts it.

        The name of the signature's field is BSrE's own choice.
        """
        if self._opened_by is None:
            raise Permanent("KEY_CLOSED", "the batch is over")
        nik, secret = self._opened_by
        try:
            signed = await self._wire.sign(pdf, nik=nik, secret=secret, reason=reason)
        except Permanent as refused:
            raise await self._explained(refused, nik) from None
        return await self._signer.accept(signed, pdf)

    async def _explained(self, refused: Permanent, nik: str) -> Permanent:
        """Return the refusal with the reason the certificate's state gives, if it has one."""
        if refused.code != "CERTIFICATE_UNUSABLE":
            return refused
        try:
            state = await self._wire.state(nik)
        except GatewayError:
            return refused
        return Permanent(STATES[state][1], state) if state in STATES else refused

    def close(self) -> None:
        """Forget NIK and secret."""
        self._opened_by = None


def make_signer(
    mode: str, account: BsreAccount, niks: Mapping[str, str], judge: Judge
) -> BsreSigner:
    """Return the signer that speaks the interface the setting names: bsre_v1 or bsre_v2."""
    line = BsreLine(account)
    wire = BsreV1(line) if mode == "bsre_v1" else BsreV2(line)
    return BsreSigner(line, wire, niks, judge)
