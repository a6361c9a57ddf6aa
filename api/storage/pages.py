"""Reads what is printed on a document: its content, its signatory, its application's dates."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import RowMapping, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.calendar import OFFICE_ZONE
from api.storage import tables as t


async def page_row(connection: AsyncConnection, document_id: str) -> RowMapping | None:
    """Return a document with the facts of its application and its signatory."""
    found = await connection.execute(_page().where(t.document.c.id == document_id))
    row: RowMapping | None = found.mappings().first()
    return row


async def page_row_by_token(connection: AsyncConnection, token: str) -> RowMapping | None:
    """Return the same by the token of its QR code."""
    found = await connection.execute(_page().where(t.document.c.token == token))
    row: RowMapping | None = found.mappings().first()
    return row


def _page() -> Select[Any]:  # of many columns
    return (
        select(
            t.document,
            t.application.c.registration_date,
            t.application.c.number.label("application_number"),
            t.application.c.applicant_name,
            t.application.c.service_code,
            t.principal.c.name.label("signatory_name"),
            t.principal.c.position.label("signatory_position"),
            t.principal.c.employee_number.label("signatory_number"),
        )
        .join(t.application, t.application.c.id == t.document.c.application_id)
        .outerjoin(t.principal, t.principal.c.id == t.document.c.signatory_id)
    )


async def delegated_position(
    connection: AsyncConnection, principal_id: str, on: date
) -> str | None:
    """Return the position a delegate signs in on that day, or None for the head of office.

    A delegation that was ended later counts for the days before: a page made then stays as it is.
    """
    since = datetime.combine(on, time(), OFFICE_ZONE)
    query = select(t.delegation.c.position).where(
        t.delegation.c.principal_id == principal_id,
        t.delegation.c.starts_on <= on,
        t.delegation.c.ends_on >= on,
        or_(t.delegation.c.revoked_at.is_(None), t.delegation.c.revoked_at >= since),
    )
    found: str | None = await connection.scalar(query)
    return found
