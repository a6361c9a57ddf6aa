"""Promises what has to happen in SIAK: a call of the worker's, or an operator's to-do.

An office without an interface keeps the same rows in the outbox, so nothing is forgotten and
everybody sees what is still to do there; no worker takes them, the operator's word settles them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.domain.case import Case
from api.domain.words import Effect
from api.usecases.desk import Desk


async def promise_in_siak(
    desk: Desk,
    case: Case,
    kind: Effect,
    key: str,
    payload: Mapping[str, Any],  # JSON
    *,
    document_id: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Promise one act in SIAK, in the application's lane."""
    by_hand = desk.office.policy.siak_by_hand
    if by_hand and kind is Effect.SIAK_VERIFY:
        return  # our own log keeps who verified; there is nobody to tell
    await desk.store.outbox.promise(
        kind,
        key,
        payload,
        now=desk.now,
        lane=f"siak:{case.application.id}",
        due_at=None if by_hand else due_at,
        application_id=case.application.id,
        document_id=document_id,
        by_hand=by_hand,
    )
