"""The customers' side: what people type, send, tap and read, and how their phones behave."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import Any

from simkit.control import ControlRefused
from simkit.faults import Json
from whatsapp_sim.events import message_value, system_value
from whatsapp_sim.media import MediaStore
from whatsapp_sim.records import TRAITS, Customer, Message
from whatsapp_sim.sending import Sending
from whatsapp_sim.webhooks import Webhooks
from whatsapp_sim.world import World, digits_of

_FILES = ("image", "video", "sticker", "document", "audio")
_OURS = frozenset({"id", "from", "from_user_id", "timestamp", "type", "context"})


class Phones:
    """Lets simulated people use their phones."""

    def __init__(
        self, world: World, media: MediaStore, webhooks: Webhooks, sending: Sending
    ) -> None:
        self._world, self._media = world, media
        self._webhooks, self._sending = webhooks, sending

    def say(self, phone: str, name: str | None, message: Json) -> Json:
        """Let a person send a message; the answer names it and its file."""
        kind = message.get("type")
        if not isinstance(kind, str) or not kind:
            raise ControlRefused(400, "bad_message", "message.type is missing")
        customer = self._require_usable(phone)
        if name:
            customer.name = name
        payload = {key: value for key, value in message.items() if key not in _OURS}
        media_id = self._take_file(customer, kind, payload)
        said = Message(
            id=self._world.new_message_id(),
            wa_id=customer.wa_id,
            outgoing=False,
            type=kind,
            payload=payload,
            at=self._world.kernel.clock.now(),
            status="received",
            context=self._context(message.get("context")),
            media_id=media_id,
        )
        self._world.add(said)
        customer.last_inbound_at = said.at
        self._world.recent.append(said.at)
        self._world.tell("message", customer.wa_id)
        value = message_value(self._world, customer, said)
        self._webhooks.emit(customer.wa_id, "message", value)
        answer: Json = {"message_id": said.id}
        return {**answer, "media_id": media_id} if media_id else answer

    def _require_usable(self, phone: str) -> Customer:
        wa_id = digits_of(phone)
        if not 8 <= len(wa_id) <= 15:
            raise ControlRefused(400, "bad_phone", "not a phone number")
        customer = self._world.customer(wa_id)
        if not customer.on_whatsapp or customer.phone_off:
            raise ControlRefused(409, "phone_unusable", "this phone is off or not on WhatsApp")
        return customer

    def _take_file(self, customer: Customer, kind: str, payload: Json) -> str | None:
        if kind not in _FILES:
            return None
        file = payload.get(kind)
        if not isinstance(file, dict) or "data_base64" not in file:
            raise ControlRefused(400, "bad_message", f"{kind}.data_base64 is missing")
        try:
            content = base64.b64decode(str(file["data_base64"]), validate=True)
        except binascii.Error:
            raise ControlRefused(400, "bad_message", "data_base64 is not base64") from None
        mime_type = str(file.get("mime_type") or "application/octet-stream")
        filename = file.get("filename")
        media = self._media.take_in(content, mime_type, filename, customer.wa_id)
        kept = {key: value for key, value in file.items() if key not in {"data_base64"}}
        if kind != "document":
            kept.pop("filename", None)
        payload[kind] = {**kept, **self._media.in_webhook(media)}
        return media.id

    def _context(self, context: Any) -> Json | None:  # as the caller wrote it
        if not isinstance(context, dict):
            return None
        if "id" not in context:
            return context
        return {"from": self._world.account.display_phone_number, **context}

    def read(self, phone: str, message_id: str | None) -> None:
        """Let a person read everything up to a message, or everything."""
        customer = self._world.customer(phone)
        inbox = self._world.inbox(customer.wa_id)
        if message_id is not None:
            target = self.require(customer.wa_id, message_id)
            inbox = [message for message in inbox if message.position <= target.position]
        for message in inbox:
            self._sending.read(customer, message)

    def require(self, phone: str, message_id: str) -> Message:
        """Return a message that reached this person's phone."""
        found = self._world.messages.get(message_id)
        if found is None or found.wa_id != digits_of(phone) or not found.position:
            raise ControlRefused(404, "no_such_message", "no such message on this phone")
        return found

    def change(self, phone: str, wanted: Json) -> Customer:
        """Change a person's traits; `number` gives them another phone number."""
        unknown = sorted(set(wanted) - set(TRAITS) - {"number"})
        if unknown:
            raise ControlRefused(400, "bad_trait", f"no such trait: {', '.join(unknown)[:80]}")
        customer = self._world.customer(phone)
        for name, value in wanted.items():
            if name != "number":
                setattr(customer, name, _trait(customer, name, value))
        if wanted.get("number"):
            customer = self._move(customer, digits_of(str(wanted["number"])))
        elif not customer.phone_off:
            self._sending.phone_is_on(customer)
        self._world.tell("customer", customer.wa_id)
        return customer

    def _move(self, customer: Customer, number: str) -> Customer:
        """Give a person a new number; the business is told by a system message."""
        moved = replace(customer, wa_id=number)
        self._world.customers[number] = moved
        customer.on_whatsapp = False
        customer.user_id = customer.user_id + "0"
        system = {
            "body": f"User {customer.name} changed from {customer.wa_id} to {number}",
            "wa_id": number,
            "type": "user_changed_number",
        }
        told = Message(
            id=self._world.new_message_id(),
            wa_id=number,
            outgoing=False,
            type="system",
            payload={"system": system},
            at=self._world.kernel.clock.now(),
            status="received",
        )
        self._world.add(told)
        value = system_value(self._world, customer.wa_id, told)
        self._webhooks.emit(customer.wa_id, "message", value)
        return moved

    def as_json(self, customer: Customer) -> Json:
        """Return a person with traits and what is unread."""
        inbox = self._world.inbox(customer.wa_id)
        unread = sum(message.status == "delivered" for message in inbox)
        now = self._world.kernel.clock.now()
        return {
            "wa_id": customer.wa_id,
            "user_id": customer.user_id,
            **{name: getattr(customer, name) for name in TRAITS},
            "unread": unread,
            "window_open": customer.window_open(now),
        }

    def row(self, message: Message) -> Json:
        """Return a message as the person's phone shows it."""
        shown: Json = {
            "id": message.id,
            "type": message.type,
            **message.payload,
            "status": message.status,
            "outgoing": message.outgoing,
            "timestamp": message.at.isoformat(),
        }
        if message.context:
            shown["context"] = message.context
        if not message.outgoing:
            shown["read_by_business"] = message.read_by_business
        media = self._world.media.get(message.media_id or "")
        if media is not None:
            shown["media"] = {
                "mime_type": media.mime_type,
                "sha256": media.sha256,
                "size": len(media.content),
                "filename": media.filename,
            }
        return shown


def _trait(customer: Customer, name: str, value: Any) -> Any:  # value: as the caller wrote it
    present = getattr(customer, name)
    if name == "auto_read_seconds":
        good = value is None or (isinstance(value, int | float) and value >= 0)
    elif name in {"name", "username"}:
        good = isinstance(value, str) or (value is None and name == "username")
    else:
        good = isinstance(value, type(present))
    if not good:
        raise ControlRefused(400, "bad_trait", f"{name} cannot have this value")
    return value
