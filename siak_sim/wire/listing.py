"""What SIAK holds, for comparing: entries by when they changed, and how many documents stand."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from siak_sim.law.numbers import prints_of
from siak_sim.records import Entry, EntryDocument, Json, Paper, PaperStatus
from siak_sim.registry import Registry
from siak_sim.wire.reading import unreadable
from simkit.clock import parse_instant

MOST = 500  # entries of one page, documents of one question
_SHOWN_FIRST = (PaperStatus.ACTIVE, PaperStatus.RESERVED)


class Listing:
    """Reads the registry for those who compare it with their own records."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def entries(self, since: datetime | None, cursor: str | None, limit: int) -> Json:
        """Return a page of entries changed at `since` or later, oldest change first.

        Ordered by change and receipt: what is added or changed meanwhile comes behind the cursor.
        """
        after = _place(cursor) if cursor else None
        placed = [
            ((parse_instant(entry.updated_at), received), entry)
            for received, entry in enumerate(self._registry.own(Entry))
        ]
        placed = [row for row in placed if since is None or row[0][0] >= since]
        placed = sorted((r for r in placed if after is None or r[0] > after), key=lambda r: r[0])
        page = placed[:limit]
        more = len(placed) > limit
        return {
            "entries": [self._entry(entry) for _, entry in page],
            "next": _cursor(*page[-1][0]) if more else None,
        }

    def statuses(self, asked: list[Json]) -> list[Json]:
        """Return how each document stands that counts now, in the order they were asked for."""
        return [self._status(row["type"], row["number"]) for row in asked]

    def standing(self, number: str, document_type: str | None = None) -> Paper | None:
        """Return the print that counts now: active, else reserved, else the latest."""
        papers = prints_of(self._registry, number, document_type)
        counted = [p for p in papers if p.status in _SHOWN_FIRST]
        active = [p for p in counted if p.status == PaperStatus.ACTIVE]
        return next(reversed(active or counted or papers), None)

    def _status(self, document_type: str, number: str) -> Json:
        paper = self.standing(number, document_type)
        return {
            "type": document_type,
            "number": number,
            "status": paper.status if paper else None,
            "register_number": paper.register_number if paper else None,
            "superseded_by": paper.superseded_by if paper else None,
        }

    def _entry(self, entry: Entry) -> Json:
        return {
            "entry_id": entry.entry_id,
            "application_number": entry.application_number,
            "service": entry.service,
            "status": entry.status,
            "updated_at": entry.updated_at,
            "documents": [self._document(document) for document in entry.documents],
        }

    def _document(self, document: EntryDocument) -> Json:
        shown: Json = {
            "document_ref": document.document_ref,
            "type": document.type,
            "medium": document.medium,
            "number": document.number,
            "register_number": document.register_number,
            "status": self._registry.require(Paper, document.register_number).status,
        }
        if document.file_sha256:
            shown["file_sha256"] = document.file_sha256
        return shown


def _cursor(at: datetime, received: int) -> str:
    told = json.dumps([at.isoformat(), received])
    return base64.urlsafe_b64encode(told.encode()).decode("ascii")


def _place(cursor: str) -> tuple[datetime, int]:
    try:
        at, received = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        return parse_instant(at), int(received)
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
        raise unreadable("cursor bukan dari daftar ini.", "cursor") from None
