"""The command that lays the text of two PDFs side by side: `compare-pdf`."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from api.domain.difference import DiffLine, LineKind, difference
from api.gateways.content import ContentInspector

MARKS = {LineKind.SAME: " ", LineKind.REMOVED: "-", LineKind.ADDED: "+"}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    compare = commands.add_parser("compare-pdf", help="tell what two PDFs say differently")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    compare.add_argument("--all", action="store_true", help="lines that are the same, too")
    compare.set_defaults(run=lambda _, o: asyncio.run(_compare(o.before, o.after, o.all)))


async def _compare(before: Path, after: Path, everything: bool) -> int:
    """Print the lines that differ; 0 when none does, 1 when some do, 2 when one is no PDF."""
    inspector, texts = ContentInspector(), []
    for path in (before, after):
        text = await inspector.text_of(path.read_bytes()) if path.is_file() else ()
        if not text:
            print(f"{path}: no PDF that can be read", file=sys.stderr)
            return 2
        texts.append(text)
    lines = difference(*texts)
    differ = any(line.kind is not LineKind.SAME for line in lines)
    for said in _said(lines, everything):
        print(said)
    if not differ:
        print("both say the same")
    return 1 if differ else 0


def _said(lines: tuple[DiffLine, ...], everything: bool) -> Iterator[str]:
    for line in lines:
        if everything or line.kind is not LineKind.SAME:
            yield f"{MARKS[line.kind]} {line.page}: {line.text}"
