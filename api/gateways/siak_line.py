"""The line to SIAK: one session for many callers, one request, and what its outcome allows."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from typing import Any

import httpx

from api.domain.ports import Ambiguous, Blocked, Down, GatewayError, Json, Permanent, Transient

_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_UNAUTHORISED = 401
_TOO_MANY = 429
_SERVER_ERROR = 500
_LONGEST_WAIT = 86_400.0  # seconds; what is named beyond that is no advice
_SESSIONS = "/v1/sessions"


class _SessionOver(Exception):
    """SIAK did nothing, because the session had ended."""


class SiakLine:
    """Asks SIAK with a session, which it opens when one is needed; callers never see it.

    A session that ended costs nothing: SIAK did nothing, so another is opened and the request
    repeated at once, once.
    """

    def __init__(
        self, base_url: str, token: str, *, operator: str, timeout: float, client: httpx.AsyncClient
    ) -> None:
        self._base = base_url.rstrip("/")
        self._token, self._operator = token, operator
        self._timeout = httpx.Timeout(timeout, connect=min(timeout, 5.0))
        self._client = client
        self._session: str | None = None
        self._opening: asyncio.Task[str] | None = None  # many may need one at once

    async def close(self) -> None:
        """Close the connections."""
        if self._opening is not None:
            self._opening.cancel()
        await self._client.aclose()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        changes: bool = False,
        never_again: bool = False,
    ) -> Json:
        """Send one request; raise what the answer, or its absence, allows to do about it.

        `changes`: the request may have been carried out although no answer came. `never_again`:
        so may have been one whose answer does not say that nothing was done.
        """
        parts = {"json": body, "content": content, "headers": dict(headers or {})}
        answer = await self._answer(method, path, changes, never_again, **parts)
        return _object(answer, changes)

    async def fetch(self, path: str) -> bytes:
        """Return a file."""
        return (await self._answer("GET", path, False, False)).content

    async def _answer(
        self, method: str, path: str, changes: bool, never_again: bool, **parts: Any
    ) -> httpx.Response:  # parts: what httpx takes of a request
        for _ in range(2):
            session = await self._present_session()
            try:
                return await self._send(method, path, session, changes, **parts)
            except _SessionOver:
                self._forget(session)
            except Transient as unsaid:
                if never_again and not isinstance(unsaid, Blocked):
                    raise Ambiguous(unsaid.code, unsaid.message, tells_of_line=True) from None
                raise
        raise Down("SESSION_EXPIRED")

    async def renew(self) -> None:
        """Open another session, whether or not one is needed."""
        self._session = None
        await self._present_session()

    async def _present_session(self) -> str:
        if self._session is not None:
            return self._session
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
            self._opening.add_done_callback(self._opened)
        return await asyncio.shield(self._opening)  # who waits with others shares the outcome

    def _opened(self, opening: asyncio.Task[str]) -> None:
        self._opening = None
        if not opening.cancelled() and opening.exception() is None:
            self._session = opening.result()

    def _forget(self, session: str) -> None:
        if self._session == session:  # somebody else may have opened another meanwhile
            self._session = None

    async def _open(self) -> str:
        body = {"operator": self._operator}
        try:
            answer = await self._send("POST", _SESSIONS, self._token, False, json=body)
        except (Permanent, _SessionOver) as refused:  # wrong token, or not for us
            raise Down(getattr(refused, "code", "SESSION_REFUSED")) from None
        session = _object(answer, False).get("session")
        if not isinstance(session, str) or not session:
            raise _unclear("ANSWER_UNREADABLE", "a session without its name", False)
        return session

    async def _send(
        self, method: str, path: str, bearer: str, changes: bool, **parts: Any
    ) -> httpx.Response:  # parts: what httpx takes of a request
        headers = {**parts.pop("headers", {}), "Authorization": f"Bearer {bearer}"}
        try:
            answer = await self._client.request(
                method, self._base + path, headers=headers, timeout=self._timeout, **parts
            )
        except _NOTHING_SENT as error:
            raise Down("UNREACHABLE", type(error).__name__) from None
        except httpx.RequestError as error:
            raise _unclear("NO_ANSWER", type(error).__name__, changes) from None
        if not answer.is_success:
            raise _refusal(answer)
        return answer


def _refusal(answer: httpx.Response) -> GatewayError | _SessionOver:
    error = _error_of(answer)
    status = answer.status_code
    code = str(error.get("code") or f"HTTP_{status}")[:60]
    message = str(error.get("message") or "")
    wait = _seconds(error.get("retry_after_seconds", answer.headers.get("retry-after")))
    nothing_done = "retry_after_seconds" in error  # SIAK says so, and when to come back
    if status == _UNAUTHORISED and code == "SESSION_EXPIRED":
        return _SessionOver()
    if status == _TOO_MANY or (status >= _SERVER_ERROR and nothing_done):
        return Down(code, message, retry_after=wait)
    if not error.get("code"):  # not SIAK's words: a proxy's page, or an address that is none
        return Transient(code, "not a refusal of SIAK", retry_after=wait, tells_of_line=True)
    if nothing_done:
        return Blocked(code, message, retry_after=wait)
    if status >= _SERVER_ERROR:
        return Transient(code, message, retry_after=wait, tells_of_line=True)
    return Permanent(code, message)


def _error_of(answer: httpx.Response) -> Json:
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return error if isinstance(error, dict) else {}


def _seconds(value: Any) -> float | None:  # any JSON value, or a header
    try:
        wait = float(value)
    except (TypeError, ValueError):
        return None
    return min(max(0.0, wait), _LONGEST_WAIT) if math.isfinite(wait) else None


def _object(answer: httpx.Response, changes: bool) -> Json:
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _unclear("ANSWER_UNREADABLE", "not a JSON object", changes)
    return body


def _unclear(code: str, message: str, changes: bool) -> Ambiguous | Transient:
    kind = Ambiguous if changes else Transient
    return kind(code, message, tells_of_line=True)
