"""What was answered beside what the registry says, person by person, differences marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from siak_sim.labels import same_value
from siak_sim.law.contents import clean_name
from siak_sim.law.population_events import ELEMENTS
from siak_sim.pages import words
from siak_sim.pages.desk import Desk
from siak_sim.pages.history import shown
from siak_sim.pages.markup import Column, Markup, Node, grouped_table, tag
from siak_sim.records import Entry, Person

_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "applicant": "Pemohon",
        "child": "Anak",
        "subject": "Subjek",
        "head_of_family": "Kepala keluarga baru",
        "deceased": "Almarhum/ah",
        "groom": "Suami (mempelai)",
        "bride": "Istri (mempelai)",
        "husband": "Suami",
        "wife": "Istri",
        "mother": "Ibu",
        "father": "Ayah",
        "adoptive_father": "Ayah angkat",
        "adoptive_mother": "Ibu angkat",
        "witness1": "Saksi 1",
        "witness2": "Saksi 2",
    }
)
# which field of the registry an answer about a person corresponds to
_REGISTERED: Mapping[str, str] = MappingProxyType(
    {
        "nik": "nik",
        "name": "name",
        "birth_date": "birth_date",
        "birth_place": "birth_place",
        "sex": "sex",
        "religion": "religion",
        "marital_status": "marital_status",
        "status": "marital_status",
        "education": "education",
        "occupation": "occupation",
        "citizenship": "citizenship",
        "nkk": "family_card_number",
    }
)
_COLUMNS = (
    Column("Isian", "label"),
    Column("Jawaban"),
    Column("Data SIAK"),
    Column("Hasil", "sign"),
)


@dataclass(frozen=True)
class Line:
    """One answer beside the registry: the same, different, or nothing to compare with."""

    name: str
    said: object
    person: Person | None = None
    field: str = ""
    unknown: bool = False  # a NIK nobody has

    @property
    def registered(self) -> str:
        """What the registry says."""
        return str(getattr(self.person, self.field) or "") if self.person and self.field else ""

    @property
    def differs(self) -> bool:
        """Tell whether the answer contradicts the registry."""
        if self.person is None or not self.field:
            return self.unknown
        if self.field == "name":
            return clean_name(self.said) != clean_name(self.registered)
        return not same_value(str(self.said), self.registered)


def comparison(desk: Desk, entry: Entry) -> Markup:
    """Return all answers of an entry beside the registry as it is now."""
    groups = [
        (title, [_row(desk, line) for line in lines]) for title, lines in grouped(desk, entry)
    ]
    return grouped_table("Jawaban dan data SIAK", _COLUMNS, groups, least="some")


def differences(desk: Desk, entry: Entry) -> int:
    """Count the answers that contradict the registry."""
    return sum(line.differs for _, lines in grouped(desk, entry) for line in lines)


def grouped(desk: Desk, entry: Entry) -> list[tuple[str, list[Line]]]:
    """Return the answers by the person they are about, the others last."""
    groups: dict[str, list[Line]] = {}
    for name, said in entry.answers.items():
        role, part = _role_of(name)
        person = _person(desk, entry, role)
        field = _REGISTERED.get(part, "") if person else ""
        title = _ROLES.get(role, "Peristiwa dan keterangan")
        unknown = part == "nik" and bool(said) and person is None
        groups.setdefault(title, []).append(Line(name, said, person, field, unknown))
    order = [*_ROLES.values(), "Peristiwa dan keterangan"]
    return sorted(groups.items(), key=lambda group: order.index(group[0]))


def _role_of(name: str) -> tuple[str, str]:
    for role in sorted(_ROLES, key=len, reverse=True):
        part = name.removeprefix(role + "_")
        if part != name and (part in _REGISTERED or role == "applicant"):
            return role, part
    return "", name


def _person(desk: Desk, entry: Entry, role: str) -> Person | None:
    nik = entry.answers.get(f"{role}_nik") if role else None
    return desk.records.get(Person, str(nik)) if nik else None


def _row(desk: Desk, line: Line) -> tuple[Node, ...]:
    part = _role_of(line.name)[1]
    label = words.field(_REGISTERED[part]) if part in _REGISTERED and line.field else None
    label = label or desk.answer_names.get(line.name) or line.name
    registered: Node = _registered(desk, line) if line.field else ""
    return tag("span", label, title=line.name), _said(desk, line), registered, _sign(line)


def _registered(desk: Desk, line: Line) -> Node:
    if line.field in ("nik", "family_card_number"):
        return words.digits(line.registered)
    return shown(desk, line.field, line.registered)


def _sign(line: Line) -> Node:
    if line.unknown:
        return tag("span", "≠ tidak dikenal", class_="differs")
    if line.differs:
        return tag("span", "≠ berbeda", class_="differs")
    return tag("span", "= sama", class_="agrees") if line.field else ""


def _said(desk: Desk, line: Line) -> Node:
    value = line.said
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return tag("ul", [tag("li", _item(desk, item)) for item in value], class_="plain")
    text = str(value)
    if line.name.endswith("_sex"):
        return words.sex(text)
    if text.isdigit() and desk.records.get(Person, text):
        return words.to_person(text)
    if line.name.endswith("_code"):
        return desk.place(text)
    return words.digits(text) if text.isdigit() else words.day(_readable(text))


def _readable(text: str) -> str:
    return words.value(text) if "_" in text and text.isupper() else text


def _item(desk: Desk, item: object) -> Node:
    if isinstance(item, dict):
        return _change(desk, {str(key): str(value) for key, value in item.items()})
    text = str(item)
    return words.to_person(text, desk.name_of(text)) if text.isdigit() else _readable(text)


def _change(desk: Desk, change: Mapping[str, str]) -> Node:
    """Return one asked-for change of data, with what the registry says at present."""
    nik, element = change.get("member_nik", ""), change.get("element", "")
    person = desk.records.get(Person, nik)
    now = str(getattr(person, ELEMENTS[element])) if person and element in ELEMENTS else ""
    said = change.get("from", "")
    wrong = now and not same_value(said, now) and not same_value(change.get("to", ""), now)
    return (
        words.to_person(nik, desk.name_of(nik)) if nik else "",
        ": ",
        tag("b", words.value(element)),
        " ",
        tag("del", _readable(said) or "kosong"),
        tag("span", " menjadi ", class_="arrow"),
        tag("ins", _readable(change.get("to", ""))),
        tag("span", f" ≠ di SIAK: {now}", class_="differs") if wrong else "",
    )
