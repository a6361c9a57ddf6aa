"""Closed sets the wire adds to the domain's, and how a set gets its descriptions."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from api.domain.values import (
    Action,
    DocumentAction,
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
    CONFIRM_SIAK_CANCEL = "CONFIRM_SIAK_CANCEL"


ON_EFFECTS = {
    WorkflowAction.RETRY_EFFECT,
    WorkflowAction.CANCEL_EFFECT,
    WorkflowAction.CONFIRM_SIAK_CANCEL,
}
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
    BY_HAND = "by_hand"


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
    CANCELLED = "CANCELLED"


class SigningItemState(StrEnum):
    """What became of one document of a batch."""

    WAITING = "WAITING"
    SIGNED = "SIGNED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    LEFT = "LEFT"


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
