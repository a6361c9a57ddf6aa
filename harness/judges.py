"""Verdicts on signed PDFs: our own command, and pdfsig where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from harness.programs import environment
from harness.world import World

_PATIENCE = 60.0


@dataclass(frozen=True)
class Verdict:
    """What one judge said of one file."""

    judge: str
    is_good: bool
    said: str


def root_of(world: World, folder: Path) -> Path:
    """Return the file of the root that the stack's signatures lead to, a copy in the folder."""
    root = folder / "root.pem"
    named = world.addresses.root
    own = b"" if named else world.api.get("/pki/root.pem").raise_for_status().content
    root.write_bytes(Path(named).read_bytes() if named else own)
    return root


def verify_pdf(path: Path, root: Path) -> Verdict:
    """Ask `python -m api verify-pdf`."""
    command = [sys.executable, "-P", "-m", "api", "verify-pdf", str(path), "--root", str(root)]
    done = subprocess.run(
        command,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )
    return Verdict("verify-pdf", done.returncode == 0, (done.stdout + done.stderr).strip())


def trust_store(folder: Path, root: Path) -> Path | None:
    """Make a store in which pdfsig finds our root; None where its tools are missing."""
    if not (shutil.which("pdfsig") and shutil.which("certutil")):
        return None
    store = folder / "nssdb"
    store.mkdir(parents=True, exist_ok=True)
    place = f"sql:{store}"
    _run("certutil", "-N", "-d", place, "--empty-password")
    _run("certutil", "-A", "-d", place, "-n", "root", "-t", "CT,C,C", "-i", str(root))
    return store


def pdfsig(path: Path, store: Path) -> Verdict:
    """Ask Poppler's pdfsig: valid, trusted, and the whole document signed."""
    said = _run("pdfsig", "-nssdir", f"sql:{store}", str(path))
    wanted = (
        "Signature is Valid",
        "Certificate is Trusted",
        "Total document signed",
    )
    return Verdict("pdfsig", all(words in said for words in wanted), said.strip())


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    return done.stdout + done.stderr
