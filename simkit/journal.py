"""The memory of a simulator: every request and answer, numbered, masked, askable."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simkit.clock import SimClock
from simkit.faults import Json, fits

_SECRET_NAME = re.compile(
    r"token|secret|session|password|passphrase|totp|authorization|signature|^pin$|^nik$|^no_?kk$|^challenge$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)(?:\+?62|0(?=8))8?\d{7,12}(?!\d)")
_SIXTEEN = re.compile(r"(?<!\d)\d{12}(\d{4})(?!\d)")
_SECRET_IN_TEXT = re.compile(r"((?:access_token|token|secret|verify_token|sig)=)[^&\s]+")
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{512,}")  # a file inside JSON
_KEEP = 20_000


def mask(value: Any, name: str = "") -> Any:  # any JSON in, the same shape out
    """Hide secrets, numbers of persons and phone numbers; the shape stays."""
    if _SECRET_NAME.search(name) and isinstance(value, str | int):
        return "***"
    if isinstance(value, dict):
        return {mask_text(str(key)): mask(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [mask(item, name) for item in value]
    return mask_text(value) if isinstance(value, str) else value


def mask_text(text: str) -> str:
    """Hide what identifies a person or opens a door inside free text."""
    text = _ENCODED.sub(lambda found: f"<{len(found.group())} characters>", text)
    text = _SECRET_IN_TEXT.sub(r"\1***", text)
    text = _SIXTEEN.sub(r"************\1", text)
    return _PHONE.sub(lambda found: "***" + found.group()[-4:], text)


def phones_in(text: str) -> set[str]:
    """Find phone numbers in free text, as digits with the country code."""
    found = (re.sub(r"\D", "", match.group()) for match in _PHONE.finditer(text))
    return {("62" + number[1:]) if number.startswith("0") else number for number in found}


def phone_hash(phone: str) -> str:
    """Return the name under which the journal knows a phone."""
    return hashlib.sha256(re.sub(r"\D", "", phone).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Entry:
    """One exchange; nothing in it tells a secret or a person's number."""

    number: int
    at: datetime
    direction: str
    method: str
    path: str
    query: str
    status: int
    request: Any  # masked JSON or a summary of bytes
    answer: Any  # masked JSON or a summary of bytes
    phones: frozenset[str]
    endings: frozenset[str]
    note: str = ""

    def as_json(self) -> Json:
        """Return what may be shown."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "direction": self.direction,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "request": self.request,
            "answer": self.answer,
            "phones": sorted(self.phones),
            "note": self.note,
        }


class Journal:
    """Keeps the latest exchanges and answers questions about them."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._entries: list[Entry] = []
        self._number = 0
        self._changed = asyncio.Condition()

    @property
    def last(self) -> int:
        """The number of the latest entry."""
        return self._number

    async def record(
        self,
        method: str,
        path: str,
        status: int,
        *,
        request: Any = None,  # any JSON
        answer: Any = None,  # any JSON
        query: str = "",
        direction: str = "in",
        phones: Iterable[str] = (),
        note: str = "",
    ) -> Entry:
        """Write one exchange down, masked."""
        known = {re.sub(r"\D", "", phone) for phone in phones} - {""}
        self._number += 1
        entry = Entry(
            number=self._number,
            at=self._clock.now(),
            direction=direction,
            method=method,
            path=mask_text(path),
            query=mask_text(query),
            status=status,
            request=mask(request),
            answer=mask(answer),
            phones=frozenset(phone_hash(phone) for phone in known),
            endings=frozenset(phone[-4:] for phone in known),
            note=note,
        )
        self._entries.append(entry)
        del self._entries[:-_KEEP]
        async with self._changed:
            self._changed.notify_all()
        return entry

    def entries(self, since: int = 0, path: str = "", phone: str = "") -> list[Entry]:
        """Return what happened after entry `since`, narrowed by path and phone."""
        match = {key: value for key, value in (("path", path), ("phone", phone)) if value}
        return [e for e in self._entries if e.number > since and _score(e, match) == len(match)]

    async def expect(self, match: Json, count: int, within: float, since: int = 0) -> Json:
        """Wait until `count` entries match; otherwise tell which one came nearest."""
        wanted = {str(key): str(value) for key, value in match.items()}

        def found() -> list[Entry]:
            later = (entry for entry in self._entries if entry.number > since)
            return [entry for entry in later if _score(entry, wanted) == len(wanted)]

        try:
            async with asyncio.timeout(within), self._changed:
                await self._changed.wait_for(lambda: len(found()) >= count)
        except TimeoutError:
            return {"met": False, "found": len(found()), "nearest": self._nearest(wanted)}
        return {"met": True, "found": len(found()), "entries": [e.as_json() for e in found()]}

    def _nearest(self, wanted: dict[str, str]) -> Json | None:
        best = max(self._entries, key=lambda e: (_score(e, wanted), e.number), default=None)
        return best.as_json() if best else None

    def clear(self) -> None:
        """Forget everything; numbers begin at one again."""
        self._entries.clear()
        self._number = 0


def _score(entry: Entry, match: dict[str, str]) -> int:
    return sum(_agrees(entry, key, value) for key, value in match.items())


def _agrees(entry: Entry, key: str, wanted: str) -> bool:
    if key == "phone":
        digits = re.sub(r"\D", "", wanted)
        short = len(digits) <= 4 and any(ending.endswith(digits) for ending in entry.endings)
        return wanted in entry.phones or phone_hash(wanted) in entry.phones or short
    if key == "path":
        return fits(wanted, entry.path) if "*" in wanted else wanted in entry.path
    if key == "contains":
        return wanted in str(entry.request) or wanted in str(entry.answer)
    return fits(wanted, str(getattr(entry, key, "")), key)
