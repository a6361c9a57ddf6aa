"""Every way of tampering is refused by the validator, by the public page and by the command."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.domain.ports import Verdict
from api.gateways.signing.pki import ROOT, read_certificates
from api.gateways.signing.validation import validate
from tests.gateways.signing.fuzzing import altered
from tests.gateways.signing.tamperings import TAMPERINGS
from tests.running import ROOT as HERE
from tests.running import run
from tests.verification.office import TODAY, Office, at_the_door, make_office
from tests.verification.reading import heading, send

WORDS = {  # what the page may call a tampered file
    "Berkas sudah diubah",
    "Bukan PDF yang dapat dibaca",
    "Tanpa tanda tangan elektronik",
    "Bukan dari kantor ini",
    "Waktu tanda tangan tidak terbukti",
}
FUZZED = 200
SEED = 6311


@dataclass(frozen=True)
class Judgements:
    """What the three judges said of one file."""

    verdict: Verdict
    page: str
    command: Mapping[str, Any]


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, certificates: Path, printed_page: bytes
) -> Office:
    return make_office(tmp_path_factory.mktemp("office"), certificates, printed_page)


@pytest.fixture(scope="module")
def judged(
    office: Office, certificates: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Judgements]:
    """Let all three judges look at the untouched file and at each tampered one."""
    pdf, other = office.active.pdf, office.papers["superseded"].pdf
    files = {name: tamper(pdf, other) for name, tamper in TAMPERINGS.items()}
    assert pdf not in files.values()
    files["untouched"] = pdf
    said = _commanded(office, files, tmp_path_factory.mktemp("files"))
    seen = asyncio.run(_seen(office, certificates, files))
    return {name: Judgements(*seen[name], said[name]) for name in files}


def _commanded(
    office: Office, files: Mapping[str, bytes], folder: Path
) -> Mapping[str, Mapping[str, Any]]:
    paths = {name: folder / f"{number}.pdf" for number, name in enumerate(files)}
    for name, path in paths.items():
        path.write_bytes(files[name])
    command: tuple[str | Path, ...] = (sys.executable, "-P", "-m", "api", "verify-pdf", "--json")
    done = run(*command, *paths.values(), cwd=HERE, **office.environment())
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""  # what the readers mumble may hold people's data
    told = {each["file"]: each for each in json.loads(done.stdout)["files"]}
    return {name: told[str(path)] for name, path in paths.items()}


async def _seen(
    office: Office, certificates: Path, files: Mapping[str, bytes]
) -> dict[str, tuple[Verdict, str]]:
    roots = read_certificates(certificates / ROOT)
    app = office.app()
    found = {}
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        for name, pdf in files.items():
            verdict = await validate(pdf, roots=roots, now=TODAY)
            found[name] = verdict, heading(await send(client, "/v", pdf))
    return found


def test_the_untouched_file_is_accepted_by_all_three(judged: Mapping[str, Judgements]) -> None:
    found = judged["untouched"]

    assert (found.verdict.genuine, found.verdict.reasons) == (True, ())
    assert found.page == "Berkas asli"
    assert (found.command["genuine"], found.command["books"]) == (True, "GENUINE_ACTIVE")
    assert found.command["status"] == 0


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_refused_by_all_three(name: str, judged: Mapping[str, Judgements]) -> None:
    found = judged[name]

    assert not found.verdict.genuine
    assert found.verdict.reasons
    assert found.page in WORDS
    assert (found.command["genuine"], found.command["status"]) == (False, 1)
    assert found.command["reasons"] == list(found.verdict.reasons)


def test_a_rewrite_by_qpdf_is_refused(office: Office, certificates: Path, tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    before.write_bytes(office.active.pdf)
    subprocess.run(["qpdf", "--linearize", before, after], check=True, capture_output=True)

    seen = asyncio.run(_seen(office, certificates, {"qpdf": after.read_bytes()}))

    verdict, page = seen["qpdf"]
    assert not verdict.genuine
    assert page in WORDS


async def test_no_random_alteration_comes_out_clean(office: Office, certificates: Path) -> None:
    roots = read_certificates(certificates / ROOT)
    draws = random.Random(SEED)
    pdf = office.active.pdf

    clean = []
    for number in range(FUZZED):
        how, changed = altered(pdf, draws)
        if (await validate(changed, roots=roots, now=TODAY)).genuine:
            clean.append((number, how))

    assert clean == []
