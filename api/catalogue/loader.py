"""Reads the shipped catalogue, regions and messages; refuses to start on what does not fit."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from api.catalogue.files import HERE, CatalogueBroken, Raw, read_yaml
from api.catalogue.loader_rules import with_rules
from api.domain.catalogue import (
    BundleItem,
    Catalogue,
    Codelist,
    CodelistEntry,
    Derived,
    DocumentType,
    Field,
    FieldType,
    MenuGroup,
    Region,
    RejectionReason,
    ReportingDeadline,
    Requirement,
    Rules,
    Service,
    Sla,
)
from api.domain.conditions import Condition, ConditionRefused, compile_condition
from api.domain.messages import Messages
from api.domain.values import Medium, Mode, Scope

__all__ = ["HERE", "CatalogueBroken", "Raw", "load", "load_messages", "read_yaml"]

T = TypeVar("T")

_SCOPES = {
    "PENCATATAN_SIPIL": Scope.CIVIL_REGISTRATION,
    "PENDAFTARAN_PENDUDUK": Scope.POPULATION_REGISTRATION,
}
_MENU_ROWS = 10  # of one chat list
_SHORT_NAME = 24  # characters of a row's title


def load(folder: Path = HERE, *, policy: Mapping[str, bool] | None = None) -> Catalogue:
    """Read `services.yaml` and `regions.csv`, check them against each other, return the values."""
    path = folder / "services.yaml"
    raw = read_yaml(path)
    regions = _regions(folder / "regions.csv")
    try:
        catalogue = _catalogue(raw, regions, policy or {})
    except CatalogueBroken as broken:
        raise CatalogueBroken(f"{path.name}: {broken}") from None
    _check(catalogue, path.name)
    return with_rules(catalogue, folder)


def load_messages(folder: Path = HERE) -> Messages:
    """Read `messages.yaml` and check that nothing the chat says is missing."""
    path = folder / "messages.yaml"
    messages = Messages(read_yaml(path))
    if problems := list(messages.problems()):
        raise CatalogueBroken("; ".join(f"{path.name}: {problem}" for problem in problems))
    return messages


def _regions(path: Path) -> tuple[Region, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        regions = tuple(
            Region(row["code"], row["level"], row["name"], row["parent_code"])
            for row in csv.DictReader(file)
        )
    codes = {region.code for region in regions}
    for region in regions:
        if region.level != "kabupaten" and region.parent_code not in codes:
            raise CatalogueBroken(f"{path.name}: {region.code}: no parent {region.parent_code}")
    return regions


def _catalogue(raw: Raw, regions: tuple[Region, ...], policy: Mapping[str, bool]) -> Catalogue:
    document_types = {each["code"]: _document_type(each) for each in raw["document_types"]}
    codelists = {name: _codelist(name, items) for name, items in raw["codelists"].items()}
    flags = {each["name"]: bool(each["default"]) for each in raw["policy_flags"]}
    if unknown := set(policy) - set(flags):
        raise CatalogueBroken(f"policy: no such flag {sorted(unknown)}")
    return Catalogue(
        services=tuple(
            _within("services", each, lambda item: _service(item, document_types))
            for each in raw["services"]
        ),
        document_types=tuple(document_types.values()),
        rejection_reasons=tuple(
            RejectionReason(each["code"], each["label_id"], each["effect"])
            for each in raw["rejection_reasons"]
        ),
        codelists=codelists,
        regions=regions,
        labels=raw["enum_labels"],
        menu=tuple(
            MenuGroup(
                each["code"], each["title_id"], each["description_id"], tuple(each["services"])
            )
            for each in raw["menu_groups"]
        ),
        policy={**flags, **policy},
        form_titles={each["code"]: each["title_id"] for each in raw["forms"]},
    )


def _document_type(raw: Raw) -> DocumentType:
    medium = Medium.PDF if raw["self_printable"] else Medium.CARD
    return DocumentType(raw["code"], raw["name_id"], medium, raw["number_pattern"])


def _codelist(name: str, items: list[Raw]) -> Codelist:
    entries = (CodelistEntry(each["code"], each["label_id"], each.get("siak_id")) for each in items)
    return Codelist(name, tuple(entries))


def _service(raw: Raw, document_types: Mapping[str, DocumentType]) -> Service:
    code = raw["code"]

    def each(part: str, build: Callable[[Raw], T]) -> tuple[T, ...]:
        return tuple(_within(f"{code}: {part}", item, build) for item in raw[part])

    return Service(
        code=code,
        name=raw["name_id"],
        short_name=raw["short_id"],
        name_en=raw["name_en"],
        scope=_SCOPES[raw["family"]],
        mode=Mode(raw["whatsapp_mode"]),
        summary=raw["summary_id"],
        fields=each("fields", _field),
        derived=each("derived", _derived),
        requirements=each("requirements", _requirement),
        bundle=each("bundle", lambda item: _bundle_item(item, document_types)),
        forms=tuple(raw["forms"]),
        sla=Sla(raw["sla"]["target_hours"], raw["sla"]["max_hours"], raw["sla"]["working_time"]),
        deadline=_deadline(raw["reporting_deadline"]),
        fee_idr=raw["fee"]["amount_idr"],
        linked_services=tuple(raw["linked_services"]),
        checks=tuple(raw["checks"]),
    )


def _within(place: str, item: Raw, build: Callable[[Raw], T]) -> T:
    try:
        return build(item)
    except (KeyError, ValueError, TypeError) as error:
        name = item.get("name") or item.get("code") or item.get("document")
        raise CatalogueBroken(f"{place}: {name}: {error}") from error


def _condition(source: str | None) -> Condition | None:
    return None if source is None else compile_condition(source)


def _derived(raw: Raw) -> Derived:
    return Derived(raw["name"], compile_condition(raw["expr"]))


def _bundle_item(raw: Raw, document_types: Mapping[str, DocumentType]) -> BundleItem:
    return BundleItem(document_types[raw["document"]], _condition(raw["condition"]))


def _requirement(raw: Raw) -> Requirement:
    return Requirement(
        code=raw["code"],
        name=raw["name_id"],
        description=raw["description_id"],
        kind=raw["kind"],
        mandatory=raw["mandatory"],
        condition=_condition(raw["condition"]),
        group=raw["group"],
        form=raw.get("form"),
        accepts=tuple(raw["accepts"]),
        surrender_original=raw["surrender_original_at_pickup"],
    )


def _deadline(raw: Raw | None) -> ReportingDeadline | None:
    if raw is None:
        return None
    late = raw.get("if_late") or {}
    return ReportingDeadline(
        days=raw["days"],
        counted_from=raw["counted_from"],
        late_field=late.get("field"),
        decision_required=late.get("decision_required", False),
        effect=late.get("effect", ""),
    )


def _field(raw: Raw) -> Field:
    many = raw["type"].startswith("list[")
    rules = raw.get("validation") or {}
    return Field(
        name=raw["name"],
        label=raw["label_id"],
        type=FieldType(raw["type"].removeprefix("list[").removesuffix("]")),
        many=many,
        required=raw["required"],
        required_if=_condition(raw.get("required_if")),
        rules=_rules(rules),
        item_fields=tuple(
            _item_field(name, kind) for name, kind in rules.get("item_fields", {}).items()
        ),
    )


def _item_field(name: str, kind: str) -> Field:
    type_name, _, codelist = kind.partition(":")
    return Field(name, name, FieldType(type_name), rules=Rules(codelist=codelist or None))


def _rules(raw: Raw) -> Rules:
    defaults = Rules()
    return Rules(
        pattern=re.compile(raw["pattern"]) if "pattern" in raw else None,
        min_length=raw.get("min_length", defaults.min_length),
        max_length=raw.get("max_length", defaults.max_length),
        min_words=raw.get("min_words", defaults.min_words),
        minimum=raw.get("min"),
        maximum=raw.get("max"),
        min_items=raw.get("min_items", defaults.min_items),
        max_items=raw.get("max_items", defaults.max_items),
        not_future=raw.get("not_future", False),
        codelist=raw.get("codelist"),
        options=tuple(raw.get("enum", ())),
        levels=tuple(raw.get("level", ())),
        within=raw.get("within"),
        outside=raw.get("outside"),
    )


def _check(catalogue: Catalogue, file: str) -> None:
    problems = [
        f"{service.code}: {problem}"
        for service in catalogue.services
        for problem in _service_problems(catalogue, service)
    ]
    problems += _menu_problems(catalogue)
    if problems:
        raise CatalogueBroken("; ".join(f"{file}: {problem}" for problem in problems))


def _menu_problems(catalogue: Catalogue) -> Iterator[str]:
    offered = [code for group in catalogue.menu for code in group.services]
    if sorted(offered) != sorted(service.code for service in catalogue.services):
        yield "menu_groups: every service has to be offered exactly once"
    for group in catalogue.menu:
        if len(group.title) > _SHORT_NAME or len(group.services) > _MENU_ROWS:
            yield f"menu_groups: {group.code}: does not fit a chat list"


def _service_problems(catalogue: Catalogue, service: Service) -> Iterator[str]:
    names = {*service.fields_by_name, *service.derived_by_name, *catalogue.policy, "submitted_on"}
    for place, condition in _conditions(service):
        for unknown in sorted(condition.names - names):
            yield f"{place}: {unknown} is not a field"
        if not condition.names <= names:
            return
    if len(service.short_name) > _SHORT_NAME:
        yield f"short_id: longer than {_SHORT_NAME} characters"
    for question in service.fields:
        yield from _field_problems(catalogue, question)
    for requirement in service.requirements:
        if requirement.form and requirement.form not in catalogue.form_titles:
            yield f"{requirement.code}: no form {requirement.form}"
    for linked in service.linked_services:
        if catalogue.get_service(linked) is None:
            yield f"linked_services: no service {linked}"
    yield from _evaluation_problems(service, catalogue)


def _conditions(service: Service) -> Iterator[tuple[str, Condition]]:
    yield from service.derived_by_name.items()
    for question in service.fields:
        if question.required_if:
            yield question.name, question.required_if
    for requirement in service.requirements:
        if requirement.condition:
            yield requirement.code, requirement.condition
    for item in service.bundle:
        if item.condition:
            yield f"bundle {item.document.code}", item.condition


def _field_problems(catalogue: Catalogue, question: Field) -> Iterator[str]:
    for each in (question, *question.item_fields):
        if each.type is FieldType.CODELIST and each.rules.codelist not in catalogue.codelists:
            yield f"{question.name}: no codelist {each.rules.codelist}"
    if question.type is FieldType.ENUM and not question.rules.options:
        yield f"{question.name}: an enum needs values"
    for option in question.rules.options:
        if option not in catalogue.labels:
            yield f"{question.name}: no label for {option}"


_SAMPLE_DAY = date(2026, 1, 5)
_SAMPLES: Mapping[FieldType, object] = {
    FieldType.INTEGER: 20,
    FieldType.DECIMAL: 2.5,
    FieldType.BOOLEAN: True,
    FieldType.DATE: "2000-02-29",
}


def _evaluation_problems(service: Service, catalogue: Catalogue) -> Iterator[str]:
    """Evaluate everything once with an answer of the right kind each, and see that kinds fit."""
    answers = {each.name: _SAMPLES.get(each.type, "SAMPLE") for each in service.fields}
    for place, condition in _conditions(service):
        facts = catalogue.facts(service, answers, _SAMPLE_DAY)
        try:
            condition.value(facts.value)
        except ConditionRefused as refused:
            yield f"{place}: {refused}"
        except RecursionError:
            yield f"{place}: depends on itself"
