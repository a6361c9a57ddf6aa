"""Messages to customers: accepted or refused, then sent, delivered, read, or failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import httpx

from simkit.faults import Json
from whatsapp_sim import templates
from whatsapp_sim.config import WindowError
from whatsapp_sim.errors import GraphError, webhook_error
from whatsapp_sim.events import status_value
from whatsapp_sim.media import MediaStore, plain_type, unfit
from whatsapp_sim.payloads import check_message, file_kind, file_of
from whatsapp_sim.records import Customer, Message, Step, Template
from whatsapp_sim.webhooks import Webhooks
from whatsapp_sim.world import World, digits_of

KINDS = ("send_fails", "status_never", "status_before_answer", "template_paused")
_LATE_CODES = frozenset(
    {130403, 131026, 131047, 131048, 131049, 131050, 131052, 131053, 131064, 368}
)
_PAIR_COST = timedelta(seconds=6)
_PAIR_DEBT = timedelta(seconds=270)
_THROUGHPUT = 80


@dataclass(frozen=True)
class Accepted:
    """A message taken in: the answer, and what begins once the answer has gone out."""

    answer: Json
    begin: Callable[[], None]


class Sending:
    """Decides about outgoing messages and lives their lives."""

    def __init__(self, world: World, media: MediaStore, webhooks: Webhooks) -> None:
        self._world, self._media, self._webhooks = world, media, webhooks
        world.resume.append(self.resume)

    async def accept(self, body: Json) -> Accepted:
        """Take a message in, or refuse it at once."""
        kind = check_message(body)
        customer, contact = self._recipient(body)
        late = self._fault(customer)
        self._check_rates(customer)
        template = self._check_template(body) if kind == "template" else None
        if kind == "reaction" and body["reaction"]["message_id"] not in self._world.messages:
            raise GraphError(131009, "reaction.message_id is not a message we know")
        message = self._message(body, kind, customer, template)
        late = late or self._obstacle(customer, message)
        self._take_file(body, kind, message)
        late = late or self._unfit(kind, body.get(kind), message)
        self._count(customer)
        self._world.add(message)
        self._plan(message, late)
        answer = self._answer(contact, message)
        if self._world.kernel.faults.take("status_before_answer", phone=customer.wa_id):
            await self._hurry(message)
            return Accepted(answer, lambda: None)
        return Accepted(answer, partial(self._begin, message))

    def _recipient(self, body: Json) -> tuple[Customer, Json]:
        if body.get("to") is not None:
            wa_id = digits_of(str(body["to"]))
            if not 8 <= len(wa_id) <= 15:
                raise GraphError(131009, "to is not a phone number")
            if wa_id == self._world.account.display_phone_number:
                raise GraphError(131021, "recipient and sender are the same number")
            customer = self._world.customer(wa_id)
            contact = {"input": str(body["to"]), "wa_id": wa_id}
        elif body.get("recipient") is not None:
            found = self._world.customer_by_user_id(str(body["recipient"]))
            if found is None:
                raise GraphError(131009, "recipient is not a user id of this business")
            customer, contact = found, {"input": found.user_id}
            if not found.hide_phone:
                contact["wa_id"] = found.wa_id
        else:
            raise GraphError(100, "to is missing", message="(#100) The parameter to is required.")
        if self._world.switches.bsuid:
            contact["user_id"] = customer.user_id
        return customer, contact

    def _fault(self, customer: Customer) -> Json | None:
        """Return a failure to come, when a rule asks for one; refuse when it asks for that."""
        fault = self._world.kernel.faults.take("send_fails", phone=customer.wa_id)
        if fault is None:
            return None
        code = int(fault.params.get("code", 131000))
        details = str(fault.params.get("details", ""))
        mode = fault.params.get("mode", "async" if code in _LATE_CODES else "sync")
        if mode == "sync":
            raise GraphError(code, details or "simulated failure")
        return webhook_error(code, details)

    def _check_rates(self, customer: Customer) -> None:
        now, switches = self._now(), self._world.switches
        recent = self._world.recent = [
            at for at in self._world.recent if now - at < timedelta(seconds=1)
        ]
        if switches.enforce_throughput and len(recent) >= _THROUGHPUT:
            raise GraphError(130429, "message throughput limit reached")
        debt = max(customer.debt_until or now, now) + _PAIR_COST
        if switches.enforce_pair_rate and debt - now > _PAIR_DEBT:
            raise GraphError(131056, "too many messages to the same recipient")

    def _count(self, customer: Customer) -> None:
        now = self._now()
        self._world.recent.append(now)
        customer.debt_until = max(customer.debt_until or now, now) + _PAIR_COST

    def _check_template(self, body: Json) -> Template:
        sent = body["template"]
        if self._world.kernel.faults.take("template_paused", name=str(sent["name"])):
            raise GraphError(132015, "template is paused")
        template = templates.require(self._world.templates.values(), sent)
        templates.check_parameters(template, sent)
        return template

    def _message(
        self, body: Json, kind: str, customer: Customer, template: Template | None
    ) -> Message:
        payload: Json = {kind: body[kind]}
        if template is not None:
            payload["rendered"] = {
                "text": templates.render(template, body["template"]),
                "buttons": templates.buttons(template),
            }
        context = body.get("context")
        return Message(
            id=self._world.new_message_id(),
            wa_id=customer.wa_id,
            outgoing=True,
            type=kind,
            payload=payload,
            at=self._now(),
            context={"id": context["message_id"]} if context else None,
            category=template.category.lower() if template else "service",
            callback_data=body.get("biz_opaque_callback_data"),
            free=self._is_free(customer, template),
        )

    def _is_free(self, customer: Customer, template: Template | None) -> bool:
        if template is not None and template.category != "UTILITY":
            return False
        return customer.window_open(self._now())

    def _obstacle(self, customer: Customer, message: Message) -> Json | None:
        """Return why the message will not arrive, if that can be told already."""
        if not customer.on_whatsapp:
            return webhook_error(131026, "Message Undeliverable.")
        switches = self._world.switches
        if message.type == "template" or not switches.enforce_window:
            return None
        if customer.window_open(self._now()):
            return None
        details = (
            "Message failed to send because more than 24 hours have passed since the "
            "customer last replied to this number."
        )
        if switches.window_error is WindowError.SYNC:
            raise GraphError(131047, details)
        return webhook_error(131047, details)

    def _take_file(self, body: Json, kind: str, message: Message) -> None:
        file = file_of(kind, body.get(kind))
        if not file:
            return
        if file.get("id"):
            media = self._media.find(str(file["id"]))
            if media is None:
                raise GraphError(131009, f"{kind}.id: media does not exist or has expired")
            message.media_id = media.id
        else:
            message.link = str(file.get("link", ""))

    def _unfit(self, kind: str, payload: object, message: Message) -> Json | None:
        if message.media_id is None:
            return None
        media = self._world.media[message.media_id]
        inner = payload if isinstance(payload, dict) else {}
        complaint = unfit(file_kind(kind, payload), media.content, media.mime_type, inner)
        return webhook_error(131053, complaint) if complaint else None

    def _answer(self, contact: Json, message: Message) -> Json:
        sent: Json = {"id": message.id}
        if message.type == "template":
            sent["message_status"] = "accepted"
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}

    def _plan(self, message: Message, failure: Json | None) -> None:
        switches, now = self._world.switches, self._now()
        sent_at = now + timedelta(seconds=switches.sent_after)
        message.failure = failure
        if failure:
            message.steps = [Step(sent_at, "failed")]
        else:
            delivered_at = sent_at + timedelta(seconds=switches.delivered_after)
            message.steps = [Step(sent_at, "sent"), Step(delivered_at, "delivered")]

    def _begin(self, message: Message) -> None:
        for step in message.steps:
            self._schedule(message, step)

    def _schedule(self, message: Message, step: Step) -> None:
        job = partial(self._take_step, message, step)
        self._world.kernel.clock.schedule(step.at, job, f"status {step.name}", lane=message.wa_id)

    async def _hurry(self, message: Message) -> None:
        """Live through what is due at once, webhooks and all, before the caller is answered."""
        self._begin(message)
        done, clock, lane = asyncio.Event(), self._world.kernel.clock, message.wa_id

        async def finish() -> None:
            done.set()

        async def after_steps() -> None:
            clock.schedule(clock.now(), finish, "status before answer", lane=lane)

        clock.schedule(clock.now(), after_steps, "status before answer", lane=lane)
        async with asyncio.timeout(self._world.switches.webhook_timeout * 3):
            await done.wait()

    async def _take_step(self, message: Message, step: Step) -> None:
        if step not in message.steps or message.id not in self._world.messages:
            return
        customer = self._world.customer(message.wa_id)
        if step.name == "delivered" and customer.phone_off and not customer.blocked:
            return  # it stays to come until the phone is on again
        message.steps.remove(step)
        if step.name == "sent":
            await self._leave(customer, message)
        elif step.name == "delivered":
            self._arrive(customer, message)
        elif step.name == "read":
            self.read(customer, message)
        else:
            self._report(customer, message, step.name)

    async def _leave(self, customer: Customer, message: Message) -> None:
        complaint = await self._fetch_link(message)
        if complaint:
            message.steps.clear()
            message.failure = webhook_error(131053, complaint)
            self._report(customer, message, "failed")
        else:
            self._report(customer, message, "sent")

    async def _fetch_link(self, message: Message) -> str | None:
        """Fetch the file behind a link, as the provider does; return what went wrong."""
        if message.link is None:
            return None
        try:
            answer = await self._webhooks.client.get(message.link, follow_redirects=True)
        except httpx.HTTPError as broken:
            return f"fetching the link failed: {type(broken).__name__}"
        if answer.status_code != 200:
            return f"fetching the link failed: status {answer.status_code}"
        payload = message.payload[message.type]
        kind = plain_type(answer.headers.get("content-type", ""))
        complaint = unfit(file_kind(message.type, payload), answer.content, kind, payload)
        if complaint is None:
            media = self._media.take_in(answer.content, kind, None, message.wa_id)
            message.media_id = media.id
        return complaint

    def _arrive(self, customer: Customer, message: Message) -> None:
        if customer.blocked:
            return
        self._world.arrivals += 1
        message.position = self._world.arrivals
        self._report(customer, message, "delivered")
        if customer.auto_read_seconds is not None:
            at = self._now() + timedelta(seconds=customer.auto_read_seconds)
            message.steps.append(Step(at, "read"))
            self._schedule(message, message.steps[-1])

    def read(self, customer: Customer, message: Message) -> None:
        """Let the customer have read a message."""
        if message.status == "delivered":
            self._report(customer, message, "read")

    def _report(self, customer: Customer, message: Message, status: str) -> None:
        message.status = status
        self._world.tell("status", customer.wa_id)
        if message.type == "reaction" and status in {"delivered", "read"}:
            return
        if status == "read" and not customer.read_receipts:
            return
        facts = {"phone": customer.wa_id, "status": status}
        if self._world.kernel.faults.take("status_never", **facts):
            return
        value = status_value(self._world, customer, message, status)
        self._webhooks.emit(customer.wa_id, status, value)

    def phone_is_on(self, customer: Customer) -> None:
        """Deliver what waited for the phone."""
        for message in self._world.thread(customer.wa_id):
            for step in message.steps:
                if step.name == "delivered" and step.at <= self._now():
                    self._schedule(message, step)

    def resume(self) -> None:
        """Go on with the lives a dump left unfinished."""
        for message in self._world.messages.values():
            self._begin(message)

    def _now(self) -> datetime:
        return self._world.kernel.clock.now()
