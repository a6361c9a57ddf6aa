"""Every failure of SIAK x every call of ours, as data: what breaks, where, and what becomes of it.

The test drives each cell; the page of the manual is drawn from the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from api.domain.values import Status
from api.domain.words import Effect


class Call(StrEnum):
    """Calls of the gateway, as the columns name them."""

    SESSION = "session"
    SUBMIT = "submit"
    POLL = "poll entry"
    BY_KEY = "entry by key"
    VERIFY = "verify"
    UPLOAD = "upload"
    ISSUE = "issue"
    CANCEL = "cancel"
    PERSON = "person"
    FAMILY = "family"
    DOCUMENT = "document"
    ENTRIES = "entries"
    STATUSES = "statuses"
    SIGN = "sign inside"
    FILE = "signed file"


@dataclass(frozen=True)
class Door:
    """Where a call knocks, and which promise it keeps; a look-up keeps none."""

    method: str
    path: str
    effect: Effect | None = None
    ends: tuple[Status, str | None] | None = None  # the application; its entry at SIAK


DRAFTED = (Status.DRAFTED, "ACCEPTED")
DOORS: Mapping[Call, Door] = {
    Call.SESSION: Door("POST", "/v1/sessions", Effect.SIAK_SUBMIT, DRAFTED),
    Call.SUBMIT: Door("POST", "/v1/entries", Effect.SIAK_SUBMIT, DRAFTED),
    Call.POLL: Door("GET", "/v1/entries/*", Effect.SIAK_SUBMIT, DRAFTED),
    Call.BY_KEY: Door("GET", "/v1/entries", Effect.SIAK_CANCEL, (Status.CANCELLED, "CANCELLED")),
    Call.VERIFY: Door(
        "POST",
        "/v1/entries/*/verification",
        Effect.SIAK_VERIFY,
        (Status.AWAITING_SIGNATURE, "ACCEPTED"),
    ),
    Call.UPLOAD: Door("PUT", "/v1/entries/*/file", Effect.SIAK_UPLOAD, (Status.ISSUED, "ISSUED")),
    Call.ISSUE: Door("POST", "/v1/entries/*/issue", Effect.SIAK_ISSUE, (Status.ISSUED, "ISSUED")),
    Call.CANCEL: Door(
        "POST", "/v1/entries/*/cancel", Effect.SIAK_CANCEL, (Status.COMPLETE, "CANCELLED")
    ),
    Call.PERSON: Door("GET", "/v1/people/*", Effect.SIAK_LOOKUP, (Status.SUBMITTED, None)),
    Call.FAMILY: Door("GET", "/v1/families/*"),
    Call.DOCUMENT: Door("GET", "/v1/documents/*"),
    Call.ENTRIES: Door("GET", "/v1/entries"),
    Call.STATUSES: Door("POST", "/v1/documents/status"),
    Call.SIGN: Door("POST", "/v1/entries/*/signature"),
    Call.FILE: Door("GET", "/v1/entries/*/file"),
}
EVERYWHERE = tuple(Call)
CHANGES = (Call.SUBMIT, Call.VERIFY, Call.UPLOAD, Call.ISSUE, Call.CANCEL)


class Outcome(Enum):
    """What becomes of a call, in the page's words: for promises, and for look-ups."""

    UNNOTICED = ("new session", "new session")
    PATIENT = ("waits", "waits")
    DOWN = ("down, waits", "down, refused")
    TURN = ("comes back", "refused")
    AGAIN = ("repeats", "refused")
    ASKS_ON = ("asks on", "")
    HEARD = ("decided once", "")
    OFFICER = ("officer retries", "")
    BACK = ("back to the operator", "")
    UNKNOWN = ("kept as unknown", "")
    UNCLEAR = ("", "unclear, never repeated")


@dataclass(frozen=True)
class Failure:
    """One row: what goes wrong, how it is made, and where it can be."""

    name: str
    outcome: Outcome
    fault: Mapping[str, Any] = field(default_factory=dict)  # JSON of a fault rule
    calls: tuple[Call, ...] = EVERYWHERE
    special: Mapping[Call, Outcome] = field(default_factory=dict)  # where the row is different


def _line(kind: str, **more: Any) -> Mapping[str, Any]:
    return {"kind": kind, **more}


FAILURES: tuple[Failure, ...] = (
    Failure("maintenance", Outcome.DOWN, _line("maintenance", seconds=120)),
    Failure(
        "session expired",
        Outcome.UNNOTICED,
        _line("session_expired"),
        tuple(call for call in Call if call is not Call.SESSION),
    ),
    Failure("session refused", Outcome.DOWN, _line("status", status=403), (Call.SESSION,)),
    Failure(
        "record locked", Outcome.TURN, _line("record_locked"), (*CHANGES, Call.STATUSES, Call.SIGN)
    ),
    Failure("rate limited", Outcome.DOWN, _line("rate_limited", seconds=30)),
    Failure("one answer 500", Outcome.AGAIN, _line("status", status=500)),
    Failure(
        "a burst of 503",
        Outcome.DOWN,
        _line("status", status=503, times=4),
        special={Call.SIGN: Outcome.UNCLEAR},
    ),
    Failure("connection refused", Outcome.DOWN),
    Failure("restart in between", Outcome.UNNOTICED, special={Call.SESSION: Outcome.PATIENT}),
    Failure("line drops before the work", Outcome.AGAIN, _line("disconnect")),
    Failure("work done, answer lost", Outcome.AGAIN, _line("disconnect", after_effect=True)),
    Failure("hangs before the work", Outcome.AGAIN, _line("hang")),
    Failure("hangs after the work", Outcome.AGAIN, _line("hang", after_effect=True)),
    Failure("half an answer", Outcome.AGAIN, _line("truncate")),
    Failure("garbage for an answer", Outcome.AGAIN, _line("status", status=404, body=["?"])),
    Failure("slow answer", Outcome.PATIENT, _line("delay", seconds=0.1)),
    Failure("slow hour", Outcome.ASKS_ON, _line("slow", seconds=120), (Call.SUBMIT,)),
    Failure("callback lost", Outcome.HEARD, _line("callback_lost"), (Call.POLL,)),
    Failure("callback twice", Outcome.HEARD, _line("callback_twice"), (Call.POLL,)),
    Failure("callback late", Outcome.HEARD, _line("callback_late", seconds=60), (Call.POLL,)),
    Failure("callback badly signed", Outcome.HEARD, _line("callback_bad_signature"), (Call.POLL,)),
    Failure("upload refused", Outcome.OFFICER, _line("upload_refused"), (Call.UPLOAD,)),
    Failure("no blank cards", Outcome.TURN, {}, (Call.ISSUE,)),
    Failure(
        "NIK unknown",
        Outcome.BACK,
        _line("nik_unknown"),
        (Call.SUBMIT, Call.PERSON),
        {Call.PERSON: Outcome.UNKNOWN},
    ),
    Failure("duplicate entry", Outcome.BACK, _line("duplicate_entry"), (Call.SUBMIT,)),
)


@dataclass(frozen=True)
class Cell:
    """One failure at one call."""

    failure: Failure
    call: Call

    @property
    def outcome(self) -> Outcome:
        """Return what is to become of it."""
        found = self.failure.special.get(self.call, self.failure.outcome)
        is_signature = self.call is Call.SIGN
        return Outcome.UNCLEAR if is_signature and found is Outcome.AGAIN else found

    @property
    def ends(self) -> tuple[Status, str | None] | None:
        """Return where application and entry are to end."""
        if self.outcome is Outcome.BACK:
            return (Status.COMPLETE, "REFUSED")
        return DOORS[self.call].ends

    @property
    def text(self) -> str:
        """Return the cell of the page; where it ends is said once for the whole column."""
        promised, looked_up = self.outcome.value
        usual = DOORS[self.call].ends
        if usual is None:
            return looked_up
        return promised if self.ends == usual else f"{promised}: {_ending(self.ends)}"

    @property
    def name(self) -> str:
        """Return the name of its test."""
        return f"{self.call}-{self.failure.name}".replace(" ", "-")


CELLS = tuple(Cell(failure, call) for failure in FAILURES for call in failure.calls)


def table() -> str:
    """Return the page's tables: one for the promises, one for the look-ups."""
    promised = [call for call in Call if DOORS[call].ends is not None]
    looked_up = [call for call in Call if DOORS[call].ends is None]
    ends = ("**ends with**", *(_ending(DOORS[call].ends) for call in promised))
    return "\n\n".join((_table(promised, [ends]), _table(looked_up, [])))


def _ending(ends: tuple[Status, str | None] | None) -> str:
    if ends is None:
        return ""
    status, entry = ends
    return f"`{status}`, " + (f"entry `{entry}`" if entry else "no entry")


def _table(calls: list[Call], last: list[tuple[str, ...]]) -> str:
    rows = []
    for failure in FAILURES:
        cells = [Cell(failure, call).text if call in failure.calls else "–" for call in calls]
        if set(cells) != {"–"}:
            rows.append((failure.name, *cells))
    head = ("failure", *(str(call) for call in calls))
    lines = [head, tuple("---" for _ in head), *rows, *last]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
