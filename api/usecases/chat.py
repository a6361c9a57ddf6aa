"""The citizen's channel: one message in, the dialogue's turn, and what it asks of the use cases.

Each message is taken in once, by the provider's id, in the transaction that also keeps the new
state, carries out the intents and promises the replies.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from api.domain import conversation_values as v
from api.domain.calendar import office_date
from api.domain.case import Case
from api.domain.conversation import converse
from api.domain.errors import DomainError
from api.domain.inbound import InboundMessage
from api.domain.messages import Say
from api.domain.values import Action, Actor, Channel, Role, Status, Verdict
from api.domain.words import Effect
from api.domain.workflow import actions_from
from api.storage.cases import load_cases
from api.storage.store import Store
from api.usecases import appointments, intake, notify, office_visit, processing
from api.usecases import commands as c
from api.usecases.desk import Desk
from api.usecases.legible import unprintable_of
from api.usecases.office import Office
from api.usecases.paper_forms import address_of_blank

log = logging.getLogger("dik_jamila.chat")
SOURCE = "whatsapp"


async def hear(office: Office, message: InboundMessage) -> bool:
    """Take one message in; say whether it was new."""
    return await office.work.run(lambda store: _take_in(office, store, message))


async def _take_in(office: Office, store: Store, message: InboundMessage) -> bool:
    now = office.clock.now()
    if not await store.chats.take_in(message.id, SOURCE, {"kind": message.kind}, now):
        return False
    if message.kind == "number_changed":
        if message.phone and message.new_phone:
            await store.chats.change_number(message.phone, message.new_phone, message.user_id, now)
        return True
    chat = await _open(office, store, message)
    await chat.take_turn(_inbound(message), message.id, touched=True)
    return True


def _inbound(message: InboundMessage) -> v.Inbound:
    match message.kind:
        case "text":
            return v.Text(message.text)
        case "choice":
            return v.Choice(message.choice_id, message.text)
        case "file":
            return v.FileArrived(message.media_id, message.mime, message.file_name, message.text)
        case _:
            return v.Unsupported(message.text)


async def _open(office: Office, store: Store, message: InboundMessage) -> "Chat":
    row = await store.chats.find(message.phone, message.user_id)
    # keyed, for it names the citizen in the log of events, where no number may stand
    known_by = message.user_id or message.phone or message.id
    conversation_id = row["id"] if row else office.keyed(known_by)[:32]
    state = v.ConversationState.from_json(row["state"]) if row else v.ConversationState()
    phone = message.phone or (row["phone"] if row else None)
    user_id = message.user_id or (row["user_id"] if row else None)
    actor = Actor(id=f"wa:{conversation_id}", role=Role.APPLICANT, human_id=f"wa:{conversation_id}")
    desk = Desk(office, store, actor, office.clock.now())
    return Chat(desk, conversation_id, phone, user_id, state)


async def reopen(office: Office, store: Store, conversation_id: str) -> "Chat | None":
    """Return a known chat, its row locked; None if there is none."""
    row = await store.chats.lock(conversation_id)
    if row is None:
        return None
    actor = Actor(id=f"wa:{row['id']}", role=Role.APPLICANT, human_id=f"wa:{row['id']}")
    desk = Desk(office, store, actor, office.clock.now())
    state = v.ConversationState.from_json(row["state"])
    return Chat(desk, row["id"], row["phone"], row["user_id"], state)


class Chat:
    """One conversation inside one transaction."""

    def __init__(
        self,
        desk: Desk,
        conversation_id: str,
        phone: str | None,
        user_id: str | None,
        state: v.ConversationState,
    ) -> None:
        self.desk = desk
        self.id = conversation_id
        self.phone = phone
        self.user_id = user_id
        self.state = state

    async def take_turn(self, inbound: v.Inbound, event_id: str, *, touched: bool) -> None:
        """Let the dialogue answer, carry out what it asks, keep where it stands."""
        before = self.state
        turn = converse(before, inbound, await self._world(inbound))
        self.state = turn.state
        replies = list(turn.replies)
        try:
            async with self.desk.store.savepoint():
                for intent in turn.intents:
                    replies += await self._carry_out(intent, event_id)
        except DomainError as refusal:
            log.info("turn refused", extra={"code": refusal.code})
            replies = [v.text(refusal.message)]
            self.state = before  # nothing of the turn happened
        await self._reply(replies, event_id)
        await self._save(touched)

    async def _world(self, inbound: v.Inbound) -> v.ChatWorld:
        office = self.desk.office
        written = inbound.body if isinstance(inbound, v.Text) else ""
        mine = await self.desk.store.chats.applications_of(self.phone, self.user_id)
        cases = await load_cases(
            self.desk.store.connection,
            [application.id for application in mine],
            catalogue=office.catalogue,
            policy=office.policy,
            now=self.desk.now,
        )
        return v.ChatWorld(
            catalogue=office.catalogue,
            messages=office.messages,
            today=office_date(self.desk.now),
            applications=tuple(
                _open_application(office, cases[a.id]) for a in mine if a.id in cases
            ),
            unprintable=await unprintable_of(office, written),
            blank_form=partial(address_of_blank, office),
        )

    async def _carry_out(self, intent: v.Intent, event_id: str) -> list[v.Reply]:
        match intent:
            case v.StartApplication():
                await self._start(intent)
            case v.GiveAnswers():
                command = c.RecordAnswers(
                    application_id=self._id(intent.application_id), answers=intent.answers
                )
                await intake.record_answers(self.desk, command)
            case v.AttachFile():
                await self._fetch(intent, event_id)
            case v.Submit():
                await intake.submit_application(
                    self.desk, c.SubmitApplication(application_id=self._id(intent.application_id))
                )
            case v.Resubmit():
                await intake.resubmit_application(
                    self.desk, c.ResubmitApplication(application_id=intent.application_id)
                )
            case v.CancelApplication():
                await intake.cancel_application(
                    self.desk, c.CancelApplication(application_id=intent.application_id)
                )
            case v.ConfirmDraft():
                await processing.confirm_draft(
                    self.desk, c.ConfirmDraft(application_id=intent.application_id)
                )
            case v.DisputeDraft():
                await processing.dispute_draft(
                    self.desk,
                    c.DisputeDraft(application_id=intent.application_id, note=intent.text),
                )
            case v.ChooseAppointment():
                at = appointments.appointment_of(intent.slot_id)
                await office_visit.schedule_attendance(
                    self.desk,
                    c.ScheduleAttendance(application_id=intent.application_id, at=at),
                )
            case v.AskStatus():
                return [await self._status(intent.number)]
        return []

    def _id(self, application_id: str | None) -> str:
        return application_id or self.state.application or ""

    async def _start(self, intent: v.StartApplication) -> None:
        outcome = await intake.create_application(
            self.desk,
            c.CreateApplication(
                service_code=intent.service_code,
                purpose_noticed=True,  # the dialogue gives the notice before anything else
                district_code=intent.district_code,
                applicant_name=intent.applicant_name,
                applicant_phone=self.phone,
                applicant_user_id=self.user_id,
                channel=Channel.WHATSAPP,
                answers={"applicant_phone": f"+{self.phone}"} if self.phone else {},
            ),
        )
        self.state = replace(self.state, application=outcome.application_id)

    async def _fetch(self, intent: v.AttachFile, event_id: str) -> None:
        application_id = self._id(intent.application_id)
        await self.desk.store.outbox.promise(
            Effect.MEDIA_FETCH,
            f"media.fetch:{event_id}:{intent.media_id}",
            {
                "media_id": intent.media_id,
                "file_name": intent.filename,
                "conversation_id": self.id,
                "requirement": intent.requirement_code,
            },
            now=self.desk.now,
            lane=f"media:{self.id}",
            application_id=application_id,
        )

    async def _status(self, number: str) -> v.Reply:
        """Tell the status and nothing else: a number spoken aloud is no proof of identity."""
        messages = self.desk.office.messages
        application_id = await self.desk.store.applications.id_by_number(number.strip().upper())
        application = (
            await self.desk.store.applications.lock(application_id) if application_id else None
        )
        if application is None or application.number is None:
            return v.text("Nomor permohonan itu tidak kami temukan. Periksa lagi nomornya.")
        service = self.desk.office.catalogue.service(application.service_code)
        return v.text(
            messages.say(
                Say.STATUS_LINE,
                self.state.language,
                number=application.number,
                service=service.name,
                status=messages.status(application.status, self.state.language),
            )
        )

    async def _reply(self, replies: list[v.Reply], event_id: str) -> None:
        for position, reply in enumerate(replies):
            await notify.promise_message(
                self.desk,
                key=f"wa.reply:{event_id}:{position}",
                reply=reply,
                phone=self.phone,
                user_id=self.user_id,
                application_id=self.state.application,
            )

    async def _save(self, touched: bool) -> None:
        row: dict[str, Any] = {  # columns of several types
            "id": self.id,
            "phone": self.phone,
            "user_id": self.user_id,
            "state": self.state.to_json(),
            "updated_at": self.desk.now,
        }
        if touched:
            row["last_inbound_at"] = self.desk.now
        await self.desk.store.chats.save(row)


def _open_application(office: Office, case: Case) -> v.OpenApplication:
    application = case.application
    reasons = office.catalogue
    refused = tuple(
        v.RefusedRequirement(
            code=slot.code,
            reason=reasons.rejection_reason(slot.reason_code).label if slot.reason_code else "",
            note=slot.note or "",
        )
        for slot in case.slots
        if slot.verdict is Verdict.REFUSED and not slot.fresh and slot.needed is not False
    )
    actions: set[Action] = set(actions_from(application.status, Role.APPLICANT, case.mode))
    if application.status is Status.DRAFTED and not case.policy.draft_confirmation:
        actions -= {Action.CONFIRM_DRAFT, Action.DISPUTE_DRAFT}
    return v.OpenApplication(
        id=application.id,
        number=application.number,
        status=application.status,
        service_code=application.service_code,
        actions=frozenset(actions),
        answers=case.answers,
        district=application.district_code,
        filled=frozenset(slot.code for slot in case.slots if slot.is_filled),
        refused=refused,
        to_correct=notify.to_correct(office, case),
        submitted_on=application.submitted_on,
    )


async def keep_file(
    office: Office,
    store: Store,
    payload: Mapping[str, Any],
    application_id: str,
    file: Mapping[str, Any],
) -> None:
    """Attach a fetched file to its slot and let the dialogue go on."""
    chat = await reopen(office, store, payload["conversation_id"])
    if chat is None:
        return
    media_id = payload["media_id"]
    inbound: v.Inbound
    try:
        async with store.savepoint():
            case = await chat.desk.find(application_id)
            chat.desk.require(case, Action.ATTACH)
            await intake.attach(chat.desk, case, payload["requirement"], file)
        inbound = v.FileAccepted(media_id, file["sha256"], file["mime"], file["pages"])
    except DomainError as refusal:
        inbound = v.FileRefused(media_id, refusal.code, refusal.message)
    await chat.take_turn(inbound, f"file:{media_id}", touched=False)


async def refuse_file(
    office: Office, store: Store, payload: Mapping[str, Any], code: str, message: str
) -> None:
    """Tell the citizen why a file cannot be used and what to do."""
    chat = await reopen(office, store, payload["conversation_id"])
    if chat is not None:
        media_id = payload["media_id"]
        inbound = v.FileRefused(media_id, code, message)
        await chat.take_turn(inbound, f"file:{media_id}", touched=False)
