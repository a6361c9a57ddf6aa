"""The nightly comparison of our books with SIAK's: part by part, and what mends a difference."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from api.domain.calendar import OFFICE_ZONE, office_time
from api.domain.errors import InvalidInput, NotFound, NotPermitted
from api.domain.ports import EntryPage, Reason, SiakPort, StandingDocument
from api.domain.reconciliation import (
    AUTOMATIC,
    Difference,
    Mending,
    OurDocument,
    compare_documents,
    compare_entries,
)
from api.domain.values import SIAK, SYSTEM, DocumentAction, Role
from api.domain.words import Effect
from api.storage import reconciliations as stored
from api.storage.store import Store
from api.usecases import commands as c
from api.usecases import siak_answers
from api.usecases.desk import Desk
from api.usecases.office import Office

LANE = "siak:reconcile"
GRACE = timedelta(minutes=10)  # what changed since may still be on its way
PART = 500  # documents asked for at once; SIAK answers no more
MENDERS = frozenset({Role.DATA_ENTRY_OPERATOR, Role.ADMINISTRATOR})

Apply = Callable[[Store], Awaitable[None]]


async def plan(office: Office, store: Store) -> None:
    """Promise the next night's comparison, once."""
    if office.policy.siak_by_hand:
        return
    now = office.clock.now()
    due = _next_night(now, office.policy.reconcile_hour)
    await store.outbox.promise(
        Effect.TIMER,
        f"timer.reconcile_siak:{due:%Y%m%d}",
        {"timer": "reconcile_siak"},
        now=now,
        due_at=due,
    )


def _next_night(now: datetime, hour: int) -> datetime:
    local = office_time(now)
    night = local.replace(hour=hour, minute=0, second=0, microsecond=0, tzinfo=OFFICE_ZONE)
    return night if night > local else night + timedelta(days=1)


async def begin(office: Office, store: Store, asked_by: str) -> str:
    """Begin a comparison, or return the one under way."""
    running = await store.reconciliations.running()
    if running is not None:
        return running
    own_id, now = office.clock.new_id(), office.clock.now()
    await store.reconciliations.begin(own_id, asked_by, now)
    await _promise(office, store, own_id, "entries", "")
    return own_id


async def begin_nightly(office: Office, store: Store) -> None:
    """Begin the night's comparison and promise the next one; none where SIAK is filled by hand."""
    if office.policy.siak_by_hand:
        return
    await begin(office, store, SYSTEM.id)
    await plan(office, store)


async def _promise(office: Office, store: Store, own_id: str, phase: str, after: str) -> None:
    await store.outbox.promise(
        Effect.SIAK_RECONCILE,
        f"siak.reconcile:{own_id}:{phase}:{after}",
        {"reconciliation_id": own_id, "phase": phase, "after": after},
        now=office.clock.now(),
        lane=LANE,
    )


async def compare_part(office: Office, siak: SiakPort, payload: Mapping[str, Any]) -> Apply:
    """Ask SIAK for one part of its books; return what is to be written about it."""
    own_id, after = payload["reconciliation_id"], payload["after"]
    settled = office.clock.now() - GRACE
    if payload["phase"] == "entries":
        page = await siak.entries(cursor=after or None)
        return lambda store: _keep_entries(office, store, own_id, page, settled)
    async with office.work.read() as connection:
        ours = await stored.our_documents(connection, after, PART, settled)
    theirs = await siak.document_statuses([(each.type, each.number) for each in ours])
    return lambda store: _keep_documents(office, store, own_id, ours, theirs)


async def _keep_entries(
    office: Office, store: Store, own_id: str, page: EntryPage, settled: datetime
) -> None:
    numbers = [entry.application_number for entry in page.entries]
    ours = await stored.our_entries(store.connection, numbers)
    found = _numbered(office, compare_entries(page.entries, ours, settled=settled))
    await store.reconciliations.found(own_id, found, checked_entries=len(page.entries))
    phase = "entries" if page.next else "documents"
    await _promise(office, store, own_id, phase, page.next or "")


async def _keep_documents(
    office: Office,
    store: Store,
    own_id: str,
    ours: Sequence[OurDocument],
    theirs: Sequence[StandingDocument],
) -> None:
    found = _numbered(office, compare_documents(ours, theirs))
    await store.reconciliations.found(own_id, found, checked_documents=len(ours))
    if len(ours) == PART:
        await _promise(office, store, own_id, "documents", ours[-1].id)
    else:
        await store.reconciliations.end(own_id, stored.DONE, office.clock.now())


def _numbered(office: Office, found: Iterable[Difference]) -> list[tuple[str, Difference]]:
    return [(office.clock.new_id(), each) for each in found]


async def give_up(office: Office, store: Store, payload: Mapping[str, Any], code: str) -> None:
    """Close a comparison that cannot go on."""
    own_id = payload["reconciliation_id"]
    await store.reconciliations.end(own_id, stored.FAILED, office.clock.now(), code)


async def start_reconciliation(desk: Desk, command: c.StartReconciliation) -> c.Outcome:
    """Compare now instead of at night."""
    _require_mender(desk)
    if desk.office.policy.siak_by_hand:
        raise InvalidInput(
            "Kantor ini mengisi SIAK dengan tangan, jadi tidak ada yang dapat dibandingkan."
        )
    own_id = await begin(desk.office, desk.store, desk.actor.human_id)
    return c.Outcome(reconciliation_id=own_id)


def _require_mender(desk: Desk) -> None:
    if desk.actor.role not in MENDERS:
        raise NotPermitted("Hanya operator dan administrator yang mencocokkan data dengan SIAK.")


async def mend_difference(desk: Desk, command: c.MendDifference) -> c.Outcome:
    """Do what mends a difference, where that needs nobody's judgement."""
    _require_mender(desk)
    row = await desk.store.reconciliations.difference(command.difference_id)
    if row is None:
        raise NotFound("Selisih ini tidak ditemukan.", path=("differenceId",))
    remedy = Mending(row["remedy"])
    if remedy not in AUTOMATIC:
        raise InvalidInput(_INSTEAD[remedy], path=("differenceId",))
    if row["mended_at"] is None:
        await _MENDINGS[remedy](desk, row)
        await desk.store.reconciliations.mended(row["id"], desk.actor.human_id, desk.now)
    return c.Outcome(difference_id=row["id"], application_id=row["application_id"])


async def _hear_again(desk: Desk, row: Mapping[Any, Any]) -> None:
    """Ask SIAK again for the answer we have not heard; both calls may be repeated."""
    case = await desk.find(row["application_id"])
    kind = Effect.SIAK_ISSUE if row["theirs"] == "ISSUED" else Effect.SIAK_SUBMIT
    await _again(desk, kind, case.application.id, None)


async def _upload_again(desk: Desk, row: Mapping[Any, Any]) -> None:
    await _again(desk, Effect.SIAK_UPLOAD, row["application_id"], row["document_id"])


async def _again(desk: Desk, kind: Effect, application_id: str, document_id: str | None) -> None:
    effect_id = await desk.store.outbox.last_of(kind, application_id, document_id)
    if effect_id is None:
        raise NotFound("Pekerjaan yang harus diulang tidak ditemukan.", path=("differenceId",))
    await desk.store.outbox.reopen(effect_id, desk.now)


async def _cancel_in_siak(desk: Desk, row: Mapping[Any, Any]) -> None:
    await desk.store.outbox.promise(
        Effect.SIAK_CANCEL,
        f"siak.cancel:{row['application_id']}:{row['entry_id']}",
        {"entry_id": row["entry_id"], "submit_key": "", "reason": "pencocokan data"},
        now=desk.now,
        lane=f"siak:{row['application_id']}",
        application_id=row["application_id"],
    )


async def _take_back(desk: Desk, row: Mapping[Any, Any]) -> None:
    reason = Reason("CANCELLED_BY_SIAK", "SIAK membatalkan entri ini.")
    await siak_answers.hear_taken_back(
        desk.office, desk.store, row["application_id"], row["entry_id"], reason
    )


async def _mark_superseded(desk: Desk, row: Mapping[Any, Any]) -> None:
    word_of_siak = Desk(desk.office, desk.store, SIAK, desk.now)
    case = await word_of_siak.find(row["application_id"])
    document = case.document(row["document_id"])
    if document is not None:
        payload = {"difference": row["id"], "by": desk.actor.human_id}
        await word_of_siak.move_document(case, document, DocumentAction.SUPERSEDE, payload=payload)


_MENDINGS: Mapping[Mending, Callable[[Desk, Mapping[Any, Any]], Awaitable[None]]] = {
    Mending.HEAR_AGAIN: _hear_again,
    Mending.CANCEL_IN_SIAK: _cancel_in_siak,
    Mending.UPLOAD_AGAIN: _upload_again,
    Mending.MARK_SUPERSEDED: _mark_superseded,
    Mending.TAKE_BACK: _take_back,
}
_INSTEAD: Mapping[Mending, str] = {
    Mending.ANNUL_DOCUMENT: "SIAK membatalkan dokumen ini. Kepala Dinas memutuskan dengan "
    "`annulDocument`.",
    Mending.ASK_SIAK: "Selisih ini tidak dapat diselesaikan dari sini. Bandingkan dengan layar "
    "SIAK, lalu hubungi pengelola SIAK.",
}
