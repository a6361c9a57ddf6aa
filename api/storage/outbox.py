"""The outbox: effects promised in a transaction, claimed, carried out, and finished with fencing.

States: pending -> running -> done | pending (again) | unknown | dead | cancelled; unknown -> done |
pending | cancelled; dead -> pending | cancelled. Within a lane effects go one after the other.
A to-do is promised by_hand: no worker claims it, somebody's word makes it done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Insert,
    Integer,
    RowMapping,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from api.domain.words import Effect
from api.storage import tables as t
from api.storage.columns import Instant

UNDER_WAY = ("pending", "running")
STUCK = ("unknown", "dead")  # waits for an officer; holds up its lane unless it is a message
BY_HAND = "by_hand"  # an operator's to-do in SIAK
OPEN = (*UNDER_WAY, *STUCK, BY_HAND)
MESSAGES = (Effect.WHATSAPP_SEND.value, Effect.EMAIL_SEND.value, Effect.MEDIA_FETCH.value)
IDEMPOTENT = frozenset(  # may be repeated when nobody knows whether it was done
    {
        Effect.MEDIA_FETCH,
        Effect.DOCUMENT_RENDER,
        Effect.DOCUMENT_ARCHIVE,
        Effect.SIAK_LOOKUP,
        Effect.SIAK_SUBMIT,
        Effect.SIAK_VERIFY,
        Effect.SIAK_UPLOAD,
        Effect.SIAK_ISSUE,
        Effect.SIAK_CANCEL,
        Effect.SIAK_RECONCILE,
        Effect.TIMER,
    }
)


@dataclass(frozen=True)
class Promise:
    """A claimed effect: what is to be done, and the lease that proves the claim."""

    id: str
    kind: Effect
    key: str
    payload: Mapping[str, Any]
    application_id: str | None
    document_id: str | None
    attempts: int
    lease: str
    created_at: datetime
    external_id: str | None = None


class Outbox:
    """Promises inside one transaction."""

    def __init__(self, connection: AsyncConnection, new_id: Callable[[], str]) -> None:
        self._connection = connection
        self._new_id = new_id
        self.has_promised = False

    async def promise(
        self,
        kind: Effect,
        key: str,
        payload: Mapping[str, Any],
        *,
        now: datetime,
        lane: str | None = None,
        due_at: datetime | None = None,
        application_id: str | None = None,
        document_id: str | None = None,
        by_hand: bool = False,
    ) -> bool:
        """Promise an effect, or a to-do; the same key is promised once. Say whether it is new."""
        seq = (await self._connection.execute(_next_seq())).scalar_one()
        values = {
            "id": self._new_id(),
            "seq": seq,
            "application_id": application_id,
            "document_id": document_id,
            "lane": lane or key,
            "kind": kind.value,
            "key": key,
            "payload": dict(payload),
            "state": BY_HAND if by_hand else "pending",
            "attempts": 0,
            "due_at": due_at or now,
            "created_at": now,
        }
        statement = _new_effect(self._connection.dialect.name)
        is_new = (await self._connection.execute(statement, values)).rowcount == 1
        is_due = (due_at is None or due_at <= now) and not by_hand  # later: found in its time
        self.has_promised = self.has_promised or (is_new and is_due)
        return is_new

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        *,
        spared: Sequence[Effect] = (),
        only: Sequence[Effect] | None = None,
    ) -> tuple[Promise, ...]:
        """Take due effects whose lane is free; the committed claim says a call may have left.

        `spared` kinds are left where they are; with `only`, all others are.
        """
        kinds = [kind.value for kind in (spared if only is None else only)]
        query = _due(only is not None)
        found = await self._connection.execute(query, {"now": now, "most": limit, "kinds": kinds})
        ids = list(found.scalars())
        if not ids:
            return ()
        token = self._new_id()
        statement = (
            update(t.effect)
            .where(t.effect.c.id.in_(ids), t.effect.c.state == "pending")
            .values(
                state="running",
                lease=token,
                lease_until=now + lease,
                attempts=t.effect.c.attempts + 1,
            )
            .returning(*t.effect.c)
        )
        rows = (await self._connection.execute(statement)).mappings().all()
        return tuple(_to_promise(row) for row in sorted(rows, key=lambda r: r["seq"]))

    async def finish(
        self,
        promise: Promise,
        state: str,
        now: datetime,
        *,
        due_at: datetime | None = None,
        external_id: str | None = None,
        error_class: str | None = None,
        error: str | None = None,
        spent: bool = True,
    ) -> bool:
        """End a claim; say whether it was still ours (otherwise the result is dropped)."""
        values: dict[str, Any] = {  # columns of several types
            "state": state,
            "lease": None,
            "lease_until": None,
            "error_class": error_class,
            "error": error,
        }
        if external_id is not None:
            values["external_id"] = external_id
        if state == "pending":
            values["due_at"] = due_at or now
            self.has_promised = True
        else:
            values["done_at"] = now
        if not spent:
            values["attempts"] = t.effect.c.attempts - 1
        statement = (
            update(t.effect)
            .where(
                t.effect.c.id == promise.id,
                t.effect.c.lease == promise.lease,
                t.effect.c.state == "running",
            )
            .values(values)
        )
        is_ours = (await self._connection.execute(statement)).rowcount == 1
        if is_ours and state in ("done", "cancelled"):
            self.has_promised = True  # the lane may go on
        return is_ours

    async def extend(self, promise: Promise, until: datetime) -> bool:
        """Prolong the lease of a long call; say whether it is still ours."""
        statement = (
            update(t.effect)
            .where(t.effect.c.id == promise.id, t.effect.c.lease == promise.lease)
            .values(lease_until=until)
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def release_expired(
        self, now: datetime, *, everything: bool = False
    ) -> Sequence[RowMapping]:
        """Free claims whose holder is gone; return those nobody knows the outcome of.

        Idempotent kinds try again, others become unknown.
        """
        gone = t.effect.c.state == "running"
        if not everything:
            gone = and_(gone, t.effect.c.lease_until < now)
        repeatable = t.effect.c.kind.in_([kind.value for kind in IDEMPOTENT])
        freed: dict[str, Sequence[RowMapping]] = {}
        for condition, state in ((repeatable, "pending"), (~repeatable, "unknown")):
            statement = (
                update(t.effect)
                .where(gone, condition)
                .values(
                    state=state, lease=None, lease_until=None, due_at=now, error_class="ambiguous"
                )
                .returning(t.effect.c.id, t.effect.c.attempts, t.effect.c.kind, t.effect.c.payload)
            )
            freed[state] = (await self._connection.execute(statement)).mappings().all()
        if any(freed.values()):
            self.has_promised = True
        return freed["unknown"]

    async def settle(
        self, key: str, state: str, now: datetime, *, external_id: str | None = None
    ) -> bool:
        """End an effect from outside (a callback, a receipt); say whether it was still open."""
        values: dict[str, Any] = {"state": state, "done_at": now, "lease": None}  # mixed types
        if external_id is not None:
            values["external_id"] = external_id
        statement = (
            update(t.effect).where(t.effect.c.key == key, t.effect.c.state.in_(OPEN)).values(values)
        )
        settled = (await self._connection.execute(statement)).rowcount == 1
        self.has_promised = self.has_promised or settled
        return settled

    async def by_id(self, effect_id: str) -> RowMapping | None:
        """Return one effect with its row locked."""
        query = select(t.effect).where(t.effect.c.id == effect_id).with_for_update()
        return (await self._connection.execute(query)).mappings().first()

    async def by_key(self, key: str) -> RowMapping | None:
        """Return the effect promised under this key, its row locked."""
        query = select(t.effect).where(t.effect.c.key == key).with_for_update()
        return (await self._connection.execute(query)).mappings().first()

    async def by_message(self, key: str | None, external_id: str) -> RowMapping | None:
        """Return the effect a receipt speaks of: by the key sent along, else by the message id."""
        conditions = [t.effect.c.external_id == external_id]
        if key:
            conditions.insert(0, t.effect.c.key == key)
        query = select(t.effect).where(or_(*conditions)).with_for_update()
        rows = (await self._connection.execute(query)).mappings().all()
        return next((r for r in rows if key and r["key"] == key), rows[0] if rows else None)

    async def note(self, effect_id: str, **values: Any) -> None:
        """Keep a fact about an effect: a receipt, the other side's id."""
        await self._connection.execute(
            update(t.effect).where(t.effect.c.id == effect_id).values(values)
        )

    async def give_back(self, effect_ids: Sequence[str]) -> None:
        """Take one attempt back from effects under way: it was not their own failure."""
        for effect_id in effect_ids:  # an effect may be named more than once
            await self._connection.execute(
                update(t.effect)
                .where(
                    t.effect.c.id == effect_id,
                    t.effect.c.state.in_(UNDER_WAY),
                    t.effect.c.attempts > 0,
                )
                .values(attempts=t.effect.c.attempts - 1)
            )

    async def last_of(
        self, kind: Effect, application_id: str, document_id: str | None = None
    ) -> str | None:
        """Return the id of the newest effect of a kind for an application or a document."""
        query = (
            select(t.effect.c.id)
            .where(t.effect.c.kind == kind.value, t.effect.c.application_id == application_id)
            .order_by(t.effect.c.seq.desc())
            .limit(1)
        )
        if document_id is not None:
            query = query.where(t.effect.c.document_id == document_id)
        found: str | None = await self._connection.scalar(query)
        return found

    async def reopen(self, effect_id: str, now: datetime) -> None:
        """Try again what was dead or unknown."""
        await self.note(effect_id, state="pending", due_at=now, attempts=0, done_at=None)
        self.has_promised = True

    async def withdraw(
        self, application_id: str, kinds: Sequence[Effect], now: datetime
    ) -> datetime | None:
        """Cancel open effects of an application; return until when a running one may still act."""
        scope = and_(
            t.effect.c.application_id == application_id,
            t.effect.c.kind.in_([kind.value for kind in kinds]),
            t.effect.c.state.in_(OPEN),
        )
        running = select(func.max(t.effect.c.lease_until)).where(
            scope, t.effect.c.state == "running"
        )
        until: datetime | None = await self._connection.scalar(running)
        await self._connection.execute(
            update(t.effect).where(scope).values(state="cancelled", done_at=now, lease=None)
        )
        self.has_promised = True
        return until

    async def hand_over(
        self, kinds: Sequence[Effect], *, gone: Sequence[Effect], now: datetime
    ) -> int:
        """Make to-dos of all open effects of these kinds, give others up; say how many to-dos.

        A call under way loses its lease, so its answer is dropped.
        """
        is_open = t.effect.c.state.in_((*UNDER_WAY, *STUCK))
        handed = update(t.effect).where(is_open, t.effect.c.kind.in_([k.value for k in kinds]))
        given_up = update(t.effect).where(is_open, t.effect.c.kind.in_([k.value for k in gone]))
        await self._connection.execute(given_up.values(state="cancelled", done_at=now, lease=None))
        handed = handed.values(state=BY_HAND, lease=None, lease_until=None)
        return (await self._connection.execute(handed)).rowcount

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when the next pending effect falls due, or None."""
        query = select(func.min(t.effect.c.due_at)).where(t.effect.c.state == "pending")
        due: datetime | None = await self._connection.scalar(query)
        return due


# Statements that every transition or round needs are made once.


@cache
def _next_seq() -> ReturningInsert[tuple[int]]:
    return insert(t.effect_sequence).returning(t.effect_sequence.c.seq)


@cache
def _new_effect(dialect: str) -> Insert:
    made = sqlite.insert(t.effect) if dialect == "sqlite" else postgresql.insert(t.effect)
    return made.on_conflict_do_nothing(index_elements=["key"])


@cache
def _due(chosen: bool) -> Select[tuple[str]]:
    older = t.effect.alias()
    holds_up = or_(
        older.c.state.in_(UNDER_WAY),
        and_(older.c.state.in_(STUCK), older.c.kind.not_in(MESSAGES)),
    )
    blocked = exists().where(
        older.c.lane == t.effect.c.lane, older.c.seq < t.effect.c.seq, holds_up
    )
    beside = t.effect.alias()  # a younger one may run when an older one is tried again
    busy = exists().where(beside.c.lane == t.effect.c.lane, beside.c.state == "running")
    is_due = t.effect.c.due_at <= bindparam("now", type_=Instant)
    kinds: BindParameter[Any] = bindparam("kinds", expanding=True)  # kinds as texts
    wanted = t.effect.c.kind.in_(kinds) if chosen else t.effect.c.kind.not_in(kinds)
    return (
        select(t.effect.c.id)
        .where(t.effect.c.state == "pending", is_due, wanted, ~blocked, ~busy)
        .order_by(t.effect.c.due_at, t.effect.c.seq)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


def _to_promise(row: RowMapping) -> Promise:
    return Promise(
        id=row["id"],
        kind=Effect(row["kind"]),
        key=row["key"],
        payload=row["payload"],
        application_id=row["application_id"],
        document_id=row["document_id"],
        attempts=row["attempts"],
        lease=row["lease"],
        created_at=row["created_at"],
        external_id=row["external_id"],
    )
