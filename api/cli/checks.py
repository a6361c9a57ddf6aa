"""Commands that judge: `verify-pdf` a signed file, `audit` the log of events."""

import argparse
import asyncio
import sys
from pathlib import Path

from api.app import build_parts, pki_folder
from api.clock import Clock
from api.config import Settings
from api.gateways.signing.pki import read_certificate
from api.gateways.signing.validation import describe, validate
from api.usecases.system import audit


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    verify = commands.add_parser("verify-pdf", help="judge a signed PDF")
    verify.add_argument("file", type=Path)
    verify.add_argument("--root", type=Path, help="root certificate (PEM); default: our own")
    verify.set_defaults(run=lambda settings, o: asyncio.run(_verify_pdf(settings, o)))
    check = commands.add_parser("audit", help="walk the event log's chains")
    check.set_defaults(run=lambda settings, _: asyncio.run(_audit(settings)))


async def _verify_pdf(settings: Settings, options: argparse.Namespace) -> int:

    if not options.file.is_file():
        print(f"{options.file}: no such file", file=sys.stderr)
        return 2
    root = options.root or pki_folder(settings) / "root.pem"
    if not root.is_file():
        print(f"{root}: no root certificate (--root)", file=sys.stderr)
        return 2
    verdict = await validate(
        options.file.read_bytes(), roots=[read_certificate(root)], now=Clock().now()
    )
    for line in describe(verdict):
        print(line)
    return 0 if verdict.genuine else 1


async def _audit(settings: Settings) -> int:
    parts = build_parts(settings)
    broken = 0
    try:
        async for found in audit(parts.office):
            broken += 1
            print(f"{found.application_id} version {found.version}: {found.problem}")
    finally:
        await parts.close()
    print("the log is whole" if not broken else f"{broken} breaks")
    return 1 if broken else 0
