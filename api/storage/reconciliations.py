"""Comparisons of our books with SIAK's: what they need to read, and what they found."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.reconciliation import Difference, OurDocument, OurEntry
from api.domain.values import DocumentStatus, Medium, Status
from api.storage import tables as t

_GONE = (DocumentStatus.ANNULLED.value, DocumentStatus.SUPERSEDED.value)
RUNNING, DONE, FAILED = "RUNNING", "DONE", "FAILED"


async def our_entries(
    connection: AsyncConnection, numbers: Sequence[str]
) -> Mapping[str, OurEntry]:
    """Return our applications by number, with the documents that count; two statements."""
    wanted = t.application.c.number.in_(list(numbers))
    columns = (
        t.application.c.id,
        t.application.c.number,
        t.application.c.status,
        t.application.c.siak_entry_id,
        t.application.c.updated_at,
    )
    rows = (await connection.execute(select(*columns).where(wanted))).mappings().all()
    ids = [row["id"] for row in rows]
    found = _documents().where(
        t.document.c.application_id.in_(ids), t.document.c.status.not_in(_GONE)
    )
    documents: dict[str, list[OurDocument]] = defaultdict(list)
    for row in (await connection.execute(found)).mappings():
        documents[row["application_id"]].append(_document(row))
    return {
        row["number"]: OurEntry(
            row["id"],
            Status(row["status"]),
            row["siak_entry_id"],
            row["updated_at"],
            tuple(documents[row["id"]]),
        )
        for row in rows
    }


async def our_documents(
    connection: AsyncConnection, after: str, limit: int, settled: datetime
) -> Sequence[OurDocument]:
    """Return the next documents by id, unchanged since, whose number SIAK has to know."""
    query = (
        _documents()
        .where(
            t.document.c.id > after,
            t.document.c.status.not_in(_GONE),
            t.document.c.updated_at <= settled,
        )
        .order_by(t.document.c.id)
        .limit(limit)
    )
    return [_document(row) for row in (await connection.execute(query)).mappings()]


def _documents() -> Any:  # a Select of many columns
    c = t.document.c
    return select(
        c.id, c.application_id, c.type, c.medium, c.number, c.status, c.siak_ref, c.signed_sha256
    )


def _document(row: RowMapping) -> OurDocument:
    return OurDocument(
        id=row["id"],
        application_id=row["application_id"],
        type=row["type"],
        medium=Medium(row["medium"]),
        number=row["number"],
        status=DocumentStatus(row["status"]),
        ref=row["siak_ref"],
        signed_sha256=row["signed_sha256"],
    )


class Reconciliations:
    """Comparisons and their differences, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, own_id: str, asked_by: str, now: datetime) -> None:
        """Open a comparison."""
        row = {"id": own_id, "state": RUNNING, "asked_by": asked_by, "started_at": now}
        counts = {"checked_entries": 0, "checked_documents": 0}
        await self._connection.execute(insert(t.reconciliation).values({**row, **counts}))

    async def running(self) -> str | None:
        """Return the comparison under way, if there is one."""
        query = select(t.reconciliation.c.id).where(t.reconciliation.c.state == RUNNING)
        found: str | None = await self._connection.scalar(query)
        return found

    async def found(
        self, own_id: str, differences: Sequence[tuple[str, Difference]], **checked: int
    ) -> None:
        """Keep a part's differences, each with its id, and count what was looked at."""
        table = t.reconciliation
        counts = {name: table.c[name] + number for name, number in checked.items()}
        await self._connection.execute(update(table).where(table.c.id == own_id).values(counts))
        if not differences:
            return
        have = select(func.count()).where(t.difference.c.reconciliation_id == own_id)
        position = int(await self._connection.scalar(have) or 0)
        rows = [
            {
                "id": difference_id,
                "reconciliation_id": own_id,
                "position": position + place,
                "kind": each.kind.value,
                "application_id": each.application_id,
                "document_id": each.document_id,
                "entry_id": each.entry_id,
                "ours": each.ours,
                "theirs": each.theirs,
                "remedy": each.remedy.value,
            }
            for place, (difference_id, each) in enumerate(differences, start=1)
        ]
        await self._connection.execute(insert(t.difference), rows)

    async def end(self, own_id: str, state: str, now: datetime, code: str | None = None) -> None:
        """Close a comparison."""
        values = {"state": state, "ended_at": now, "code": code}
        table = t.reconciliation
        await self._connection.execute(update(table).where(table.c.id == own_id).values(values))

    async def difference(self, difference_id: str) -> RowMapping | None:
        """Return a difference with its row locked, or None."""
        query = select(t.difference).where(t.difference.c.id == difference_id).with_for_update()
        return (await self._connection.execute(query)).mappings().first()

    async def mended(self, difference_id: str, by: str, now: datetime) -> None:
        """Note that somebody saw to it."""
        values = {"mended_at": now, "mended_by": by}
        table = t.difference
        await self._connection.execute(
            update(table).where(table.c.id == difference_id).values(values)
        )
