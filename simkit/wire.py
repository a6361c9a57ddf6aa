"""What happens on the wire of a simulator: the journal's notes and the faults of the line."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simkit.faults import Fault, Json
from simkit.journal import phones_in
from simkit.kernel import Kernel

ErrorBody = Callable[[int, Json], Json]
AFTER = "simkit.after"  # in the scope: what a handler wants done once its answer has gone out
_log = logging.getLogger(__name__)
_SHOWN = 64_000
_ENDINGS = frozenset({"status", "truncate", "disconnect", "hang"})


def plain_error(status: int, _params: Json) -> Json:
    """Return the body of a forced error where the provider has no form of its own."""
    return {"error": {"code": f"http_{status}", "message": "simulated failure"}}


class Wire:
    """The outermost layer of a simulator: guards control routes, breaks the line, takes notes."""

    def __init__(self, app: ASGIApp, kernel: Kernel, error_body: ErrorBody = plain_error) -> None:
        self._app, self._kernel, self._error_body = app, kernel, error_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _own_route(scope["path"]):
            await self._control(scope, receive, send)
        else:
            await self._imitation(scope, receive, send)

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _from_outside(scope) and not self._has_control_token(scope):
            body = {"error": {"code": "control_refused", "message": "control token needed"}}
            await JSONResponse(body, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _has_control_token(self, scope: Scope) -> bool:
        wanted = self._kernel.options.control_token
        given = dict(scope["headers"]).get(b"x-sim-token", b"").decode("latin-1")
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("sim_token", [""])
        return wanted is not None and wanted in {given, asked[0]}

    async def _imitation(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        facts = _facts(scope, body)
        taken = _Taken(scope, body)
        after: list[Callable[[], None]] = []
        scope[AFTER] = after
        delay = self._kernel.faults.take("delay", **facts)
        if delay is not None:
            await asyncio.sleep(float(delay.params.get("seconds", 1)))
        fault = self._kernel.faults.take(_ENDINGS, **facts)
        if fault is None or fault.kind == "truncate" or fault.params.get("after_effect"):
            await self._answer(taken)
        if fault is not None:
            await self._break(fault, taken, scope, receive, send)
        else:
            await taken.pass_on(send)
        await self._note(taken, facts, fault)
        for step in after:
            step()

    async def _answer(self, taken: _Taken) -> None:
        try:
            await self._app(taken.scope, taken.receive, taken.send)
        except Exception:  # the framework has answered 500 already; the line must carry it
            _log.exception("the simulator failed at %s", taken.scope["method"])

    async def _break(
        self, fault: Fault, taken: _Taken, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if fault.kind == "status":
            status = int(fault.params.get("status", 503))
            given = fault.params.get("body")
            taken.status = status
            response = JSONResponse(given or self._error_body(status, fault.params), status)
            await response(scope, receive, send)
        elif fault.kind == "truncate":
            await taken.pass_on_half(send)
        elif fault.kind == "disconnect":
            drop_line(send)
        else:
            await _hang(receive, self._kernel.stopping)

    async def _note(self, taken: _Taken, facts: dict[str, str], fault: Fault | None) -> None:
        query = taken.scope["query_string"].decode("latin-1")
        request = _summary(taken.request, taken.request_type)
        answer = _summary(bytes(taken.answer), taken.answer_type)
        phones = phones_in(unquote_plus(f"{facts['path']} {query}"))
        phones |= phones_in(f"{json.dumps(request)} {json.dumps(answer)}")
        await self._kernel.journal.record(
            facts["method"],
            facts["path"],
            taken.status,
            request=request,
            answer=answer,
            query=query,
            phones=phones,
            note=f"fault {fault.id}: {fault.kind}" if fault else "",
        )


class _Taken:
    """One request held back on its way in, and its answer held back on its way out."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        self.scope, self.request = scope, body
        self.request_type = _header(scope["headers"], b"content-type")
        self.answer_type = ""
        self.status = 0
        self.answer = bytearray()
        self._start: Message | None = None
        self._given = False

    async def receive(self) -> Message:
        if self._given:
            await asyncio.Event().wait()
        self._given = True
        return {"type": "http.request", "body": self.request, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start, self.status = message, message["status"]
            self.answer_type = _header(message["headers"], b"content-type")
        elif message["type"] == "http.response.body":
            self.answer += message.get("body", b"")

    async def pass_on(self, send: Send) -> None:
        assert self._start is not None
        await send(self._start)
        await send({"type": "http.response.body", "body": bytes(self.answer)})

    async def pass_on_half(self, send: Send) -> None:
        assert self._start is not None
        await send(self._start)
        half = bytes(self.answer[: len(self.answer) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})
        drop_line(send, politely=True)


def drop_line(send: Send, *, politely: bool = False) -> None:
    """Drop the connection under a request: abruptly, or after what was sent has gone out."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise RuntimeError("disconnect needs the server's transport; serve over a socket")
    if politely:
        transport.close()
    else:
        transport.abort()


async def _hang(receive: Receive, stopping: asyncio.Event) -> None:
    async def client_left() -> None:
        while (await receive())["type"] != "http.disconnect":
            continue

    waits = [asyncio.create_task(client_left()), asyncio.create_task(_wait(stopping))]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in waits:
        task.cancel()
    await asyncio.wait(waits)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _facts(scope: Scope, body: bytes) -> dict[str, str]:
    facts = {"method": scope["method"], "path": scope["path"]}
    query = unquote_plus(scope["query_string"].decode("latin-1"))
    shown = body[:_SHOWN].decode("utf-8", "replace")
    phones = phones_in(f"{scope['path']} {query} {shown}")
    if phones:
        facts["phone"] = sorted(phones)[0]
    return facts


def _summary(body: bytes, kind: str) -> Any:  # JSON as it came, or a summary
    if not body:
        return None
    if "json" in kind and len(body) <= _SHOWN:
        try:
            return json.loads(body)
        except ValueError:
            return {"not_json": len(body)}
    digest = hashlib.sha256(body).hexdigest()
    return {"bytes": len(body), "type": kind, "sha256": digest}


def _header(headers: list[tuple[bytes, bytes]], name: bytes) -> str:
    found = (value for key, value in headers if key.lower() == name)
    return next(found, b"").decode("latin-1")


def _own_route(path: str) -> bool:
    return path == "/" or path == "/favicon.ico" or path.startswith("/_sim/")


def _from_outside(scope: Scope) -> bool:
    client = scope.get("client")
    if client is None or not scope["path"].startswith("/_sim/"):
        return False
    try:
        return not ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def no_content() -> Response:
    """Answer what a browser asks for by itself."""
    return Response(status_code=204)
