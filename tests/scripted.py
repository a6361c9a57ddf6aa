"""Outside systems that follow a script and keep what they are asked."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from api.domain.ports import (
    EntryPage,
    FetchedMedia,
    Json,
    OutgoingEmail,
    OutgoingMessage,
    Page,
    SiakEntry,
    StandingDocument,
    Submission,
)
from api.worker import Gateways


@dataclass
class Script:
    """Answers in their order, then success for ever; `calls` holds the keys asked."""

    errors: deque[Exception | None] = field(default_factory=deque)
    calls: list[str] = field(default_factory=list)
    refused: dict[str, Exception] = field(default_factory=dict)  # by a key's beginning, once

    def next(self, key: str) -> None:
        """Keep the call; raise what the script has for it."""
        self.calls.append(key)
        for beginning in list(self.refused):
            if key.startswith(beginning):
                raise self.refused.pop(beginning)
        error = self.errors.popleft() if self.errors else None
        if error is not None:
            raise error


@dataclass
class ScriptedWhatsApp(Script):
    """Implements `WhatsAppPort`."""

    sent: list[OutgoingMessage] = field(default_factory=list)

    async def send(
        self, message: OutgoingMessage, *, key: str, document: bytes | None = None
    ) -> str:
        """Send, or do what the script says."""
        self.next(key)
        self.sent.append(message)
        return f"wamid.{len(self.calls)}"

    async def fetch(self, media_id: str) -> FetchedMedia:
        """Fetch nothing."""
        self.next(media_id)
        raise AssertionError("no media in these tests")


@dataclass
class ScriptedMail(Script):
    """Implements `EmailPort`."""

    async def send(self, email: OutgoingEmail, *, key: str) -> str:
        """Send, or do what the script says."""
        self.next(key)
        return f"<{key}@contoh.id>"


@dataclass
class ScriptedSiak(Script):
    """Implements `SiakPort`; its entry is what the test puts there."""

    present: SiakEntry | None = None
    held: str = ""

    def _entry(self) -> SiakEntry:
        assert self.present is not None
        return self.present

    async def submit(self, submission: Submission, *, key: str) -> SiakEntry:
        """Take an entry in."""
        self.next(key)
        return self._entry()

    async def entry(self, entry_id: str) -> SiakEntry:
        """Return the entry."""
        self.next(entry_id)
        return self._entry()

    async def entry_by_key(self, key: str) -> SiakEntry | None:
        """Return the entry, if there is one."""
        self.next(key)
        return self.present

    async def verify(self, entry_id: str, *, verifier: str, hashes: Mapping[str, str]) -> None:
        """Hear who verified."""
        self.next(f"verify:{entry_id}")

    async def upload(self, entry_id: str, ref: str, pdf: bytes, *, verified_sha256: str) -> str:
        """Take a signed file in and return its hash."""
        self.next(f"upload:{ref}")
        return self.held

    async def issue(self, entry_id: str) -> SiakEntry:
        """Issue the entry."""
        self.next(f"issue:{entry_id}")
        return replace(self._entry(), status="ISSUED")

    async def cancel(self, entry_id: str, *, reason: str) -> None:
        """Cancel the entry."""
        self.next(f"cancel:{entry_id}")

    async def person(self, nik: str) -> Json | None:
        """Know nobody."""
        return None

    async def family(self, family_card_number: str) -> Json | None:
        """Know no family."""
        return None

    async def document(self, number: str, type: str | None = None) -> Json | None:
        """Know no document."""
        return None

    async def entries(
        self, updated_since: datetime | None = None, cursor: str | None = None
    ) -> EntryPage:
        """List nothing."""
        return EntryPage(())

    async def document_statuses(
        self, asked: Sequence[tuple[str, str]]
    ) -> tuple[StandingDocument, ...]:
        """Know none of them."""
        return tuple(StandingDocument(type_, number, None) for type_, number in asked)

    async def ping(self) -> None:
        """Be there, or do what the script says."""
        self.next("ping")


@dataclass
class ScriptedPrinter(Script):
    """Implements `PrinterPort`; every page is the same."""

    page: bytes = b"%PDF-1.7 CONTOH"

    async def print(self, page: Page, *, draft: bool) -> bytes:
        """Return the page."""
        self.next(page.number)
        return self.page


class ScriptedArchivist:
    """Raises nothing: the copy is the file."""

    async def archive(self, pdf: bytes, now: datetime) -> bytes:
        """Return the file."""
        return pdf


@dataclass
class Outside:
    """All outside systems, scripted."""

    siak: ScriptedSiak = field(default_factory=ScriptedSiak)
    whatsapp: ScriptedWhatsApp = field(default_factory=ScriptedWhatsApp)
    email: ScriptedMail = field(default_factory=ScriptedMail)
    printer: ScriptedPrinter = field(default_factory=ScriptedPrinter)
    archivist: ScriptedArchivist = field(default_factory=ScriptedArchivist)

    @property
    def gateways(self) -> Gateways:
        """Return them as the worker takes them."""
        return Gateways(self.siak, self.whatsapp, self.email, self.printer, self.archivist)
