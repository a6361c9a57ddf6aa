"""Takes back what was entered and drafted: documents annulled, SIAK's numbers made void."""

from datetime import timedelta

from api.domain.case import Case
from api.domain.values import DocumentStatus
from api.domain.words import Effect
from api.usecases.desk import Desk, replace_document
from api.usecases.siak_calls import promise_in_siak

# what goes on with documents that no longer count
FOLLOWING = (
    Effect.DOCUMENT_RENDER,
    Effect.SIAK_VERIFY,
    Effect.SIAK_UPLOAD,
    Effect.SIAK_ISSUE,
)


async def annul_documents(desk: Desk, case: Case) -> Case:
    """Annul what was drafted; part of the application's own step, not one of the document's."""
    for document in case.counting:
        moved = await desk.store.documents.move(
            document, DocumentStatus.ANNULLED, desk.now, {"upload_promised": False}
        )
        case = replace_document(case, moved)
    await desk.store.outbox.withdraw(case.application.id, FOLLOWING, desk.now)
    return case


def submit_key(application_id: str, entry_round: int) -> str:
    """Return the key under which this entry is handed in; SIAK keeps it for ever."""
    return f"siak.submit:{application_id}:{entry_round}"


async def withdraw_from_siak(desk: Desk, case: Case, *, reason: str) -> None:
    """Promise the cancellation of the present entry, after whatever call is still in the air."""
    application = case.application
    busy_until = await desk.store.outbox.withdraw(
        application.id, (Effect.SIAK_SUBMIT, Effect.SIAK_VERIFY), desk.now
    )
    due_at = busy_until + timedelta(seconds=1) if busy_until else desk.now
    await promise_in_siak(
        desk,
        case,
        Effect.SIAK_CANCEL,
        f"siak.cancel:{application.id}:{application.entry_round}",
        {
            "entry_id": application.siak_entry_id,
            "submit_key": submit_key(application.id, application.entry_round),
            "reason": reason,
        },
        due_at=due_at,
    )
