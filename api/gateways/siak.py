"""SIAK over HTTP, as `docs/siak-contract.md` defines it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote, urlencode

import httpx

from api.domain.ports import (
    Ambiguous,
    Blocked,
    Down,
    EntryPage,
    Json,
    Permanent,
    SiakEntry,
    SignPlace,
    StandingDocument,
    Submission,
    Transient,
)
from api.gateways.siak_line import SiakLine
from api.gateways.siak_reading import parse_entry, parse_page, parse_statuses, parse_text

__all__ = ["HttpSiak", "parse_entry", "signature_matches"]

PAGE = 200  # entries of the listing at once
T = TypeVar("T")


class HttpSiak:
    """The national registry behind an address; the address may carry a path prefix."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        callback_url: str | None = None,
        operator: str = "dik-jamila",
        timeout: float = 10.0,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        client = client or httpx.AsyncClient(trust_env=False)
        self._line = SiakLine(base_url, token, operator=operator, timeout=timeout, client=client)
        self._callback_url = callback_url

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    async def ping(self) -> None:
        """Prove that SIAK is there and lets us in; nothing changes there."""
        await self._line.renew()

    async def submit(self, submission: Submission, *, key: str) -> SiakEntry:
        """Hand in an entry; the same key always means the same entry."""
        body = {
            "service": submission.service,
            "application_number": submission.application_number,
            "submitted_on": submission.submitted_on.isoformat(),
            "reported_late": submission.reported_late,
            "late_decision": submission.late_decision,
            "expected_documents": list(submission.expected_documents),
            "answers": dict(submission.answers),
            "entered_by": submission.entered_by,
            "callback_url": self._callback_url,
        }
        headers = {"Idempotency-Key": key}
        received = await self._change("POST", "/v1/entries", body=body, headers=headers)
        entry_id = _changed(received, lambda answer: parse_text(answer, "entry_id"))
        status = _changed(received, lambda answer: parse_text(answer, "status"))
        if status != "RECEIVED":
            return await self.entry(entry_id)
        return SiakEntry(entry_id, submission.application_number, status)

    async def entry(self, entry_id: str) -> SiakEntry:
        """Return the entry as it stands now."""
        return _read(await self._line.ask("GET", _entry_path(entry_id)), parse_entry)

    async def entry_by_key(self, key: str) -> SiakEntry | None:
        """Return the entry handed in under this key, or None if there is none."""
        path = f"/v1/entries?{urlencode({'key': key})}"
        found = await self._look_up(path, "ENTRY_UNKNOWN")
        return None if found is None else _read(found, parse_entry)

    async def verify(self, entry_id: str, *, verifier: str, hashes: Mapping[str, str]) -> None:
        """Record who verified which bytes (document ref -> SHA-256 hex)."""
        body = {"verifier": verifier, "hashes": dict(hashes)}
        await self._change("POST", _entry_path(entry_id) + "/verification", body=body)

    async def upload(self, entry_id: str, ref: str, pdf: bytes, *, verified_sha256: str) -> str:
        """Store the signed file and return the SHA-256 SIAK holds."""
        headers = {
            "Content-Type": "application/pdf",
            "X-Content-SHA256": hashlib.sha256(pdf).hexdigest(),
            "X-Signed-From-SHA256": verified_sha256,
        }
        path = _document_path(entry_id, ref) + "/file"
        stored = await self._change("PUT", path, content=pdf, headers=headers)
        return _changed(stored, lambda answer: parse_text(answer, "file_sha256"))

    async def sign(
        self, place: SignPlace, pdf: bytes, *, nik: str, passphrase: str, reason: str
    ) -> str:
        """Have BSrE sign the verified bytes inside SIAK; return the SHA-256 of the file it keeps.

        Only what says that nothing was done is an error that allows another attempt; whatever
        else happens after the request left is `Ambiguous`.
        """
        body = {
            "nik": nik,
            "passphrase": passphrase,
            "pdf_base64": base64.b64encode(pdf).decode("ascii"),
            "signed_from_sha256": hashlib.sha256(pdf).hexdigest(),
            "reason": reason,
        }
        path = _document_path(place.entry_id, place.ref) + "/signature"
        try:
            kept = await self._line.ask("POST", path, body=body, changes=True, never_again=True)
        except Down as down:
            if down.code != "BSRE_UNAVAILABLE":
                raise
            # SIAK itself answers: the rest of its work goes on
            raise Blocked(down.code, retry_after=down.retry_after) from None
        return _changed(kept, lambda answer: parse_text(answer, "file_sha256"))

    async def signed_file(self, place: SignPlace) -> bytes | None:
        """Return the signed file SIAK keeps of a document, or None."""
        try:
            return await self._line.fetch(_document_path(place.entry_id, place.ref) + "/file")
        except Permanent as refused:
            if refused.code == "FILE_UNKNOWN":
                return None
            raise

    async def issue(self, entry_id: str) -> SiakEntry:
        """Apply the event to the population and make the numbers active."""
        issued = await self._change("POST", _entry_path(entry_id) + "/issue", body={})
        return _changed(issued, parse_entry)

    async def cancel(self, entry_id: str, *, reason: str) -> None:
        """Withdraw an entry; its numbers become VOID."""
        await self._change("POST", _entry_path(entry_id) + "/cancel", body={"reason": reason})

    async def person(self, nik: str) -> Json | None:
        """Return what SIAK knows of a person, or None."""
        return await self._look_up(f"/v1/people/{_segment(nik)}", "NIK_UNKNOWN")

    async def family(self, family_card_number: str) -> Json | None:
        """Return a family with its members, or None."""
        return await self._look_up(f"/v1/families/{_segment(family_card_number)}", "FAMILY_UNKNOWN")

    async def document(self, number: str, type: str | None = None) -> Json | None:
        """Return how a document with this number (and type) stands, or None."""
        query = "?" + urlencode({"type": type}) if type else ""
        return await self._look_up(f"/v1/documents/{_segment(number)}{query}", "DOCUMENT_UNKNOWN")

    async def entries(
        self, updated_since: datetime | None = None, cursor: str | None = None
    ) -> EntryPage:
        """List entries changed since then, oldest change first, a page at a time."""
        asked = {"limit": str(PAGE)}
        if updated_since is not None:
            asked["updated_since"] = updated_since.astimezone(UTC).isoformat()
        if cursor is not None:
            asked["cursor"] = cursor
        return _read(await self._line.ask("GET", f"/v1/entries?{urlencode(asked)}"), parse_page)

    async def document_statuses(
        self, asked: Sequence[tuple[str, str]]
    ) -> tuple[StandingDocument, ...]:
        """Tell how each (type, number) stands, in the order asked; at most 500 at once."""
        body = {"documents": [{"type": type_, "number": number} for type_, number in asked]}
        answer = await self._line.ask("POST", "/v1/documents/status", body=body)
        return _read(answer, parse_statuses)

    async def _look_up(self, path: str, unknown: str) -> Json | None:
        try:
            return await self._line.ask("GET", path)
        except Permanent as refused:
            if refused.code == unknown:
                return None
            raise

    async def _change(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        return await self._line.ask(
            method, path, body=body, content=content, headers=headers, changes=True
        )


def signature_matches(secret: str, raw_body: bytes, header: str | None) -> bool:
    """Tell, in constant time, whether `X-SIAK-Signature` belongs to these bytes."""
    if not secret:  # without one anybody could sign
        return False
    wanted = "sha256=" + hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), (header or "").encode())


def _read(body: Json, parse: Callable[[Json], T]) -> T:
    """Read the answer to a question, which may be asked again."""
    try:
        return parse(body)
    except ValueError as broken:
        raise Transient("ANSWER_UNREADABLE", str(broken), tells_of_line=True) from None


def _changed(body: Json, parse: Callable[[Json], T]) -> T:
    """Read the answer to a change, which may have been carried out."""
    try:
        return parse(body)
    except ValueError as broken:
        raise Ambiguous("ANSWER_UNREADABLE", str(broken), tells_of_line=True) from None


def _entry_path(entry_id: str) -> str:
    return f"/v1/entries/{_segment(entry_id)}"


def _document_path(entry_id: str, ref: str) -> str:
    return f"{_entry_path(entry_id)}/documents/{_segment(ref)}"


def _segment(value: str) -> str:
    return quote(value, safe="")
