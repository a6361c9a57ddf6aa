"""What BSrE is asked to put into a PDF, and the memory of what it has put into one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from siak_sim.records import Json

_KEPT = 10_000


@dataclass(frozen=True)
class Box:
    """A rectangle on a page in points; `down` counts `y` from the top of the page."""

    x: float
    y: float
    width: float
    height: float
    down: bool = False


@dataclass(frozen=True)
class Look:
    """A stamp people see: where it stands, and the picture and text in it."""

    box: Box
    page: int = 1  # counted from 1; -1 is the last
    marker: str = ""  # stands where this text is, on whichever page
    image: bytes = b""  # PNG or JPEG
    text: str = ""


@dataclass(frozen=True)
class Order:
    """One PDF to sign, and what to write into the signature."""

    pdf: bytes
    reason: str = ""
    location: str = ""
    contact: str = ""
    field: str = "BSrE"
    certify: bool = False  # forbids any change afterwards, other signatures too
    look: Look | None = None
    password: str = ""  # opens an encrypted PDF

    def __repr__(self) -> str:
        return "Order(…)"


@dataclass(frozen=True)
class Made:
    """A signature that was made: whose, where it was asked for, and the bytes it was made of."""

    number: int
    at: str
    nik: str
    name: str
    via: str  # siak, v1, v2 or seal
    field: str
    sha256_before: str
    sha256_after: str
    document_id: str | None = None


class Ledger:
    """Every signature BSrE made, in order; so that a test can tell one from two."""

    def __init__(self) -> None:
        self._made: list[Made] = []
        self._number = 0

    def clear(self) -> None:
        """Forget everything."""
        self._made, self._number = [], 0

    def enter(
        self,
        order: Order,
        signed: bytes,
        *,
        at: datetime,
        nik: str,
        name: str,
        via: str,
        document_id: str | None,
    ) -> Made:
        """Write a signature down."""
        self._number += 1
        made = Made(
            number=self._number,
            at=at.isoformat(),
            nik=nik,
            name=name,
            via=via,
            field=order.field,
            sha256_before=hashlib.sha256(order.pdf).hexdigest(),
            sha256_after=hashlib.sha256(signed).hexdigest(),
            document_id=document_id,
        )
        self._made.append(made)
        del self._made[:-_KEPT]
        return made

    def all(self) -> Sequence[Made]:
        """Return the signatures, oldest first."""
        return tuple(self._made)

    def dump(self) -> Json:
        """Return the ledger as JSON."""
        return {"number": self._number, "made": [asdict(made) for made in self._made]}

    def restore(self, dumped: Json) -> None:
        """Take the ledger from what `dump` returned."""
        self._made = [Made(**row) for row in dumped.get("made", [])]
        self._number = int(dumped.get("number", 0))
