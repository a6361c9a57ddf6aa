"""Guards an embedded installation: one process at a time keeps the promises of one SQLite file."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AnotherProcess(RuntimeError):
    """Somebody else keeps this installation's promises already."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the operating system frees it however the process ends."""
    with (folder / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherProcess(
                f"another worker uses {folder}; with SQLite there is one, inside `serve`. "
                "Stop it, or set DIKJAMILA_WORKER=off for this server."
            ) from None
        yield
