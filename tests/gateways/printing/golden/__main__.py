"""Writes the golden texts anew, all or those named; with `--pictures` also PNGs to look at."""

import argparse
import asyncio
import subprocess
from pathlib import Path

from api.domain.ports import Page
from api.gateways.printing.printer import TypstPrinter
from tests.gateways.printing.golden import FOLDER, difference, golden_text, keep
from tests.gateways.printing.specimens import specimens


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.gateways.printing.golden")
    parser.add_argument("names", nargs="*", help="specimens, or how their names begin; else all")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="write PNGs and PDFs here")
    parser.add_argument("--resolution", type=int, default=80, metavar="DPI")
    parser.add_argument(
        "--draft", action="store_true", help="pictures of the drafts; keeps nothing"
    )
    asked = parser.parse_args()
    every = specimens()
    starts = tuple(asked.names) or ("",)
    pages = {name: page for name, page in every.items() if name.startswith(starts)}
    asyncio.run(_print(pages, asked))
    if not asked.names:
        for path in FOLDER.glob("*.txt"):
            if path.stem not in every:
                path.unlink()


async def _print(pages: dict[str, Page], asked: argparse.Namespace) -> None:
    printer = TypstPrinter()
    for name, page in pages.items():
        pdf = await printer.print(page, draft=asked.draft)
        if asked.pictures:
            _picture(asked.pictures, name, pdf, asked.resolution)
        if not asked.draft:
            text = golden_text(pdf)
            print("changed" if difference(name, text) else "same   ", name)
            keep(name, text)
    printer.close()


def _picture(folder: Path, name: str, pdf: bytes, resolution: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(resolution), "-png", "-", str(folder / name)]
    subprocess.run(command, input=pdf, check=True)


if __name__ == "__main__":
    main()
