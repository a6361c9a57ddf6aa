"""Questions about the service itself: is it ready, is anything still moving, is the log whole?"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from api.domain.chain import GENESIS, SEALED, seal_fields
from api.domain.line import kinds_of
from api.storage.remotes import read_lines
from api.storage.system import chained_events, open_effects, ping
from api.usecases.office import Office


async def is_ready(office: Office) -> bool:
    """Tell whether the database answers."""
    try:
        async with office.work.read() as connection:
            await ping(connection)
    except (SQLAlchemyError, OSError):
        return False
    return True


async def moving(office: Office) -> list[dict[str, Any]]:
    """Return the effects that are due or under way, for whoever waits for quiet."""
    async with office.work.read() as connection:
        now = office.clock.now()
        shut = [line for line in await read_lines(connection) if not line.is_open_to(now)]
        spared = [kind.value for line in shut for kind in kinds_of(line.remote)]
        rows = await open_effects(connection, now, spared)
    signing = [{"kind": "signing", "state": "running"} for _ in office.tasks]
    return [dict(row) for row in rows] + signing


@dataclass(frozen=True)
class Break:
    """A place where the log does not hold together."""

    application_id: str
    version: int
    problem: str


async def audit(office: Office) -> AsyncIterator[Break]:
    """Walk every application's chain and yield what does not fit: changed, missing or surplus."""
    async with office.work.read() as connection:
        head, version, application_id = GENESIS, 0, ""
        expected: dict[str, Any] = {}
        async for row in chained_events(connection):
            if row["head_id"] != application_id:
                for found in _end(application_id, head, version, expected):
                    yield found
                head, version, application_id = GENESIS, 0, row["head_id"]
            expected = {"hash": row["head_hash"], "version": row["head_version"]}
            if row["version"] is None:
                continue  # not one entry is left
            if row["version"] != version + 1:
                yield Break(application_id, row["version"], "MISSING_ENTRY")
            fields = {name: row[name] for name in SEALED}
            if row["previous_hash"] != head or seal_fields(fields, head) != row["hash"]:
                yield Break(application_id, row["version"], "CHANGED_ENTRY")
            head, version = row["hash"], row["version"]
        for found in _end(application_id, head, version, expected):
            yield found


def _end(application_id: str, head: str, version: int, expected: dict[str, Any]) -> list[Break]:
    if application_id and (expected["hash"], expected["version"]) != (head, version):
        return [Break(application_id, version, "HEAD_DIFFERS")]
    return []
