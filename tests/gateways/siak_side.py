"""SIAK's side of the gateway's tests: what is handed in there, decided, and broken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx

from api.domain.ports import SiakEntry, Submission
from api.gateways.siak import HttpSiak
from simkit.program import Simulator
from tests.simulators.siak_office import birth_of


async def population(simulator: Simulator) -> dict[str, Any]:
    async with httpx.AsyncClient() as client:
        told = await client.get(simulator.kernel.url + "/_sim/v1/population")
    cases: dict[str, Any] = told.json()["cases"]
    return cases


def submission(service: str, answers: dict[str, Any], number: str = "CONTOH-1") -> Submission:
    return Submission(
        service=service,
        application_number=number,
        submitted_on=datetime.now(UTC).date(),
        reported_late=False,
        late_decision=None,
        expected_documents=(),
        answers=answers,
        entered_by="operator-1",
    )


async def decided(simulator: Simulator, siak: HttpSiak, entry_id: str) -> SiakEntry:
    await simulator.kernel.clock.advance(1)  # what is due by then is done when this returns
    return await siak.entry(entry_id)


async def birth(simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]) -> SiakEntry:
    answers = birth_of(cases["couple_expecting"])
    received = await siak.submit(submission("AKTA_KELAHIRAN", answers), key="lahir")
    return await decided(simulator, siak, received.id)


def break_line(simulator: Simulator, kind: str, **rule: Any) -> None:
    simulator.kernel.faults.add({"kind": kind, **rule})


def calls_of(simulator: Simulator, path: str) -> int:
    """Count the requests that came for this path."""
    return sum(entry.path == path for entry in simulator.kernel.journal.entries())
