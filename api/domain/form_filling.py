"""Fills a form from answers: dates and lists in words, what nobody answered stays blank."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.domain.catalogue import Catalogue
from api.domain.conditions import UNKNOWN
from api.domain.forms import SERVICE, Choice, Form, FormPart, FormRow, FormTable, People, SignPlace
from api.domain.service import Field, FieldType, Service

Laid = dict[str, Any]  # what the printer sets, as JSON
REGENCY, PROVINCE = "Kabupaten Balangan", "Kalimantan Selatan"
MAX_TEXT = 500  # letters of one row; a longer one is cut with three dots


@dataclass(frozen=True)
class Given:
    """What is known of one application, or nothing for a blank sheet."""

    catalogue: Catalogue
    service: Service | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    attached: Collection[str] = ()
    is_blank: bool = True

    def first(self, names: Collection[str]) -> tuple[Field, object] | None:
        """Return the first of these questions that has an answer, with it."""
        for name in names:
            question = self.service.fields_by_name.get(name) if self.service else None
            if question is not None and self.answers.get(name) not in (None, "", []):
                return question, self.answers[name]
        return None

    def lookup(self, name: str) -> object:
        """Return an answer for a condition; what is not known is unknown."""
        if name == SERVICE:
            return self.service.code if self.service and not self.is_blank else UNKNOWN
        value = self.answers.get(name)
        return UNKNOWN if value in (None, "", []) else value

    def text(self, names: Collection[str], level: str | None = None) -> str:
        """Return the answer as people read it, or nothing."""
        found = self.first(names)
        return "" if found is None else self.spoken(found[0], found[1], level)

    def spoken(self, question: Field, value: object, level: str | None = None) -> str:
        """Return one value as people read it."""
        if isinstance(value, list):
            return _cut(", ".join(self.spoken(question, each) for each in value))
        if isinstance(value, bool):
            return "Ya" if value else "Tidak"
        text = str(value)
        match question.type:
            case FieldType.REGION:
                return self._region(text, level or "village")
            case FieldType.DATE:
                return _day(text)
            case FieldType.DECIMAL:
                return text.replace(".", ",")
            case FieldType.PHONE:
                return text if text.startswith("+") else f"+{text}"
        return _cut(self.catalogue.options(question).get(text, text))

    def _region(self, code: str, level: str) -> str:
        known = self.catalogue.get_region(code)
        if known is None:  # outside the regency only the code is known
            return code if level == "village" else ""
        above = self.catalogue.get_region(known.parent_code)
        names = {
            "village": known.name,
            "district": above.name if above else "",
            "regency": REGENCY,
            "province": PROVINCE,
        }
        return names[level]


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text[:10]):%d-%m-%Y}"
    except ValueError:
        return ""


def laid_out(form: Form, given: Given) -> Laid:
    """Return what the form's pages say, filled as far as the answers go."""
    code = given.service.code if given.service else None
    parts = [part for part in form.parts if part.belongs_to(code)]
    return {
        "code": form.code,
        "title": form.title,
        "service": given.service.name if given.service and form.differs_by_service else "",
        "landscape": form.is_landscape,
        "parts": [_part(part, given) for part in parts],
    }


def _part(part: FormPart, given: Given) -> Laid:
    laid: Laid = {"title": part.title, "columns": part.columns, "starts_page": part.starts_page}
    if part.text:
        return {**laid, "kind": "text", "text": part.text}
    if part.table:
        return {**laid, "kind": "table", **_table(part.table, given)}
    if part.people:
        return {**laid, "kind": "people", "people": [_people(each, given) for each in part.people]}
    if part.places:
        return {**laid, "kind": "places", "places": [_place(each, given) for each in part.places]}
    if part.lists_requirements:
        return {**laid, "kind": "ticks", "groups": [_requirements(given)]}
    if part.groups:
        groups = [
            {"title": group.title, "options": [_option(each, given) for each in group.options]}
            for group in part.groups
        ]
        return {**laid, "kind": "ticks", "groups": groups}
    return {**laid, "kind": "rows", "rows": [_row(each, given) for each in part.rows]}


def _row(row: FormRow, given: Given) -> Laid:
    laid: Laid = {"label": row.label, "unit": row.unit, "lines": row.lines, "text": ""}
    if row.choices:
        return {**laid, "kind": "choice", "options": _row_options(row, given)}
    if row.tells_service:
        named = given.service.name if given.service and not given.is_blank else ""
        return {**laid, "kind": "line", "text": named}
    text = given.text(row.sources, row.level)
    if row.is_date:
        return {**laid, "kind": "date", "text": text}
    kind = "boxes" if row.boxes else "line"
    return {**laid, "kind": kind, "boxes": row.boxes, "text": text}


def _row_options(row: FormRow, given: Given) -> list[Laid]:
    found = given.first(row.sources)
    value = found[1] if found else None
    chosen = value if isinstance(value, list) else [value]
    return [
        {"text": each.text, "on": _holds(each, given) or (each.code in chosen if found else False)}
        for each in row.choices
    ]


def _option(choice: Choice, given: Given) -> Laid:
    attached = any(slot in given.attached for slot in choice.slots)
    return {"text": choice.text, "on": attached or _holds(choice, given)}


def _holds(choice: Choice, given: Given) -> bool:
    return choice.when is not None and choice.when.truth(given.lookup) is True


def _requirements(given: Given) -> Laid:
    """Return the papers of the service without its forms; those handed in are ticked."""
    papers = given.service.requirements if given.service else ()
    options = [
        {"text": each.name, "on": each.code in given.attached}
        for each in papers
        if each.kind != "form"
    ]
    spare = [{"text": "", "on": False} for _ in range(6 if not options else len(options) % 2)]
    return {"title": "", "options": [*options, *spare]}


def _people(people: People, given: Given) -> Laid:
    return {"title": people.title, "rows": [_row(row, given) for row in people.rows]}


def _place(place: SignPlace, given: Given) -> Laid:
    return {
        "role": place.role,
        "over": place.over,
        "name": given.text(place.sources),
        "nik": given.text(place.nik),
        "shows_nik": place.shows_nik,
        "stamp": place.is_stamped,
        "dated": place.is_dated,
        "employee": place.is_employee,
    }


def _table(table: FormTable, given: Given) -> Laid:
    filled = [[""] * len(table.heads) for _ in range(table.rows)]
    for column, name in table.first.items():
        filled[0][column - 1] = given.text([name])
    found = given.first(table.each)
    items = found[1] if found and isinstance(found[1], list) else []
    for row, item in zip(filled, items, strict=False):
        assert found is not None  # there are items
        for column, text in _cells(table, found[0], item, given):
            row[column - 1] = text
    if table.counted:
        for index, row in enumerate(filled):
            row[0] = str(index + 1)
    return {
        "heads": list(table.heads),
        "numbers": list(table.numbers),
        "widths": list(table.widths),
        "cells": filled,
    }


def _cells(table: FormTable, question: Field, item: object, given: Given) -> list[tuple[int, str]]:
    if not isinstance(item, dict):
        column = table.scalar or next((c for c, name in table.columns.items() if not name), None)
        return [(column, given.spoken(question, item))] if column else []
    parts = {each.name: each for each in question.item_fields}
    return [
        (column, given.spoken(parts[name], item[name]))
        for column, name in table.columns.items()
        if name in parts and item.get(name) not in (None, "")
    ]
