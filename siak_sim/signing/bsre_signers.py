"""Who may sign at BSrE: people with their state, their passphrase's hash and their wrong tries."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from siak_sim.records import Json
from siak_sim.signing.bsre_keys import Keyring

DEFAULT_NIK = "6311064101709001"
DEFAULT_NAME = "SIMULASI KEPALA DINAS"
DEFAULT_EMAIL = "kepala.dinas@simulasi.invalid"
_MARK = "SIMULASI "
_TOLD = ("state", "name", "passphrase", "email")


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
    email: str = ""
    wrong_tries: int = 0  # in a row

    def as_json(self) -> Json:
        """Return what may be told."""
        told = {"nik": self.nik, "name": self.name, "state": self.state, "email": self.email}
        return {**told, "wrong_tries": self.wrong_tries}

    def knows(self, passphrase: str) -> bool:
        """Tell whether this is the signer's passphrase; takes a few milliseconds."""
        return hmac.compare_digest(_hash(passphrase, self.salt), self.passphrase_hash)


class Signers:
    """Everybody BSrE knows; what becomes of a certificate when somebody changes goes through."""

    def __init__(
        self, now: Callable[[], datetime], octets: Callable[[int], bytes], keys: Keyring
    ) -> None:
        self._now, self._octets, self._keys = now, octets, keys
        self._signers: dict[str, Signer] = {}

    def clear(self) -> None:
        """Forget everybody."""
        self._signers = {}

    def get(self, nik: str) -> Signer | None:
        """Return a signer by NIK."""
        return self._signers.get(nik)

    def find(self, identity: str) -> Signer | None:
        """Return a signer by NIK or e-mail."""
        known = self._signers.get(identity)
        mails = (each for each in self._signers.values() if identity and each.email == identity)
        return known or next(mails, None)

    def all(self) -> list[Signer]:
        """Return everybody, with how they stand now."""
        return [replace(signer, state=self.status(nik)) for nik, signer in self._signers.items()]

    def status(self, nik: str) -> SignerState:
        """Return how a signer stands now; who is unknown is not registered."""
        signer = self._signers.get(nik)
        if signer is None:
            return SignerState.NOT_REGISTERED
        certified = self._keys.known(nik)
        if signer.state == SignerState.ISSUE and certified and certified.ends_at() <= self._now():
            return SignerState.EXPIRED
        return SignerState(signer.state)

    def put(self, nik: str, told: Json) -> Signer:
        """Register or change a signer; what is left out stays. Raises `SignerInvalid`."""
        signer = self._signers.get(nik) or Signer(nik, _MARK + "PENANDA TANGAN", SignerState.ISSUE)
        state, name, passphrase, email = (told.get(key) for key in _TOLD)
        if state is not None and state not in set(SignerState):
            raise SignerInvalid(f"state: one of {', '.join(SignerState)}")
        if not all(value is None or (isinstance(value, str) and value) for value in told.values()):
            raise SignerInvalid("name, passphrase and email are texts")
        if state == SignerState.ISSUE and self.status(nik) == SignerState.EXPIRED:
            self._keys.forget(nik)  # renewed: the next signature needs another certificate
        if name is not None and name != signer.name:
            signer = replace(signer, name=name if name.startswith(_MARK.strip()) else _MARK + name)
            if nik in self._signers:
                self._keys.forget(nik)
        if state is not None:
            signer = replace(signer, state=state, wrong_tries=0)
        if passphrase is not None:
            salt = self._octets(16).hex()
            signer = replace(signer, salt=salt, passphrase_hash=_hash(passphrase, salt))
        self._signers[nik] = replace(signer, email=email or signer.email)
        return self._signers[nik]

    def tried(self, nik: str, *, right: bool, suspend_after: int | None) -> None:
        """Count a try of the passphrase; too many wrong ones in a row suspend the account."""
        signer = self._signers.get(nik)
        if signer is None:
            return
        wrong = 0 if right else signer.wrong_tries + 1
        over = suspend_after is not None and wrong >= suspend_after
        state = SignerState.SUSPEND.value if over else signer.state
        self._signers[nik] = replace(signer, wrong_tries=wrong, state=state)

    def dump(self) -> list[Json]:
        """Return everybody as JSON; no passphrase is among it."""
        return [asdict(signer) for signer in self._signers.values()]

    def restore(self, rows: list[Json]) -> None:
        """Take everybody from what `dump` returned."""
        signers = [Signer(**row) for row in rows]
        self._signers = {signer.nik: signer for signer in signers}


def _hash(passphrase: str, salt: str) -> str:
    octets = hashlib.scrypt(passphrase.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1)
    return octets.hex()
