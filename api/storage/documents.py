"""Writes about documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.case import Document
from api.domain.errors import VersionConflict
from api.domain.values import DocumentStatus
from api.domain.workflow import FINAL_DOCUMENT
from api.storage import tables as t
from api.storage.rows import to_document


class Documents:
    """The documents of applications, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """Store documents that SIAK announced."""
        await self._connection.execute(insert(t.document), [dict(d) for d in documents])

    async def of(self, application_id: str) -> tuple[Document, ...]:
        """Return the documents of an application in SIAK's order."""
        query = (
            select(t.document)
            .where(t.document.c.application_id == application_id)
            .order_by(t.document.c.round, t.document.c.position, t.document.c.id)
        )
        rows = (await self._connection.execute(query)).mappings()
        return tuple(to_document(row) for row in rows)

    async def application_of(self, document_id: str) -> str | None:
        """Return the id of the application a document belongs to."""
        query = select(t.document.c.application_id).where(t.document.c.id == document_id)
        return await self._connection.scalar(query)

    async def move(
        self,
        document: Document,
        target: DocumentStatus,
        now: datetime,
        changes: Mapping[str, Any],
    ) -> Document:
        """Set status and facts if nobody else moved it meanwhile, else `VersionConflict`."""
        facts = {"status": target, "version": document.version + 1, "updated_at": now}
        if target in FINAL_DOCUMENT:
            facts["ended_at"] = now
        statement = (
            update(t.document)
            .where(t.document.c.id == document.id, t.document.c.version == document.version)
            .values({**changes, **facts})
            .returning(*t.document.c)
        )
        row = (await self._connection.execute(statement)).mappings().first()
        if row is None:
            raise VersionConflict(expected=document.version, current=document.version + 1)
        return to_document(row)

    async def note(self, document_id: str, changes: Mapping[str, Any]) -> None:
        """Keep a fact that is no workflow event."""
        statement = update(t.document).where(t.document.c.id == document_id).values(dict(changes))
        await self._connection.execute(statement)

    async def keep_rendering(
        self, document_id: str, number: int, final: str, preview: str, now: datetime
    ) -> None:
        """Keep which files a round had; the same round heard twice keeps the first."""
        known = select(t.rendering.c.round).where(
            t.rendering.c.document_id == document_id, t.rendering.c.round == number
        )
        if await self._connection.scalar(known) is not None:
            return
        row = {
            "document_id": document_id,
            "round": number,
            "final_sha256": final,
            "preview_sha256": preview,
            "made_at": now,
        }
        await self._connection.execute(insert(t.rendering), [row])

    async def others_with_number(
        self, application_id: str, numbers: Sequence[str]
    ) -> Mapping[str, frozenset[str]]:
        """Return which types of other applications' documents carry each number; void ones not."""
        if not numbers:
            return {}
        document = t.document.c
        query = select(document.number, document.type).where(
            document.number.in_(numbers),
            document.application_id != application_id,
            document.status != "ANNULLED",
        )
        found: dict[str, set[str]] = {}
        for number, kind in await self._connection.execute(query):
            found.setdefault(number, set()).add(kind)
        return {number: frozenset(kinds) for number, kinds in found.items()}

    async def has_birth_act_of(self, nik: str, *, beside: str) -> bool:
        """Tell whether another application's birth act names this NIK; reads all birth acts."""
        document = t.document.c
        query = select(document.id).where(
            document.type == "AKTA_KELAHIRAN",
            document.application_id != beside,
            document.status != "ANNULLED",
            document.content["nik"].as_string() == nik,
        )
        return await self._connection.scalar(query.limit(1)) is not None

    async def in_force_by_number(self, numbers: Sequence[str]) -> tuple[Document, ...]:
        """Return the documents in force that carry one of the numbers."""
        in_force = ("ISSUED", "READY_FOR_PICKUP", "DELIVERED", "COLLECTED")
        query = select(t.document).where(
            t.document.c.number.in_(numbers), t.document.c.status.in_(in_force)
        )
        rows = (await self._connection.execute(query)).mappings()
        return tuple(to_document(row) for row in rows)
