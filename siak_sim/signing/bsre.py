"""The simulated BSrE (Balai Sertifikasi Elektronik): who may sign, and their signatures.

The authorities and keys are its own, made at first use; passphrases are known only by their hash.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from siak_sim.records import Json
from siak_sim.signing.bsre_pki import (
    Certified,
    make_issuer,
    make_root,
    make_signer,
    make_time_stamper,
)

_Keys = dict[str, Certified]  # by whose they are: root, issuer, stamper, or a signer's NIK

DEFAULT_NIK = "6311064101709001"
DEFAULT_NAME = "SIMULASI KEPALA DINAS"
_MARK = "SIMULASI "


class SignerState(StrEnum):
    """Where a signer's certificate stands, in BSrE's own words; only ISSUE may sign."""

    ISSUE = "ISSUE"
    EXPIRED = "EXPIRED"
    RENEW = "RENEW"
    WAITING_FOR_VERIFICATION = "WAITING_FOR_VERIFICATION"
    NEW = "NEW"
    NO_CERTIFICATE = "NO_CERTIFICATE"
    NOT_REGISTERED = "NOT_REGISTERED"
    SUSPEND = "SUSPEND"
    REVOKE = "REVOKE"


class BsreRefusal(StrEnum):
    """Why BSrE does not sign."""

    WRONG_PASSPHRASE = "WRONG_PASSPHRASE"
    SIGNER_UNKNOWN = "SIGNER_UNKNOWN"
    CERTIFICATE_UNUSABLE = "CERTIFICATE_UNUSABLE"
    DOCUMENT_REFUSED = "DOCUMENT_REFUSED"


class BsreRefused(Exception):
    """A signature BSrE does not give, and how the signer stands."""

    def __init__(self, why: BsreRefusal, state: SignerState) -> None:
        super().__init__(why.value)
        self.why, self.state = why, state


class SignerInvalid(ValueError):
    """A signer as the control route must not describe one."""


@dataclass(frozen=True)
class Signer:
    """Somebody registered with BSrE; the passphrase is not among what is kept."""

    nik: str
    name: str
    state: str
    salt: str = ""
    passphrase_hash: str = ""

    def as_json(self) -> Json:
        """Return what may be told."""
        return {"nik": self.nik, "name": self.name, "state": self.state}

    def knows(self, passphrase: str) -> bool:
        """Tell whether this is the signer's passphrase; takes a few milliseconds."""
        return hmac.compare_digest(_hash(passphrase, self.salt), self.passphrase_hash)


class Bsre:
    """Signers and authorities of one simulated BSrE."""

    def __init__(
        self, now: Callable[[], datetime], octets: Callable[[int], bytes], passphrase: str
    ) -> None:
        self._now, self._octets, self._born_with = now, octets, passphrase
        self._signers: dict[str, Signer] = {}
        self._keys: _Keys = {}
        self._making = asyncio.Lock()
        self.delay_seconds = 0.0
        self.reset()

    def reset(self) -> None:
        """Begin anew: one signer, no keys."""
        self._signers, self._keys = {}, {}
        self.delay_seconds = 0.0
        default: Json = {"name": DEFAULT_NAME, "passphrase": self._born_with}
        self.put_signer(DEFAULT_NIK, default)

    def signers(self) -> list[Signer]:
        """Return everybody BSrE knows."""
        return [replace(signer, state=self.status(nik)) for nik, signer in self._signers.items()]

    def status(self, nik: str) -> SignerState:
        """Return how a signer stands now; who is unknown is not registered."""
        signer = self._signers.get(nik)
        if signer is None:
            return SignerState.NOT_REGISTERED
        certified = self._keys.get(nik)
        if signer.state == SignerState.ISSUE and certified and certified.ends_at() <= self._now():
            return SignerState.EXPIRED
        return SignerState(signer.state)

    def put_signer(self, nik: str, told: Json) -> Signer:
        """Register or change a signer; what is left out stays. Raises `SignerInvalid`."""
        signer = self._signers.get(nik) or Signer(nik, _MARK + "PENANDA TANGAN", SignerState.ISSUE)
        state, name, passphrase = (told.get(key) for key in ("state", "name", "passphrase"))
        if state is not None and state not in set(SignerState):
            raise SignerInvalid(f"state: one of {', '.join(SignerState)}")
        if not all(value is None or (isinstance(value, str) and value) for value in told.values()):
            raise SignerInvalid("name and passphrase are texts")
        if state == SignerState.ISSUE and self.status(nik) == SignerState.EXPIRED:
            self._keys.pop(nik, None)  # renewed: the next signature needs another certificate
        if name is not None and name != signer.name:
            marked = name if name.startswith(_MARK.strip()) else _MARK + name
            signer = replace(signer, name=marked)
            self._keys.pop(nik, None)
        if state is not None:
            signer = replace(signer, state=state)
        if passphrase is not None:
            salt = self._octets(16).hex()
            signer = replace(signer, salt=salt, passphrase_hash=_hash(passphrase, salt))
        self._signers[nik] = signer
        return signer

    async def default_signer(self) -> Json:
        """Return the head of office with the passphrase, unless somebody has changed it."""
        known = await asyncio.to_thread(self._signers[DEFAULT_NIK].knows, self._born_with)
        return {"nik": DEFAULT_NIK, "passphrase": self._born_with if known else None}

    async def root(self) -> str:
        """Return the root certificate as PEM."""
        root, _ = await self._authorities(self._keys)
        return root.certificate

    async def sign(self, nik: str, passphrase: str, pdf: bytes, reason: str) -> bytes:
        """Return the PDF with the signer's signature and a time-stamp; or `BsreRefused`."""
        state = self.status(nik)
        if state == SignerState.NOT_REGISTERED:
            raise BsreRefused(BsreRefusal.SIGNER_UNKNOWN, state)
        if state != SignerState.ISSUE:
            raise BsreRefused(BsreRefusal.CERTIFICATE_UNUSABLE, state)
        if not await asyncio.to_thread(self._signers[nik].knows, passphrase):
            raise BsreRefused(BsreRefusal.WRONG_PASSPHRASE, state)
        keys, name = self._keys, self._signers[nik].name
        _, issuer = await self._authorities(keys)
        stamper = await self._made(keys, "stamper", lambda: make_time_stamper(issuer, self._now()))
        signer = await self._made(keys, nik, lambda: make_signer(issuer, name, self._now()))
        signed = await asyncio.to_thread(
            _signed, pdf, signer, issuer, stamper, reason=reason, now=self._now()
        )
        if signed is None:
            raise BsreRefused(BsreRefusal.DOCUMENT_REFUSED, state)
        return signed

    async def _authorities(self, keys: _Keys) -> tuple[Certified, Certified]:
        root = await self._made(keys, "root", lambda: make_root(self._now()))
        return root, await self._made(keys, "issuer", lambda: make_issuer(root, self._now()))

    async def _made(self, keys: _Keys, whose: str, make: Callable[[], Certified]) -> Certified:
        """Make a key once; `keys` are those of the world the call began in."""
        async with self._making:
            if whose not in keys:
                keys[whose] = await asyncio.to_thread(make)
            return keys[whose]

    def dump(self) -> Json:
        """Return signers and keys as JSON; no passphrase is among it."""
        return {
            "signers": [asdict(signer) for signer in self._signers.values()],
            "keys": {whose: asdict(certified) for whose, certified in self._keys.items()},
            "delay_seconds": self.delay_seconds,
        }

    def restore(self, dumped: Json) -> None:
        """Take signers and keys from what `dump` returned."""
        signers = [Signer(**row) for row in dumped["signers"]]
        keys = {whose: Certified(**row) for whose, row in dumped["keys"].items()}
        self._signers, self._keys = {signer.nik: signer for signer in signers}, keys
        self.delay_seconds = float(dumped["delay_seconds"])


def _hash(passphrase: str, salt: str) -> str:
    octets = hashlib.scrypt(passphrase.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1)
    return octets.hex()


def _signed(
    pdf: bytes,
    signer: Certified,
    issuer: Certified,
    stamper: Certified,
    *,
    reason: str,
    now: datetime,
) -> bytes | None:
    # pyHanko takes as long to import as all the rest: only who signs waits for it
    from siak_sim.signing.bsre_pades import NotSignable, sign_pdf

    try:
        return sign_pdf(pdf, signer, issuer, stamper, reason=reason, now=now)
    except NotSignable:
        return None
