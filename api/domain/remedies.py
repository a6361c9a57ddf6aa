"""What follows when SIAK refuses an entry: who mends it, and what the citizen is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from api.domain.service import Field, FieldType


class Remedy(StrEnum):
    """Who can do something about a refusal, and what."""

    ASK_APPLICANT = "ASK_APPLICANT"
    CORRECT_ENTRY = "CORRECT_ENTRY"
    DECIDE_LATE = "DECIDE_LATE"
    WAIT = "WAIT"
    CHECK_DUPLICATE = "CHECK_DUPLICATE"
    REFER = "REFER"


@dataclass(frozen=True)
class RefusalRule:
    """What the office does about one of SIAK's codes."""

    remedy: Remedy
    hint: str  # to the officer
    ask: str = ""  # to the citizen, where the citizen can mend it
    reason: str | None = None  # code of the catalogue's rejection reasons


@dataclass(frozen=True)
class Correction:
    """An answer the citizen is asked to give anew, and why."""

    field: str
    reason_code: str
    note: str


# SIAK may learn new codes before we do
UNKNOWN_CODE = RefusalRule(
    Remedy.CORRECT_ENTRY, "Baca pesan SIAK, betulkan isian sesuai berkas, lalu masukkan lagi."
)


def rule_for(rules: Mapping[str, RefusalRule], code: str) -> RefusalRule:
    """Return what to do about a code; one nobody knows is for the operator."""
    return rules.get(code, UNKNOWN_CODE)


def is_for_the_chat(asked: Field) -> bool:
    """Tell whether a question can be put and answered in one chat message."""
    return not asked.many and asked.type is not FieldType.OBJECT


def corrections(
    rules: Mapping[str, RefusalRule],
    fields: Mapping[str, Field],
    reasons: Iterable[Mapping[str, Any]],  # as SIAK's reasons are kept
) -> tuple[Correction, ...]:
    """Return what the citizen can mend of SIAK's reasons, one for each answer."""
    found: dict[str, Correction] = {}
    for reason in reasons:
        rule, name = rule_for(rules, reason["code"]), reason.get("field") or ""
        if rule.remedy is Remedy.ASK_APPLICANT and rule.reason and name in fields:
            found.setdefault(name, Correction(name, rule.reason, rule.ask))
    return tuple(found.values())
