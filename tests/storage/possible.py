"""Rows of the workflow's tables as the machine knows them, and when each is possible at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from api.domain.case import Case
from api.domain.transitions import DocumentTransition, Transition
from api.domain.values import Action, DocumentAction, DocumentStatus, Medium, Role, Status
from api.domain.words import Guard
from api.domain.workflow import find, find_document

A, X, D, R = Action, DocumentAction, DocumentStatus, Role
UNDER_WAY = (D.SIGNING, D.SIGN_UNKNOWN)


@dataclass(frozen=True)
class Row:
    """One way of the table, for one role; of a document when it names one."""

    action: Action | DocumentAction
    source: Status | DocumentStatus | None
    role: Role
    document_id: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what counts as the same row."""
        level = "DOCUMENT" if isinstance(self.action, DocumentAction) else "APPLICATION"
        return f"{level} {self.action}", self.source or "", self.role

    def is_by_hand(self, case: Case) -> bool:
        """Tell whether the row is only for offices without an interface to SIAK."""
        document = case.document(self.document_id)
        found: Transition | DocumentTransition | None = None
        if isinstance(self.action, Action):
            found = find(self.action, case.application.status, self.role, case.mode)
        elif document is not None:
            found = find_document(self.action, document.status, self.role, document.medium)
        return found is not None and Guard.SIAK_BY_HAND in found.guards


def is_late(case: Case, _: Row) -> bool:
    late = case.late_needs_decision and case.reported_late is True
    return late and case.application.late_decision is None


def _unsigned(case: Case, _: Row) -> bool:
    return not any(d.status in UNDER_WAY or d.signed_sha256 for d in case.counting)


def _returnable(case: Case, _: Row) -> bool:
    return not any(d.status in UNDER_WAY or d.upload_promised for d in case.counting)


def _asks_for_confirmation(case: Case, _: Row) -> bool:
    return case.policy.draft_confirmation


def _may_be_verified(case: Case, _: Row) -> bool:
    return case.application.draft_answer != "DISPUTED"


def _not_accepted(case: Case, _: Row) -> bool:
    return not case.counting


def _may_be_refused(case: Case, row: Row) -> bool:
    if case.application.status is Status.IN_SIAK_ENTRY:
        return not case.counting
    return not any(d.status in UNDER_WAY for d in case.counting)


def _being_drawn(case: Case, _: Row) -> bool:
    return any(d.medium is Medium.PDF and not d.final_sha256 for d in case.counting)


def _appointment_possible(case: Case, _: Row) -> bool:
    due = case.application.expires_at
    return due is None or due > case.now + timedelta(days=1)


def _upload_open(case: Case, row: Row) -> bool:
    document = case.document(row.document_id)
    return document is not None and not document.upload_promised


def _printed_by_somebody(case: Case, row: Row) -> bool:
    document = case.document(row.document_id)
    is_card = document is not None and document.medium is Medium.CARD
    return row.role is R.SERVICE_OFFICER or not is_card


def _never(_: Case, __: Row) -> bool:
    return False  # follows from another row: a later issue


POSSIBLE: Mapping[Action | DocumentAction, Callable[[Case, Row], bool]] = {
    A.DECIDE_LATE_REPORT: is_late,
    A.CANCEL: _unsigned,
    A.RETURN_TO_VERIFIER: _returnable,
    A.CONFIRM_DRAFT: _asks_for_confirmation,
    A.DISPUTE_DRAFT: _asks_for_confirmation,
    A.SUBMIT_FOR_VERIFICATION: _may_be_verified,
    A.SIAK_ACCEPT: _not_accepted,
    A.SIAK_REFUSE: _may_be_refused,
    A.FINISH_DRAFTS: _being_drawn,
    A.SCHEDULE_ATTENDANCE: _appointment_possible,
    X.UPLOAD_TO_SIAK: _upload_open,
    X.PREPARE_PICKUP: _printed_by_somebody,
    X.SUPERSEDE: _never,
}
