"""How each row of the table is gone: what has to be brought about first, and who does it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from api.domain.case import Case, Document, Slot
from api.domain.ports import Ambiguous, GatewayError, Permanent, Reason
from api.domain.values import (
    Action,
    DeliveryMethod,
    DocumentAction,
    DocumentStatus,
    Role,
    Status,
    Verdict,
)
from api.usecases import commands as c
from api.usecases import delivery, siak_answers, timers
from tests.asking import EVERYBODY, command_for, document_command_for
from tests.by_hand import Typist
from tests.factories import HEAD, MACHINE, OFFICER, OPERATOR, PASSPHRASE, VILLAGE, Bench
from tests.signers import PatientSigner
from tests.storage.possible import POSSIBLE, Row, is_late

A, X, D, R = Action, DocumentAction, DocumentStatus, Role


@dataclass
class Moves:
    """Goes rows on the applications of one office."""

    bench: Bench
    signing: dict[str, tuple[PatientSigner, "asyncio.Task[None]"]] = field(default_factory=dict)

    @cached_property
    def typist(self) -> Typist:
        """Who types back what SIAK says, where there is no interface."""
        return Typist(self.bench)

    def can(self, row: Row, case: Case) -> bool:
        """Tell whether the row can be gone now, by legal preparation alone."""
        if row.role is R.APPLICANT and case.application.created_by != VILLAGE.id:
            return False
        by_hand = case.policy.siak_by_hand
        if (row.role is R.SIAK and by_hand) or (row.is_by_hand(case) and not by_hand):
            return False
        possible = POSSIBLE.get(row.action)
        return possible is None or possible(case, row)

    async def go(self, row: Row, application_id: str) -> None:
        """Prepare the row's guards by legal commands, then do it."""
        prepare = PREPARATIONS.get(row.action)
        if prepare is not None:
            await prepare(self, application_id, row)
        case = await self.bench.case(application_id)
        own = OWN_WAYS.get(row.action)
        if own is not None:
            await own(self, case, row)
        elif isinstance(row.action, DocumentAction):
            document = case.document(row.document_id)
            assert document is not None
            more = _particulars(row, document)
            command = document_command_for(row.action, document, **more)
            assert command is not None
            await self.bench.do(EVERYBODY[row.role], command)
        else:
            asked = command_for(row.action, case)
            assert asked is not None
            await self.bench.do(EVERYBODY[row.role], asked)

    async def put_file(self, application_id: str, slot: Slot, role: Role) -> None:
        """Attach a file of a type the slot takes."""
        actor = EVERYBODY[role]
        upload_id = await self.bench.upload(actor, self.bench.page)
        async with self.bench.office.work.begin() as store:
            await store.requests.fill_upload(upload_id, {"mime": slot.accepts[-1]})
        await self.bench.on(
            actor,
            c.AttachRequirement,
            application_id,
            requirement_code=slot.code,
            upload_id=upload_id,
        )

    async def judge(self, application_id: str, slot: Slot, verdict: Verdict) -> None:
        """Let the officer accept or refuse a slot."""
        refused = verdict is Verdict.REFUSED
        await self.bench.on(
            OFFICER,
            c.ReviewRequirement,
            application_id,
            requirement_code=slot.code,
            verdict=verdict,
            reason_code="FOTO_TIDAK_TERBACA" if refused else None,
        )


def _particulars(row: Row, document: Document) -> Mapping[str, Any]:
    if row.action is X.COLLECT:
        return {"pickup_code": document.pickup_code}
    if row.action is X.DELIVER:
        return {"channel": DeliveryMethod.WHATSAPP}
    return {}


def _filled(case: Case) -> list[Slot]:
    return [s for s in case.slots if s.attachments and s.needed is not False]


def _refused(case: Case) -> list[Slot]:
    return [s for s in case.slots if s.verdict is Verdict.REFUSED and s.needed is not False]


async def _answer_and_attach(m: Moves, application_id: str, row: Row) -> None:
    await m.bench.answer_everything(application_id, MACHINE)
    await _replace_refused(m, application_id, row)
    case = await m.bench.case(application_id)
    for slot in case.slots:
        if slot.is_asked and not slot.is_filled:
            await m.put_file(application_id, slot, row.role)


async def _replace_refused(m: Moves, application_id: str, row: Row) -> None:
    for slot in _refused(await m.bench.case(application_id)):
        if not slot.fresh:
            await m.put_file(application_id, slot, row.role)


async def _refuse_one(m: Moves, application_id: str, row: Row) -> None:
    if row.source is Status.UNDER_REVIEW:
        case = await m.bench.case(application_id)
        if not [s for s in _refused(case) if not s.fresh]:
            await m.judge(application_id, _filled(case)[0], Verdict.REFUSED)


async def _accept_all(m: Moves, application_id: str, _: Row) -> None:
    case = await m.bench.case(application_id)
    for slot in case.slots:
        if slot.is_asked and not slot.attachments:
            await m.put_file(application_id, slot, R.SERVICE_OFFICER)
    for slot in _filled(await m.bench.case(application_id)):
        if slot.verdict is not Verdict.ACCEPTED or slot.fresh:
            await m.judge(application_id, slot, Verdict.ACCEPTED)


async def _ready_for_entry(m: Moves, application_id: str, row: Row) -> None:
    await m.bench.answer_everything(application_id, OPERATOR)
    if is_late(await m.bench.case(application_id), row):
        await m.bench.on(HEAD, c.DecideLateReport, application_id, note="SIMULASI")


async def _draft_answered(m: Moves, application_id: str, _: Row) -> None:
    case = await m.bench.case(application_id)
    if case.policy.draft_confirmation and case.application.draft_answer is None:
        m.bench.clock.advance(case.policy.draft_answer_hours * 3600)


async def _due(m: Moves, application_id: str, row: Row) -> None:
    application = (await m.bench.case(application_id)).application
    is_expiry = row.action is A.EXPIRE
    due = application.expires_at if is_expiry else application.claimed_until
    if row.role is R.SYSTEM and due is not None and due > m.bench.clock.now():
        m.bench.clock.advance((due - m.bench.clock.now()).total_seconds())


async def _upload_promised(m: Moves, application_id: str, row: Row) -> None:
    document = (await m.bench.case(application_id)).document(row.document_id)
    if document is not None and not document.upload_promised:
        await m.bench.do(OPERATOR, c.UploadToSiak(document_id=document.id))


Preparation = Callable[[Moves, str, Row], Awaitable[None]]
PREPARATIONS: Mapping[Action | DocumentAction, Preparation] = {
    A.SUBMIT: _answer_and_attach,
    A.RESUBMIT: _answer_and_attach,
    A.REQUEST_COMPLETION: _refuse_one,
    A.CONFIRM_COMPLETE: _accept_all,
    A.ENTER_INTO_SIAK: _ready_for_entry,
    A.SUBMIT_FOR_VERIFICATION: _draft_answered,
    A.VERIFY: lambda m, application_id, _: m.bench.render(application_id),
    A.RELEASE: _due,
    A.EXPIRE: _due,
    X.CONFIRM_UPLOAD: _upload_promised,
}


async def _attach(m: Moves, case: Case, row: Row) -> None:
    application_id = case.application.id
    if case.application.first_submitted_at is None or row.role is not R.APPLICANT:
        slot = next(s for s in case.slots if s.needed is not False)
    else:
        await _refuse_one(m, application_id, row)
        slot = _refused(await m.bench.case(application_id))[0]
    await m.put_file(application_id, slot, row.role)


async def _review(m: Moves, case: Case, _: Row) -> None:
    slots = _filled(case)
    unseen = [s for s in slots if s.verdict is None or s.fresh]
    await m.judge(case.application.id, (unseen or slots)[0], Verdict.ACCEPTED)


async def _request_completion(m: Moves, case: Case, row: Row) -> None:
    application_id = case.application.id
    verdict = c.ReviewRequirement(
        application_id=application_id,
        requirement_code=_filled(case)[0].code,
        verdict=Verdict.REFUSED,
        reason_code="BERKAS_KELIRU",
    )
    refusals = (verdict,) if row.role is R.DATA_ENTRY_OPERATOR else ()
    await m.bench.on(EVERYBODY[row.role], c.RequestCompletion, application_id, refusals=refusals)


async def _timer(m: Moves, case: Case, row: Row) -> None:
    if row.role is not R.SYSTEM:
        await m.bench.on(EVERYBODY[row.role], c.ReleaseApplication, case.application.id)
        return
    name = "expire" if row.action is A.EXPIRE else "release"
    async with m.bench.office.work.begin() as store:
        await timers.fire(m.bench.office, store, case.application.id, {"timer": name})


async def _siak_accepts(m: Moves, case: Case, row: Row) -> None:
    if row.role is R.DATA_ENTRY_OPERATOR:
        await m.typist.accepts(case)
        return
    await m.bench.hear(m.bench.accepted(case, household=("6311065001959002",)))


async def _siak_refuses(m: Moves, case: Case, row: Row) -> None:
    if row.role is R.DATA_ENTRY_OPERATOR:
        command = command_for(A.SIAK_REFUSE, case)
        assert command is not None
        await m.bench.do(OPERATOR, command)
        return
    application = case.application
    if not case.counting:
        await m.bench.refuse(application.id)
        return
    reason = Reason("STATE_CHANGED", "SIMULASI")
    async with m.bench.office.work.begin() as store:
        await siak_answers.hear_taken_back(
            m.bench.office, store, application.id, application.siak_entry_id, reason
        )


async def _finish_drafts(m: Moves, case: Case, _: Row) -> None:
    await m.bench.render(case.application.id)


async def _begin_sign(m: Moves, case: Case, row: Row) -> None:
    document = case.document(row.document_id)
    assert document is not None
    signer = PatientSigner(m.bench.office.signer)
    bench = replace(m.bench, office=replace(m.bench.office, signer=signer))
    before = set(bench.office.tasks)
    wanted = (c.ToSign(document.id, document.version),)
    await bench.do(HEAD, c.SignDocuments(documents=wanted, passphrase=PASSPHRASE))
    (batch,) = bench.office.tasks - before
    m.signing[document.id] = (signer, batch)
    await signer.is_asked()


async def _end_sign(m: Moves, row: Row, error: GatewayError | None) -> None:
    signer, batch = m.signing.pop(row.document_id)
    signer.go_on(error)
    await batch


async def _finish_sign(m: Moves, case: Case, row: Row) -> None:
    if row.source is D.SIGNING:
        await _end_sign(m, row, None)
        return
    document = case.document(row.document_id)
    assert document is not None
    key = await m.bench.office.signer.unlock(HEAD.human_id, PASSPHRASE)
    pdf = await m.bench.office.files.get(document.verified_sha256 or "")
    signed = await key.sign(pdf, field="TTE", reason="SIMULASI", now=m.bench.clock.now())
    key.close()
    actor = EVERYBODY[row.role]
    upload_id = await m.bench.upload(actor, signed.pdf)
    await m.bench.do(actor, c.FinishSign(document_id=document.id, upload_id=upload_id))


async def _fail_sign(m: Moves, _: Case, row: Row) -> None:
    if row.source is D.SIGNING:
        await _end_sign(m, row, Permanent("SIMULASI"))
        return
    command = c.FailSign(document_id=row.document_id, reason="SIMULASI")
    await m.bench.do(EVERYBODY[row.role], command)


async def _lose_sign(m: Moves, _: Case, row: Row) -> None:
    await _end_sign(m, row, Ambiguous("SIMULASI"))


async def _confirm_upload(m: Moves, case: Case, row: Row) -> None:
    document = case.document(row.document_id)
    assert document is not None
    if row.role is R.DATA_ENTRY_OPERATOR:
        sha256 = document.signed_sha256 or ""
        await m.bench.do(OPERATOR, c.ConfirmSiakUpload(document_id=document.id, sha256=sha256))
        return
    async with m.bench.office.work.begin() as store:
        await siak_answers.hear_upload(
            m.bench.office, store, document.id, document.signed_sha256 or ""
        )


async def _confirm_delivery(m: Moves, _: Case, row: Row) -> None:
    async with m.bench.office.work.begin() as store:
        await delivery.confirm(m.bench.office, store, row.document_id, "DELIVERED")


async def _fail_delivery(m: Moves, case: Case, row: Row) -> None:
    document = case.document(row.document_id)
    assert document is not None
    channel = next(x for x in DeliveryMethod if x.value not in document.failed_channels)
    async with m.bench.office.work.begin() as store:
        await delivery.fail(m.bench.office, store, document.id, channel, "SIMULASI")


OwnWay = Callable[[Moves, Case, Row], Awaitable[None]]
OWN_WAYS: Mapping[Action | DocumentAction, OwnWay] = {
    A.ATTACH: _attach,
    A.REVIEW_REQUIREMENT: _review,
    A.REQUEST_COMPLETION: _request_completion,
    A.RELEASE: _timer,
    A.EXPIRE: _timer,
    A.SIAK_ACCEPT: _siak_accepts,
    A.SIAK_REFUSE: _siak_refuses,
    A.FINISH_DRAFTS: _finish_drafts,
    X.BEGIN_SIGN: _begin_sign,
    X.FINISH_SIGN: _finish_sign,
    X.FAIL_SIGN: _fail_sign,
    X.LOSE_SIGN: _lose_sign,
    X.CONFIRM_UPLOAD: _confirm_upload,
    X.CONFIRM_DELIVERY: _confirm_delivery,
    X.FAIL_DELIVERY: _fail_delivery,
}
