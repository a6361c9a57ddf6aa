"""Reads the forms and refuses to start on one that asks for an answer no service has."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from api.catalogue.files import CatalogueBroken, Raw, read_yaml
from api.domain.catalogue import Catalogue
from api.domain.conditions import compile_condition
from api.domain.forms import (
    Choice,
    ChoiceGroup,
    Form,
    FormPart,
    FormRow,
    FormTable,
    People,
    SignPlace,
)

OUTSIDE = frozenset({"F-1.15"})  # of the law, but for no service of the catalogue


def load_forms(path: Path, catalogue: Catalogue) -> Mapping[str, Form]:
    """Return the forms by code, checked against the catalogue."""
    forms = {}
    for raw in read_yaml(path)["forms"]:
        code = raw["code"]
        try:
            forms[code] = _form(raw, catalogue)
        except (KeyError, ValueError, TypeError) as error:
            raise CatalogueBroken(f"{path.name}: {code}: {error}") from error
    if problems := list(_problems(forms, catalogue)):
        raise CatalogueBroken("; ".join(f"{path.name}: {problem}" for problem in problems))
    return forms


def _problems(forms: Mapping[str, Form], catalogue: Catalogue) -> Iterator[str]:
    if forms.keys() != catalogue.form_titles.keys() - OUTSIDE:
        yield "its forms are not those of the catalogue"
    for code, form in forms.items():
        services = [each for each in catalogue.services if code in each.form_codes]
        known = {name for service in services for name in service.fields_by_name}
        for name in sorted({name for part in form.parts for name in part.names()} - known):
            yield f"{code}: {name} is no question of its services"
        named = {service for part in form.parts for service in part.services}
        for stranger in sorted(named - {each.code for each in services}):
            yield f"{code}: it is no form of {stranger}"
    for service in catalogue.services:
        for code in service.form_codes:
            if code not in forms:
                yield f"{service.code}: no form {code}"


def _form(raw: Raw, catalogue: Catalogue) -> Form:
    parts = tuple(_part(each, catalogue) for each in raw["parts"])
    title = catalogue.form_titles[raw["code"]]
    return Form(raw["code"], title, raw.get("landscape", False), parts)


def _part(raw: Raw, catalogue: Catalogue) -> FormPart:
    return FormPart(
        title=str(raw.get("title") or raw.get("heading") or ""),
        services=frozenset(raw.get("for", ())),
        columns=raw.get("columns", 1),
        starts_page=raw.get("break", False),
        text=raw.get("text", "").strip(),
        rows=tuple(_row(each, catalogue) for each in raw.get("rows", ())),
        groups=tuple(_group(each) for each in raw.get("ticks", ())),
        table=_table(raw["table"]) if "table" in raw else None,
        people=tuple(
            People(each["title"], tuple(_row(row, catalogue) for row in each["rows"]))
            for each in raw.get("people", ())
        ),
        places=tuple(_place(each) for each in raw.get("places", ())),
        lists_requirements=raw.get("requirements", False),
    )


def _names(raw: object) -> tuple[str, ...]:
    if raw is None:
        return ()
    return (raw,) if isinstance(raw, str) else tuple(raw)  # type: ignore[arg-type]  # a YAML list


def _row(raw: Raw, catalogue: Catalogue) -> FormRow:
    return FormRow(
        label=raw["label"],
        sources=_names(raw.get("from")),
        boxes=raw.get("boxes", 0),
        is_date=raw.get("date", False),
        choices=_choices(raw.get("choices", ()), catalogue),
        level=raw.get("part"),
        unit=raw.get("unit", ""),
        lines=raw.get("lines", 1),
        tells_service=raw.get("service", False),
    )


def _choices(raw: object, catalogue: Catalogue) -> tuple[Choice, ...]:
    """Return choices given as a code list's name, as code and text, or one by one."""
    if isinstance(raw, str):
        raw = dict(catalogue.codelists[raw].labels)
    if isinstance(raw, dict):
        return tuple(Choice(str(text), code=str(code)) for code, text in raw.items())
    assert isinstance(raw, list | tuple)
    return tuple(_choice(each) for each in raw)


def _choice(raw: Raw) -> Choice:
    when = compile_condition(raw["when"]) if "when" in raw else None
    return Choice(raw["text"], when=when, slots=tuple(raw.get("slots", ())))


def _group(raw: Raw) -> ChoiceGroup:
    return ChoiceGroup(raw.get("title", ""), tuple(_choice(each) for each in raw["options"]))


def _table(raw: Raw) -> FormTable:
    heads, widths = raw["heads"], raw["widths"]
    if len(heads) != len(widths) or len(raw.get("numbers") or heads) != len(heads):
        raise ValueError(f"table {heads[1]}: heads, numbers and widths differ in number")
    return FormTable(
        heads=tuple(heads),
        numbers=tuple(raw.get("numbers", ())),
        widths=tuple(widths),
        rows=raw["rows"],
        counted=raw.get("counted", False),
        first=raw.get("first", {}),
        each=_names(raw.get("each")),
        columns=raw.get("columns", {}),
        scalar=raw.get("scalar"),
    )


def _place(raw: Raw) -> SignPlace:
    nik = raw.get("nik", False)
    return SignPlace(
        role=raw["role"],
        sources=_names(raw.get("from")),
        nik=_names(nik if isinstance(nik, str) else None),
        over=raw.get("over", ""),
        is_stamped=raw.get("stamp", False),
        is_dated=raw.get("dated", False),
        is_employee=raw.get("employee", False),
        shows_nik=bool(nik),
    )
