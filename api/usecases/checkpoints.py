"""Checkpoints: the office's seal under the heads of all chains, made every night.

What a checkpoint covers cannot be changed later without its root differing from the sealed one,
and a chain cannot be dropped without being missed in the number of applications.
"""

import asyncio
import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.domain import merkle
from api.domain.calendar import OFFICE_ZONE, office_time
from api.domain.proof import checkpoint_statement, written
from api.domain.words import Effect
from api.storage import proofs as stored
from api.storage.store import Store
from api.usecases.office import Office

TIMER = "checkpoint"
# events are numbered before they are committed: a late one must not slip behind a checkpoint
SETTLED = timedelta(minutes=10)
MINUTE = 30  # past the hour of the nightly comparison, which may still add events


@dataclass(frozen=True)
class Heads:
    """Every chain's head as of one event, as leaves of the tree."""

    positions: Mapping[str, int]  # by application
    versions: Mapping[str, int]
    leaves: Sequence[bytes]


async def plan(office: Office, store: Store) -> None:
    """Promise the next night's checkpoint, once."""
    now = office.clock.now()
    due = _next_night(now, office.policy.reconcile_hour)
    key = f"timer.{TIMER}:{due:%Y%m%d}"
    await store.outbox.promise(Effect.TIMER, key, {"timer": TIMER}, now=now, due_at=due)


def _next_night(now: datetime, hour: int) -> datetime:
    local = office_time(now)
    night = local.replace(hour=hour, minute=MINUTE, second=0, microsecond=0, tzinfo=OFFICE_ZONE)
    return night if night > local else night + timedelta(days=1)


async def make(office: Office) -> dict[str, Any] | None:
    """Seal the heads of all chains; None where nothing new has settled since the last time."""
    now = office.clock.now()
    async with office.work.read() as connection:
        upto = await stored.last_event_before(connection, now - SETTLED)
        latest = await stored.checkpoint_after(connection, upto)
        if upto == 0 or (latest is not None and latest["upto"] >= upto):
            return None
        heads = await heads_of(connection, upto)
    root = (await asyncio.to_thread(merkle.root_of, heads.leaves)).hex()
    count = len(heads.leaves)
    statement = checkpoint_statement(
        made_at=now.isoformat(), upto=upto, applications=count, root=root
    )
    signature = await office.seal.seal(written(statement), now)
    return {
        "id": office.clock.new_id(),
        "made_at": now,
        "upto": upto,
        "applications": count,
        "root_hash": root,
        "signature": base64.b64encode(signature).decode(),
    }


async def keep(office: Office, store: Store, checkpoint: Mapping[str, Any] | None) -> None:
    """Store a checkpoint and promise the next one."""
    if checkpoint is not None:
        await stored.add_checkpoint(store.connection, checkpoint)
    await plan(office, store)


async def make_now(office: Office) -> dict[str, Any] | None:
    """Make and store a checkpoint at once; None where there is nothing new."""
    checkpoint = await make(office)
    if checkpoint is not None:
        async with office.work.begin() as store:
            await stored.add_checkpoint(store.connection, checkpoint)
    return checkpoint


def statement_of(checkpoint: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a stored checkpoint's seal covers."""
    return checkpoint_statement(
        made_at=checkpoint["made_at"].isoformat(),
        upto=checkpoint["upto"],
        applications=checkpoint["applications"],
        root=checkpoint["root_hash"],
    )


async def heads_of(connection: Any, upto: int) -> Heads:  # a reading connection
    """Return the heads as of an event."""
    rows = await stored.heads_upto(connection, upto)
    return Heads(
        positions={row["application_id"]: at for at, row in enumerate(rows)},
        versions={row["application_id"]: row["version"] for row in rows},
        leaves=[merkle.leaf(row["application_id"], row["hash"]) for row in rows],
    )


async def faults(office: Office) -> list[tuple[datetime, str]]:
    """Return the checkpoints that do not hold: SEAL_BROKEN, or HEADS_DIFFER from the log."""
    found = []
    async with office.work.read() as connection:
        for checkpoint in await stored.checkpoints(connection):
            data = written(statement_of(checkpoint))
            signature = base64.b64decode(checkpoint["signature"])
            if not (await office.seal.judge(data, signature)).genuine:
                found.append((checkpoint["made_at"], "SEAL_BROKEN"))
            heads = await heads_of(connection, checkpoint["upto"])
            root = (await asyncio.to_thread(merkle.root_of, heads.leaves)).hex()
            if root != checkpoint["root_hash"]:
                found.append((checkpoint["made_at"], "HEADS_DIFFER"))
    return found
