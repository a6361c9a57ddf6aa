"""`make demo` and `make dev` as people run them, and what they leave behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness import addresses
from harness.stack import Options, Stack
from harness.world import World
from tests.running import ROOT, clean_environment

PYTHON = (sys.executable, "-P", "-m")


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    parts = [str(part) for part in command]
    return subprocess.run(
        parts, env=clean_environment(), capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "var"


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    """Play the demo once; what it printed."""
    done = run(*PYTHON, "harness", "demo", "--folder", folder)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def papers(told: str, folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pdf"))


def verdict(paper: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return run(*PYTHON, "api", "verify-pdf", paper, "--root", folder / "root.pem")


def running_in(folder: Path) -> list[str]:
    """Name the processes whose environment or files point into a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return [pid for pid in found if pid != str(os.getpid())]


def test_every_step_of_every_journey_is_told(told: str) -> None:
    for letter in "abcdefgh":
        assert told.count(f"  {letter}  ") >= 4  # three journeys and the table
    assert "NOT VALID" not in told
    assert "GraphiQL" in told


def test_it_leaves_everything_to_look_at_and_no_process(told: str, folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert {"root.pem", "issuing-ca.pem", "transcript.txt", "events.jsonl", "logs"} <= names
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    assert len({event["application"] for event in events}) == 3
    assert {"CREATE", "VERIFY", "ISSUE"} <= {event["action"] for event in events}
    assert "Selamat datang" in (folder / "transcript.txt").read_text()
    assert running_in(folder) == []


@needs("pdfsig")
@needs("certutil")
def test_pdfsig_finds_every_paper_valid_trusted_and_signed_in_full(
    papers: list[Path], folder: Path, tmp_path: Path
) -> None:
    store = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", store, "--empty-password")
    run("certutil", "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-i", folder / "root.pem")

    assert len(papers) == 3
    for paper in papers:
        said = run("pdfsig", "-nssdir", store, paper).stdout
        assert "Signature is Valid." in said
        assert "Certificate is Trusted." in said
        assert "Total document signed" in said


@needs("qpdf")
def test_qpdf_finds_no_fault(papers: list[Path]) -> None:
    for paper in papers:
        done = run("qpdf", "--check", paper)
        assert done.returncode == 0, done.stdout + done.stderr


def test_our_own_judge_finds_them_genuine_at_b_lt(papers: list[Path], folder: Path) -> None:
    for paper in papers:
        done = verdict(paper, folder)
        assert done.returncode == 0
        assert "ASLI" in done.stdout.splitlines()[0]
        assert "PAdES B-LT" in done.stdout


def test_a_flipped_byte_is_reported_as_altered(
    papers: list[Path], folder: Path, tmp_path: Path
) -> None:
    data = bytearray(papers[0].read_bytes())
    data[len(data) // 3] ^= 0x01
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(data)

    done = verdict(altered, folder)

    assert done.returncode == 1
    assert "TIDAK ASLI" in done.stdout
    assert "ALTERED" in done.stdout


def test_an_appended_revision_is_reported_as_altered(
    papers: list[Path], folder: Path, tmp_path: Path
) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    extended = tmp_path / "extended.pdf"
    shutil.copy(papers[0], extended)
    with extended.open("rb+") as file:
        writer = IncrementalPdfFileWriter(file)
        writer.root["/Catatan"] = generic.pdf_string("ditambahkan")
        writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko is untyped here
        writer.write_in_place()  # type: ignore[no-untyped-call]  # pyHanko is untyped here

    done = verdict(extended, folder)

    assert done.returncode == 1
    assert "TIDAK ASLI" in done.stdout
    assert "EXTENDED" in done.stdout or "ALTERED" in done.stdout


def test_the_demo_plays_against_a_stack_that_runs_already(tmp_path: Path) -> None:
    with Stack(Options(tmp_path / "stack")) as stack:
        told = tmp_path / "against.json"
        told.write_text(json.dumps(stack.addresses.as_json()), "utf-8")

        done = run(*PYTHON, "harness", "demo", "--folder", tmp_path / "demo", "--against", told)

    assert done.returncode == 0, done.stdout[-3000:]
    assert len(list((tmp_path / "demo").glob("*.pdf"))) == 3


def test_without_tokens_the_demo_says_what_it_needs(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    against = {"graphql": nowhere, "siak": nowhere, "whatsapp": {"url": nowhere}, "mail": nowhere}

    done = run(
        *PYTHON, "harness", "demo", "--folder", tmp_path / "demo", "--against", json.dumps(against)
    )

    assert done.returncode == 1
    assert "`tokens`" in done.stdout


def test_an_interrupted_demo_leaves_no_process(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    process = subprocess.Popen(
        [*PYTHON, "harness", "demo", "--folder", str(folder)],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        while "birth" not in process.stdout.readline():
            assert process.poll() is None
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(30)
        if process.stdout is not None:
            process.stdout.close()
    assert status == 130
    assert running_in(folder) == []


def test_dev_tells_one_line_of_json_works_and_stops_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "dev"
    process = subprocess.Popen(
        [*PYTHON, "harness", "dev", "--json", "--folder", str(folder)],
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        raw = json.loads(line)
        assert {"graphql", "siak", "whatsapp", "mail", "tokens"} <= set(raw)
        assert {"token", "phone_number_id", "account_id", "app_secret"} <= set(raw["whatsapp"])
        world = World(addresses.read(line))
        query = "{ applications(first: 50) { nodes { status } } }"
        seeded = world.service_officer.asks(query)["applications"]["nodes"]
        assert len({each["status"] for each in seeded}) >= 8
        world.close()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        if process.stdout is not None:
            process.stdout.close()
    assert running_in(folder) == []
