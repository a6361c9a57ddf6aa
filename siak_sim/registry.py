"""Where SIAK's records lie, and how a change to them is kept: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TypeVar

from siak_sim.records import (
    Entry,
    Family,
    Happening,
    Json,
    Paper,
    Person,
    Record,
    Serial,
    Shelf,
    Stock,
    StoredFile,
    UsedKey,
    load,
)

R = TypeVar("R", Person, Family, Paper, Shelf, Serial, Entry, UsedKey, Happening, StoredFile, Stock)
_Rows = dict[str, dict[str, Record]]


class View:
    """The records as one change under way sees them: its own writes over those below.

    Everything between two awaits is one step, so changes never interleave.
    """

    def __init__(self, below: View | None = None) -> None:
        self._below = below
        self._rows: _Rows = {}

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the record of this key, if there is one."""
        found = self._rows.get(kind.__name__, {}).get(key)
        if isinstance(found, kind):
            return found
        return self._below.get(kind, key) if self._below else None

    def require(self, kind: type[R], key: str) -> R:
        """Return the record of this key; it is known to be there."""
        found = self.get(kind, key)
        if found is None:
            raise KeyError(f"no {kind.__name__} under this key")
        return found

    def all(self, kind: type[R]) -> list[R]:
        """Return all records of a kind, oldest first."""
        merged = {record.key: record for record in self._below.all(kind)} if self._below else {}
        for key, record in self._rows.get(kind.__name__, {}).items():
            if isinstance(record, kind):
                merged[key] = record
        return list(merged.values())

    def put(self, record: Record) -> None:
        """Write a record in place of the one with the same key."""
        self._rows.setdefault(type(record).__name__, {})[record.key] = record

    def overlay(self) -> View:
        """Return a view whose writes stay its own."""
        return View(self)

    def writes(self) -> Iterator[tuple[str, Record]]:
        """Yield what was written here, with its kind."""
        for kind, rows in self._rows.items():
            for record in rows.values():
                yield kind, record


class Registry(View):
    """The records that hold; changed only through `change`."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody has been registered yet."""
        return not self._rows

    @contextmanager
    def change(self) -> Iterator[View]:
        """Collect writes and keep all of them at the end, or none when anything fails."""
        draft = View(self)
        yield draft
        for _, record in draft.writes():
            self.put(record)

    def clear(self) -> None:
        """Forget everybody and everything."""
        self._rows.clear()

    def dump(self) -> Json:
        """Return all records as JSON."""
        return {
            kind: [asdict(record) for record in rows.values()] for kind, rows in self._rows.items()
        }

    def restore(self, dumped: Json) -> None:
        """Put dumped records in place of those there are."""
        loaded = [load(kind, row) for kind, rows in dumped.items() for row in rows]
        self.clear()
        for record in loaded:
            self.put(record)
