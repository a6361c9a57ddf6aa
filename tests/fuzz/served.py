"""The service on a real socket in a thread of its own, with applications in every stage."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn

from api.app import build_app
from api.config import Settings
from api.usecases.people import development
from tests.graphql import story
from tests.graphql.house import PASSPHRASE, House, Phone, Post, YesSiak

LIVE = """{ applications(first: 50) { nodes { id number version
    documents { id version finalSha256 } effects(first: 5) { nodes { id } }
    history(last: 1) { edges { cursor } } } edges { cursor } } }"""


@dataclass
class Served:
    """Where the service listens, how to be somebody, and ids that exist."""

    url: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve until the block ends."""
    ready, over = threading.Event(), threading.Event()
    known, faults = Served(), []

    def run() -> None:
        try:
            asyncio.run(_serve(folder, known, ready, over))
        except BaseException as fault:  # told to the test's own thread
            faults.append(fault)
            ready.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(60)
    if faults:
        raise faults[0]
    yield known
    over.set()
    thread.join(20)


async def _serve(
    folder: Path, known: Served, ready: threading.Event, over: threading.Event
) -> None:
    app = build_app(
        Settings(data_dir=folder, worker="off", public_url="http://layanan.example/djm")
    )
    async with app.router.lifespan_context(app):
        parts = app.state.parts
        made = await development(
            parts.office, parts.make_certificate, parts.clock.secret, PASSPHRASE
        )
        server = uvicorn.Server(
            uvicorn.Config(app, port=0, lifespan="off", log_level="error", ws="none")
        )
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.wait({serving}, timeout=0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        known.url, known.tokens = f"http://127.0.0.1:{port}/graphql", made["tokens"]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            house = House(
                app, parts, made["tokens"], PASSPHRASE, YesSiak(), Phone(), Post(), client
            )
            await _populate(house, known)
        ready.set()
        await asyncio.to_thread(over.wait)
        server.should_exit = True
        await serving


async def _populate(house: House, known: Served) -> None:
    for stage in (
        story.created,
        story.filled,
        story.submitted,
        story.claimed,
        story.complete,
        story.drafted,
        story.before_the_verifier,
        story.verified,
        story.issued,
    ):
        await stage(house)
    found = (await house.ask(story.SO, LIVE))["applications"]
    known.cursors += [edge["cursor"] for edge in found["edges"]]
    for node in found["nodes"]:
        known.ids += [node["id"], *(d["id"] for d in node["documents"])]
        known.ids += [e["id"] for e in node["effects"]["nodes"]]
        known.hashes += [d["finalSha256"] for d in node["documents"] if d["finalSha256"]]
        known.cursors += [edge["cursor"] for edge in node["history"]["edges"]]
