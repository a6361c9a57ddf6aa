"""Reads what a document looked like before: its rounds, and the document it takes the place of."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t
from api.storage.reading import document_rows, fetch, seen_by
from api.storage.reading_rows import DocumentRow, RenderingRow, Sight

IN_THE_WORLD = ("ISSUED", "READY_FOR_PICKUP", "DELIVERED", "COLLECTED", "SUPERSEDED")


async def renderings_of(
    connection: AsyncConnection, application_ids: Sequence[str]
) -> Mapping[str, list[RenderingRow]]:
    """Return the rounds of all documents by application, in the order they were made."""
    document, rendering = t.document.c, t.rendering.c
    query = (
        select(
            document.application_id,
            rendering.document_id,
            document.type,
            document.number,
            document.status,
            rendering.round,
            rendering.final_sha256,
            rendering.preview_sha256,
            rendering.made_at,
        )
        .join(t.document, document.id == rendering.document_id)
        .where(document.application_id.in_(application_ids))
        .order_by(rendering.made_at, rendering.round, document.position, document.id)
    )
    found: dict[str, list[RenderingRow]] = {}
    for row in await fetch(connection, query, RenderingRow):
        found.setdefault(row.application_id, []).append(row)
    return found


async def predecessor(
    connection: AsyncConnection, sight: Sight, document: DocumentRow
) -> DocumentRow | None:
    """Return the document of the same kind and number issued last before this, if it is seen."""
    other = t.document.c
    query = (
        document_rows()
        .join(t.application, t.application.c.id == other.application_id)
        .where(
            other.number == document.number,
            other.type == document.type,
            other.id != document.id,
            other.status.in_(IN_THE_WORLD),
            other.issued_at.is_not(None),
            seen_by(sight),
        )
        .order_by(other.issued_at.desc())
        .limit(1)
    )
    if document.issued_at is not None:
        query = query.where(other.issued_at < document.issued_at)
    found = await fetch(connection, query, DocumentRow)
    return found[0] if found else None
