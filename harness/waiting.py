"""The one way to wait: ask again in small growing steps until an answer or a deadline comes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_FIRST, _MOST = 0.005, 0.2  # seconds between two questions


class Overdue(AssertionError):
    """Something did not happen before its deadline; the message tells what was there instead."""


def until(ask: Callable[[], T | None], deadline: float, what: Callable[[], str]) -> T:
    """Return the first answer that is not None, or raise `Overdue` with `what` stood there."""
    end, pause = time.monotonic() + deadline, _FIRST
    while True:
        answer = ask()
        if answer is not None:
            return answer
        if time.monotonic() >= end:
            raise Overdue(f"after {deadline:g} s: {what()}")
        time.sleep(pause)
        pause = min(pause * 1.5, _MOST)
