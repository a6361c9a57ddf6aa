"""Every specimen: its words as they were approved, its size, its margins, nothing upon another."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typst

from api.gateways.printing.printer import TypstPrinter
from tests.gateways.conftest import Judge
from tests.gateways.printing.golden import FOLDER, difference, golden_text
from tests.gateways.printing.layout import Sheet, sheets_of
from tests.gateways.printing.specimens import specimens

NAMES = sorted(specimens())
SHORT_SIDE, LONG_SIDE = 595, 842  # A4 in points
SIDE, TOP, BOTTOM = 28, 13, 28  # points no word may come nearer to the paper's edges


class Prints:
    """Prints each specimen once."""

    def __init__(self, printer: TypstPrinter) -> None:
        self._printer = printer
        self._done: dict[tuple[str, bool], bytes] = {}

    async def pdf(self, name: str, draft: bool = False) -> bytes:
        """Return a specimen as PDF."""
        if (name, draft) not in self._done:
            page = specimens()[name]
            self._done[name, draft] = await self._printer.print(page, draft=draft)
        return self._done[name, draft]

    async def sheets(self, name: str, draft: bool = False) -> list[Sheet]:
        """Return the pages of a specimen with the place of each word."""
        return sheets_of(await self.pdf(name, draft))


@pytest.fixture(scope="module")
def prints(printer: TypstPrinter, judge: Judge) -> Prints:
    judge("pdftotext", "-v")
    return Prints(printer)


@pytest.mark.parametrize("name", NAMES)
async def test_a_specimen_says_what_was_approved(name: str, prints: Prints) -> None:
    found = golden_text(await prints.pdf(name))

    changed = difference(name, found)
    again = f"python -m tests.gateways.printing.golden {name}"
    assert not changed, f"{name} reads differently; if that is meant: {again}\n{changed}"


def test_every_golden_text_has_its_specimen() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(NAMES)


@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("name", NAMES)
async def test_a_specimen_keeps_to_its_paper(name: str, draft: bool, prints: Prints) -> None:
    for sheet in await prints.sheets(name, draft):
        assert sorted((round(sheet.width), round(sheet.height))) == [SHORT_SIDE, LONG_SIDE]
        assert sheet.beyond(SIDE, TOP, BOTTOM) == []


@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("name", NAMES)
async def test_no_word_of_a_specimen_lies_upon_another(
    name: str, draft: bool, prints: Prints
) -> None:
    for sheet in await prints.sheets(name, draft):
        assert sheet.collisions() == []


@pytest.mark.parametrize("name", NAMES)
async def test_no_page_of_a_specimen_is_empty_or_unmarked(name: str, prints: Prints) -> None:
    for sheet in await prints.sheets(name):
        said = "".join(word.text for word in sheet.words)
        assert "CONTOH·BUKANDOKUMENRESMI" in said
        assert len(sheet.words) > 20


async def test_a_word_beyond_the_margin_and_one_upon_another_are_seen(
    prints: Prints, make_page: Callable[[str], bytes]
) -> None:
    (sheet,) = sheets_of(make_page("#place(dx: -40pt)[luar] #place[satu] #place(dx: 4pt)[dua]"))

    assert sheet.beyond(SIDE, TOP, BOTTOM) == ["luar"]
    assert sheet.collisions() == [("satu", "dua")]


@pytest.fixture
def make_page(tmp_path: Path) -> Callable[[str], bytes]:
    """Return a way to set a page of one's own."""

    def make(body: str) -> bytes:
        source = tmp_path / "page.typ"
        source.write_text(f'#set page(paper: "a4", margin: 50pt)\n{body}', "utf-8")
        pdf = typst.compile(source)
        assert isinstance(pdf, bytes)
        return pdf

    return make
