"""One effect per idempotency key: the first outcome is kept and replayed, refusals too."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from api.domain.errors import DomainError, DuplicateRequest, InvalidInput, from_record, to_record
from api.domain.values import Actor
from api.usecases import commands as c
from api.usecases.desk import Desk
from api.usecases.office import Office

KEY_LENGTH = 200
KEY_HOURS = 72


async def once(
    desk: Desk, command: c.Command, act: Callable[[], Awaitable[c.Outcome]]
) -> c.Outcome | DomainError:
    """Act, or replay what was kept under the command's key; a refusal is kept and returned."""
    key = command.idempotency_key
    if key is None:
        return await act()
    if not 0 < len(key) <= KEY_LENGTH:
        raise InvalidInput(
            f"Kunci idempotensi harus 1 sampai {KEY_LENGTH} karakter.", path=("idempotencyKey",)
        )
    name = type(command).__name__
    requests = desk.store.requests
    kept = await requests.claim_key(desk.actor.id, name, key, input_hash(command), desk.now)
    if kept is not None:
        return replay(kept, command)
    try:
        async with desk.store.savepoint():
            outcome = await act()
    except DomainError as refusal:
        await requests.keep_outcome(desk.actor.id, name, key, {"refusal": to_record(refusal)})
        return refusal
    await requests.keep_outcome(desk.actor.id, name, key, {"outcome": asdict(outcome)})
    return outcome


async def earlier_outcome(office: Office, actor: Actor, command: c.Command) -> c.Outcome | None:
    """Return what this very command came to before, for those that act outside a transaction."""
    if command.idempotency_key is None:
        return None
    async with office.work.begin() as store:
        kept = await store.requests.kept_outcome(
            actor.id, type(command).__name__, command.idempotency_key
        )
    if kept is None:
        return None
    outcome = replay(kept, command)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def replay(kept: Mapping[Any, Any], command: c.Command) -> c.Outcome | DomainError:
    """Return what the first call with this key came to."""
    if kept["input_hash"] != input_hash(command):
        return DuplicateRequest(
            "Kunci idempotensi ini sudah dipakai untuk isian lain. Pakai kunci baru.",
            path=("idempotencyKey",),
        )
    first = kept["outcome"]
    if "refusal" in first:
        return from_record(first["refusal"])
    return c.Outcome(**{**first["outcome"], "replayed": True})


def input_hash(command: c.Command) -> str:
    """Return a hash of everything asked but the key and secrets."""
    asked = {
        field.name: getattr(command, field.name)
        for field in fields(command)
        if field.repr and field.name != "idempotency_key"
    }
    text = json.dumps(_plain(asked), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:  # any command's content
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return _plain(asdict(value))
    return value
