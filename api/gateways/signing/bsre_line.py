"""The line to BSrE's client service: one request at a time, and what its outcome allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx

from api.domain.ports import Ambiguous, Down, GatewayError, Json, Transient

_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_QUESTION = 10.0  # seconds for what is no signature; some ask it while others wait
_UNAUTHORISED = 401
_FORBIDDEN = 403
_TOO_MANY = 429
_BROKE = 500
_UNAVAILABLE = 503
_OWN_SHAPE = {"timestamp", "status", "error", "path"}  # of the client service, not of a proxy


@dataclass(frozen=True)
class BsreAccount:
    """Where the client service is, and the institution's account there."""

    url: str  # may carry a path prefix
    user: str
    password: str = field(repr=False)
    timeout: float = 30.0


class BsreLine:
    """Sends requests with the institution's account; nothing is ever sent twice."""

    def __init__(self, account: BsreAccount, client: httpx.AsyncClient | None = None) -> None:
        self._base = account.url.rstrip("/")
        self._auth = httpx.BasicAuth(account.user, account.password)
        self._patience = {
            True: httpx.Timeout(account.timeout, connect=min(account.timeout, 5.0)),
            False: httpx.Timeout(min(account.timeout, _QUESTION)),
        }
        self._client = client or httpx.AsyncClient(trust_env=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def send(
        self, method: str, path: str, *, signs: bool = False, **parts: Any
    ) -> httpx.Response:  # parts: what httpx takes of a request
        """Send one request and return any answer that may come from BSrE itself.

        `signs`: once it has left, whatever does not say that nothing was done is `Ambiguous`.
        """
        try:
            answer = await self._client.request(
                method,
                self._base + path,
                auth=self._auth,
                timeout=self._patience[signs],
                **parts,
            )
        except _NOTHING_SENT as error:
            raise Down("BSRE_UNAVAILABLE", type(error).__name__) from None
        except httpx.RequestError as error:
            raise unclear("NO_ANSWER", type(error).__name__, signs=signs) from None
        if answer.status_code in (_UNAUTHORISED, _FORBIDDEN):
            raise Down("BSRE_LOGIN_REFUSED", f"HTTP {answer.status_code}")
        if answer.status_code == _TOO_MANY:
            raise Down("BSRE_UNAVAILABLE", "too many requests")
        if _is_own_word(answer, _UNAVAILABLE):
            raise Down("BSRE_UNAVAILABLE", "it says so")
        if answer.status_code >= _BROKE and not signs and "status_code" not in json_in(answer):
            raise Transient("BSRE_UNAVAILABLE", "it broke", tells_of_line=True)
        if answer.status_code > _BROKE:  # a proxy's word: it knows nothing of what was done
            raise unclear("NO_ANSWER", f"HTTP {answer.status_code}", signs=signs)
        return answer


def unclear(code: str, message: str, *, signs: bool) -> GatewayError:
    """Return the error for an answer that says nothing: of a signature nobody may ask again."""
    kind = Ambiguous if signs else Transient
    return kind(code, message, tells_of_line=True)


def kind_of(answer: httpx.Response) -> str:
    """Return the media type an answer names, without its parameters."""
    return str(answer.headers.get("content-type", "")).partition(";")[0].strip().lower()


def broke_over_it(answer: httpx.Response) -> bool:
    """Tell whether BSrE itself gave up, as it does over a PDF it cannot read."""
    return _is_own_word(answer, _BROKE)


def json_in(answer: httpx.Response) -> Json:
    """Return the JSON object an answer holds; an empty one where it holds none."""
    if kind_of(answer) != "application/json":
        return {}
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _is_own_word(answer: httpx.Response, status: int) -> bool:
    return answer.status_code == status and json_in(answer).keys() >= _OWN_SHAPE
