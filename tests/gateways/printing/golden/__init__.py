"""Golden texts: what a reader finds on each specimen, page by page, kept beside the tests.

`python -m tests.gateways.printing.golden` writes them anew; look at the difference before it is
committed, and at the pages themselves (`… .golden --pictures <folder>`).
"""

import difflib
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent


def text_by_page(pdf: bytes) -> list[str]:
    """Return what stands on each page in the order it is read, without empty lines."""
    # raw: in reading order, so that no letter of the mark behind the text strays into its lines
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    pages = done.stdout.decode().rstrip("\f").split("\f")
    return [_lines(page) for page in pages]


def _lines(page: str) -> str:
    lines = (" ".join(line.split()) for line in page.splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def golden_text(pdf: bytes) -> str:
    """Return a PDF's pages as one text, each under its number."""
    pages = text_by_page(pdf)
    return "\n".join(f"== {at} of {len(pages)}\n{page}" for at, page in enumerate(pages, start=1))


def kept(name: str) -> str:
    """Return the golden text of a specimen; none yet is an empty one."""
    path = FOLDER / f"{name}.txt"
    return path.read_text("utf-8") if path.exists() else ""


def keep(name: str, text: str) -> None:
    """Write the golden text of a specimen."""
    (FOLDER / f"{name}.txt").write_text(text, "utf-8")


def difference(name: str, found: str) -> str:
    """Return in which lines a specimen differs from its golden text; nothing if in none."""
    lines = difflib.unified_diff(
        kept(name).splitlines(),
        found.splitlines(),
        f"golden/{name}.txt",
        "printed now",
        lineterm="",
    )
    return "\n".join(lines)
