"""The harness's command line: demo, dev, play."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console

from harness import demo, dev, playing
from harness.report import Report
from harness.stack import SIGNINGS
from harness.story import BadStory
from harness.world import World

LOG_LINES = 15
POPULATIONS = ("mini", "small", "district", "full")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    result: int = options.run(options)
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m harness", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    playing = commands.add_parser("demo", help="three citizens through steps a to h")
    playing.add_argument("--folder", type=Path, default=Path("var/demo"))
    playing.add_argument(
        "--against", default="", metavar="JSON|FILE", help="a running stack, as `dev --json` tells"
    )
    _ask_who_signs(playing)
    playing.set_defaults(run=_demo)
    working = commands.add_parser("dev", help="keep everything running, seeded")
    working.add_argument("--folder", type=Path, default=Path("var/dev"))
    working.add_argument("--json", action="store_true", help="print one JSON line when ready")
    working.add_argument("--empty", action="store_true", help="without seeded applications")
    working.add_argument("--by-hand", action="store_true", help="without an interface to SIAK")
    working.add_argument("--population", choices=POPULATIONS, default="mini", help="SIAK's people")
    _ask_who_signs(working)
    working.set_defaults(run=_dev)
    telling = commands.add_parser("play", help="one service's story, step by step")
    telling.add_argument("story", nargs="*", help="names; without any, all stories are listed")
    telling.add_argument("--folder", type=Path, default=Path("var/play"))
    telling.add_argument("--against", default="", metavar="JSON|FILE", help="a running stack")
    _ask_who_signs(telling)
    telling.set_defaults(run=_play)
    return parser


def _ask_who_signs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--signing", choices=SIGNINGS, default="local", help="who signs: the service, or BSrE"
    )


class _Asked(Exception):
    """Somebody asked the harness to stop."""


@contextmanager
def _stops_in_order() -> Iterator[None]:
    """Turn SIGTERM and SIGINT into an exception, so that every program is stopped on the way out.

    An exception can get lost where Python ignores them (a finalizer, a callback): it is raised
    again at the end.
    """
    asked = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        raise _Asked

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
        if asked.is_set():
            raise _Asked
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _demo(options: argparse.Namespace) -> int:
    report = Report(tuple(demo.PLAYS))
    try:
        with _stops_in_order():
            outcome = demo.run(options.folder, options.against, report, signing=options.signing)
    except (KeyboardInterrupt, _Asked):
        report.says("Stopped.")
        return 130
    except Exception as error:
        report.table()
        report.says(f"The demo failed: {type(error).__name__}: {error}")
        _show_log(options.folder / "stack" / "logs" / "api.log", report)
        return 1
    demo.show(outcome, options.folder, report)
    return 0 if outcome.is_good else 1


def _play(options: argparse.Namespace) -> int:
    report = Report(())
    if not options.story:
        playing.list_stories(report)
        return 0
    try:
        with _stops_in_order():
            good = playing.run(
                options.story, options.folder, options.against, report, signing=options.signing
            )
    except (KeyboardInterrupt, _Asked):
        report.says("Stopped.")
        return 130
    except BadStory as unknown:
        report.says(str(unknown))
        return 2
    return 0 if good else 1


def _show_log(path: Path, report: Report) -> None:
    if path.exists():
        report.says(f"The end of {path}:")
        report.says("\n".join(path.read_text("utf-8", "replace").splitlines()[-LOG_LINES:]))


def _dev(options: argparse.Namespace) -> int:
    report = Report((), Console(highlight=False, stderr=options.json))
    try:
        fresh = dev.fresh_stack(
            options.folder,
            by_hand=options.by_hand,
            population=options.population,
            signing=options.signing,
        )
        with _stops_in_order(), fresh as stack:
            world = World(stack.addresses)
            if not options.empty:
                report.says("Seeding applications at every desk ...")
                dev.seed(world, by_hand=options.by_hand)
            if options.json:
                print(json.dumps(stack.addresses.as_json()), flush=True)
            else:
                report.addresses(stack.addresses)
                report.tokens(stack.addresses)
                report.says("Ctrl-C stops everything.")
            threading.Event().wait()
    except (KeyboardInterrupt, _Asked):
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
