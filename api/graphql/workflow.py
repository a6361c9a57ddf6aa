"""The two tables of the workflow as clients may read them, and who is asking."""

from collections.abc import Iterable
from typing import TypeVar

import strawberry

from api.domain import workflow
from api.domain.transitions import DocumentTransition, Transition
from api.domain.values import DocumentStatus, Medium, Mode, Role, Status
from api.domain.words import Effect, Guard
from api.graphql.actions import MUTATION_OF
from api.graphql.context import Info
from api.graphql.enums import WorkflowAction
from api.graphql.fields import field
from api.graphql.services import Region
from api.usecases.access import Viewer as KnownViewer

T = TypeVar("T")


@strawberry.type(description="What may be done to an application, from where, by whom.")
class ApplicationTransition:
    """Rows of `TRANSITIONS` that differ only in where they start."""

    action: WorkflowAction = strawberry.field(description="The action.")
    mutation: str | None = strawberry.field(
        description="Name of the mutation; null when only the system or SIAK does it."
    )
    from_statuses: list[Status] = strawberry.field(
        description="Where it starts; empty for what opens an application."
    )
    to_status: Status | None = strawberry.field(
        description="Where it leads; null when the status stays or follows from the documents."
    )
    is_derived: bool = strawberry.field(
        description="Whether the new status follows from the documents."
    )
    roles: list[Role] = strawberry.field(description="Who may do it.")
    modes: list[Mode] = strawberry.field(description="In which services.")
    guards: list[Guard] = strawberry.field(description="What is asked beforehand.")
    effects: list[Effect] = strawberry.field(description="What may be promised by it.")


@strawberry.type(description="What may be done to a document, from where, by whom.")
class DocumentTransitionRow:
    """Rows of `DOCUMENT_TRANSITIONS` that differ only in where they start."""

    action: WorkflowAction = strawberry.field(description="The action.")
    mutation: str | None = strawberry.field(
        description="Name of the mutation; null when only the system or SIAK does it."
    )
    from_statuses: list[DocumentStatus] = strawberry.field(description="Where it starts.")
    to_status: DocumentStatus | None = strawberry.field(
        description="Where it leads; null when the status stays."
    )
    roles: list[Role] = strawberry.field(description="Who may do it.")
    media: list[Medium] = strawberry.field(description="For which documents.")
    guards: list[Guard] = strawberry.field(description="What is asked beforehand.")
    effects: list[Effect] = strawberry.field(description="What may be promised by it.")


@strawberry.type(description="The workflow: everything that may be done, as the service runs it.")
class Workflow:
    """See `api.domain.workflow`."""

    applications: list[ApplicationTransition] = strawberry.field(
        description="What may be done to applications."
    )
    documents: list[DocumentTransitionRow] = strawberry.field(
        description="What may be done to documents."
    )


@strawberry.type(description="Who you are in this request.")
class Viewer:
    """See `api.usecases.access.Viewer`."""

    known: strawberry.Private[KnownViewer]

    @field("Your id.")
    @staticmethod
    def id(root: strawberry.Parent["Viewer"]) -> strawberry.ID:
        """Return the principal's id."""
        return strawberry.ID(root.known.actor.id)

    @field("Your name.")
    @staticmethod
    def name(root: strawberry.Parent["Viewer"]) -> str:
        """Return the name."""
        return root.known.name

    @field("The role of this request; choose another with the header `X-Acting-Role`.")
    @staticmethod
    def role(root: strawberry.Parent["Viewer"]) -> Role:
        """Return the acting role."""
        return root.known.actor.role

    @field("All roles you hold.")
    @staticmethod
    def roles(root: strawberry.Parent["Viewer"]) -> list[Role]:
        """Return the roles."""
        return list(root.known.roles)

    @field("Districts (`kecamatan`) you answer for; empty is the whole regency.", kind=list[Region])
    @staticmethod
    def districts(root: strawberry.Parent["Viewer"], info: Info) -> list[object]:
        """Return the regions of the catalogue."""
        found = (info.context.office.catalogue.get_region(c) for c in root.known.districts)
        return [region for region in found if region is not None]


def the_workflow() -> Workflow:
    """Return both tables, rows that differ only in their start joined."""
    return Workflow(
        applications=[_application_row(rows) for rows in _joined(workflow.TRANSITIONS)],
        documents=[_document_row(rows) for rows in _joined(workflow.DOCUMENT_TRANSITIONS)],
    )


def _joined(rows: Iterable[T]) -> list[list[T]]:
    groups: dict[tuple[object, ...], list[T]] = {}
    for row in rows:
        key = tuple(value for name, value in vars(row).items() if name != "source")
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _application_row(rows: list[Transition]) -> ApplicationTransition:
    row = rows[0]
    return ApplicationTransition(
        action=WorkflowAction(row.action.value),
        mutation=_mutation(row),
        from_statuses=[each.source for each in rows if each.source is not None],
        to_status=None if row.derived else row.target,
        is_derived=row.derived,
        roles=[role for role in Role if role in row.roles],
        modes=[mode for mode in Mode if mode in row.modes],
        guards=list(row.guards),
        effects=list(row.effects),
    )


def _document_row(rows: list[DocumentTransition]) -> DocumentTransitionRow:
    row = rows[0]
    return DocumentTransitionRow(
        action=WorkflowAction(row.action.value),
        mutation=_mutation(row),
        from_statuses=[each.source for each in rows],
        to_status=row.target,
        roles=[role for role in Role if role in row.roles],
        media=[medium for medium in Medium if medium in row.media],
        guards=list(row.guards),
        effects=list(row.effects),
    )


def _mutation(row: Transition | DocumentTransition) -> str | None:
    by_people = row.roles - {Role.SYSTEM, Role.SIAK}
    return MUTATION_OF[row.action] if by_people else None
