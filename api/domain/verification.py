"""How a document stands for anybody who asks, and what a file turned out to be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from api.domain.ports_signing import Verdict
from api.domain.values import DocumentStatus

TAIL = 4  # characters of the number that are told
HIDDEN = "•••"  # the same for every word, so that no length is told
TOKEN = re.compile(r"[0-9A-Za-z_-]{20,60}")
NOBODYS_TOKEN = "0" * 32  # looked up in the place of one that cannot be ours
NIK_DIGITS = 16  # as many as a family card number has, which a card is known by
SUBJECTS = (("name",), ("head_name",), ("husband_name", "wife_name"))


class Standing(StrEnum):
    """How a document stands, for anybody."""

    GENUINE_ACTIVE = "GENUINE_ACTIVE"  # asli dan berlaku
    SUPERSEDED = "SUPERSEDED"  # diganti yang lebih baru
    ANNULLED = "ANNULLED"  # dibatalkan
    UNKNOWN = "UNKNOWN"  # tidak dikenal; also what was not issued yet


class Finding(StrEnum):
    """What a file turned out to be."""

    ISSUED_FILE = "ISSUED_FILE"  # byte for byte what the office issued
    NOT_ON_THE_BOOKS = "NOT_ON_THE_BOOKS"  # our signature holds, but we issued no such file
    ALTERED = "ALTERED"  # changed, cut or extended after signing
    NOT_ACCEPTED = "NOT_ACCEPTED"  # whole, but its certificate or time-stamp does not hold
    FOREIGN = "FOREIGN"  # signed, and not by this office
    UNSIGNED = "UNSIGNED"
    UNREADABLE = "UNREADABLE"


@dataclass(frozen=True)
class PublicFacts:
    """The minimal facts of a document; nothing that names or finds a person."""

    standing: Standing
    kind: str = ""
    issued_on: date | None = None
    signatory: str = ""
    position: str = ""
    subject: str = ""  # masked
    number_tail: str = ""
    ended_on: date | None = None  # superseded or annulled since


NOTHING = PublicFacts(Standing.UNKNOWN)


@dataclass(frozen=True)
class CheckedFile:
    """What was found out about a file, and how its document stands."""

    finding: Finding
    reasons: tuple[str, ...] = ()  # the validator's codes
    facts: PublicFacts = NOTHING  # of the document whose file this is
    is_asked: bool | None = None  # whether it belongs to the QR code asked about; None: none was
    signer: str = ""
    signed_at: datetime | None = None
    level: str = ""

    @property
    def is_good(self) -> bool:
        """Tell whether the file is genuine, its document in force, and the one asked about."""
        return (
            self.finding is Finding.ISSUED_FILE
            and self.facts.standing is Standing.GENUINE_ACTIVE
            and self.is_asked is not False
        )


def standing_of(status: str) -> Standing:
    """Return how an issued document stands."""
    match DocumentStatus(status):
        case DocumentStatus.SUPERSEDED:
            return Standing.SUPERSEDED
        case DocumentStatus.ANNULLED:
            return Standing.ANNULLED
    return Standing.GENUINE_ACTIVE


def finding_of(verdict: Verdict) -> Finding:
    """Return what a file is whose bytes are not on the books."""
    if verdict.genuine:
        return Finding.NOT_ON_THE_BOOKS
    reasons = set(verdict.reasons)
    if "NO_SIGNATURE" in reasons:
        return Finding.UNSIGNED
    if "UNREADABLE" in reasons:
        return Finding.UNREADABLE
    if reasons & {"ALTERED", "EXTENDED"}:
        return Finding.ALTERED
    if "UNTRUSTED" in reasons:
        return Finding.FOREIGN
    return Finding.NOT_ACCEPTED


def askable(token: str) -> str:
    """Return the token to look up: a malformed one costs the same work and finds nothing."""
    return token if TOKEN.fullmatch(token) else NOBODYS_TOKEN


def mask_name(name: str) -> str:
    """Return the name with only the first letter of each word; lengths are not told."""
    return " ".join(f"{word[0]}{HIDDEN}" for word in name.split())


def masked_subject(content: Mapping[str, Any]) -> str:
    """Return whom a document is about, masked; of a couple both."""
    return " & ".join(mask_name(name) for name in _subjects(content))


def _subjects(content: Mapping[str, Any]) -> Sequence[str]:
    for names in SUBJECTS:
        found = [str(content[name]) for name in names if content.get(name)]
        if found:
            return found
    if content.get("act"):  # of a later excerpt
        return _subjects(content["act"])
    lines: Sequence[Any] = content.get("lines") or ()
    labelled = (line for line in lines if len(line) == 2 and str(line[0]).startswith("Nama"))
    return [str(value) for _, value in labelled][:1]


def number_tail(number: str, content: Mapping[str, Any]) -> str:
    """Return the end of a document's number; nothing of a short one, or of a person's NIK."""
    is_nik = len(number) == NIK_DIGITS and number.isdecimal() and "head_name" not in content
    return "" if is_nik or len(number) <= 2 * TAIL else number[-TAIL:]
