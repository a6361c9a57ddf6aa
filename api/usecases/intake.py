"""Steps a and the citizen's side of b: open, answer, attach, hand in, hand in again, withdraw."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from api.domain.answers import check_answer, unprintable
from api.domain.calendar import office_date
from api.domain.case import Application, Case
from api.domain.chain import GENESIS
from api.domain.errors import GuardRefused, InvalidInput, NotFound, NotPermitted, Refusal
from api.domain.identity import NotAnIdentity, Phone
from api.domain.laws import SENTENCES
from api.domain.values import (
    Action,
    Actor,
    Channel,
    DeliveryMethod,
    Role,
    Status,
    Verdict,
)
from api.domain.words import Guard
from api.domain.workflow import BEFORE_ENTRY
from api.usecases import commands as c
from api.usecases import notify
from api.usecases.desk import Desk, done
from api.usecases.identify import after_answers, identify, overtaken
from api.usecases.legible import require_legible, unprintable_of
from api.usecases.likeness import keep_fingerprints, likenesses_of
from api.usecases.withdraw import annul_documents, withdraw_from_siak

PERSON_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,79}")
UPLOAD_MINUTES = 30
UPLOAD_BYTES = 16 * 1024 * 1024
CHANNEL_OF = {
    Role.SERVICE_OFFICER: Channel.COUNTER,
    Role.SERVICE_ACCOUNT: Channel.INTEGRATION,
    Role.APPLICANT: Channel.INTERMEDIARY,
}


async def create_application(desk: Desk, command: c.CreateApplication) -> c.Outcome:
    """Open an application in DRAFT, with the answers already known."""
    service = desk.office.catalogue.get_service(command.service_code)
    if service is None:
        raise NotFound(
            "Layanan tidak ada dalam katalog. Lihat kueri `services`.", path=("serviceCode",)
        )
    _require_creator(desk.actor)
    desk = replace(desk, actor=_for_whom(desk.actor, command.on_behalf_of))
    if not command.purpose_noticed:
        refusal = Refusal(Guard.PURPOSE_NOTICED, SENTENCES[Guard.PURPOSE_NOTICED])
        raise GuardRefused((refusal,), action=Action.CREATE, status="")
    application = Application(
        id=desk.office.clock.new_id(),
        service_code=service.code,
        status=Status.DRAFT,
        version=1,
        channel=command.channel or CHANNEL_OF[desk.actor.role],
        created_by=desk.actor.id,
        created_at=desk.now,
        updated_at=desk.now,
        head_hash=GENESIS,
        district_code=_district(desk, command.district_code),
        applicant_phone=_phone(command.applicant_phone),
        applicant_user_id=command.applicant_user_id,
        applicant_name=await _legible_name(desk, command.applicant_name),
        expires_at=desk.now + timedelta(days=desk.office.policy.draft_days),
    )
    answers = await _checked(desk, service.code, command.answers)
    application = replace(application, **_facts_of(desk, application, answers))
    payload = {"service": service.code, "channel": application.channel.value}
    await desk.store.applications.add(application, desk.actor, payload)
    await desk.store.applications.record_answers(application.id, answers, desk.actor, desk.now)
    await keep_fingerprints(desk, application.id, service.code, answers)
    await notify.remind_of_expiry(desk, application)
    return c.Outcome(application_id=application.id, version=1)


def _require_creator(actor: Actor) -> None:
    if actor.role not in CHANNEL_OF:
        raise NotPermitted(f"Peran {actor.role} tidak berwenang membuka permohonan.")


def _for_whom(actor: Actor, human: str | None) -> Actor:
    """Return the actor with the human a service account names, whom the log keeps."""
    if human is None:
        return actor
    if actor.role is not Role.SERVICE_ACCOUNT or not PERSON_ID.fullmatch(human):
        raise InvalidInput(
            "Hanya akun layanan yang menyebut orang di belakangnya, dengan kode 1 sampai 80 huruf, "
            "angka, titik atau garis; bukan nama atau NIK.",
            path=("onBehalfOf",),
        )
    return replace(actor, human_id=human)


async def _legible_name(desk: Desk, name: str | None) -> str | None:
    if missing := await unprintable_of(desk.office, name or ""):
        raise InvalidInput(unprintable("applicant_name", missing).message, path=("applicantName",))
    return name


def _district(desk: Desk, code: str | None) -> str | None:
    if code is None:
        return None
    region = desk.office.catalogue.get_region(code)
    if region is None or region.level != "kecamatan":
        raise InvalidInput(
            "Kode kecamatan tidak dikenal. Lihat kueri `regions`.", path=("districtCode",)
        )
    return code


def _phone(raw: str | None) -> str | None:
    if raw is None:
        return None
    try:
        return Phone.parse(raw).wa_id
    except NotAnIdentity:
        raise InvalidInput(
            "Nomor telepon belum benar. Contoh: +62 812 3456 7890.", path=("applicantPhone",)
        ) from None


async def _checked(desk: Desk, service_code: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    catalogue = desk.office.catalogue
    service = catalogue.service(service_code)
    await require_legible(desk.office, service, answers)
    today = office_date(desk.now)
    return {
        name: check_answer(catalogue, service, name, raw, today=today)
        for name, raw in answers.items()
    }


def _facts_of(desk: Desk, application: Application, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the answers say about the application itself."""
    facts: dict[str, Any] = {}  # columns of several types
    if "applicant_name" in answers:
        facts["applicant_name"] = answers["applicant_name"]
    if "applicant_email" in answers:
        facts["applicant_email"] = answers["applicant_email"]
    if "delivery_method" in answers:
        facts["delivery_method"] = DeliveryMethod(answers["delivery_method"])
    if "applicant_nik" in answers:
        facts["applicant_key"] = desk.office.keyed(answers["applicant_nik"])
    is_chat = application.channel is Channel.WHATSAPP
    if "applicant_phone" in answers and not is_chat:
        facts["applicant_phone"] = answers["applicant_phone"].removeprefix("+")
    return facts


async def record_answers(desk: Desk, command: c.RecordAnswers) -> c.Outcome:
    """Keep answers, whoever gives them; what follows from them is derived anew."""
    case = await desk.open(command, Action.RECORD_ANSWERS)
    if not command.answers:
        raise InvalidInput("Belum ada jawaban yang diisi.", path=("answers",))
    answers = await _checked(desk, case.application.service_code, command.answers)
    return done(await keep_answers(desk, case, answers, said_by=desk.actor))


async def keep_answers(
    desk: Desk,
    case: Case,
    answers: Mapping[str, Any],
    *,
    said_by: Actor,
    source: str | None = None,  # the system they were taken from
) -> Case:
    """Keep checked answers and what they say of the application; the step is the desk's actor's."""
    application = case.application
    changes = _facts_of(desk, application, answers) | overtaken(desk, case, answers)
    await desk.store.applications.record_answers(application.id, answers, said_by, desk.now)
    await keep_fingerprints(desk, application.id, application.service_code, answers)
    if corrected := [a.field for a in case.refused_answers if a.field in answers]:
        await desk.store.applications.answered_anew(application.id, corrected)
    payload = {"fields": sorted(answers), **({"source": source} if source else {})}
    case = await desk.move(case, Action.RECORD_ANSWERS, payload=payload, changes=changes)
    await after_answers(desk, case, answers)
    return replace(case, answers={**case.answers, **answers})


async def create_upload(desk: Desk, command: c.CreateUpload) -> c.Outcome:
    """Give a ticket for one file, named by size and hash beforehand."""
    if not 0 < command.size <= UPLOAD_BYTES:
        raise InvalidInput(f"Ukuran berkas harus 1 sampai {UPLOAD_BYTES} byte.", path=("size",))
    sha256 = command.sha256.lower()
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise InvalidInput("SHA-256 harus 64 angka heksadesimal.", path=("sha256",))
    upload_id = desk.office.clock.new_id()
    await desk.store.requests.add_upload(
        {
            "id": upload_id,
            "principal_id": desk.actor.id,
            "file_name": command.file_name[:255],
            "size": command.size,
            "sha256": sha256,
            "created_at": desk.now,
            "expires_at": desk.now + timedelta(minutes=UPLOAD_MINUTES),
        }
    )
    return c.Outcome(upload_id=upload_id)


async def attach_requirement(desk: Desk, command: c.AttachRequirement) -> c.Outcome:
    """Put an uploaded file into a slot."""
    case = await desk.open(command, Action.ATTACH)
    upload = await desk.store.requests.upload(command.upload_id)
    if upload is None or upload["principal_id"] != desk.actor.id:
        raise NotFound("Unggahan tidak ditemukan.", path=("uploadId",))
    if upload["stored_sha256"] is None:
        raise InvalidInput(
            "Berkas unggahan ini belum dikirim. Kirim (PUT) ke alamatnya dahulu.",
            path=("uploadId",),
        )
    file = {
        "sha256": upload["stored_sha256"],
        "mime": upload["mime"],
        "size": upload["size"],
        "pages": upload["pages"],
    }
    return done(await attach(desk, case, command.requirement_code, file))


async def attach(desk: Desk, case: Case, requirement_code: str, file: Mapping[str, Any]) -> Case:
    """Put a stored file into a slot; the first file after a refusal replaces what was there."""
    slot = case.slot(requirement_code)
    if slot is None:
        raise InvalidInput(
            "Persyaratan ini tidak ada pada layanan tersebut.", path=("requirementCode",)
        )
    if slot.needed is False:
        raise InvalidInput(
            "Menurut jawaban yang ada, persyaratan ini tidak diperlukan.",
            path=("requirementCode",),
        )
    if file["mime"] not in slot.accepts:
        raise InvalidInput(
            f"{slot.name} hanya menerima {', '.join(slot.accepts)}.", path=("uploadId",)
        )
    submitted = case.application.first_submitted_at is not None
    by_applicant = submitted and desk.actor.role is Role.APPLICANT
    if by_applicant and slot.is_filled and slot.verdict is not Verdict.REFUSED:
        refusal = Refusal(Guard.SLOT_OPEN, SENTENCES[Guard.SLOT_OPEN])
        raise GuardRefused((refusal,), action=Action.ATTACH, status=case.application.status)
    replacing = slot.verdict is not None and not slot.fresh
    row = {
        "id": desk.office.clock.new_id(),
        "application_id": case.application.id,
        "requirement_code": requirement_code,
        "attached_by": desk.actor.id,
        "attached_at": desk.now,
        **file,
    }
    await desk.store.applications.attach([row], replacing=replacing, now=desk.now)
    if slot.verdict is not None:
        await desk.store.applications.mark_fresh(case.application.id, requirement_code)
    payload = {"requirement": requirement_code, "sha256": file["sha256"]}
    return await desk.move(case, Action.ATTACH, payload=payload)


async def submit_application(desk: Desk, command: c.SubmitApplication) -> c.Outcome:
    """Hand the application in: it gets its number and its place in the queue."""
    case = await desk.open(command, Action.SUBMIT)
    today = office_date(desk.now)
    series = f"{today:%Y%m}"
    serial = await desk.store.applications.next_number(series)
    changes = {
        "number": f"DJ-{series}-{serial:05d}",
        "first_submitted_at": desk.now,
        "submitted_on": today,
        "expires_at": None,
    }
    case = await desk.move(case, Action.SUBMIT, changes=changes)
    await identify(desk, case, case.answers)
    await notify.submitted(desk, case, await likenesses_of(desk, case))
    return done(case)


async def resubmit_application(desk: Desk, command: c.ResubmitApplication) -> c.Outcome:
    """Hand the completed application in again; it keeps its first place in the queue."""
    case = await desk.open(command, Action.RESUBMIT)
    changes = {"expires_at": None, "claimed_by": None, "claimed_until": None}
    case = await desk.move(case, Action.RESUBMIT, changes=changes)
    await notify.resubmitted(desk, case)
    return done(case)


async def cancel_application(desk: Desk, command: c.CancelApplication) -> c.Outcome:
    """Withdraw the application; what SIAK reserved for it becomes void."""
    case = await desk.open(command, Action.CANCEL)
    entered = case.application.status not in BEFORE_ENTRY
    changes = {"expires_at": None, "closing_reason": "CANCELLED"}
    if entered:
        case = await annul_documents(desk, case)
        await withdraw_from_siak(desk, case, reason=command.reason or "dibatalkan")
    case = await desk.move(case, Action.CANCEL, changes=changes)
    await notify.cancelled(desk, case)
    return done(case)
