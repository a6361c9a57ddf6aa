"""Wrong passphrases: counted before one is looked at, locked after five, opened by hand."""

import logging
from dataclasses import dataclass, field

from api.domain.errors import NotFound, NotPermitted, SigningRefused
from api.domain.values import Role
from api.storage.passphrases import LIMIT
from api.storage.store import Store
from api.usecases import commands as c
from api.usecases.commands_signing import UnlockSigner
from api.usecases.desk import Desk
from api.usecases.office import Office

log = logging.getLogger("dik_jamila.signing")
WRONG, LOCKED = "WRONG_PASSPHRASE", "PASSPHRASE_LOCKED"
LOCKED_SENTENCE = (
    "Tanda tangan terkunci setelah lima kali passphrase salah. Administrator membukanya dengan "
    "`unlockSigner` (atau `python -m api signer unlock`) setelah memastikan siapa yang mencoba."
)
KEPT = 64  # requests whose passphrase was wrong


@dataclass
class Try:
    """One look at a passphrase, counted already; it ends right, wrong, or untold."""

    office: Office
    signer_id: str
    number: int
    is_open: bool = field(default=True, init=False)

    async def was_right(self) -> None:
        """Forget every failure before."""
        if self._end():
            async with self.office.work.begin() as store:
                await store.passphrases.clear(self.signer_id)

    async def was_wrong(self) -> SigningRefused:
        """Return the refusal with how many tries are left; the last one locks."""
        left = LIMIT - self.number
        if self._end() and left <= 0:
            async with self.office.work.begin() as store:
                await store.passphrases.lock(self.signer_id, self.office.clock.now())
            log.warning("signer locked", extra={"signatory": self.signer_id})
        return SigningRefused(WRONG, wrong_sentence(left), tries_left=max(0, left))

    async def told_nothing(self) -> None:
        """Take the count back: nobody looked at the passphrase, or said what it is."""
        if self._end():
            async with self.office.work.begin() as store:
                await store.passphrases.give_back(self.signer_id)

    def _end(self) -> bool:
        was_open, self.is_open = self.is_open, False
        return was_open


def wrong_sentence(left: int) -> str:
    """Return what the signatory is told."""
    if left <= 0:
        return f"Passphrase salah. {LOCKED_SENTENCE}"
    return f"Passphrase salah; tinggal {left} percobaan. Periksa lalu ulangi."


async def take_try(office: Office, signer_id: str) -> Try:
    """Count a try in advance; refuse a locked signer before the passphrase is looked at."""
    async with office.work.begin() as store:
        number = await store.passphrases.take_try(signer_id, office.clock.now())
    if number is None:
        raise SigningRefused(LOCKED, LOCKED_SENTENCE, tries_left=0)
    return Try(office, signer_id, number)


def remember(office: Office, slot: tuple[str, str], passphrase: str) -> None:
    """Keep, in memory only and keyed, which passphrase was wrong under which request's key."""
    office.tried[slot] = office.keyed(passphrase)
    if len(office.tried) > KEPT:
        office.tried.popitem(last=False)


def is_another(office: Office, slot: tuple[str, str], passphrase: str) -> bool:
    """Tell whether a request known to have failed now comes with another passphrase."""
    known = office.tried.get(slot)
    return known is not None and known != office.keyed(passphrase)


async def unlock_signer(desk: Desk, command: UnlockSigner) -> c.Outcome:
    """Let a locked signatory try again; who did so is in the log."""
    if desk.actor.role is not Role.ADMINISTRATOR:
        raise NotPermitted("Hanya administrator yang membuka kunci tanda tangan.")
    if await desk.store.people.get(command.signatory_id) is None:
        raise NotFound("Penanda tangan tidak ditemukan.", path=("signatoryId",))
    await unlock(desk.store, command.signatory_id, by=desk.actor.id)
    return c.Outcome(signatory_id=command.signatory_id)


async def unlock(store: Store, signatory_id: str, *, by: str) -> bool:
    """Forget what was counted, and say so in the log; tell whether there was anything."""
    was_counted = await store.passphrases.clear(signatory_id)
    outcome = "cleared" if was_counted else "nothing was counted"
    told = {"signatory": signatory_id, "actor": by, "outcome": outcome}
    log.warning("signer unlocked", extra=told)
    return was_counted
