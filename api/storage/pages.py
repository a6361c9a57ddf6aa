"""Reads what is printed on a document: its content, its signatory, its application's dates."""

from datetime import date

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t


async def page_row(connection: AsyncConnection, document_id: str) -> RowMapping | None:
    """Return a document with the facts of its application and its signatory."""
    query = (
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
        .where(t.document.c.id == document_id)
    )
    return (await connection.execute(query)).mappings().first()


async def delegated_position(
    connection: AsyncConnection, principal_id: str, on: date
) -> str | None:
    """Return the position a delegate signs in on that day, or None for the head of office."""
    query = select(t.delegation.c.position).where(
        t.delegation.c.principal_id == principal_id,
        t.delegation.c.starts_on <= on,
        t.delegation.c.ends_on >= on,
    )
    found: str | None = await connection.scalar(query)
    return found
