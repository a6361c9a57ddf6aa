"""Reads `siak.yaml`, SIAK's side of each service; refuses to start where it does not fit."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from api.catalogue.loader import HERE, CatalogueBroken, Raw, read_yaml
from api.domain.catalogue import Catalogue, Field, FieldType, Service
from api.domain.registry import (
    APPLICANT,
    MEMBER,
    RELATION,
    Couple,
    Element,
    ElementKind,
    EntryMap,
    PersonMap,
    RegistryMap,
    Sign,
)

CHANGED = "elemen_data"
_FITTING = {  # kinds of questions whose answers an element of a kind can be compared with
    ElementKind.NAME: {FieldType.TEXT},
    ElementKind.PLACE: {FieldType.TEXT},
    ElementKind.DATE: {FieldType.DATE},
    ElementKind.CODE: {FieldType.CODELIST, FieldType.ENUM},
    ElementKind.NUMBER: {FieldType.NKK},
    ElementKind.YES_NO: {FieldType.BOOLEAN},
}


def load_registry(catalogue: Catalogue, folder: Path = HERE) -> RegistryMap:
    """Read `siak.yaml`, check it against the catalogue, return the values."""
    path = folder / "siak.yaml"
    raw = read_yaml(path)
    try:
        found = _registry(raw, catalogue)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise CatalogueBroken(f"{path.name}: {error!r}") from error
    if problems := list(_problems(found, catalogue)):
        raise CatalogueBroken("; ".join(f"{path.name}: {problem}" for problem in problems))
    return found


def _registry(raw: Raw, catalogue: Catalogue) -> RegistryMap:
    elements = {name: _element(name, row, catalogue) for name, row in raw["elements"].items()}
    return RegistryMap(
        elements=elements,
        changed=raw["changed_elements"],
        entries={code: _entry(code, row, raw) for code, row in raw["services"].items()},
    )


def _element(name: str, raw: Raw, catalogue: Catalogue) -> Element:
    codelist = raw.get("codelist")
    return Element(
        name=name,
        label=raw["label"],
        kind=ElementKind(raw["kind"]),
        labels=catalogue.codelists[codelist].labels if codelist else raw.get("labels", {}),
        source=raw.get("from", name),
        when=frozenset(raw["when"]) if "when" in raw else None,
        unless=frozenset(raw["unless"]) if "unless" in raw else None,
    )


def _entry(code: str, row: Raw, raw: Raw) -> EntryMap:
    common, people = raw["everywhere"], dict(row["people"])
    for role, answers in common["people"].items():
        people = {role: {**answers, **people.pop(role, {})}, **people}
    changes = row.get("changes")
    if changes:
        people[MEMBER] = {"niks": changes}
    if unknown := {*row["subjects"], *row.get("shares_card_with", {})} - set(people):
        raise ValueError(f"{code}: nobody is {sorted(unknown)}")
    return EntryMap(
        service=code,
        people=tuple(_person(role, dict(each), row, raw) for role, each in people.items()),
        family=row["family"],
        changes=changes,
        arrives=row.get("arrives", False),
        applicant_is=row.get("applicant_is", {}),
        couple=Couple(**row["couple"]) if "couple" in row else None,
        derived=tuple(row.get("derived", ())),
        withheld=frozenset((*common["withheld"], *row.get("withheld", ()))),
        signs=tuple(_sign(each, raw["registered"]) for each in row.get("registered", ())),
    )


def _person(role: str, answers: dict[str, str], row: Raw, raw: Raw) -> PersonMap:
    is_list = "niks" in answers
    return PersonMap(
        role=role,
        label=raw["roles"][role],
        nik=answers.pop("niks" if is_list else "nik"),
        is_list=is_list,
        is_subject=role in row["subjects"],
        shares_card_with=row.get("shares_card_with", {}).get(role),
        answers=answers,
    )


def _sign(raw: Raw, messages: Mapping[str, str]) -> Sign:
    return Sign(
        code=raw["code"],
        message=messages[raw["code"]],
        role=raw["role"],
        status=frozenset(raw.get("status", ())),
        element=raw.get("element"),
        value=raw.get("is"),
        answer=raw.get("answer"),
        on_card_of=raw.get("on_card_of"),
        is_change=raw.get("change", False),
    )


def _problems(found: RegistryMap, catalogue: Catalogue) -> Iterator[str]:
    known = {service.code for service in catalogue.services}
    if known != set(found.entries):
        yield f"services: a row for each service, not {sorted(known ^ set(found.entries))}"
        return
    if set(found.changed) - set(catalogue.codelists[CHANGED].labels):
        yield "changed_elements: a code that is not in elemen_data"
    if set(found.changed.values()) - set(found.elements):
        yield "changed_elements: an element that is none"
    everything = {name for service in catalogue.services for name in service.fields_by_name}
    for code, entry in found.entries.items():
        for problem in _entry_problems(entry, catalogue.service(code), found, everything):
            yield f"{code}: {problem}"


def _entry_problems(
    entry: EntryMap, service: Service, found: RegistryMap, everything: set[str]
) -> Iterator[str]:
    for person in entry.people:
        yield from _nik_problems(person, entry, service.fields_by_name)
        for name, answer in person.answers.items():
            element, question = found.elements.get(name), service.fields_by_name.get(answer)
            if element is None:
                yield f"{person.role}: no element {name}"
            elif question is None:
                yield f"{person.role}: {answer} is not a question"
            elif question.type not in _FITTING[element.kind] or not _codes_fit(element, question):
                yield f"{person.role}: {answer} cannot be compared with {name}"
    yield from _role_problems(entry)
    for name in sorted(set(entry.derived) - set(service.derived_by_name)):
        yield f"derived: {name} is not derived"
    for name in sorted(entry.withheld - everything):
        yield f"withheld: {name} is not a question"
    if entry.applicant_is and RELATION not in service.fields_by_name:
        yield f"applicant_is: {RELATION} is not asked"


def _nik_problems(person: PersonMap, entry: EntryMap, fields: Mapping[str, Field]) -> Iterator[str]:
    question = fields.get(person.nik)
    kind = FieldType.OBJECT if person.nik == entry.changes else FieldType.NIK
    if question is None or question.type is not kind or question.many is not person.is_list:
        yield f"{person.role}: {person.nik} does not hold NIKs"


def _codes_fit(element: Element, question: Field) -> bool:
    if question.type is FieldType.ENUM:
        return set(question.rules.options) <= set(element.labels)
    return True


def _role_problems(entry: EntryMap) -> Iterator[str]:
    roles = set(entry.by_role)
    named = {entry.family, APPLICANT, *entry.applicant_is.values()}
    named |= {sign.role for sign in entry.signs}
    named |= {sign.on_card_of for sign in entry.signs if sign.on_card_of}
    named |= {each.shares_card_with for each in entry.people if each.shares_card_with}
    if entry.couple:
        named |= {entry.couple.one, entry.couple.other}
    for role in sorted(named - roles):
        yield f"nobody is {role}"
