"""Measures printing and signing, step by step, against one raw RSA-3072 signature."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

from api.app import Parts, build_parts, pki_folder
from api.clock import Clock
from api.config import Settings
from api.domain.ports import SigningKey
from api.gateways.signing import pki
from api.gateways.signing.cms import CmsSigner, KeyInMemory
from api.gateways.signing.evidence import to_the_second
from api.gateways.signing.local import opened
from api.gateways.signing.pades import Prepared
from api.gateways.signing.self_check import SelfCheck
from bench.pages import birth

Row = tuple[str, float, float]
WHO, PASSPHRASE = "kepala-1", "SIMULASI-bench"
TIMES, BATCH = 60, 200


class Documents:
    """One signatory's key and a page to sign, in an installation of their own."""

    def __init__(self, folder: Path) -> None:
        self.parts: Parts = build_parts(Settings(data_dir=folder), Clock())
        self.parts.make_certificate(WHO, "Kepala Dinas SIMULASI", PASSPHRASE)
        certificates = pki_folder(self.parts.settings)
        path = pki.signatory_path(certificates, WHO)
        assert path is not None
        self.raw: KeyInMemory = opened(path, PASSPHRASE)
        self.signer = CmsSigner(self.raw, [self.parts.pki.issuer])
        self.now = to_the_second(self.parts.clock.now())
        self.evidence = self.parts.pki.evidence(self.raw.certificate, self.now)

    async def printed(self, number: int) -> bytes:
        """Lay out a birth act with data of its own."""
        return await self.parts.printer.print(birth(number, self.now), draft=False)

    async def unlocked(self) -> SigningKey:
        """Open the key as a batch does, passphrase and all."""
        return await self.parts.office.signer.unlock(WHO, PASSPHRASE)

    async def signed(self, key: SigningKey, pdf: bytes) -> bytes:
        """Sign as the use case does: with time-stamp, proofs and the look at the result."""
        file = await key.sign(pdf, field="TTE", reason="bench", now=self.now)
        return file.pdf

    async def put_together(self, pdf: bytes) -> tuple[bytes, bytes, bytes]:
        """Sign without looking at the result; return file, signature and time-stamp."""
        stamper = self.parts.stamper
        room = self.signer.size + stamper.room + 60
        prepared = Prepared(
            pdf, self.evidence, field="TTE", reason="bench", now=self.now, room=room
        )
        signature = self.signer.raw_signature(prepared.digest)
        stamp = await stamper.stamp(sha256(signature).digest(), self.now)
        made = self.signer.assembled(prepared.digest, signature, stamp.token)
        return prepared.fill(made), signature, stamp.token


async def documents(folder: Path) -> list[Row]:
    """Compare each step, and whole batches, with one raw signature."""
    bench = Documents(folder)
    pdfs = [await bench.printed(number) for number in range(TIMES)]
    raw = await _median(lambda n: _now(bench.raw.sign(pdfs[n])))
    key = await bench.unlocked()
    await bench.signed(key, pdfs[0])  # certificates and proofs are judged with the first file
    whole = [await bench.put_together(pdf) for pdf in pdfs]
    check = SelfCheck(bench.signer, bench.raw.certificate)
    files = [await bench.signed(key, pdf) for pdf in pdfs]
    rows = [
        ("one PDF laid out", await _median(lambda n: bench.printed(1000 + n)), raw),
        ("sign alone (B-LT)", await _median(lambda n: bench.put_together(pdfs[n])), raw),
        ("look at the result", await _median(lambda n: _held(check, pdfs[n], whole[n])), raw),
        ("sign and look", await _median(lambda n: bench.signed(key, pdfs[n])), raw),
        (
            "full validation of one file",
            await _median(lambda n: bench.parts.office.signer.verify(files[n]), 20),
            raw,
        ),
        (
            "data to signed PDF",
            await _median(lambda n: _from_data(bench, key, 2000 + n)),
            raw,
        ),
    ]
    key.close()
    rows += [
        ("batch of 200 prepared, by the clock", await _batch(bench, pdfs), raw),
        ("batch of 200 from data, by the clock", await _batch(bench), raw),
    ]
    await bench.parts.close()
    return rows


async def _median(act: Callable[[int], Awaitable[object]], times: int = TIMES) -> float:
    """Return the median of an act's milliseconds of CPU, in all threads."""
    taken = []
    for number in range(times):
        started = time.process_time()
        await act(number)
        taken.append(time.process_time() - started)
    return statistics.median(taken) * 1000


async def _now(value: object) -> object:
    return value


async def _held(check: SelfCheck, pdf: bytes, made: tuple[bytes, bytes, bytes]) -> None:
    signed, signature, token = made
    if not check.holds(signed, pdf, signature, token):
        raise SystemExit("a file does not hold")


async def _from_data(bench: Documents, key: SigningKey, number: int) -> bytes:
    return await bench.signed(key, await bench.printed(number))


async def _batch(bench: Documents, pdfs: list[bytes] | None = None) -> float:
    """Return the milliseconds from the passphrase to the last of 200 signed files.

    Without prepared files the next one is laid out while one is signed.
    """
    started = time.perf_counter()
    ahead = None if pdfs else asyncio.create_task(bench.printed(5000))
    key = await bench.unlocked()
    for number in range(BATCH):
        if pdfs:
            pdf = pdfs[number % len(pdfs)]
        else:
            assert ahead is not None
            pdf = await ahead
            ahead = asyncio.create_task(bench.printed(5001 + number))
        await bench.signed(key, pdf)
    key.close()
    if ahead is not None:
        await ahead
    return (time.perf_counter() - started) * 1000
