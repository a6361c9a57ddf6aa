"""Opaque ids and cursors: what clients hold without knowing what is inside."""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from strawberry import ID

KINDS: Final = (
    "Application",
    "Delegation",
    "Document",
    "Effect",
    "Reconciliation",
    "SiakDifference",
    "Signatory",
    "SigningBatch",
    "Upload",
)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.:-]{1,80}")


class BrokenCursor(ValueError):
    """The text is no cursor of this list."""


def global_id(kind: str, plain: str) -> ID:
    """Return the id clients see for a thing of one kind."""
    return ID(base64.urlsafe_b64encode(f"{kind}:{plain}".encode()).decode().rstrip("="))


def read_id(text: str) -> tuple[str, str] | None:
    """Return kind and plain id, or None when the text is no id of ours."""
    kind, _, plain = _decoded(text).partition(":")
    if kind not in KINDS or not _PLAIN.fullmatch(plain):
        return None
    return (kind, plain) if global_id(kind, plain) == text else None


def plain_id(kind: str, text: str) -> str | None:
    """Return the plain id of a thing of this kind, or None."""
    found = read_id(text)
    return found[1] if found and found[0] == kind else None


def cursor(order: str, *parts: datetime | int | str) -> str:
    """Return the place of a row in a list that is ordered in one way."""
    written = [p.isoformat() if isinstance(p, datetime) else str(p) for p in parts]
    return base64.urlsafe_b64encode("|".join((order, *written)).encode()).decode().rstrip("=")


def read_cursor(
    text: str, order: str, kind: type[datetime] | type[int]
) -> tuple[datetime | int, str]:
    """Return sort value and id of a cursor made for the same order; `BrokenCursor` otherwise."""
    parts: Sequence[str] = _decoded(text).split("|")
    if len(parts) != 3 or parts[0] != order or not _PLAIN.fullmatch(parts[2]):
        raise BrokenCursor
    try:
        if kind is int:
            number = int(parts[1])
            if not 0 <= number < 2**63:
                raise BrokenCursor
            return number, parts[2]
        return datetime.fromisoformat(parts[1]).astimezone(UTC), parts[2]
    except (ValueError, OverflowError):
        raise BrokenCursor from None


def _decoded(text: str) -> str:
    if not text.isascii() or len(text) > 400:
        return ""
    try:
        padded = text + "=" * (-len(text) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
