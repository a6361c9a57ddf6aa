"""The command `audit`: judges the log of events."""

import argparse
import asyncio

from api.app import build_parts
from api.config import Settings
from api.usecases import checkpoints
from api.usecases.system import audit


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    check = commands.add_parser("audit", help="walk the log's chains and its checkpoints")
    check.set_defaults(run=lambda settings, _: asyncio.run(_audit(settings)))


async def _audit(settings: Settings) -> int:
    parts = build_parts(settings)
    broken = 0
    try:
        for made_at, problem in await checkpoints.faults(parts.office):
            broken += 1
            print(f"checkpoint of {made_at.isoformat()}: {problem}")
        async for found in audit(parts.office):
            broken += 1
            print(f"{found.application_id} version {found.version}: {found.problem}")
    finally:
        await parts.close()
    print("the log is whole" if not broken else f"{broken} breaks")
    return 1 if broken else 0
