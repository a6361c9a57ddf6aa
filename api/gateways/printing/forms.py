"""What paper forms say: letters into their boxes, dates into theirs, blank lines to write on."""

from api.domain.ports import Json, Page
from api.gateways.printing.content import Content

DATE_BOXES = (2, 2, 4)
LONGEST_WORD = 30  # letters; a longer word may break between any of its parts of so many
BREAK = "\u200b"  # where a word may be broken, without being seen


def form(content: Content, page: Page) -> Json:
    """Say the form's parts, ready to be set."""
    return {
        "title": content.text("title"),
        "number": page.number,
        "service": _text(content.optional("service")),
        "landscape": content.text("landscape") == "True",
        "parts": [_part(part) for part in content.records("parts")],
    }


def _text(value: str) -> str:
    """Return a text as it is set: nothing where nothing is recorded, no word beyond its line."""
    return "" if value == "-" else " ".join(_breakable(word) for word in value.split())


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    starts = range(0, len(word), LONGEST_WORD // 2)
    return BREAK.join(word[at : at + LONGEST_WORD // 2] for at in starts)


def _part(part: Content) -> Json:
    kind = part.text("kind")
    laid: Json = {
        "kind": kind,
        "title": _text(part.optional("title")),
        "columns": part.number("columns") or 1,
        "starts_page": part.optional("starts_page") == "True",
    }
    match kind:
        case "text":
            laid["text"] = part.text("text")
        case "rows":
            laid["rows"] = [_row(row) for row in part.records("rows")]
        case "ticks":
            laid["groups"] = [_group(group) for group in part.records("groups")]
        case "people":
            laid["people"] = [
                {
                    "title": person.text("title"),
                    "rows": [_row(row) for row in person.records("rows")],
                }
                for person in part.records("people")
            ]
        case "table":
            laid |= _table(part)
        case "places":
            laid["places"] = [_place(place) for place in part.records("places")]
    return laid


def _row(row: Content) -> Json:
    kind, text = row.text("kind"), row.optional("text")
    laid: Json = {"kind": kind, "label": row.text("label"), "unit": _text(row.optional("unit"))}
    if kind == "choice":
        return {**laid, "options": [_option(each) for each in row.records("options")]}
    if kind == "date":
        return {**laid, "kind": "boxes", "boxes": date_boxes("" if text == "-" else text)}
    if kind == "boxes":
        count = row.number("boxes") or 0
        letters = "" if text == "-" else text
        if len(letters) <= count:
            return {**laid, "boxes": [letters.ljust(count)]}
        laid["kind"] = "line"  # what does not fit its boxes is written beside them
    return {**laid, "text": _text(text), "lines": row.number("lines") or 1}


def date_boxes(text: str) -> list[str]:
    """Return day, month and year of `20-11-2026`, each as wide as its boxes."""
    parts = text.split("-") if text else []
    if len(parts) != len(DATE_BOXES):
        parts = [""] * len(DATE_BOXES)
    return [part.ljust(count) for part, count in zip(parts, DATE_BOXES, strict=True)]


def _option(option: Content) -> Json:
    return {"text": _text(option.optional("text")), "on": option.text("on") == "True"}


def _group(group: Content) -> Json:
    return {
        "title": _text(group.optional("title")),
        "options": [_option(each) for each in group.records("options")],
    }


def _table(part: Content) -> Json:
    return {
        "heads": [str(each) for each in part.items("heads")],
        "numbers": [str(each) for each in part.items("numbers")],
        "widths": part.items("widths"),
        "cells": [
            [_text(str(cell)) for cell in row]
            for row in part.items("cells")
            if isinstance(row, list)
        ],
    }


def _place(place: Content) -> Json:
    return {
        "role": place.text("role"),
        "over": _text(place.optional("over")),
        "name": _text(place.optional("name")),
        "nik": _text(place.optional("nik")),
        "shows_nik": place.text("shows_nik") == "True",
        "stamp": place.text("stamp") == "True",
        "dated": place.text("dated") == "True",
        "employee": place.text("employee") == "True",
    }
