"""Every specimen: its words as they were approved, its size, its margins, nothing upon another."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from api.gateways.printing.printer import SIGNATURE_AREA, TypstPrinter
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
        self._seen: dict[tuple[str, bool], list[Sheet]] = {}

    async def pdf(self, name: str, draft: bool = False) -> bytes:
        """Return a specimen as PDF."""
        if (name, draft) not in self._done:
            page = specimens()[name]
            self._done[name, draft] = await self._printer.print(page, draft=draft)
        return self._done[name, draft]

    async def sheets(self, name: str, draft: bool = False) -> list[Sheet]:
        """Return the pages of a specimen with the place of each word."""
        if (name, draft) not in self._seen:
            self._seen[name, draft] = sheets_of(await self.pdf(name, draft))
        return self._seen[name, draft]


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


@pytest.mark.parametrize("name", NAMES)
async def test_a_specimen_is_an_accessible_archive_pdf(name: str, prints: Prints) -> None:
    pdf = await prints.pdf(name)

    for claim in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<"):
        assert claim in pdf
    assert str(PdfReader(BytesIO(pdf)).root_object["/Lang"]).startswith("id")


async def test_specimens_are_the_same_bytes_from_any_printer(prints: Prints) -> None:
    other = TypstPrinter(workers=1)

    again = {name: await other.print(page, draft=False) for name, page in specimens().items()}

    other.close()
    assert [name for name in NAMES if again[name] != await prints.pdf(name)] == []


@pytest.mark.parametrize("name", [name for name in NAMES if specimens()[name].signatory])
async def test_only_the_note_beside_the_qr_code_stands_in_the_signature_area(
    name: str, prints: Prints
) -> None:
    last = (await prints.sheets(name))[-1]
    left, bottom, right, top = SIGNATURE_AREA.box(last.width)

    inside = [
        word.text
        for word in last.words
        if word.core[1] > last.height - top and word.core[0] < last.height - bottom
        if word.right > left and word.left < right
    ]

    assert " ".join(inside) == "Ditandatangani secara elektronik oleh pejabat di bawah ini"


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
