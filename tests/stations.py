"""Brings an application, or a document, to any status of the table, by use cases only."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from api.domain.case import Document
from api.domain.ports import Ambiguous
from api.domain.values import (
    Action,
    DocumentStatus,
    Medium,
    Status,
)
from api.usecases import commands as c
from tests.asking import command_for
from tests.factories import HEAD, OFFICER, OPERATOR, PASSPHRASE, Bench
from tests.signers import PatientSigner

D = DocumentStatus
OFFICE_SERVICE = "KTP_EL_BARU"
CARD_SERVICE = "KTP_EL_HILANG_RUSAK"
DRAFT_DAYS = 15


async def ask(bench: Bench, application_id: str, action: Action) -> None:
    """Let the person whose work it is do the action, with plausible particulars."""
    case = await bench.case(application_id)
    command = command_for(action, case)
    assert command is not None
    actor = {Action.REVISE_ENTRY: OPERATOR, Action.SUBMIT_FOR_VERIFICATION: OPERATOR}
    await bench.do(actor.get(action, OFFICER), command)


async def _draft(bench: Bench, service: str) -> str:
    return await bench.create(service)


async def _submitted(bench: Bench, service: str) -> str:
    return await bench.submitted(service)


async def _under_review(bench: Bench, service: str) -> str:
    application_id = await bench.submitted(service)
    await ask(bench, application_id, Action.CLAIM)
    return application_id


async def _needs_completion(bench: Bench, service: str) -> str:
    application_id = await bench.submitted(service)
    slot = next(s for s in (await bench.case(application_id)).slots if s.attachments)
    await bench.review(application_id, refuse=slot.code)
    await ask(bench, application_id, Action.REQUEST_COMPLETION)
    return application_id


async def _complete(bench: Bench, service: str) -> str:
    return await bench.completed_review(service)


async def _awaiting_attendance(bench: Bench, service: str) -> str:
    application_id = await bench.submitted(service)
    await bench.review(application_id)
    await ask(bench, application_id, Action.CONFIRM_COMPLETE)
    return application_id


async def _in_siak_entry(bench: Bench, service: str) -> str:
    application_id = await bench.completed_review(service)
    await bench.enter(application_id)
    return application_id


async def _drafted(bench: Bench, service: str) -> str:
    return await bench.drafted(service)


async def _awaiting_verification(bench: Bench, service: str) -> str:
    application_id = await bench.drafted(service)
    await ask(bench, application_id, Action.SUBMIT_FOR_VERIFICATION)
    return application_id


async def _awaiting_signature(bench: Bench, service: str) -> str:
    return await bench.verified(service)


async def _signed(bench: Bench, service: str) -> str:
    application_id = await bench.verified(service)
    await bench.sign(application_id)
    return application_id


async def _uploaded(bench: Bench, service: str) -> str:
    application_id = await _signed(bench, service)
    await bench.confirm_uploads(application_id)
    return application_id


async def _issued(bench: Bench, service: str) -> str:
    return await bench.issued(service)


async def _ready_for_pickup(bench: Bench, service: str) -> str:
    application_id = await bench.issued(service)
    for document in (await bench.case(application_id)).counting:
        await bench.do(OFFICER, c.PreparePickup(document_id=document.id))
    return application_id


async def _completed(bench: Bench, service: str) -> str:
    application_id = await bench.issued(service)
    await bench.deliver(application_id)
    return application_id


async def _rejected(bench: Bench, service: str) -> str:
    application_id = await _under_review(bench, service)
    await ask(bench, application_id, Action.REJECT)
    return application_id


async def _cancelled(bench: Bench, service: str) -> str:
    application_id = await bench.submitted(service)
    await ask(bench, application_id, Action.CANCEL)
    return application_id


async def _expired(bench: Bench, service: str) -> str:
    application_id = await bench.create(service)
    bench.clock.advance(DRAFT_DAYS * 24 * 3600)
    await bench.system(application_id, Action.EXPIRE)
    return application_id


STATIONS: Mapping[Status, Callable[[Bench, str], Awaitable[str]]] = {
    Status.DRAFT: _draft,
    Status.SUBMITTED: _submitted,
    Status.UNDER_REVIEW: _under_review,
    Status.NEEDS_COMPLETION: _needs_completion,
    Status.COMPLETE: _complete,
    Status.AWAITING_ATTENDANCE: _awaiting_attendance,
    Status.IN_SIAK_ENTRY: _in_siak_entry,
    Status.DRAFTED: _drafted,
    Status.AWAITING_VERIFICATION: _awaiting_verification,
    Status.AWAITING_SIGNATURE: _awaiting_signature,
    Status.SIGNED: _signed,
    Status.UPLOADED: _uploaded,
    Status.ISSUED: _issued,
    Status.READY_FOR_PICKUP: _ready_for_pickup,
    Status.COMPLETED: _completed,
    Status.REJECTED: _rejected,
    Status.CANCELLED: _cancelled,
    Status.EXPIRED: _expired,
}


async def stand(bench: Bench, status: Status, service: str = "KK_HILANG_RUSAK") -> str:
    """Return an application of the service in this status."""
    application_id = await STATIONS[status](bench, service)
    assert (await bench.case(application_id)).application.status is status
    return application_id


@asynccontextmanager
async def document_standing(
    bench: Bench, status: DocumentStatus, medium: Medium
) -> AsyncIterator[Document]:
    """Offer a document in this status; a signature under way ends with the block."""
    service = CARD_SERVICE if medium is Medium.CARD else "KK_HILANG_RUSAK"
    signer = PatientSigner(bench.office.signer)
    if status is D.SIGNING:
        bench.office = replace(bench.office, signer=signer)
    application_id = await _to_document_status(bench, status, service)
    if status is D.SIGNING:
        await signer.is_asked()
    try:
        document = (await bench.case(application_id)).documents[0]
        assert document.status is status
        yield document
    finally:
        signer.go_on()
        await bench.batches_end()


async def _to_document_status(bench: Bench, status: DocumentStatus, service: str) -> str:
    match status:
        case D.SIGNING:
            application_id = await bench.verified(service)
            await start_signing(bench, application_id)
        case D.SIGN_UNKNOWN:
            application_id = await bench.verified(service)
            await lose_signature(bench, application_id)
        case D.VERIFIED:
            application_id = await bench.verified(service)
        case D.DELIVERED:
            application_id = await _completed(bench, service)
        case D.COLLECTED:
            application_id = await _ready_for_pickup(bench, service)
            await collect(bench, (await bench.case(application_id)).documents[0])
        case D.ANNULLED:
            application_id = await bench.drafted(service)
            await ask(bench, application_id, Action.REVISE_ENTRY)
        case D.SUPERSEDED:
            application_id = await bench.issued(service)
            await supersede(bench, (await bench.case(application_id)).documents[0])
        case _:
            application_id = await STATIONS[Status(status.value)](bench, service)
    return application_id


async def start_signing(bench: Bench, application_id: str) -> None:
    """Start a batch with every verified document and do not wait for it."""
    case = await bench.case(application_id)
    wanted = tuple(
        c.ToSign(d.id, d.version)
        for d in case.counting
        if d.status is D.VERIFIED and d.medium is Medium.PDF
    )
    await bench.do(HEAD, c.SignDocuments(documents=wanted, passphrase=PASSPHRASE))


async def lose_signature(bench: Bench, application_id: str) -> None:
    """Let the outcome of a signature be unclear."""
    office = bench.office
    signer = PatientSigner(office.signer)
    bench.office = replace(office, signer=signer)
    signer.go_on(Ambiguous("NO_ANSWER"))
    await start_signing(bench, application_id)
    await bench.batches_end()
    bench.office = office


async def collect(bench: Bench, document: Document) -> None:
    """Hand the document over at the counter."""
    await bench.do(
        OFFICER,
        c.CollectDocument(
            document_id=document.id,
            pickup_code=document.pickup_code or "",
            collector_name="CONTOH",
            collector_identity="KTP-el",
            old_card_surrendered=True,
        ),
    )


async def supersede(bench: Bench, document: Document) -> None:
    """Let a later issue replace the document."""
    later = await _uploaded(bench, "KK_HILANG_RUSAK")
    await bench.issue(later, superseded=(document.number,))
