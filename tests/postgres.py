"""A private PostgreSQL server for the tests, on a socket of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

VERSIONS = Path("/usr/lib/postgresql")


@dataclass
class Cluster:
    """A running server; each test gets a database of its own."""

    programs: Path
    folder: Path
    numbers: Iterator[int]

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Make an empty database, or a copy of another, and drop it afterwards."""
        name = f"t{os.getpid()}_{next(self.numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"postgresql+asyncpg://postgres@/{name}?host={self.folder}"
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def sql(self, statement: str) -> None:
        """Run one statement."""
        subprocess.run(
            [self.programs / "psql", "-h", self.folder, "-U", "postgres", "-qc", statement],
            check=True,
            capture_output=True,
        )


def _as_postgres(command: list[str | Path]) -> list[str | Path]:
    """Return the command as the server's own user; it refuses to run as root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


@contextmanager
def find_cluster(folder: Path) -> Iterator[Cluster]:
    """Start a server in the folder, or skip where its programs are missing."""
    found = sorted(VERSIONS.glob("*/bin/initdb")) if VERSIONS.is_dir() else []
    program = found[-1].parent if found else None
    if program is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    data = folder / "data"
    data.mkdir()
    if os.geteuid() == 0:
        for path in (*reversed(list(folder.parents)[:3]), folder, data):
            path.chmod(path.stat().st_mode | 0o011)
        shutil.chown(folder, "postgres")
        shutil.chown(data, "postgres")
    quiet = {"check": True, "capture_output": True, "cwd": "/"}
    initdb = [program / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(_as_postgres([*initdb, "--locale=C", "-N"]), **quiet)  # type: ignore[call-overload]
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=200"
    control = [program / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    subprocess.run(_as_postgres([*control, "-o", options, "start"]), **quiet)  # type: ignore[call-overload]
    try:
        yield Cluster(program, folder, count())
    finally:
        subprocess.run(_as_postgres([*control, "-m", "immediate", "stop"]), **quiet)  # type: ignore[call-overload]
