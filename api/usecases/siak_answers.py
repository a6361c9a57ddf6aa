"""What SIAK and the renderer answer, turned into the workflow's steps; safe to hear twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.domain.calendar import office_date
from api.domain.case import Case, Document
from api.domain.ports import Reason, SiakDocument, SiakEntry
from api.domain.values import (
    SIAK,
    SYSTEM,
    Action,
    Actor,
    DocumentAction,
    DocumentStatus,
    Medium,
    Status,
)
from api.domain.workflow import AT_SIAK
from api.storage.store import Store
from api.usecases import archiving, delivery, notify
from api.usecases.desk import Desk, replace_document
from api.usecases.office import Office
from api.usecases.processing import promise_issue, promise_rendering
from api.usecases.withdraw import annul_documents, submit_key, withdraw_from_siak


def desk_of(office: Office, store: Store, actor: Actor) -> Desk:
    """Return a desk for the registry or for the service itself."""
    return Desk(office, store, actor, office.clock.now())


async def find_entry(desk: Desk, entry: SiakEntry) -> Case | None:
    """Return the case waiting for this entry, or None when it no longer does."""
    application_id = await desk.store.applications.id_by_number(entry.application_number)
    if application_id is None:
        return None
    case = await desk.find(application_id)
    application = case.application
    if application.siak_entry_id not in (None, entry.id):
        return None
    return case if application.status is Status.IN_SIAK_ENTRY else None


async def hear_callback(office: Office, event_id: str, entry: SiakEntry) -> None:
    """Take SIAK's callback in, once by its event id, and apply what it says."""

    async def act(store: Store) -> None:
        body = {"entry": entry.id, "status": entry.status}
        now = office.clock.now()
        if await store.chats.take_in(f"siak:{event_id}", "siak", body, now):
            await hear_decision(office, store, entry)

    await office.work.run(act)


async def hear_decision(office: Office, store: Store, entry: SiakEntry) -> bool:
    """Apply SIAK's acceptance or refusal once; say whether it changed anything."""
    desk = desk_of(office, store, SIAK)
    case = await find_entry(desk, entry)
    if case is None or entry.status not in ("ACCEPTED", "REFUSED"):
        return False
    if case.counting:  # accepted before
        return False
    if entry.status == "REFUSED":
        await refuse_entry(desk, case, entry.reasons)
    else:
        await accept_entry(desk, case, entry)
    key = submit_key(case.application.id, case.application.entry_round)
    await store.outbox.settle(key, "done", desk.now, external_id=entry.id)
    return True


async def refuse_entry(desk: Desk, case: Case, given: Sequence[Reason]) -> Case:
    """Send the entry back to the operator's desk with SIAK's reasons; what was made is annulled."""
    desk.require(case, Action.SIAK_REFUSE)
    if case.counting:  # accepted before
        case = await annul_documents(desk, case)
        await withdraw_from_siak(desk, case, reason="ditarik SIAK")
    reasons = [
        {"code": r.code, "field": r.field, "message": r.message, "duplicate": r.duplicate}
        for r in given
    ]
    payload = {"codes": [r.code for r in given]}
    changes: dict[str, Any] = {  # columns of several types
        "siak_reasons": reasons,
        "siak_entry_id": None,
        "draft_answer": None,
        "draft_shown_at": None,
    }
    return await desk.move(case, Action.SIAK_REFUSE, payload=payload, changes=changes)


async def hear_taken_back(
    office: Office, store: Store, application_id: str, entry_id: str | None, reason: Reason
) -> bool:
    """Apply that SIAK will not go on with an accepted entry; say whether it changed anything."""
    desk = desk_of(office, store, SIAK)
    case = await desk.find(application_id)
    application = case.application
    if application.siak_entry_id != entry_id or application.status not in AT_SIAK:
        return False
    await refuse_entry(desk, case, [reason])
    return True


async def accept_entry(desk: Desk, case: Case, entry: SiakEntry) -> Case:
    """Draft the documents SIAK reserved numbers for, and promise their renderings."""
    desk.require(case, Action.SIAK_ACCEPT)
    signatory = await desk.store.people.signatory(office_date(desk.now))
    signatory_id = signatory["id"] if signatory else None
    rows = [
        _document_row(desk, case, document, position, signatory_id)
        for position, document in enumerate(entry.documents)
    ]
    await desk.store.documents.add(rows)
    changes = {
        "siak_entry_id": entry.id or None,
        "registration_date": entry.registration_date,
        "household": [desk.office.keyed(nik) for nik in entry.household],
    }
    payload = {"documents": [{"type": d.type, "id": r["id"]} for d, r in _pairs(entry, rows)]}
    case = await desk.move(case, Action.SIAK_ACCEPT, payload=payload, changes=changes)
    pdfs = [row for row in rows if row["medium"] is Medium.PDF]
    for row in pdfs:
        await promise_rendering(desk, case, row["id"], 1)
    if not pdfs:
        await finish_drafts(desk, case.application.id)
    return await desk.find(case.application.id)


def _pairs(entry: SiakEntry, rows: list[dict[str, Any]]) -> Any:  # zip of two known lists
    return zip(entry.documents, rows, strict=True)


def _document_row(
    desk: Desk, case: Case, document: SiakDocument, position: int, signatory_id: str | None
) -> dict[str, Any]:
    return {
        "id": desk.office.clock.new_id(),
        "application_id": case.application.id,
        "position": position,
        "type": document.type,
        "medium": document.medium,
        "status": DocumentStatus.DRAFTED,
        "version": 1,
        "siak_ref": document.ref,
        "number": document.number,
        "content": document.content,
        "token": desk.office.clock.token(),
        "signatory_id": signatory_id,
        "round": 1,
        "made_at": desk.now,
        "updated_at": desk.now,
        "failed_channels": [],
        "upload_promised": False,
    }


async def keep_rendering(
    office: Office, store: Store, document_id: str, number: int, final: str, preview: str
) -> None:
    """Keep the files of a rendering; with the last one the drafts are finished."""
    desk = desk_of(office, store, SYSTEM)
    application_id = await store.documents.application_of(document_id)
    case = await desk.find(application_id or "")
    document = case.document(document_id)
    if document is None or document.round != number or document not in case.counting:
        return
    if document.status is not DocumentStatus.DRAFTED:
        return  # what was verified stays what it was
    await store.documents.note(document_id, {"final_sha256": final, "preview_sha256": preview})
    await store.documents.keep_rendering(document_id, number, final, preview, desk.now)
    if case.application.status is Status.IN_SIAK_ENTRY:
        await finish_drafts(desk, case.application.id)


async def finish_drafts(desk: Desk, application_id: str) -> None:
    """Move on to DRAFTED once every final rendering is stored."""
    desk = Desk(desk.office, desk.store, SYSTEM, desk.now)
    case = await desk.find(application_id)
    pdfs = [d for d in case.counting if d.medium is Medium.PDF]
    if not all(d.final_sha256 for d in pdfs):
        return
    desk.require(case, Action.FINISH_DRAFTS)
    changes = {"draft_shown_at": desk.now} if case.policy.draft_confirmation else {}
    case = await desk.move(case, Action.FINISH_DRAFTS, changes=changes)
    if case.policy.draft_confirmation:
        await notify.draft_preview(desk, case)


async def hear_upload(office: Office, store: Store, document_id: str, sha256: str) -> None:
    """Apply SIAK's word that it holds the signed file; the last one promises the issue."""
    desk = desk_of(office, store, SIAK)
    application_id = await store.documents.application_of(document_id)
    case = await desk.find(application_id or "")
    document = case.document(document_id)
    if document is None or document.status is not DocumentStatus.SIGNED:
        return
    if document.signed_sha256 != sha256:
        raise ValueError("SIAK holds another file than the signed one")
    await keep_upload(desk, case, document, sha256)


async def keep_upload(desk: Desk, case: Case, document: Document, sha256: str) -> Case:
    """Note that SIAK holds the signed file; the last one promises the issue."""
    case = await desk.move_document(
        case, document, DocumentAction.CONFIRM_UPLOAD, payload={"sha256": sha256}
    )
    if case.application.status is Status.UPLOADED:
        await promise_issue(desk, case)
    return case


async def hear_issue(office: Office, store: Store, application_id: str, entry: SiakEntry) -> None:
    """Apply SIAK's word that the documents are issued; delivery is promised."""
    desk = desk_of(office, store, SIAK)
    case = await desk.find(application_id)
    if case.application.status is not Status.UPLOADED:
        return
    desk.require(case, Action.ISSUE)
    await issue_documents(desk, case, entry.superseded, payload={"entry": entry.id})


async def issue_documents(
    desk: Desk,
    case: Case,
    superseded: Sequence[str],
    *,
    payload: Mapping[str, Any],
    behind: Actor = SIAK,
) -> Case:
    """Make the documents valid and mark what they replace, as `behind`; delivery is promised."""
    for document in case.counting:
        moved = await desk.store.documents.move(
            document, DocumentStatus.ISSUED, desk.now, {"issued_at": desk.now}
        )
        case = replace_document(case, moved)
    await _supersede(replace(desk, actor=behind), case, superseded)
    case = await desk.move(case, Action.ISSUE, payload=payload)
    await archiving.promise(desk, case)
    await delivery.begin(desk, case)
    return case


async def _supersede(desk: Desk, case: Case, numbers: Sequence[str]) -> None:
    """Mark what this issue replaces, wherever it was issued."""
    mine = {document.id for document in case.documents}
    own_types = {document.number: document.type for document in case.counting}
    for document in await desk.store.documents.in_force_by_number(list(numbers)):
        if document.id in mine or own_types.get(document.number, document.type) != document.type:
            continue  # a card and a biodata sheet may bear the same number
        other = await desk.find(document.application_id)
        present = other.document(document.id)
        if present is not None:
            await desk.move_document(other, present, DocumentAction.SUPERSEDE)
