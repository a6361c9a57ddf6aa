"""The event log's chain: each entry's hash covers the one before, per application."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.domain.values import Actor

GENESIS = "0" * 64
SEALED = (  # the fields of an event that its hash covers
    "application_id",
    "version",
    "document_id",
    "action",
    "from_status",
    "to_status",
    "actor_id",
    "actor_role",
    "human_id",
    "occurred_at",
    "payload",
)


@dataclass(frozen=True)
class Entry:
    """One event before it is sealed; the payload holds codes, ids and hashes only."""

    application_id: str
    version: int  # of the application after the event
    document_id: str | None
    action: str
    from_status: str | None
    to_status: str
    actor: Actor
    occurred_at: datetime
    payload: Mapping[str, Any]


def seal(entry: Entry, previous: str) -> str:
    """Return the SHA-256 of the entry and of the hash before it."""
    return seal_fields(
        {
            "application_id": entry.application_id,
            "version": entry.version,
            "document_id": entry.document_id,
            "action": entry.action,
            "from_status": entry.from_status,
            "to_status": entry.to_status,
            "actor_id": entry.actor.id,
            "actor_role": entry.actor.role.value,
            "human_id": entry.actor.human_id,
            "occurred_at": entry.occurred_at,
            "payload": dict(entry.payload),
        },
        previous,
    )


def seal_fields(fields: Mapping[str, Any], previous: str) -> str:
    """Return the hash of an entry given by its stored fields."""
    occurred = fields["occurred_at"].astimezone(UTC).isoformat(timespec="microseconds")
    plain = {**fields, "occurred_at": occurred, "previous_hash": previous}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
