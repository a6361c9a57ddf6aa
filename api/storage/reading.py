"""Projections for readers: who sees what, lists by key, one statement a level."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    false,
    literal,
    or_,
    select,
)
from sqlalchemy import true as always
from sqlalchemy import tuple_ as row_of
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t
from api.storage.reading_rows import (
    ApplicationRow,
    DocumentRow,
    EffectRow,
    Page,
    Selection,
    Sight,
    UploadRow,
    Window,
)

T = TypeVar("T")
Columns = list[ColumnElement[Any]]  # of several types

ORDERS = {
    "CREATED_AT": t.application.c.created_at,
    "UPDATED_AT": t.application.c.updated_at,
    "SUBMITTED_AT": t.application.c.first_submitted_at,
}
NEEDS_ATTENTION = ("dead", "unknown")
BY_HAND = "by_hand"


def columns_of(table: Table, kind: type[Any]) -> Columns:  # any row value
    """Return the table's columns in the order of the value's parts."""
    return [table.c[part.name] for part in fields(kind) if part.name in table.c]


async def fetch(connection: AsyncConnection, query: Select[Any], kind: type[T]) -> list[T]:
    """Return the rows of a query whose columns are the value's parts."""
    return [kind(*row) for row in await connection.execute(query)]


def seen_by(sight: Sight) -> ColumnElement[bool]:
    """Return the condition under which an application exists for the reader."""
    if sight.everything:
        return always()
    if sight.created_by is not None:
        return t.application.c.created_by == sight.created_by
    if sight.districts:
        district = t.application.c.district_code
        return or_(district.is_(None), district.in_(sorted(sight.districts)))
    return false()


@cache
def application_rows() -> Select[Any]:
    """Return the query of all applications, with the name of who holds each."""
    claimant = t.principal.alias("claimant")
    return select(
        *columns_of(t.application, ApplicationRow), claimant.c.name.label("claimant_name")
    ).outerjoin_from(t.application, claimant, claimant.c.id == t.application.c.claimed_by)


@cache
def document_rows() -> Select[Any]:
    """Return the query of all documents, with the name printed under each."""
    signatory = t.principal.alias("signatory")
    return select(
        *columns_of(t.document, DocumentRow), signatory.c.name.label("signatory_name")
    ).outerjoin_from(t.document, signatory, signatory.c.id == t.document.c.signatory_id)


async def application_page(
    connection: AsyncConnection,
    sight: Sight,
    selection: Selection,
    window: Window,
    *,
    order: str,
    descending: bool,
) -> Page[ApplicationRow]:
    """Return a part of the applications the reader sees, in the order asked for."""
    column = ORDERS[order]
    query = (
        application_rows().where(seen_by(sight), *_conditions(selection)).where(column.is_not(None))
    )
    key = (column, t.application.c.id)
    return await keyset(connection, query, key, window, ApplicationRow, descending=descending)


async def applications(
    connection: AsyncConnection, sight: Sight, ids: Sequence[str]
) -> Sequence[ApplicationRow]:
    """Return those of the applications that exist for the reader."""
    found = await connection.execute(_some_applications(sight), {"ids": list(ids)})
    return [ApplicationRow(*row) for row in found]


@lru_cache(maxsize=64)
def _some_applications(sight: Sight) -> Select[Any]:
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    return application_rows().where(t.application.c.id.in_(ids), seen_by(sight))


async def application_by_number(
    connection: AsyncConnection, sight: Sight, number: str
) -> ApplicationRow | None:
    """Return the application people call by this number, or None."""
    query = application_rows().where(t.application.c.number == number, seen_by(sight))
    found = await fetch(connection, query, ApplicationRow)
    return found[0] if found else None


async def documents(
    connection: AsyncConnection, sight: Sight, ids: Sequence[str]
) -> Sequence[DocumentRow]:
    """Return those of the documents whose application exists for the reader."""
    query = (
        document_rows()
        .join(t.application, t.application.c.id == t.document.c.application_id)
        .where(t.document.c.id.in_(ids), seen_by(sight))
    )
    return await fetch(connection, query, DocumentRow)


async def effects(
    connection: AsyncConnection, sight: Sight, ids: Sequence[str]
) -> Sequence[EffectRow]:
    """Return those of the effects the reader may know of."""
    query = _effects(sight).where(t.effect.c.id.in_(ids))
    return await fetch(connection, query, EffectRow)


async def failed_effects(
    connection: AsyncConnection, sight: Sight, window: Window
) -> Page[EffectRow]:
    """Return effects that gave up or whose outcome nobody knows, oldest first."""
    query = _effects(sight).where(t.effect.c.state.in_(NEEDS_ATTENTION))
    key = (t.effect.c.seq, t.effect.c.id)
    return await keyset(connection, query, key, window, EffectRow, descending=False)


async def siak_tasks(connection: AsyncConnection, sight: Sight, window: Window) -> Page[EffectRow]:
    """Return what an operator has to do in SIAK by hand, oldest first."""
    query = _effects(sight).where(t.effect.c.state == BY_HAND)
    key = (t.effect.c.seq, t.effect.c.id)
    return await keyset(connection, query, key, window, EffectRow, descending=False)


def _effects(sight: Sight) -> Select[Any]:
    joined = t.effect.outerjoin(t.application, t.application.c.id == t.effect.c.application_id)
    query = select(*columns_of(t.effect, EffectRow)).select_from(joined)
    if sight.everything:
        return query
    return query.where(t.effect.c.application_id.is_not(None), seen_by(sight))


async def uploads(
    connection: AsyncConnection, principal_id: str, ids: Sequence[str]
) -> Sequence[UploadRow]:
    """Return those of the tickets that are the principal's own."""
    query = select(*columns_of(t.upload, UploadRow)).where(
        t.upload.c.id.in_(ids), t.upload.c.principal_id == principal_id
    )
    return await fetch(connection, query, UploadRow)


def _conditions(selection: Selection) -> list[ColumnElement[bool]]:
    a = t.application.c
    found: list[ColumnElement[bool]] = [
        column.in_(values)
        for column, values in (
            (a.status, selection.statuses),
            (a.service_code, selection.services),
            (a.district_code, selection.districts),
            (a.channel, selection.channels),
        )
        if values
    ]
    if selection.document_statuses:
        documents_in = and_(
            t.document.c.application_id == a.id,
            t.document.c.status.in_(selection.document_statuses),
        )
        found.append(exists().where(documents_in))
    if selection.claimed_by is not None:
        found.append(a.claimed_by == selection.claimed_by)
    if selection.applicant_phone is not None:
        found.append(a.applicant_phone == selection.applicant_phone)
    if selection.created_from is not None:
        found.append(a.created_at >= selection.created_from)
    if selection.created_before is not None:
        found.append(a.created_at < selection.created_before)
    if selection.submitted_from is not None:
        found.append(a.submitted_on >= selection.submitted_from)
    if selection.submitted_until is not None:
        found.append(a.submitted_on <= selection.submitted_until)
    return found


async def keyset(
    connection: AsyncConnection,
    query: Select[Any],
    key: tuple[ColumnElement[Any], ColumnElement[Any]],
    window: Window,
    kind: type[T],
    *,
    descending: bool,
) -> Page[T]:
    """Return the window of an ordered query; one row more than asked tells whether it goes on."""
    upwards = descending is window.backwards
    query = query.where(*beyond(key, window, descending=descending))
    query = query.order_by(*(c.asc() if upwards else c.desc() for c in key))
    return page_of(await fetch(connection, query.limit(window.limit + 1), kind), window)


def page_of(found: list[T], window: Window) -> Page[T]:
    """Return the page for rows fetched from the window's end, with one more than the limit."""
    more = len(found) > window.limit
    rows = found[: window.limit]
    if window.backwards:
        return Page(rows[::-1], has_previous=more, has_next=window.before is not None)
    return Page(rows, has_previous=window.after is not None, has_next=more)


def beyond(
    key: tuple[ColumnElement[Any], ...], window: Window, *, descending: bool
) -> list[ColumnElement[bool]]:
    """Return the conditions that keep rows strictly between the window's two keys."""
    left = row_of(*key)
    found: list[ColumnElement[bool]] = []
    if window.after is not None:
        bound = _bound(key, window.after)
        found.append(left < bound if descending else left > bound)
    if window.before is not None:
        bound = _bound(key, window.before)
        found.append(left > bound if descending else left < bound)
    return found


def _bound(key: tuple[ColumnElement[Any], ...], values: Sequence[Any]) -> ColumnElement[Any]:
    pairs = zip(key, values, strict=False)  # a key of one column leaves the id out
    return row_of(*(literal(value, column.type) for column, value in pairs))
