"""Root queries: who may ask is declared on each; what is asked is left to the reader."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api.domain.service import Service as DomainService
from api.domain.values import Channel, DocumentStatus, Status
from api.graphql.access import OFFICE, PEOPLE, only, public
from api.graphql.applications import Application
from api.graphql.context import Info
from api.graphql.documents import Document
from api.graphql.effects import EFFECTS, Effect, effect_cursor
from api.graphql.enums import ApplicationOrderField, SortDirection
from api.graphql.errors import RequestRefused, TopLevelCode
from api.graphql.fields import field
from api.graphql.ids import cursor, plain_id, read_id
from api.graphql.lists import MAX_SIZE, After, Before, Connection, First, Last, Paging, connection
from api.graphql.nodes import Node
from api.graphql.reconciliations import COMPARISONS, Reconciliation, reconciliation_cursor
from api.graphql.scalars import PhoneNumber
from api.graphql.services import Region, Service
from api.graphql.signing import SigningQuery
from api.graphql.system import Present, System
from api.graphql.verification import VerificationQuery
from api.graphql.workflow import Viewer, Workflow, the_workflow
from api.usecases.reading import (
    ApplicationRow,
    DocumentRow,
    Selection,
)
from api.usecases.remotes import standings
from api.usecases.soon import Later

MAX_CHOICES = 50
SORT_KEYS = {
    ApplicationOrderField.CREATED_AT: "created_at",
    ApplicationOrderField.UPDATED_AT: "updated_at",
    ApplicationOrderField.SUBMITTED_AT: "first_submitted_at",
}


@strawberry.input(description="Which applications to list; what is left out asks for nothing.")
class ApplicationFilter:
    """See `api.storage.reading_rows.Selection`."""

    statuses: list[Status] | None = strawberry.field(
        default=None, description="In one of these statuses."
    )
    service_codes: list[str] | None = strawberry.field(
        default=None, description="For one of these services (`layanan`)."
    )
    district_codes: list[str] | None = strawberry.field(
        default=None, description="From one of these districts (`kecamatan`)."
    )
    channels: list[Channel] | None = strawberry.field(
        default=None, description="Come in by one of these ways."
    )
    document_statuses: list[DocumentStatus] | None = strawberry.field(
        default=None, description="With at least one document in one of these statuses."
    )
    is_claimed_by_me: bool | None = strawberry.field(
        default=None, description="True: only those you hold for review."
    )
    applicant_phone: PhoneNumber | None = strawberry.field(
        default=None, description="Of the applicant with exactly this number."
    )
    created_from: datetime | None = strawberry.field(
        default=None, description="Opened at this moment or later."
    )
    created_before: datetime | None = strawberry.field(
        default=None, description="Opened before this moment."
    )
    submitted_from: date | None = strawberry.field(
        default=None, description="Handed in on this day or later, in the office's time."
    )
    submitted_until: date | None = strawberry.field(
        default=None, description="Handed in on this day or earlier, in the office's time."
    )


@strawberry.input(description="How to order applications; equal ones by id.")
class ApplicationOrder:
    """Field and direction."""

    field: ApplicationOrderField = strawberry.field(
        default=ApplicationOrderField.CREATED_AT, description="By what."
    )
    direction: SortDirection = strawberry.field(
        default=SortDirection.DESC, description="In which direction."
    )


@strawberry.type(description="What may be read. Fields say who may ask; services need no login.")
class Query(VerificationQuery, SigningQuery):
    """Root of all reading."""

    @field("Every service (`layanan`) of the office.", kind=list[Service], access=public())
    @staticmethod
    def services(info: Info) -> Sequence[DomainService]:
        """Return the catalogue's services."""
        return info.context.office.catalogue.services

    @field(
        "The service with this code; null if there is none.", kind=Service | None, access=public()
    )
    @staticmethod
    def service(
        info: Info, code: Annotated[str, strawberry.argument(description="The service's code.")]
    ) -> DomainService | None:
        """Return one service."""
        return info.context.office.catalogue.get_service(code)

    @field(
        "Districts (`kecamatan`) of the regency, or the villages of one.",
        kind=list[Region],
        access=public(),
    )
    @staticmethod
    def regions(
        info: Info,
        parent_code: Annotated[
            str | None, strawberry.argument(description="Code of a district, for its villages.")
        ] = None,
    ) -> object:
        """Return the regions one level down."""
        catalogue = info.context.office.catalogue
        return catalogue.districts if parent_code is None else catalogue.villages(parent_code)

    @field("The workflow's tables.", access=public())
    @staticmethod
    def workflow() -> Workflow:
        """Return both tables."""
        return the_workflow()

    @field("Who you are; null without a token.", access=public())
    @staticmethod
    def viewer(info: Info) -> Viewer | None:
        """Return the viewer."""
        return Viewer(known=info.context.viewer) if info.context.viewer else None

    @field(
        "Applications (`permohonan`) you may see.",
        kind=Connection[Application],
        access=only(PEOPLE),
    )
    @staticmethod
    async def applications(
        info: Info,
        filter: Annotated[
            ApplicationFilter | None, strawberry.argument(description="Which ones.")
        ] = None,
        order_by: Annotated[
            ApplicationOrder, strawberry.argument(description="In which order.")
        ] = ApplicationOrder(),  # noqa: B008  # a default of the schema
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the list."""
        order = f"{order_by.field}.{order_by.direction}"
        window = Paging(first, after, last, before).window(order, datetime)
        page = await info.context.reader.applications(
            _selection(filter or ApplicationFilter(), info),
            window,
            order=order_by.field.value,
            descending=order_by.direction is SortDirection.DESC,
        )
        key = SORT_KEYS[order_by.field]
        return connection(page, lambda row: cursor(order, getattr(row, key), row.id))

    @field(
        "The application; null if you may not see it.", kind=Application | None, access=only(PEOPLE)
    )
    @staticmethod
    def application(
        info: Info, id: Annotated[ID, strawberry.argument(description="Its id.")]
    ) -> Later[ApplicationRow | None]:
        """Return one application."""
        plain = plain_id("Application", id)
        return info.context.reader.application(plain) if plain else None

    @field(
        "The application people call by this number; null if you may not see it.",
        kind=Application | None,
        access=only(PEOPLE),
    )
    @staticmethod
    async def application_by_number(
        info: Info,
        number: Annotated[str, strawberry.argument(description="Its number, as written.")],
    ) -> ApplicationRow | None:
        """Return one application."""
        wanted = number.strip()
        if not wanted or len(wanted) > 40 or "\x00" in wanted:
            return None
        return await info.context.reader.application_by_number(wanted)

    @field("The document; null if you may not see it.", kind=Document | None, access=only(PEOPLE))
    @staticmethod
    async def document(
        info: Info, id: Annotated[ID, strawberry.argument(description="Its id.")]
    ) -> DocumentRow | None:
        """Return one document."""
        plain = plain_id("Document", id)
        return (await info.context.reader.things("Document", [plain])).get(plain) if plain else None

    @field(
        "Promised effects that gave up or whose outcome nobody knows, oldest first.",
        kind=Connection[Effect],
        access=only(OFFICE),
    )
    @staticmethod
    async def failed_effects(
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the list."""
        window = Paging(first, after, last, before).window(EFFECTS, int)
        return connection(await info.context.reader.failed_effects(window), effect_cursor)

    @field(
        "How the service stands: the lines to SIAK, WhatsApp and mail, and what waits for them.",
        kind=System,
        access=only(OFFICE),
    )
    @staticmethod
    async def system(info: Info) -> Present:
        """Return the service's state."""
        office = info.context.office
        return Present(office.clock.now(), await standings(office))

    @field(
        "What an operator has to do in SIAK by hand (`DIKJAMILA_SIAK_MODE=by_hand`), oldest "
        "first; settled by `recordSiak…` and `confirmSiak…`. Empty where there is an interface.",
        kind=Connection[Effect],
        access=only(OFFICE),
    )
    @staticmethod
    async def siak_tasks(
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the list."""
        window = Paging(first, after, last, before).window(EFFECTS, int)
        return connection(await info.context.reader.siak_tasks(window), effect_cursor)

    @field(
        "Comparisons of our books with SIAK's (`pencocokan`), newest first.",
        kind=Connection[Reconciliation],
        access=only(OFFICE),
    )
    @staticmethod
    async def reconciliations(
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the list."""
        window = Paging(first, after, last, before).window(COMPARISONS, datetime)
        page = await info.context.reader.reconciliations(window)
        return connection(page, reconciliation_cursor)

    @field(
        "Anything by its id; null if unknown or not for you to see.",
        kind=Node | None,
        access=only(PEOPLE),
    )
    @staticmethod
    async def node(
        info: Info, id: Annotated[ID, strawberry.argument(description="Its id.")]
    ) -> object:
        """Return one thing."""
        return (await _nodes(info, [id]))[0]

    @field(
        "Many things by their ids, in that order; null for each that is unknown or hidden.",
        kind=list[Node | None],
        access=only(PEOPLE),
    )
    @staticmethod
    async def nodes(
        info: Info,
        ids: Annotated[
            list[ID], strawberry.argument(description=f"Their ids, {MAX_SIZE} at most.")
        ],
    ) -> list[object]:
        """Return many things."""
        if len(ids) > MAX_SIZE:
            raise RequestRefused(
                TopLevelCode.BAD_USER_INPUT, f"`ids` memuat paling banyak {MAX_SIZE}."
            )
        return await _nodes(info, ids)


async def _nodes(info: Info, ids: Sequence[str]) -> list[object]:
    asked = [read_id(each) for each in ids]
    wanted: dict[str, list[str]] = {}
    for known in asked:
        if known is not None:
            wanted.setdefault(known[0], []).append(known[1])
    found: dict[tuple[str, str], object] = {}
    for kind, plain_ids in wanted.items():
        things = await info.context.reader.things(kind, plain_ids)
        found.update({(kind, plain): thing for plain, thing in things.items()})
    return [found.get(known) if known else None for known in asked]


def _selection(asked: ApplicationFilter, info: Info) -> Selection:
    phone = asked.applicant_phone
    return Selection(
        statuses=_choices("statuses", asked.statuses),
        services=_choices("serviceCodes", asked.service_codes),
        districts=_choices("districtCodes", asked.district_codes),
        channels=_choices("channels", asked.channels),
        document_statuses=_choices("documentStatuses", asked.document_statuses),
        claimed_by=info.context.actor.human_id if asked.is_claimed_by_me else None,
        applicant_phone=phone.removeprefix("+") if phone else None,
        created_from=asked.created_from,
        created_before=asked.created_before,
        submitted_from=asked.submitted_from,
        submitted_until=asked.submitted_until,
    )


def _choices(name: str, given: Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    if not given or len(given) > MAX_CHOICES or any("\x00" in each for each in given):
        raise RequestRefused(
            TopLevelCode.BAD_USER_INPUT,
            f"`filter.{name}` memuat 1 sampai {MAX_CHOICES} pilihan; hilangkan bila tidak perlu.",
        )
    return tuple(str(each) for each in given)
