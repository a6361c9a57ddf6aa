"""What a timer asks when it fires: does it still apply? If not, nothing happens."""

from collections.abc import Mapping
from typing import Any

from api.domain.case import Case
from api.domain.values import SYSTEM, Action, DeliveryMethod, Status
from api.domain.workflow import find
from api.storage.store import Store
from api.usecases import delivery, notify
from api.usecases.desk import Desk
from api.usecases.office import Office


async def fire(
    office: Office, store: Store, application_id: str, payload: Mapping[str, Any]
) -> None:
    """Do what the timer was set for, if it still applies."""
    desk = Desk(office, store, SYSTEM, office.clock.now())
    case = await desk.find(application_id)
    match payload["timer"]:
        case "release":
            await _release(desk, case)
        case "expire":
            await _expire(desk, case)
        case "remind":
            await _remind(desk, case, payload)
        case "delivery":
            channel = DeliveryMethod(payload["channel"])
            await _miss_receipt(desk, case, payload["document_id"], channel)


async def _release(desk: Desk, case: Case) -> None:
    until = case.application.claimed_until
    if case.application.status is Status.UNDER_REVIEW and until and until <= desk.now:
        desk.require(case, Action.RELEASE)
        changes = {"claimed_by": None, "claimed_until": None}
        await desk.move(case, Action.RELEASE, payload={"lease": "over"}, changes=changes)


async def _expire(desk: Desk, case: Case) -> None:
    due = case.application.expires_at
    row = find(Action.EXPIRE, case.application.status, SYSTEM.role, case.mode)
    if row is not None and due is not None and due <= desk.now:
        desk.require(case, Action.EXPIRE)
        changes = {"closing_reason": "TIDAK_DILENGKAPI_WAKTU", "expires_at": None}
        case = await desk.move(case, Action.EXPIRE, changes=changes)
        await notify.expired(desk, case)


async def _remind(desk: Desk, case: Case, payload: Mapping[str, Any]) -> None:
    due = case.application.expires_at
    waits = find(Action.EXPIRE, case.application.status, SYSTEM.role, case.mode) is not None
    if waits and due is not None and due.isoformat() == payload["expires_at"] and due > desk.now:
        await notify.reminder(desk, case, due)


async def _miss_receipt(desk: Desk, case: Case, document_id: str, channel: DeliveryMethod) -> None:
    document = case.document(document_id)
    if document is not None and document.delivery_channel is channel:
        await delivery.fail(desk.office, desk.store, document_id, channel, "NO_RECEIPT")
