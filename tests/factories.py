"""Builds applications in any status through the use cases, never through rows."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from api.clock import Clock
from api.domain.calendar import office_date
from api.domain.case import Case, Document
from api.domain.catalogue import Catalogue
from api.domain.ports import Medium, Reason, SiakDocument, SiakEntry
from api.domain.service import Field, FieldType, Service
from api.domain.values import SYSTEM, Action, Actor, DocumentStatus, Mode, Role, Scope, Status
from api.storage.cases import load_cases
from api.usecases import commands as c
from api.usecases import delivery, siak_answers
from api.usecases.desk import Desk
from api.usecases.execute import execute
from api.usecases.office import Office

NIK = "6311065001959001"
FAMILY_CARD = "6311060203209001"
PHONE = "+6289900000001"

OFFICER = Actor("petugas-1", Role.SERVICE_OFFICER, "petugas-1")
OPERATOR = Actor("operator-1", Role.DATA_ENTRY_OPERATOR, "operator-1")
VERIFIER = Actor("verifikator-1", Role.VERIFIER, "verifikator-1", scopes=frozenset(Scope))
HEAD = Actor("kepala-1", Role.HEAD_OF_OFFICE, "kepala-1")
VILLAGE = Actor("desa-1", Role.APPLICANT, "desa-1")
MACHINE = Actor(
    "sistem-1",
    Role.SERVICE_ACCOUNT,
    "penanggung-jawab-1",
    scopes=frozenset({"applications:all"}),
)
ADMINISTRATOR = Actor("admin-1", Role.ADMINISTRATOR, "admin-1")
AUDITOR = Actor("auditor-1", Role.AUDITOR, "auditor-1")
ACTORS: Mapping[Role, Actor] = {
    actor.role: actor
    for actor in (OFFICER, OPERATOR, VERIFIER, HEAD, VILLAGE, MACHINE, ADMINISTRATOR, AUDITOR)
}
PASSPHRASE = "SIMULASI-uji"

FINISHED = "FINISHED"


def plausible(question: Field, catalogue: Catalogue, today: str) -> object:
    """Return an answer that fits the question."""
    if question.many:
        if question.item_fields:
            return [{f.name: plausible(f, catalogue, today) for f in question.item_fields}]
        return [_one(question, catalogue, today)]
    return _one(question, catalogue, today)


def _one(question: Field, catalogue: Catalogue, today: str) -> object:
    options = list(catalogue.options(question))
    if options:
        return options[0]
    match question.type:
        case FieldType.NIK:
            return NIK
        case FieldType.NKK:
            return FAMILY_CARD
        case FieldType.PHONE:
            return PHONE
        case FieldType.EMAIL:
            return "warga@contoh.id"
        case FieldType.DATE:
            return today
        case FieldType.TIME:
            return "08:30"
        case FieldType.INTEGER | FieldType.DECIMAL:
            return max(1, int(question.rules.minimum or 1))
        case FieldType.BOOLEAN:
            return False
        case FieldType.REGION:
            return "63.71.01.1001" if question.rules.outside else "63.11.06.1023"
        case _:
            return "CONTOH SIMULASI"[: question.rules.max_length]


@dataclass
class Bench:
    """An office with its people, and the steps to bring an application anywhere."""

    office: Office
    clock: Clock
    page: bytes  # a printed PDF that serves as everybody's final rendering
    applicant: Actor = VILLAGE
    batches: list[str] = field(default_factory=list)

    async def case(self, application_id: str) -> Case:
        """Return the case file as it stands."""
        async with self.office.work.read() as connection:
            cases = await load_cases(
                connection,
                [application_id],
                catalogue=self.office.catalogue,
                policy=self.office.policy,
                now=self.clock.now(),
            )
        return cases[application_id]

    async def do(self, actor: Actor, command: c.Command) -> c.Outcome:
        """Run a command."""
        return await execute(self.office, actor, command)

    async def on(
        self, actor: Actor, kind: type[c.ApplicationCommand], application_id: str, **more: Any
    ) -> c.Outcome:
        """Run a command about an application at its present version."""
        case = await self.case(application_id)
        command = kind(
            application_id=application_id, expected_version=case.application.version, **more
        )
        return await self.do(actor, command)

    async def create(
        self, service: str = "KK_HILANG_RUSAK", actor: Actor | None = None, **answers: Any
    ) -> str:
        """Open an application."""
        outcome = await self.do(
            actor or self.applicant,
            c.CreateApplication(
                service_code=service, purpose_noticed=True, answers=answers, district_code=None
            ),
        )
        assert outcome.application_id is not None
        return outcome.application_id

    async def answer_everything(self, application_id: str, actor: Actor, **fixed: Any) -> None:
        """Answer every question that decides or is required."""
        today = office_date(self.clock.now()).isoformat()
        for _ in range(12):
            case = await self.case(application_id)
            service = self.office.catalogue.service(case.application.service_code)
            names = {*case.undecided, *case.missing, *(fixed.keys() - case.answers.keys())}
            if not names:
                return
            answers = {
                name: fixed.get(
                    name, plausible(service.fields_by_name[name], self.office.catalogue, today)
                )
                for name in names
            }
            await self.on(actor, c.RecordAnswers, application_id, answers=answers)
        raise AssertionError("the questions do not end")

    async def upload(self, actor: Actor, data: bytes) -> str:
        """Return the id of an upload that has come, without going through HTTP."""
        outcome = await self.do(
            actor,
            c.CreateUpload(
                file_name="berkas.pdf", size=len(data), sha256=hashlib.sha256(data).hexdigest()
            ),
        )
        assert outcome.upload_id is not None
        sha256 = await self.office.files.put(data)
        async with self.office.work.begin() as store:
            await store.requests.fill_upload(
                outcome.upload_id,
                {"stored_sha256": sha256, "mime": "application/pdf", "pages": 1},
            )
        return outcome.upload_id

    async def attach_everything(self, application_id: str, actor: Actor) -> None:
        """Put a file into every slot that is asked."""
        case = await self.case(application_id)
        for slot in case.slots:
            if slot.is_asked and not slot.is_filled:
                accepts_pdf = "application/pdf" in slot.accepts
                upload_id = await self.upload(actor, self.page)
                if not accepts_pdf:
                    async with self.office.work.begin() as store:
                        await store.requests.fill_upload(upload_id, {"mime": slot.accepts[0]})
                await self.on(
                    actor,
                    c.AttachRequirement,
                    application_id,
                    requirement_code=slot.code,
                    upload_id=upload_id,
                )

    async def submitted(self, service: str = "KK_HILANG_RUSAK", **fixed: Any) -> str:
        """Return an application in SUBMITTED."""
        application_id = await self.create(service)
        await self.answer_everything(application_id, self.applicant, **fixed)
        await self.attach_everything(application_id, self.applicant)
        await self.on(self.applicant, c.SubmitApplication, application_id)
        return application_id

    async def review(self, application_id: str, *, refuse: str | None = None) -> None:
        """Claim and judge every slot that holds something."""
        case = await self.case(application_id)
        if case.application.status is Status.SUBMITTED:
            await self.on(OFFICER, c.ClaimApplication, application_id)
        for slot in (await self.case(application_id)).slots:
            if slot.attachments and (slot.verdict is None or slot.fresh):
                refused = slot.code == refuse
                await self.on(
                    OFFICER,
                    c.ReviewRequirement,
                    application_id,
                    requirement_code=slot.code,
                    verdict=c.Verdict.REFUSED if refused else c.Verdict.ACCEPTED,
                    reason_code="FOTO_TIDAK_TERBACA" if refused else None,
                )

    async def completed_review(self, service: str = "KK_HILANG_RUSAK", **fixed: Any) -> str:
        """Return an application in COMPLETE, attendance recorded where the service asks it."""
        application_id = await self.submitted(service, **fixed)
        await self.review(application_id)
        await self.on(OFFICER, c.ConfirmComplete, application_id, applicant_confirmed=True)
        case = await self.case(application_id)
        if case.application.status is Status.AWAITING_ATTENDANCE:
            preregistration = case.mode is Mode.PREREGISTRATION
            await self.on(
                OFFICER,
                c.RecordAttendance,
                application_id,
                biometrics_taken=preregistration,
                originals_seen=True,
                parties_present=True,
                witnesses_present=True,
            )
        return application_id

    async def enter(self, application_id: str) -> None:
        """Enter into SIAK."""
        await self.on(OPERATOR, c.EnterIntoSiak, application_id)

    def accepted(self, case: Case, *, household: tuple[str, ...] = ()) -> SiakEntry:
        """Return SIAK's acceptance of the present entry."""
        application = case.application
        service: Service = self.office.catalogue.service(application.service_code)
        types = self.office.catalogue.facts(
            service, case.answers, application.submitted_on or office_date(case.now)
        ).expected_documents()
        return SiakEntry(
            id=f"E-{application.id}-{application.entry_round}",
            application_number=application.number or "",
            status="ACCEPTED",
            registration_date=office_date(case.now),
            household=household,
            documents=tuple(
                SiakDocument(
                    ref=f"D{position}",
                    type=kind.code,
                    medium=kind.medium,
                    number=f"{application.number}-{application.entry_round}-{position}",
                    content={"title": kind.name, "lines": [["Nama", "CONTOH"]]},
                )
                for position, kind in enumerate(types)
            ),
        )

    async def hear(self, entry: SiakEntry) -> bool:
        """Let SIAK's decision arrive."""
        async with self.office.work.begin() as store:
            return await siak_answers.hear_decision(self.office, store, entry)

    async def refuse(self, application_id: str) -> None:
        """Let SIAK refuse the entry."""
        case = await self.case(application_id)
        entry = replace(
            self.accepted(case),
            status="REFUSED",
            documents=(),
            reasons=(Reason("NAME_MISMATCH", "Nama tidak cocok.", "applicant_name"),),
        )
        await self.hear(entry)

    async def accept(self, application_id: str, *, household: tuple[str, ...] = ()) -> None:
        """Let SIAK accept the entry and keep every rendering."""
        case = await self.case(application_id)
        await self.hear(self.accepted(case, household=household))
        await self.render(application_id)

    async def render(self, application_id: str) -> None:
        """Keep a final rendering for every PDF that lacks one."""
        sha256 = await self.office.files.put(self.page)
        for document in (await self.case(application_id)).counting:
            if document.medium is Medium.PDF and not document.final_sha256:
                async with self.office.work.begin() as store:
                    await siak_answers.keep_rendering(
                        self.office, store, document.id, document.round, sha256, sha256
                    )

    async def drafted(self, service: str = "KK_HILANG_RUSAK", **fixed: Any) -> str:
        """Return an application in DRAFTED."""
        application_id = await self.completed_review(service, **fixed)
        await self.enter(application_id)
        await self.accept(application_id)
        return application_id

    async def hashes(self, application_id: str) -> dict[str, str | None]:
        """Return the hashes of the final renderings as a verifier sees them."""
        case = await self.case(application_id)
        return {d.id: d.final_sha256 for d in case.counting if d.medium is Medium.PDF}

    async def verified(self, service: str = "KK_HILANG_RUSAK", **fixed: Any) -> str:
        """Return an application whose documents are verified."""
        application_id = await self.drafted(service, **fixed)
        await self.on(OPERATOR, c.SubmitForVerification, application_id)
        await self.verify(application_id)
        return application_id

    async def verify(self, application_id: str) -> None:
        """Verify what is drafted."""
        hashes = await self.hashes(application_id)
        await self.on(VERIFIER, c.VerifyApplication, application_id, hashes=hashes)

    async def sign(self, application_id: str, *, key: str | None = None) -> c.Outcome:
        """Sign every verified document and wait for the batch."""
        case = await self.case(application_id)
        wanted = tuple(
            c.ToSign(d.id, d.version)
            for d in case.counting
            if d.status is DocumentStatus.VERIFIED and d.medium is Medium.PDF
        )
        outcome = await self.do(
            HEAD, c.SignDocuments(documents=wanted, passphrase=PASSPHRASE, idempotency_key=key)
        )
        await self.batches_end()
        return outcome

    async def batches_end(self) -> None:
        """Wait until no signing batch is under way."""
        for task in tuple(self.office.tasks):
            await task

    async def confirm_uploads(self, application_id: str) -> None:
        """Let SIAK confirm that it holds every signed file."""
        for document in (await self.case(application_id)).counting:
            if document.status is DocumentStatus.SIGNED:
                async with self.office.work.begin() as store:
                    await siak_answers.hear_upload(
                        self.office, store, document.id, document.signed_sha256 or ""
                    )

    async def issued(self, service: str = "KK_HILANG_RUSAK", **fixed: Any) -> str:
        """Return an application in ISSUED."""
        application_id = await self.verified(service, **fixed)
        case = await self.case(application_id)
        if case.application.status is Status.AWAITING_SIGNATURE:
            await self.sign(application_id)
            await self.confirm_uploads(application_id)
        await self.issue(application_id)
        return application_id

    async def issue(self, application_id: str, *, superseded: tuple[str, ...] = ()) -> None:
        """Let SIAK issue the documents."""
        case = await self.case(application_id)
        entry = replace(self.accepted(case), status="ISSUED", superseded=superseded)
        async with self.office.work.begin() as store:
            await siak_answers.hear_issue(self.office, store, application_id, entry)

    async def deliver(self, application_id: str) -> None:
        """Let a receipt arrive for every document under way, collect what waits."""
        for document in (await self.case(application_id)).counting:
            if document.status is DocumentStatus.ISSUED and document.medium is Medium.PDF:
                async with self.office.work.begin() as store:
                    await delivery.confirm(self.office, store, document.id, "DELIVERED")

    async def document(self, application_id: str) -> Document:
        """Return the first document that counts."""
        return (await self.case(application_id)).counting[0]

    async def system(self, application_id: str, action: Action) -> None:
        """Let the service itself act."""
        async with self.office.work.begin() as store:
            desk = Desk(self.office, store, SYSTEM, self.clock.now())
            case = await desk.find(application_id)
            desk.require(case, action)
            await desk.move(case, action)
