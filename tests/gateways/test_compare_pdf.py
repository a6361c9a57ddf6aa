"""What two PDFs say differently, on the command line."""

from pathlib import Path

import pytest

from api.__main__ import main
from api.gateways.content import ContentInspector
from api.gateways.page_text import MAX_LINES, text_of
from api.gateways.printing.printer import TypstPrinter
from tests.gateways.conftest import Pages


@pytest.fixture
async def cards(printer: TypstPrinter, pages: Pages, tmp_path: Path) -> tuple[Path, Path]:
    """A family card before and after a child came."""
    found = []
    for members in (3, 4):
        path = tmp_path / f"kk-{members}.pdf"
        path.write_bytes(await printer.print(pages.family(members), draft=False))
        found.append(path)
    return found[0], found[1]


def compare(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main(["compare-pdf", *map(str, words)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_new_member_of_the_family_is_the_difference(
    cards: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = compare(capsys, *cards)

    assert status == 1
    added = [line for line in out.splitlines() if line.startswith("+ 1: 4 ANGGOTA D CONTOH")]
    assert len(added) == 1
    assert "ANGGOTA A CONTOH" not in out  # the same lines are not shown


def test_a_file_reads_like_itself(
    cards: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = compare(capsys, cards[0], cards[0])

    assert (status, out) == (0, "both say the same\n")


def test_same_lines_are_shown_when_asked_for(
    cards: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = compare(capsys, "--all", *cards)

    assert "  1: KARTU KELUARGA" in out.splitlines()


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7 CONTOH", b"GIF89a"])
def test_what_is_no_pdf_is_said_to_be_none(
    content: bytes | None,
    cards: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tmp_path / "lain.pdf"
    if content is not None:
        other.write_bytes(content)

    status, _, err = compare(capsys, cards[0], other)

    assert status == 2
    assert "lain.pdf: no PDF that can be read" in err


async def test_a_name_broken_in_its_middle_is_read_as_one_word(
    printer: TypstPrinter, pages: Pages
) -> None:
    pdf = await printer.print(pages.birth(name="AISYAH CONTOH"), draft=False)

    lines = [line for page in await ContentInspector().text_of(pdf) for line in page]

    assert "AISYAH CONTOH" in lines
    assert not [line for line in lines if "\u200b" in line or line != line.strip()]


async def test_a_long_file_is_read_up_to_a_limit(printer: TypstPrinter, pages: Pages) -> None:
    pdf = await printer.print(pages.family(160, name="ANGGOTA CONTOH"), draft=False)

    assert sum(map(len, text_of(pdf))) <= MAX_LINES
    assert len(text_of(pdf)) <= 20
