"""What the service needs from the outside, as Protocols, and how a call may fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from api.domain.ports_signing import ArchivistPort as ArchivistPort
from api.domain.ports_signing import CertificateState as CertificateState
from api.domain.ports_signing import PingPort as PingPort
from api.domain.ports_signing import SealPort as SealPort
from api.domain.ports_signing import SignedFile as SignedFile
from api.domain.ports_signing import SignerPort as SignerPort
from api.domain.ports_signing import SignerStanding as SignerStanding
from api.domain.ports_signing import SigningKey as SigningKey
from api.domain.ports_signing import SignPlace as SignPlace
from api.domain.ports_signing import Verdict as Verdict
from api.domain.values import Medium

# JSON as other systems send it; its shape is checked where it is read
Json = dict[str, Any]


class GatewayError(Exception):
    """A call to another system did not succeed; the subclass says what may be done about it."""

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        retry_after: float | None = None,
        tells_of_line: bool = False,
    ) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.retry_after = retry_after  # seconds, when the other side named them
        self.tells_of_line = tells_of_line  # may be the whole system's trouble, not this call's


class Transient(GatewayError):
    """The other side did nothing and may be asked again (429, 5xx, refused connection)."""


class Blocked(Transient):
    """This has to wait for something over there (a lock, a blank card); it spends no attempt."""


class Down(Blocked):
    """The other side serves nobody at present: unreachable, closed, full, or it lets us not in."""

    def __init__(self, code: str, message: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(code, message, retry_after=retry_after, tells_of_line=True)


class Ambiguous(GatewayError):
    """The request may have been carried out; nobody knows yet."""


class Permanent(GatewayError):
    """The other side refused for good (4xx, invalid number, closed window)."""


@dataclass(frozen=True)
class Reason:
    """Why SIAK refused an entry; `field` is the catalogue's name of the answer at fault."""

    code: str
    message: str
    field: str | None = None
    duplicate: Json | None = None  # which record it repeats, and which fields agree and differ


@dataclass(frozen=True)
class SiakDocument:
    """One document SIAK announces on acceptance, with the number it reserved."""

    ref: str
    type: str
    medium: Medium
    number: str
    content: Json


@dataclass(frozen=True)
class SiakEntry:
    """An entry as SIAK tells it (`docs/siak-contract.md`)."""

    id: str
    application_number: str
    status: str  # RECEIVED, ACCEPTED, REFUSED, CANCELLED, ISSUED
    reasons: tuple[Reason, ...] = ()
    registration_date: date | None = None
    series: str | None = None
    household: tuple[str, ...] = ()  # NIKs of the family concerned
    documents: tuple[SiakDocument, ...] = ()
    superseded: tuple[str, ...] = ()  # numbers that lapse with the issue


@dataclass(frozen=True)
class ListedDocument:
    """One document of a listed entry."""

    ref: str
    type: str
    medium: Medium
    number: str
    register_number: str
    status: str  # RESERVED, ACTIVE, SUPERSEDED, ANNULLED, VOID
    file_sha256: str | None = None


@dataclass(frozen=True)
class ListedEntry:
    """An entry in SIAK's listing, for comparing its books with ours."""

    id: str
    application_number: str
    service: str
    status: str
    updated_at: datetime
    documents: tuple[ListedDocument, ...] = ()


@dataclass(frozen=True)
class EntryPage:
    """A part of the listing; `next` is the cursor of the part that follows, if one does."""

    entries: tuple[ListedEntry, ...]
    next: str | None = None


@dataclass(frozen=True)
class StandingDocument:
    """How the print that counts now stands; `status` is None when SIAK knows none."""

    type: str
    number: str
    status: str | None
    register_number: str | None = None
    superseded_by: str | None = None


@dataclass(frozen=True)
class Submission:
    """What the operator enters into SIAK."""

    service: str
    application_number: str
    submitted_on: date
    reported_late: bool
    late_decision: Json | None
    expected_documents: tuple[str, ...]
    answers: Mapping[str, Any]  # values as the catalogue parsed them, in JSON form
    entered_by: str


class SiakPort(Protocol):
    """The national registry."""

    async def submit(self, submission: Submission, *, key: str) -> SiakEntry:
        """Hand in an entry; the same key always means the same entry."""

    async def entry(self, entry_id: str) -> SiakEntry:
        """Return the entry as it stands now."""

    async def entry_by_key(self, key: str) -> SiakEntry | None:
        """Return the entry handed in under this key, or None if there is none."""

    async def verify(self, entry_id: str, *, verifier: str, hashes: Mapping[str, str]) -> None:
        """Record who verified which bytes (document ref -> SHA-256 hex)."""

    async def upload(self, entry_id: str, ref: str, pdf: bytes, *, verified_sha256: str) -> str:
        """Store the signed file and return the SHA-256 SIAK holds."""

    async def issue(self, entry_id: str) -> SiakEntry:
        """Apply the event to the population and make the numbers active."""

    async def cancel(self, entry_id: str, *, reason: str) -> None:
        """Withdraw an accepted entry; its numbers become VOID."""

    async def person(self, nik: str) -> Json | None:
        """Return what SIAK knows of a person, or None."""

    async def family(self, family_card_number: str) -> Json | None:
        """Return a family with its members, or None."""

    async def document(self, number: str, type: str | None = None) -> Json | None:
        """Return how a document with this number (and type) stands, or None."""

    async def entries(
        self, updated_since: datetime | None = None, cursor: str | None = None
    ) -> EntryPage:
        """List entries changed since then, oldest change first, a page at a time."""

    async def document_statuses(
        self, asked: Sequence[tuple[str, str]]
    ) -> tuple[StandingDocument, ...]:
        """Tell how each (type, number) stands, in the order asked; at most 500 at once."""

    async def ping(self) -> None:
        """Prove that SIAK is there and lets us in; nothing changes there."""


@dataclass(frozen=True)
class OutgoingMessage:
    """One WhatsApp message to one citizen, in our own words."""

    to: str | None  # E.164 without plus; None when only the user id is known
    user_id: str | None  # business-scoped user id
    kind: str  # text, buttons, list, document, template
    body: str = ""
    button: str = ""  # label that opens a list
    options: tuple[tuple[str, str, str], ...] = ()  # (id, title, description)
    sections: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = ()
    file_name: str = ""
    template: str = ""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class FetchedMedia:
    """A file a citizen sent, as the gateway handed it over."""

    data: bytes
    mime: str


class WhatsAppPort(Protocol):
    """The WhatsApp Cloud API."""

    async def send(
        self, message: OutgoingMessage, *, key: str, document: bytes | None = None
    ) -> str:
        """Send one message and return the provider's message id; `key` comes back in statuses."""

    async def fetch(self, media_id: str) -> FetchedMedia:
        """Download a file by its media id."""


@dataclass(frozen=True)
class OutgoingEmail:
    """One e-mail with at most a few signed documents."""

    to: str
    subject: str
    body: str
    attachments: tuple[tuple[str, bytes], ...] = ()  # (file name, PDF)


class EmailPort(Protocol):
    """The mail relay."""

    async def send(self, email: OutgoingEmail, *, key: str) -> str:
        """Hand the mail to the relay and return its Message-ID, made from the key."""


@dataclass(frozen=True)
class Signatory:
    """Who signs, as printed on the page: the head of office or a dated delegate."""

    principal_id: str
    name: str
    position: str  # "Kepala Dinas …", with Plt. or Plh. where it applies
    employee_number: str  # NIP


@dataclass(frozen=True)
class Page:
    """All that is printed on one document."""

    type: str  # document type of the catalogue, or PICKUP_SLIP
    number: str
    content: Json
    signatory: Signatory | None
    registration_date: date | None
    verification_url: str  # what the QR holds
    made_at: datetime  # fixes the PDF's bytes


class PrinterPort(Protocol):
    """Lays out documents as PDF (Typst)."""

    async def print(self, page: Page, *, draft: bool) -> bytes:
        """Return the PDF; a draft carries the mark DRAF. Same page, same bytes."""

    async def check_text(self, text: str) -> tuple[str, ...]:
        """Return the characters of a text that paper cannot show, in order of appearance."""


class FileStore(Protocol):
    """Files by the SHA-256 of their content; written once, never changed."""

    async def put(self, data: bytes) -> str:
        """Store the bytes durably and return their SHA-256 in hex."""

    async def get(self, sha256: str) -> bytes:
        """Return the bytes; `FileNotFoundError` if they are not there."""


@dataclass(frozen=True)
class Content:
    """An attachment whose bytes were looked at and found acceptable."""

    data: bytes  # upright, without location
    mime: str
    pages: int
    width: int | None = None
    height: int | None = None


class ContentPort(Protocol):
    """Looks into attachments."""

    async def inspect(self, data: bytes, name: str | None = None) -> Content:
        """Return the cleaned content, or raise `UnacceptableContent`."""

    async def why_unsignable(self, pdf: bytes) -> str | None:
        """Return, for people, why our signer could not sign this PDF; None if it can."""

    async def mark_draft(self, pdf: bytes) -> bytes:
        """Return the PDF with DRAF across every page."""

    async def text_of(self, pdf: bytes) -> tuple[tuple[str, ...], ...]:
        """Return the lines of each page as they are read; none where it cannot be read."""


class ClockPort(Protocol):
    """Time, ids and randomness."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""

    def new_id(self) -> str:
        """Return an id that sorts by time."""

    def token(self) -> str:
        """Return an unguessable text of at least 128 bits."""

    def spoken_code(self, length: int = 6) -> str:
        """Return a short code that people can read aloud."""

    def jitter(self) -> float:
        """Return a number from 0 to 1."""
