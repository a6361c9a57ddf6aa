"""`make bench`: fills an installation, asks both servers the same, prints ratios of CPU time."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from api.app import build_parts
from api.config import Settings
from api.storage import migrate
from api.usecases.access import create_token, save_principal
from api.usecases.people import PEOPLE
from bench.documents import documents
from bench.pages import MOVE, PAGE
from tests.factories import Bench

APPLICATIONS = 150
ROUNDS, REQUESTS = 9, 60
CPU_CLOCK = 2  # nanoseconds; the ticks of /proc are as long as forty of the floor's requests


async def fill(folder: Path) -> tuple[str, list[str]]:
    """Make an installation with applications in the queue; return a token and their ids."""
    settings = Settings(data_dir=folder)
    await migrate.upgrade(settings.database)
    parts = build_parts(settings)
    for person in PEOPLE:
        await save_principal(parts.office, person)
    secret = parts.clock.secret()
    token = await create_token(parts.office, "petugas-1", secret=secret, label="bench")
    bench = Bench(parts.office, parts.clock, b"%PDF-1.7 CONTOH")
    ids = [await bench.submitted() for _ in range(APPLICATIONS)]
    await parts.close()
    return token, ids


@contextmanager
def server(*command: str, port: int, environment: dict[str, str]) -> Iterator[int]:
    """Run a server until the end of the block; yield its process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu(pid: int) -> float:
    """Return the CPU seconds all threads of a process have used, by Linux's clock for it."""
    return time.clock_gettime((~pid << 3) | CPU_CLOCK)


def cost(pid: int, ask: Callable[[], object]) -> float:
    """Return the CPU milliseconds of one request, over many."""
    before = cpu(pid)
    for _ in range(REQUESTS):
        ask()
    return (cpu(pid) - before) / REQUESTS * 1000


def compare(ours: Callable[[], float], floor: Callable[[], float]) -> tuple[float, float]:
    """Return the lowest cost of both, measured in turn."""
    measured = [(ours(), floor()) for _ in range(ROUNDS)]
    return min(a for a, _ in measured), min(b for _, b in measured)


def over_http(folder: Path, token: str, ids: list[str]) -> list[tuple[str, float, float]]:
    """Compare the queue page and a transition over HTTP."""
    port, floor_port = free_port(), free_port()
    database = str(folder / "dik-jamila.sqlite3")
    shutil.copy(database, folder / "floor.sqlite3")
    headers = {"Authorization": f"Bearer {token}"}
    own = {"DIKJAMILA_DATA_DIR": str(folder), "DIKJAMILA_PORT": str(port)}
    floor_command = ("bench.floor", str(folder / "floor.sqlite3"), str(floor_port))
    rows = []
    with (
        server("api", "serve", port=port, environment=own) as pid,
        server(*floor_command, port=floor_port, environment={}) as floor_pid,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as client,
        httpx.Client(base_url=f"http://127.0.0.1:{floor_port}") as floor,
    ):

        def page() -> None:
            answer = client.post("/graphql", json={"query": PAGE}).json()
            if "errors" in answer or len(answer["data"]["applications"]["nodes"]) != 50:
                raise SystemExit(f"the page is wrong: {json.dumps(answer)[:400]}")

        mover = Mover(client, ids)
        page()
        floor.get("/page")
        for name, act, floor_path in (
            ("queue page of 50, CPU", page, "/page"),
            ("one transition, CPU", mover.move, f"/move/{ids[0]}"),
        ):
            asked = partial(floor.get, floor_path)
            a, b = compare(partial(cost, pid, act), partial(cost, floor_pid, asked))
            rows.append((name, a, b))
    return rows


class Mover:
    """Claims and releases one application after the other."""

    def __init__(self, client: httpx.Client, ids: list[str]) -> None:
        self._client = client
        query = {"query": "{applications(first:100){nodes{id version status}}}"}
        found = client.post("/graphql", json=query).json()["data"]["applications"]["nodes"]
        self._open = [(each["id"], each["version"]) for each in found]
        self._next = 0

    def move(self) -> None:
        """Claim the next application, or release it when it was claimed before."""
        place = self._next % len(self._open)
        name = "release" if self._next // len(self._open) % 2 else "claim"
        self._next += 1
        application_id, version = self._open[place]
        variables = {"input": {"applicationId": application_id, "expectedVersion": version}}
        query = MOVE.format(name=name, Name=name.capitalize())
        answer = self._client.post("/graphql", json={"query": query, "variables": variables})
        payload = answer.json()["data"][f"{name}Application"]
        if payload["errors"]:
            raise SystemExit(f"the transition is refused: {payload['errors']}")
        self._open[place] = (application_id, payload["application"]["version"])


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        token, ids = asyncio.run(fill(folder))
        rows = over_http(folder, token, ids) + asyncio.run(documents(folder))
    print(f"{'what':38} {'ours ms':>9} {'floor ms':>9} {'ratio':>7}")
    for what, ours, floor in rows:
        print(f"{what:38} {ours:9.2f} {floor:9.2f} {ours / floor:7.1f}")
    print("floor: raw SQL + orjson on bare ASGI, same rows; for PDFs one raw RSA-3072 signature")


if __name__ == "__main__":
    main()
