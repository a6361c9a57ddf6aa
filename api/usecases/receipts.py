"""What became of our messages: receipts matched to effects, never downgraded, never lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from api.domain.inbound import Receipt
from api.domain.values import DeliveryMethod
from api.domain.words import Effect
from api.storage.outbox import OPEN
from api.storage.store import Store
from api.usecases import delivery, notify
from api.usecases.office import Office

SOURCE = "whatsapp.status"
RANK = {"sent": 1, "delivered": 2, "read": 3}
PATIENCE = timedelta(days=8)  # the provider repeats for seven days


async def hear(office: Office, receipt: Receipt) -> bool:
    """Take one receipt in; say whether it was new."""
    return await office.work.run(lambda store: _take_in(office, store, receipt))


async def _take_in(office: Office, store: Store, receipt: Receipt) -> bool:
    body = {
        "message_id": receipt.message_id,
        "status": receipt.status,
        "key": receipt.key,
        "code": receipt.code,
    }
    event_id = f"st:{receipt.event_id}"
    if not await store.chats.take_in(event_id, SOURCE, body, office.clock.now()):
        return False
    if not await _apply(office, store, receipt):
        await store.chats.mark_unmatched(event_id)
    return True


async def match_waiting(office: Office) -> None:
    """Try again to match receipts that overtook our own commit."""
    await office.work.run(lambda store: _match(office, store))


async def _match(office: Office, store: Store) -> None:
    for row in await store.chats.unmatched(SOURCE):
        receipt = Receipt(**row["body"])
        too_old = row["received_at"] + PATIENCE < office.clock.now()
        if await _apply(office, store, receipt) or too_old:
            await store.chats.mark_done(row["id"])


async def _apply(office: Office, store: Store, receipt: Receipt) -> bool:
    row = await store.outbox.by_message(receipt.key, receipt.message_id)
    if row is None:
        return False
    if receipt.status in RANK:
        await _arrived(office, store, row, receipt)
    elif receipt.status == "failed":
        await _failed(office, store, row, receipt)
    return True


async def _arrived(office: Office, store: Store, row: Mapping[Any, Any], receipt: Receipt) -> None:
    now = office.clock.now()
    known = RANK.get((row["receipt"] or "").lower(), 0)
    if row["state"] in OPEN:
        await store.outbox.settle(row["key"], "done", now, external_id=receipt.message_id)
    if RANK[receipt.status] > known:
        await store.outbox.note(row["id"], receipt=receipt.status.upper())
    has_arrived = RANK[receipt.status] >= RANK["delivered"]
    if has_arrived and row["payload"].get("delivers"):
        await delivery.confirm(office, store, row["document_id"], receipt.status.upper())


async def _failed(office: Office, store: Store, row: Mapping[Any, Any], receipt: Receipt) -> None:
    if (row["receipt"] or "") in ("DELIVERED", "READ"):
        return  # a later proof outweighs it
    now = office.clock.now()
    code = receipt.code or "FAILED"
    if row["state"] in OPEN:
        await store.outbox.settle(row["key"], "done", now, external_id=receipt.message_id)
    await store.outbox.note(row["id"], receipt="FAILED", error=code)
    if row["payload"].get("delivers"):
        await delivery.fail(office, store, row["document_id"], DeliveryMethod.WHATSAPP, code)
    elif row["kind"] == Effect.WHATSAPP_SEND:
        await notify.after_failure(office, store, row, code)
