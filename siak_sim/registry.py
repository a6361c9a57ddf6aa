"""Where SIAK's records lie, and how a change to them is kept: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Protocol

from siak_sim.indexes import INDEXES, index_values
from siak_sim.records import LEDGERED, Change, Json, R, Record, load

_Rows = dict[str, dict[str, Record]]
_Index = dict[str, dict[str, dict[str, None]]]  # name -> value -> keys, oldest first


class Records(Protocol):
    """Records that can be read: those under a change, or a population kept in a file."""

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the record of this key, if there is one."""

    def find(self, kind: type[R], index: str, value: str) -> list[R]:
        """Return the records an index leads to, oldest first."""

    def all(self, kind: type[R]) -> list[R]:
        """Return all records of a kind, oldest first; slow for a whole regency."""

    def count(self, kind: type[R]) -> int:
        """Return how many records of a kind there are."""

    def search(self, text: str, limit: int) -> list[str]:
        """Return keys of people whose name holds the text in capitals."""


class View:
    """The records as one change under way sees them: its own writes over those below.

    Everything between two awaits is one step, so changes never interleave.
    """

    def __init__(self, below: Records | None = None) -> None:
        self._below = below
        self._rows: _Rows = {}
        self._indexed: dict[str, _Index] = {}

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

    def find(self, kind: type[R], index: str, value: str) -> list[R]:
        """Return the records an index leads to, oldest first; see `siak_sim.indexes`."""
        own = self._rows.get(kind.__name__, {})
        older = self._below.find(kind, index, value) if self._below else []
        found = {record.key: record for record in older if record.key not in own}
        for key in self._indexed.get(kind.__name__, {}).get(index, {}).get(value, {}):
            record = own[key]
            if isinstance(record, kind):
                found[key] = record
        return list(found.values())

    def all(self, kind: type[R]) -> list[R]:
        """Return all records of a kind, oldest first; slow for a whole regency."""
        merged = {record.key: record for record in self._below.all(kind)} if self._below else {}
        for key, record in self._rows.get(kind.__name__, {}).items():
            if isinstance(record, kind):
                merged[key] = record
        return list(merged.values())

    def own(self, kind: type[R]) -> list[R]:
        """Return the records of a kind written here, without those below."""
        rows = self._rows.get(kind.__name__, {})
        return [record for record in rows.values() if isinstance(record, kind)]

    def count(self, kind: type[R]) -> int:
        """Return how many records of a kind there are."""
        own = self._rows.get(kind.__name__, {})
        below = self._below
        if below is None or not below.count(kind):
            return len(own)
        return below.count(kind) + sum(below.get(kind, key) is None for key in own)

    def search(self, text: str, limit: int) -> list[str]:
        """Return keys of people whose name holds the text in capitals."""
        own = self._rows.get("Person", {})
        found = [key for key, person in own.items() if text in getattr(person, "name", "")]
        older = self._below.search(text, limit) if self._below else []
        return [*found, *(key for key in older if key not in own)][:limit]

    def put(self, record: Record) -> None:
        """Write a record in place of the one with the same key."""
        kind = type(record).__name__
        rows = self._rows.setdefault(kind, {})
        old = rows.get(record.key)
        rows[record.key] = record
        for name in INDEXES.get(kind, {}):
            index = self._indexed.setdefault(kind, {}).setdefault(name, {})
            for value in index_values(old, name) if old else ():
                index[value].pop(record.key, None)
            for value in index_values(record, name):
                index.setdefault(value, {})[record.key] = None

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
        return not self._rows and self._below is None

    @contextmanager
    def change(self, cause: str = "", at: str = "") -> Iterator[View]:
        """Collect writes and keep all of them at the end, or none when anything fails.

        With a cause (an entry's id) what changed in the population goes into the ledger.
        """
        draft = View(self)
        yield draft
        written = [record for _, record in draft.writes()]
        if cause:
            written += self._ledger(written, cause, at)
        for record in written:
            self.put(record)

    def _ledger(self, written: Iterable[Record], cause: str, at: str) -> list[Record]:
        lines: list[Record] = []
        seq = self.count(Change)
        for record in written:
            kind = type(record)
            if not isinstance(record, LEDGERED):
                continue
            before = self.get(kind, record.key)
            if before == record:
                continue
            seq += 1
            was = asdict(before) if before else None
            lines.append(Change(seq, cause, at, kind.__name__, record.key, was, asdict(record)))
        return lines

    def begin(self, below: Records | None) -> None:
        """Forget every change and stand on this population."""
        self._below = below
        self.clear()

    def clear(self) -> None:
        """Forget everybody and everything written here."""
        self._rows.clear()
        self._indexed.clear()

    def dump(self) -> Json:
        """Return all records written here as JSON."""
        return {
            kind: [asdict(record) for record in rows.values()] for kind, rows in self._rows.items()
        }

    def restore(self, dumped: Json, below: Callable[[], Records | None] | None = None) -> None:
        """Put dumped records in place of those there are, onto what `below` then finds.

        What cannot be read, or has nothing to stand on, changes nothing.
        """
        loaded = [load(kind, row) for kind, rows in dumped.items() for row in rows]
        if below is not None:
            self._below = below()
        self.clear()
        for record in loaded:
            self.put(record)
