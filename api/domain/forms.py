"""Paper forms (`formulir`) as values: parts, rows, and which answer fills which row.

Nothing is read or laid out here: the loader hands the values in, `form_filling` fills them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.domain.conditions import Condition

SERVICE = "service"  # beside the answers, what a condition may ask for


@dataclass(frozen=True)
class Choice:
    """A box to tick: by the answer's code, by a condition, or by a paper that was attached."""

    text: str
    code: str | None = None
    when: Condition | None = None
    slots: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormRow:
    """One row: a label and the place to write; the first answered source fills it."""

    label: str
    sources: tuple[str, ...] = ()
    boxes: int = 0  # letter boxes
    is_date: bool = False
    choices: tuple[Choice, ...] = ()
    level: str | None = None  # of a region code: village, district, regency, province
    unit: str = ""
    lines: int = 1  # to write on by hand
    tells_service: bool = False


@dataclass(frozen=True)
class ChoiceGroup:
    """Boxes to tick under one title."""

    title: str
    options: tuple[Choice, ...]


@dataclass(frozen=True)
class FormTable:
    """A table with a fixed number of rows; answers fill its first row or as many as they list."""

    heads: tuple[str, ...]
    numbers: tuple[str, ...]
    widths: tuple[int, ...]
    rows: int
    counted: bool
    first: Mapping[int, str]  # column, from 1: answer
    each: tuple[str, ...]  # answers that are lists
    columns: Mapping[int, str]  # column: part of a record; empty for an item without parts
    scalar: int | None  # column of items without parts, where records have other columns


@dataclass(frozen=True)
class People:
    """Particulars of one person under a title."""

    title: str
    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class SignPlace:
    """A place to sign; `sources` name who signs."""

    role: str
    sources: tuple[str, ...] = ()
    nik: tuple[str, ...] = ()
    over: str = ""
    is_stamped: bool = False  # with a revenue stamp
    is_dated: bool = False
    is_employee: bool = False
    shows_nik: bool = False


@dataclass(frozen=True)
class FormPart:
    """One part of a form; it belongs to some services only, or to all where none is named."""

    title: str = ""
    services: frozenset[str] = frozenset()
    columns: int = 1
    starts_page: bool = False
    text: str = ""
    rows: tuple[FormRow, ...] = ()
    groups: tuple[ChoiceGroup, ...] = ()
    table: FormTable | None = None
    people: tuple[People, ...] = ()
    places: tuple[SignPlace, ...] = ()
    lists_requirements: bool = False

    def belongs_to(self, service_code: str | None) -> bool:
        """Tell whether a sheet for this service has the part; without a service it has all."""
        return service_code is None or not self.services or service_code in self.services

    def all_rows(self) -> Iterator[FormRow]:
        """Yield its rows, those about people included."""
        yield from self.rows
        for person in self.people:
            yield from person.rows

    def names(self) -> Iterator[str]:
        """Yield the names of the answers it asks for."""
        choices = [option for group in self.groups for option in group.options]
        for row in self.all_rows():
            yield from row.sources
            choices += row.choices
        for place in self.places:
            yield from (*place.sources, *place.nik)
        for choice in choices:
            yield from choice.when.names - {SERVICE} if choice.when else ()
        if self.table:
            yield from (*self.table.first.values(), *self.table.each)


@dataclass(frozen=True)
class Form:
    """One form of the office."""

    code: str
    title: str
    is_landscape: bool
    parts: tuple[FormPart, ...]

    @property
    def differs_by_service(self) -> bool:
        """Tell whether it has a sheet of its own for each service."""
        return any(part.services for part in self.parts)
