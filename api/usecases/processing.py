"""Steps c, d and f: enter into SIAK, draft, verify, send back, upload."""

from typing import Any

from api.domain.by_hand import SIAK_DRAFT
from api.domain.calendar import office_date
from api.domain.case import Case, Document
from api.domain.errors import InvalidInput
from api.domain.registry import told_to_siak
from api.domain.values import Action, DocumentAction, DocumentStatus, Medium, Status
from api.domain.words import Effect
from api.usecases import commands as c
from api.usecases.desk import Desk, done, replace_document
from api.usecases.siak_calls import promise_in_siak
from api.usecases.withdraw import annul_documents, submit_key, withdraw_from_siak


async def enter_into_siak(desk: Desk, command: c.EnterIntoSiak) -> c.Outcome:
    """Hand the complete file to SIAK; its answer comes later."""
    case = await desk.open(command, Action.ENTER_INTO_SIAK)
    changes: dict[str, Any] = {  # columns of several types
        "operator_id": desk.actor.human_id,
        "verifier_id": None,
        "entry_round": case.application.entry_round + 1,
        "siak_entry_id": None,
        "siak_reasons": [],
        "household": None,
        "draft_answer": None,
        "draft_shown_at": None,
    }
    case = await desk.move(case, Action.ENTER_INTO_SIAK, changes=changes)
    application = case.application
    await promise_in_siak(
        desk,
        case,
        Effect.SIAK_SUBMIT,
        submit_key(application.id, application.entry_round),
        _submission(desk, case),
    )
    return done(case)


def _submission(desk: Desk, case: Case) -> dict[str, Any]:
    """Return what SIAK is told, fixed at the moment of entry."""
    application = case.application
    service = desk.office.catalogue.service(application.service_code)
    submitted_on = application.submitted_on or office_date(desk.now)
    facts = desk.office.catalogue.facts(service, case.answers, submitted_on)
    decision = application.late_decision
    return {
        "service": application.service_code,
        "application_number": application.number,
        "submitted_on": submitted_on.isoformat(),
        "reported_late": bool(case.reported_late),
        "late_decision": decision
        and {"decided_by": decision["decided_by"], "decided_on": decision["decided_at"][:10]},
        "expected_documents": [d.code for d in facts.expected_documents()],
        "answers": told_to_siak(desk.office.registry.entry(service.code), facts),
        "entered_by": desk.actor.human_id,
    }


async def confirm_draft(desk: Desk, command: c.ConfirmDraft) -> c.Outcome:
    """Keep the applicant's word that the draft is right."""
    case = await desk.open(command, Action.CONFIRM_DRAFT)
    changes = {"draft_answer": "CONFIRMED"}
    return done(await desk.move(case, Action.CONFIRM_DRAFT, changes=changes))


async def dispute_draft(desk: Desk, command: c.DisputeDraft) -> c.Outcome:
    """Keep the applicant's word that the draft is wrong, and where."""
    case = await desk.open(command, Action.DISPUTE_DRAFT)
    if not command.note.strip():
        raise InvalidInput("Tuliskan bagian mana yang keliru.", path=("note",))
    changes = {"draft_answer": "DISPUTED", "draft_note": command.note[:1000]}
    return done(await desk.move(case, Action.DISPUTE_DRAFT, changes=changes))


async def revise_entry(desk: Desk, command: c.ReviseEntry) -> c.Outcome:
    """Withdraw the entry from SIAK, to enter it again."""
    case = await desk.open(command, Action.REVISE_ENTRY)
    _require_reason(command.reason)
    case = await annul_documents(desk, case)
    await withdraw_from_siak(desk, case, reason=command.reason[:200])
    changes: dict[str, Any] = {"draft_answer": None, "draft_shown_at": None}  # both are emptied
    return done(await desk.move(case, Action.REVISE_ENTRY, changes=changes))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(
            "Isi alasannya, agar penerima tahu apa yang harus diperbaiki.", path=("reason",)
        )


async def submit_for_verification(desk: Desk, command: c.SubmitForVerification) -> c.Outcome:
    """Put the drafted documents before the verifier."""
    case = await desk.open(command, Action.SUBMIT_FOR_VERIFICATION)
    return done(await desk.move(case, Action.SUBMIT_FOR_VERIFICATION))


async def return_to_operator(desk: Desk, command: c.ReturnToOperator) -> c.Outcome:
    """Send the drafts back, with the reason."""
    case = await desk.open(command, Action.RETURN_TO_OPERATOR)
    _require_reason(command.reason)
    payload = {"reason_given": True}
    changes = {"draft_note": command.reason[:1000]}
    return done(await desk.move(case, Action.RETURN_TO_OPERATOR, payload=payload, changes=changes))


async def verify_application(desk: Desk, command: c.VerifyApplication) -> c.Outcome:
    """Accept the final renderings by their hashes; SIAK is told so."""
    case = await desk.open(command, Action.VERIFY)
    pdfs = [d for d in case.counting if d.medium is Medium.PDF]
    expected = {d.id: d.final_sha256 for d in pdfs}
    if dict(command.hashes) != expected:
        raise InvalidInput(
            "Hash dokumen tidak sama dengan dokumen akhir yang ada. Muat ulang, periksa "
            "dokumennya, lalu verifikasi dengan hash yang tampil.",
            path=("hashes",),
        )
    for document in case.counting:
        changes = {"verified_sha256": document.final_sha256}
        moved = await desk.store.documents.move(
            document, DocumentStatus.VERIFIED, desk.now, changes
        )
        case = replace_document(case, moved)
    payload = {"hashes": {d.id: d.final_sha256 for d in pdfs}}
    changes = {"verifier_id": desk.actor.human_id}
    case = await desk.move(case, Action.VERIFY, payload=payload, changes=changes)
    await _tell_siak(desk, case, {d.siak_ref: d.final_sha256 for d in pdfs})
    return done(case)


async def _tell_siak(desk: Desk, case: Case, hashes: dict[str, str | None]) -> None:
    application = case.application
    await promise_in_siak(
        desk,
        case,
        Effect.SIAK_VERIFY,
        f"siak.verify:{application.id}:{application.version}",
        {
            "entry_id": application.siak_entry_id,
            "verifier": desk.actor.human_id,
            "hashes": hashes,
        },
    )
    if application.status is Status.UPLOADED:  # cards only: nothing to sign
        await promise_issue(desk, case)


async def promise_issue(desk: Desk, case: Case) -> None:
    """Promise the one act that makes all documents of the application valid."""
    application = case.application
    await promise_in_siak(
        desk,
        case,
        Effect.SIAK_ISSUE,
        f"siak.issue:{application.id}:{application.entry_round}",
        {"entry_id": application.siak_entry_id},
    )


async def return_to_verifier(desk: Desk, command: c.ReturnToVerifier) -> c.Outcome:
    """Send the documents back instead of signing; signed ones are annulled and made anew."""
    case = await desk.open(command, Action.RETURN_TO_VERIFIER)
    _require_reason(command.reason)
    renew: list[Document] = []
    for document in case.counting:
        if document.signed_sha256:
            gone = await desk.store.documents.move(document, DocumentStatus.ANNULLED, desk.now, {})
            case = replace_document(case, gone)
            renew.append(document)
        else:
            back = await desk.store.documents.move(
                document, DocumentStatus.DRAFTED, desk.now, {"verified_sha256": None}
            )
            case = replace_document(case, back)
    changes: dict[str, Any] = {"verifier_id": None, "draft_note": command.reason[:1000]}
    case = await desk.move(
        case, Action.RETURN_TO_VERIFIER, payload={"annulled": len(renew)}, changes=changes
    )
    await draw_again(desk, case, renew)
    return done(case)


async def draw_again(desk: Desk, case: Case, annulled: list[Document]) -> None:
    """Draft successors of annulled documents, and render again what names another signatory."""
    signatory = await desk.store.people.signatory(office_date(desk.now))
    signatory_id = signatory["id"] if signatory else None
    if annulled:
        successors = [_successor(desk, d, signatory_id) for d in annulled]
        await desk.store.documents.add(successors)
        for row in successors:
            await promise_rendering(desk, case, row["id"], row["round"])
    outdated = (
        d
        for d in case.counting
        if d.medium is Medium.PDF
        and d.status is DocumentStatus.DRAFTED
        and d.signatory_id != signatory_id
        and SIAK_DRAFT not in d.content  # SIAK's own page is only uploaded anew
    )
    for document in outdated:
        number = document.round + 1
        facts = {
            "signatory_id": signatory_id,
            "final_sha256": None,
            "preview_sha256": None,
            "round": number,
            "made_at": desk.now,
        }
        await desk.store.documents.note(document.id, facts)
        await promise_rendering(desk, case, document.id, number)


def _successor(desk: Desk, document: Document, signatory_id: str | None) -> dict[str, Any]:
    return {
        "id": desk.office.clock.new_id(),
        "application_id": document.application_id,
        "position": 0,
        "type": document.type,
        "medium": document.medium,
        "status": DocumentStatus.DRAFTED,
        "version": 1,
        "siak_ref": document.siak_ref,
        "number": document.number,
        "content": dict(document.content),
        "token": desk.office.clock.token(),
        "signatory_id": signatory_id,
        "round": document.round + 1,
        "made_at": desk.now,
        "updated_at": desk.now,
        "failed_channels": [],
        "upload_promised": False,
    }


async def promise_rendering(desk: Desk, case: Case, document_id: str, number: int) -> None:
    """Promise the final rendering of one document."""
    await desk.store.outbox.promise(
        Effect.DOCUMENT_RENDER,
        f"document.render:{document_id}:{number}",
        {"document_id": document_id, "round": number},
        now=desk.now,
        application_id=case.application.id,
        document_id=document_id,
    )


async def upload_to_siak(desk: Desk, command: c.UploadToSiak) -> c.Outcome:
    """Promise that the signed document goes to SIAK."""
    case, document = await desk.open_document(command, DocumentAction.UPLOAD_TO_SIAK)
    case = await promise_upload(desk, case, document)
    return done(case, document.id)


async def promise_upload(desk: Desk, case: Case, document: Document) -> Case:
    """Record the step f and promise the upload."""
    case = await desk.move_document(
        case, document, DocumentAction.UPLOAD_TO_SIAK, changes={"upload_promised": True}
    )
    await promise_in_siak(
        desk,
        case,
        Effect.SIAK_UPLOAD,
        f"siak.upload:{document.id}:{document.signed_sha256}",
        {
            "entry_id": case.application.siak_entry_id,
            "ref": document.siak_ref,
            "sha256": document.signed_sha256,
            "verified_sha256": document.verified_sha256,
        },
        document_id=document.id,
    )
    return case
