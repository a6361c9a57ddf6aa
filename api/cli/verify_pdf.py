"""The command `verify-pdf`: judges signed files, and says how their documents stand on the books.

Exit status, the worst of all files: 0 genuine, and in force where the books were asked; 3 genuine,
but superseded, annulled or not on the books; 1 not genuine; 2 a file or a root cannot be read.
"""

import argparse
import asyncio
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from sqlalchemy.exc import SQLAlchemyError

from api.app import Parts, build_parts, pki_folder
from api.clock import Clock
from api.config import Settings
from api.domain.ports import Verdict
from api.domain.verification import PublicFacts, Standing
from api.gateways.signing.pki import ROOT, read_certificates
from api.gateways.signing.revocation import NOBODY, Revocation, Revocations
from api.gateways.signing.validation import describe, validate
from api.usecases.verification import on_the_books

GENUINE, ALTERED, UNREADABLE, LAPSED = 0, 1, 2, 3
GRAVITY = (GENUINE, LAPSED, ALTERED, UNREADABLE)  # from the best to the worst
MAX_BYTES = 64 * 1024 * 1024
BOOKS = {
    Standing.GENUINE_ACTIVE: "Daftar dokumen: terbit dan berlaku",
    Standing.SUPERSEDED: "Daftar dokumen: sudah diganti dokumen yang lebih baru",
    Standing.ANNULLED: "Daftar dokumen: dibatalkan",
    Standing.UNKNOWN: "Daftar dokumen: berkas ini tidak tercatat",
}


@dataclass(frozen=True)
class Judged:
    """One file with what is known of it; `facts` is None where the books were not asked."""

    path: Path
    sha256: str
    verdict: Verdict
    facts: PublicFacts | None

    @property
    def status(self) -> int:
        """Return the exit status for this file alone."""
        if not self.verdict.genuine:
            return ALTERED
        lapsed = self.facts is not None and self.facts.standing is not Standing.GENUINE_ACTIVE
        return LAPSED if lapsed else GENUINE

    def lines(self) -> list[str]:
        """Return what people read."""
        told = describe(self.verdict)
        if self.facts is None:
            return told
        since = f" sejak {self.facts.ended_on}" if self.facts.ended_on else ""
        return [*told, f"{BOOKS[self.facts.standing]}{since}"]

    def as_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        verdict, facts = self.verdict, self.facts
        return {
            "file": str(self.path),
            "sha256": self.sha256,
            "genuine": verdict.genuine,
            "reasons": list(verdict.reasons),
            "level": verdict.level,
            "signer": verdict.signer,
            "signedAt": verdict.signed_at.isoformat() if verdict.signed_at else None,
            "certificateSerial": verdict.certificate_serial,
            "books": facts.standing.value if facts else None,
            "endedOn": str(facts.ended_on) if facts and facts.ended_on else None,
            "status": self.status,
        }


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    verify = commands.add_parser("verify-pdf", help="judge signed PDFs")
    verify.add_argument("file", type=Path, nargs="+")
    verify.add_argument(
        "--root", type=Path, help="trust these roots (PEM) instead of our own; asks no books"
    )
    verify.add_argument("--offline", action="store_true", help="do not ask the office's books")
    verify.add_argument("--json", action="store_true", help="tell programs instead of people")
    verify.set_defaults(run=lambda settings, o: asyncio.run(_verify(settings, o)))


async def _verify(settings: Settings, options: argparse.Namespace) -> int:
    roots = _roots(settings, options.root)
    if roots is None:
        return UNREADABLE
    asks = not (options.offline or options.root) and _has_books(settings)
    parts = build_parts(settings) if asks else None
    try:
        revoked = NOBODY if options.root else Revocations(pki_folder(settings)).all()
        found = [await _judge(path, roots, revoked, parts) for path in options.file]
    finally:
        if parts is not None:
            await parts.close()
    judged = [each for each in found if each is not None]
    if options.json:
        print(json.dumps({"files": [each.as_json() for each in judged]}, ensure_ascii=False))
    else:
        _tell(judged, several=len(options.file) > 1)
    statuses = [each.status if each else UNREADABLE for each in found]
    return max(statuses, key=GRAVITY.index)


def _roots(settings: Settings, named: Path | None) -> list[x509.Certificate] | None:
    """Return whom to trust: who was named, or our own roots and those the settings name."""
    files = [named] if named else [pki_folder(settings) / ROOT, *settings.trusted_roots]
    try:
        return [root for file in files for root in read_certificates(file)]
    except (OSError, ValueError):
        print(f"{files[0]}: no root certificate (--root)", file=sys.stderr)
        return None


def _has_books(settings: Settings) -> bool:
    """Tell whether there is a database to ask; none is made for a question."""
    if not settings.is_sqlite:
        return True
    return Path(settings.database.partition(":///")[2]).is_file()


async def _judge(
    path: Path,
    roots: Sequence[x509.Certificate],
    revoked: Mapping[int, Revocation],
    parts: Parts | None,
) -> Judged | None:
    pdf = _read(path)
    if pdf is None:
        return None
    verdict = await validate(pdf, roots=roots, now=Clock().now(), revoked=revoked)
    facts = await _ask(parts, pdf) if parts else None
    return Judged(path, hashlib.sha256(pdf).hexdigest(), verdict, facts)


def _read(path: Path) -> bytes | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise OSError(f"larger than {MAX_BYTES // 1024 // 1024} MiB")
        return path.read_bytes()
    except OSError as error:
        print(f"{path}: {error.strerror or error}", file=sys.stderr)
        return None


async def _ask(parts: Parts, pdf: bytes) -> PublicFacts | None:
    try:
        return await on_the_books(parts.office, pdf)
    except (SQLAlchemyError, OSError):
        print("the books cannot be read; judged by the signature alone", file=sys.stderr)
        return None


def _tell(judged: Sequence[Judged], *, several: bool) -> None:
    for each in judged:
        if several:
            print(f"{each.path}:")
        for line in each.lines():
            print(f"  {line}" if several else line)
