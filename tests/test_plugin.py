"""The pytest plugin in somebody else's project, with a package of its own that is called `api`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import clean_environment

STORY = """
def test_a_citizen_is_greeted(citizen, world):
    siti = citizen("couple_expecting")
    siti.says("halo")
    assert siti.hears("Selamat datang").option("Setuju, mulai")
    world.settle()


def test_time_moves_for_everybody(world):
    before = world.siak.get("/clock")["now"]
    world.advance(3600)
    assert world.siak.get("/clock")["now"] > before


def test_simulators_come_alone_too(siak_sim, whatsapp_sim):
    assert siak_sim.get("/population")["synthetic"] is True
    assert whatsapp_sim.ready["phone_number_id"]
"""
WRONG = """
def test_nobody_says_this(citizen):
    siti = citizen("couple_expecting")
    siti.says("halo")
    siti.hears("kalimat yang tidak pernah ditulis", deadline=0.5)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "__init__.py").write_text("MINE = True\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    return tmp_path


def pytest_in(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    quiet = ["-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:asyncio"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *options],
        cwd=project,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_foreign_project_plays_with_the_whole_stack(project: Path) -> None:
    (project / "test_story.py").write_text(STORY)

    done = pytest_in(project)

    assert "3 passed" in done.stdout, done.stdout[-3000:]


def test_a_failed_story_shows_its_transcript_and_how_to_run_it_again(project: Path) -> None:
    (project / "test_wrong.py").write_text(WRONG)

    done = pytest_in(project, "--dj-seed", "11")

    assert "1 failed" in done.stdout
    assert "dik_jamila transcript" in done.stdout
    assert "Selamat datang" in done.stdout
    assert "--dj-seed 11" in done.stdout


def test_a_project_that_uses_nothing_of_it_imports_nothing_of_it(project: Path) -> None:
    (project / "test_plain.py").write_text(
        "import sys\n\n\ndef test_plain():\n"
        "    assert 'harness.stack' not in sys.modules\n"
        "    assert 'httpx' not in sys.modules\n"
    )

    done = pytest_in(project)

    assert "1 passed" in done.stdout, done.stdout[-3000:]
