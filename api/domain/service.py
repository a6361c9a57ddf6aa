"""One service (`layanan`) of the office as a value: its questions, papers, documents and terms."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from api.domain.conditions import Condition
from api.domain.errors import UnacceptableContent
from api.domain.values import Medium, Mode, Scope


class FieldType(StrEnum):
    """What kind of value answers a question."""

    TEXT = "text"
    NIK = "nik"
    NKK = "nkk"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    TIME = "time"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    ENUM = "enum"
    CODELIST = "codelist"
    REGION = "region_code"
    OBJECT = "object"


@dataclass(frozen=True)
class Rules:
    """The limits a value has to keep; None is no limit."""

    pattern: re.Pattern[str] | None = None
    min_length: int = 0
    max_length: int = 500
    min_words: int = 1
    minimum: float | None = None
    maximum: float | None = None
    min_items: int = 0
    max_items: int = 20
    not_future: bool = False
    codelist: str | None = None
    options: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    within: str | None = None
    outside: str | None = None


@dataclass(frozen=True)
class Field:
    """One question of a service's form."""

    name: str
    label: str
    type: FieldType
    many: bool = False
    required: bool = False
    required_if: Condition | None = None
    rules: Rules = Rules()
    item_fields: tuple["Field", ...] = ()


@dataclass(frozen=True)
class Derived:
    """A value that follows from the answers."""

    name: str
    condition: Condition


@dataclass(frozen=True)
class Requirement:
    """One paper (`persyaratan`) a service may ask for; a slot for attachments."""

    code: str
    name: str
    description: str
    kind: str  # form, document, photo
    mandatory: bool
    condition: Condition | None
    group: str | None
    form: str | None
    accepts: tuple[str, ...]
    surrender_original: bool

    def require_type(self, mime: str) -> None:
        """Raise `UnacceptableContent` for a type of file this paper may not come as."""
        if mime not in self.accepts:
            raise UnacceptableContent(
                "TYPE_NOT_ACCEPTED", f"{self.name} harus berupa foto (JPG/PNG), bukan PDF."
            )


@dataclass(frozen=True)
class DocumentType:
    """A kind of document the office issues."""

    code: str
    name: str
    medium: Medium
    number_pattern: str | None


@dataclass(frozen=True)
class BundleItem:
    """A document a service is expected to yield, and when."""

    document: DocumentType
    condition: Condition | None


@dataclass(frozen=True)
class Sla:
    """How soon the office promises the documents once the papers are complete."""

    target_hours: int
    max_hours: int
    working_time: bool


@dataclass(frozen=True)
class ReportingDeadline:
    """By when an event has to be reported, and whether a late report needs the head's decision."""

    days: int
    counted_from: str
    late_field: str | None
    decision_required: bool
    effect: str


@dataclass(frozen=True)
class Service:
    """One service (`layanan`) of the office with all that is asked for it."""

    code: str
    name: str
    short_name: str  # at most 24 characters, for a row of a chat list
    name_en: str
    scope: Scope
    mode: Mode
    summary: str
    fields: tuple[Field, ...]
    derived: tuple[Derived, ...]
    requirements: tuple[Requirement, ...]
    bundle: tuple[BundleItem, ...]
    forms: tuple[str, ...]
    sla: Sla
    deadline: ReportingDeadline | None
    fee_idr: int
    linked_services: tuple[str, ...]
    checks: tuple[str, ...] = ()

    @cached_property
    def fields_by_name(self) -> Mapping[str, Field]:
        """Field by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def derived_by_name(self) -> Mapping[str, Condition]:
        """Expression of each derived value by its name."""
        return {derived.name: derived.condition for derived in self.derived}

    @cached_property
    def requirements_by_code(self) -> Mapping[str, Requirement]:
        """Requirement by code."""
        return {requirement.code: requirement for requirement in self.requirements}

    @cached_property
    def form_codes(self) -> tuple[str, ...]:
        """Codes of its forms: its own first, then those that papers are asked for on."""
        asked = [each.form for each in self.requirements if each.form]
        return tuple(dict.fromkeys((*self.forms, *asked)))

    @cached_property
    def outcomes(self) -> tuple[Condition, ...]:
        """Every condition that has to be settled before an application can be submitted."""
        conditions = [each.condition for each in self.requirements]
        conditions += [each.condition for each in self.bundle]
        if self.deadline and self.deadline.decision_required and self.deadline.late_field:
            conditions.append(self.derived_by_name[self.deadline.late_field])
        return tuple(condition for condition in conditions if condition is not None)

    @cached_property
    def deciding_fields(self) -> tuple[str, ...]:
        """Names of the questions that decide papers, documents and decisions, in form order."""
        reached = {name for condition in self.outcomes for name in self._reach(condition, set())}
        return tuple(field.name for field in self.fields if field.name in reached)

    def _reach(self, condition: Condition, seen: set[str]) -> Iterator[str]:
        for name in condition.names - seen:
            seen.add(name)
            question = self.fields_by_name.get(name)
            deeper = question.required_if if question else self.derived_by_name.get(name)
            if question:
                yield name
            if deeper:
                yield from self._reach(deeper, seen)
