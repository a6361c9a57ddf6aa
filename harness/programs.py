"""One program of the stack: started on a free port, told by its ready line, stopped by its id."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.waiting import Overdue, until

READY_WITHIN = 120.0  # seconds; the first start with all of the regency takes a while
STOPPED_WITHIN = 8.0
OURS = "DIKJAMILA_"
_PARENT_DIES = 1  # PR_SET_PDEATHSIG


class DidNotStart(AssertionError):
    """A program ended before it was ready; the message holds the end of its log."""


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return our environment with these settings of the service and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {OURS + name: value for name, value in settings.items()}


def die_with_parent() -> None:
    """Ask the kernel, where it can, to end this program when the harness is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGTERM)


class Program:
    """A program of its own, in a session of its own, so that Ctrl-C reaches only the harness."""

    def __init__(
        self, name: str, arguments: Sequence[str], logs: Path, settings: Mapping[str, str]
    ) -> None:
        self.name = name
        self.arguments = list(arguments)
        self.settings = dict(settings)
        self.log = logs / f"{name}.log"
        self._out = logs / f"{name}.out"
        self._process: subprocess.Popen[bytes] | None = None
        self.ready: dict[str, Any] = {}  # any JSON

    @property
    def pid(self) -> int:
        """The id of the running process."""
        if self._process is None:
            raise RuntimeError(f"{self.name} does not run")
        return self._process.pid

    def start(self) -> None:
        """Start it; `wait_ready` tells when it listens."""
        with self._out.open("wb") as out, self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", *self.arguments],
                env=environment(self.settings),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def wait_ready(self) -> dict[str, Any]:  # any JSON
        """Return what its ready line tells."""
        try:
            self.ready = until(self._ready_line, READY_WITHIN, lambda: f"{self.name} is not ready")
        except Overdue as late:
            raise DidNotStart(f"{late}\n{self.tail()}") from None
        return self.ready

    def _ready_line(self) -> dict[str, Any] | None:
        lines = self._out.read_bytes().split(b"\n")
        if len(lines) > 1:
            told: dict[str, Any] = json.loads(lines[0])
            return told
        if self._process is None or self._process.poll() is not None:
            raise DidNotStart(f"{self.name} ended before it was ready\n{self.tail()}")
        return None

    def told(self) -> str:
        """Return its log."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def tail(self, lines: int = 25) -> str:
        """Return the end of its log."""
        return "\n".join(self.told().splitlines()[-lines:])

    def kill9(self) -> None:
        """Let it die at once, as if the power had gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ask_to_stop(self) -> None:
        """Send SIGTERM; `stop` waits for the end."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Stop it in order, by force after a deadline."""
        if self._process is None:
            return
        self.ask_to_stop()
        end = time.monotonic() + STOPPED_WITHIN
        try:
            self._process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def fix_port(self) -> None:
        """Let every later start use the port of the present one."""
        place = self.arguments.index("--port") + 1
        self.arguments[place] = str(self.ready["port"])
