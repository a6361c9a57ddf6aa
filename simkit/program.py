"""How a simulator starts and stops: options, port 0, one JSON ready line, SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from simkit.control import (
    Control,
    ControlRefused,
    answer_http_error,
    answer_refusal,
    dump,
    restore,
)
from simkit.faults import Json
from simkit.kernel import Kernel, Options, World
from simkit.wire import ErrorBody, Wire, no_content, plain_error

Hook = Callable[[], Awaitable[None]]
Handler = Callable[[Request, Exception], Awaitable[Response]]


@dataclass
class Simulator:
    """One simulator, ready to be served: the ASGI application and what stands behind it."""

    kernel: Kernel
    world: World
    asgi: ASGIApp
    ready: Callable[[], Json]
    started: list[Hook] = field(default_factory=list)
    stopped: list[Hook] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI application."""
        await self.asgi(scope, receive, send)


def assemble(
    kernel: Kernel,
    world: World,
    routes: Sequence[BaseRoute],
    *,
    ready: Callable[[], Json] = dict,
    error_body: ErrorBody = plain_error,
    handlers: dict[type[Exception], Handler] | None = None,
    started: Sequence[Hook] = (),
    stopped: Sequence[Hook] = (),
) -> Simulator:
    """Put a simulator together from its own routes and the common ones.

    `ready` adds fields to the ready line; `started` runs once the address is known.
    """
    own: list[BaseRoute] = [Route("/favicon.ico", _favicon), *Control(kernel, world).routes()]
    answers: dict[type[Exception], Handler] = {
        ControlRefused: answer_refusal,
        HTTPException: answer_http_error,
        **(handlers or {}),
    }
    app = Starlette(routes=[*own, *routes])
    for error, handler in answers.items():
        app.add_exception_handler(error, handler)
    wire = Wire(app, kernel, error_body)
    return Simulator(kernel, world, wire, ready, list(started), list(stopped))


async def _favicon(_request: Request) -> Response:
    return no_content()


def options_parser(program: str, description: str) -> argparse.ArgumentParser:
    """Return a parser that knows the options all simulators have."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: a free one (default)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--clock", default="real", help="real, or an ISO instant to stand at")
    parser.add_argument("--state", help="file that keeps the state over a restart")
    parser.add_argument("--public-url", help="address others reach this program by")
    parser.add_argument("--control-token", help="opens /_sim to others than loopback")
    return parser


def options_from(parsed: argparse.Namespace) -> Options:
    """Return the common options a parser of `options_parser` read."""
    return Options(
        host=parsed.host,
        port=parsed.port,
        seed=parsed.seed,
        clock=parsed.clock,
        state=parsed.state,
        public_url=parsed.public_url,
        control_token=parsed.control_token,
    )


@asynccontextmanager
async def listening(simulator: Simulator) -> AsyncIterator[str]:
    """Serve a simulator in this process on a real socket; yields its address."""
    options = simulator.kernel.options
    config = uvicorn.Config(
        simulator,
        host=options.host,
        port=options.port,
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    try:
        await _until_started(server, serving)
        simulator.kernel.listens_at(options.host, _port_of(server))
        await _begin(simulator)
        yield simulator.kernel.url
    finally:
        simulator.kernel.stopping.set()
        server.should_exit = True
        await asyncio.wait([serving])
        await _end(simulator)


def _port_of(server: uvicorn.Server) -> int:
    return int(server.servers[0].sockets[0].getsockname()[1])


async def _until_started(server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    while not server.started:
        if serving.done():
            raise RuntimeError("the server did not start") from serving.exception()
        await asyncio.sleep(0.001)


async def _begin(simulator: Simulator) -> None:
    dumped = _kept_state(simulator)
    if dumped is not None:
        await restore(simulator.kernel, simulator.world, dumped)
    simulator.kernel.clock.start()
    for hook in simulator.started:
        await hook()


async def _end(simulator: Simulator) -> None:
    for hook in simulator.stopped:
        await hook()
    await simulator.kernel.clock.close()
    _keep_state(simulator)


def _kept_state(simulator: Simulator) -> Json | None:
    name = simulator.kernel.options.state
    if not name or not Path(name).exists():
        return None
    dumped: Json = json.loads(Path(name).read_text("utf-8"))
    return dumped


def _keep_state(simulator: Simulator) -> None:
    name = simulator.kernel.options.state
    if not name:
        return
    fresh = Path(name + ".new")
    fresh.write_text(json.dumps(dump(simulator.kernel, simulator.world)), "utf-8")
    fresh.replace(name)


def ready_line(simulator: Simulator) -> str:
    """Return the one line a program prints when it listens."""
    kernel = simulator.kernel
    own = {"program": kernel.program, "url": kernel.url, "port": kernel.port, "pid": os.getpid()}
    return json.dumps({**own, "seed": kernel.random.seed, **simulator.ready()})


def run(simulator: Simulator) -> None:
    """Serve until SIGTERM or SIGINT; prints the ready line and nothing else on stdout."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(simulator))


async def _run(simulator: Simulator) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with listening(simulator):
        sys.stdout.write(ready_line(simulator) + "\n")
        sys.stdout.flush()
        await _until_stopped(simulator, stop)


async def _until_stopped(simulator: Simulator, stop: asyncio.Event) -> None:
    """Wait for the end; keep the state file fresh meanwhile, for ends nobody announces."""
    kept = simulator.kernel.journal.last
    while not stop.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(2 if simulator.kernel.options.state else None):
                await stop.wait()
        if simulator.kernel.journal.last != kept:
            kept = simulator.kernel.journal.last
            _keep_state(simulator)
