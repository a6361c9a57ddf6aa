"""Closed sets of the schema: the domain's own words, each value with its description."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from api.domain.values import (
    Action,
    Channel,
    DeliveryMethod,
    DocumentAction,
    DocumentStatus,
    Medium,
    Mode,
    Role,
    Scope,
    Status,
    Verdict,
)

E = TypeVar("E", bound=type[Enum])


def described(kind: E, name: str, description: str, values: Mapping[str, str]) -> E:
    """Make the enum part of the schema; refuse to start when a value lacks its description."""
    names = [member.name for member in kind]
    if set(names) != set(values):
        raise ValueError(f"{name}: descriptions and values differ: {set(names) ^ set(values)}")
    strawberry.enum(kind, name=name, description=description)
    definition: StrawberryEnumDefinition = kind.__strawberry_definition__  # type: ignore[attr-defined]  # set by strawberry.enum
    for value in definition.values:
        value.description = values[value.name]
    return kind


class WorkflowAction(StrEnum):
    """Actions of both tables of the workflow, and those on effects, under one name."""

    CREATE = "CREATE"
    RECORD_ANSWERS = "RECORD_ANSWERS"
    ATTACH = "ATTACH"
    SUBMIT = "SUBMIT"
    CLAIM = "CLAIM"
    RELEASE = "RELEASE"
    REVIEW_REQUIREMENT = "REVIEW_REQUIREMENT"
    REQUEST_COMPLETION = "REQUEST_COMPLETION"
    RESUBMIT = "RESUBMIT"
    REJECT = "REJECT"
    CONFIRM_COMPLETE = "CONFIRM_COMPLETE"
    SCHEDULE_ATTENDANCE = "SCHEDULE_ATTENDANCE"
    RECORD_ATTENDANCE = "RECORD_ATTENDANCE"
    DECIDE_LATE_REPORT = "DECIDE_LATE_REPORT"
    ENTER_INTO_SIAK = "ENTER_INTO_SIAK"
    SIAK_REFUSE = "SIAK_REFUSE"
    SIAK_ACCEPT = "SIAK_ACCEPT"
    FINISH_DRAFTS = "FINISH_DRAFTS"
    CONFIRM_DRAFT = "CONFIRM_DRAFT"
    DISPUTE_DRAFT = "DISPUTE_DRAFT"
    REVISE_ENTRY = "REVISE_ENTRY"
    SUBMIT_FOR_VERIFICATION = "SUBMIT_FOR_VERIFICATION"
    RETURN_TO_OPERATOR = "RETURN_TO_OPERATOR"
    VERIFY = "VERIFY"
    RETURN_TO_VERIFIER = "RETURN_TO_VERIFIER"
    ISSUE = "ISSUE"
    CANCEL = "CANCEL"
    EXPIRE = "EXPIRE"
    BEGIN_SIGN = "BEGIN_SIGN"
    FINISH_SIGN = "FINISH_SIGN"
    FAIL_SIGN = "FAIL_SIGN"
    LOSE_SIGN = "LOSE_SIGN"
    UPLOAD_TO_SIAK = "UPLOAD_TO_SIAK"
    CONFIRM_UPLOAD = "CONFIRM_UPLOAD"
    DELIVER = "DELIVER"
    CONFIRM_DELIVERY = "CONFIRM_DELIVERY"
    FAIL_DELIVERY = "FAIL_DELIVERY"
    PREPARE_PICKUP = "PREPARE_PICKUP"
    COLLECT = "COLLECT"
    SUPERSEDE = "SUPERSEDE"
    ANNUL = "ANNUL"
    RETRY_EFFECT = "RETRY_EFFECT"
    CANCEL_EFFECT = "CANCEL_EFFECT"


ON_EFFECTS = {WorkflowAction.RETRY_EFFECT, WorkflowAction.CANCEL_EFFECT}
if {*WorkflowAction} - ON_EFFECTS != {*Action, *DocumentAction}:
    raise ValueError("WorkflowAction and the workflow's tables differ")


class EffectState(StrEnum):
    """How far a promised effect came."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    UNKNOWN = "unknown"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Receipt(StrEnum):
    """What the provider reported of a message later."""

    SENT = "SENT"
    DELIVERED = "DELIVERED"
    READ = "READ"
    FAILED = "FAILED"


class DraftAnswer(StrEnum):
    """What the applicant said of the draft."""

    CONFIRMED = "CONFIRMED"
    DISPUTED = "DISPUTED"


class SigningBatchState(StrEnum):
    """How far a signing batch came."""

    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    INTERRUPTED = "INTERRUPTED"


class SigningItemState(StrEnum):
    """What became of one document of a batch."""

    WAITING = "WAITING"
    SIGNED = "SIGNED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class ApplicationOrderField(StrEnum):
    """What lists of applications can be ordered by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    SUBMITTED_AT = "SUBMITTED_AT"


class SortDirection(StrEnum):
    """In which direction a list is ordered."""

    ASC = "ASC"
    DESC = "DESC"


class RejectionEffect(StrEnum):
    """What a reason leads to."""

    RETURN = "return"
    REJECT = "reject"
    CANCEL = "cancel"


class UserErrorCode(StrEnum):
    """Codes of refusals, as `api.domain.errors` names them."""

    INVALID_INPUT = "INVALID_INPUT"
    UNACCEPTABLE_CONTENT = "UNACCEPTABLE_CONTENT"
    INVALID_TRANSITION = "INVALID_TRANSITION"
    GUARD_REFUSED = "GUARD_REFUSED"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    NOT_FOUND = "NOT_FOUND"
    NOT_PERMITTED = "NOT_PERMITTED"
    EXTERNAL_UNAVAILABLE = "EXTERNAL_UNAVAILABLE"
    DUPLICATE_REQUEST = "DUPLICATE_REQUEST"
    SIGNING_REFUSED = "SIGNING_REFUSED"


described(
    Status,
    "ApplicationStatus",
    "Where an application (`permohonan`) stands.",
    {
        "DRAFT": "Being filled in (`draf`).",
        "SUBMITTED": "Handed in, waiting for a service officer (`diajukan`).",
        "UNDER_REVIEW": "A service officer checks the papers (`diperiksa`).",
        "NEEDS_COMPLETION": "The citizen has to replace something (`perlu dilengkapi`).",
        "COMPLETE": "All papers accepted (`lengkap`).",
        "AWAITING_ATTENDANCE": "Somebody has to come to the office (`menunggu hadir`).",
        "IN_SIAK_ENTRY": "Entered into SIAK, answer or rendering awaited (`diproses`).",
        "DRAFTED": "Drafts of the documents exist (`draf siap`).",
        "AWAITING_VERIFICATION": "Before the verifier (`menunggu verifikasi`).",
        "AWAITING_SIGNATURE": "Before the head of office (`menunggu TTE`).",
        "SIGNED": "Signed electronically (`ditandatangani`).",
        "UPLOADED": "SIAK holds the signed files (`diunggah`).",
        "ISSUED": "Valid (`terbit`).",
        "READY_FOR_PICKUP": "Waiting at the counter (`siap diambil`).",
        "COMPLETED": "The citizen has everything (`selesai`).",
        "REJECTED": "Refused for good (`ditolak`).",
        "CANCELLED": "Withdrawn (`dibatalkan`).",
        "EXPIRED": "Nobody went on in time (`kedaluwarsa`).",
    },
)
described(
    DocumentStatus,
    "DocumentStatus",
    "Where one document (`dokumen`) stands.",
    {
        "DRAFTED": "Made, not yet verified (`draf`).",
        "VERIFIED": "The verifier accepted these very bytes (`terverifikasi`).",
        "SIGNING": "Being signed (`sedang ditandatangani`).",
        "SIGN_UNKNOWN": "Nobody knows yet whether it was signed.",
        "SIGNED": "Signed, and the signature was found valid (`ditandatangani`).",
        "UPLOADED": "SIAK holds the signed file (`diunggah`).",
        "ISSUED": "Valid (`terbit`).",
        "READY_FOR_PICKUP": "Waiting at the counter (`siap diambil`).",
        "DELIVERED": "Received by the citizen (`terkirim`).",
        "COLLECTED": "Handed over at the counter (`diambil`).",
        "SUPERSEDED": "A newer document took its place (`tidak berlaku`).",
        "ANNULLED": "Withdrawn by decision (`dibatalkan`).",
    },
)
described(
    Medium,
    "DocumentMedium",
    "What a document is made of.",
    {"PDF": "A signed PDF.", "CARD": "A card (`kartu`) printed at the office."},
)
described(
    Mode,
    "ServiceMode",
    "How far a service can be had by WhatsApp.",
    {
        "FULL": "From the application to the PDF on the phone.",
        "FULL_WITH_PICKUP": "By WhatsApp; the card is collected at the office.",
        "PREREGISTRATION": "Prepared by WhatsApp; biometrics are taken at the office.",
        "INTAKE_THEN_OFFICE": "Papers by WhatsApp; originals are seen at the office.",
    },
)
described(
    Role,
    "Role",
    "In which capacity somebody acts.",
    {
        "APPLICANT": "The applicant (`pemohon`), or an intermediary (`perantara`) for them.",
        "SERVICE_OFFICER": "Service officer (`petugas pelayanan`).",
        "DATA_ENTRY_OPERATOR": "Data entry operator (`operator data entry`).",
        "VERIFIER": "Verifier (`verifikator`).",
        "HEAD_OF_OFFICE": "Head of office (`kepala dinas`) or a dated delegate.",
        "SERVICE_ACCOUNT": "Another system, acting for a named person.",
        "SYSTEM": "This service itself.",
        "SIAK": "The national registry, SIAK.",
        "ADMINISTRATOR": "Administrator; no workflow action.",
        "AUDITOR": "Auditor; only reads.",
    },
)
described(
    Scope,
    "RegistryHalf",
    "Which half of the registry a service belongs to.",
    {
        "CIVIL_REGISTRATION": "Civil registration (`pencatatan sipil`).",
        "POPULATION_REGISTRATION": "Population registration (`pendaftaran penduduk`).",
    },
)
described(
    Channel,
    "Channel",
    "By which way an application came in.",
    {
        "WHATSAPP": "The citizen's chat.",
        "COUNTER": "The office's counter (`loket`).",
        "INTERMEDIARY": "A village official for the citizen (`perantara`).",
        "INTEGRATION": "Another system.",
    },
)
described(
    DeliveryMethod,
    "DeliveryMethod",
    "How the citizen wants the documents.",
    {
        "WHATSAPP": "As a PDF in the chat.",
        "EMAIL": "As a PDF by e-mail (`surel`).",
        "AMBIL_DI_KANTOR": "Collected at the office (`ambil di kantor`).",
        "AMBIL_DI_KECAMATAN": "Collected at the district's office (`ambil di kecamatan`).",
        "ANTAR_PETUGAS": "Brought by an officer (`antar petugas`).",
    },
)
described(
    Verdict,
    "RequirementVerdict",
    "What the officer said of a requirement (`persyaratan`).",
    {"ACCEPTED": "Accepted (`diterima`).", "REFUSED": "To be replaced (`ditolak`)."},
)
