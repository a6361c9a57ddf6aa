"""The manual as the tests read it: pages, links, and the examples that run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.running import ROOT

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, and how it is to be run."""

    language: str
    how: str
    text: str


def pages() -> list[Path]:
    """Return every page of the manual."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def named(page: Path) -> str:
    """Return a page's name as people write it."""
    return page.relative_to(ROOT).as_posix()


def page(name: str) -> str:
    """Return a page's text."""
    return (ROOT / name).read_text("utf-8")


def blocks(text: str) -> Iterator[Block]:
    """Yield a page's fenced blocks in their order."""
    for found in _FENCE.finditer(text):
        language, _, how = found[1].strip().partition(" ")
        yield Block(language, how, found[2])


def links(text: str) -> set[str]:
    """Return where a page points to."""
    return set(_LINK.findall(_FENCE.sub("", text)))


def anchors(text: str) -> set[str]:
    """Return the anchors GitHub makes of a page's headings."""
    titles = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
