"""What people may read: one reader per operation, siblings loaded together, reasons for every no.

A reader shows one actor's view of the books. Whatever hangs on applications is loaded for all
applications of the same page at once, so the number of statements does not grow with the page.
"""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Hashable,
    Mapping,
    Sequence,
)
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.case import Case
from api.domain.duplicates import Likeness
from api.domain.values import Actor, Role
from api.storage import duplicates, reading, reading_books, reading_parts, reading_signing
from api.storage.cases import load_cases
from api.storage.reading_renderings import renderings_of
from api.storage.reading_rows import (
    AnswerRow,
    ApplicationRow,
    AttachmentRow,
    BatchItemRow,
    BatchRow,
    DifferenceRow,
    DocumentRow,
    EffectRow,
    EventRow,
    Page,
    ReconciliationRow,
    RenderingRow,
    Selection,
    UploadRow,
    Window,
)
from api.usecases.available import (
    Available,
    available_actions,
    available_document_actions,
    lacking,
)
from api.usecases.desk import OFFICERS
from api.usecases.office import Office
from api.usecases.reading_desk import desk_rows
from api.usecases.sight import may_read_personal_data, sight_of, tell_of_reading
from api.usecases.soon import Pending, Soon

__all__ = [
    "AnswerRow",
    "ApplicationRow",
    "AttachmentRow",
    "Available",
    "BatchItemRow",
    "BatchRow",
    "DifferenceRow",
    "DocumentRow",
    "EffectRow",
    "EventRow",
    "Page",
    "Reader",
    "ReconciliationRow",
    "Selection",
    "UploadRow",
    "Window",
    "available_actions",
    "available_document_actions",
    "lacking",
    "may_read_personal_data",
]

T = TypeVar("T")
U = TypeVar("U")
Read = Callable[[AsyncConnection], Awaitable[T]]


@dataclass(frozen=True, eq=False, slots=True)
class Siblings:
    """The ids that stand on one page; compared as the page they are, not by what they hold."""

    ids: tuple[str, ...]


class Reader:
    """One actor's view of the books during one operation; opens the database when first asked."""

    def __init__(self, office: Office, actor: Actor | None) -> None:
        self._office = office
        self._actor = actor
        self._sight = sight_of(actor)
        self._stack = AsyncExitStack()
        self._turn = asyncio.Lock()  # a connection answers one statement at a time
        self._connection: AsyncConnection | None = None
        self._away = 0  # how many wait for something outside
        self._levels: dict[Hashable, asyncio.Task[Any]] = {}  # results of several types
        self._siblings: dict[str, Siblings] = {}  # by application or document: its page
        self._told: set[tuple[str, str]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.renew()

    async def renew(self) -> None:
        """Forget everything read, so that what was just written is seen."""
        tasks = [task for task in self._levels.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._levels.clear()
        self._connection = None
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Hold no transaction while something outside is waited for; readings take short ones."""
        self._away += 1
        try:
            async with self._turn:
                self._connection = None
                await self._stack.aclose()
                self._stack = AsyncExitStack()
            yield
        finally:
            self._away -= 1

    async def _read(self, read: Read[T]) -> T:
        if self._away:
            async with self._office.work.read() as connection:
                return await read(connection)
        async with self._turn:
            if self._connection is None:
                self._connection = await self._stack.enter_async_context(self._office.work.read())
            return await read(self._connection)

    def _once(
        self, key: Hashable, read: Callable[[], Coroutine[Any, Any, T]], part: Callable[[T], U]
    ) -> Soon[U]:
        task = self._levels.get(key)
        if task is None:
            task = self._levels[key] = asyncio.create_task(read())
        return part(task.result()) if task.done() else Pending(task, part)

    def together(self, ids: Sequence[str]) -> None:
        """Note that these applications or documents will be asked for as one page."""
        self._remember(ids)

    def _page_of(self, own_id: str) -> Siblings:
        return self._siblings.get(own_id) or self._remember([own_id])

    def _remember(self, ids: Sequence[str]) -> Siblings:
        page = Siblings(tuple(dict.fromkeys(ids)))
        self._siblings.update(dict.fromkeys(page.ids, page))
        return page

    async def applications(
        self, selection: Selection, window: Window, *, order: str, descending: bool
    ) -> Page[ApplicationRow]:
        """Return a part of the applications the actor sees."""
        page = await self._read(
            lambda connection: reading.application_page(
                connection, self._sight, selection, window, order=order, descending=descending
            )
        )
        self._remember([row.id for row in page.rows])
        return page

    def application(self, application_id: str) -> Soon[ApplicationRow | None]:
        """Return an application, or None where the actor must not know it exists."""
        page = self._page_of(application_id)
        return self._once(
            ("application", page),
            lambda: self._applications(page.ids),
            lambda found: found.get(application_id),
        )

    async def _applications(self, ids: tuple[str, ...]) -> Mapping[str, ApplicationRow]:
        rows = await self._read(lambda c: reading.applications(c, self._sight, ids))
        return {row.id: row for row in rows}

    async def application_by_number(self, number: str) -> ApplicationRow | None:
        """Return the application with this number, or None."""
        return await self._read(lambda c: reading.application_by_number(c, self._sight, number))

    async def things(self, kind: str, ids: Sequence[str]) -> Mapping[str, Any]:
        """Return what exists for the actor of one kind (`Application`, `Document`, …), by id."""
        wanted = tuple(sorted(set(ids)))
        if kind == "Application":
            page = self._remember(wanted)
            found = self._once(
                ("application", page), lambda: self._applications(wanted), lambda found: found
            )
            return await found if isinstance(found, Pending) else found
        rows = await self._read(lambda c: self._rows(c, kind, wanted))
        if kind == "Document":
            self._remember([row.application_id for row in rows])
        return {row.id: row for row in rows}

    async def _rows(self, c: AsyncConnection, kind: str, ids: tuple[str, ...]) -> Sequence[Any]:
        if kind == "Document":
            return await reading.documents(c, self._sight, ids)
        if kind == "Effect":
            return await reading.effects(c, self._sight, ids)
        if kind == "Upload" and self._actor is not None:
            return await reading.uploads(c, self._actor.id, ids)
        if kind == "Reconciliation" and self._may_see_books():
            return await reading_books.reconciliations_by_id(c, ids)
        if kind == "SiakDifference" and self._may_see_books():
            return await reading_books.differences_by_id(c, ids)
        return await desk_rows(c, self._actor, kind, ids)

    def _may_see_books(self) -> bool:
        actor = self._actor
        return actor is not None and actor.role in OFFICERS | {Role.ADMINISTRATOR, Role.AUDITOR}

    async def reconciliations(self, window: Window) -> Page[ReconciliationRow]:
        """Return a part of the comparisons with SIAK, newest first."""
        return await self._read(lambda c: reading_books.reconciliations(c, window))

    async def differences(
        self, own_id: str, window: Window, *, only_open: bool
    ) -> Page[DifferenceRow]:
        """Return a part of what a comparison found."""
        page = await self._read(
            lambda c: reading_books.differences(c, own_id, window, only_open=only_open)
        )
        self._remember([row.application_id for row in page.rows if row.application_id])
        self._remember([row.document_id for row in page.rows if row.document_id])
        return page

    async def failed_effects(self, window: Window) -> Page[EffectRow]:
        """Return what needs somebody's attention, oldest first."""
        page = await self._read(lambda c: reading.failed_effects(c, self._sight, window))
        self._remember([row.application_id for row in page.rows if row.application_id])
        return page

    async def siak_tasks(self, window: Window) -> Page[EffectRow]:
        """Return what an operator has to do in SIAK by hand, oldest first."""
        page = await self._read(lambda c: reading.siak_tasks(c, self._sight, window))
        self._remember([row.application_id for row in page.rows if row.application_id])
        return page

    def case(self, application_id: str) -> Soon[Case | None]:
        """Return the case file, from which actions and gaps are derived."""
        page = self._page_of(application_id)
        return self._once(
            ("case", page),
            lambda: self._cases(page.ids),
            lambda found: found.get(application_id),
        )

    async def _cases(self, ids: tuple[str, ...]) -> Mapping[str, Case]:
        office = self._office
        return await self._read(
            lambda connection: load_cases(
                connection,
                ids,
                catalogue=office.catalogue,
                policy=office.policy,
                now=office.clock.now(),
            )
        )

    def answers(self, application_id: str) -> Soon[Sequence[AnswerRow]]:
        """Return the answers that count."""
        page = self._page_of(application_id)
        return self._once(
            ("answers", page),
            lambda: self._read(lambda c: reading_parts.answers_of(c, page.ids)),
            lambda found: found.get(application_id, ()),
        )

    def answer(self, application_id: str, name: str) -> Soon[str | None]:
        """Return the answer to one question as text, or None."""
        page = self._page_of(application_id)
        return self._once(
            ("answers", page),
            lambda: self._read(lambda c: reading_parts.answers_of(c, page.ids)),
            lambda found: _said(found.get(application_id, ()), name),
        )

    def attachments(self, application_id: str) -> Soon[Sequence[AttachmentRow]]:
        """Return the files in the requirement slots."""
        page = self._page_of(application_id)
        return self._once(
            ("attachments", page),
            lambda: self._read(lambda c: reading_parts.attachments_of(c, page.ids)),
            lambda found: found.get(application_id, ()),
        )

    def documents(self, application_id: str) -> Soon[Sequence[DocumentRow]]:
        """Return the application's documents."""
        page = self._page_of(application_id)
        return self._once(
            ("documents", page),
            lambda: self._read(lambda c: reading_parts.documents_of(c, page.ids)),
            lambda found: found.get(application_id, ()),
        )

    def renderings(self, application_id: str) -> Soon[Sequence[RenderingRow]]:
        """Return the rounds of all documents of an application, the first one first."""
        page = self._page_of(application_id)
        return self._once(
            ("renderings", page),
            lambda: self._read(lambda c: renderings_of(c, page.ids)),
            lambda found: found.get(application_id, ()),
        )

    def history(
        self, application_id: str, window: Window, *, descending: bool
    ) -> Soon[Page[EventRow]]:
        """Return a part of the application's log."""
        page = self._page_of(application_id)
        return self._once(
            ("history", page, window, descending),
            lambda: self._read(
                lambda c: reading_parts.events_of(c, page.ids, window, descending=descending)
            ),
            lambda found: found.get(application_id) or _nothing(window),
        )

    def effects(
        self, application_id: str, window: Window, kinds: tuple[str, ...] = ()
    ) -> Soon[Page[EffectRow]]:
        """Return a part of what was promised for the application."""
        page = self._page_of(application_id)
        return self._once(
            ("effects", page, window, kinds),
            lambda: self._read(
                lambda c: reading_parts.effects_of(c, page.ids, window, kinds=kinds)
            ),
            lambda found: found.get(application_id) or _nothing(window),
        )

    def likenesses(self, application_id: str) -> Soon[Sequence[Likeness]]:
        """Return the applications this one may repeat, the likest first."""
        page, rules = self._page_of(application_id), self._office.catalogue.duplicate_rules
        return self._once(
            ("likenesses", page),
            lambda: self._read(lambda c: duplicates.alike(c, page.ids, rules)),
            lambda found: found.get(application_id, ()),
        )

    async def batch_items(
        self, batch_id: str, window: Window, *, only_unsigned: bool = False
    ) -> Page[BatchItemRow]:
        """Return a part of a signing batch, or of what of it is to be tried again."""
        page = await self._read(
            lambda c: reading_signing.batch_items(c, batch_id, window, only_unsigned=only_unsigned)
        )
        self._remember([row.document_id for row in page.rows])
        return page

    def document(self, document_id: str) -> Soon[DocumentRow | None]:
        """Return a document; those of one batch page are read together."""
        page = self._page_of(document_id)
        return self._once(
            ("document", page),
            lambda: self.things("Document", page.ids),
            lambda found: found.get(document_id),
        )

    def may_read_personal_data(self, application: ApplicationRow, part: str) -> bool:
        """Tell whether a personal value may be shown in full; if so, the reading is logged."""
        actor = self._actor
        if actor is None or not may_read_personal_data(actor, application):
            return False
        if (application.id, part) not in self._told:
            self._told.add((application.id, part))
            tell_of_reading(actor, application.id, part)
        return True


def _said(answers: Sequence[AnswerRow], name: str) -> str | None:
    return next((str(row.value) for row in answers if row.field == name and row.value), None)


def _nothing(window: Window) -> Page[Any]:  # a page of any kind
    return Page(
        (),
        has_previous=not window.backwards and window.after is not None,
        has_next=window.backwards and window.before is not None,
    )
