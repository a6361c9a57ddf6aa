"""Message templates: the stock a fresh account has, and whether a message fills one rightly."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simkit.faults import Json
from whatsapp_sim import checks
from whatsapp_sim.errors import GraphError
from whatsapp_sim.records import Template

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_MEDIA = frozenset({"IMAGE", "VIDEO", "DOCUMENT", "LOCATION"})
_VALUE_KEYS = {"text": "text", "currency": "currency", "date_time": "date_time"}


def stock(new_id: Iterable[str]) -> list[Template]:
    """Return the approved templates an account begins with."""
    ids = iter(new_id)
    return [
        Template(
            next(ids),
            "hello_world",
            "en_US",
            "UTILITY",
            [
                {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
                {"type": "BODY", "text": "Welcome, this message was sent as a test."},
                {"type": "FOOTER", "text": "WhatsApp Business Platform sample message"},
            ],
        ),
        Template(
            next(ids),
            "status_permohonan",
            "id",
            "UTILITY",
            [
                {
                    "type": "BODY",
                    "text": "Permohonan {{1}} di Disdukcapil: {{2}} Balas pesan ini "
                    "untuk melanjutkan percakapan.",
                    "example": {"body_text": [["DJ-000001", "berkas perlu dilengkapi."]]},
                }
            ],
        ),
        Template(
            next(ids),
            "dokumen_terbit",
            "id",
            "UTILITY",
            [
                {"type": "HEADER", "format": "DOCUMENT"},
                {
                    "type": "BODY",
                    "text": "Dokumen {{jenis}} untuk permohonan {{nomor}} terlampir.",
                },
            ],
            parameter_format="NAMED",
        ),
        Template(
            next(ids),
            "ajak_kembali",
            "id",
            "UTILITY",
            [
                {"type": "BODY", "text": "Ada kabar tentang permohonan {{1}} Anda."},
                {
                    "type": "BUTTONS",
                    "buttons": [{"type": "QUICK_REPLY", "text": "Lihat kabar"}],
                },
            ],
        ),
    ]


def as_row(template: Template) -> Json:
    """Return a template as the list shows it."""
    return {
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "status": template.status,
        "parameter_format": template.parameter_format,
        "components": template.components,
    }


def require(templates: Iterable[Template], sent: Json) -> Template:
    """Return the template a message names, if it may be used now."""
    name, language = sent["name"], sent["language"]["code"]
    found = next((t for t in templates if (t.name, t.language) == (name, language)), None)
    if found is None or found.status in {"PENDING", "REJECTED"}:
        raise GraphError(132001, f"template name ({name}) does not exist in {language}", status=404)
    if found.status == "PAUSED":
        raise GraphError(132015, "template is paused")
    if found.status == "DISABLED":
        raise GraphError(132016, "template is disabled")
    return found


def check_parameters(template: Template, sent: Json) -> None:
    """Refuse a message whose parameters do not fill the template."""
    given = {_place(part): part for part in sent.get("components") or []}
    expected = dict(_expected(template))
    for place in given:
        if place not in expected:
            raise GraphError(132000, f"{place}: the template has no such component")
    for place, part in expected.items():
        sent_parameters = checks.rows(given[place], "parameters") if place in given else []
        _check_part(place, part, sent_parameters, template.parameter_format == "NAMED")


def _place(part: Json) -> str:
    kind = str(part.get("type", "")).lower()
    return f"button[{int(part.get('index', 0))}]" if kind == "button" else kind


def _expected(template: Template) -> list[tuple[str, Json]]:
    parts: list[tuple[str, Json]] = []
    for component in template.components:
        if component["type"] == "BUTTONS":
            parts += [(f"button[{n}]", b) for n, b in enumerate(component["buttons"])]
        elif component["type"] != "FOOTER":
            parts.append((component["type"].lower(), component))
    return parts


def _check_part(place: str, part: Json, given: list[Json], named: bool) -> None:
    if part.get("format") in _MEDIA:
        _check_file(place, part["format"].lower(), given)
    elif part.get("type") == "QUICK_REPLY":
        _check_count(place, given, min(len(given), 1))
    elif part.get("type") in {"COPY_CODE", "OTP"}:
        _check_count(place, given, 1)
    else:
        names = _VARIABLE.findall(str(part.get("url" if part["type"] == "URL" else "text", "")))
        _check_count(place, given, len(names))
        _check_values(place, names, given, named)


def _check_file(place: str, form: str, given: list[Json]) -> None:
    _check_count(place, given, 1)
    if given[0].get("type") != form or not isinstance(given[0].get(form), dict):
        wrong = str(given[0].get("type", "UNKNOWN")).upper()
        raise GraphError(
            132012, f"{place}: Format mismatch, expected {form.upper()}, received {wrong}"
        )


def _check_count(place: str, given: list[Json], expected: int) -> None:
    if len(given) != expected:
        raise GraphError(
            132000,
            f"{place}: number of localizable_params ({len(given)}) does not match "
            f"the expected number of params ({expected})",
        )


def _check_values(place: str, names: list[str], given: list[Json], named: bool) -> None:
    for parameter in given:
        kind = parameter.get("type")
        if kind not in _VALUE_KEYS or parameter.get(_VALUE_KEYS[kind]) is None:
            raise GraphError(132012, f"{place}: parameter type is not text, currency, date_time")
        if kind == "text" and not str(parameter["text"]).strip():
            raise GraphError(
                100,
                f"{place}: text of a parameter is empty",
                message="(#100) Invalid parameter: parameter text must not be empty",
            )
    if named and {str(p.get("parameter_name")) for p in given} != set(names):
        raise GraphError(132012, f"{place}: parameter_name does not match the template")


def render(template: Template, sent: Json) -> str:
    """Return the text a customer reads."""
    body = next((c["text"] for c in template.components if c["type"] == "BODY"), "")
    parts: list[Json] = sent.get("components") or []
    given: Json = next((part for part in parts if _place(part) == "body"), {})
    values: dict[str, str] = {}
    for number, parameter in enumerate(given.get("parameters") or [], 1):
        value = parameter.get("text") or str(parameter.get(parameter["type"]))
        values[str(parameter.get("parameter_name") or number)] = str(value)
    return _VARIABLE.sub(lambda found: values.get(found.group(1), ""), body)


def buttons(template: Template) -> list[Json]:
    """Return the buttons under a template message."""
    found: list[Json] = []
    for component in template.components:
        if component["type"] == "BUTTONS":
            found += component["buttons"]
    return found
