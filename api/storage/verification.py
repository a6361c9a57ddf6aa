"""Reads what anybody may be told of an issued document: by its QR code's token, or by its file."""

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t


async def issued_by_token(connection: AsyncConnection, token: str) -> RowMapping | None:
    """Return the issued document whose QR code holds this token."""
    return await _issued(connection, t.document.c.token == token)


async def issued_by_file(connection: AsyncConnection, sha256: str) -> RowMapping | None:
    """Return the issued document whose signed file, or archive copy, has this hash."""
    document = t.document.c
    return await _issued(
        connection, or_(document.signed_sha256 == sha256, document.archive_sha256 == sha256)
    )


async def _issued(connection: AsyncConnection, which: ColumnElement[bool]) -> RowMapping | None:
    document = t.document.c
    query: Any = (  # of many columns
        select(
            document.token,
            document.type,
            document.status,
            document.number,
            document.content,
            document.made_at,
            document.signed_at,
            document.issued_at,
            document.ended_at,
            document.signatory_id,
            t.principal.c.name.label("signatory_name"),
            t.principal.c.position.label("signatory_position"),
        )
        .outerjoin(t.principal, t.principal.c.id == document.signatory_id)
        .where(which, document.issued_at.is_not(None))
    )
    row: RowMapping | None = (await connection.execute(query)).mappings().first()
    return row
