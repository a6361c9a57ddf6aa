"""A generated population in a file: written once, then read by key and by declared index."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from siak_sim.indexes import INDEXES, index_values
from siak_sim.records import KINDS, Act, Family, Json, Move, Paper, Person, R, Record, Shelf

FORMAT = 1  # of the file; with another one it is written anew
_BATCH = 5000
# what the file keeps of each kind; a field added to a record later has its default here
WRITTEN: Mapping[type[Record], tuple[str, ...]] = MappingProxyType(
    {
        Person: (
            "nik",
            "name",
            "sex",
            "birth_place",
            "birth_date",
            "religion",
            "marital_status",
            "occupation",
            "education",
            "blood_type",
            "citizenship",
            "status",
            "family_card_number",
            "relation",
            "father_name",
            "mother_name",
            "father_nik",
            "mother_nik",
            "spouse_niks",
            "marriage_date",
            "death_date",
            "biometrics_recorded",
        ),
        Family: ("number", "address", "rt", "rw", "village_code", "members", "phone"),
        Act: ("number", "type", "subjects", "event_date", "registered_on", "facts"),
        Move: (
            "number",
            "movers",
            "origin",
            "destination",
            "issued_on",
            "status",
            "arrived_on",
        ),
        Paper: ("register_number", "number", "type", "status", "issued_on", "note"),
    }
)
_KINDS = tuple(WRITTEN)
_NUMBER = "number"  # index of papers by their number, in place of shelves
_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE records (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key TEXT NOT NULL,
    body TEXT NOT NULL);
CREATE TABLE lookups (name INTEGER NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (name, value, id)) WITHOUT ROWID;
"""
_KEYS = "CREATE UNIQUE INDEX keys ON records (kind, key)"


def canonical(record: Record) -> str:
    """Return a record as one line: the same for the same record, in every version of Python."""
    values = [getattr(record, name) for name in WRITTEN[type(record)]]
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def _lookup_names() -> dict[tuple[str, str], int]:
    pairs = [(kind.__name__, name) for kind in _KINDS for name in INDEXES[kind.__name__]]
    return {pair: number for number, pair in enumerate([*pairs, ("Paper", _NUMBER)])}


def file_form() -> str:
    """Return all that has to be as it was for an older file to be read."""
    written = {kind.__name__: names for kind, names in WRITTEN.items()}
    indexes = {" ".join(pair): number for pair, number in _lookup_names().items()}
    return json.dumps([FORMAT, written, indexes], sort_keys=True)


class Writer:
    """Writes records into a new file, counts their hash, and puts the file into place at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._fresh = path, path.with_name(f".{path.name}.{os.getpid()}")
        self._fresh.unlink(missing_ok=True)
        self._lines = sqlite3.connect(self._fresh, isolation_level=None)
        self._lines.execute("PRAGMA journal_mode = OFF")
        self._lines.execute("PRAGMA synchronous = OFF")
        self._lines.executescript(_SCHEMA)
        self._names = _lookup_names()
        self._sha256 = hashlib.sha256()

    def write(self, records: Iterable[Record], wrote: Callable[[Record], None]) -> str:
        """Write all records and return the SHA-256 over them; `wrote` hears of each."""
        rows: list[tuple[int, int, str, str]] = []
        lookups: list[tuple[int, str, int]] = []
        self._lines.execute("BEGIN")
        for number, record in enumerate(records):
            body, kind = canonical(record), type(record).__name__
            self._sha256.update(f"{kind}\t{body}\n".encode())
            rows.append((number, _KINDS.index(type(record)), record.key, body))
            lookups += self._found_by(record, number)
            wrote(record)
            if len(rows) >= _BATCH:
                self._flush(rows, lookups)
        self._flush(rows, lookups)
        self._lines.execute(_KEYS)
        self._lines.execute("COMMIT")
        return self._sha256.hexdigest()

    def _found_by(self, record: Record, number: int) -> Iterator[tuple[int, str, int]]:
        kind = type(record).__name__
        for name in INDEXES[kind]:
            for value in index_values(record, name):
                yield self._names[kind, name], value, number
        if isinstance(record, Paper):
            yield self._names["Paper", _NUMBER], record.number, number

    def _flush(
        self, rows: list[tuple[int, int, str, str]], lookups: list[tuple[int, str, int]]
    ) -> None:
        self._lines.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", rows)
        self._lines.executemany("INSERT INTO lookups VALUES (?, ?, ?)", lookups)
        rows.clear()
        lookups.clear()

    def finish(self, about: Mapping[str, str]) -> None:
        """Note what the file is and let it take the place of any older one."""
        self._lines.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        self._lines.execute("PRAGMA user_version = 1")
        self._lines.close()
        self._fresh.replace(self._path)

    def give_up(self) -> None:
        """Leave nothing behind."""
        self._lines.close()
        self._fresh.unlink(missing_ok=True)


@dataclass
class PopulationFile:
    """The records of a file, read only; answers a look-up in constant time."""

    lines: sqlite3.Connection
    about: Mapping[str, str]

    def __post_init__(self) -> None:
        self._names = _lookup_names()
        self._counts: Mapping[str, int] = json.loads(self.about["counts"])

    @classmethod
    def open(cls, path: Path) -> PopulationFile | None:
        """Open a complete file; None when there is none, or something else."""
        if not path.is_file():
            return None
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        lines = sqlite3.connect(address, uri=True, check_same_thread=False)
        try:
            about = dict(lines.execute("SELECT name, value FROM about"))
        except sqlite3.DatabaseError:
            lines.close()
            return None
        if "counts" not in about:
            lines.close()
            return None
        return cls(lines, about)

    def close(self) -> None:
        """Let go of the file."""
        self.lines.close()

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the record of this key, if there is one."""
        if kind is Shelf:
            papers = self._papers_of(key)
            registers = tuple(paper.register_number for paper in papers)
            return cast("R", Shelf(key, registers)) if papers else None
        if kind not in WRITTEN:
            return None
        asked = "SELECT body FROM records WHERE kind = ? AND key = ?"
        row = self.lines.execute(asked, (_KINDS.index(kind), key)).fetchone()
        return _load(kind, row[0]) if row else None

    def _papers_of(self, number: str) -> list[Paper]:
        return self._found(Paper, self._names["Paper", _NUMBER], number)

    def find(self, kind: type[R], index: str, value: str) -> list[R]:
        """Return the records an index leads to, oldest first."""
        name = self._names.get((kind.__name__, index))
        return [] if name is None else self._found(kind, name, value)

    def _found(self, kind: type[R], name: int, value: str) -> list[R]:
        asked = (
            "SELECT body FROM lookups JOIN records USING (id)"
            " WHERE name = ? AND value = ? ORDER BY id"
        )
        return [_load(kind, body) for (body,) in self.lines.execute(asked, (name, value))]

    def all(self, kind: type[R]) -> list[R]:
        """Return all records of a kind, oldest first; slow for a whole regency."""
        if kind not in WRITTEN:
            return []
        asked = "SELECT body FROM records WHERE kind = ? ORDER BY id"
        return [_load(kind, body) for (body,) in self.lines.execute(asked, (_KINDS.index(kind),))]

    def count(self, kind: type[R]) -> int:
        """Return how many records of a kind there are."""
        return self._counts.get(kind.__name__, 0)

    def search(self, text: str, limit: int) -> list[str]:
        """Return keys of people whose name holds the text in capitals, by name."""
        asked = (
            "SELECT key FROM lookups JOIN records USING (id)"
            " WHERE name = ? AND instr(substr(value, 1, length(value) - 11), ?) LIMIT ?"
        )
        name = self._names["Person", "named_and_born"]
        return [key for (key,) in self.lines.execute(asked, (name, text, limit))]


def _load(kind: type[R], body: str) -> R:
    values: Json = dict(zip(WRITTEN[cast("type[Record]", kind)], json.loads(body), strict=True))
    made: Any = KINDS[kind.__name__]  # of this very kind
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return cast("R", made(**{**values, **lists}))


def written_fields_exist() -> bool:
    """Tell whether every field the file keeps is one of its record."""
    return all(set(names) <= {f.name for f in fields(kind)} for kind, names in WRITTEN.items())
