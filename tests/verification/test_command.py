"""`verify-pdf` at a terminal: what it says, to people and to programs, and its exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from api.gateways.signing.pki import ROOT as ROOT_FILE
from api.gateways.signing.pki import ensure_pki, read_certificate
from api.gateways.signing.revocation import Revocations
from tests.installations import MONDAY
from tests.running import run
from tests.verification.office import Office

COMMAND = (sys.executable, "-P", "-m", "api", "verify-pdf")


@pytest.fixture(scope="module")
def files(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name, paper in office.papers.items():
        (folder / f"{name}.pdf").write_bytes(paper.pdf)
    (folder / "altered.pdf").write_bytes(office.active.pdf.replace(b"/Pengesahan", b"/x", 1) + b"x")
    return folder


def verify(office: Office, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command where the office's books are."""
    environment = office.environment()
    command: tuple[str | Path, ...] = (*COMMAND, *arguments)
    return run(*command, **environment)  # type: ignore[arg-type]  # texts, none of them a folder


@pytest.mark.parametrize(
    ("name", "status", "books"),
    [
        ("active", 0, "Daftar dokumen: terbit dan berlaku"),
        ("superseded", 3, "Daftar dokumen: sudah diganti dokumen yang lebih baru sejak 2026-11-25"),
        ("annulled", 3, "Daftar dokumen: dibatalkan sejak 2026-11-25"),
        ("signed", 3, "Daftar dokumen: berkas ini tidak tercatat"),
    ],
)
def test_a_genuine_file_is_told_with_its_standing_on_the_books(
    office: Office, files: Path, name: str, status: int, books: str
) -> None:
    done = verify(office, files / f"{name}.pdf")

    said = done.stdout.splitlines()
    assert (said[0], said[-1]) == ("ASLI", books)
    assert (done.returncode, done.stderr) == (status, "")


def test_offline_and_with_other_roots_no_books_are_asked(office: Office, files: Path) -> None:
    root = office.folder / "data" / "pki" / ROOT_FILE

    offline = verify(office, files / "superseded.pdf", "--offline")
    rooted = verify(office, files / "superseded.pdf", "--root", root)

    for done in (offline, rooted):
        assert done.returncode == 0
        assert "Daftar dokumen" not in done.stdout


def test_a_file_signed_after_the_revocation_is_refused(
    office: Office, files: Path, tmp_path: Path
) -> None:
    shutil.copytree(office.folder / "data" / "pki", tmp_path / "pki")
    signatory = read_certificate(tmp_path / "pki" / "signatories" / "kepala-1.pem")
    Revocations(tmp_path / "pki").revoke(signatory.serial_number, MONDAY - timedelta(hours=1))

    done = run(*COMMAND, str(files / "active.pdf"), DIKJAMILA_DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert "REVOKED" in done.stdout


def test_without_a_database_the_signature_alone_is_judged(
    office: Office, files: Path, tmp_path: Path
) -> None:
    (tmp_path / "pki").symlink_to(office.folder / "data" / "pki")

    done = run(*COMMAND, files / "active.pdf", DIKJAMILA_DATA_DIR=str(tmp_path))

    assert done.returncode == 0
    assert "Daftar dokumen" not in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["pki"]  # nothing is made for a question


def test_of_many_files_the_worst_decides_the_exit_status(office: Office, files: Path) -> None:
    good_and_old = verify(office, files / "active.pdf", files / "superseded.pdf")
    and_altered = verify(office, *(files / f"{n}.pdf" for n in ("superseded", "altered", "active")))
    and_missing = verify(office, files / "altered.pdf", files / "tidak-ada.pdf")

    assert good_and_old.returncode == 3
    assert f"{files / 'superseded.pdf'}:" in good_and_old.stdout.splitlines()
    assert and_altered.returncode == 1
    assert and_altered.stdout.count("ASLI") == 3
    assert and_missing.returncode == 2
    assert "tidak-ada.pdf: No such file" in and_missing.stderr


def test_programs_get_the_same_as_json(office: Office, files: Path) -> None:
    done = verify(office, "--json", files / "annulled.pdf", files / "altered.pdf")

    annulled, altered = json.loads(done.stdout)["files"]
    assert (annulled["genuine"], annulled["books"], annulled["endedOn"], annulled["status"]) == (
        True,
        "ANNULLED",
        "2026-11-25",
        3,
    )
    assert annulled["level"] == "B-LT"
    assert len(annulled["sha256"]) == 64
    assert (altered["genuine"], altered["status"], altered["books"]) == (False, 1, "UNKNOWN")
    assert altered["reasons"]


def test_a_root_of_others_trusts_nothing_of_ours(
    office: Office, files: Path, tmp_path: Path
) -> None:
    ensure_pki(tmp_path / "other", MONDAY)

    done = verify(office, files / "active.pdf", "--root", tmp_path / "other" / ROOT_FILE)

    assert done.returncode == 1
    assert "UNTRUSTED" in done.stdout


def test_without_a_root_nothing_is_judged(office: Office, files: Path, tmp_path: Path) -> None:
    done = verify(office, files / "active.pdf", "--root", tmp_path / "tidak-ada.pem")

    assert done.returncode == 2
    assert "no root certificate" in done.stderr
