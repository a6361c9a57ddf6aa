"""The simulated BSrE (Balai Sertifikasi Elektronik): whom it admits, and what it signs.

The authorities and keys are its own, made at first use; passphrases are known only by their hash.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from siak_sim.records import Json
from siak_sim.signing.bsre_codes import SIGN, Codes
from siak_sim.signing.bsre_keys import Keyring
from siak_sim.signing.bsre_manner import Latency, Manner
from siak_sim.signing.bsre_orders import Ledger, Order
from siak_sim.signing.bsre_pki import Certified
from siak_sim.signing.bsre_signers import (
    DEFAULT_EMAIL,
    DEFAULT_NAME,
    DEFAULT_NIK,
    Signer,
    Signers,
    SignerState,
)

SEAL_SUBSCRIBER = "SIMULASI-SEGEL-9001"
_SEAL_NAME = "SIMULASI SEGEL DISDUKCAPIL"
_PLACE = "Paringin"


class BsreRefusal(StrEnum):
    """Why BSrE does not sign."""

    WRONG_PASSPHRASE = "WRONG_PASSPHRASE"
    SIGNER_UNKNOWN = "SIGNER_UNKNOWN"
    CERTIFICATE_UNUSABLE = "CERTIFICATE_UNUSABLE"
    DOCUMENT_REFUSED = "DOCUMENT_REFUSED"
    MARKER_MISSING = "MARKER_MISSING"


class BsreRefused(Exception):
    """A signature BSrE does not give, and how the signer stands."""

    def __init__(self, why: BsreRefusal, state: SignerState) -> None:
        super().__init__(why.value)
        self.why, self.state = why, state


class Bsre:
    """Signers, authorities and signatures of one simulated BSrE."""

    def __init__(
        self,
        now: Callable[[], datetime],
        octets: Callable[[int], bytes],
        passphrase: str,
        folder: Path | None = None,
    ) -> None:
        self._now, self._born_with = now, passphrase
        self.keys = Keyring(now, folder)
        self.people = Signers(now, octets, self.keys)
        self.codes = Codes(now, octets)
        self.ledger = Ledger()
        self.manner = Manner()
        self._over = asyncio.Event()
        self.reset()

    def reset(self) -> None:
        """Begin anew: one signer, no keys but those of a folder."""
        self._over.set()
        self._over = asyncio.Event()
        self.keys.clear()
        self.people.clear()
        self.codes.clear()
        self.ledger.clear()
        self.manner = Manner()
        default: Json = {"name": DEFAULT_NAME, "passphrase": self._born_with}
        self.put_signer(DEFAULT_NIK, {**default, "email": DEFAULT_EMAIL})

    @property
    def delay_seconds(self) -> float:
        """How long every signature takes."""
        return self.manner.delay_seconds

    @delay_seconds.setter
    def delay_seconds(self, seconds: float) -> None:
        self.manner = replace(self.manner, delay_seconds=seconds)

    @property
    def latency(self) -> Latency:
        """How long the service takes over its work."""
        return self.manner.latency

    def signers(self) -> list[Signer]:
        """Return everybody BSrE knows."""
        return self.people.all()

    def status(self, nik: str) -> SignerState:
        """Return how a signer stands now; who is unknown is not registered."""
        return self.people.status(nik)

    def put_signer(self, nik: str, told: Json) -> Signer:
        """Register or change a signer; what is left out stays. Raises `SignerInvalid`."""
        return self.people.put(nik, told)

    async def default_signer(self) -> Json:
        """Return the head of office with the passphrase, unless somebody has changed it."""
        signer = self.people.get(DEFAULT_NIK)
        known = signer is not None and await asyncio.to_thread(signer.knows, self._born_with)
        return {"nik": DEFAULT_NIK, "passphrase": self._born_with if known else None}

    async def certificate(self, whose: str) -> Certified:
        """Return the certificate of a signer or of the seal; made at first use."""
        signer = self.people.get(whose)
        return await self.keys.signer(whose, signer.name if signer else _SEAL_NAME)

    async def root(self) -> str:
        """Return the root certificate as PEM."""
        root, _ = await self.keys.authorities()
        return root.certificate

    async def pause(self, seconds: float) -> None:
        """Take a while over something, unless the world ends meanwhile."""
        if seconds > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._over.wait()

    def service_time(self) -> datetime:
        """Return what the clock of the service shows; it may be wrong."""
        return self._now() + timedelta(seconds=self.manner.clock_skew_seconds)

    async def sign(self, nik: str, passphrase: str, pdf: bytes, reason: str) -> bytes:
        """Return the PDF with the signer's signature and a time-stamp; or `BsreRefused`."""
        await self.admit(nik, passphrase)
        order = Order(pdf, reason, _PLACE, certify=True)
        return (await self.fulfil(nik, [order], via="siak"))[0]

    async def admit(self, nik: str, passphrase: str) -> None:
        """Refuse who may not sign, or does not know the passphrase."""
        self._require_issued(nik)
        signer = self.people.get(nik)
        right = signer is not None and await asyncio.to_thread(signer.knows, passphrase)
        self._tried(nik, right=right)

    def admit_by_code(self, nik: str, code: str, files: int) -> None:
        """Refuse who may not sign, or has no code for so many files; the code is used up."""
        self._require_issued(nik)
        right = self.codes.fits(nik, SIGN, code, files)
        self._tried(nik, right=right)
        self.codes.void(nik, SIGN)

    def _require_issued(self, nik: str) -> None:
        state = self.status(nik)
        if state == SignerState.NOT_REGISTERED:
            raise BsreRefused(BsreRefusal.SIGNER_UNKNOWN, state)
        if state != SignerState.ISSUE:
            raise BsreRefused(BsreRefusal.CERTIFICATE_UNUSABLE, state)

    def _tried(self, nik: str, *, right: bool) -> None:
        self.people.tried(nik, right=right, suspend_after=self.manner.suspend_after)
        if not right:
            raise BsreRefused(BsreRefusal.WRONG_PASSPHRASE, self.status(nik))

    async def fulfil(
        self,
        nik: str,
        orders: Sequence[Order],
        *,
        via: str,
        document_id: str | None = None,
    ) -> list[bytes]:
        """Sign all orders for somebody who was admitted, or none; or `BsreRefused`."""
        signer, over = self.people.get(nik), self._over
        name = signer.name if signer else _SEAL_NAME
        certified = await self.certificate(nik)
        signed = [await self._signed(order, certified) for order in orders]
        if not over.is_set():  # what a world that is over asked for is not written down
            for order, pdf in zip(orders, signed, strict=True):
                self.ledger.enter(
                    order,
                    pdf,
                    at=self._now(),
                    nik=nik,
                    name=name,
                    via=via,
                    document_id=document_id,
                )
        return signed

    async def _signed(self, order: Order, signer: Certified) -> bytes:
        _, issuer = await self.keys.authorities()
        stamper = await self.keys.time_stamper()
        moments = self.service_time(), self._now()
        signed = await asyncio.to_thread(_sign_pdf, order, signer, issuer, stamper, moments)
        if isinstance(signed, BsreRefusal):
            raise BsreRefused(signed, SignerState.ISSUE)
        return signed

    def dump(self) -> Json:
        """Return signers and keys as JSON; no passphrase is among it."""
        return {
            "signers": self.people.dump(),
            "keys": self.keys.dump(),
            "ledger": self.ledger.dump(),
            "manner": self.manner.as_json(),
        }

    def restore(self, dumped: Json) -> None:
        """Take signers and keys from what `dump` returned; codes given out are void."""
        manner = Manner().changed(dumped.get("manner", {}))
        self.people.restore(dumped["signers"])
        self.keys.restore(dumped["keys"])
        self.ledger.restore(dumped.get("ledger", {}))
        self.codes.clear()
        self.manner = manner


def _sign_pdf(
    order: Order,
    signer: Certified,
    issuer: Certified,
    stamper: Certified,
    moments: tuple[datetime, datetime],
) -> bytes | BsreRefusal:
    # pyHanko takes as long to import as all the rest: only who signs waits for it
    from siak_sim.signing.bsre_pades import MarkerMissing, NotSignable, sign_pdf

    try:
        return sign_pdf(order, signer, issuer, stamper, moments=moments)
    except MarkerMissing:
        return BsreRefusal.MARKER_MISSING
    except NotSignable:
        return BsreRefusal.DOCUMENT_REFUSED
