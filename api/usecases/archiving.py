"""The archive copy of a signed document: promised at its issue, made beside its delivery."""

from api.domain.case import Case
from api.domain.words import Effect
from api.storage.store import Store
from api.usecases.desk import Desk
from api.usecases.office import Office


async def promise(desk: Desk, case: Case) -> None:
    """Promise a copy of each signed file, in a lane of its own: nothing waits for it."""
    for document in case.counting:
        if document.signed_sha256 is None:
            continue
        await desk.store.outbox.promise(
            Effect.DOCUMENT_ARCHIVE,
            f"document.archive:{document.id}:{document.signed_sha256}",
            {"sha256": document.signed_sha256},
            now=desk.now,
            application_id=case.application.id,
            document_id=document.id,
        )


async def keep(office: Office, store: Store, document_id: str, signed: str, copy: str) -> None:
    """Note the copy of a signed file, unless the document has another one by now."""
    application_id = await store.documents.application_of(document_id)
    documents = await store.documents.of(application_id or "")
    present = next((each for each in documents if each.id == document_id), None)
    if present is not None and present.signed_sha256 == signed:
        changes = {"archive_sha256": copy, "archived_at": office.clock.now()}
        await store.documents.note(document_id, changes)
