"""Who comes in: maintenance first, then the bearer, the minute's allowance, and SIAK's troubles."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from starlette.requests import Request

from siak_sim.wire.day import maintained, too_many
from siak_sim.wire.locks import locked
from siak_sim.wire.refusals import Refusal
from siak_sim.wire.sessions import PREFIX, Session, expired

if TYPE_CHECKING:
    from siak_sim.world import SiakWorld

_TRY_LATER = 60
_BEARER = "Bearer "


class Gate:
    """Admits requests, or refuses them before anything has been done."""

    def __init__(self, world: SiakWorld) -> None:
        self._world = world

    def admit_integration(self, request: Request) -> None:
        """Let the integration open a session: its own token is needed."""
        self._require_open(request)
        if not self._is_integration(_bearer(request)):
            raise Refusal(401, "UNAUTHENTICATED", "Token tidak ada atau salah.")
        self._require_allowance(request)

    def admit(self, request: Request) -> Session:
        """Let an operator in, and return their session."""
        self._require_open(request)
        token = _bearer(request)
        if self._is_integration(token):
            raise Refusal(401, "SESSION_NEEDED", "Buka sesi operator lebih dahulu.")
        if not token.startswith(PREFIX):
            raise Refusal(401, "UNAUTHENTICATED", "Token tidak ada atau salah.")
        session = self._world.sessions.use(token)
        self._require_allowance(request)
        self._trouble(request, session)
        return session

    def _require_open(self, request: Request) -> None:
        if fault := self._world.kernel.faults.take("maintenance", **_facts(request)):
            raise maintained(int(fault.params.get("seconds", _TRY_LATER)))
        self._world.day.require_open()

    def _require_allowance(self, request: Request) -> None:
        if fault := self._world.kernel.faults.take("rate_limited", **_facts(request)):
            raise too_many(int(fault.params.get("seconds", _TRY_LATER)))
        self._world.day.count()

    def _trouble(self, request: Request, session: Session) -> None:
        take = self._world.kernel.faults.take
        if take("session_expired", **_facts(request)):
            self._world.sessions.close(session.token)
            raise expired()
        if request.method != "GET" and take("record_locked", **_facts(request)):
            raise locked(_TRY_LATER)

    def _is_integration(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self._world.token.encode())


def _bearer(request: Request) -> str:
    given = request.headers.get("authorization", "")
    return given.removeprefix(_BEARER).strip() if given.startswith(_BEARER) else ""


def _facts(request: Request) -> dict[str, str]:
    return {"method": request.method, "path": request.url.path}
