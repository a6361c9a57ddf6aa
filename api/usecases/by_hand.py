"""The operator's word where there is no interface to SIAK: what was accepted, refused, uploaded,
issued and withdrawn there. The same rows of the table and the same checks as SIAK's own answers.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace

from api.domain.by_hand import TypedDocument, content_of
from api.domain.by_hand_rules import (
    GIVEN_ONCE,
    MAX_NUMBER,
    Acceptance,
    Said,
    SaidDocument,
    read_acceptance,
)
from api.domain.calendar import office_date
from api.domain.case import Case
from api.domain.errors import (
    Fault,
    GuardRefused,
    InvalidFields,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    Refusal,
)
from api.domain.facts import Facts
from api.domain.laws import SENTENCES
from api.domain.ports import Reason, SiakDocument, SiakEntry
from api.domain.service import Service
from api.domain.values import SYSTEM, Action, DocumentAction, Role
from api.domain.words import Effect, Guard
from api.storage.outbox import BY_HAND
from api.usecases import commands as c
from api.usecases import siak_answers
from api.usecases.desk import Desk, done
from api.usecases.office import Office
from api.usecases.withdraw import submit_key

MAX_DOCUMENTS = 10
MAX_REASONS = 20
MAX_SUPERSEDED = 20
MAX_REFERENCE = 80
MAX_MESSAGE = 500
REASON_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,59}")
TYPING = "siak:typed"
PDF_MIME = "application/pdf"
NOT_TO_DO = (Effect.SIAK_VERIFY, Effect.SIAK_RECONCILE)
TO_DOS = (Effect.SIAK_SUBMIT, Effect.SIAK_UPLOAD, Effect.SIAK_ISSUE, Effect.SIAK_CANCEL)


async def record_siak_acceptance(desk: Desk, command: c.RecordSiakAcceptance) -> c.Outcome:
    """Keep the numbers SIAK reserved; the documents are drafted as if SIAK had answered."""
    case = await desk.open(command, Action.SIAK_ACCEPT)
    facts = _facts(desk, case)
    reference = _reference(command.siak_reference)
    accepted = read_acceptance(_said(command), facts, office_date(desk.now))
    await _require_unused(desk, case, accepted)
    accepted = await _with_drafts(desk, command, accepted)
    _require_other_household(desk, case, accepted)
    entry = _entry(desk, case, facts, accepted, reference)
    case = await siak_answers.accept_entry(desk, case, entry)
    await _settle(desk, submit_key(case.application.id, case.application.entry_round), reference)
    return done(case)


def _facts(desk: Desk, case: Case) -> Facts:
    application = case.application
    submitted_on = application.submitted_on or office_date(desk.now)
    service = desk.office.catalogue.service(application.service_code)
    return desk.office.catalogue.facts(service, case.answers, submitted_on)


def _reference(text: str | None) -> str:
    reference = " ".join((text or "").split())
    if len(reference) > MAX_REFERENCE:
        raise InvalidInput(f"Paling panjang {MAX_REFERENCE} karakter.", path=("siakReference",))
    return reference


def _said(command: c.RecordSiakAcceptance) -> Said:
    if len(command.documents) > MAX_DOCUMENTS:
        raise InvalidInput(f"Paling banyak {MAX_DOCUMENTS} dokumen.", path=("documents",))
    return Said(
        registration_date=command.registration_date,
        series=(command.series or "").strip().upper() or None,
        household=command.household_niks,
        is_alone=command.is_alone,
        documents=[
            SaidDocument(each.type, each.number, each.nik or None, each.upload_id is not None)
            for each in command.documents
        ],
    )


async def _require_unused(desk: Desk, case: Case, accepted: Acceptance) -> None:
    """Refuse numbers that stand on another application's documents; one form at a time."""
    await desk.store.applications.next_number(TYPING)  # whoever types meanwhile waits here
    own, documents = case.application.id, accepted.documents
    asked = {d.number for d in documents} | {d.nik for d in documents if d.nik}
    used = await desk.store.documents.others_with_number(own, sorted(asked))
    faults = []
    for document in documents:
        code = document.kind.code
        if code in GIVEN_ONCE and code in used.get(document.number, ()):
            message = "Nomor ini sudah dipakai dokumen permohonan lain. Periksa di SIAK."
            faults.append(Fault(message, _field(accepted, document, "number")))
        is_newborn = code == "AKTA_KELAHIRAN" and not case.answers.get("child_nik")
        if is_newborn and document.nik and await _is_somebodys(desk, own, document.nik, used):
            message = "NIK ini sudah dipakai orang lain. Periksa NIK anak di SIAK."
            faults.append(Fault(message, _field(accepted, document, "nik")))
    if faults:
        raise InvalidFields(tuple(faults))


async def _is_somebodys(desk: Desk, own: str, nik: str, used: Mapping[str, frozenset[str]]) -> bool:
    return nik in used or await desk.store.documents.has_birth_act_of(nik, beside=own)


def _field(accepted: Acceptance, document: TypedDocument, name: str) -> tuple[str, ...]:
    return ("documents", str(accepted.documents.index(document)), name)


async def _with_drafts(
    desk: Desk, command: c.RecordSiakAcceptance, accepted: Acceptance
) -> Acceptance:
    """Return the acceptance with the hash of each page that was uploaded."""
    documents = []
    for place, (document, said) in enumerate(
        zip(accepted.documents, command.documents, strict=True)
    ):
        if said.upload_id is not None:
            path = ("documents", str(place), "uploadId")
            sha256 = await _draft(desk, said.upload_id, path)
            document = replace(document, draft_sha256=sha256)
        documents.append(document)
    return replace(accepted, documents=tuple(documents))


async def _draft(desk: Desk, upload_id: str, path: tuple[str, ...]) -> str:
    upload = await desk.store.requests.upload(upload_id)
    if upload is None or upload["principal_id"] != desk.actor.id:
        raise NotFound("Unggahan tidak ditemukan.", path=path)
    if upload["stored_sha256"] is None:
        raise InvalidInput("Berkas unggahan ini belum dikirim.", path=path)
    if upload["mime"] != PDF_MIME:
        raise InvalidInput("Draf dari SIAK harus berupa PDF.", path=path)
    sha256 = str(upload["stored_sha256"])
    problem = await desk.office.content.why_unsignable(await desk.office.files.get(sha256))
    if problem is not None:
        raise InvalidInput(problem, path=path)
    return sha256


def _require_other_household(desk: Desk, case: Case, accepted: Acceptance) -> None:
    """Refuse the operator whose own NIK stands among the family that was typed."""
    if desk.actor.nik_key in {desk.office.keyed(nik) for nik in accepted.household}:
        guard = Guard.NOT_OWN_HOUSEHOLD
        refusal = Refusal(guard, SENTENCES[guard])
        status = case.application.status
        raise GuardRefused((refusal,), action=Action.SIAK_ACCEPT, status=status)


def _entry(desk: Desk, case: Case, facts: Facts, accepted: Acceptance, reference: str) -> SiakEntry:
    """Return what was typed as SIAK would have told it."""
    catalogue, day = desk.office.catalogue, accepted.registration_date
    people = [d.nik for d in accepted.documents if d.nik]
    return SiakEntry(
        id=reference,
        application_number=case.application.number or "",
        status="ACCEPTED",
        registration_date=day,
        series=accepted.series,
        household=tuple(dict.fromkeys([*accepted.household, *people])),
        documents=tuple(
            SiakDocument(
                ref=str(position),
                type=each.kind.code,
                medium=each.kind.medium,
                number=each.number,
                content=content_of(each, facts, catalogue, day),
            )
            for position, each in enumerate(accepted.documents, 1)
        ),
    )


async def record_siak_refusal(desk: Desk, command: c.RecordSiakRefusal) -> c.Outcome:
    """Keep why SIAK did not take the entry; it is back on the operator's desk."""
    case = await desk.open(command, Action.SIAK_REFUSE)
    service = desk.office.catalogue.service(case.application.service_code)
    _require_reasons(command.reasons, service)
    key = submit_key(case.application.id, case.application.entry_round)
    reasons = [Reason(**asdict(each)) for each in command.reasons]
    case = await siak_answers.refuse_entry(desk, case, reasons)
    await _settle(desk, key)
    return done(case)


def _require_reasons(reasons: tuple[c.TypedReason, ...], service: Service) -> None:
    if not 0 < len(reasons) <= MAX_REASONS:
        raise InvalidInput(f"Ketik 1 sampai {MAX_REASONS} alasan.", path=("reasons",))
    faults = []
    for place, each in enumerate(reasons):
        path = ("reasons", str(place))
        if not REASON_CODE.fullmatch(each.code):
            message = "Kode alasan memakai huruf besar, angka dan garis bawah."
            faults.append(Fault(message, (*path, "code")))
        if each.field is not None and each.field not in service.fields_by_name:
            message = "Isian ini tidak ada pada layanan tersebut."
            faults.append(Fault(message, (*path, "field")))
        if not 0 < len(each.message.strip()) <= MAX_MESSAGE:
            message = f"Tulis alasannya, paling panjang {MAX_MESSAGE} karakter."
            faults.append(Fault(message, (*path, "message")))
    if faults:
        raise InvalidFields(tuple(faults))


async def confirm_siak_upload(desk: Desk, command: c.ConfirmSiakUpload) -> c.Outcome:
    """Keep that SIAK holds the signed file; only the file we signed counts."""
    case, document = await desk.open_document(command, DocumentAction.CONFIRM_UPLOAD)
    signed = document.signed_sha256 or ""
    if command.sha256.lower() != signed:
        raise InvalidInput(
            "Berkas itu bukan yang ditandatangani: SHA-256-nya berbeda. Unduh `signedUrl`, unggah "
            "berkas itu ke SIAK, lalu ketik SHA-256-nya.",
            path=("sha256",),
        )
    case = await siak_answers.keep_upload(desk, case, document, signed)
    await _settle(desk, f"siak.upload:{document.id}:{signed}")
    return done(case, document.id)


async def confirm_siak_issue(desk: Desk, command: c.ConfirmSiakIssue) -> c.Outcome:
    """Keep that SIAK issued the documents; earlier prints lapse, delivery begins."""
    case = await desk.open(command, Action.ISSUE)
    numbers = _superseded(command.superseded_numbers)
    own = [d.number for d in case.counting]  # an earlier print of the same number lapses anyway
    case = await siak_answers.issue_documents(
        desk, case, [*numbers, *own], payload={"by_hand": True}, behind=SYSTEM
    )
    await _settle(desk, f"siak.issue:{case.application.id}:{case.application.entry_round}")
    return done(await desk.find(case.application.id))


def _superseded(given: tuple[str, ...]) -> list[str]:
    path = ("supersededNumbers",)
    if len(given) > MAX_SUPERSEDED:
        raise InvalidInput(f"Paling banyak {MAX_SUPERSEDED} nomor.", path=path)
    numbers = ["".join(each.split()).upper() for each in given]
    for place, number in enumerate(numbers):
        if not 0 < len(number) <= MAX_NUMBER:
            raise InvalidInput("Nomor dokumen 1 sampai 60 karakter.", path=(*path, str(place)))
    return numbers


async def confirm_siak_cancel(desk: Desk, command: c.ConfirmSiakCancel) -> c.Outcome:
    """Keep that the entry is withdrawn in SIAK, or that there was none, and why."""
    if desk.actor.role is not Role.DATA_ENTRY_OPERATOR:
        raise NotPermitted("Hanya operator data entry yang mencatat pembatalan di SIAK.")
    row = await desk.store.outbox.by_id(command.effect_id)
    if row is None or row["kind"] != Effect.SIAK_CANCEL:
        raise NotFound("Pembatalan di SIAK tidak ditemukan.", path=("effectId",))
    case = await desk.find(row["application_id"])  # also hides what is outside the jurisdiction
    if row["state"] != BY_HAND:
        raise InvalidTransition(
            "Pembatalan ini sudah selesai atau bukan pekerjaan operator.",
            action="CONFIRM_SIAK_CANCEL",
            status=row["state"].upper(),
        )
    if not command.reason.strip():
        raise InvalidInput("Tulis apa yang dilakukan di SIAK.", path=("reason",))
    said = {"done_by": desk.actor.human_id, "done_note": command.reason[:MAX_MESSAGE]}
    await desk.store.outbox.note(row["id"], payload={**row["payload"], **said})
    await _settle(desk, row["key"])
    return c.Outcome(effect_id=row["id"], application_id=case.application.id)


async def _settle(desk: Desk, key: str, reference: str = "") -> None:
    await desk.store.outbox.settle(key, "done", desk.now, external_id=reference or None)


async def take_over(office: Office) -> int:
    """Make to-dos of what was promised while there was an interface; say how many."""
    async with office.work.begin() as store:
        return await store.outbox.hand_over(TO_DOS, gone=NOT_TO_DO, now=office.clock.now())
