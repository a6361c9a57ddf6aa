"""Steps g and h: deliver by the chosen channel, fall back, hand over at the counter."""

from dataclasses import replace
from datetime import timedelta

from api.domain.case import Case, Document
from api.domain.errors import InvalidInput
from api.domain.values import (
    SYSTEM,
    DeliveryMethod,
    DocumentAction,
    DocumentStatus,
    Medium,
)
from api.domain.words import Effect
from api.storage.store import Store
from api.usecases import commands as c
from api.usecases import notify
from api.usecases.desk import Desk, done
from api.usecases.office import Office

PICKUP = DeliveryMethod.AMBIL_DI_KANTOR


async def begin(desk: Desk, case: Case) -> None:
    """Promise delivery of what was just issued; cards wait for somebody to print them."""
    desk = Desk(desk.office, desk.store, SYSTEM, desk.now)
    for document in case.counting:
        if document.medium is Medium.CARD:
            continue
        if case.application.number_changed_at is not None:
            continue  # an officer decides how
        channel = next_channel(case, document)
        if channel is PICKUP:
            case = await ready_for_pickup(desk, case, document)
        else:
            case = await send(desk, case, document, channel)


def next_channel(case: Case, document: Document) -> DeliveryMethod:
    """Return the chosen channel, or the next that has not failed; the office is the last."""
    application = case.application
    chosen = application.delivery_method or DeliveryMethod.WHATSAPP
    reachable = {
        DeliveryMethod.WHATSAPP: bool(application.applicant_phone or application.applicant_user_id),
        DeliveryMethod.EMAIL: bool(application.applicant_email),
    }
    if chosen.is_by_hand:
        return PICKUP
    order = [chosen, *(m for m in reachable if m is not chosen)]
    failed = document.failed_channels
    return next((m for m in order if reachable[m] and m.value not in failed), PICKUP)


async def deliver_document(desk: Desk, command: c.DeliverDocument) -> c.Outcome:
    """Send an issued document by a channel, also once more."""
    case, document = await desk.open_document(command, DocumentAction.DELIVER)
    channel = command.channel or next_channel(case, document)
    if channel.is_by_hand:
        raise InvalidInput("Untuk diambil di kantor, pakai `preparePickup`.", path=("channel",))
    if command.email is not None:
        application = await desk.store.applications.note(
            case.application, {"applicant_email": command.email}
        )
        case = replace(case, application=application)
    application = case.application
    if channel is DeliveryMethod.EMAIL and not application.applicant_email:
        raise InvalidInput("Alamat email pemohon belum ada.", path=("email",))
    if channel is DeliveryMethod.WHATSAPP and not (
        application.applicant_phone or application.applicant_user_id
    ):
        raise InvalidInput("Nomor WhatsApp pemohon belum ada.", path=("channel",))
    case = await send(desk, case, document, channel)
    return done(case, document.id)


async def send(desk: Desk, case: Case, document: Document, channel: DeliveryMethod) -> Case:
    """Record the delivery and promise the message; a timer asks for its receipt."""
    case = await desk.move_document(
        case,
        document,
        DocumentAction.DELIVER,
        payload={"channel": channel.value},
        changes={"delivery_channel": channel},
    )
    version = case.application.version
    if channel is DeliveryMethod.WHATSAPP:
        await notify.send_document(desk, case, document, version)
    else:
        await notify.mail_document(desk, case, document, version)
    await desk.store.outbox.promise(
        Effect.TIMER,
        f"timer.delivery:{document.id}:{version}",
        {"timer": "delivery", "document_id": document.id, "channel": channel.value},
        now=desk.now,
        due_at=desk.now + timedelta(hours=case.policy.delivery_hours),
        application_id=case.application.id,
        document_id=document.id,
    )
    return case


async def confirm(office: Office, store: Store, document_id: str, receipt: str) -> None:
    """Apply a receipt: the document has reached the citizen."""
    desk = Desk(office, store, SYSTEM, office.clock.now())
    application_id = await store.documents.application_of(document_id)
    case = await desk.find(application_id or "")
    document = case.document(document_id)
    reachable = (DocumentStatus.ISSUED, DocumentStatus.READY_FOR_PICKUP)
    if document is None or document.status not in reachable:
        return
    desk.require_document(case, document, DocumentAction.CONFIRM_DELIVERY)
    case = await desk.move_document(
        case, document, DocumentAction.CONFIRM_DELIVERY, payload={"receipt": receipt}
    )
    if document.delivery_channel is DeliveryMethod.WHATSAPP:
        await notify.how_to_print(desk, case)
    else:
        await notify.delivered_by_email(desk, case)


async def fail(
    office: Office, store: Store, document_id: str, channel: DeliveryMethod, code: str
) -> None:
    """Apply a failed delivery: the next channel, else collection at the office."""
    desk = Desk(office, store, SYSTEM, office.clock.now())
    application_id = await store.documents.application_of(document_id)
    case = await desk.find(application_id or "")
    document = case.document(document_id)
    if document is None or document.status is not DocumentStatus.ISSUED:
        return
    if channel.value in document.failed_channels:
        return
    desk.require_document(case, document, DocumentAction.FAIL_DELIVERY)
    failed = [*document.failed_channels, channel.value]
    case = await desk.move_document(
        case,
        document,
        DocumentAction.FAIL_DELIVERY,
        payload={"channel": channel.value, "code": code},
        changes={"failed_channels": failed},
    )
    present = case.document(document_id)
    if present is None or case.application.number_changed_at is not None:
        return
    following = next_channel(case, present)
    if following is PICKUP:
        await ready_for_pickup(desk, case, present)
    else:
        await send(desk, case, present, following)


async def ready_for_pickup(desk: Desk, case: Case, document: Document) -> Case:
    """Give the document a pickup code, promise the slip, and tell the citizen."""
    code = desk.office.clock.spoken_code()
    desk.require_document(case, document, DocumentAction.PREPARE_PICKUP)
    case = await desk.move_document(
        case,
        document,
        DocumentAction.PREPARE_PICKUP,
        changes={"pickup_code": code, "delivery_channel": PICKUP},
    )
    await desk.store.outbox.promise(
        Effect.DOCUMENT_RENDER,
        f"document.slip:{document.id}",
        {"document_id": document.id, "slip": True},
        now=desk.now,
        application_id=case.application.id,
        document_id=document.id,
    )
    await notify.ready_for_pickup(desk, case, document, code)
    return case


async def keep_slip(office: Office, store: Store, document_id: str, sha256: str) -> None:
    """Keep the printed slip and send it to the citizen's chat."""
    desk = Desk(office, store, SYSTEM, office.clock.now())
    case = await desk.find(await store.documents.application_of(document_id) or "")
    # after the application's lock: the other way round two transactions wait for each other
    await store.documents.note(document_id, {"pickup_slip_sha256": sha256})
    document = case.document(document_id)
    if document is not None and document.status is DocumentStatus.READY_FOR_PICKUP:
        await notify.send_slip(desk, case, document, sha256)


async def prepare_pickup(desk: Desk, command: c.PreparePickup) -> c.Outcome:
    """Make a document ready at the office: a PDF printed for the citizen, or a printed card."""
    case, document = await desk.open_document(command, DocumentAction.PREPARE_PICKUP)
    case = await ready_for_pickup(desk, case, document)
    return done(case, document.id)


async def collect_document(desk: Desk, command: c.CollectDocument) -> c.Outcome:
    """Hand a document over: the code, who collects, and the old card given back."""
    case, document = await desk.open_document(command, DocumentAction.COLLECT)
    if command.pickup_code.strip().upper() != document.pickup_code:
        raise InvalidInput(
            "Kode pengambilan tidak cocok. Periksa slip atau pesan WhatsApp pemohon.",
            path=("pickupCode",),
        )
    if not command.collector_name.strip() or not command.collector_identity.strip():
        raise InvalidInput(
            "Isi nama pengambil dan jenis identitas yang ditunjukkan.", path=("collectorName",)
        )
    if _old_card_exists(desk, case, document) and not command.old_card_surrendered:
        raise InvalidInput(
            "Kartu lama harus diserahkan; isi `oldCardSurrendered: true` bila sudah diterima.",
            path=("oldCardSurrendered",),
        )
    collected = {
        "name": command.collector_name[:120],
        "identity": command.collector_identity[:60],
        "old_card": command.old_card_surrendered,
        "handed_over_by": desk.actor.human_id,
    }
    case = await desk.move_document(
        case,
        document,
        DocumentAction.COLLECT,
        payload={"old_card": command.old_card_surrendered},
        changes={"collected_by": collected},
    )
    await notify.collected(desk, case)
    return done(case, document.id)


def _old_card_exists(desk: Desk, case: Case, document: Document) -> bool:
    """Tell whether the service takes an old card back: one of its papers is surrendered."""
    if document.medium is not Medium.CARD:
        return False
    service = desk.office.catalogue.service(case.application.service_code)
    given = {slot.code for slot in case.slots if slot.attachments}
    return any(r.surrender_original and r.code in given for r in service.requirements)


async def annul_document(desk: Desk, command: c.AnnulDocument) -> c.Outcome:
    """Withdraw an issued document by the head's decision."""
    case, document = await desk.open_document(command, DocumentAction.ANNUL)
    if not command.reason.strip():
        raise InvalidInput("Isi dasar pembatalan.", path=("reason",))
    case = await desk.move_document(case, document, DocumentAction.ANNUL)
    return done(case, document.id)
