"""What somebody may do next, so that frontends need no rule of their own."""

from collections.abc import Mapping
from typing import Final

import strawberry

from api.domain.values import Action, DocumentAction
from api.graphql.enums import WorkflowAction
from api.graphql.errors import BlockReason
from api.usecases.reading import Available

MUTATION_OF: Final[Mapping[Action | DocumentAction, str]] = {
    Action.CREATE: "createApplication",
    Action.RECORD_ANSWERS: "recordAnswers",
    Action.ATTACH: "attachRequirement",
    Action.SUBMIT: "submitApplication",
    Action.CLAIM: "claimApplication",
    Action.RELEASE: "releaseApplication",
    Action.REVIEW_REQUIREMENT: "reviewRequirement",
    Action.REQUEST_COMPLETION: "requestCompletion",
    Action.RESUBMIT: "resubmitApplication",
    Action.REJECT: "rejectApplication",
    Action.CONFIRM_COMPLETE: "confirmComplete",
    Action.SCHEDULE_ATTENDANCE: "scheduleAttendance",
    Action.RECORD_ATTENDANCE: "recordAttendance",
    Action.DECIDE_LATE_REPORT: "decideLateReport",
    Action.ENTER_INTO_SIAK: "enterIntoSiak",
    Action.SIAK_ACCEPT: "recordSiakAcceptance",
    Action.SIAK_REFUSE: "recordSiakRefusal",
    Action.CONFIRM_DRAFT: "confirmDraft",
    Action.DISPUTE_DRAFT: "disputeDraft",
    Action.REVISE_ENTRY: "reviseEntry",
    Action.SUBMIT_FOR_VERIFICATION: "submitForVerification",
    Action.RETURN_TO_OPERATOR: "returnToOperator",
    Action.VERIFY: "verifyApplication",
    Action.RETURN_TO_VERIFIER: "returnToVerifier",
    Action.ISSUE: "confirmSiakIssue",
    Action.CANCEL: "cancelApplication",
    DocumentAction.BEGIN_SIGN: "signDocuments",
    DocumentAction.FINISH_SIGN: "finishSign",
    DocumentAction.FAIL_SIGN: "failSign",
    DocumentAction.UPLOAD_TO_SIAK: "uploadToSiak",
    DocumentAction.CONFIRM_UPLOAD: "confirmSiakUpload",
    DocumentAction.DELIVER: "deliverDocument",
    DocumentAction.PREPARE_PICKUP: "preparePickup",
    DocumentAction.COLLECT: "collectDocument",
    DocumentAction.ANNUL: "annulDocument",
}


@strawberry.type(description="An action of your role from here, and what stands in its way.")
class AvailableAction:
    """See `api.usecases.reading.Available`."""

    action: WorkflowAction = strawberry.field(description="The action.")
    mutation: str = strawberry.field(description="Name of the mutation that does it.")
    allowed: bool = strawberry.field(
        name="isAllowed", description="Whether it would be accepted now."
    )
    reasons_blocked: list[BlockReason] = strawberry.field(
        description="Why not; empty when it would be accepted."
    )
    hint: str | None = strawberry.field(
        description="What it will ask for, in Indonesian, where that is not plain."
    )


def to_available(found: Available) -> AvailableAction:
    """Return an action as clients get it."""
    return AvailableAction(
        action=WorkflowAction(found.action.value),
        mutation=MUTATION_OF[found.action],
        allowed=found.allowed,
        reasons_blocked=[BlockReason(code=r.code, message=r.message) for r in found.reasons],
        hint=found.hint,
    )
