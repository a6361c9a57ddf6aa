"""What happened to an application, and what was promised for it: log entries and effects."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import ID

from api.domain.values import Role, Status
from api.domain.words import Effect as DomainEffect
from api.graphql.context import Info
from api.graphql.enums import EffectState, Receipt, WorkflowAction
from api.graphql.fields import field
from api.graphql.ids import cursor, global_id
from api.graphql.nodes import Node, stands_for
from api.graphql.scalars import Sha256
from api.usecases.reading import ApplicationRow, EffectRow, EventRow
from api.usecases.soon import Later

if TYPE_CHECKING:
    from api.graphql.applications import Application

EVENTS = "event"
EFFECTS = "effect"


def event_cursor(row: EventRow) -> str:
    """Return a log entry's place."""
    return cursor(EVENTS, row.cursor, row.application_id)


def effect_cursor(row: EffectRow) -> str:
    """Return an effect's place."""
    return cursor(EFFECTS, row.seq, row.id)


@strawberry.type(description="One entry of an application's log; the log only grows.")
class WorkflowEvent:
    """See the table `event`."""

    action: WorkflowAction = strawberry.field(description="What was done.")
    from_status: Status | None = strawberry.field(
        description="Where the application stood; null for its creation."
    )
    to_status: Status = strawberry.field(description="Where it stands since.")
    version: int = strawberry.field(description="The application's version since.")
    actor_role: Role = strawberry.field(description="In which role it was done.")
    actor_name: str | None = strawberry.field(
        description="Name of the officer, intermediary or system; null for citizens."
    )
    occurred_at: datetime = strawberry.field(description="When.")
    hash: Sha256 = strawberry.field(
        description="Seal of this entry and of all before it (SHA-256 chain)."
    )

    @field("The entry's place in the log of everything.", name="cursor")
    @staticmethod
    def place(root: strawberry.Parent[EventRow]) -> str:
        """Return the cursor."""
        return event_cursor(root)

    @field("Id of the document it concerns, if it concerns one.")
    @staticmethod
    def document_id(root: strawberry.Parent[EventRow]) -> ID | None:
        """Return the document's global id."""
        return global_id("Document", root.document_id) if root.document_id else None


@strawberry.type(
    description="Something promised to happen outside, and how far it came: also the delivery "
    "state of messages."
)
class Effect(Node):
    """See the table `effect`."""

    is_type_of = stands_for(EffectRow)

    kind: DomainEffect = strawberry.field(description="What is to happen.")
    state: EffectState = strawberry.field(description="How far it came.")
    attempts: int = strawberry.field(description="How often it was tried.")
    due_at: datetime = strawberry.field(description="When it is (or was) to be tried next.")
    receipt: Receipt | None = strawberry.field(
        description="What the provider reported later, for messages."
    )
    error_class: str | None = strawberry.field(
        description="How the last attempt failed: `transient`, `ambiguous` or `permanent`; "
        "`blocked` or `down` while it only waits."
    )
    error: str | None = strawberry.field(
        name="errorCode", description="The last attempt's error code; never a message's text."
    )
    created_at: datetime = strawberry.field(description="When it was promised.")
    done_at: datetime | None = strawberry.field(description="When it was done or given up.")

    @field("Id of the document it concerns, if it concerns one.")
    @staticmethod
    def document_id(root: strawberry.Parent[EffectRow]) -> ID | None:
        """Return the document's global id."""
        return global_id("Document", root.document_id) if root.document_id else None

    @field(
        "The application it concerns, if it concerns one.",
        kind=Annotated["Application", strawberry.lazy("api.graphql.applications")] | None,
    )
    @staticmethod
    def application(root: strawberry.Parent[EffectRow], info: Info) -> Later[ApplicationRow | None]:
        """Return the application."""
        if root.application_id is None:
            return None
        return info.context.reader.application(root.application_id)
