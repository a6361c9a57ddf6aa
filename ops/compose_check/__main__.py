"""Command line: `python -m ops.compose_check [SERVICE ...]`; `--remove` clears its directory."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable

from ops.compose_check.footprint import Footprint
from ops.compose_check.lab import CheckFailed, Lab
from ops.compose_check.path import ask_published_addresses, can_be_played, play
from ops.compose_check.stack import ROOT, Stack
from ops.compose_check.stand_in import StandIns

LAB = ROOT / "var" / "compose-check"


def step(what: str, act: Callable[[], object]) -> None:
    """Do one step and say how long it took."""
    print(f"{what} ...", end=" ", flush=True)
    started = time.monotonic()
    try:
        act()
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def check(lab: Lab, services: tuple[str, ...], patience: float) -> None:
    """Build, start and try the services, and take everything down again."""
    stack, images = Stack(lab, services), StandIns(lab)
    step("podman, its settings and podman-compose", lab.prepare)
    step("stand-in for the Python image", images.make_python)
    step("stand-in for the PostgreSQL image", images.make_postgres)
    step("building the image of the programs", stack.build)
    before = Footprint.taken_now()
    try:
        step("starting " + ", ".join(stack.services), stack.up)
        step("waiting until all are healthy", lambda: stack.wait_until_healthy(patience))
        step("asking the published addresses", lambda: ask_published_addresses(stack))
        if not services and can_be_played():
            print(play(stack))
    finally:
        step("taking everything down", stack.down)
        before.put_back()


def _ended(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def main() -> int:
    """Run the check and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ops.compose_check", description=__doc__)
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="only these, without demo")
    parser.add_argument("--patience", type=float, default=180, help="seconds to become healthy")
    parser.add_argument("--remove", action="store_true", help="remove images and directory")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, _ended)
    try:
        if chosen.remove:
            Lab(LAB).remove()
        else:
            check(Lab(LAB), tuple(chosen.services), chosen.patience)
    except CheckFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
