"""Random alterations of a signed PDF: `python -m tests.gateways.signing.fuzzing [COUNT] [SEED]`."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from api.gateways.printing.printer import TypstPrinter
from api.gateways.signing.local import LocalSigner
from api.gateways.signing.pki import ROOT, NewSignatory, ensure_pki, read_certificates
from api.gateways.signing.validation import validate
from tests.gateways.conftest import PASSPHRASE, Pages

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LONGEST = 400  # bytes touched at once

Alteration = Callable[[bytes, int, int, random.Random], bytes]


def _flip(pdf: bytes, at: int, _: int, draws: random.Random) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ (1 << draws.randrange(8))]) + pdf[at + 1 :]


def _overwrite(pdf: bytes, at: int, size: int, draws: random.Random) -> bytes:
    return pdf[:at] + draws.randbytes(size) + pdf[at + size :]


def _zero(pdf: bytes, at: int, size: int, _: random.Random) -> bytes:
    return pdf[:at] + b"0" * size + pdf[at + size :]


def _delete(pdf: bytes, at: int, size: int, _: random.Random) -> bytes:
    return pdf[:at] + pdf[at + size :]


def _insert(pdf: bytes, at: int, size: int, draws: random.Random) -> bytes:
    return pdf[:at] + draws.randbytes(size) + pdf[at:]


def _repeat(pdf: bytes, at: int, size: int, _: random.Random) -> bytes:
    return pdf[: at + size] + pdf[at:]


def _move(pdf: bytes, at: int, size: int, draws: random.Random) -> bytes:
    part, rest = pdf[at : at + size], pdf[:at] + pdf[at + size :]
    to = draws.randrange(len(rest))
    return rest[:to] + part + rest[to:]


def _digit(pdf: bytes, at: int, _: int, draws: random.Random) -> bytes:
    return pdf[:at] + draws.choice("0123456789ABCDEFabcdef").encode() + pdf[at + 1 :]


def _cut(pdf: bytes, at: int, _: int, __: random.Random) -> bytes:
    return pdf[:at]


def _append(pdf: bytes, at: int, size: int, _: random.Random) -> bytes:
    return pdf + pdf[at : at + size]


ALTERATIONS: Mapping[str, Alteration] = {
    "flip": _flip,
    "overwrite": _overwrite,
    "zero": _zero,
    "delete": _delete,
    "insert": _insert,
    "repeat": _repeat,
    "move": _move,
    "digit": _digit,
    "cut": _cut,
    "append": _append,
}


def altered(pdf: bytes, draws: random.Random) -> tuple[str, bytes]:
    """Return how the file was altered, and the other file.

    Half of the alterations fall into the signature's own container, the one place the signature
    cannot vouch for; it is a fifth of the file.
    """
    _, begin, end, _ = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0].byte_range
    while True:
        name = draws.choice(list(ALTERATIONS))
        at = draws.randrange(begin, end) if draws.random() < 0.5 else draws.randrange(len(pdf))
        size = draws.randrange(1, LONGEST) if draws.random() < 0.5 else draws.randrange(1, 4)
        found = ALTERATIONS[name](pdf, at, size, draws)
        if found != pdf:
            return f"{name} {size} at {at}", found


async def _signed(folder: Path) -> tuple[bytes, Path]:
    ensure_pki(folder, NOW, [NewSignatory("kepala", "CONTOH", PASSPHRASE)], rounds=1000)
    printer = TypstPrinter()
    page = await printer.print(Pages().birth(), draft=False)
    printer.close()
    key = await LocalSigner(folder, lambda: NOW).unlock("kepala", PASSPHRASE)
    file = await key.sign(page, field="Tanda_Tangan", reason="Pengesahan", now=NOW)
    key.close()
    return file.pdf, folder


async def fuzz(count: int, seed: int) -> int:
    """Alter a file so often; tell what came out clean and return how many did."""
    with tempfile.TemporaryDirectory() as work:
        pdf, folder = await _signed(Path(work) / "pki")
        roots = read_certificates(folder / ROOT)
        draws = random.Random(seed)
        assert (await validate(pdf, roots=roots, now=NOW)).genuine
        reasons: Counter[str] = Counter()
        clean = 0
        for _ in range(count):
            how, changed = altered(pdf, draws)
            verdict = await validate(changed, roots=roots, now=NOW)
            reasons["+".join(verdict.reasons) or "CLEAN"] += 1
            if verdict.genuine:
                clean += 1
                sys.stdout.write(f"clean: {how}\n")
    told = dict(reasons.most_common())
    sys.stdout.write(f"{count} alterations, seed {seed}, {clean} clean: {told}\n")
    return clean


if __name__ == "__main__":
    count, seed = (int(each) for each in (*sys.argv[1:3], *("10000", "6311")[len(sys.argv) - 1 :]))
    sys.exit(1 if asyncio.run(fuzz(count, seed)) else 0)
