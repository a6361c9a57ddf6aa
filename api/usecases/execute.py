"""Runs any command: one transaction, one effect per idempotency key, one line in the log."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from api.domain.errors import DomainError
from api.domain.values import Actor
from api.storage.store import Store
from api.usecases import (
    by_hand,
    completion,
    delegating,
    delivery,
    effects,
    intake,
    office_visit,
    passphrases,
    processing,
    reconciling,
    review,
    settle,
    signing_recovery,
)
from api.usecases import commands as c
from api.usecases.commands_signing import (
    CancelSigning,
    DelegateSigning,
    EndDelegation,
    UnlockSigner,
)
from api.usecases.desk import Desk
from api.usecases.office import Office
from api.usecases.once import once
from api.usecases.prefill import prefill_from_siak
from api.usecases.signing import sign_documents

log = logging.getLogger("dik_jamila.usecase")

UseCase = Callable[[Desk, Any], Awaitable[c.Outcome]]  # each takes its own command type

USE_CASES: Mapping[type[c.Command], UseCase] = {
    c.CreateApplication: intake.create_application,
    c.RecordAnswers: intake.record_answers,
    c.CreateUpload: intake.create_upload,
    c.AttachRequirement: intake.attach_requirement,
    c.SubmitApplication: intake.submit_application,
    c.ResubmitApplication: intake.resubmit_application,
    c.CancelApplication: intake.cancel_application,
    c.ClaimApplication: review.claim_application,
    c.ReleaseApplication: review.release_application,
    c.ReviewRequirement: review.review_requirement,
    c.RequestCompletion: completion.request_completion,
    c.RejectApplication: review.reject_application,
    c.ConfirmComplete: review.confirm_complete,
    c.ScheduleAttendance: office_visit.schedule_attendance,
    c.RecordAttendance: office_visit.record_attendance,
    c.DecideLateReport: office_visit.decide_late_report,
    c.EnterIntoSiak: processing.enter_into_siak,
    c.ConfirmDraft: processing.confirm_draft,
    c.DisputeDraft: processing.dispute_draft,
    c.ReviseEntry: processing.revise_entry,
    c.SubmitForVerification: processing.submit_for_verification,
    c.ReturnToOperator: processing.return_to_operator,
    c.VerifyApplication: processing.verify_application,
    c.ReturnToVerifier: processing.return_to_verifier,
    c.FinishSign: settle.finish_sign,
    c.FailSign: settle.fail_sign,
    CancelSigning: signing_recovery.cancel_signing,
    UnlockSigner: passphrases.unlock_signer,
    DelegateSigning: delegating.delegate_signing,
    EndDelegation: delegating.end_delegation,
    c.UploadToSiak: processing.upload_to_siak,
    c.DeliverDocument: delivery.deliver_document,
    c.PreparePickup: delivery.prepare_pickup,
    c.CollectDocument: delivery.collect_document,
    c.AnnulDocument: delivery.annul_document,
    c.RecordSiakAcceptance: by_hand.record_siak_acceptance,
    c.RecordSiakRefusal: by_hand.record_siak_refusal,
    c.ConfirmSiakUpload: by_hand.confirm_siak_upload,
    c.ConfirmSiakIssue: by_hand.confirm_siak_issue,
    c.ConfirmSiakCancel: by_hand.confirm_siak_cancel,
    c.StartReconciliation: reconciling.start_reconciliation,
    c.MendDifference: reconciling.mend_difference,
    c.RetryEffect: effects.retry_effect,
    c.CancelEffect: effects.cancel_effect,
}


async def execute(office: Office, actor: Actor, command: c.Command) -> c.Outcome:
    """Carry a command out, or raise the `DomainError` that says why not."""
    started = office.clock.now()
    try:
        if isinstance(command, c.SignDocuments):
            outcome = await sign_documents(office, actor, command)
        elif isinstance(command, c.PrefillFromSiak):
            outcome = await prefill_from_siak(office, actor, command)
        elif isinstance(command, c.FinishSign):
            outcome = await settle.settle_sign(office, actor, command)
        else:
            outcome = await _in_one_transaction(office, actor, command)
    except DomainError as refusal:
        _log(office, actor, command, refusal.code, started)
        raise
    _log(office, actor, command, "replayed" if outcome.replayed else "done", started)
    return outcome


async def _in_one_transaction(office: Office, actor: Actor, command: c.Command) -> c.Outcome:
    async def act(store: Store) -> c.Outcome | DomainError:
        desk = Desk(office, store, actor, office.clock.now())
        return await once(desk, command, lambda: USE_CASES[type(command)](desk, command))

    outcome = await office.work.run(act)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _log(office: Office, actor: Actor, command: c.Command, outcome: str, started: datetime) -> None:
    elapsed = (office.clock.now() - started).total_seconds() * 1000
    log.info(
        "use case",
        extra={
            "action": type(command).__name__,
            "application_id": getattr(command, "application_id", None),
            "document_id": getattr(command, "document_id", None),
            "actor": actor.id if actor.role != "APPLICANT" else "applicant",
            "outcome": outcome,
            "ms": round(elapsed, 1),
        },
    )
