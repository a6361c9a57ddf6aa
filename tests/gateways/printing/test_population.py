"""Family card, biodata and move certificate: what stands where, and what has no place there."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from api.domain.ports import Page, Permanent
from api.gateways.printing.printer import TypstPrinter
from tests.gateways.printing.layout import sheets_of
from tests.gateways.printing.specimen_pages import DELEGATE, HEAD, ONE_WORD, SIXTY
from tests.gateways.printing.specimens_population import family, move, specimens

Text = Callable[[bytes], str]


@pytest.mark.parametrize(("size", "sheets"), [(1, 1), (10, 1), (11, 2), (12, 2), (23, 3)])
async def test_a_family_takes_one_sheet_for_every_ten_of_its_members(
    size: int, sheets: int, printer: TypstPrinter, text_of: Text
) -> None:
    pdf = await printer.print(family(size, name=SIXTY), draft=False)

    assert len(PdfReader(BytesIO(pdf)).pages) == sheets
    text = text_of(pdf)
    assert text.count("Nama Kepala Keluarga") == sheets
    assert (f"Lembar {sheets} dari {sheets}" in text) is (sheets > 1)


async def test_the_columns_stand_in_the_official_order(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(family(4), draft=False))

    for line in (
        "Nama Lengkap NIK Jenis Kelamin Tempat Lahir Tanggal Lahir Agama Pendidikan "
        "Jenis Pekerjaan Golongan Darah",
        "(1) (2) (3) (4) (5) (6) (7) (8) (9)",
        "Dokumen Imigrasi Nama Orang Tua Status Perkawinan Tanggal Perkawinan "
        "Status Hubungan Dalam Keluarga Kewarganegaraan No. Paspor No. KITAP Ayah Ibu",
        "1 KAWIN BELUM TERCATAT 03-02-2008 KEPALA KELUARGA WNI - - ABDULLAH CONTOH AMINAH CONTOH",
    ):
        assert line in text


@pytest.mark.parametrize("name", ["W" * 34, "MAWAR WMWMWM WAWAMWAWAM MMWM WMMW", SIXTY, ONE_WORD])
async def test_the_widest_letters_stay_in_their_column(name: str, printer: TypstPrinter) -> None:
    pages = (family(3, name=name, father_name=name, mother_name=name), move(3, name=name))
    for page in pages:
        pdf = await printer.print(page, draft=False)

        for sheet in sheets_of(pdf):
            assert sheet.collisions() == []
            assert sheet.beyond(28, 13, 28) == []


async def test_a_foreign_member_has_passport_and_permit(
    printer: TypstPrinter, text_of: Text
) -> None:
    page = specimens()["family_card_foreign"]

    text = text_of(await printer.print(page, draft=False))

    assert "2 KAWIN BELUM TERCATAT 03-02-2008 ISTRI WNA A9001CONTOH 2C11JE0001-CONTOH" in text


async def test_a_delegate_signs_under_both_offices(printer: TypstPrinter, text_of: Text) -> None:
    page = replace(family(4), signatory=DELEGATE)

    text = text_of(await printer.print(page, draft=False))

    assert (
        "Plh. Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Balangan "
        "Sekretaris Dinas Kependudukan dan Pencatatan Sipil," in text
    )
    assert DELEGATE.name in text


async def test_biodata_says_who_of_whom_where_and_which_papers(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(specimens()["biodata_long"], draft=False))

    for line in (
        "BIODATA PENDUDUK WARGA NEGARA INDONESIA NIK 6311021705909001",
        f"DATA PERSONAL 1. Nama Lengkap : {SIXTY} 2. Tempat Lahir : HALONG",
        "DATA ORANG TUA 13. NIK Ibu : 6311065001659001",
        "DATA ALAMAT 17. Alamat : JL. A. YANI NO. 9 18. RT/RW : 002/001",
        "DATA KEPEMILIKAN DOKUMEN 23. Nomor Paspor : -",
        "25. Nomor Akta/Surat Kenal Lahir : 6311-LT-17052020-9001",
    ):
        assert line in text


async def test_a_move_certificate_says_until_when_it_holds_and_where_to_report(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(move(1), draft=False))

    for line in (
        "DATA DAERAH ASAL 1. Nomor Kartu Keluarga : 6311062011269001",
        "2. Alamat Tujuan : JL. PEMUDA GANG SEPAKAT NO. 12 RT 004",
        "1 AHMAD RIFANI CONTOH 6311061201859001 LAKI-LAKI 12-01-1985 KEPALA KELUARGA",
        "Surat ini berlaku sampai dengan 28 Februari 2027.",
        "Pencatatan Sipil Kabupaten Hulu Sungai Utara sebelum tanggal itu",
    ):
        assert line in text


async def test_twelve_who_move_all_stand_on_the_certificate(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(move(12, name=SIXTY), draft=False))

    # head of the family and applicant as well
    assert text.count(SIXTY) == 12 + 3
    assert "lembar 2 dari 2" in text


async def test_a_move_far_away_names_the_region_by_its_code(
    printer: TypstPrinter, text_of: Text
) -> None:
    page = move(1)
    goal = {"address": "JL. CONTOH", "region_code": "35.78.01.1001", "province": "JAWA TIMUR"}
    page = replace(page, content=page.content | {"destination": goal})

    text = text_of(await printer.print(page, draft=False))

    assert "Tujuan : JAWA TIMUR 4. Kode Wilayah Tujuan : 35.78.01.1001" in text
    assert "Pencatatan Sipil kabupaten/kota tujuan sebelum" in text


@pytest.mark.parametrize("kind", ["BIODATA_WNI", "SKPWNI"])
async def test_labelled_lines_typed_by_hand_are_a_letter_of_any_type(
    kind: str, printer: TypstPrinter, text_of: Text
) -> None:
    page = replace(
        move(1), type=kind, content={"title": "Surat CONTOH", "lines": [["Nama", "SITI CONTOH"]]}
    )

    text = text_of(await printer.print(page, draft=False))

    assert "SURAT CONTOH Nomor" in text
    assert "Nama SITI CONTOH" in text


async def test_a_letter_writes_dates_in_figures_and_nothing_else_anew(
    printer: TypstPrinter, text_of: Text
) -> None:
    lines = [
        ["Tanggal", "2026-11-20"],
        ["Nomor", "20261120"],
        ["Lain", "2026-99-99"],
        ["Tiada", ""],
    ]
    content = {"title": "Surat CONTOH", "lines": lines}

    text = text_of(await printer.print(replace(move(1), content=content), draft=False))

    assert "Tanggal 20-11-2026 Nomor 20261120 Lain 2026-99-99 Tiada -" in text


@pytest.mark.parametrize(
    ("page", "field"),
    [
        (move(1), "destination"),
        (move(1), "valid_until"),
        (move(1), "movers"),
        (specimens()["biodata"], "address"),
        (specimens()["biodata"], "name"),
    ],
)
async def test_what_is_missing_is_named(page: Page, field: str, printer: TypstPrinter) -> None:
    rest = {name: value for name, value in page.content.items() if name != field}

    with pytest.raises(Permanent) as refusal:
        await printer.print(replace(page, content=rest), draft=False)

    assert refusal.value.message.startswith(f"content.{field}: ")


async def test_a_part_of_a_record_is_named_with_its_place(printer: TypstPrinter) -> None:
    page = move(2)
    page.content["movers"][1]["name"] = ""

    with pytest.raises(Permanent) as refusal:
        await printer.print(page, draft=False)

    assert refusal.value.message.startswith("content.movers.1.name: ")


async def test_a_draft_without_signatory_is_printed_as_well(
    printer: TypstPrinter, text_of: Text
) -> None:
    for page in (family(2), move(2), specimens()["biodata"]):
        text = text_of(await printer.print(replace(page, signatory=None), draft=True))

        assert "DRAF" in text
        assert HEAD.name not in text
