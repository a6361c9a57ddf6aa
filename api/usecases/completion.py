"""The way back to the citizen: papers and answers to be given anew, in one act with the reasons."""

from collections.abc import Sequence
from datetime import timedelta

from api.domain.case import Case
from api.domain.errors import InvalidInput
from api.domain.remedies import Correction, corrections, is_for_the_chat, rule_for
from api.domain.values import Action, Channel, Role, Verdict
from api.usecases import commands as c
from api.usecases import notify
from api.usecases.desk import Desk, done
from api.usecases.review import checked_note, judge, returning_reason


async def request_completion(desk: Desk, command: c.RequestCompletion) -> c.Outcome:
    """Ask the citizen to replace what was refused, by an officer or by SIAK, with the reasons."""
    action = Action.REQUEST_COMPLETION
    case = await desk.find(command.application_id)
    if _may_judge(desk, case):
        for refusal in command.refusals:
            await judge(desk, case, refusal)
        wanted = _corrections(desk, case, command)
        await desk.store.applications.refuse_answers(
            case.application.id, wanted, actor=desk.actor, now=desk.now
        )
    case = await desk.open(command, action)
    expires_at = desk.now + timedelta(days=desk.office.policy.completion_days)
    refused = [s.code for s in case.slots if s.verdict is Verdict.REFUSED and not s.fresh]
    answers = [each.field for each in case.refused_answers if not each.fresh]
    changes = {
        "expires_at": expires_at,
        "claimed_by": None,
        "claimed_until": None,
        "completed_at": None,
    }
    payload = {"refused": refused, **({"answers": answers} if answers else {})}
    case = await desk.move(case, action, payload=payload, changes=changes)
    await notify.needs_completion(desk, case, checked_note(command.note))
    await notify.remind_of_expiry(desk, case.application)
    return done(case)


def _may_judge(desk: Desk, case: Case) -> bool:
    role = desk.actor.role
    is_claimant = case.application.claimed_by == desk.actor.human_id
    return role is Role.DATA_ENTRY_OPERATOR or (role is Role.SERVICE_OFFICER and is_claimant)


def _corrections(desk: Desk, case: Case, command: c.RequestCompletion) -> Sequence[Correction]:
    """Return the answers to be given anew: named by the officer, else taken from SIAK's reasons."""
    catalogue = desk.office.catalogue
    fields = catalogue.service(case.application.service_code).fields_by_name
    named = [_named(desk, case, refusal) for refusal in command.answers]
    if not command.siak_reasons:
        return named
    known = {each.field for each in named}
    from_siak = [
        each
        for each in corrections(catalogue.siak_rules, fields, case.application.siak_reasons)
        if each.field not in known and _can_be_asked(case, desk, each.field)
    ]
    if not from_siak and not named and not command.refusals:
        raise InvalidInput(_not_for_the_citizen(desk, case), path=("siakReasons",))
    return [*named, *from_siak]


def _named(desk: Desk, case: Case, refusal: c.RefuseAnswer) -> Correction:
    fields = desk.office.catalogue.service(case.application.service_code).fields_by_name
    if refusal.field not in fields:
        raise InvalidInput(
            "Pertanyaan ini tidak ada pada layanan tersebut.", path=("answers", "field")
        )
    if not _can_be_asked(case, desk, refusal.field):
        raise InvalidInput(
            "Daftar isian ini tidak dapat ditanyakan lewat chat. Betulkan sendiri dengan "
            "`recordAnswers`, atau minta berkasnya.",
            path=("answers", "field"),
        )
    reason = returning_reason(desk, refusal.reason_code)
    return Correction(refusal.field, reason.code, checked_note(refusal.note) or "")


def _can_be_asked(case: Case, desk: Desk, name: str) -> bool:
    fields = desk.office.catalogue.service(case.application.service_code).fields_by_name
    return case.application.channel is not Channel.WHATSAPP or is_for_the_chat(fields[name])


def _not_for_the_citizen(desk: Desk, case: Case) -> str:
    reasons = case.application.siak_reasons
    if not reasons:
        return "SIAK belum menolak permohonan ini, jadi tidak ada alasan yang dapat diteruskan."
    hint = rule_for(desk.office.catalogue.siak_rules, reasons[0]["code"]).hint
    return f"Alasan SIAK ini tidak dapat dibetulkan pemohon. {hint}"
