"""What the office tells the citizen: notices become promised messages in one lane per person."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from api.domain import conversation_values as v
from api.domain.calendar import office_date
from api.domain.case import Application, Case, Document
from api.domain.comparison import IdentityStatus
from api.domain.duplicates import Likeness
from api.domain.messages_notices import Notices
from api.domain.ports import OutgoingMessage
from api.domain.values import Channel, DeliveryMethod, Medium, Verdict
from api.domain.words import Effect
from api.storage.store import Store
from api.usecases.desk import Desk
from api.usecases.office import Office

WINDOW_CLOSED = "131047"
STATUS_TEMPLATE = "status_permohonan"
REMINDER_LEAD = timedelta(days=3)


async def promise_message(
    desk: Desk,
    *,
    key: str,
    reply: v.Reply,
    phone: str | None,
    user_id: str | None,
    application_id: str | None,
) -> None:
    """Promise one message of the dialogue or one notice."""
    await _promise(
        desk, key, _outgoing(reply, phone, user_id), application_id=application_id, extra={}
    )


def _outgoing(reply: v.Reply, phone: str | None, user_id: str | None) -> OutgoingMessage:
    match reply:
        case v.ButtonsReply():
            options = tuple((o.id, o.title, o.description) for o in reply.buttons)
            return OutgoingMessage(phone, user_id, "buttons", body=reply.body, options=options)
        case v.ListReply():
            sections = tuple(
                (s.title, tuple((o.id, o.title, o.description) for o in s.rows))
                for s in reply.sections
            )
            return OutgoingMessage(
                phone, user_id, "list", body=reply.body, button=reply.button, sections=sections
            )
        case v.TextReply():
            return OutgoingMessage(phone, user_id, "text", body=reply.body)


async def _promise(
    desk: Desk,
    key: str,
    message: OutgoingMessage,
    *,
    application_id: str | None,
    extra: Mapping[str, Any],
    document_id: str | None = None,
) -> None:
    await desk.store.outbox.promise(
        Effect.WHATSAPP_SEND,
        key,
        {"message": asdict(message), **extra},
        now=desk.now,
        lane=f"wa:{message.to or message.user_id}",
        application_id=application_id,
        document_id=document_id,
    )


def notices_of(desk: Desk, application: Application) -> Notices:
    """Return the notices about an application, ready to be worded."""
    office = desk.office
    service = office.catalogue.service(application.service_code)
    return Notices(office.messages, application.number or "-", service)


async def tell(desk: Desk, case: Case, stage: str, *replies: v.Reply) -> None:
    """Promise a notice to a citizen whose channel is the chat; once per version and stage."""
    application = case.application
    if application.channel is not Channel.WHATSAPP or not (
        application.applicant_phone or application.applicant_user_id
    ):
        return
    for position, reply in enumerate(replies):
        await promise_message(
            desk,
            key=f"wa.{stage}:{application.id}:{application.version}:{position}",
            reply=reply,
            phone=application.applicant_phone,
            user_id=application.applicant_user_id,
            application_id=application.id,
        )


async def submitted(desk: Desk, case: Case, alike: Sequence[Likeness]) -> None:
    """Say that it came in, its number, and whether the same was asked for before."""
    notices, own = notices_of(desk, case.application), case.application.created_by
    replies = [notices.submitted()]
    if alike:
        mine = next((each.number for each in alike if each.created_by == own), None)
        replies.append(notices.possible_duplicate(mine))
    await tell(desk, case, "submitted", *replies)


async def resubmitted(desk: Desk, case: Case) -> None:
    """Say that the completed papers came in."""
    await tell(desk, case, "resubmitted", notices_of(desk, case.application).resubmitted())


async def needs_completion(desk: Desk, case: Case, note: str | None) -> None:
    """Say what has to be replaced, and why."""
    catalogue = desk.office.catalogue
    refused = [
        v.RefusedRequirement(
            slot.code,
            catalogue.rejection_reason(slot.reason_code).label if slot.reason_code else "",
            slot.note or "",
        )
        for slot in case.slots
        if slot.verdict is Verdict.REFUSED and not slot.fresh
    ]
    notices = notices_of(desk, case.application)
    replies = notices.needs_completion(case.application.id, refused, to_correct(desk.office, case))
    extra = (v.text(note),) if note else ()
    await tell(desk, case, "needs_completion", *replies, *extra)


def to_correct(office: Office, case: Case) -> tuple[v.AnswerToCorrect, ...]:
    """Return the answers still to be given anew, with the words for the citizen."""
    catalogue = office.catalogue
    return tuple(
        v.AnswerToCorrect(
            each.field, each.note or f"{catalogue.rejection_reason(each.reason_code).label}."
        )
        for each in case.refused_answers
        if not each.fresh
    )


async def complete(desk: Desk, case: Case) -> None:
    """Say that all papers are accepted."""
    await tell(desk, case, "complete", notices_of(desk, case.application).complete())


async def rejected(desk: Desk, case: Case, reason: str, note: str | None) -> None:
    """Say that it is refused for good, and why."""
    full = f"{reason}. {note}" if note else reason
    await tell(desk, case, "rejected", notices_of(desk, case.application).rejected(full))


async def cancelled(desk: Desk, case: Case) -> None:
    """Say that it is withdrawn."""
    if case.application.number is not None:
        await tell(desk, case, "cancelled", notices_of(desk, case.application).cancelled())


async def identity(desk: Desk, case: Case, status: IdentityStatus, mark: str) -> None:
    """Say once for the same three answers that SIAK does not know the applicant by them."""
    application = case.application
    reply = notices_of(desk, application).identity(status, is_draft=application.number is None)
    if reply is None or application.channel is not Channel.WHATSAPP:
        return
    await promise_message(
        desk,
        key=f"wa.identity:{application.id}:{mark}",
        reply=reply,
        phone=application.applicant_phone,
        user_id=application.applicant_user_id,
        application_id=application.id,
    )


async def expired(desk: Desk, case: Case) -> None:
    """Say that it has lapsed."""
    await tell(desk, case, "expired", notices_of(desk, case.application).expired())


async def reminder(desk: Desk, case: Case, due: datetime) -> None:
    """Say by when the citizen has to go on."""
    day = f"{office_date(due):%d-%m-%Y}"
    await tell(desk, case, "reminder", notices_of(desk, case.application).reminder(day))


async def remind_of_expiry(desk: Desk, application: Application) -> None:
    """Set the timers of a status that lapses: a reminder, then the end."""
    due = application.expires_at
    if due is None:
        return
    suffix = f"{application.id}:{application.version}"
    for timer, due_at in (("remind", due - REMINDER_LEAD), ("expire", due)):
        await desk.store.outbox.promise(
            Effect.TIMER,
            f"timer.{timer}:{suffix}",
            {"timer": timer, "expires_at": due.isoformat()},
            now=desk.now,
            due_at=due_at,
            application_id=application.id,
        )


async def draft_preview(desk: Desk, case: Case) -> None:
    """Show the watermarked drafts and ask whether they are right."""
    application = case.application
    pdfs = [d for d in case.counting if d.medium is Medium.PDF]
    if application.channel is Channel.WHATSAPP:
        for document in pdfs:
            name = _file_name(desk, document, draft=True)
            message = OutgoingMessage(
                application.applicant_phone,
                application.applicant_user_id,
                "document",
                body="DRAF",
                file_name=name,
            )
            await _promise(
                desk,
                f"wa.preview:{document.id}:{document.round}",
                message,
                application_id=application.id,
                extra={"file": document.preview_sha256},
            )
    names = _names(desk, pdfs)
    notices = notices_of(desk, application)
    await tell(desk, case, "draft", notices.draft_preview(application.id, names))


def _names(desk: Desk, documents: list[Document]) -> list[str]:
    return [desk.office.catalogue.document_type(d.type).name for d in documents]


def _file_name(desk: Desk, document: Document, *, draft: bool = False) -> str:
    """Return a file name without anybody's number in it."""
    name = desk.office.catalogue.document_type(document.type).name.replace("/", "-")
    return f"{name.replace(' ', '-')}{'-DRAF' if draft else ''}.pdf"


async def send_document(desk: Desk, case: Case, document: Document, version: int) -> None:
    """Promise the signed PDF by WhatsApp."""
    application = case.application
    caption = f"{_names(desk, [document])[0]}, permohonan {application.number}"
    message = OutgoingMessage(
        application.applicant_phone,
        application.applicant_user_id,
        "document",
        body=caption,
        file_name=_file_name(desk, document),
    )
    await _promise(
        desk,
        f"wa.deliver:{document.id}:{version}",
        message,
        application_id=application.id,
        document_id=document.id,
        extra={"file": document.signed_sha256, "delivers": DeliveryMethod.WHATSAPP.value},
    )


async def mail_document(desk: Desk, case: Case, document: Document, version: int) -> None:
    """Promise the signed PDF by e-mail."""
    application = case.application
    notices = notices_of(desk, application)
    names = _names(desk, [document])
    await desk.store.outbox.promise(
        Effect.EMAIL_SEND,
        f"email.deliver:{document.id}:{version}",
        {
            "to": application.applicant_email,
            "subject": f"{names[0]} untuk permohonan {application.number}",
            "body": notices.delivered(names).body.replace("*", ""),
            "files": [[_file_name(desk, document), document.signed_sha256]],
            "delivers": DeliveryMethod.EMAIL.value,
        },
        now=desk.now,
        lane=f"email:{application.id}",
        application_id=application.id,
        document_id=document.id,
    )


async def how_to_print(desk: Desk, case: Case) -> None:
    """Say once, with the last document, how to print them oneself."""
    if case.application.status == "COMPLETED":
        pdfs = [d for d in case.counting if d.medium is Medium.PDF]
        notices = notices_of(desk, case.application)
        await tell(desk, case, "print", notices.delivered(_names(desk, pdfs)))


async def delivered_by_email(desk: Desk, case: Case) -> None:
    """Say in the chat that the documents went by e-mail."""
    application = case.application
    if application.status == "COMPLETED" and application.applicant_email:
        pdfs = [d for d in case.counting if d.medium is Medium.PDF]
        notices = notices_of(desk, application)
        reply = notices.delivered_by_email(_names(desk, pdfs), application.applicant_email)
        await tell(desk, case, "emailed", reply)


async def ready_for_pickup(desk: Desk, case: Case, document: Document, code: str) -> None:
    """Say that something waits at the office, and the code."""
    service = desk.office.catalogue.service(case.application.service_code)
    surrender = any(r.surrender_original for r in service.requirements)
    notices = notices_of(desk, case.application)
    reply = notices.ready_for_pickup(_names(desk, [document]), code, surrender=surrender)
    await tell(desk, case, "pickup", reply)


async def send_slip(desk: Desk, case: Case, document: Document, sha256: str) -> None:
    """Send the pick-up slip to a citizen whose channel is the chat."""
    application = case.application
    if application.channel is not Channel.WHATSAPP:
        return
    message = OutgoingMessage(
        application.applicant_phone,
        application.applicant_user_id,
        "document",
        body=_names(desk, [document])[0],
        file_name="Bukti-Pengambilan.pdf",
    )
    await _promise(
        desk,
        f"wa.slip:{document.id}",
        message,
        application_id=application.id,
        document_id=document.id,
        extra={"file": sha256},
    )


async def collected(desk: Desk, case: Case) -> None:
    """Say that it is done, once everything was handed over."""
    if case.application.status == "COMPLETED":
        await tell(desk, case, "completed", notices_of(desk, case.application).completed())


async def after_failure(office: Office, store: Store, row: Mapping[Any, Any], code: str) -> None:
    """Outside the 24-hour window say it once more by the approved template."""
    raw = row["payload"]["message"]
    if code != WINDOW_CLOSED or raw["kind"] == "template" or row["application_id"] is None:
        return
    application = await store.applications.lock(row["application_id"])
    if application is None or application.number is None:
        return
    message = OutgoingMessage(
        raw["to"],
        raw["user_id"],
        "template",
        template=STATUS_TEMPLATE,
        parameters=(application.number, office.messages.status(application.status)),
    )
    now = office.clock.now()
    await store.outbox.promise(
        Effect.WHATSAPP_SEND,
        f"{row['key']}:template",
        {"message": asdict(message)},
        now=now,
        lane=f"wa:{message.to or message.user_id}",
        application_id=application.id,
    )
    await store.outbox.note(row["id"], state="done", receipt="FAILED")
