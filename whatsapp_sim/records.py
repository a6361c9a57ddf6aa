"""The things a simulated gateway remembers, and how they become JSON and back."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from simkit.faults import Json

R = TypeVar("R")

WINDOW = timedelta(hours=24)


@dataclass
class Customer:
    """One person's WhatsApp, with its habits."""

    wa_id: str
    user_id: str
    name: str
    on_whatsapp: bool = True
    blocked: bool = False
    phone_off: bool = False
    read_receipts: bool = True
    hide_phone: bool = False
    username: str | None = None
    auto_read_seconds: float | None = None
    last_inbound_at: datetime | None = None
    debt_until: datetime | None = None

    def window_open(self, now: datetime) -> bool:
        """Tell whether this person wrote within the last 24 hours."""
        return self.last_inbound_at is not None and now - self.last_inbound_at < WINDOW


TRAITS = (
    "name",
    "on_whatsapp",
    "blocked",
    "phone_off",
    "read_receipts",
    "hide_phone",
    "username",
    "auto_read_seconds",
)


@dataclass
class Step:
    """One step in the life of an outgoing message that is still to come."""

    at: datetime
    name: str


@dataclass
class Message:
    """One message of a conversation, to the customer (`outgoing`) or from them."""

    id: str
    wa_id: str
    outgoing: bool
    type: str
    payload: Json
    at: datetime
    status: str = "accepted"
    position: int = 0
    context: Json | None = None
    media_id: str | None = None
    link: str | None = None
    category: str = "service"
    callback_data: str | None = None
    free: bool = True
    failure: Json | None = None
    priced: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    read_by_business: bool = False


@dataclass
class Media:
    """One file, with the time until which its id is good."""

    id: str
    content: bytes
    mime_type: str
    sha256: str
    expires_at: datetime
    filename: str | None = None
    wa_id: str | None = None
    deleted: bool = False


@dataclass
class Template:
    """One message template as the business has it."""

    id: str
    name: str
    language: str
    category: str
    components: list[Json]
    status: str = "APPROVED"
    parameter_format: str = "POSITIONAL"


@dataclass
class Callback:
    """An address that has passed the verification handshake."""

    url: str
    verify_token: str
    app_secret: str


@dataclass
class Attempt:
    """One try to hand over a webhook."""

    at: datetime
    status: int | None
    note: str = ""


@dataclass
class Delivery:
    """One webhook body, the same bytes at every attempt."""

    id: str
    wa_id: str
    event: str
    url: str
    body: bytes
    created_at: datetime
    next_at: datetime | None
    attempts: list[Attempt] = field(default_factory=list)
    wrong_signature: bool = False

    def as_json(self) -> Json:
        """Return what may be shown."""
        return {
            "id": self.id,
            "event": self.event,
            "url": self.url,
            "bytes": len(self.body),
            "next_at": self.next_at.isoformat() if self.next_at else None,
            "attempts": [
                {"attempt": n, "at": a.at.isoformat(), "status": a.status, "note": a.note}
                for n, a in enumerate(self.attempts, 1)
            ],
        }


_KINDS: dict[str, type] = {"steps": Step, "attempts": Attempt}


def as_row(record: Any) -> Any:  # any record or value, JSON out
    """Turn a record into JSON."""
    if is_dataclass(record):
        return {entry.name: as_row(getattr(record, entry.name)) for entry in fields(record)}
    if isinstance(record, datetime):
        return record.isoformat()
    if isinstance(record, bytes):
        return base64.b64encode(record).decode()
    return [as_row(item) for item in record] if isinstance(record, list) else record


def from_row(kind: type[R], row: Json) -> R:
    """Turn JSON back into a record."""
    values = {name: _value(kind, name, value) for name, value in row.items()}
    return kind(**values)


def _value(kind: type, name: str, value: Any) -> Any:  # JSON in, a field's value out
    if value is None:
        return None
    if name in _KINDS:
        return [from_row(_KINDS[name], item) for item in value]
    if name.endswith("_at") or name in {"at", "debt_until"}:
        return datetime.fromisoformat(value)
    return base64.b64decode(value) if name in {"content", "body"} else value
