"""What readers get from the database: one small value per row, columns in the table's names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Key = tuple[datetime | int | str, str]  # sort value and id of a row


@dataclass(frozen=True)
class Sight:
    """Which applications exist for a reader at all."""

    everything: bool = False
    districts: frozenset[str] = frozenset()  # applications without a district are seen by all
    created_by: str | None = None  # only what this principal opened

    @property
    def is_blind(self) -> bool:
        """Tell whether nothing exists for this reader."""
        return not self.everything and not self.districts and self.created_by is None


@dataclass(frozen=True)
class Window:
    """Which part of an ordered list is asked for: `limit` rows after or before a key."""

    limit: int
    after: Key | None = None
    before: Key | None = None
    backwards: bool = False  # the last rows instead of the first


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list, in the list's order, and whether it goes on at either end."""

    rows: Sequence[T]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True)
class Selection:
    """Which applications a list is about; an empty part asks for nothing."""

    statuses: Sequence[str] = ()
    services: Sequence[str] = ()
    districts: Sequence[str] = ()
    channels: Sequence[str] = ()
    document_statuses: Sequence[str] = ()
    claimed_by: str | None = None
    applicant_phone: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    submitted_from: date | None = None
    submitted_until: date | None = None


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One application as lists and details show it; without what only guards ask for."""

    id: str
    number: str | None
    service_code: str
    status: str
    version: int
    channel: str
    district_code: str | None
    applicant_name: str | None
    applicant_phone: str | None
    applicant_email: str | None
    delivery_method: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    first_submitted_at: datetime | None
    submitted_on: date | None
    claimed_by: str | None
    claimed_until: datetime | None
    completed_at: datetime | None
    appointment_at: datetime | None
    late_decision: Mapping[str, Any] | None
    entry_round: int
    siak_entry_id: str | None
    siak_reasons: Sequence[Mapping[str, Any]] | None
    registration_date: date | None
    draft_answer: str | None
    draft_note: str | None
    draft_shown_at: datetime | None
    number_changed_at: datetime | None
    expires_at: datetime | None
    closing_reason: str | None
    identity_status: str | None
    identity_checked_at: datetime | None
    claimant_name: str | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of an application."""

    id: str
    application_id: str
    type: str
    medium: str
    status: str
    version: int
    siak_ref: str
    number: str
    token: str
    signatory_id: str | None
    round: int
    final_sha256: str | None
    preview_sha256: str | None
    verified_sha256: str | None
    signed_sha256: str | None
    signed_at: datetime | None
    certificate_serial: str | None
    upload_promised: bool
    issued_at: datetime | None
    delivery_channel: str | None
    failed_channels: Sequence[str]
    pickup_slip_sha256: str | None
    archive_sha256: str | None
    archived_at: datetime | None
    updated_at: datetime
    signatory_name: str | None


@dataclass(frozen=True, slots=True)
class RenderingRow:
    """The files of one round of a document, with what tells which documents are the same one."""

    application_id: str
    document_id: str
    type: str
    number: str
    status: str
    round: int
    final_sha256: str
    preview_sha256: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answer that counts for one question, and who gave it."""

    application_id: str
    field: str
    value: Any = attribute(repr=False)  # JSON in the form the catalogue keeps
    said_role: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One file in a requirement's slot."""

    id: str
    application_id: str
    requirement_code: str
    sha256: str
    mime: str
    size: int
    pages: int
    attached_at: datetime


@dataclass(frozen=True, slots=True)
class EventRow:
    """One entry of an application's log."""

    cursor: int
    application_id: str
    version: int
    document_id: str | None
    action: str
    from_status: str | None
    to_status: str
    actor_role: str
    occurred_at: datetime
    hash: str
    actor_name: str | None  # of a principal; a citizen has none


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One promised effect and how far it came."""

    id: str
    seq: int
    application_id: str | None
    document_id: str | None
    kind: str
    state: str
    attempts: int
    due_at: datetime
    receipt: str | None
    error_class: str | None
    error: str | None
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A ticket to send one file."""

    id: str
    file_name: str
    size: int
    sha256: str
    mime: str | None
    pages: int | None
    expires_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """One comparison of our books with SIAK's."""

    id: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    checked_entries: int
    checked_documents: int
    code: str | None
    difference_count: int


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference between our books and SIAK's."""

    id: str
    reconciliation_id: str
    position: int
    kind: str
    application_id: str | None
    document_id: str | None
    entry_id: str | None
    ours: str | None
    theirs: str | None
    remedy: str
    mended_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A signing batch."""

    id: str
    signer_id: str
    state: str
    created_at: datetime
    ended_at: datetime | None
    cancel_requested_at: datetime | None
    total: int
    signed: int
    refused: int
    failed: int
    left: int
    waiting: int


@dataclass(frozen=True, slots=True)
class BatchItemRow:
    """One document of a signing batch and what became of it."""

    batch_id: str
    document_id: str
    position: int
    state: str
    code: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class SignatoryRow:
    """Somebody who may sign, and how often the passphrase was wrong in a row."""

    id: str
    name: str
    position: str | None
    is_active: bool
    wrong_passphrases: int
    locked_at: datetime | None


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """Who signs for the head of office, from when to when."""

    id: str
    principal_id: str
    principal_name: str
    position: str
    starts_on: date
    ends_on: date
    revoked_at: datetime | None
