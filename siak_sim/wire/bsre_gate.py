"""BSrE's door: Basic credentials, troubles before and after the work, one form for errors."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from siak_sim.signing.bsre import BsreRefused
from siak_sim.wire.bsre_refusals import (
    BsreError,
    ServiceBroken,
    answer_broken,
    answer_error,
    refusal,
)
from simkit.faults import Fault

if TYPE_CHECKING:
    from siak_sim.world import SiakWorld

SPOILS = ("html", "empty", "unsigned", "altered", "half", "fewer")
_SLOW = 5.0
_SIGNED_AT = re.compile(rb"/M \(D(?::|\\072)\d{13}(\d)")
_PAGE = "<html><head><title>eSign</title></head><body>Sesi anda telah berakhir.</body></html>"

Endpoint = Callable[[Request], Awaitable[Response]]


class BsreGate:
    """Lets a request in, or refuses it as the service would."""

    def __init__(self, world: SiakWorld, user: str, password: str) -> None:
        self._world, self._user, self._password = world, user, password

    def guarded(self, endpoint: Endpoint, *, error_key: Callable[[], str]) -> Endpoint:
        """Return the endpoint behind the gate."""

        async def answer(request: Request) -> Response:
            path = request.url.path
            try:
                await self._admit(request)
                return await endpoint(request)
            except BsreRefused as refused:
                error = refusal(refused)
            except (BsreError, ServiceBroken) as raised:
                error = raised
            except (HTTPException, ClientDisconnect):  # a body that is no form
                error = ServiceBroken(400)
            if isinstance(error, BsreError):
                return answer_error(error, error_key())
            return answer_broken(error.status, path, self._world.bsre.service_time())

        return answer

    async def _admit(self, request: Request) -> None:
        if self._strikes("bsre_down", request):
            raise ServiceBroken(503)
        if not self._is_known(request.headers.get("authorization", "")):
            raise ServiceBroken(401)
        if slow := self._strikes("bsre_slow", request):
            await self._world.bsre.pause(float(slow.params.get("seconds", _SLOW)))

    def _is_known(self, given: str) -> bool:
        scheme, _, rest = given.partition(" ")
        try:
            told = base64.b64decode(rest.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        wanted = f"{self._user}:{self._password}".encode()
        return scheme.lower() == "basic" and hmac.compare_digest(told, wanted)

    def _strikes(self, kind: str, request: Request, **facts: str) -> Fault | None:
        path = request.url.path
        return self._world.kernel.faults.take(kind, method=request.method, path=path, **facts)

    def trouble(self, request: Request, nik: str = "") -> None:
        """Refuse with the error a fault asks for, before anything has been done."""
        if fault := self._strikes("bsre_error", request, nik=nik):
            status, code = _number(fault, "status"), _number(fault, "code")
            if status not in range(400, 600):
                status = 400 if code else 500
            if not code:
                raise ServiceBroken(status)
            words = str(fault.params.get("error", "Terjadi kesalahan pada sistem"))
            raise BsreError(code, words, status)

    def spoil(
        self, request: Request, nik: str, before: list[bytes], after: list[bytes]
    ) -> list[bytes] | Response:
        """Return what was signed, or what a fault makes of it."""
        fault = self._strikes("bsre_garbage", request, nik=nik)
        what = str(fault.params.get("what", "html")) if fault else ""
        if what == "html":
            return HTMLResponse(_PAGE)
        if what == "empty":
            return [b"" for _ in after]
        if what == "unsigned":
            return before
        if what == "altered":
            return [_altered(pdf) for pdf in after]
        if what == "half":
            return [pdf[: len(pdf) // 2] for pdf in after]
        return after[:-1] if what == "fewer" else after


def _number(fault: Fault, name: str) -> int:
    told = str(fault.params.get(name, ""))
    return int(told) if told.isdecimal() else 0


def _altered(pdf: bytes) -> bytes:
    """Change the last digit of the signing time: covered by the signature, minded by no reader."""
    at = max(found.start(1) for found in _SIGNED_AT.finditer(pdf))
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
