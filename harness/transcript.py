"""What happened, line by line: when, who, what; numbers of people are masked."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_SIXTEEN = re.compile(r"(?<!\d)\d{12}(\d{4})(?!\d)")
_WIDTH = 20


def masked(text: str) -> str:
    """Hide all but the end of identity and family card numbers."""
    return _SIXTEEN.sub(r"************\1", text)


@dataclass(frozen=True)
class Line:
    """One thing that somebody did, said or heard."""

    at: float  # seconds since the transcript began
    who: str
    what: str


@dataclass
class Transcript:
    """Collects what happened; `listener` hears each line as it comes."""

    lines: list[Line] = field(default_factory=list)
    listener: Callable[[Line], None] | None = None
    _began: float = field(default_factory=time.monotonic)

    def note(self, who: str, what: str) -> None:
        """Write one line."""
        line = Line(time.monotonic() - self._began, who, masked(what))
        self.lines.append(line)
        if self.listener is not None:
            self.listener(line)

    def clear(self) -> None:
        """Begin anew."""
        self.lines.clear()
        self._began = time.monotonic()

    def text(self) -> str:
        """Return all of it for people to read."""
        return "".join(
            f"{line.at:7.2f}  {line.who:<{_WIDTH}} {_indented(line.what)}\n" for line in self.lines
        )


def _indented(what: str) -> str:
    return what.replace("\n", "\n" + " " * (_WIDTH + 10))
