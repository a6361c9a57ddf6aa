"""The life of an entry: received, decided once, verified, filed, issued or cancelled."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from siak_sim.law.applying import accept, apply, withdraw
from siak_sim.law.events import Event
from siak_sim.law.findings import MESSAGES
from siak_sim.law.numbers import SerialsSpent
from siak_sim.law.rules import examine
from siak_sim.records import (
    Entry,
    EntryDocument,
    EntryStatus,
    Json,
    Paper,
    Reason,
    StoredFile,
    UsedKey,
)
from siak_sim.regions import Village
from siak_sim.registry import Registry, View
from siak_sim.signing.signed_files import why_not_the_signed_file
from siak_sim.wire.refusals import Refusal

OFFICE_ZONE = ZoneInfo("Asia/Makassar")


@dataclass(frozen=True)
class Submitted:
    """An operator's entry as it was read from the wire."""

    service: str
    application_number: str
    submitted_on: str
    answers: Json
    entered_by: str
    late_decision: Json | None
    expected_documents: tuple[str, ...]
    callback_url: str | None


class Entries:
    """What may be done to entries; every act is all or nothing."""

    def __init__(
        self,
        registry: Registry,
        villages: Mapping[str, Village],
        now: Callable[[], datetime],
        new_id: Callable[[str], str],
    ) -> None:
        self._registry, self._villages = registry, villages
        self._now, self._new_id = now, new_id

    def receive(self, key: str, body_sha256: str, submitted: Submitted) -> tuple[Entry, bool]:
        """Take an entry in, or return the one this key stands for; tells whether it is new."""
        used = self._registry.get(UsedKey, key)
        if used is not None:
            entry = self.require(used.entry_id)
            if entry.body_sha256 != body_sha256:
                raise Refusal(409, "KEY_REUSED", "Kunci ini sudah dipakai untuk isian lain.")
            return entry, False
        entry = Entry(
            entry_id=self._new_id("entry"),
            key_used=key,
            body_sha256=body_sha256,
            received_at=self._instant(),
            service=submitted.service,
            application_number=submitted.application_number,
            submitted_on=submitted.submitted_on,
            answers=submitted.answers,
            entered_by=submitted.entered_by,
            late_decision=submitted.late_decision,
            expected_documents=submitted.expected_documents,
            callback_url=submitted.callback_url,
        )
        with self._registry.change() as draft:
            entry = self._put(draft, entry)
            draft.put(UsedKey(key, entry.entry_id))
        return entry, True

    def require(self, entry_id: str) -> Entry:
        """Return an entry, or refuse."""
        entry = self._registry.get(Entry, entry_id)
        if entry is None:
            raise Refusal(404, "ENTRY_UNKNOWN", "Isian tidak ditemukan.")
        return entry

    def by_key(self, key: str) -> Entry:
        """Return the entry an idempotency key stands for, or refuse."""
        used = self._registry.get(UsedKey, key)
        return self.require(used.entry_id if used else "")

    def decide(self, entry_id: str, forced: Reason | None = None) -> Entry:
        """Accept or refuse a received entry, once; `forced` is a refusal from outside."""
        entry = self.require(entry_id)
        if entry.status != EntryStatus.RECEIVED:
            return entry
        try:
            with self._registry.change(entry_id, self._instant()) as draft:
                return self._decided(draft, entry, forced)
        except SerialsSpent:
            spent = Reason("NUMBERS_SPENT", None, MESSAGES["NUMBERS_SPENT"])
            return self._keep(replace(entry, status=EntryStatus.REFUSED, reasons=(spent,)))

    def _decided(self, draft: View, entry: Entry, forced: Reason | None) -> Entry:
        event = self._event(draft, entry, self._today())
        findings = examine(draft, event)
        reasons = [forced] if forced else findings.reasons
        if reasons:
            decided = replace(entry, status=EntryStatus.REFUSED, reasons=tuple(reasons))
        else:
            decided = accept(draft, event)
        return self._put(draft, replace(decided, warnings=tuple(findings.warnings)))

    def _event(self, draft: View, entry: Entry, on: date) -> Event:
        return Event(entry, on, self._villages, draft, dict(entry.reserved))

    def _today(self) -> date:
        return self._now().astimezone(OFFICE_ZONE).date()

    def verify(self, entry_id: str, verifier: str, hashes: dict[str, str]) -> Entry:
        """Record who verified which bytes; anew as long as no signed file is stored."""
        entry = self.require(entry_id)
        verified = entry.verified or {}
        if verified and (verified["verifier"], verified["hashes"]) == (verifier, hashes):
            return entry
        if entry.status != EntryStatus.ACCEPTED:
            raise Refusal(409, "NOT_ACCEPTED", "Isian ini tidak sedang menunggu verifikasi.")
        if verifier == entry.entered_by:
            raise Refusal(409, "SAME_PERSON", "Verifikator tidak boleh operator yang mengisi.")
        if any(document.file_sha256 for document in entry.documents):
            raise Refusal(409, "FILES_STORED", "Berkas bertanda tangan sudah tersimpan.")
        wanted = {d.document_ref for d in entry.documents if d.medium == "PDF"}
        known = {d.document_ref for d in entry.documents}
        if not wanted <= set(hashes) <= known:
            raise Refusal(422, "HASHES_INCOMPLETE", "Hash setiap dokumen PDF harus ada.", "hashes")
        at = self._instant()
        return self._keep(replace(entry, verified=_verified(verifier, at, hashes)))

    def store_file(
        self,
        entry_id: str,
        document_ref: str,
        pdf: bytes,
        *,
        declared: str,
        signed_from: str,
        judge: Callable[[str], None],
    ) -> EntryDocument:
        """Store a signed file if it is exactly what was verified, with a signature appended.

        `judge` refuses a signature that does not hold or is not bound to the document's number.
        """
        entry = self.require(entry_id)
        document = self.require_document(entry, document_ref)
        checked = why_not_the_signed_file(pdf, declared=declared, signed_from=signed_from)
        sha256 = checked.sha256
        if document.file_sha256 == sha256:
            return document
        if document.file_sha256:
            raise Refusal(409, "OTHER_FILE_STORED", "Berkas lain sudah tersimpan.")
        if entry.status != EntryStatus.ACCEPTED or not entry.verified:
            raise Refusal(409, "NOT_VERIFIED", "Dokumen belum diverifikasi.")
        if entry.verified["hashes"].get(document_ref) != signed_from:
            raise Refusal(422, "NOT_THE_VERIFIED_DOCUMENT", "Bukan dokumen yang diverifikasi.")
        if checked.refusal:
            raise checked.refusal
        judge(document.number)
        stored = replace(document, file_sha256=sha256)
        documents = tuple(stored if d is document else d for d in entry.documents)
        with self._registry.change() as draft:
            draft.put(StoredFile(sha256, base64.b64encode(pdf).decode("ascii")))
            self._put(draft, replace(entry, documents=documents))
        return stored

    def require_document(self, entry: Entry, document_ref: str) -> EntryDocument:
        """Return a document that is signed and filed, or refuse."""
        document = next((d for d in entry.documents if d.document_ref == document_ref), None)
        if document is None or document.medium != "PDF":
            raise Refusal(404, "DOCUMENT_UNKNOWN", "Isian ini tidak memuat dokumen tersebut.")
        return document

    def file(self, sha256: str) -> bytes | None:
        """Return a stored signed file."""
        found = self._registry.get(StoredFile, sha256)
        return base64.b64decode(found.base64) if found else None

    def issue(self, entry_id: str) -> Entry:
        """Apply the event to the population and make the numbers count, in one step."""
        entry = self.require(entry_id)
        if entry.status == EntryStatus.ISSUED:
            return entry
        if entry.status != EntryStatus.ACCEPTED:
            raise Refusal(409, "NOT_ACCEPTED", "Isian ini tidak dapat diterbitkan.")
        if not entry.verified:
            raise Refusal(409, "NOT_VERIFIED", "Dokumen belum diverifikasi.")
        if any(d.medium == "PDF" and not d.file_sha256 for d in entry.documents):
            raise Refusal(409, "FILES_MISSING", "Berkas bertanda tangan belum lengkap.")
        with self._registry.change(entry_id, self._instant()) as draft:
            registered = date.fromisoformat(entry.registration_date or entry.submitted_on)
            superseded = apply(draft, self._event(draft, entry, registered), self._today())
            issued = replace(
                entry,
                status=EntryStatus.ISSUED,
                issued_at=self._instant(),
                superseded=superseded,
            )
            return self._put(draft, issued)

    def cancel(self, entry_id: str, reason: str) -> Entry:
        """Withdraw an entry; its reserved numbers become VOID and are never used again."""
        entry = self.require(entry_id)
        if entry.status in (EntryStatus.CANCELLED, EntryStatus.REFUSED):
            return entry
        if entry.status == EntryStatus.ISSUED:
            raise Refusal(409, "ALREADY_ISSUED", "Dokumen sudah terbit.")
        with self._registry.change(entry_id, self._instant()) as draft:
            withdraw(draft, entry, reason)
            cancelled = replace(
                entry,
                status=EntryStatus.CANCELLED,
                cancelled={"reason": reason, "at": self._instant()},
            )
            return self._put(draft, cancelled)

    def _keep(self, entry: Entry) -> Entry:
        with self._registry.change() as draft:
            return self._put(draft, entry)

    def _put(self, draft: View, entry: Entry) -> Entry:
        entry = replace(entry, updated_at=self._instant())
        draft.put(entry)
        return entry

    def _instant(self) -> str:
        return self._now().isoformat().replace("+00:00", "Z")

    def as_json(self, entry: Entry) -> Json:
        """Return the entry as the contract shows it."""
        verified = entry.verified
        return {
            "entry_id": entry.entry_id,
            "application_number": entry.application_number,
            "service": entry.service,
            "status": entry.status,
            "reasons": [_finding(reason) for reason in entry.reasons],
            "warnings": [_finding(warning) for warning in entry.warnings],
            "registration_date": entry.registration_date,
            "series": entry.series,
            "household": list(entry.household),
            "documents": [self._document(document) for document in entry.documents],
            "verified": verified and {k: verified[k] for k in ("verifier", "at")},
            "issued_at": entry.issued_at,
            "superseded": list(entry.superseded),
            "cancelled": entry.cancelled,
        }

    def _document(self, document: EntryDocument) -> Json:
        paper = self._registry.require(Paper, document.register_number)
        shown: Json = {
            "document_ref": document.document_ref,
            "type": document.type,
            "medium": document.medium,
            "number": document.number,
            "register_number": document.register_number,
            "status": paper.status,
            "content": document.content,
        }
        if document.file_sha256:
            shown["file_sha256"] = document.file_sha256
        return shown


def _verified(verifier: str, at: str, hashes: dict[str, str]) -> Json:
    return {"verifier": verifier, "at": at, "hashes": hashes}


def _finding(reason: Reason) -> Json:
    shown: Json = {"code": reason.code, "field": reason.field, "message": reason.message}
    if reason.duplicate:
        shown["duplicate"] = reason.duplicate
    return shown
