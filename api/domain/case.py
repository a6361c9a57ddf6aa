"""The case file of one application: every fact that guards, replies and readers may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from api.domain.values import (
    Channel,
    DeliveryMethod,
    DocumentStatus,
    Medium,
    Mode,
    Scope,
    Status,
    Verdict,
)


@dataclass(frozen=True)
class Application:
    """One `permohonan` as it is stored."""

    id: str
    service_code: str
    status: Status
    version: int
    channel: Channel
    created_by: str
    created_at: datetime
    updated_at: datetime
    head_hash: str  # of the event log's last entry
    number: str | None = None
    first_submitted_at: datetime | None = None  # fixes the place in the queue and lateness
    submitted_on: date | None = None  # the same in office time
    district_code: str | None = None
    applicant_phone: str | None = None
    applicant_user_id: str | None = None
    applicant_email: str | None = None
    applicant_name: str | None = None
    applicant_key: str | None = None  # keyed hash of the applicant's NIK
    delivery_method: DeliveryMethod | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    completed_at: datetime | None = None  # COMPLETE: the service promise counts from here
    appointment_at: datetime | None = None
    late_decision: Mapping[str, Any] | None = None
    operator_id: str | None = None
    verifier_id: str | None = None
    entry_round: int = 0  # how often it was entered into SIAK
    siak_entry_id: str | None = None
    registration_date: date | None = None
    household: tuple[str, ...] | None = None  # keyed hashes, once SIAK named the family
    siak_reasons: tuple[Mapping[str, Any], ...] = ()
    draft_answer: str | None = None  # CONFIRMED or DISPUTED
    draft_shown_at: datetime | None = None
    number_changed_at: datetime | None = None
    expires_at: datetime | None = None
    closing_reason: str | None = None
    identity_status: str | None = None  # what SIAK says of the applicant, once asked
    identity_checked_at: datetime | None = None


@dataclass(frozen=True)
class Document:
    """One document of an application."""

    id: str
    application_id: str
    type: str
    medium: Medium
    status: DocumentStatus
    version: int
    siak_ref: str
    number: str  # reserved by SIAK, active from issue on
    content: Mapping[str, Any]
    token: str  # what the QR's address holds
    signatory_id: str | None = None
    final_sha256: str | None = None
    preview_sha256: str | None = None
    verified_sha256: str | None = None
    signed_sha256: str | None = None
    signed_at: datetime | None = None
    upload_promised: bool = False
    issued_at: datetime | None = None
    pickup_code: str | None = None
    delivery_channel: DeliveryMethod | None = None
    failed_channels: tuple[str, ...] = ()
    round: int = 1  # grows when the page is made anew
    made_at: datetime | None = None  # fixes the bytes of the rendering


@dataclass(frozen=True)
class Slot:
    """One requirement as it stands: is it needed, is something there, what was said of it."""

    code: str
    name: str
    needed: bool | None  # None: an answer that decides it is missing
    mandatory: bool
    group: str | None
    accepts: tuple[str, ...]
    attachments: int = 0
    fresh: bool = False  # something came after the last refusal
    verdict: Verdict | None = None
    reason_code: str | None = None
    note: str | None = None

    @property
    def is_asked(self) -> bool:
        """Tell whether something has to be there."""
        return self.mandatory and self.needed is True

    @property
    def is_filled(self) -> bool:
        """Tell whether something usable is there."""
        return self.attachments > 0 and (self.verdict is not Verdict.REFUSED or self.fresh)


@dataclass(frozen=True)
class RefusedAnswer:
    """An answer the citizen was asked to correct; `fresh` once it was given anew."""

    field: str
    reason_code: str
    note: str
    fresh: bool = False


@dataclass(frozen=True)
class Policy:
    """What the office decided for itself."""

    draft_confirmation: bool = False
    upload_at_once: bool = True  # a signed document goes to SIAK without another click
    claim_minutes: int = 60
    completion_days: int = 14
    draft_days: int = 14
    attendance_days: int = 30
    visits_at_once: int = 3  # how many the office receives at one time
    draft_answer_hours: int = 24
    receipt_seconds: int = 60
    delivery_hours: int = 24
    pickup_days: int = 90
    reconcile_hour: int = 2  # of the night, in the office's time
    siak_by_hand: bool = False  # there is no interface: the operator enters and types back
    flags: Mapping[str, bool] = field(default_factory=dict)  # of the catalogue


@dataclass(frozen=True)
class Case:
    """An application with all that is known about it at one moment."""

    application: Application
    mode: Mode
    half: Scope
    documents: tuple[Document, ...]
    slots: tuple[Slot, ...]
    undecided: tuple[str, ...]  # deciding questions not answered
    missing: tuple[str, ...]  # required answers not given
    reported_late: bool | None
    late_needs_decision: bool
    policy: Policy
    now: datetime
    answers: Mapping[str, Any] = field(default_factory=dict)
    refused_answers: tuple[RefusedAnswer, ...] = ()

    @property
    def counting(self) -> tuple[Document, ...]:
        """Return the documents that were neither annulled nor superseded."""
        gone = (DocumentStatus.ANNULLED, DocumentStatus.SUPERSEDED)
        return tuple(d for d in self.documents if d.status not in gone)

    def document(self, document_id: str) -> Document | None:
        """Return one of the documents, or None."""
        return next((d for d in self.documents if d.id == document_id), None)

    def slot(self, code: str) -> Slot | None:
        """Return one of the requirement slots, or None."""
        return next((s for s in self.slots if s.code == code), None)
