"""What an actor may do next with a case, what stands in the way, and which papers are lacking."""

from dataclasses import dataclass

from api.domain import workflow
from api.domain.case import Case, Document, Slot
from api.domain.errors import Refusal
from api.domain.laws import open_groups, refusals
from api.domain.transitions import DocumentTransition
from api.domain.values import Action, Actor, DocumentAction, DocumentStatus
from api.domain.words import Guard
from api.usecases.signing_words import sentence_of

NOT_IN_OFFICE = Refusal("SIGNER_NOT_IN_OFFICE", sentence_of("SIGNER_NOT_IN_OFFICE"))
HINTS = {
    (DocumentStatus.SIGN_UNKNOWN, DocumentAction.FINISH_SIGN): (
        "Berkas bertanda tangan diperiksa dahulu: bawa dengan `uploadId`, atau kosongkan agar "
        "ditanyakan kepada penanda tangan jarak jauh."
    ),
    (DocumentStatus.SIGN_UNKNOWN, DocumentAction.FAIL_SIGN): (
        "Hanya bila sudah dipastikan tidak ada tanda tangannya."
    ),
}


@dataclass(frozen=True)
class Available:
    """An action of the actor's role, and what stands in its way now."""

    action: Action | DocumentAction
    reasons: tuple[Refusal, ...]
    hint: str | None = None  # what it will ask for, in Indonesian

    @property
    def allowed(self) -> bool:
        """Tell whether nothing stands in the way."""
        return not self.reasons


def available_actions(case: Case, actor: Actor) -> tuple[Available, ...]:
    """Return what the role may try on the application from here, in the table's order."""
    found = []
    for action in workflow.actions_from(case.application.status, actor.role, case.mode):
        row = workflow.find(action, case.application.status, actor.role, case.mode)
        if row is not None:
            found.append(Available(action, refusals(row.guards, case, actor)))
    return tuple(found)


def available_document_actions(
    case: Case, document: Document, actor: Actor
) -> tuple[Available, ...]:
    """Return what the role may try on the document from here, in the table's order."""
    found = []
    for action in workflow.document_actions_from(document.status, actor.role, document.medium):
        row = workflow.find_document(action, document.status, actor.role, document.medium)
        if row is not None:
            reasons = refusals(_decided_now(row), case, actor, document)
            if action is DocumentAction.BEGIN_SIGN and not actor.in_office:
                reasons = (NOT_IN_OFFICE, *reasons)
            found.append(Available(action, reasons, HINTS.get((document.status, action))))
    return tuple(found)


def _decided_now(row: DocumentTransition) -> tuple[Guard, ...]:
    """Return the guards that can be asked before the act; a brought file is judged with it."""
    if row.source is not DocumentStatus.SIGN_UNKNOWN:
        return row.guards
    return tuple(guard for guard in row.guards if guard is not Guard.SIGNATURE_ACCEPTED)


def lacking(case: Case) -> tuple[Slot, ...]:
    """Return the slots of every requirement nothing usable was sent for; alternatives all."""
    return tuple(
        slot
        for group in open_groups(case)
        if not any(slot.is_filled for slot in group)
        for slot in group
    )
