"""Writes about chats: where each conversation stands, and which webhooks were taken in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.case import Application
from api.storage import tables as t
from api.storage.rows import to_application


class Chats:
    """Conversations and inbound events, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take_in(
        self, event_id: str, source: str, body: Mapping[str, Any], now: datetime
    ) -> bool:
        """Keep an inbound event; say whether it is new."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(t.inbound).values(
            id=event_id, source=source, received_at=now, body=dict(body), state="DONE"
        )
        statement = statement.on_conflict_do_nothing(index_elements=["id"])
        return (await self._connection.execute(statement)).rowcount == 1

    async def mark_unmatched(self, event_id: str) -> None:
        """Note that an event speaks of something not known yet."""
        await self._connection.execute(
            update(t.inbound).where(t.inbound.c.id == event_id).values(state="UNMATCHED")
        )

    async def unmatched(self, source: str, limit: int = 100) -> Sequence[RowMapping]:
        """Return events still waiting for what they speak of."""
        query = (
            select(t.inbound)
            .where(t.inbound.c.source == source, t.inbound.c.state == "UNMATCHED")
            .order_by(t.inbound.c.received_at)
            .limit(limit)
        )
        return (await self._connection.execute(query)).mappings().all()

    async def mark_done(self, event_id: str) -> None:
        """Note that an event found what it speaks of, or never will."""
        await self._connection.execute(
            update(t.inbound).where(t.inbound.c.id == event_id).values(state="DONE")
        )

    async def lock(self, conversation_id: str) -> RowMapping | None:
        """Return a conversation with its row locked, or None."""
        query = (
            select(t.conversation).where(t.conversation.c.id == conversation_id).with_for_update()
        )
        return (await self._connection.execute(query)).mappings().first()

    async def find(self, phone: str | None, user_id: str | None) -> RowMapping | None:
        """Return the conversation with a person known by user id or phone, row locked."""
        known = []
        if user_id:
            known.append(t.conversation.c.user_id == user_id)
        if phone:
            known.append(t.conversation.c.phone == phone)
        if not known:
            return None
        query = select(t.conversation).where(or_(*known)).with_for_update()
        rows = (await self._connection.execute(query)).mappings().all()
        return next((r for r in rows if user_id and r["user_id"] == user_id), None) or next(
            iter(rows), None
        )

    async def save(self, conversation: Mapping[str, Any]) -> None:
        """Store where a conversation stands."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(t.conversation).values({**conversation, "version": 1})
        changes: dict[str, Any] = {k: v for k, v in conversation.items() if k != "id"}  # columns
        changes["version"] = t.conversation.c.version + 1
        statement = statement.on_conflict_do_update(index_elements=["id"], set_=changes)
        await self._connection.execute(statement)

    async def applications_of(
        self, phone: str | None, user_id: str | None
    ) -> tuple[Application, ...]:
        """Return the applications opened from this chat, newest first."""
        mine = []
        if user_id:
            mine.append(t.application.c.applicant_user_id == user_id)
        if phone:
            mine.append(t.application.c.applicant_phone == phone)
        if not mine:
            return ()
        query = (
            select(t.application)
            .where(or_(*mine), t.application.c.channel == "WHATSAPP")
            .order_by(t.application.c.created_at.desc(), t.application.c.id.desc())
            .limit(20)
        )
        rows = (await self._connection.execute(query)).mappings()
        return tuple(to_application(row) for row in rows)

    async def change_number(self, old: str, new: str, user_id: str | None, now: datetime) -> int:
        """Move a conversation and its open applications to a new number, and mark them.

        What is marked is not delivered before an officer decides; it then goes to the new number.
        """
        closed = ("COMPLETED", "REJECTED", "CANCELLED", "EXPIRED")
        await self._connection.execute(
            update(t.conversation).where(t.conversation.c.phone == old).values(phone=new)
        )
        statement = (
            update(t.application)
            .where(t.application.c.applicant_phone == old, t.application.c.status.not_in(closed))
            .values(applicant_phone=new, number_changed_at=now)
        )
        return (await self._connection.execute(statement)).rowcount
