"""Webhook payloads: what the provider tells about messages, statuses and people."""

from __future__ import annotations

import json
from datetime import datetime

from simkit.faults import Json
from whatsapp_sim.records import Customer, Message
from whatsapp_sim.world import Account, World


def envelope(account: Account, values: list[tuple[str, Json]]) -> Json:
    """Wrap one or more (field, value) into the body of a webhook."""
    changes = [{"value": value, "field": name} for name, value in values]
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": account.account_id, "changes": changes}],
    }


def wire_bytes(payload: Json, *, escape: bool) -> bytes:
    r"""Serialise as the provider does: \uXXXX in lowercase hex, and `/` as `\/`."""
    text = json.dumps(payload, ensure_ascii=escape, separators=(",", ":"))
    return (text.replace("/", "\\/") if escape else text).encode()


def seconds(at: datetime) -> str:
    """Return an instant as webhooks carry it."""
    return str(int(at.timestamp()))


def _value(world: World) -> Json:
    account = world.account
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": account.display_phone_number,
            "phone_number_id": account.phone_number_id,
        },
    }


def contact(world: World, customer: Customer) -> Json:
    """Return how a person appears in `contacts`."""
    profile: Json = {"name": customer.name}
    if customer.username:
        profile["username"] = customer.username
    shown: Json = {"profile": profile}
    if not customer.hide_phone:
        shown["wa_id"] = customer.wa_id
    if world.switches.bsuid:
        shown["user_id"] = customer.user_id
    return shown


def message_value(world: World, customer: Customer, message: Message) -> Json:
    """Return the value that carries a customer's message."""
    shown: Json = {} if customer.hide_phone else {"from": customer.wa_id}
    if world.switches.bsuid:
        shown["from_user_id"] = customer.user_id
    shown |= {"id": message.id, "timestamp": seconds(message.at), "type": message.type}
    shown |= message.payload
    if message.context:
        shown["context"] = message.context
    return {**_value(world), "contacts": [contact(world, customer)], "messages": [shown]}


def system_value(world: World, old_number: str, message: Message) -> Json:
    """Return the value that tells of a changed number; it has no `contacts`."""
    shown: Json = {"from": old_number, "id": message.id, "timestamp": seconds(message.at)}
    return {**_value(world), "messages": [{**shown, "type": "system", **message.payload}]}


def status_value(world: World, customer: Customer, message: Message, status: str) -> Json:
    """Return the value that carries one status of an outgoing message."""
    shown: Json = {
        "id": message.id,
        "status": status,
        "timestamp": seconds(world.kernel.clock.now()),
    }
    if not customer.hide_phone:
        shown["recipient_id"] = customer.wa_id
    if world.switches.bsuid:
        shown["recipient_user_id"] = customer.user_id
    if message.callback_data is not None:
        shown["biz_opaque_callback_data"] = message.callback_data
    if status == "failed":
        shown["errors"] = [message.failure]
    else:
        shown |= _money(world, message, status)
    return {**_value(world), "contacts": [contact(world, customer)], "statuses": [shown]}


def _money(world: World, message: Message, status: str) -> Json:
    """Return the price, which comes with `sent` and with one of delivered and read."""
    later = [name for name in message.priced if name != "sent"]
    if status not in {"sent", "delivered", "read"} or (status != "sent" and later):
        return {}
    message.priced.append(status)
    pricing = {
        "billable": not message.free,
        "pricing_model": "PMP",
        "type": "free_customer_service" if message.free else "regular",
        "category": message.category,
    }
    if not _tells_conversation(world):
        return {"pricing": pricing}
    conversation: Json = {"id": message.id[-32:], "origin": {"type": message.category}}
    if status == "sent":
        until = message.at.timestamp() + 24 * 3600
        conversation["expiration_timestamp"] = str(int(until))
    return {"conversation": conversation, "pricing": pricing}


def _tells_conversation(world: World) -> bool:
    """Subscriptions of v24.0 and later leave the conversation out."""
    return float(world.switches.graph_version_default.lstrip("v")) < 24


def template_value(template_id: str, name: str, language: str, event: str) -> Json:
    """Return the value that tells of a template's new standing."""
    return {
        "event": event,
        "message_template_id": int(template_id),
        "message_template_name": name,
        "message_template_language": language,
        "reason": "NONE",
    }
