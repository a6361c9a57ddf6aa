"""The floor: the same rows by bare ASGI, the standard library's sqlite3 and orjson."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
import uvicorn

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

PAGE = """
SELECT id, version, number, status, first_submitted_at, service_code, applicant_name, claimed_by
FROM application WHERE status IN ('SUBMITTED', 'UNDER_REVIEW')
ORDER BY first_submitted_at, id LIMIT 50
"""
ATTACHMENTS = """
SELECT application_id, requirement_code, mime, pages FROM attachment
WHERE replaced_at IS NULL AND application_id IN ({marks})
"""
EVENTS = """
SELECT application_id, action, to_status, occurred_at FROM (
  SELECT *, row_number() OVER (PARTITION BY application_id ORDER BY version DESC) AS place
  FROM event WHERE application_id IN ({marks})
) WHERE place <= 3
"""


class Floor:
    """One connection, three statements a page, five a transition."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000"):
            self._database.execute(f"PRAGMA {pragma}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `/page` and `/move/<id>`."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        found = self.page() if path == "/page" else self.move(path.rpartition("/")[2])
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": orjson.dumps(found)})

    def page(self) -> list[dict[str, Any]]:
        """Return fifty applications with their attachments and last three events."""
        rows = self._database.execute(PAGE).fetchall()
        ids = [row[0] for row in rows]
        marks = ",".join("?" * len(ids))
        files: dict[str, list[Any]] = {each: [] for each in ids}
        for owner, *rest in self._database.execute(ATTACHMENTS.format(marks=marks), ids):
            files[owner].append(rest)
        events: dict[str, list[Any]] = {each: [] for each in ids}
        for owner, *rest in self._database.execute(EVENTS.format(marks=marks), ids):
            events[owner].append(rest)
        names = ("id", "version", "number", "status", "submittedAt", "service", "name", "claimed")
        return [
            dict(zip(names, row, strict=True)) | {"files": files[row[0]], "events": events[row[0]]}
            for row in rows
        ]

    def move(self, application_id: str) -> dict[str, Any]:
        """Read, check, update, count, insert an event, commit."""
        run = self._database.execute
        run("BEGIN IMMEDIATE")
        version, status, head = run(
            "SELECT version, status, head_hash FROM application WHERE id = ?", [application_id]
        ).fetchone()
        run(
            "UPDATE application SET version = version + 1 WHERE id = ? AND version = ?",
            [application_id, version],
        )
        run("SELECT count(*) FROM attachment WHERE application_id = ?", [application_id]).fetchone()
        run(
            "INSERT INTO event (application_id, version, action, from_status, to_status, actor_id,"
            " actor_role, human_id, occurred_at, payload, previous_hash, hash)"
            " VALUES (?, ?, 'FLOOR', ?, ?, 'floor', 'SYSTEM', 'floor', '', '{}', ?, ?)",
            [application_id, version + 1, status, status, head, head],
        )
        run("COMMIT")
        return {"version": version + 1, "status": status}


if __name__ == "__main__":
    config = uvicorn.Config(Floor(sys.argv[1]), port=int(sys.argv[2]), log_level="error")
    uvicorn.Server(config).run()
