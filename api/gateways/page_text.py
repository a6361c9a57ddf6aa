"""Reads the text of a PDF line by line, as its pages are read; hides how letters become words."""

import io
from typing import Final

import pypdf

MAX_PAGES: Final = 20
MAX_LINES: Final = 1_500  # of all pages together
MAX_LINE: Final = 400  # letters


def text_of(pdf: bytes) -> tuple[tuple[str, ...], ...]:
    """Return the lines of each page, at most so many; none where the file cannot be read."""
    try:
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        found = [page.extract_text() for page in pages[:MAX_PAGES]]
    except Exception:  # the parser raises anything on hostile or cut-off bytes
        return ()
    left, lines = MAX_LINES, []
    for text in found:
        page = _lines(text)[:left]
        left -= len(page)
        lines.append(tuple(page))
    return tuple(lines)


def _lines(text: str) -> list[str]:
    """Return lines with single spaces; signs that only tell where a word may break are left out."""
    plain = (" ".join(line.replace("\u200b", "").split()) for line in text.splitlines())
    return [line[:MAX_LINE] for line in plain if line]
