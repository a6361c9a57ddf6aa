"""What signing needs from the outside, as Protocols: keys, verdicts, archive copies, the seal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from api.domain.remotes import Remote


class CertificateState(StrEnum):
    """Whether a signatory's certificate may sign, and if not, why."""

    USABLE = "USABLE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    NOT_READY = "NOT_READY"  # requested, being checked, or being renewed
    NONE = "NONE"  # not registered, or never had one


@dataclass(frozen=True)
class SignerStanding:
    """How a signatory's certificate stands; a provider may not tell its end or serial number."""

    state: CertificateState
    not_after: datetime | None = None
    serial: str = ""
    subject: str = ""


@dataclass(frozen=True)
class SignedFile:
    """A PDF our own validator accepted, with what the log keeps of the signature."""

    pdf: bytes
    certificate_serial: str
    signed_at: datetime
    level: str  # B-LT from our own key, B-T or better from inside SIAK


@dataclass(frozen=True)
class SignPlace:
    """Where SIAK keeps the document that is signed, for a signer inside SIAK."""

    entry_id: str
    ref: str


@dataclass(frozen=True)
class Verdict:
    """What our validator says of a PDF."""

    genuine: bool
    level: str  # B-B, B-T, B-LT, B-LTA or ""
    signer: str
    signed_at: datetime | None
    reasons: tuple[str, ...]  # codes such as ALTERED, EXTENDED, UNTRUSTED, NO_SIGNATURE
    certificate_serial: str = ""


class SigningKey(Protocol):
    """A key opened for one batch; it forgets itself when closed."""

    async def sign(
        self, pdf: bytes, *, field: str, reason: str, now: datetime, place: SignPlace | None = None
    ) -> SignedFile:
        """Sign and validate one PDF; raise `GatewayError` with a code otherwise."""

    def close(self) -> None:
        """Forget the key."""


class SignerPort(Protocol):
    """Opens a signatory's key with the passphrase, which is kept by nobody."""

    @property
    def line(self) -> Remote | None:
        """Name the line a remote signer is asked over; None where the key lies here."""

    @property
    def is_remote(self) -> bool:
        """Tell whether the key lies elsewhere: the first signature proves the passphrase then."""

    @property
    def tells_first(self) -> bool:
        """Tell whether `unlock` already asks over the line, for how the certificate stands."""

    @property
    def keeps_files(self) -> bool:
        """Tell whether the signer keeps what it signed, so that `find` asks over the line."""

    async def unlock(self, signatory_id: str, passphrase: str) -> SigningKey:
        """Open the key, or raise `Permanent` WRONG_PASSPHRASE, NO_CERTIFICATE, …"""

    async def verify(self, pdf: bytes) -> Verdict:
        """Judge a PDF: signature, coverage, trust, level."""

    async def find(self, pdf: bytes, place: SignPlace) -> SignedFile | None:
        """Return the signed form of a PDF that a remote signer holds, judged; it signs nothing."""

    async def standing(self, signatory_id: str) -> SignerStanding:
        """Tell how the signatory's certificate stands; `GatewayError` when nobody can say."""


class PingPort(Protocol):
    """A system nothing of ours waits for; when it was down, it has to be tried all the same."""

    async def ping(self) -> None:
        """Prove that it is there and lets us in; nothing changes there."""


class ArchivistPort(Protocol):
    """Makes copies that stay provable when today's certificates have long expired."""

    async def archive(self, pdf: bytes, now: datetime) -> bytes:
        """Return the signed PDF raised to B-LTA (`GatewayError` otherwise); it begins the same."""


class SealPort(Protocol):
    """The service's own seal under its records: no person's signature, no passphrase."""

    async def seal(self, data: bytes, now: datetime) -> bytes:
        """Return a detached, time-stamped CMS signature (DER) over the data."""

    async def judge(self, data: bytes, signature: bytes) -> Verdict:
        """Judge a detached signature over the data, trusting our own roots only."""
