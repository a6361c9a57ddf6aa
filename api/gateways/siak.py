"""SIAK over HTTP, as `docs/siak-contract.md` defines it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

import httpx

from api.domain.ports import (
    Ambiguous,
    Blocked,
    Json,
    Permanent,
    Reason,
    SiakDocument,
    SiakEntry,
    Submission,
    Transient,
)
from api.domain.values import Medium

_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_TOO_MANY = 429
_SERVER_ERROR = 500


class HttpSiak:
    """The national registry behind an address; the address may carry a path prefix."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        callback_url: str | None = None,
        timeout: float = 10.0,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._callback_url = callback_url
        self._timeout = httpx.Timeout(timeout, connect=min(timeout, 5.0))
        self._client = client or httpx.AsyncClient(trust_env=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

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
        received = await self._ask("POST", "/v1/entries", body=body, headers=headers)
        entry_id, status = str(received["entry_id"]), str(received["status"])
        if status != "RECEIVED":
            return await self.entry(entry_id)
        return SiakEntry(entry_id, submission.application_number, status)

    async def entry(self, entry_id: str) -> SiakEntry:
        """Return the entry as it stands now."""
        return _read(await self._ask("GET", _entry_path(entry_id)))

    async def entry_by_key(self, key: str) -> SiakEntry | None:
        """Return the entry handed in under this key, or None if there is none."""
        path = f"/v1/entries?key={_segment(key)}"
        found = await self._look_up(path, "ENTRY_UNKNOWN")
        return None if found is None else _read(found)

    async def verify(self, entry_id: str, *, verifier: str, hashes: Mapping[str, str]) -> None:
        """Record who verified which bytes (document ref -> SHA-256 hex)."""
        body = {"verifier": verifier, "hashes": dict(hashes)}
        await self._ask("POST", _entry_path(entry_id) + "/verification", body=body)

    async def upload(self, entry_id: str, ref: str, pdf: bytes, *, verified_sha256: str) -> str:
        """Store the signed file and return the SHA-256 SIAK holds."""
        headers = {
            "Content-Type": "application/pdf",
            "X-Content-SHA256": hashlib.sha256(pdf).hexdigest(),
            "X-Signed-From-SHA256": verified_sha256,
        }
        path = f"{_entry_path(entry_id)}/documents/{_segment(ref)}/file"
        stored = await self._ask("PUT", path, content=pdf, headers=headers)
        return str(stored["file_sha256"])

    async def issue(self, entry_id: str) -> SiakEntry:
        """Apply the event to the population and make the numbers active."""
        return _read(await self._ask("POST", _entry_path(entry_id) + "/issue", body={}))

    async def cancel(self, entry_id: str, *, reason: str) -> None:
        """Withdraw an entry; its numbers become VOID."""
        await self._ask("POST", _entry_path(entry_id) + "/cancel", body={"reason": reason})

    async def person(self, nik: str) -> Json | None:
        """Return what SIAK knows of a person, or None."""
        return await self._look_up(f"/v1/people/{_segment(nik)}", "NIK_UNKNOWN")

    async def family(self, family_card_number: str) -> Json | None:
        """Return a family with its members, or None."""
        return await self._look_up(f"/v1/families/{_segment(family_card_number)}", "FAMILY_UNKNOWN")

    async def document(self, number: str) -> Json | None:
        """Return how a document with this number stands, or None."""
        return await self._look_up(f"/v1/documents/{_segment(number)}", "DOCUMENT_UNKNOWN")

    async def _look_up(self, path: str, unknown: str) -> Json | None:
        try:
            return await self._ask("GET", path)
        except Permanent as refused:
            if refused.code == unknown:
                return None
            raise

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        """Send one request; raise what the answer, or its absence, allows to do about it."""
        may_have_acted = method != "GET"
        try:
            answer = await self._client.request(
                method,
                self._base + path,
                json=body,
                content=content,
                headers={**self._headers, **(headers or {})},
                timeout=self._timeout,
            )
        except _NOTHING_SENT as error:
            raise Blocked("UNREACHABLE", type(error).__name__) from None
        except httpx.TransportError as error:
            raise _unclear("NO_ANSWER", type(error).__name__, may_have_acted) from None
        if not answer.is_success:
            raise _refused(answer)
        return _object(answer, may_have_acted)


def parse_entry(body: Json) -> SiakEntry:
    """Read an entry from SIAK's JSON; `ValueError` if it is none."""
    try:
        registered = body.get("registration_date")
        return SiakEntry(
            id=str(body["entry_id"]),
            application_number=str(body["application_number"]),
            status=str(body["status"]),
            reasons=tuple(map(_reason, body.get("reasons") or ())),
            registration_date=date.fromisoformat(registered) if registered else None,
            series=body.get("series"),
            household=tuple(map(str, body.get("household") or ())),
            documents=tuple(map(_document, body.get("documents") or ())),
            superseded=tuple(map(str, body.get("superseded") or ())),
        )
    except (KeyError, TypeError, AttributeError) as broken:
        raise ValueError(f"not an entry of SIAK: {type(broken).__name__}") from None


def signature_matches(secret: str, raw_body: bytes, header: str | None) -> bool:
    """Tell, in constant time, whether `X-SIAK-Signature` belongs to these bytes."""
    wanted = "sha256=" + hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), (header or "").encode())


def _reason(row: Json) -> Reason:
    return Reason(code=str(row["code"]), message=str(row["message"]), field=row.get("field"))


def _document(row: Json) -> SiakDocument:
    return SiakDocument(
        ref=str(row["document_ref"]),
        type=str(row["type"]),
        medium=Medium(row["medium"]),
        number=str(row["number"]),
        content=dict(row["content"]),
    )


def _read(body: Json) -> SiakEntry:
    try:
        return parse_entry(body)
    except ValueError as broken:
        raise Ambiguous("ANSWER_UNREADABLE", str(broken)) from None


def _refused(answer: httpx.Response) -> Transient | Permanent:
    error = _error_of(answer)
    code = str(error.get("code") or f"HTTP_{answer.status_code}")
    message = str(error.get("message") or "")
    wait = _seconds(error.get("retry_after_seconds", answer.headers.get("retry-after")))
    status = answer.status_code
    if "retry_after_seconds" in error:  # SIAK did nothing and says when to come back
        return Blocked(code, message, retry_after=wait)
    if status >= _SERVER_ERROR or status == _TOO_MANY:
        return Transient(code, message, retry_after=wait)
    return Permanent(code, message)


def _error_of(answer: httpx.Response) -> Json:
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {}


def _seconds(value: Any) -> float | None:  # any JSON value, or a header
    try:
        return max(0.0, float(value))
    except (TypeError, ValueError):
        return None


def _object(answer: httpx.Response, may_have_acted: bool) -> Json:
    try:
        body = answer.json()
    except json.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise _unclear("ANSWER_UNREADABLE", "not a JSON object", may_have_acted)
    return body


def _unclear(code: str, message: str, may_have_acted: bool) -> Ambiguous | Transient:
    return Ambiguous(code, message) if may_have_acted else Transient(code, message)


def _entry_path(entry_id: str) -> str:
    return f"/v1/entries/{_segment(entry_id)}"


def _segment(value: str) -> str:
    return quote(value, safe="")
