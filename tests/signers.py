"""A signer that waits for the test's word before each signature: sign, fail, or lose the answer."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from api.domain.ports import (
    GatewayError,
    SignedFile,
    SignerPort,
    SignerStanding,
    SigningKey,
    SignPlace,
    Verdict,
)
from api.domain.remotes import Remote


@dataclass
class PatientSigner:
    """The real signer behind a gate; implements `SignerPort`."""

    real: SignerPort
    waiting: asyncio.Queue[None] = field(default_factory=asyncio.Queue)
    words: asyncio.Queue[GatewayError | None] = field(default_factory=asyncio.Queue)
    is_remote: bool = False
    tells_first: bool = False

    @property
    def keeps_files(self) -> bool:
        """Tell whether the real signer does."""
        return self.real.keeps_files

    @property
    def line(self) -> Remote | None:
        """Name the real signer's line, or SIAK's where one is to seem remote."""
        if not self.is_remote:
            return None
        return self.real.line if self.real.is_remote else Remote.SIAK

    async def standing(self, signatory_id: str) -> SignerStanding:
        """Tell what the real signer tells."""
        return await self.real.standing(signatory_id)

    async def unlock(self, signatory_id: str, passphrase: str) -> "PatientKey":
        """Open the real key behind the gate."""
        return PatientKey(await self.real.unlock(signatory_id, passphrase), self)

    async def verify(self, pdf: bytes) -> Verdict:
        """Judge as the real signer does."""
        return await self.real.verify(pdf)

    async def find(self, pdf: bytes, place: SignPlace) -> SignedFile | None:
        """Look as the real signer does."""
        return await self.real.find(pdf, place)

    async def is_asked(self) -> None:
        """Wait until a signature is under way."""
        await asyncio.wait_for(self.waiting.get(), 10)

    def go_on(self, error: GatewayError | None = None) -> None:
        """Let the signature under way be made, or end with the error."""
        self.words.put_nowait(error)


@dataclass
class PatientKey:
    """A real key behind the gate; implements `SigningKey`."""

    real: SigningKey
    signer: PatientSigner

    async def sign(
        self, pdf: bytes, *, field: str, reason: str, now: datetime, place: SignPlace | None = None
    ) -> SignedFile:
        """Wait for the word, then sign or fail."""
        self.signer.waiting.put_nowait(None)
        error = await self.signer.words.get()
        if error is not None:
            raise error
        return await self.real.sign(pdf, field=field, reason=reason, now=now, place=place)

    def close(self) -> None:
        """Forget the key."""
        self.real.close()
