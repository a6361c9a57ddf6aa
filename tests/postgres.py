"""A private PostgreSQL server for the tests, on a socket of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

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
def find_cluster() -> Iterator[Cluster]:
    """Start a server in a folder of its own, or skip where its programs are missing.

    Not under pytest's folder: each further run of pytest closes that to all but its own user, and
    a server that runs as another loses its files.
    """
    found = sorted(VERSIONS.glob("*/bin/initdb")) if VERSIONS.is_dir() else []
    if not found:
        pytest.skip("PostgreSQL's server programs are not installed")
    with TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        with _running(found[-1].parent, folder):
            yield Cluster(found[-1].parent, folder, count())


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[None]:
    data = folder / "data"
    quiet = {"check": True, "capture_output": True, "cwd": "/"}
    initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(_as_postgres([*initdb, "--locale=C", "-N"]), **quiet)  # type: ignore[call-overload]
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=200"
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    subprocess.run(_as_postgres([*control, "-o", options, "start"]), **quiet)  # type: ignore[call-overload]
    try:
        yield
    finally:
        subprocess.run(_as_postgres([*control, "-m", "immediate", "stop"]), **quiet)  # type: ignore[call-overload]
