"""What stands in a request: objects, texts, dates, numbers; or a refusal that names the part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from siak_sim.records import Json
from siak_sim.wire.refusals import Refusal
from simkit.clock import parse_instant


def unreadable(message: str, field: str | None = None) -> Refusal:
    """Return the refusal of a request that cannot be read."""
    return Refusal(400, "BODY_INVALID", message, field)


def an_object(raw: bytes) -> Json:
    """Read a JSON object."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise unreadable("Isi permintaan bukan JSON.") from None
    if not isinstance(body, dict):
        raise unreadable("Isi permintaan bukan objek JSON.")
    return body


def a_text(body: Json, name: str) -> str:
    """Read a text that must be there."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise unreadable(f"Isian {name} wajib ada.", name)
    return value


def a_date(body: Json, name: str) -> str:
    """Read a calendar date."""
    try:
        return date.fromisoformat(a_text(body, name)).isoformat()
    except ValueError:
        raise unreadable(f"Isian {name} bukan tanggal.", name) from None


def an_address(body: Json, name: str) -> str | None:
    """Read an HTTP address, if there is one."""
    given = body.get(name)
    if not given:
        return None
    try:
        parts = urlsplit(str(given))
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and str(given).isascii()
    except ValueError:
        good = False
    if not good:
        raise unreadable(f"{name} bukan alamat HTTP.", name)
    return str(given)


def an_instant(query: Mapping[str, str], name: str) -> datetime | None:
    """Read an instant of the query, if there is one."""
    if name not in query:
        return None
    try:
        return parse_instant(query[name])
    except (ValueError, OverflowError):
        raise unreadable(f"{name} bukan waktu RFC 3339.", name) from None


def a_count(query: Mapping[str, str], name: str, most: int) -> int:
    """Read a number from one to `most`; it is `most` when left out."""
    told = query.get(name, str(most))
    if not (told.isascii() and told.isdigit() and 1 <= int(told[:9]) <= most):
        raise unreadable(f"{name}: 1 sampai {most}.", name)
    return int(told)
