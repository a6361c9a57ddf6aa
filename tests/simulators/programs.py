"""Programs under test: started as programs on free ports, spoken to over sockets."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
FROZEN = "2020-03-02T00:00:00+00:00"


@dataclass(frozen=True)
class Program:
    """A running program: what its ready line said, and a client for it."""

    ready: dict[str, Any]
    client: httpx.Client
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    def get(self, path: str, /, **query: Any) -> Any:
        answer = self.client.get("/_sim/v1" + path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self.client.post("/_sim/v1" + path, json=body or {})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def reset(self, seed: int = 7) -> None:
        self.post("/reset", {"seed": seed})

    def advance(self, seconds: float) -> None:
        self.post("/clock", {"advance_seconds": seconds})


@contextmanager
def running(module: str, *options: str) -> Iterator[Program]:
    """Start `python -m module` on a free port and stop it at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, "--port", "0", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, f"{module} did not become ready"
        ready = json.loads(line)
        with httpx.Client(base_url=ready["url"], timeout=10) as client:
            yield Program(ready, client, process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
