"""A finished application, its proof, and the command that judges it."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from api.app import Parts
from api.domain.values import Status
from api.gateways.signing.pki import ROOT
from api.usecases import checkpoints
from api.usecases.proofs import PROOF, SEAL, sealed_proof
from tests.factories import Bench
from tests.stations import stand

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
async def finished(bench: Bench) -> str:
    """Bring an application to its end; return its id."""
    return await stand(bench, Status.COMPLETED)


@pytest.fixture
async def packed(parts: Parts, bench: Bench, finished: str) -> bytes:
    """Let a night pass, then export the proof."""
    await stand(bench, Status.SUBMITTED)  # a chain beside it
    parts.clock.advance(3_600)
    assert await checkpoints.make_now(parts.office) is not None
    found = await sealed_proof(parts.office, finished)
    assert found is not None
    return found


@pytest.fixture
def pair(packed: bytes) -> tuple[bytes, bytes]:
    """Take proof and seal out of the ZIP."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read(PROOF), archive.read(SEAL)


@pytest.fixture
def root(parts: Parts) -> Path:
    """Name the root everybody is given."""
    return parts.settings.data_dir / "pki" / ROOT


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run the command line in an empty folder: no database, nothing of the office."""

    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "api", *map(str, arguments)],
            env={**os.environ, "DIKJAMILA_DATA_DIR": str(tmp_path / "elsewhere")},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run
