"""The part of a service that needs somebody at the office, and the head's decision on lateness."""

from datetime import datetime

from api.domain.errors import InvalidInput
from api.domain.values import Action, Mode
from api.usecases import appointments
from api.usecases import commands as c
from api.usecases.desk import Desk, done


async def schedule_attendance(desk: Desk, command: c.ScheduleAttendance) -> c.Outcome:
    """Fix when the citizen comes."""
    case = await desk.open(command, Action.SCHEDULE_ATTENDANCE)
    if command.at <= desk.now:
        raise InvalidInput("Waktu janji harus di masa depan.", path=("at",))
    expires_at = case.application.expires_at
    if expires_at is not None and command.at > expires_at:
        raise InvalidInput("Waktu janji melewati batas waktu permohonan ini.", path=("at",))
    await _require_free(desk, command.at)
    changes = {"appointment_at": command.at}
    payload = {"at": command.at.isoformat()}
    case = await desk.move(case, Action.SCHEDULE_ATTENDANCE, payload=payload, changes=changes)
    await appointments.appointment(desk, case, command.at)
    return done(case)


async def _require_free(desk: Desk, at: datetime) -> None:
    """Refuse a time that is taken by as many as the office receives at once."""
    taken = await desk.store.applications.appointments_at(at)
    if taken >= desk.office.policy.visits_at_once:
        raise InvalidInput("Waktu itu sudah penuh. Pilih waktu lain.", path=("at",))


async def record_attendance(desk: Desk, command: c.RecordAttendance) -> c.Outcome:
    """Record that the citizen came; what has to be done at the office depends on the mode."""
    case = await desk.open(command, Action.RECORD_ATTENDANCE)
    needed = (
        {"biometricsTaken": command.biometrics_taken}
        if case.mode is Mode.PREREGISTRATION
        else {
            "originalsSeen": command.originals_seen,
            "partiesPresent": command.parties_present,
            "witnessesPresent": command.witnesses_present,
        }
    )
    for name, is_so in needed.items():
        if not is_so:
            raise InvalidInput(
                "Kehadiran belum lengkap untuk layanan ini; isi `true` bila sudah dilakukan.",
                path=(name,),
            )
    changes = {"completed_at": desk.now, "expires_at": None}
    payload = {"recorded": sorted(needed)}
    return done(await desk.move(case, Action.RECORD_ATTENDANCE, payload=payload, changes=changes))


async def decide_late_report(desk: Desk, command: c.DecideLateReport) -> c.Outcome:
    """Keep the head's decision that a late report may be registered (UU 24/2013 art. 32)."""
    case = await desk.open(command, Action.DECIDE_LATE_REPORT)
    if not command.approved:
        raise InvalidInput(
            "Keputusan menolak disampaikan lewat `rejectApplication` oleh operator.",
            path=("approved",),
        )
    if not command.note.strip():
        raise InvalidInput("Isi dasar keputusan.", path=("note",))
    decision = {
        "decided_by": desk.actor.human_id,
        "decided_at": desk.now.isoformat(),
        "note": command.note[:500],
    }
    case = await desk.move(case, Action.DECIDE_LATE_REPORT, changes={"late_decision": decision})
    return done(case)
