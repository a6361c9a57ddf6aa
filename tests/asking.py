"""Asks any action of the table, as any role: the command behind it, or the desk itself."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from api.domain.case import Case, Document
from api.domain.values import SIAK, SYSTEM, Action, Actor, DocumentAction, Role, Verdict
from api.usecases import commands as c
from tests.factories import ACTORS

EVERYBODY: Mapping[Role, Actor] = {**ACTORS, Role.SYSTEM: SYSTEM, Role.SIAK: SIAK}

Arguments = Callable[[Case], Mapping[str, Any]]


def _nothing(_: Case) -> Mapping[str, Any]:
    return {}


def _reason(_: Case) -> Mapping[str, Any]:
    return {"reason": "SIMULASI"}


COMMANDS: Mapping[Action, tuple[type[c.ApplicationCommand], Arguments]] = {
    Action.RECORD_ANSWERS: (c.RecordAnswers, lambda _: {"answers": {"applicant_name": "CONTOH"}}),
    Action.ATTACH: (
        c.AttachRequirement,
        lambda case: {"requirement_code": case.slots[0].code, "upload_id": "none"},
    ),
    Action.SUBMIT: (c.SubmitApplication, _nothing),
    Action.CLAIM: (c.ClaimApplication, _nothing),
    Action.RELEASE: (c.ReleaseApplication, _nothing),
    Action.REVIEW_REQUIREMENT: (
        c.ReviewRequirement,
        lambda case: {"requirement_code": case.slots[0].code, "verdict": Verdict.ACCEPTED},
    ),
    Action.REQUEST_COMPLETION: (c.RequestCompletion, _nothing),
    Action.RESUBMIT: (c.ResubmitApplication, _nothing),
    Action.REJECT: (c.RejectApplication, lambda _: {"reason_code": "DUPLIKAT"}),
    Action.CONFIRM_COMPLETE: (c.ConfirmComplete, lambda _: {"applicant_confirmed": True}),
    Action.SCHEDULE_ATTENDANCE: (
        c.ScheduleAttendance,
        lambda case: {"at": case.now + timedelta(days=1)},
    ),
    Action.RECORD_ATTENDANCE: (
        c.RecordAttendance,
        lambda _: {
            "biometrics_taken": True,
            "originals_seen": True,
            "parties_present": True,
            "witnesses_present": True,
        },
    ),
    Action.DECIDE_LATE_REPORT: (c.DecideLateReport, lambda _: {"note": "SIMULASI"}),
    Action.ENTER_INTO_SIAK: (c.EnterIntoSiak, _nothing),
    Action.SIAK_ACCEPT: (
        c.RecordSiakAcceptance,
        lambda case: {
            "registration_date": case.now.date(),
            "documents": (),
            "household_niks": (),
        },
    ),
    Action.SIAK_REFUSE: (
        c.RecordSiakRefusal,
        lambda _: {"reasons": (c.TypedReason("NAME_MISMATCH", "SIMULASI", "applicant_name"),)},
    ),
    Action.ISSUE: (c.ConfirmSiakIssue, _nothing),
    Action.CONFIRM_DRAFT: (c.ConfirmDraft, _nothing),
    Action.DISPUTE_DRAFT: (c.DisputeDraft, lambda _: {"note": "SIMULASI"}),
    Action.REVISE_ENTRY: (c.ReviseEntry, _reason),
    Action.SUBMIT_FOR_VERIFICATION: (c.SubmitForVerification, _nothing),
    Action.RETURN_TO_OPERATOR: (c.ReturnToOperator, _reason),
    Action.VERIFY: (
        c.VerifyApplication,
        lambda case: {"hashes": {d.id: d.final_sha256 for d in case.counting if d.final_sha256}},
    ),
    Action.RETURN_TO_VERIFIER: (c.ReturnToVerifier, _reason),
    Action.CANCEL: (c.CancelApplication, _nothing),
}

DOCUMENT_COMMANDS: Mapping[DocumentAction, tuple[type[c.DocumentCommand], Mapping[str, Any]]] = {
    DocumentAction.FINISH_SIGN: (c.FinishSign, {}),
    DocumentAction.FAIL_SIGN: (c.FailSign, {"reason": "SIMULASI"}),
    DocumentAction.UPLOAD_TO_SIAK: (c.UploadToSiak, {}),
    DocumentAction.CONFIRM_UPLOAD: (c.ConfirmSiakUpload, {"sha256": "0" * 64}),
    DocumentAction.DELIVER: (c.DeliverDocument, {}),
    DocumentAction.PREPARE_PICKUP: (c.PreparePickup, {}),
    DocumentAction.COLLECT: (
        c.CollectDocument,
        {
            "pickup_code": "XXXXXX",
            "collector_name": "CONTOH",
            "collector_identity": "KTP-el",
            "old_card_surrendered": True,
        },
    ),
    DocumentAction.ANNUL: (c.AnnulDocument, {"reason": "SIMULASI"}),
}


def command_for(action: Action, case: Case, **more: Any) -> c.ApplicationCommand | None:
    """Return what a door would ask for this action; None where no door asks it."""
    if action not in COMMANDS:
        return None
    kind, arguments = COMMANDS[action]
    application = case.application
    fields: dict[str, Any] = {**arguments(case), **more}
    return kind(application_id=application.id, expected_version=application.version, **fields)


def document_command_for(
    action: DocumentAction, document: Document, **more: Any
) -> c.DocumentCommand | None:
    """Return what a door would ask for this action on a document; None where no door asks it."""
    if action not in DOCUMENT_COMMANDS:
        return None
    kind, fields = DOCUMENT_COMMANDS[action]
    return kind(document_id=document.id, expected_version=document.version, **{**fields, **more})
