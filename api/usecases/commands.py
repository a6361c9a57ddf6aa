"""What can be asked of the service, one value per use case; the contract between doors and rules.

Every command may carry an idempotency key; those that change an existing thing carry the version
their author saw. `execute` (`api/usecases/execute.py`) runs any of them in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from api.domain.values import Channel, DeliveryMethod, Verdict


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something asked of the service; the same key with the same content has one effect."""

    idempotency_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationCommand(Command):
    """Something asked about one application, as seen at `expected_version`."""

    application_id: str
    expected_version: int | None = None  # None only from the service's own doors


@dataclass(frozen=True, kw_only=True)
class DocumentCommand(Command):
    """Something asked about one document, as seen at `expected_version`."""

    document_id: str
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CreateApplication(Command):
    """Open an application in DRAFT."""

    service_code: str
    purpose_noticed: bool
    district_code: str | None = None
    applicant_phone: str | None = None
    applicant_user_id: str | None = None
    applicant_name: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    on_behalf_of: str | None = None  # the human behind a service account
    channel: Channel | None = None  # None: follows from the role


@dataclass(frozen=True, kw_only=True)
class RecordAnswers(ApplicationCommand):
    """Keep answers to the service's questions, as far as they are known."""

    answers: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PrefillFromSiak(ApplicationCommand):
    """Answer with what SIAK knows, where nobody answered yet."""


@dataclass(frozen=True, kw_only=True)
class CreateUpload(Command):
    """Ask for a ticket to send one file."""

    file_name: str
    size: int  # bytes
    sha256: str  # hex


@dataclass(frozen=True, kw_only=True)
class AttachRequirement(ApplicationCommand):
    """Put an uploaded file into a requirement's slot."""

    requirement_code: str
    upload_id: str


@dataclass(frozen=True, kw_only=True)
class SubmitApplication(ApplicationCommand):
    """Hand the application in."""


@dataclass(frozen=True, kw_only=True)
class ClaimApplication(ApplicationCommand):
    """Take the application for review."""


@dataclass(frozen=True, kw_only=True)
class ReleaseApplication(ApplicationCommand):
    """Give a claimed application back to the queue."""


@dataclass(frozen=True, kw_only=True)
class ReviewRequirement(ApplicationCommand):
    """Accept or refuse what was sent for one requirement."""

    requirement_code: str
    verdict: Verdict
    reason_code: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class RefuseAnswer:
    """One answer the citizen has to give anew."""

    field: str
    reason_code: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class RequestCompletion(ApplicationCommand):
    """Ask the citizen to replace what was refused."""

    refusals: tuple[ReviewRequirement, ...] = ()  # verdicts given in the same act
    answers: tuple[RefuseAnswer, ...] = ()
    siak_reasons: bool = False  # what SIAK refused goes back to the citizen as it is
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class ResubmitApplication(ApplicationCommand):
    """Hand the completed application in again."""


@dataclass(frozen=True, kw_only=True)
class RejectApplication(ApplicationCommand):
    """Refuse the application for good."""

    reason_code: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmComplete(ApplicationCommand):
    """Declare the file complete."""

    applicant_confirmed: bool  # officer knows who the applicant is and their relation


@dataclass(frozen=True, kw_only=True)
class ScheduleAttendance(ApplicationCommand):
    """Fix when the citizen comes to the office."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class RecordAttendance(ApplicationCommand):
    """Record that the citizen came, and what was done."""

    biometrics_taken: bool = False
    originals_seen: bool = False
    parties_present: bool = False
    witnesses_present: bool = False


@dataclass(frozen=True, kw_only=True)
class DecideLateReport(ApplicationCommand):
    """Decide that a late report may be registered."""

    note: str
    approved: bool = True


@dataclass(frozen=True, kw_only=True)
class EnterIntoSiak(ApplicationCommand):
    """Enter the complete file into SIAK."""


@dataclass(frozen=True, kw_only=True)
class ConfirmDraft(ApplicationCommand):
    """Say that the draft is right."""


@dataclass(frozen=True, kw_only=True)
class DisputeDraft(ApplicationCommand):
    """Say what is wrong in the draft."""

    note: str


@dataclass(frozen=True, kw_only=True)
class ReviseEntry(ApplicationCommand):
    """Withdraw the entry from SIAK to enter it again."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SubmitForVerification(ApplicationCommand):
    """Put the drafted documents before the verifier."""


@dataclass(frozen=True, kw_only=True)
class ReturnToOperator(ApplicationCommand):
    """Send the drafts back to the operator."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class VerifyApplication(ApplicationCommand):
    """Accept the final renderings, by the hashes the verifier saw."""

    hashes: Mapping[str, str]  # document id -> SHA-256 hex of the final rendering, PDFs only


@dataclass(frozen=True, kw_only=True)
class ReturnToVerifier(ApplicationCommand):
    """Send the documents back instead of signing them."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class CancelApplication(ApplicationCommand):
    """Withdraw the application."""

    reason: str | None = None


@dataclass(frozen=True)
class ToSign:
    """One document of a signing batch, as the signatory saw it."""

    document_id: str
    expected_version: int


@dataclass(frozen=True, kw_only=True)
class SignDocuments(Command):
    """Sign 1 to 200 documents with one passphrase, which is kept by nobody."""

    documents: tuple[ToSign, ...]
    passphrase: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class FinishSign(DocumentCommand):
    """Settle an unclear signature: the signed file is there and valid."""

    upload_id: str | None = None  # the signed file, when it came by another way


@dataclass(frozen=True, kw_only=True)
class FailSign(DocumentCommand):
    """Settle an unclear signature: there is none."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class UploadToSiak(DocumentCommand):
    """Send the signed document to SIAK."""


@dataclass(frozen=True)
class TypedDocument:
    """One document as SIAK shows it, typed by the operator."""

    type: str
    number: str
    nik: str | None = None
    upload_id: str | None = None  # SIAK's draft page, instead of one composed here


@dataclass(frozen=True, kw_only=True)
class RecordSiakAcceptance(ApplicationCommand):
    """Type back what SIAK reserved for an entry made by hand."""

    registration_date: date
    documents: tuple[TypedDocument, ...]
    household_niks: tuple[str, ...]  # of the family concerned, kept as keyed hashes only
    is_alone: bool = False  # nobody else stands on the family's card
    series: str | None = None
    siak_reference: str | None = None  # what SIAK calls the entry


@dataclass(frozen=True)
class TypedReason:
    """One reason SIAK showed, typed by the operator; `field` names the answer at fault."""

    code: str
    message: str
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordSiakRefusal(ApplicationCommand):
    """Type back why SIAK did not take an entry made by hand."""

    reasons: tuple[TypedReason, ...]


@dataclass(frozen=True, kw_only=True)
class ConfirmSiakUpload(DocumentCommand):
    """Say that SIAK holds the signed file, after uploading it there by hand."""

    sha256: str  # of the file that was uploaded


@dataclass(frozen=True, kw_only=True)
class ConfirmSiakIssue(ApplicationCommand):
    """Say that SIAK issued the documents, after issuing them there by hand."""

    superseded_numbers: tuple[str, ...] = ()  # of earlier prints that lapsed


@dataclass(frozen=True, kw_only=True)
class ConfirmSiakCancel(Command):
    """Say that an entry is withdrawn in SIAK, or that there was none."""

    effect_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeliverDocument(DocumentCommand):
    """Send an issued document to the citizen, also once more."""

    channel: DeliveryMethod | None = None  # None: as the citizen chose
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class PreparePickup(DocumentCommand):
    """Make an issued document ready for collection at the office."""


@dataclass(frozen=True, kw_only=True)
class CollectDocument(DocumentCommand):
    """Hand a document over at the counter."""

    pickup_code: str
    collector_name: str
    collector_identity: str  # kind of identity shown, without its number
    old_card_surrendered: bool = False


@dataclass(frozen=True, kw_only=True)
class AnnulDocument(DocumentCommand):
    """Withdraw an issued document by decision."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class RetryEffect(Command):
    """Try again what failed for good or whose outcome is unclear."""

    effect_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CancelEffect(Command):
    """Give up what failed for good or whose outcome is unclear."""

    effect_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StartReconciliation(Command):
    """Compare our books with SIAK's now."""


@dataclass(frozen=True, kw_only=True)
class MendDifference(Command):
    """Do what mends a difference between our books and SIAK's."""

    difference_id: str


@dataclass(frozen=True)
class Outcome:
    """What a use case did, by ids: the answer's selection is resolved from it anew."""

    application_id: str | None = None
    document_id: str | None = None
    upload_id: str | None = None
    batch_id: str | None = None
    effect_id: str | None = None
    reconciliation_id: str | None = None
    difference_id: str | None = None
    signatory_id: str | None = None
    delegation_id: str | None = None
    version: int | None = None
    replayed: bool = False  # the key was known; this is the first call's outcome
