"""Fetches GraphiQL's published files with npm, where npm is; `python -m api.http.graphiql_files`.

Run once when the environment is made. Versions and hashes are fixed here; where a package comes
from is npm's business. Without npm or network nothing happens and the plain page is served.
"""

import base64
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SECONDS: Final = 60


@dataclass(frozen=True)
class Package:
    """One published package, its integrity as the lock file of npm writes it, and what we take."""

    name: str
    integrity: str  # sha512, base64
    members: tuple[str, ...]


PACKAGES: Final = (
    Package(
        "graphiql@3.9.0",
        "rJYFlHdBbug9+YbFSwRVvgfPjCayC7wHecZkx/qB4XLuQPFQZw/yB9pmHFtOJV6RiNBBHro3u1GdocKa3YcGRA==",
        ("graphiql.min.js", "graphiql.min.css"),
    ),
    Package(
        "react@18.3.1",
        "wS+hAgJShR0KhEvPJArfuPVN1+Hz1t0Y6n5jLrGQbkb4urgPE/0Rve+1kMB1v/oWgHgm4WIcV+i7F2pTVj+2iQ==",
        ("umd/react.production.min.js",),
    ),
    Package(
        "react-dom@18.3.1",
        "5m4nQKp+rZRb09LNH59GM4BxTh9251/ylbKIbpe7TpGxfJ+9kv6BLkLBXIjjspbgbnIBNqlI23tRnTWT0snUIw==",
        ("umd/react-dom.production.min.js",),
    ),
)


def fetch(folder: Path) -> bool:
    """Put the files into the folder; say whether they are all there."""
    wanted = [folder / Path(member).name for each in PACKAGES for member in each.members]
    if all(path.is_file() for path in wanted):
        return True
    npm = shutil.which("npm")
    if npm is None:
        return False
    with tempfile.TemporaryDirectory() as work:
        if not _pack(npm, Path(work)):
            return False
        archives = {_integrity(p.read_bytes()): p for p in Path(work).glob("*.tgz")}
        if any(each.integrity not in archives for each in PACKAGES):
            return False
        folder.mkdir(parents=True, exist_ok=True)
        for each in PACKAGES:
            _take(archives[each.integrity].read_bytes(), each.members, folder)
    return True


def _pack(npm: str, work: Path) -> bool:
    names = [each.name for each in PACKAGES]
    try:
        done = subprocess.run(
            [npm, "pack", "--silent", *names],
            cwd=work,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _integrity(data: bytes) -> str:
    return base64.b64encode(hashlib.sha512(data).digest()).decode()


def _take(archive: bytes, members: tuple[str, ...], folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        for member in members:
            source = opened.extractfile(f"package/{member}")
            if source is None:
                raise FileNotFoundError(member)
            (folder / Path(member).name).write_bytes(source.read())


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "var/graphiql")
    is_there = fetch(target)
    sys.stdout.write(
        f"GraphiQL: {target}\n" if is_there else "GraphiQL: not fetched; the plain page is served\n"
    )
