"""SIAK stops with twenty applications in entry: seen, waited for, nothing lost or doubled."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api.app import Parts
from api.domain.values import Status
from api.gateways.siak import HttpSiak
from api.graphql.app import graphql_routes
from api.usecases.access import create_token
from api.worker import Worker
from tests.factories import OFFICER, Bench
from tests.installations import MONDAY
from tests.scripted import Outside, ScriptedPrinter
from tests.simulators.programs import Program, running
from tests.simulators.siak_office import asks

APPLICATIONS = 20
DEADLINE = 60.0  # seconds, in real time
SYSTEM = "{ system { siak { status code message queued stuck since retryAt } } }"
Json = dict[str, Any]


@contextmanager
def siak_program(state: Path, port: int, at: str) -> Any:  # a context manager of a program
    """Run SIAK as a program that keeps its state in a file and takes an hour to decide."""
    options = ("--state", str(state), "--clock", at, "--decision-seconds", "3600")
    with running("siak_sim", *options, "--port", str(port)) as program:
        yield program


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(DEADLINE):
        while not await true():  # noqa: ASYNC110  # two programs share no event
            await asyncio.sleep(0.05)


class Service:
    """Our service with a running worker, and what an officer sees of it."""

    def __init__(
        self, parts: Parts, page: bytes, siak: HttpSiak, client: httpx.AsyncClient
    ) -> None:
        office = replace(parts.office, siak=siak)
        self.bench = Bench(office, parts.clock, page)
        self.parts, self._client = parts, client
        outside = Outside(printer=ScriptedPrinter(page=page))
        self.worker = Worker(office, replace(outside.gateways, siak=siak), is_alone=False)

    async def siak(self) -> Json:
        """Return what an officer sees of SIAK's line."""
        answer = await self._client.post("/graphql", json={"query": SYSTEM})
        seen: Json = answer.json()["data"]["system"]["siak"]
        return seen

    async def statuses(self, applications: list[str]) -> Counter[Status]:
        """Count where the applications stand."""
        cases = [await self.bench.case(each) for each in applications]
        return Counter(case.application.status for case in cases)


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    """An officer's browser."""
    token = await create_token(parts.office, OFFICER.id, secret=parts.clock.secret(), label="uji")
    app = Starlette(routes=graphql_routes(parts.office))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://layanan",
        headers={"Authorization": f"Bearer {token}"},
    ) as client:
        yield client


def applicants(program: Program) -> list[Json]:
    """Return heads of as many different families."""
    found: dict[str, Json] = {}
    for case in program.get("/population")["cases"].values():
        if case["status"] == "ACTIVE" and case["head_nik"] == case["nik"]:
            found.setdefault(case["family_card_number"], case)
    return list(found.values())[:APPLICATIONS]


async def test_an_outage_with_twenty_entries_under_way_loses_and_doubles_nothing(
    parts: Parts, printed_page: bytes, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    state = tmp_path / "siak.json"
    with siak_program(state, 0, MONDAY.isoformat()) as program:
        port = int(program.url.rpartition(":")[2])
        siak = HttpSiak(program.url, program.ready["token"], timeout=5)
        service = Service(parts, printed_page, siak, client)
        applications = [
            await service.bench.completed_review(**asks(case), loss_kind="RUSAK")
            for case in applicants(program)
        ]
        await service.worker.drain()
        for application_id in applications:
            await service.bench.enter(application_id)
        working = asyncio.create_task(service.worker.run())

        async def some_are_there() -> bool:
            return len(program.get("/entries")["entries"]) >= APPLICATIONS // 2

        await until(some_are_there)

    async def officers_see_it() -> bool:
        parts.clock.advance(1)  # what was handed in is asked for every few seconds
        service.worker.wake()
        return bool((await service.siak())["status"] == "DOWN")

    await until(officers_see_it)
    down = await service.siak()

    with siak_program(state, port, parts.clock.now().isoformat()) as program:

        async def it_is_back() -> bool:
            parts.clock.advance(5)
            service.worker.wake()
            return bool((await service.siak())["status"] == "UP")

        async def all_are_drafted() -> bool:
            program.advance(3600)
            parts.clock.advance(6)
            service.worker.wake()
            return (await service.statuses(applications))[Status.DRAFTED] == APPLICATIONS

        await until(it_is_back)
        await until(all_are_drafted)
        ledger = program.get("/entries")["entries"]
        after = await service.siak()

    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    await siak.close()
    assert (down["code"], down["queued"], down["stuck"]) == ("UNREACHABLE", APPLICATIONS, 0)
    assert "tidak dapat dihubungi" in down["message"]
    assert (after["status"], after["queued"], after["stuck"]) == ("UP", 0, 0)
    assert len(ledger) == APPLICATIONS
    assert max(Counter(entry["key"] for entry in ledger).values()) == 1
    numbers = [entry["application_number"] for entry in ledger]
    assert sorted(numbers) == sorted(
        [str((await service.bench.case(each)).application.number) for each in applications]
    )
    assert {entry["status"] for entry in ledger} == {"ACCEPTED"}
