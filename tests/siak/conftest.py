"""The service beside a registry that runs as a program of its own, reached over a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from api.worker import Worker
from tests.graphql.house import House, Json, Paper, opened
from tests.simulators.programs import Program, running


@pytest.fixture(scope="session")
def one_registry() -> Iterator[Program]:
    """Start SIAK once; its decisions come quickly."""
    with running("siak_sim", "--seed", "7", "--decision-seconds", "0.02") as program:
        yield program


@dataclass(frozen=True)
class Registry:
    """SIAK as tests see it: who lives where, what is asked of it, and its bad days."""

    program: Program
    cases: dict[str, Json]

    def fails(self, kind: str, path: str = "/v1/people*", **more: Any) -> None:
        """Let every such call fail from now on."""
        match = {"method": "GET", "path": path}
        self.program.post("/faults", {"kind": kind, "match": match, "times": None, **more})

    def recovers(self) -> None:
        """Let everything work again."""
        self.program.client.delete("/_sim/v1/faults")

    def look_ups(self) -> int:
        """Count what was looked up."""
        journal = self.program.get("/journal", path="/v1/people*")
        return len(journal["entries"])


@pytest.fixture
def registry(one_registry: Program) -> Registry:
    one_registry.reset(7)
    return Registry(one_registry, one_registry.get("/population")["cases"])


@dataclass
class RealHouse(House):
    """A house whose worker speaks to the real registry."""

    @property
    def worker(self) -> Worker:
        gateways = replace(
            self.parts.gateways, whatsapp=self.phone, email=self.post, printer=Paper()
        )
        return Worker(self.parts.office, gateways, is_alone=True)


@pytest.fixture
async def house(tmp_path: Path, certificates: Path, registry: Registry) -> AsyncIterator[RealHouse]:
    told = registry.program.ready
    where = {"siak_url": told["url"], "siak_token": told["token"]}
    async with opened(tmp_path / "data", certificates, **where) as found:
        yield RealHouse(**{name: getattr(found, name) for name in House.__dataclass_fields__})


@pytest.fixture
async def house_anywhere(
    tmp_path: Path, certificates: Path, registry: Registry, database_url: str
) -> AsyncIterator[RealHouse]:
    """On SQLite and on PostgreSQL."""
    told = registry.program.ready
    where = {"siak_url": told["url"], "siak_token": told["token"], "database_url": database_url}
    async with opened(tmp_path / "house", certificates, **where) as found:
        yield RealHouse(**{name: getattr(found, name) for name in House.__dataclass_fields__})
