"""The control routes of a simulator, as a client; they are the same for every simulator."""

from __future__ import annotations

from typing import Any

import httpx

PREFIX = "/_sim/v1"


class ControlRefused(AssertionError):
    """A simulator refused a control call; the message tells why."""


class Control:
    """Speaks to `/_sim/v1` of one simulator."""

    def __init__(self, name: str, url: str, token: str = "") -> None:
        headers = {"X-Sim-Token": token} if token else {}
        self.name, self.url = name, url
        self.ready: dict[str, Any] = {}  # the ready line, where we started the program
        self._client = httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False)

    def get(self, path: str, **query: str | int) -> Any:  # any JSON
        """Ask for something."""
        return self._json(self._client.get(PREFIX + path, params=query))

    def get_bytes(self, path: str) -> bytes:
        """Ask for a file."""
        return self._checked(self._client.get(PREFIX + path)).content

    def post(self, path: str, body: Any = None) -> Any:  # any JSON
        """Do something."""
        return self._json(self._client.post(PREFIX + path, json=body or {}))

    def put(self, path: str, body: Any) -> Any:  # any JSON
        """Change something."""
        return self._json(self._client.put(PREFIX + path, json=body))

    def delete(self, path: str) -> None:
        """Take something away."""
        self._checked(self._client.delete(PREFIX + path))

    def fault(self, kind: str, match: dict[str, str] | None = None, **more: object) -> str:
        """Put a fault in force; return its id."""
        rule = {"kind": kind, "match": match or {}, **more}
        return str(self.post("/faults", rule)["id"])

    def heal(self) -> None:
        """Take all faults out of force."""
        self.delete("/faults")

    def busy(self) -> list[str]:
        """Name what still moves in it."""
        found: list[str] = self.get("/idle")["busy"]
        return [f"{self.name}: {each}" for each in found]

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _json(self, answer: httpx.Response) -> Any:  # any JSON
        return self._checked(answer).json()

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        path = answer.request.url.path
        raise ControlRefused(f"{self.name} {path}: {answer.status_code} {answer.text[:300]}")
