"""Programs run in tests, as a person would: in an environment nothing outer has touched."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment without what an outer make, pytest or CI adds to it."""
    outer = re.compile("^(MAKE|MFLAGS|PYTEST|CI$)")
    return {name: value for name, value in os.environ.items() if not outer.match(name)} | more


def run(
    *command: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def write_program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path
