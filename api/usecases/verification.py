"""What anybody who scans a document's QR code may know, and nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from api.domain.calendar import office_date
from api.storage.pages import page_row_by_token
from api.usecases.office import Office

TAIL = 4  # characters of the number that are shown
SHOWN_ACTIVE = ("ISSUED", "READY_FOR_PICKUP", "DELIVERED", "COLLECTED")


class Standing(StrEnum):
    """How a document stands, in the words of the public page."""

    ACTIVE = "ASLI_AKTIF"
    INACTIVE = "TIDAK_AKTIF"  # superseded or annulled
    UNKNOWN = "TIDAK_DIKENAL"


@dataclass(frozen=True)
class PublicFacts:
    """The minimal facts of a document."""

    standing: Standing
    kind: str = ""
    issued_on: date | None = None
    signatory: str = ""
    position: str = ""
    subject: str = ""  # masked
    number_tail: str = ""


async def look_up(office: Office, token: str) -> PublicFacts:
    """Return the public facts behind a token; unknown and malformed tokens look alike."""
    async with office.work.read() as connection:
        row = await page_row_by_token(connection, token) if len(token) <= 60 else None
    if row is None or row["issued_at"] is None:
        return PublicFacts(Standing.UNKNOWN)
    active = row["status"] in SHOWN_ACTIVE
    return PublicFacts(
        standing=Standing.ACTIVE if active else Standing.INACTIVE,
        kind=office.catalogue.document_type(row["type"]).name,
        issued_on=office_date(row["issued_at"]),
        signatory=row["signatory_name"] or "",
        position=row["signatory_position"] or "",
        subject=mask_name(_subject(row["content"])),
        number_tail=row["number"][-TAIL:],
    )


def _subject(content: Mapping[str, Any]) -> str:
    named = content.get("name") or content.get("head_name") or ""
    return str(named)


def mask_name(name: str) -> str:
    """Return the name with only the first letter of each word."""
    return " ".join(f"{word[0]}{'•' * (len(word) - 1)}" for word in name.split())
