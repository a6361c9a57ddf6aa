"""Writes about applications: rows, answers, verdicts, attachments, and the chained event log."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from api.domain.case import Application
from api.domain.chain import GENESIS, Entry, seal
from api.domain.errors import VersionConflict
from api.domain.remedies import Correction
from api.domain.values import Actor, Verdict
from api.storage import tables as t
from api.storage.rows import to_application


class Applications:
    """Applications and what hangs on them, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, application_id: str) -> Application | None:
        """Return the application with its row locked until the transaction ends."""
        query = select(t.application).where(t.application.c.id == application_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return to_application(row) if row else None

    async def add(self, application: Application, actor: Actor, payload: Mapping[str, Any]) -> None:
        """Store a new application with the first entry of its log."""
        entry = Entry(
            application_id=application.id,
            version=application.version,
            document_id=None,
            action="CREATE",
            from_status=None,
            to_status=application.status.value,
            actor=actor,
            occurred_at=application.created_at,
            payload=payload,
        )
        values = {
            column.name: getattr(application, column.name)
            for column in t.application.c
            if hasattr(application, column.name)
        }
        values["head_hash"] = head = seal(entry, GENESIS)
        await self._connection.execute(insert(t.application).values(values))
        await self._append(entry, GENESIS, head)

    async def move(
        self,
        application: Application,
        entry: Entry,
        changes: Mapping[str, Any],
    ) -> Application:
        """Write the event and what it changes if nobody else moved it meanwhile.

        Raises `VersionConflict` otherwise; nothing is written then.
        """
        head = seal(entry, application.head_hash)
        values = {
            **changes,
            "status": entry.to_status,
            "version": entry.version,
            "head_hash": head,
            "updated_at": entry.occurred_at,
        }
        asked = {**values, "own_id": application.id, "known_version": application.version}
        statement = _moved(tuple(sorted(values)))
        row = (await self._connection.execute(statement, asked)).mappings().first()
        if row is None:
            raise VersionConflict(expected=application.version, current=application.version + 1)
        await self._append(entry, application.head_hash, head)
        return to_application(row)

    async def note(self, application: Application, changes: Mapping[str, Any]) -> Application:
        """Keep a fact that is no workflow event (receipts, reminders): no version, no log."""
        statement = (
            update(t.application).where(t.application.c.id == application.id).values(dict(changes))
        )
        await self._connection.execute(statement)
        return replace(application, **changes)

    async def _append(self, entry: Entry, previous: str, head: str) -> None:
        values = {
            "application_id": entry.application_id,
            "version": entry.version,
            "document_id": entry.document_id,
            "action": entry.action,
            "from_status": entry.from_status,
            "to_status": entry.to_status,
            "actor_id": entry.actor.id,
            "actor_role": entry.actor.role.value,
            "human_id": entry.actor.human_id,
            "occurred_at": entry.occurred_at,
            "payload": dict(entry.payload),
            "previous_hash": previous,
            "hash": head,
        }
        await self._connection.execute(_new_event(), values)

    async def record_answers(
        self, application_id: str, answers: Mapping[str, Any], actor: Actor, now: datetime
    ) -> None:
        """Add answers; earlier ones to the same questions stay, but no longer count."""
        if not answers:
            return
        await self._connection.execute(
            update(t.answer)
            .where(
                t.answer.c.application_id == application_id,
                t.answer.c.field.in_(list(answers)),
                t.answer.c.is_current,
            )
            .values(is_current=False)
        )
        await self._connection.execute(
            insert(t.answer),
            [
                {
                    "application_id": application_id,
                    "field": name,
                    "value": value,
                    "is_current": True,
                    "said_by": actor.id,
                    "said_role": actor.role.value,
                    "said_at": now,
                }
                for name, value in answers.items()
            ],
        )

    async def set_verdict(
        self,
        application_id: str,
        code: str,
        verdict: Verdict,
        *,
        actor: Actor,
        now: datetime,
        reason_code: str | None = None,
        note: str | None = None,
    ) -> None:
        """Keep what the officer said of one requirement."""
        await self._upsert_requirement(
            application_id,
            code,
            verdict=verdict.value,
            reason_code=reason_code,
            note=note,
            fresh=False,
            reviewed_by=actor.human_id,
            reviewed_at=now,
        )

    async def mark_fresh(self, application_id: str, code: str) -> None:
        """Note that something came for the slot since it was judged."""
        await self._upsert_requirement(application_id, code, fresh=True)

    async def _upsert_requirement(self, application_id: str, code: str, **values: Any) -> None:
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        row = {"application_id": application_id, "code": code, **values}
        statement = dialect.insert(t.requirement).values(row)
        statement = statement.on_conflict_do_update(
            index_elements=["application_id", "code"], set_=values
        )
        await self._connection.execute(statement)

    async def refuse_answers(
        self,
        application_id: str,
        corrections: Sequence[Correction],
        *,
        actor: Actor,
        now: datetime,
    ) -> None:
        """Keep which answers the citizen has to give anew."""
        if not corrections:
            return
        rows = [
            {
                "application_id": application_id,
                "field": each.field,
                "reason_code": each.reason_code,
                "note": each.note or None,
                "fresh": False,
                "refused_by": actor.human_id,
                "refused_at": now,
            }
            for each in corrections
        ]
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(t.refused_answer).values(rows)
        changed = ("reason_code", "note", "fresh", "refused_by", "refused_at")
        statement = statement.on_conflict_do_update(
            index_elements=["application_id", "field"],
            set_={name: statement.excluded[name] for name in changed},
        )
        await self._connection.execute(statement)

    async def answered_anew(self, application_id: str, fields: Sequence[str]) -> None:
        """Note that refused answers were given anew."""
        await self._connection.execute(
            update(t.refused_answer)
            .where(
                t.refused_answer.c.application_id == application_id,
                t.refused_answer.c.field.in_(list(fields)),
            )
            .values(fresh=True)
        )

    async def attach(
        self, attachments: Sequence[Mapping[str, Any]], *, replacing: bool, now: datetime
    ) -> None:
        """Add files to a slot; with `replacing`, those that were there no longer count."""
        first = attachments[0]
        if replacing:
            await self._connection.execute(
                update(t.attachment)
                .where(
                    t.attachment.c.application_id == first["application_id"],
                    t.attachment.c.requirement_code == first["requirement_code"],
                    t.attachment.c.replaced_at.is_(None),
                )
                .values(replaced_at=now)
            )
        await self._connection.execute(insert(t.attachment), [dict(a) for a in attachments])

    async def next_number(self, series: str) -> int:
        """Return the next number of a series; none is lost but by a rolled-back transaction."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(t.number_series).values(series=series, last=1)
        statement = statement.on_conflict_do_update(
            index_elements=["series"], set_={"last": t.number_series.c.last + 1}
        )
        result = await self._connection.execute(statement.returning(t.number_series.c.last))
        return int(result.scalar_one())

    async def appointments_at(self, at: datetime) -> int:
        """Return how many are expected at a time; nobody else may count it until we are done."""
        await self.next_number(f"visit:{at.astimezone(UTC):%Y%m%dT%H%M}")
        query = select(func.count()).where(
            t.application.c.appointment_at == at, t.application.c.status == "AWAITING_ATTENDANCE"
        )
        return int(await self._connection.scalar(query) or 0)

    async def id_by_number(self, number: str) -> str | None:
        """Return the id of the application with this spoken number."""
        query = select(t.application.c.id).where(t.application.c.number == number)
        found: str | None = await self._connection.scalar(query)
        return found


# Statements that every transition needs are made once.


@cache
def _moved(changed: tuple[str, ...]) -> ReturningUpdate[Any]:  # of many columns
    return (
        update(t.application)
        .where(
            t.application.c.id == bindparam("own_id"),
            t.application.c.version == bindparam("known_version"),
        )
        .values({name: bindparam(name, type_=t.application.c[name].type) for name in changed})
        .returning(*t.application.c)
    )


@cache
def _new_event() -> Insert:
    return insert(t.event).inline()
