"""The workflow: every transition of an application and of a document, in one table.

Everything else is derived from it: permissions, `availableActions`, the diagram in the manual, the
words the citizen reads, and the tests. A row says who may do what, from where to where, what is
asked beforehand (guards, `api/domain/laws.py`) and what is promised (effects, outbox kinds).
"""

from typing import TypeVar

from api.domain.stages import stage_of
from api.domain.transitions import (
    FULL_MODES,
    OFFICE_MODES,
    DocumentTransition,
    Transition,
    rows,
)
from api.domain.values import Action, DocumentAction, DocumentStatus, Medium, Mode, Role, Status
from api.domain.words import Effect, Guard
from api.domain.workflow_documents import DOCUMENT_TRANSITIONS as DOCUMENT_TRANSITIONS

T = TypeVar("T")
S, A, D, X, R = Status, Action, DocumentStatus, DocumentAction, Role

AP, SO, DO, VE = R.APPLICANT, R.SERVICE_OFFICER, R.DATA_ENTRY_OPERATOR, R.VERIFIER
HO, SA, SYS, SIAK = R.HEAD_OF_OFFICE, R.SERVICE_ACCOUNT, R.SYSTEM, R.SIAK

BEFORE_ENTRY = (
    S.DRAFT,
    S.SUBMITTED,
    S.UNDER_REVIEW,
    S.NEEDS_COMPLETION,
    S.AWAITING_ATTENDANCE,
    S.COMPLETE,
)
AT_SIAK = (S.DRAFTED, S.AWAITING_VERIFICATION, S.AWAITING_SIGNATURE, S.SIGNED, S.UPLOADED)
FROM_ENTRY = (S.IN_SIAK_ENTRY, S.DRAFTED, S.AWAITING_VERIFICATION, S.AWAITING_SIGNATURE)

TRANSITIONS: tuple[Transition, ...] = (
    *rows(A.CREATE, [None], S.DRAFT, AP, SO, SA, guards=(Guard.PURPOSE_NOTICED,)),
    *rows(
        A.RECORD_ANSWERS,
        [S.DRAFT, S.NEEDS_COMPLETION],
        None,
        AP,
        SA,
        effects=(Effect.SIAK_LOOKUP,),
    ),
    *rows(
        A.RECORD_ANSWERS,
        [S.UNDER_REVIEW, S.COMPLETE],
        None,
        SO,
        DO,
        effects=(Effect.SIAK_LOOKUP,),
    ),
    *rows(
        A.ATTACH,
        [S.DRAFT, S.NEEDS_COMPLETION, S.UNDER_REVIEW],
        None,
        AP,
        SO,
        SA,
        guards=(Guard.SLOT_OPEN,),
    ),
    *rows(
        A.SUBMIT,
        [S.DRAFT],
        S.SUBMITTED,
        AP,
        SO,
        SA,
        guards=(Guard.DECIDING_QUESTIONS_ANSWERED, Guard.SLOTS_FILLED),
        effects=(Effect.WHATSAPP_SEND, Effect.SIAK_LOOKUP),
    ),
    *rows(
        A.CLAIM,
        [S.SUBMITTED],
        S.UNDER_REVIEW,
        SO,
        guards=(Guard.IN_JURISDICTION, Guard.NOT_OWN_HOUSEHOLD),
        effects=(Effect.TIMER,),
    ),
    *rows(A.RELEASE, [S.UNDER_REVIEW], S.SUBMITTED, SO, SYS, guards=(Guard.CLAIM_MAY_END,)),
    *rows(A.REVIEW_REQUIREMENT, [S.UNDER_REVIEW], None, SO, guards=(Guard.CLAIMANT,)),
    *rows(
        A.REQUEST_COMPLETION,
        [S.UNDER_REVIEW],
        S.NEEDS_COMPLETION,
        SO,
        guards=(Guard.CLAIMANT, Guard.SOMETHING_REFUSED),
        effects=(Effect.WHATSAPP_SEND, Effect.TIMER),
    ),
    *rows(
        A.REQUEST_COMPLETION,
        [S.COMPLETE],
        S.NEEDS_COMPLETION,
        DO,
        guards=(Guard.SOMETHING_REFUSED,),
        effects=(Effect.WHATSAPP_SEND, Effect.TIMER),
    ),
    *rows(
        A.RESUBMIT,
        [S.NEEDS_COMPLETION],
        S.SUBMITTED,
        AP,
        SO,
        SA,
        guards=(Guard.REFUSED_REPLACED, Guard.DECIDING_QUESTIONS_ANSWERED, Guard.SLOTS_FILLED),
        effects=(Effect.WHATSAPP_SEND,),
    ),
    *rows(
        A.REJECT,
        [S.UNDER_REVIEW],
        S.REJECTED,
        SO,
        guards=(Guard.CLAIMANT,),
        effects=(Effect.WHATSAPP_SEND,),
    ),
    *rows(A.REJECT, [S.COMPLETE], S.REJECTED, DO, effects=(Effect.WHATSAPP_SEND,)),
    *rows(
        A.CONFIRM_COMPLETE,
        [S.UNDER_REVIEW],
        S.COMPLETE,
        SO,
        guards=(Guard.CLAIMANT, Guard.ALL_ACCEPTED),
        effects=(Effect.WHATSAPP_SEND,),
        modes=FULL_MODES,
    ),
    *rows(
        A.CONFIRM_COMPLETE,
        [S.UNDER_REVIEW],
        S.AWAITING_ATTENDANCE,
        SO,
        guards=(Guard.CLAIMANT, Guard.ALL_ACCEPTED),
        effects=(Effect.WHATSAPP_SEND, Effect.TIMER),
        modes=OFFICE_MODES,
    ),
    *rows(
        A.SCHEDULE_ATTENDANCE,
        [S.AWAITING_ATTENDANCE],
        None,
        AP,
        SO,
        effects=(Effect.WHATSAPP_SEND, Effect.TIMER),
        modes=OFFICE_MODES,
    ),
    *rows(
        A.RECORD_ATTENDANCE,
        [S.AWAITING_ATTENDANCE],
        S.COMPLETE,
        SO,
        modes=OFFICE_MODES,
    ),
    *rows(A.DECIDE_LATE_REPORT, [S.COMPLETE], None, HO, guards=(Guard.LATE_AND_UNDECIDED,)),
    *rows(
        A.ENTER_INTO_SIAK,
        [S.COMPLETE],
        S.IN_SIAK_ENTRY,
        DO,
        guards=(Guard.ANSWERS_COMPLETE, Guard.LATE_REPORT_DECIDED, Guard.NOT_OWN_HOUSEHOLD),
        effects=(Effect.SIAK_SUBMIT,),
    ),
    *rows(A.SIAK_REFUSE, [S.IN_SIAK_ENTRY], S.COMPLETE, SIAK),
    *rows(
        A.SIAK_REFUSE,
        [S.IN_SIAK_ENTRY],
        S.COMPLETE,
        DO,
        guards=(Guard.SIAK_BY_HAND, Guard.NOT_YET_ACCEPTED),
    ),
    *rows(  # taken back after the acceptance: cancelled there, or no longer to be issued
        A.SIAK_REFUSE,
        AT_SIAK,
        S.COMPLETE,
        SIAK,
        guards=(Guard.NO_SIGNING_UNDER_WAY,),
        effects=(Effect.SIAK_CANCEL,),
    ),
    *rows(
        A.SIAK_REFUSE,
        AT_SIAK,
        S.COMPLETE,
        DO,
        guards=(Guard.SIAK_BY_HAND, Guard.NO_SIGNING_UNDER_WAY),
        effects=(Effect.SIAK_CANCEL,),
    ),
    *rows(
        A.SIAK_ACCEPT,
        [S.IN_SIAK_ENTRY],
        None,
        SIAK,
        guards=(Guard.NOT_YET_ACCEPTED,),
        effects=(Effect.DOCUMENT_RENDER,),
    ),
    *rows(
        A.SIAK_ACCEPT,
        [S.IN_SIAK_ENTRY],
        None,
        DO,
        guards=(
            Guard.SIAK_BY_HAND,
            Guard.THE_OPERATOR,
            Guard.NOT_YET_ACCEPTED,
            Guard.NOT_OWN_HOUSEHOLD,
        ),
        effects=(Effect.DOCUMENT_RENDER,),
    ),
    *rows(
        A.FINISH_DRAFTS,
        [S.IN_SIAK_ENTRY],
        S.DRAFTED,
        SYS,
        guards=(Guard.RENDERINGS_STORED,),
        effects=(Effect.WHATSAPP_SEND, Effect.TIMER),
    ),
    *rows(A.CONFIRM_DRAFT, [S.DRAFTED], None, AP, guards=(Guard.DRAFT_POLICY_ON,)),
    *rows(A.DISPUTE_DRAFT, [S.DRAFTED], None, AP, guards=(Guard.DRAFT_POLICY_ON,)),
    *rows(A.REVISE_ENTRY, [S.DRAFTED], S.COMPLETE, DO, effects=(Effect.SIAK_CANCEL,)),
    *rows(
        A.SUBMIT_FOR_VERIFICATION,
        [S.DRAFTED],
        S.AWAITING_VERIFICATION,
        DO,
        guards=(Guard.DRAFT_NOT_DISPUTED, Guard.DRAFT_ANSWERED),
    ),
    *rows(
        A.RETURN_TO_OPERATOR,
        [S.AWAITING_VERIFICATION],
        S.DRAFTED,
        VE,
        guards=(Guard.NOT_THE_OPERATOR, Guard.IN_VERIFIERS_HALF),
    ),
    *rows(
        A.VERIFY,
        [S.AWAITING_VERIFICATION],
        None,
        VE,
        guards=(
            Guard.NOT_THE_OPERATOR,
            Guard.IN_VERIFIERS_HALF,
            Guard.HOUSEHOLD_KNOWN,
            Guard.NOT_OWN_HOUSEHOLD,
            Guard.RENDERINGS_STORED,
        ),
        effects=(Effect.SIAK_VERIFY, Effect.SIAK_ISSUE),
        derived=True,
    ),
    *rows(
        A.RETURN_TO_VERIFIER,
        [S.AWAITING_SIGNATURE, S.SIGNED],
        S.AWAITING_VERIFICATION,
        HO,
        guards=(Guard.NO_SIGNING_UNDER_WAY, Guard.NO_UPLOAD_PROMISED),
        effects=(Effect.DOCUMENT_RENDER,),
    ),
    *rows(
        A.ISSUE,
        [S.UPLOADED],
        S.ISSUED,
        SIAK,
        effects=(Effect.WHATSAPP_SEND, Effect.EMAIL_SEND, Effect.DOCUMENT_ARCHIVE),
        derived=True,
    ),
    *rows(
        A.ISSUE,
        [S.UPLOADED],
        S.ISSUED,
        DO,
        guards=(Guard.SIAK_BY_HAND,),
        effects=(Effect.WHATSAPP_SEND, Effect.EMAIL_SEND, Effect.DOCUMENT_ARCHIVE),
        derived=True,
    ),
    *rows(
        A.CANCEL,
        BEFORE_ENTRY,
        S.CANCELLED,
        AP,
        SO,
        effects=(Effect.WHATSAPP_SEND,),
    ),
    *rows(
        A.CANCEL,
        FROM_ENTRY,
        S.CANCELLED,
        SO,
        guards=(Guard.NO_SIGNING_UNDER_WAY, Guard.NOTHING_SIGNED),
        effects=(Effect.SIAK_CANCEL, Effect.WHATSAPP_SEND),
    ),
    *rows(
        A.EXPIRE,
        [S.DRAFT, S.NEEDS_COMPLETION, S.AWAITING_ATTENDANCE],
        S.EXPIRED,
        SYS,
        guards=(Guard.EXPIRY_DUE,),
        effects=(Effect.WHATSAPP_SEND,),
    ),
)

INITIAL = S.DRAFT
FINAL = frozenset({S.COMPLETED, S.REJECTED, S.CANCELLED, S.EXPIRED})
FINAL_DOCUMENT = frozenset({D.SUPERSEDED, D.ANNULLED})

_BY_KEY = {
    (row.action, row.source, role, mode): row
    for row in TRANSITIONS
    for role in row.roles
    for mode in row.modes
}
_DOCUMENT_BY_KEY = {
    (row.action, row.source, role, medium): row
    for row in DOCUMENT_TRANSITIONS
    for role in row.roles
    for medium in row.media
}


def find(action: Action, source: Status | None, role: Role, mode: Mode) -> Transition | None:
    """Return the row that lets this role act from here, or None."""
    return _BY_KEY.get((action, source, role, mode))


def find_document(
    action: DocumentAction, source: DocumentStatus, role: Role, medium: Medium
) -> DocumentTransition | None:
    """Return the row that lets this role act on the document from here, or None."""
    return _DOCUMENT_BY_KEY.get((action, source, role, medium))


def actions_from(source: Status, role: Role, mode: Mode) -> tuple[Action, ...]:
    """Return what the role may try from this status, in the table's order."""
    return tuple(
        dict.fromkeys(
            row.action
            for row in TRANSITIONS
            if row.source is source and role in row.roles and mode in row.modes
        )
    )


def document_actions_from(
    source: DocumentStatus, role: Role, medium: Medium
) -> tuple[DocumentAction, ...]:
    """Return what the role may try on a document from this status, in the table's order."""
    return tuple(
        dict.fromkeys(
            row.action
            for row in DOCUMENT_TRANSITIONS
            if row.source is source and role in row.roles and medium in row.media
        )
    )


def edges() -> frozenset[tuple[Status, Action | DocumentAction, Status]]:
    """Return every change of an application's status, those that follow from documents too."""
    found: set[tuple[Status, Action | DocumentAction, Status]] = set()
    for row in TRANSITIONS:
        if row.source is None:
            continue
        if row.action is A.VERIFY:
            found |= {(row.source, row.action, t) for t in (S.AWAITING_SIGNATURE, S.UPLOADED)}
        elif row.target is not None and row.target is not row.source:
            found.add((row.source, row.action, row.target))
    for rule in DOCUMENT_TRANSITIONS:
        for medium in rule.media:
            before = stage_of(rule.source, medium)
            after = stage_of(rule.target, medium) if rule.target else None
            if before and after and before is not after:
                found.add((before, rule.action, after))
    return frozenset(found)


def _check() -> None:
    """Refuse to start on a table with a double row, an unreachable or a trapped status."""
    if len(_BY_KEY) != sum(len(row.roles) * len(row.modes) for row in TRANSITIONS):
        raise ValueError("two rows of the application's table allow the same")
    if len(_DOCUMENT_BY_KEY) != sum(len(r.roles) * len(r.media) for r in DOCUMENT_TRANSITIONS):
        raise ValueError("two rows of the document's table allow the same")
    _check_walk({(a, b) for a, _, b in edges()}, INITIAL, set(Status), FINAL)
    steps = {(r.source, r.target) for r in DOCUMENT_TRANSITIONS if r.target is not None}
    born = {(D.DRAFTED, D.VERIFIED), (D.VERIFIED, D.ISSUED), (D.UPLOADED, D.ISSUED)}
    _check_walk(steps | born, D.DRAFTED, set(DocumentStatus), FINAL_DOCUMENT)


def _check_walk(steps: set[tuple[T, T]], start: T, every: set[T], final: frozenset[T]) -> None:
    reached, frontier = {start}, {start}
    while frontier:
        frontier = {b for a, b in steps if a in frontier} - reached
        reached |= frontier
    if reached != every:
        raise ValueError(f"unreachable: {every - reached}")
    trapped = every - {a for a, _ in steps} - final
    if trapped:
        raise ValueError(f"no way out of: {trapped}")
    leaving = {a for a, _ in steps} & final
    if leaving:
        raise ValueError(f"a final status has an exit: {leaving}")


_check()
