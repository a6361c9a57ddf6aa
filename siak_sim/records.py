"""The records SIAK keeps: people, families, papers, entries; frozen, each with its own key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar, get_args

# JSON as it came in or goes out
Json = dict[str, Any]


# what the contract shows of a person, beside the NIK
_SHOWN = (
    "name",
    "sex",
    "birth_place",
    "birth_date",
    "religion",
    "marital_status",
    "occupation",
    "education",
    "blood_type",
    "citizenship",
    "status",
    "family_card_number",
    "relation",
    "father_name",
    "mother_name",
)


class PersonStatus(StrEnum):
    """Whether a NIK may be used."""

    ACTIVE = "ACTIVE"
    DECEASED = "DECEASED"  # meninggal
    MOVED = "MOVED"  # pindah ke luar Balangan
    IN_LIMBO = "IN_LIMBO"  # SKPWNI terbit, belum tiba di tujuan
    INACTIVE = "INACTIVE"  # ganda, belum konsolidasi, diblokir


class PaperStatus(StrEnum):
    """Where one print of a document stands."""

    RESERVED = "RESERVED"
    ACTIVE = "ACTIVE"  # berlaku
    SUPERSEDED = "SUPERSEDED"  # tidak berlaku, diganti
    ANNULLED = "ANNULLED"  # dibatalkan
    VOID = "VOID"  # nomor tidak jadi dipakai


class EntryStatus(StrEnum):
    """Where an entry stands."""

    RECEIVED = "RECEIVED"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    ISSUED = "ISSUED"


@dataclass(frozen=True)
class Person:
    """One person (`penduduk`); codes as in the catalogue's code lists."""

    nik: str
    name: str
    sex: str  # L or P
    birth_place: str
    birth_date: str  # ISO
    religion: str = "ISLAM"
    marital_status: str = "BELUM_KAWIN"
    occupation: str = "PETANI_PEKEBUN"
    education: str = "SLTA_SEDERAJAT"
    blood_type: str = "TIDAK_TAHU"
    citizenship: str = "WNI"
    status: str = PersonStatus.ACTIVE
    family_card_number: str | None = None
    relation: str = "LAINNYA"
    father_name: str = ""
    mother_name: str = ""
    father_nik: str | None = None
    mother_nik: str | None = None
    spouse_niks: tuple[str, ...] = ()
    marriage_date: str | None = None
    death_date: str | None = None
    biometrics_recorded: bool = False
    kitap: str = ""

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.nik

    def as_json(self, nik_warnings: list[str]) -> Json:
        """Return the person as the contract shows one."""
        row = asdict(self)
        return {"nik": self.nik, **{k: row[k] for k in _SHOWN}, "nik_warnings": nik_warnings}


@dataclass(frozen=True)
class Family:
    """One family card (`KK`) with its members, head first."""

    number: str
    address: str
    rt: str
    rw: str
    village_code: str
    members: tuple[str, ...] = ()
    phone: str = ""
    dissolved: bool = False

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.number


@dataclass(frozen=True)
class Paper:
    """One print of a document; several prints may share a number."""

    register_number: str
    number: str
    type: str
    status: str
    entry_id: str | None = None
    issued_on: str | None = None
    superseded_by: str | None = None  # register number of the print that replaced it
    note: str = ""

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.register_number

    def as_json(self) -> Json:
        """Return the print as the contract shows one."""
        row = asdict(self)
        row.pop("entry_id")
        return row


@dataclass(frozen=True)
class Shelf:
    """All prints that carry one number, oldest first."""

    number: str
    registers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.number


@dataclass(frozen=True)
class Serial:
    """The last serial given out in one series (of a day, or of a NIK's first twelve digits)."""

    series: str
    last: int

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.series


@dataclass(frozen=True)
class GivenNumber:
    """A number drawn for an entry: reserved, then active or void, and never drawn again."""

    number: str
    series: str  # as in `Serial`
    serial: int
    purpose: str  # nik, nkk, act, move
    entry_id: str
    status: str = PaperStatus.RESERVED
    note: str = ""  # why it is void

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.number


@dataclass(frozen=True)
class Reason:
    """Why an entry was refused, or what the operator should know about it."""

    code: str
    field: str | None
    message: str
    duplicate: Json | None = None  # which record is alike, and in what


@dataclass(frozen=True)
class EntryDocument:
    """One document an accepted entry yields."""

    document_ref: str
    type: str
    medium: str  # PDF or CARD
    number: str
    register_number: str
    content: Json
    file_sha256: str | None = None


@dataclass(frozen=True)
class Entry:
    """One entry of an operator, from receipt to issue."""

    entry_id: str
    key_used: str
    body_sha256: str
    service: str
    application_number: str
    submitted_on: str
    answers: Json
    entered_by: str
    received_at: str
    callback_url: str | None = None
    late_decision: Json | None = None
    expected_documents: tuple[str, ...] = ()
    status: str = EntryStatus.RECEIVED
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    registration_date: str | None = None
    series: str | None = None
    household: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()  # under which the same event is found when it comes again
    documents: tuple[EntryDocument, ...] = ()
    reserved: Json = field(default_factory=dict)  # numbers this entry may use, by purpose
    verified: Json | None = None
    issued_at: str | None = None
    superseded: tuple[str, ...] = ()
    cancelled: Json | None = None
    updated_at: str = ""  # when anything of it changed last

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.entry_id


@dataclass(frozen=True)
class UsedKey:
    """An idempotency key and the entry it stands for, for ever."""

    idempotency_key: str
    entry_id: str

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.idempotency_key


@dataclass(frozen=True)
class StoredFile:
    """A signed PDF, by its SHA-256."""

    sha256: str
    base64: str

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.sha256


@dataclass(frozen=True)
class Stock:
    """Blank cards (`blangko`) of one type."""

    type: str
    left: int

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.type


class ActStatus(StrEnum):
    """Whether a register entry stands."""

    REGISTERED = "REGISTERED"
    ANNULLED = "ANNULLED"  # dibatalkan


@dataclass(frozen=True)
class Act:
    """One register entry (`register akta`); the excerpts printed from it are papers."""

    number: str
    type: str  # AKTA_KELAHIRAN, AKTA_KEMATIAN …
    subjects: tuple[str, ...]  # NIKs of whom it is about; none for who was never registered
    event_date: str  # ISO
    registered_on: str  # ISO
    entry_id: str | None = None
    status: str = ActStatus.REGISTERED
    facts: Json = field(default_factory=dict)  # what the register says beside the people
    notes: tuple[Json, ...] = ()  # marginal notes (`catatan pinggir`): {on, kind, text}

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.number


class MoveStatus(StrEnum):
    """Where a move certificate stands."""

    ISSUED = "ISSUED"  # in limbo until the arrival
    ARRIVED = "ARRIVED"


@dataclass(frozen=True)
class Move:
    """One move certificate (`SKPWNI`) between regencies."""

    number: str
    movers: tuple[str, ...]
    origin: str  # region code
    destination: str  # region code
    issued_on: str
    status: str = MoveStatus.ISSUED
    arrived_on: str | None = None
    entry_id: str | None = None

    @property
    def key(self) -> str:
        """What the record is found by."""
        return self.number


@dataclass(frozen=True)
class Change:
    """One line of the ledger: what an entry made of one record."""

    seq: int
    cause: str  # the entry's id
    at: str
    kind: str
    record_key: str
    before: Json | None
    after: Json

    @property
    def key(self) -> str:
        """What the record is found by."""
        return f"{self.seq:09}"


Record = (
    Person
    | Family
    | Paper
    | Shelf
    | Serial
    | GivenNumber
    | Entry
    | UsedKey
    | StoredFile
    | Stock
    | Act
    | Move
    | Change
)
R = TypeVar("R", bound=Record)
# what the ledger follows
LEDGERED = (Person, Family, Paper, GivenNumber, Stock, Act, Move)


# by name, for dumps
KINDS: Mapping[str, Callable[..., Record]] = MappingProxyType(
    {kind.__name__: kind for kind in get_args(Record)}
)


def load(kind: str, row: Json) -> Record:
    """Make the record of a dumped row."""
    values: Json = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    if kind == Entry.__name__:
        values["reasons"] = tuple(Reason(**r) for r in row["reasons"])
        values["warnings"] = tuple(Reason(**r) for r in row["warnings"])
        values["documents"] = tuple(EntryDocument(**d) for d in row["documents"])
    return KINDS[kind](**values)
