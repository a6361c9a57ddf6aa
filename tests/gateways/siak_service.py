"""Our service and a simulated SIAK between real sockets, both on clocks that stand until moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import RowMapping, select
from starlette.applications import Starlette

from api.app import Parts
from api.domain.line import Line, Remote
from api.domain.ports import SignedFile, SignPlace, Verdict
from api.domain.values import Status
from api.domain.words import Effect
from api.gateways import siak
from api.gateways.siak import HttpSiak
from api.http.siak_callback import CallbackDoor
from api.storage import tables as t
from api.usecases import commands as c
from api.usecases.remotes import Remotes
from api.worker import Worker
from siak_sim.app import build_app
from siak_sim.config import Config
from siak_sim.records import Entry
from siak_sim.world import SiakWorld
from simkit.kernel import Options
from simkit.program import Simulator, listening
from tests.factories import OPERATOR, Bench
from tests.scripted import Outside, ScriptedPrinter
from tests.simulators.siak_office import asks, signed

PATIENCE, HASTE = 5.0, 0.6  # seconds until an answer is not waited for, in real time
DECIDES = 3.0  # seconds of virtual time until SIAK decides
SECRET = "rahasia-contoh"
SERVICE, CARD_SERVICE = "KK_HILANG_RUSAK", "KTP_EL_HILANG_RUSAK"
Json = dict[str, Any]


class QuickKey:
    """Signs with a key that is at hand; whose it is, this SIAK does not ask."""

    async def sign(
        self, pdf: bytes, *, field: str, reason: str, now: datetime, place: object = None
    ) -> SignedFile:
        return SignedFile(signed(pdf, reason=reason), "1", now, "B-LT")

    def close(self) -> None:
        pass


class QuickSigner:
    """Implements `SignerPort` without passphrase and certificates."""

    is_remote = False
    tells_first = False
    keeps_files = False
    line = None

    async def unlock(self, signatory_id: str, passphrase: str) -> QuickKey:
        return QuickKey()

    async def find(self, pdf: bytes, place: object) -> SignedFile | None:
        return None

    async def verify(self, pdf: bytes) -> Verdict:
        return Verdict(True, "B-LT", "CONTOH", None, ())


@dataclass
class World:
    """Both sides, and the steps between them."""

    bench: Bench
    siak: HttpSiak
    worker: Worker
    simulator: Simulator
    config: Config
    cases: Json
    callback_url: str | None
    serving: AsyncExitStack = field(default_factory=AsyncExitStack)
    is_siak_there: bool = True

    async def connect_anew(self, patience: float = PATIENCE) -> None:
        """Speak to SIAK over another line, without a session yet."""
        await self.siak.close()
        self.siak = connected(self.simulator, self.callback_url, patience)
        self.bench.office = replace(self.bench.office, siak=self.siak)
        self.worker = working(self.bench)

    async def siak_stops(self) -> None:
        """End SIAK's program; it keeps its state in a file."""
        await self.serving.aclose()
        self.is_siak_there = False

    async def siak_starts(self) -> None:
        """Start SIAK where it was, with the state it kept."""
        port = int(self.simulator.kernel.url.rpartition(":")[2])
        options = replace(self.config.options, port=port, clock=self.bench.clock.now().isoformat())
        self.simulator = build_app(replace(self.config, options=options))
        await self.serving.enter_async_context(listening(self.simulator))
        self.is_siak_there = True

    @property
    def registry(self) -> SiakWorld:
        """SIAK's own state."""
        world = self.simulator.world
        assert isinstance(world, SiakWorld)
        return world

    @property
    def remotes(self) -> Remotes:
        return Remotes(self.bench.office)

    def breaks(self, kind: str, **rule: Any) -> None:
        """Put a fault in force."""
        self.simulator.kernel.faults.add({"kind": kind, **rule})

    async def work(self) -> None:
        """Do what is due."""
        await self.worker.drain()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass on both sides, and everything due be done."""
        if self.is_siak_there:
            await self.simulator.kernel.clock.advance(seconds)
        self.bench.clock.advance(seconds)
        await self.work()

    async def line(self) -> Line:
        return await self.remotes.line(Remote.SIAK)

    async def effects(self, application_id: str) -> Sequence[RowMapping]:
        """Return the promises to SIAK of an application, in their order."""
        query = (
            select(t.effect)
            .where(t.effect.c.application_id == application_id)
            .where(t.effect.c.kind.like("siak.%"))
            .order_by(t.effect.c.seq)
        )
        async with self.bench.office.work.read() as connection:
            return (await connection.execute(query)).mappings().all()

    async def log(self, application_id: str) -> Sequence[RowMapping]:
        """Return the application's log."""
        query = select(t.event).where(t.event.c.application_id == application_id)
        async with self.bench.office.work.read() as connection:
            return (await connection.execute(query)).mappings().all()

    async def effect(self, application_id: str, kind: Effect) -> RowMapping:
        return [row for row in await self.effects(application_id) if row["kind"] == kind][-1]

    async def status(self, application_id: str) -> Status:
        return (await self.bench.case(application_id)).application.status

    def calls(self, method: str, path: str) -> int:
        """Count the requests that reached SIAK's door."""
        entries = self.simulator.kernel.journal.entries(path=path)
        return sum(entry.method == method and entry.direction == "in" for entry in entries)

    def ledger(self) -> list[Entry]:
        """Return every entry SIAK holds."""
        return list(self.registry.registry.all(Entry))

    def answers(self, service: str = SERVICE) -> Json:
        """Return what the applicant answers, as SIAK knows them."""
        given = {**asks(self.cases["lost_ktp"]), "loss_kind": "RUSAK"}
        if service == CARD_SERVICE:
            given |= {"loss_kind": "HILANG", "delivery_method": "AMBIL_DI_KANTOR"}
        return given

    async def complete(self, service: str = SERVICE) -> str:
        """Return an application that is ready for SIAK."""
        return await self.bench.completed_review(service, **self.answers(service))

    async def decided(self, application_id: str) -> None:
        """Let SIAK's decision come, and what follows from it."""
        await self.pass_time(DECIDES + 5)
        await self.pass_time(5)

    async def entered(self, service: str = SERVICE) -> str:
        """Return an application whose entry is promised."""
        application_id = await self.complete(service)
        await self.work()
        await self.bench.enter(application_id)
        return application_id

    async def drafted(self, service: str = SERVICE) -> str:
        """Return an application SIAK has accepted."""
        application_id = await self.entered(service)
        await self.work()
        await self.decided(application_id)
        assert await self.status(application_id) is Status.DRAFTED
        return application_id

    async def verified(self, service: str = SERVICE) -> str:
        """Return an application whose verification is promised to SIAK."""
        application_id = await self.drafted(service)
        await self.bench.on(OPERATOR, c.SubmitForVerification, application_id)
        await self.bench.verify(application_id)
        return application_id

    async def place_of(self, application_id: str) -> SignPlace:
        """Return where SIAK keeps the signed file of an application's only document."""
        case = await self.bench.case(application_id)
        (document,) = case.counting
        return SignPlace(case.application.siak_entry_id or "", document.siak_ref)

    def number_at(self, place: SignPlace) -> str:
        """Return the number SIAK reserved for a document."""
        entry = self.registry.registry.require(Entry, place.entry_id)
        return next(d.number for d in entry.documents if d.document_ref == place.ref)

    def kept_files(self) -> list[str]:
        """Return the hashes of the signed files SIAK's entries hold."""
        documents = [document for entry in self.ledger() for document in entry.documents]
        return [document.file_sha256 for document in documents if document.file_sha256]

    async def signed(self) -> str:
        """Return an application whose upload is promised."""
        application_id = await self.verified()
        await self.work()
        await self.bench.sign(application_id)
        return application_id


@asynccontextmanager
async def answering(app: Starlette) -> AsyncIterator[int]:
    """Serve on a free port of this machine."""
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110  # uvicorn offers no event
            await asyncio.sleep(0.001)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await asyncio.wait([serving])


def config_at(now: datetime, folder: Path) -> Config:
    """Return how SIAK is started: at the service's time, its state kept in a file."""
    return Config(
        options=Options(clock=now.isoformat(), state=str(folder / "siak.json")),
        callback_secret=SECRET,
        decision_seconds=DECIDES,
    )


@asynccontextmanager
async def between(
    parts: Parts, page: bytes, folder: Path, *, callbacks: bool = False
) -> AsyncIterator[World]:
    """Put the service and SIAK side by side until the block ends."""
    door = CallbackDoor(parts.office, SECRET, siak.signature_matches, siak.parse_entry)
    config = config_at(parts.clock.now(), folder)
    simulator = build_app(config)
    serving = AsyncExitStack()
    async with answering(Starlette(routes=door.routes())) as port, serving:
        await serving.enter_async_context(listening(simulator))
        here = f"http://127.0.0.1:{port}/callbacks/siak" if callbacks else None
        line = connected(simulator, here, PATIENCE)
        office = replace(parts.office, signer=QuickSigner(), siak=line)
        bench = Bench(office, parts.clock, page)
        told = simulator.world
        assert isinstance(told, SiakWorld)
        cases = told.teller.told()["cases"]
        world = World(bench, line, working(bench), simulator, config, cases, here, serving)
        try:
            yield world
        finally:
            await world.siak.close()


def connected(simulator: Simulator, callback_url: str | None, patience: float) -> HttpSiak:
    """Return a line to SIAK."""
    url, token = simulator.kernel.url, str(simulator.ready()["token"])
    return HttpSiak(url, token, callback_url=callback_url, timeout=patience)


def working(bench: Bench) -> Worker:
    """Return a worker that speaks to SIAK over the office's line, and to nobody else."""
    outside = Outside(printer=ScriptedPrinter(page=bench.page))
    gateways = replace(outside.gateways, siak=bench.office.siak)
    return Worker(bench.office, gateways, is_alone=False)
