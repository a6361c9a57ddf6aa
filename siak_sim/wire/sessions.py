"""Operators' sessions: opened with the integration's token, ended by idleness or by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from siak_sim.wire.refusals import Refusal

PREFIX = "session-"  # tells a session that ended from a token that never was one


@dataclass(frozen=True)
class Session:
    """One operator at work; the token is known to them alone."""

    token: str
    operator: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"Session(operator={self.operator!r})"


class Sessions:
    """Who is at work; kept in memory only, so a restart ends every session."""

    def __init__(
        self, now: Callable[[], datetime], new_token: Callable[[], str], idle: timedelta
    ) -> None:
        self._now, self._new_token, self._idle = now, new_token, idle
        self._open: dict[str, Session] = {}

    def open(self, operator: str) -> Session:
        """Let an operator begin to work."""
        self._forget_expired()
        session = Session(self._new_token(), operator, self._now() + self._idle)
        self._open[session.token] = session
        return session

    def use(self, token: str) -> Session:
        """Return the session and let it live on, or refuse."""
        session = self._open.get(token)
        if session is None or session.expires_at <= self._now():
            self._open.pop(token, None)
            raise expired()
        session = replace(session, expires_at=self._now() + self._idle)
        self._open[token] = session
        return session

    def close(self, token: str) -> None:
        """End a session."""
        self._open.pop(token, None)

    def clear(self) -> None:
        """End every session."""
        self._open.clear()

    def _forget_expired(self) -> None:
        now = self._now()
        self._open = {t: s for t, s in self._open.items() if s.expires_at > now}


def expired() -> Refusal:
    """Return the refusal of a session that ended or never was: open another, nothing was done."""
    return Refusal(401, "SESSION_EXPIRED", "Sesi berakhir; buka sesi baru.", retry_after=0)
