"""Who holds an application for review, and what the head of office decided about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry


@strawberry.type(description="Who holds an application for review, and until when.")
class Assignment:
    """See the columns `claimed_…`."""

    officer_name: str | None = strawberry.field(description="Name of the service officer.")
    lease_until: datetime | None = strawberry.field(description="When it goes back to the queue.")
    is_mine: bool = strawberry.field(description="Whether it is you.")


@strawberry.type(description="The head of office's decision on a late report (`terlambat`).")
class LateDecision:
    """See the column `late_decision`."""

    note: str = strawberry.field(description="Its ground, in Indonesian.")
    decided_at: datetime = strawberry.field(description="When it was made.")


def decided(kept: Mapping[str, Any] | None) -> LateDecision | None:
    """Return a kept decision as clients get it."""
    if not kept:
        return None
    return LateDecision(note=kept["note"], decided_at=datetime.fromisoformat(kept["decided_at"]))
