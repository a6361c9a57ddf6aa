"""The command `signer`: who may sign, who is locked, and the way out of the lock."""

import argparse
import asyncio
import json
import sys

from api.app import Parts, build_parts
from api.config import Settings
from api.storage import migrate
from api.usecases import reading_desk
from api.usecases.passphrases import unlock


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    signer = commands.add_parser("signer", help="list signatories, or unlock one")
    signer.add_argument("act", choices=["list", "unlock"])
    signer.add_argument("--signatory", help="id of the principal whose passphrase was wrong")
    signer.set_defaults(run=lambda settings, o: asyncio.run(_signer(settings, o)))


async def _signer(settings: Settings, options: argparse.Namespace) -> int:
    parts = build_parts(settings)
    try:
        await migrate.upgrade(settings.database)
        if options.act == "list":
            return await _list(parts)
        return await _unlock(parts, options.signatory or "")
    finally:
        await parts.close()


async def _list(parts: Parts) -> int:
    for row in await reading_desk.signatories(parts.office):
        told = {
            "id": row.id,
            "name": row.name,
            "position": row.position,
            "wrong_passphrases": row.wrong_passphrases,
            "locked_at": row.locked_at.isoformat() if row.locked_at else None,
        }
        print(json.dumps(told))
    return 0


async def _unlock(parts: Parts, signatory_id: str) -> int:
    async with parts.office.work.begin() as store:
        if await store.people.get(signatory_id) is None:
            print("there is no such principal (--signatory)", file=sys.stderr)
            return 2
        was_counted = await unlock(store, signatory_id, by="command line")
    print("unlocked" if was_counted else "nothing was counted")
    return 0
