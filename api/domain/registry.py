"""SIAK's side of each service as values: whom the answers name, what SIAK knows of them, its entry.

Nothing is read here: `api.catalogue.loader_siak` hands the values in, one row a service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from api.domain.facts import Facts
from api.domain.ports import Json

APPLICANT: Final = "applicant"
MEMBER: Final = "member"
RELATION: Final = "applicant_relation"


class ElementKind(StrEnum):
    """How two values of an element are compared."""

    NAME = "name"
    PLACE = "place"
    DATE = "date"
    CODE = "code"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Element:
    """One thing SIAK knows of a person."""

    name: str
    label: str
    kind: ElementKind
    labels: Mapping[str, str] = field(default_factory=dict)  # by code
    source: str = ""  # the element of SIAK's it is read off
    when: frozenset[str] | None = None  # of a yes or no: the codes that mean yes
    unless: frozenset[str] | None = None  # … or the codes that mean no

    def of(self, person: Json) -> str | bool | None:
        """Return what SIAK says; None where it says nothing."""
        value = person.get(self.source)
        if not isinstance(value, str) or not value:
            return None
        if self.when is not None:
            return value in self.when
        if self.unless is not None:
            return value not in self.unless
        return value


@dataclass(frozen=True)
class PersonMap:
    """A person the answers name: the answer that holds the NIK, and those that tell more."""

    role: str
    label: str
    nik: str  # name of the answer
    is_list: bool = False  # the answer holds many NIKs
    is_subject: bool = False  # whose event it is: their household is concerned
    shares_card_with: str | None = None  # role on whose family card this one stands
    answers: Mapping[str, str] = field(default_factory=dict)  # answer by element


@dataclass(frozen=True)
class Couple:
    """Two roles that are each other's only spouse on a card when the named answer is yes."""

    one: str
    other: str
    when: str


@dataclass(frozen=True)
class Sign:
    """How to see that an event stands in SIAK already; exactly one way is given."""

    code: str
    message: str
    role: str
    status: frozenset[str] = frozenset()  # the person stands like this
    element: str | None = None  # … or an element is …
    value: str | None = None  # … this value, or …
    answer: str | None = None  # … what this answer says
    on_card_of: str | None = None  # … or somebody like them stands on that role's card
    is_change: bool = False  # … or a change asked for is there already


@dataclass(frozen=True)
class EntryMap:
    """One service's row of the map."""

    service: str
    people: tuple[PersonMap, ...]
    family: str  # role whose family card the event is about
    changes: str | None = None  # answer that lists changed elements of members
    arrives: bool = False  # those named may be on their way here
    applicant_is: Mapping[str, str] = field(default_factory=dict)  # role by relation
    couple: Couple | None = None
    derived: tuple[str, ...] = ()  # derived values SIAK is told
    withheld: frozenset[str] = frozenset()  # answers SIAK is not told
    signs: tuple[Sign, ...] = ()

    @cached_property
    def by_role(self) -> Mapping[str, PersonMap]:
        """Person by role."""
        return {person.role: person for person in self.people}

    def own_role(self, answers: Mapping[str, Any]) -> str | None:
        """Return who the applicant is besides, if the answers say so."""
        return self.applicant_is.get(str(answers.get(RELATION, "")))

    def niks(self, answers: Mapping[str, Any], role: str) -> tuple[str, ...]:
        """Return the NIKs the answers hold for a role, which may be the applicant's own."""
        person = self.by_role.get(role)
        if person is None:
            return ()
        if role == MEMBER and self.changes:
            changes = answers.get(self.changes) or ()
            return _texts(change.get("member_nik") for change in changes)
        said = answers.get(person.nik)
        if not said and role == self.own_role(answers):
            said = answers.get(self.by_role[APPLICANT].nik)
        return _texts(said if isinstance(said, list) else (said,))

    def everybody(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """Return every NIK the answers hold, each once, the applicant's first."""
        found = [nik for person in self.people for nik in self.niks(answers, person.role)]
        return tuple(dict.fromkeys(found))

    def subjects(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the NIKs of those whose event it is."""
        roles = [person.role for person in self.people if person.is_subject]
        return tuple(dict.fromkeys(nik for role in roles for nik in self.niks(answers, role)))


@dataclass(frozen=True)
class RegistryMap:
    """All services' rows, and the elements they speak of."""

    elements: Mapping[str, Element]
    changed: Mapping[str, str]  # element by its code in `elemen_data`
    entries: Mapping[str, EntryMap]  # by service

    def entry(self, service: str) -> EntryMap:
        """Return a service's row; the loader has seen to it that there is one."""
        return self.entries[service]


def told_to_siak(entry: EntryMap, facts: Facts) -> dict[str, object]:
    """Return the answers of an entry: what was asked and counts, and the derived values.

    An answer that others made moot (its `required_if` does not hold) is left out, as in `Facts`.
    """
    known = facts.service.fields_by_name
    told = {
        name: value
        for name, value in facts.answers.items()
        if name in known and name not in entry.withheld and facts.value(name) is not None
    }
    derived = facts.derived()
    return {**told, **{n: derived[n] for n in entry.derived if derived[n] is not None}}


def _texts(values: Sequence[object] | Any) -> tuple[str, ...]:  # any iterable of answers
    return tuple(dict.fromkeys(str(value) for value in values if value))
