"""Paper forms as they are printed: numbers in boxes, ticks, whatever people write, however long."""

import asyncio
import string
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.catalogue.loader import load
from api.domain.catalogue import Catalogue
from api.domain.ports import Permanent
from api.domain.service import FieldType
from api.gateways.printing.forms import date_boxes
from api.gateways.printing.printer import TypstPrinter
from tests.gateways.printing.specimens_paper_forms import BIRTH, HOSTILE, SIXTY, blank, filled

Text = Callable[[bytes], str]
WRITABLE = string.ascii_letters + string.digits + "'`\"#*_$\\<>@/=~[](){}-.,;:!?&%+|^ éüñÉ–…"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def test_a_date_stands_in_its_boxes_or_nowhere() -> None:
    assert date_boxes("06-11-2026") == ["06", "11", "2026"]
    assert date_boxes("") == ["  ", "  ", "    "]
    assert date_boxes("kemarin") == ["  ", "  ", "    "]


async def test_numbers_stand_in_boxes_and_names_in_full(
    printer: TypstPrinter, catalogue: Catalogue, text_of: Text
) -> None:
    page = filled(catalogue, "F-2.01", "AKTA_KELAHIRAN", BIRTH)

    text = text_of(await printer.print(page, draft=False))

    assert "F-2.01" in text
    assert f"1. Nama anak : {SIXTY}" in text
    assert "Nomor Induk Kependudukan (NIK) : 6 3 1 1 0 6 4 6 0 1 9 0 9 0 0 1" in text
    assert "Tanggal lahir : 0 6 1 1 2 0 2 6" in text
    assert "☒ Puskesmas" in text
    assert "☐ Rumah sakit/rumah bersalin" in text


async def test_the_same_answers_give_the_same_bytes(
    printer: TypstPrinter, catalogue: Catalogue
) -> None:
    page = filled(catalogue, "F-2.01", "AKTA_KELAHIRAN", BIRTH)
    other = TypstPrinter(workers=1)

    here, there = await asyncio.gather(
        printer.print(page, draft=False), other.print(page, draft=False)
    )

    other.close()
    assert here == there


async def test_a_statement_has_places_for_two_witnesses_and_a_revenue_stamp(
    printer: TypstPrinter, catalogue: Catalogue, text_of: Text
) -> None:
    for code in ("F-1.04", "F-2.03", "F-2.04", "SPTJM-KEMATIAN", "SPTJM-DATA", "F-1.05"):
        text = text_of(await printer.print(blank(catalogue, code), draft=False))
        assert "Saksi I" in text, code
        assert "Saksi II" in text, code
        assert "Meterai Rp10.000" in text, code


async def test_a_form_tells_which_page_of_how_many_it_is(
    printer: TypstPrinter, catalogue: Catalogue, text_of: Text
) -> None:
    text = text_of(await printer.print(blank(catalogue, "F-1.01"), draft=False))

    assert [f"Halaman {number} dari 3" in text for number in (1, 2, 3)] == [True] * 3


async def test_a_letter_no_font_has_is_refused_by_its_place(
    printer: TypstPrinter, catalogue: Catalogue
) -> None:
    page = filled(
        catalogue, "F-2.03", "AKTA_KELAHIRAN", {**BIRTH, "child_name": "Contoh \U0001f476"}
    )

    with pytest.raises(Permanent) as refused:
        await printer.print(page, draft=False)

    assert refused.value.code == "UNPRINTABLE"
    assert "U+1F476" in refused.value.message
    assert "Contoh" not in refused.value.message


@pytest.mark.parametrize("code", ["F-1.01", "F-1.02", "F-1.03", "F-1.04", "F-1.06", "F-2.01"])
async def test_markup_in_answers_is_printed_as_it_was_written(
    code: str, printer: TypstPrinter, catalogue: Catalogue, text_of: Text
) -> None:
    service = next(each for each in catalogue.services if code in each.form_codes)
    texts = {
        name: HOSTILE
        for name, question in service.fields_by_name.items()
        if question.type is FieldType.TEXT
    }

    text = text_of(await printer.print(filled(catalogue, code, service.code, texts), draft=False))

    assert "#panic(" in text


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(WRITABLE, max_size=700), min_size=8, max_size=8))
def test_no_answer_however_long_or_strange_breaks_a_form(
    printer: TypstPrinter, catalogue: Catalogue, written: list[str]
) -> None:
    names = (*(name for name in BIRTH if not name.endswith("date")),)
    answers = {name: written[at % 8] for at, name in enumerate(names)}

    for code in ("F-2.01", "F-2.03", "F-2.04"):
        page = filled(catalogue, code, "AKTA_KELAHIRAN", answers)
        assert asyncio.run(printer.print(page, draft=False)).startswith(b"%PDF-")
