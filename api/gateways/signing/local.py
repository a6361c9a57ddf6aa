"""The local signer: a signatory's PKCS#12 opened for one batch, each result judged before use."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError

from api.domain.ports import (
    CertificateState,
    Permanent,
    SignedFile,
    SignerStanding,
    SignPlace,
    Verdict,
)
from api.domain.remotes import Remote
from api.gateways.signing import pki
from api.gateways.signing.cms import CmsSigner, KeyInMemory, RawSigner
from api.gateways.signing.evidence import Evidence, to_the_second
from api.gateways.signing.pades import Prepared
from api.gateways.signing.self_check import SelfCheck
from api.gateways.signing.services import PkiServices
from api.gateways.signing.stamping import OwnStamper, Stamper
from api.gateways.signing.validation import validate

MARGIN = 60  # bytes, for what holds the time-stamp
REFUSALS: Mapping[CertificateState, str] = {
    CertificateState.EXPIRED: "CERTIFICATE_EXPIRED",
    CertificateState.REVOKED: "CERTIFICATE_REVOKED",
    CertificateState.SUSPENDED: "CERTIFICATE_SUSPENDED",
    CertificateState.NOT_READY: "CERTIFICATE_NOT_READY",
}


@dataclass(frozen=True)
class _Bench:
    """What every key of this installation signs with, and whom its validator trusts."""

    services: PkiServices
    stamper: Stamper
    roots: tuple[x509.Certificate, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """Return what a signature may be; an authority outside may give no proof for itself."""
        return ("B-LT",) if self.stamper.line is None else ("B-LT", "B-T")

    async def judged(self, pdf: bytes, now: datetime) -> Verdict:
        """Return our validator's verdict, which knows what was revoked here."""
        revoked = self.services.revocations.all()
        return await validate(pdf, roots=self.roots, now=now, revoked=revoked)

    def require_usable(self, certificate: x509.Certificate, now: datetime) -> None:
        """Raise `Permanent` unless the certificate may sign now."""
        state = self.services.state(certificate, now)
        if state in REFUSALS:
            raise Permanent(REFUSALS[state], "the certificate may not sign now")

    async def evidence(self, certificate: x509.Certificate, moment: datetime) -> Evidence:
        """Return fresh proof for the certificate and for whoever stamps."""
        further = await self.stamper.evidence(moment)
        if further is None:
            return self.services.evidence(certificate, moment)
        return self.services.evidence(certificate, further.made_at).joined(further)


class LocalSigner:
    """Signs with the development PKI of a folder; implements `SignerPort`.

    `roots`: whom we trust beside ourselves, for what was signed or stamped elsewhere. `stamper`:
    an authority outside for the time-stamps; without one our own makes them.
    """

    is_remote = False
    tells_first = False
    keeps_files = False

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime],
        roots: Sequence[x509.Certificate] = (),
        stamper: Stamper | None = None,
    ) -> None:
        self._folder = folder
        self._now = now
        services = PkiServices(folder)
        self._bench = _Bench(
            services,
            stamper or OwnStamper(services.tsa, services.tsa_certificate),
            (services.root, *roots),
        )

    @property
    def line(self) -> Remote | None:
        """Name the time-stamp authority's line, where it stands outside."""
        return self._bench.stamper.line

    async def unlock(self, signatory_id: str, passphrase: str) -> "LocalKey":
        """Open the key in a thread, or raise `Permanent` with the code of what is wrong."""
        path = pki.signatory_path(self._folder, signatory_id)
        if path is None or not path.is_file():
            raise Permanent("NO_CERTIFICATE", "the signatory has no certificate")
        return self.open(await asyncio.to_thread(opened, path, passphrase))

    def open(self, raw: RawSigner) -> "LocalKey":
        """Return the key for a batch, wherever it lies; its certificate must be one of ours."""
        self._bench.require_usable(raw.certificate, self._now())
        return LocalKey(raw, self._bench)

    async def standing(self, signatory_id: str) -> SignerStanding:
        """Tell how the signatory's certificate stands; the passphrase is not needed for it."""
        certificate = pki.signatory_certificate(self._folder, signatory_id)
        if certificate is None:
            return SignerStanding(CertificateState.NONE)
        return self._bench.services.standing(certificate, self._now())

    async def verify(self, pdf: bytes) -> Verdict:
        """Judge a PDF: signature, coverage, trust, level."""
        return await self._bench.judged(pdf, self._now())

    async def find(self, pdf: bytes, place: SignPlace) -> SignedFile | None:
        """Return nothing: what this key signed and nobody stored is not used."""
        return None


class LocalKey:
    """A key opened for one batch; implements `SigningKey`."""

    def __init__(self, raw: RawSigner, bench: _Bench) -> None:
        signer = CmsSigner(raw, [bench.services.issuer])
        self._hand: _Hand | None = _Hand(signer, SelfCheck(signer, raw.certificate))
        self._certificate = raw.certificate
        self._bench = bench
        self._evidence: Evidence | None = None
        self._accepted: tuple[Evidence, str] | None = None  # by the validator, at which level

    async def sign(
        self, pdf: bytes, *, field: str, reason: str, now: datetime, place: SignPlace | None = None
    ) -> SignedFile:
        """Append a signature with time-stamp and proofs, and return the file only if it holds."""
        hand = self._hand
        if hand is None:
            raise Permanent("KEY_CLOSED", "the batch is over")
        moment = to_the_second(now)
        self._bench.require_usable(self._certificate, moment)
        evidence = await self._fresh_evidence(moment)

        def prepare() -> tuple[Prepared, bytes]:
            room = hand.signer.size + self._bench.stamper.room + MARGIN
            prepared = Prepared(pdf, evidence, field=field, reason=reason, now=moment, room=room)
            return prepared, hand.signer.raw_signature(prepared.digest)

        try:
            prepared, signature = await asyncio.to_thread(prepare)
            stamp = await self._bench.stamper.stamp(sha256(signature).digest(), moment)
            made = hand.signer.assembled(prepared.digest, signature, stamp.token)
            signed = prepared.fill(made)
        except (PdfError, SigningError) as error:
            raise Permanent("DOCUMENT_REFUSED", f"cannot be signed: {error}") from error
        if not hand.check.holds(signed, pdf, signature, stamp.token):
            raise _not_accepted("the file is not what was to be made")
        level = await self._level(signed, evidence, moment, is_plain=prepared.is_plain)
        serial = f"{self._certificate.serial_number:x}"
        return SignedFile(signed, serial, stamp.at, level)

    def close(self) -> None:
        """Forget the key."""
        self._hand = None

    async def _fresh_evidence(self, moment: datetime) -> Evidence:
        if self._evidence is None or not self._evidence.covers(moment):
            self._evidence = await self._bench.evidence(self._certificate, moment)
        return self._evidence

    async def _level(
        self, signed: bytes, evidence: Evidence, moment: datetime, *, is_plain: bool
    ) -> str:
        """Return the level; certificates and proofs are judged once, with the first file."""
        if is_plain and self._accepted is not None and self._accepted[0] is evidence:
            return self._accepted[1]
        verdict = await self._bench.judged(signed, moment)
        if not (verdict.genuine and verdict.level in self._bench.levels):
            raise _not_accepted(", ".join(verdict.reasons) or verdict.level)
        if is_plain:
            self._accepted = (evidence, verdict.level)
        return verdict.level


@dataclass(frozen=True)
class _Hand:
    """What signs and what looks at the result; gone when the batch is over."""

    signer: CmsSigner
    check: SelfCheck


def _not_accepted(why: str) -> Permanent:
    return Permanent("SIGNATURE_NOT_ACCEPTED", why)


def opened(path: Path, passphrase: str) -> KeyInMemory:
    """Return the key of a PKCS#12, or raise `Permanent` WRONG_PASSPHRASE or NO_CERTIFICATE."""
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(
            path.read_bytes(), passphrase.encode()
        )
    except ValueError:
        raise Permanent("WRONG_PASSPHRASE", "the passphrase does not open the key") from None
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise Permanent("NO_CERTIFICATE", "the file holds no RSA key with its certificate")
    return KeyInMemory(certificate, key)
