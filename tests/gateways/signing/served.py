"""A development PKI behind a real socket, as outside tools meet it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.gateways.signing.local import LocalSigner
from api.gateways.signing.pki import NewSignatory, ensure_pki, read_certificate
from api.gateways.signing.services import PkiServices
from api.http.pki import PkiDoors
from tests.gateways.conftest import NOW, PASSPHRASE

PREFIX = "/sertifikat"  # whoever serves it may do so below a path


@dataclass
class ServedPki:
    """A PKI's folder, its address, and what was asked of it."""

    folder: Path
    url: str
    now: datetime = NOW
    asked: list[str] = field(default_factory=list)

    @property
    def services(self) -> PkiServices:
        return PkiServices(self.folder)

    @property
    def signer(self) -> LocalSigner:
        return LocalSigner(self.folder, lambda: self.now)

    def serial(self) -> int:
        """Return the serial number of the signatory's present certificate."""
        return read_certificate(self.folder / "signatories" / "kepala.pem").serial_number


@asynccontextmanager
async def listening(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve on a bound socket until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not task.done():  # noqa: ASYNC110  # it offers no event
        await asyncio.sleep(0.005)
    try:
        yield
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task


def bound() -> tuple[socket.socket, str]:
    """Return a socket on a free port, and its address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def pki_served(folder: Path) -> AsyncIterator[ServedPki]:
    """Make a PKI whose certificates name where it is served, and serve it."""
    listener, origin = bound()
    url = f"{origin}{PREFIX}/pki"
    head = NewSignatory("kepala", "MUSTOFA CONTOH", PASSPHRASE)
    ensure_pki(folder, NOW - timedelta(days=1), [head], rounds=1000, address=url)
    served = ServedPki(folder, url)
    doors = PkiDoors(PkiServices(folder), lambda: served.now)
    inner = Starlette(routes=[Mount(PREFIX, routes=doors.routes())])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        served.asked.append(f"{scope['method']} {scope['path']}")
        await inner(scope, receive, send)

    async with listening(app, listener):
        yield served


@asynccontextmanager
async def scripted_tsa(*answers: Response) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Serve the answers one after the other, the last for ever; tell what was asked."""
    listener, origin = bound()
    asked: list[bytes] = []
    waiting = list(answers)

    async def answer(request: Request) -> Response:
        asked.append(await request.body())
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    app = Starlette(routes=[Route("/a/tsa", answer, methods=["POST"])])
    async with listening(app, listener):
        yield f"{origin}/a/tsa", asked
