"""SIAK's JSON as the service's own values; `ValueError` for what is not what it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from api.domain.ports import (
    EntryPage,
    Json,
    ListedDocument,
    ListedEntry,
    Reason,
    SiakDocument,
    SiakEntry,
    StandingDocument,
)
from api.domain.values import Medium

T = TypeVar("T")


def parse_entry(body: Json) -> SiakEntry:
    """Read an entry from SIAK's JSON; `ValueError` if it is none."""
    return _strictly("an entry", _entry, body)


def parse_page(body: Json) -> EntryPage:
    """Read a part of the listing."""
    return _strictly("a list of entries", _page, body)


def parse_statuses(body: Json) -> tuple[StandingDocument, ...]:
    """Read how documents stand."""
    return _strictly("a list of documents", _statuses, body)


def parse_text(body: Json, name: str) -> str:
    """Read one text that must be there."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"no {name} in SIAK's answer")
    return value


def _strictly(what: str, read: Callable[[Json], T], body: Json) -> T:
    try:
        return read(body)
    except (KeyError, TypeError, AttributeError, ValueError) as broken:
        raise ValueError(f"not {what} of SIAK: {type(broken).__name__}") from None


def _entry(body: Json) -> SiakEntry:
    registered = body.get("registration_date")
    return SiakEntry(
        id=str(body["entry_id"]),
        application_number=str(body["application_number"]),
        status=str(body["status"]),
        reasons=tuple(map(_reason, body.get("reasons") or ())),
        registration_date=date.fromisoformat(registered) if registered else None,
        series=body.get("series"),
        household=tuple(map(str, body.get("household") or ())),
        documents=tuple(map(_document, body.get("documents") or ())),
        superseded=tuple(map(str, body.get("superseded") or ())),
    )


def _reason(row: Json) -> Reason:
    duplicate = row.get("duplicate")
    return Reason(
        code=str(row["code"]),
        message=str(row["message"]),
        field=row.get("field"),
        duplicate=dict(duplicate) if duplicate else None,
    )


def _document(row: Json) -> SiakDocument:
    return SiakDocument(
        ref=str(row["document_ref"]),
        type=str(row["type"]),
        medium=Medium(row["medium"]),
        number=str(row["number"]),
        content=dict(row["content"]),
    )


def _page(body: Json) -> EntryPage:
    follows = body.get("next")
    entries = tuple(map(_listed_entry, body["entries"]))
    return EntryPage(entries, str(follows) if follows else None)


def _listed_entry(row: Json) -> ListedEntry:
    return ListedEntry(
        id=str(row["entry_id"]),
        application_number=str(row["application_number"]),
        service=str(row["service"]),
        status=str(row["status"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        documents=tuple(map(_listed_document, row["documents"])),
    )


def _listed_document(row: Json) -> ListedDocument:
    return ListedDocument(
        ref=str(row["document_ref"]),
        type=str(row["type"]),
        medium=Medium(row["medium"]),
        number=str(row["number"]),
        register_number=str(row["register_number"]),
        status=str(row["status"]),
        file_sha256=row.get("file_sha256"),
    )


def _statuses(body: Json) -> tuple[StandingDocument, ...]:
    return tuple(
        StandingDocument(
            type=str(row["type"]),
            number=str(row["number"]),
            status=row["status"],
            register_number=row.get("register_number"),
            superseded_by=row.get("superseded_by"),
        )
        for row in body["documents"]
    )
