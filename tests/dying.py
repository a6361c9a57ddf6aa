"""The service as a program that is killed at a chosen point of signing: `python -m tests.dying`.

    python -m tests.dying AFTER NUMBER serve --port 0

`AFTER` names a step of `api.usecases.signing_run`; the process kills itself when that step has been
done for the given number of documents, or for `_signed` in the middle of it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any

from api.__main__ import main
from api.usecases import signing, signing_run

LEASE = timedelta(seconds=4)  # so that nobody waits two minutes for what is gone


def die() -> None:
    """End at once, without a word to anybody."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(
    real: Callable[..., Awaitable[Any]], number: int, *, within: bool
) -> Callable[..., Awaitable[Any]]:  # any step
    """Return the step that is the process's last one."""
    turns = count(1)

    async def step(*args: Any, **more: Any) -> Any:  # of any step
        turn = next(turns)
        if turn == number and within:
            task = asyncio.ensure_future(real(*args, **more))
            await asyncio.wait([task], timeout=0.003)
            die()
        found = await real(*args, **more)
        if turn == number:
            die()
        return found

    return step


if __name__ == "__main__":
    after, number, *arguments = sys.argv[1:]
    real_step = getattr(signing_run, after)
    setattr(signing_run, after, dying(real_step, int(number), within=after == "_signed"))
    signing.LEASE = signing_run.LEASE = LEASE  # type: ignore[attr-defined]  # the test's own
    sys.exit(main(arguments))
