"""A business on the other side of the gateway: its client, and a callback that keeps the bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.simulators.programs import Program

SITI = "6289900012345"
BUDI = "6289900054321"


@dataclass
class Received:
    """One webhook as it came in."""

    body: bytes
    headers: dict[str, str]

    @property
    def value(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.body)["entry"][0]["changes"][0]["value"]
        return value

    @property
    def status(self) -> str:
        return str(self.value["statuses"][0]["status"]) if "statuses" in self.value else ""

    def is_signed_with(self, secret: str) -> bool:
        signed = hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
        return self.headers["x-hub-signature-256"] == f"sha256={signed}"


@dataclass
class Callback:
    """A callback address that remembers what it was sent."""

    url: str
    received: list[Received] = field(default_factory=list)
    answer: int = 200
    verify_token: str = "cocok"
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, what: Callable[[list[Received]], bool]) -> list[Received]:
        with self.changed:
            assert self.changed.wait_for(lambda: what(self.received), timeout=5), [
                item.body for item in self.received
            ]
            return list(self.received)

    def statuses(self) -> list[str]:
        return [item.status for item in self.received if item.status]


@contextmanager
def callback() -> Iterator[Callback]:
    """Listen on a free port like a business would."""
    heard = Callback("")

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            good = asked.get("hub.verify_token") == [heard.verify_token]
            self._answer(200 if good else 403, asked["hub.challenge"][0] if good else "no")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {key.lower(): value for key, value in self.headers.items()}
            status = heard.answer
            with heard.changed:
                heard.received.append(Received(body, headers))
                heard.changed.notify_all()
            self._answer(status, "ok")

        def _answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    heard.url = f"http://127.0.0.1:{server.server_address[1]}/wa"
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Business:
    """What a business does with the gateway."""

    def __init__(self, sim: Program) -> None:
        self.sim = sim
        self.secret = str(sim.ready["app_secret"])
        self.number = str(sim.ready["phone_number_id"])
        self.account = str(sim.ready["account_id"])
        self.bearer = {"authorization": f"Bearer {sim.ready['token']}"}

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.sim.client.get(f"/v23.0/{path}", params=query, headers=self.bearer)

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.sim.client.post(f"/v23.0/{path}", json=body, headers=self.bearer)

    def try_send(self, to: str = SITI, /, **message: Any) -> httpx.Response:
        body = {"messaging_product": "whatsapp", "to": "+" + to, **message}
        return self.post(f"{self.number}/messages", body)

    def send(self, to: str = SITI, /, **message: Any) -> str:
        answer = self.try_send(to, **message)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["messages"][0]["id"])

    def refusal(self, to: str = SITI, /, **message: Any) -> tuple[int, str]:
        answer = self.try_send(to, **message)
        assert answer.status_code >= 400, answer.text
        error = answer.json()["error"]
        assert error["type"]
        assert error["fbtrace_id"]
        return error["code"], error.get("error_data", {}).get("details", "")

    def upload(self, content: bytes, mime_type: str, name: str = "berkas") -> httpx.Response:
        return self.sim.client.post(
            f"/v23.0/{self.number}/media",
            data={"messaging_product": "whatsapp", "type": mime_type},
            files={"file": (name, content, mime_type)},
            headers=self.bearer,
        )

    def says(self, who: str = SITI, text: str = "Halo", **extra: Any) -> str:
        message = {"type": "text", "text": {"body": text}, **extra}
        body = {"name": "Siti CONTOH", "message": message}
        return str(self.sim.post(f"/customers/{who}/messages", body)["message_id"])

    def inbox(self, who: str = SITI) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.sim.get(f"/customers/{who}/inbox")["messages"]
        return found

    def listen(self, heard: Callback) -> None:
        self.sim.post("/webhook", {"url": heard.url, "verify_token": heard.verify_token})

    def fault(self, kind: str, **rule: Any) -> None:
        self.sim.post("/faults", {"kind": kind, **rule})


TEXT = {"type": "text", "text": {"body": "Permohonan diterima"}}
