"""Connections: bounded, keyed lists with opaque cursors, and what is refused about their paging."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from api.graphql.errors import RequestRefused, TopLevelCode
from api.graphql.fields import field
from api.graphql.ids import BrokenCursor, read_cursor
from api.usecases.reading import Page, Window

T = TypeVar("T")
DEFAULT_SIZE = 20
MAX_SIZE = 100

First = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many from the start (1 to {MAX_SIZE}); {DEFAULT_SIZE} when neither "
        "`first` nor `last` is given."
    ),
]
After = Annotated[
    str | None, strawberry.argument(description="Only what follows this cursor of the same list.")
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many from the end (1 to {MAX_SIZE}); not together with `first`."
    ),
]
Before = Annotated[
    str | None, strawberry.argument(description="Only what precedes this cursor of the same list.")
]


@strawberry.type(description="Where a part of a list begins and ends, and whether it goes on.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether the list goes on after this part.")
    has_previous_page: bool = strawberry.field(
        description="Whether the list goes on before this part."
    )
    start_cursor: str | None = strawberry.field(description="Cursor of the first item, if any.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item, if any.")


@strawberry.type(description="One item of a list with its place.")
class Edge(Generic[T]):
    """Relay's edge."""

    cursor: str = strawberry.field(description="The item's place, for `after` and `before`.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="A part of a list.")
class Connection(Generic[T]):
    """Relay's connection, with the items themselves as a short cut."""

    page: strawberry.Private[Page[Any]]  # of whatever the field declares
    cursor_of: strawberry.Private[Callable[[Any], str]]

    nodes: list[T] = strawberry.field(description="The items alone.")

    @field("The items with their places.")
    @staticmethod
    def edges(root: strawberry.Parent["Connection[Any]"]) -> list[Edge[T]]:
        """Return the items with cursors."""
        return [Edge(cursor=root.cursor_of(row), node=row) for row in root.page.rows]

    @field("Where this part begins and ends.")
    @staticmethod
    def page_info(root: strawberry.Parent["Connection[Any]"]) -> PageInfo:
        """Return the page's ends."""
        page, rows = root.page, root.page.rows
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=root.cursor_of(rows[0]) if rows else None,
            end_cursor=root.cursor_of(rows[-1]) if rows else None,
        )


@dataclass(frozen=True)
class Paging:
    """What was asked of a list."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def window(self, order: str, kind: type[datetime] | type[int]) -> Window:
        """Return the window, or refuse in plain words."""
        if self.first is not None and self.last is not None:
            raise _refused("Pakai salah satu: `first` atau `last`, jangan keduanya.")
        for name, value in (("first", self.first), ("last", self.last)):
            if value is not None and not 1 <= value <= MAX_SIZE:
                raise _refused(f"`{name}` harus 1 sampai {MAX_SIZE}.")
        size = self.first if self.last is None else self.last
        return Window(
            limit=DEFAULT_SIZE if size is None else size,
            after=_key("after", self.after, order, kind),
            before=_key("before", self.before, order, kind),
            backwards=self.last is not None,
        )


def connection(page: Page[Any], cursor_of: Callable[[Any], str]) -> Connection[Any]:
    """Return a page as a connection of whatever type the field declares."""
    return Connection(page=page, cursor_of=cursor_of, nodes=list(page.rows))


def _key(
    name: str, text: str | None, order: str, kind: type[datetime] | type[int]
) -> tuple[datetime | int | str, str] | None:
    if text is None:
        return None
    try:
        return read_cursor(text, order, kind)
    except BrokenCursor:
        raise _refused(
            f"`{name}` bukan kursor daftar ini. Pakai `cursor` dari jawaban dengan urutan sama."
        ) from None


def _refused(message: str) -> RequestRefused:
    return RequestRefused(TopLevelCode.BAD_USER_INPUT, message)
