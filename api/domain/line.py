"""The line to an outside system: when it counts as down, for how long, and who tries it again.

Pure: a line and what was heard over it give the line that follows. One failure that tells of the
whole system (unreachable, closed, full, no session) takes it down, or three unclear ones in a row.
While it is down one call at a time tries it, at growing distance; the first answer brings it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from api.domain.ports import Down, GatewayError
from api.domain.remotes import Remote as Remote
from api.domain.words import Effect

IN_A_ROW = 3  # failures that may tell of the system, until it counts as down
FIRST_DISTANCE = 5.0  # seconds until it is tried again; doubled each time
LONGEST_DISTANCE = 300.0
SHORTEST_NAMED, LONGEST_NAMED = 1.0, 3600.0  # of a wait the other side names
ANSWERED_EVERY = timedelta(minutes=1)  # how exactly it is kept when it answered


class LineStatus(StrEnum):
    """Whether a system is called."""

    UP = "UP"
    DOWN = "DOWN"


_FIRST_WORDS = {
    "siak": Remote.SIAK,
    "whatsapp": Remote.WHATSAPP,
    "media": Remote.WHATSAPP,
    "email": Remote.MAIL,
}
REMOTE_OF: Mapping[Effect, Remote] = {
    kind: _FIRST_WORDS[first] for kind in Effect if (first := kind.split(".")[0]) in _FIRST_WORDS
}


def kinds_of(remote: Remote) -> tuple[Effect, ...]:
    """Return the kinds of effects that need this system."""
    return tuple(kind for kind, needed in REMOTE_OF.items() if needed is remote)


@dataclass(frozen=True)
class Line:
    """How the line to one system is."""

    remote: Remote
    status: LineStatus = LineStatus.UP
    since: datetime | None = None  # None until the first call
    code: str | None = None  # why it is down
    failures: int = 0  # in a row; once it is down, IN_A_ROW and one for each vain try
    retry_at: datetime | None = None  # when it is tried again
    answered_at: datetime | None = None
    suspects: tuple[str, ...] = ()  # effects that spent an attempt on the failures in a row

    @property
    def is_down(self) -> bool:
        """Tell whether nothing but a try may call it."""
        return self.status is LineStatus.DOWN

    def may_be_tried(self, now: datetime) -> bool:
        """Tell whether the time has come for one call to try it."""
        return self.is_down and (self.retry_at is None or self.retry_at <= now)

    def is_open_to(self, now: datetime) -> bool:
        """Tell whether a call may be made at all."""
        return not self.is_down or self.may_be_tried(now)


def answered(line: Line, now: datetime) -> Line:
    """Return the line after an answer; the same one while there is nothing to keep."""
    known = line.answered_at is not None and line.answered_at > now - ANSWERED_EVERY
    if not line.is_down and not line.failures and known:
        return line
    since = now if line.is_down or line.since is None else line.since
    return Line(line.remote, since=since, answered_at=now)


def failed(
    line: Line,
    error: GatewayError,
    now: datetime,
    *,
    effect_id: str | None = None,
    is_try: bool = False,
) -> Line:
    """Return the line after a failure that tells of it."""
    if line.is_down:
        if not (is_try or line.may_be_tried(now)):
            return line  # a call that began before it went down
        return _down(line, error, now, line.failures + 1)
    failures = line.failures + 1
    if isinstance(error, Down) or failures >= IN_A_ROW:
        return replace(_down(line, error, now, IN_A_ROW), since=now)
    suspects = (*line.suspects, effect_id) if effect_id else line.suspects
    return replace(
        line, since=line.since or now, failures=failures, code=error.code, suspects=suspects
    )


def held(line: Line, until: datetime) -> Line:
    """Return the line while one call tries it; others do not before then."""
    return replace(line, retry_at=until)


def _down(line: Line, error: GatewayError, now: datetime, failures: int) -> Line:
    seconds = min(LONGEST_DISTANCE, FIRST_DISTANCE * 2.0 ** min(failures - IN_A_ROW, 10))
    if error.retry_after is not None:
        seconds = min(max(error.retry_after, SHORTEST_NAMED), LONGEST_NAMED)
    return replace(
        line,
        status=LineStatus.DOWN,
        code=error.code[:60],
        failures=failures,
        retry_at=now + timedelta(seconds=seconds),
        suspects=(),
    )
