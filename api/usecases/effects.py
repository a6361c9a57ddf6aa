"""What officers do about effects that failed for good or whose outcome nobody knows."""

from collections.abc import Mapping
from typing import Any

from api.domain.errors import InvalidInput, InvalidTransition, NotFound, NotPermitted
from api.domain.values import DeliveryMethod, Role
from api.domain.words import Effect
from api.storage.outbox import BY_HAND
from api.usecases import commands as c
from api.usecases import delivery
from api.usecases.desk import OFFICERS, Desk

Row = Mapping[Any, Any]  # of the outbox
STUCK = ("dead", "unknown")


async def retry_effect(desk: Desk, command: c.RetryEffect) -> c.Outcome:
    """Try again; for a message of unclear outcome this is the officer's decision to risk two."""
    row = await _open(desk, command.effect_id, command.reason, "RETRY_EFFECT")
    await desk.store.outbox.reopen(row["id"], desk.now)
    return c.Outcome(effect_id=row["id"], application_id=row["application_id"])


async def cancel_effect(desk: Desk, command: c.CancelEffect) -> c.Outcome:
    """Give the effect up; a document's delivery then takes the next channel."""
    row = await _open(desk, command.effect_id, command.reason, "CANCEL_EFFECT")
    await desk.store.outbox.settle(row["key"], "cancelled", desk.now)
    if row["document_id"] and row["kind"] in (Effect.WHATSAPP_SEND, Effect.EMAIL_SEND):
        is_chat = row["kind"] == Effect.WHATSAPP_SEND
        channel = DeliveryMethod.WHATSAPP if is_chat else DeliveryMethod.EMAIL
        await delivery.fail(
            desk.office, desk.store, row["document_id"], channel, "GIVEN_UP_BY_OFFICER"
        )
    return c.Outcome(effect_id=row["id"], application_id=row["application_id"])


async def _open(desk: Desk, effect_id: str, reason: str, action: str) -> Row:
    if desk.actor.role not in OFFICERS | {Role.ADMINISTRATOR}:
        raise NotPermitted("Hanya petugas kantor yang memutuskan pekerjaan yang tertahan.")
    row = await desk.store.outbox.by_id(effect_id)
    if row is None:
        raise NotFound("Pekerjaan tidak ditemukan.", path=("effectId",))
    if row["application_id"]:
        await desk.find(row["application_id"])  # also hides what is outside the jurisdiction
    left_over = row["state"] == BY_HAND and not desk.office.policy.siak_by_hand
    if row["state"] not in STUCK and not left_over:
        raise InvalidTransition(
            "Pekerjaan ini tidak sedang tertahan.", action=action, status=row["state"].upper()
        )
    if not reason.strip():
        raise InvalidInput("Isi alasannya.", path=("reason",))
    return row
