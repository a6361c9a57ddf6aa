"""Step b: the service officer claims, judges each requirement, and answers the citizen."""

from datetime import timedelta

from api.domain.case import Case
from api.domain.catalogue import RejectionReason
from api.domain.errors import InvalidInput
from api.domain.laws import open_groups
from api.domain.values import Action, Verdict
from api.domain.words import Effect
from api.usecases import appointments, notify
from api.usecases import commands as c
from api.usecases.desk import Desk, done

NOTE_LENGTH = 500


async def claim_application(desk: Desk, command: c.ClaimApplication) -> c.Outcome:
    """Take the application for review; the claim ends by itself."""
    case = await desk.open(command, Action.CLAIM)
    until = desk.now + timedelta(minutes=desk.office.policy.claim_minutes)
    changes = {"claimed_by": desk.actor.human_id, "claimed_until": until}
    case = await desk.move(case, Action.CLAIM, changes=changes)
    await desk.store.outbox.promise(
        Effect.TIMER,
        f"timer.release:{case.application.id}:{case.application.version}",
        {"timer": "release"},
        now=desk.now,
        due_at=until,
        application_id=case.application.id,
    )
    return done(case)


async def release_application(desk: Desk, command: c.ReleaseApplication) -> c.Outcome:
    """Give the application back to the queue."""
    case = await desk.open(command, Action.RELEASE)
    changes = {"claimed_by": None, "claimed_until": None}
    return done(await desk.move(case, Action.RELEASE, changes=changes))


async def review_requirement(desk: Desk, command: c.ReviewRequirement) -> c.Outcome:
    """Accept or refuse what was sent for one requirement."""
    case = await desk.open(command, Action.REVIEW_REQUIREMENT)
    await judge(desk, case, command)
    payload = {
        "requirement": command.requirement_code,
        "verdict": command.verdict.value,
        "reason": command.reason_code,
    }
    return done(await desk.move(case, Action.REVIEW_REQUIREMENT, payload=payload))


async def judge(desk: Desk, case: Case, command: c.ReviewRequirement) -> None:
    """Keep a verdict on one requirement, or refuse one that makes no sense."""
    slot = case.slot(command.requirement_code)
    if slot is None or slot.needed is False:
        raise InvalidInput(
            "Persyaratan ini tidak diminta pada permohonan tersebut.", path=("requirementCode",)
        )
    if command.verdict is Verdict.ACCEPTED and slot.attachments == 0:
        raise InvalidInput(
            "Belum ada berkas untuk persyaratan ini, jadi belum dapat diterima.",
            path=("requirementCode",),
        )
    if command.verdict is Verdict.REFUSED:
        returning_reason(desk, command.reason_code)
    await desk.store.applications.set_verdict(
        case.application.id,
        command.requirement_code,
        command.verdict,
        actor=desk.actor,
        now=desk.now,
        reason_code=command.reason_code if command.verdict is Verdict.REFUSED else None,
        note=checked_note(command.note),
    )


def returning_reason(desk: Desk, code: str | None) -> RejectionReason:
    """Return a reason for which something goes back to the citizen, or refuse the code."""
    return _reason(desk, code, effect="return")


def _reason(desk: Desk, code: str | None, *, effect: str) -> RejectionReason:
    reasons = desk.office.catalogue.rejection_reasons
    fitting = {reason.code: reason for reason in reasons if reason.effect == effect}
    if code is None or code not in fitting:
        raise InvalidInput(
            f"Isi alasan dengan salah satu kode: {', '.join(sorted(fitting))}.",
            path=("reasonCode",),
        )
    return fitting[code]


def checked_note(note: str | None) -> str | None:
    """Return words to the citizen, or refuse what is too long."""
    if note is not None and len(note) > NOTE_LENGTH:
        raise InvalidInput(f"Catatan paling banyak {NOTE_LENGTH} karakter.", path=("note",))
    return note


async def reject_application(desk: Desk, command: c.RejectApplication) -> c.Outcome:
    """Refuse the application for good; the reason code must be one that ends it."""
    case = await desk.open(command, Action.REJECT)
    reason = _reason(desk, command.reason_code, effect="reject")
    changes = {"closing_reason": reason.code, "claimed_by": None, "claimed_until": None}
    case = await desk.move(case, Action.REJECT, payload={"reason": reason.code}, changes=changes)
    await notify.rejected(desk, case, reason.label, checked_note(command.note))
    return done(case)


async def confirm_complete(desk: Desk, command: c.ConfirmComplete) -> c.Outcome:
    """Declare the file complete; the promise to the citizen counts from here."""
    case = await desk.open(command, Action.CONFIRM_COMPLETE)
    if not command.applicant_confirmed:
        raise InvalidInput(
            "Pastikan dahulu siapa pemohon dan hubungannya dengan subjek, lalu isi "
            "`applicantConfirmed: true`.",
            path=("applicantConfirmed",),
        )
    changes = {"claimed_by": None, "claimed_until": None, "completed_at": desk.now}
    met = [[slot.code for slot in group] for group in open_groups(case)]
    case = await desk.move(case, Action.CONFIRM_COMPLETE, payload={"met": met}, changes=changes)
    if case.application.status == "AWAITING_ATTENDANCE":
        expires_at = desk.now + timedelta(days=desk.office.policy.attendance_days)
        application = await desk.store.applications.note(
            case.application, {"expires_at": expires_at, "completed_at": None}
        )
        await appointments.attendance_offered(desk, case)
        await notify.remind_of_expiry(desk, application)
    else:
        await notify.complete(desk, case)
    return done(case)
