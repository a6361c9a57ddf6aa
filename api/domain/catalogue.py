"""The catalogue of services as values: what is offered, with the lists and regions behind it.

Nothing is read here: `api.catalogue.loader` hands the values in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from api.domain.duplicates import DuplicateRule
from api.domain.errors import NotFound
from api.domain.facts import Facts, RequirementNeed
from api.domain.forms import Form
from api.domain.remedies import RefusalRule
from api.domain.service import (
    BundleItem,
    Derived,
    DocumentType,
    Field,
    FieldType,
    ReportingDeadline,
    Requirement,
    Rules,
    Service,
    Sla,
)

__all__ = [
    "BundleItem",
    "Catalogue",
    "Codelist",
    "CodelistEntry",
    "Derived",
    "DocumentType",
    "Facts",
    "Field",
    "FieldType",
    "MenuGroup",
    "Region",
    "RejectionReason",
    "ReportingDeadline",
    "Requirement",
    "RequirementNeed",
    "Rules",
    "Service",
    "Sla",
]

T = TypeVar("T")


@dataclass(frozen=True)
class RejectionReason:
    """Why an application or a paper is refused; `effect` is return, reject or cancel."""

    code: str
    label: str
    effect: str


@dataclass(frozen=True)
class CodelistEntry:
    """One permitted code with its label and, where known, its number in SIAK."""

    code: str
    label: str
    siak_id: int | None


@dataclass(frozen=True)
class Codelist:
    """A closed list of codes."""

    name: str
    entries: tuple[CodelistEntry, ...]

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Label by code, in the list's order."""
        return {entry.code: entry.label for entry in self.entries}


@dataclass(frozen=True)
class Region:
    """A regency, district or village."""

    code: str
    level: str  # kabupaten, kecamatan, desa, kelurahan
    name: str
    parent_code: str


@dataclass(frozen=True)
class MenuGroup:
    """A handful of services that the chat offers together."""

    code: str
    title: str
    description: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """Everything the office offers, with the lists and regions its forms refer to."""

    services: tuple[Service, ...]
    document_types: tuple[DocumentType, ...]
    rejection_reasons: tuple[RejectionReason, ...]
    codelists: Mapping[str, Codelist]
    regions: tuple[Region, ...]
    labels: Mapping[str, str]  # of enum values
    menu: tuple[MenuGroup, ...]
    policy: Mapping[str, bool]
    form_titles: Mapping[str, str]
    siak_rules: Mapping[str, RefusalRule] = field(default_factory=dict)  # by SIAK's code
    duplicate_rules: Mapping[str, DuplicateRule] = field(default_factory=dict)  # by service
    forms: Mapping[str, Form] = field(default_factory=dict)  # paper forms by code

    @cached_property
    def _services(self) -> Mapping[str, Service]:
        return {service.code: service for service in self.services}

    @cached_property
    def _document_types(self) -> Mapping[str, DocumentType]:
        return {each.code: each for each in self.document_types}

    @cached_property
    def _reasons(self) -> Mapping[str, RejectionReason]:
        return {reason.code: reason for reason in self.rejection_reasons}

    @cached_property
    def _regions(self) -> Mapping[str, Region]:
        return {region.code: region for region in self.regions}

    @cached_property
    def districts(self) -> tuple[Region, ...]:
        """The districts (`kecamatan`) of the regency, by code."""
        return tuple(region for region in self.regions if region.level == "kecamatan")

    def get_service(self, code: str) -> Service | None:
        """Return the service, or None."""
        return self._services.get(code)

    def service(self, code: str) -> Service:
        """Return the service, or raise `NotFound`."""
        return _require(self._services, code, "Layanan tidak ada dalam katalog.")

    def document_type(self, code: str) -> DocumentType:
        """Return the document type, or raise `NotFound`."""
        return _require(self._document_types, code, "Jenis dokumen tidak ada dalam katalog.")

    def rejection_reason(self, code: str) -> RejectionReason:
        """Return the reason, or raise `NotFound`."""
        return _require(self._reasons, code, "Alasan penolakan tidak ada dalam katalog.")

    def region(self, code: str) -> Region:
        """Return the region, or raise `NotFound`."""
        return _require(self._regions, code, "Kode wilayah tidak ada dalam katalog.")

    def get_region(self, code: str) -> Region | None:
        """Return the region, or None."""
        return self._regions.get(code)

    def villages(self, district_code: str) -> tuple[Region, ...]:
        """The villages and urban villages of a district."""
        return tuple(region for region in self.regions if region.parent_code == district_code)

    def options(self, question: Field) -> Mapping[str, str]:
        """Return label by code for a question with a closed list of answers, else nothing."""
        if question.type is FieldType.ENUM:
            return {code: self.labels[code] for code in question.rules.options}
        if question.type is FieldType.CODELIST and question.rules.codelist:
            return self.codelists[question.rules.codelist].labels
        return {}

    def facts(self, service: Service, answers: Mapping[str, object], submitted_on: date) -> Facts:
        """Return what follows from the answers, counted from the day of (first) submission."""
        return Facts(service, answers, submitted_on, self.policy)


def _require(items: Mapping[str, T], code: str, message: str) -> T:
    found = items.get(code)
    if found is None:
        raise NotFound(message)
    return found
