"""What was said beside what SIAK has: whom it knows, what differs, what it could fill in.

Pure: `Known` is what SIAK answered, the entry map says which answers speak of whom. A NIK whose
digits disagree with birth date, sex or region is a warning and nothing more (PP 40/2019 art.
30(2): a NIK never changes).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from api.domain.facts import Facts
from api.domain.identity import Nik, NikWarning
from api.domain.likeness import Likeness, compared, names
from api.domain.ports import Json
from api.domain.registry import (
    APPLICANT,
    Element,
    ElementKind,
    EntryMap,
    PersonMap,
    RegistryMap,
    Sign,
)
from api.domain.service import Service

_GONE: Final = frozenset({"DECEASED", "MOVED", "INACTIVE"})
_SPOUSES: Final = frozenset({"SUAMI", "ISTRI"})
_HEAD: Final = "KEPALA_KELUARGA"
_WARNINGS: Final = {
    NikWarning.BIRTH_DATE_DIFFERS: "Angka NIK tidak sama dengan tanggal lahir yang diisi.",
    NikWarning.SEX_DIFFERS: "Angka NIK tidak sama dengan jenis kelamin yang diisi.",
    NikWarning.OTHER_REGENCY: "NIK diterbitkan di luar Kabupaten Balangan.",
    NikWarning.NO_SUCH_DATE: "Angka tanggal pada NIK bukan tanggal.",
}


class Extent(StrEnum):
    """How much of what was said could be compared."""

    COMPARED = "COMPARED"
    PARTLY = "PARTLY"
    UNAVAILABLE = "UNAVAILABLE"
    BY_HAND = "BY_HAND"


class IdentityStatus(StrEnum):
    """What SIAK says of the applicant's name, NIK and family card number together."""

    MATCHED = "MATCHED"
    NEARLY = "NEARLY"
    NAME_DIFFERS = "NAME_DIFFERS"
    FAMILY_DIFFERS = "FAMILY_DIFFERS"
    NIK_UNKNOWN = "NIK_UNKNOWN"
    NIK_INACTIVE = "NIK_INACTIVE"
    IN_LIMBO = "IN_LIMBO"


class PersonStatus(StrEnum):
    """How somebody stands in SIAK (contract, look-ups)."""

    ACTIVE = "ACTIVE"
    DECEASED = "DECEASED"
    MOVED = "MOVED"
    IN_LIMBO = "IN_LIMBO"
    INACTIVE = "INACTIVE"


@dataclass(frozen=True)
class Known:
    """What SIAK answered; who is in `unanswered` was asked about in vain."""

    checked_at: datetime
    people: Mapping[str, Json | None] = field(default_factory=dict)  # by NIK; None: nobody
    families: Mapping[str, Json | None] = field(default_factory=dict)  # by card number
    unanswered: frozenset[str] = frozenset()
    retry_after: float | None = None  # seconds until asking again is worth it

    def home_of(self, nik: str) -> Sequence[Json]:
        """Return who stands on this person's family card, as far as it is known."""
        number = (self.people.get(nik) or {}).get("family_card_number")
        family = self.families.get(number) if isinstance(number, str) else None
        return (family or {}).get("members") or ()


@dataclass(frozen=True)
class Row:
    """One answer beside what is registered, both as people read them."""

    field: str
    label: str
    said: str | None
    registered: str | None
    verdict: Likeness


@dataclass(frozen=True)
class PersonCompared:
    """One person the answers name."""

    role: str
    label: str
    nik: str
    found: bool | None  # None: SIAK did not answer
    status: PersonStatus | None
    family_card_agrees: bool | None  # None: nothing to compare
    nik_warnings: tuple[str, ...]
    rows: tuple[Row, ...]
    differences: int  # that an officer has to look at


@dataclass(frozen=True)
class AlreadyRegistered:
    """A sign that the event stands in SIAK already, and who shows it."""

    code: str
    message: str
    role: str
    nik: str
    name: Likeness | None = None  # how alike the names are, where two people are compared


@dataclass(frozen=True)
class Comparison:
    """All that was said about people beside what SIAK has."""

    extent: Extent
    checked_at: datetime | None
    people: tuple[PersonCompared, ...] = ()
    already: tuple[AlreadyRegistered, ...] = ()

    @property
    def differences(self) -> int:
        """Count what an officer has to look at."""
        return sum(person.differences for person in self.people)


def compare(
    registry: RegistryMap, service: Service, answers: Mapping[str, Any], known: Known
) -> Comparison:
    """Compare what the answers say of people with what SIAK answered."""
    side = _Side(registry, registry.entry(service.code), service, answers, known)
    asked = side.entry.everybody(answers)
    silent = [nik for nik in asked if nik not in known.people]
    extent = Extent.COMPARED
    if silent or known.unanswered:
        extent = Extent.UNAVAILABLE if len(silent) == len(asked) else Extent.PARTLY
    return Comparison(
        extent=extent,
        checked_at=known.checked_at,
        people=tuple(side.people()),
        already=tuple(found for sign in side.entry.signs for found in side.seen(sign)),
    )


@dataclass(frozen=True)
class _Side:
    """Both sides of one application."""

    registry: RegistryMap
    entry: EntryMap
    service: Service
    answers: Mapping[str, Any]
    known: Known

    def people(self) -> Iterator[PersonCompared]:
        for person in self.entry.people:
            for nik in self.entry.niks(self.answers, person.role):
                yield self._person(person, nik)

    def _person(self, person: PersonMap, nik: str) -> PersonCompared:
        record = self.known.people.get(nik)
        silent = nik in self.known.unanswered or nik not in self.known.people
        rows = () if record is None else tuple(self._rows(person, nik, record))
        card_agrees = self._card_agrees(person, record)
        wrong = sum(row.verdict in (Likeness.NEARLY, Likeness.DIFFERS) for row in rows)
        elsewhere = card_agrees is False and "family_card_number" not in person.answers
        return PersonCompared(
            role=person.role,
            label=person.label,
            nik=nik,
            found=None if silent else record is not None,
            status=_status(record),
            family_card_agrees=card_agrees,
            nik_warnings=self._warnings(person, nik, record, silent=silent),
            rows=rows,
            differences=wrong + elsewhere + (record is None and not silent),
        )

    def _rows(self, person: PersonMap, nik: str, record: Json) -> Iterator[Row]:
        for name, answer in person.answers.items():
            element = self.registry.elements[name]
            label = self.service.fields_by_name[answer].label
            yield _row(answer, label, element, self.answers.get(answer), element.of(record))
        for element, said, _ in self._changes_of(person, nik):
            name = self.entry.changes or ""
            yield _row(name, element.label, element, said, element.of(record))

    def _changes_of(self, person: PersonMap, nik: str) -> Iterator[tuple[Element, str, str]]:
        """Yield which elements of a member are to change, from what and to what."""
        if self.entry.changes is None or person.nik != self.entry.changes:
            return
        for change in self.answers.get(self.entry.changes) or ():
            name = self.registry.changed.get(str(change.get("element", "")))
            if name is not None and change.get("member_nik") == nik:
                told = str(change.get("from", "")), str(change.get("to", ""))
                yield self.registry.elements[name], *told

    def _card_agrees(self, person: PersonMap, record: Json | None) -> bool | None:
        if record is None or self.entry.arrives:
            return None
        answer = person.answers.get("family_card_number")
        if answer is None and person.shares_card_with:
            answer = self.entry.by_role[person.shares_card_with].answers["family_card_number"]
        said = self.answers.get(answer or "")
        return None if not said else said == record.get("family_card_number")

    def _warnings(
        self, person: PersonMap, nik: str, record: Json | None, *, silent: bool
    ) -> tuple[str, ...]:
        if record is not None:
            return tuple(map(str, record.get("nik_warnings") or ()))
        if silent:
            return ()
        born = self.answers.get(person.answers.get("birth_date", ""))
        sex = self.answers.get(person.answers.get("sex", ""))
        found = Nik(nik).warnings(born=date.fromisoformat(born) if born else None, sex=sex)
        return tuple(_WARNINGS[warning] for warning in found)

    def seen(self, sign: Sign) -> Iterator[AlreadyRegistered]:
        if sign.on_card_of is not None:
            yield from self._on_card(sign, sign.on_card_of)
            return
        for nik in self.entry.niks(self.answers, sign.role):
            record = self.known.people.get(nik)
            if record is not None and self._shows(sign, nik, record):
                yield AlreadyRegistered(sign.code, sign.message, sign.role, nik)

    def _shows(self, sign: Sign, nik: str, record: Json) -> bool:
        if sign.is_change:
            changes = self._changes_of(self.entry.by_role[sign.role], nik)
            verdicts = [compared(e, to, e.of(record)) for e, _, to in changes]
            return bool(verdicts) and all(each is Likeness.AGREES for each in verdicts)
        if sign.element is None:
            return record.get("status") in sign.status
        element = self.registry.elements[sign.element]
        wanted = self.answers.get(sign.answer) if sign.answer else sign.value
        return compared(element, wanted, element.of(record)) is Likeness.AGREES

    def _on_card(self, sign: Sign, holder: str) -> Iterator[AlreadyRegistered]:
        """Find members of the card who are born on the day that was said."""
        said = self.entry.by_role[sign.role].answers
        born = self.answers.get(said["birth_date"])
        own = self.entry.niks(self.answers, sign.role)
        members = [m for nik in self.entry.niks(self.answers, holder) for m in self._home(nik)]
        for member in members:
            if born and member.get("birth_date") == born and member.get("nik") not in own:
                alike = names(str(self.answers.get(said["name"]) or ""), str(member.get("name")))
                nik = str(member.get("nik"))
                yield AlreadyRegistered(sign.code, sign.message, sign.role, nik, alike)

    def _home(self, nik: str) -> Sequence[Json]:
        return self.known.home_of(nik)


def _status(record: Json | None) -> PersonStatus | None:
    said = str((record or {}).get("status"))
    return PersonStatus(said) if said in PersonStatus.__members__ else None


def _row(name: str, label: str, element: Element, said: object, registered: object) -> Row:
    verdict = compared(element, said, registered)
    return Row(name, label, _shown(element, said), _shown(element, registered), verdict)


def _shown(element: Element, value: object) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    text = str(value)
    return element.labels.get(text, text) if element.kind is ElementKind.CODE else text


def homes_wanted(entry: EntryMap, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return whose family cards the comparison and the filling in look at."""
    roles = [sign.on_card_of for sign in entry.signs if sign.on_card_of]
    if entry.couple and answers.get(entry.couple.when) is True:
        roles += [entry.couple.one, entry.couple.other]
    return tuple(dict.fromkeys(nik for role in roles for nik in entry.niks(answers, role)))


def identity_of(person: Json | None, *, name: str, family_card_number: str) -> IdentityStatus:
    """Judge the applicant; only with the right name is anything told of how they stand."""
    if person is None:
        return IdentityStatus.NIK_UNKNOWN
    alike = names(name, str(person.get("name") or ""))
    status, card = person.get("status"), person.get("family_card_number")
    if status in _GONE:
        return IdentityStatus.NIK_INACTIVE
    if alike is Likeness.DIFFERS:
        return IdentityStatus.NAME_DIFFERS
    if status == IdentityStatus.IN_LIMBO:
        return IdentityStatus.IN_LIMBO
    if card and card != family_card_number:
        return IdentityStatus.FAMILY_DIFFERS
    is_same = alike is Likeness.AGREES and card == family_card_number
    return IdentityStatus.MATCHED if is_same else IdentityStatus.NEARLY


def known_answers(registry: RegistryMap, facts: Facts, known: Known) -> dict[str, Any]:
    """Return what SIAK knows for questions nobody answered yet, and that still matter."""
    entry, answers = registry.entry(facts.service.code), facts.answers
    found: dict[str, Any] = {}
    for person in entry.people:
        record = _record(entry, person, answers, known)
        if record is None or facts.value(person.nik) is None:
            continue
        told = {person.nik: record.get("nik")}
        told |= {a: registry.elements[e].of(record) for e, a in person.answers.items()}
        for answer, value in told.items():
            is_open = not facts.is_answered(answer) and facts.value(answer) is not None
            if is_open and value is not None:
                found[answer] = value
    return found


def _record(
    entry: EntryMap, person: PersonMap, answers: Mapping[str, Any], known: Known
) -> Json | None:
    """Return what SIAK has of the one person of a role."""
    if person.is_list:
        return None
    niks = entry.niks(answers, person.role)
    if niks:
        return known.people.get(niks[0])
    couple = entry.couple
    if couple is None or answers.get(couple.when) is not True:
        return None
    partner = {couple.one: couple.other, couple.other: couple.one}.get(person.role)
    niks = entry.niks(answers, partner) if partner else ()
    return _only_spouse(known, niks[0]) if niks else None


def _only_spouse(known: Known, nik: str) -> Json | None:
    """Return the spouse on the same family card, if there can be no other."""
    members = known.home_of(nik)
    own = next((m.get("relation") for m in members if m.get("nik") == nik), None)
    wanted = _SPOUSES if own == _HEAD else {_HEAD} if own in _SPOUSES else set()
    spouses = [m for m in members if m.get("relation") in wanted and m.get("nik") != nik]
    several = sum(m.get("relation") in _SPOUSES for m in members) > 1
    return spouses[0] if len(spouses) == 1 and not several else None


def applicant_of(entry: EntryMap, answers: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Return the applicant's NIK, name and family card number once all are answered."""
    person = entry.by_role[APPLICANT]
    asked = (person.nik, person.answers["name"], person.answers["family_card_number"])
    said = tuple(str(answers.get(name) or "") for name in asked)
    return (said[0], said[1], said[2]) if all(said) else None
