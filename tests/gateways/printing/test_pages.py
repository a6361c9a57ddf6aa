"""The pages as citizens read them, and the promise that the same page gives the same bytes."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from api.domain.ports import Page, Permanent
from api.gateways.printing.printer import SIGNATURE_AREA, TypstPrinter
from api.gateways.printing.spelling import date_in_words, number_in_words
from tests.gateways.conftest import ADDRESS, Judge, Pages

Text = Callable[[bytes], str]
SIXTY = "MUHAMMAD ABDURRAHMAN AL-GHIFARI NUR'AINI PUTRA CONTOH BANJAR"
HOSTILE = '#panic("x") *b* $x$ `kode` \\ <label> @ref //'


@pytest.mark.parametrize(
    ("wording", "sentence"),
    [
        (
            "ANAK_SUAMI_ISTRI",
            "anak ke-satu, perempuan, dari ayah AHMAD RIFANI CONTOH dan ibu SITI RAHMAH CONTOH.",
        ),
        (
            "ANAK_SUAMI_ISTRI_BELUM_TERCATAT",
            "dari ayah AHMAD RIFANI CONTOH dan ibu SITI RAHMAH CONTOH yang perkawinannya belum "
            "tercatat sesuai dengan peraturan perundang-undangan.",
        ),
        (
            "ANAK_SEORANG_IBU",
            "anak ke-satu, perempuan, dari seorang ibu bernama SITI RAHMAH CONTOH.",
        ),
        (
            "ORANG_TUA_TIDAK_DIKETAHUI",
            "anak ke-satu, perempuan, yang tidak diketahui asal-usul atau keberadaan orang tuanya.",
        ),
    ],
)
async def test_the_birth_act_names_the_parents_as_its_wording_says(
    wording: str, sentence: str, printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    pdf = await printer.print(pages.birth(wording=wording), draft=False)

    assert sentence in text_of(pdf)


async def test_a_mother_alone_is_printed_without_any_father(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    pdf = await printer.print(pages.birth(wording="ANAK_SEORANG_IBU"), draft=False)

    assert "AHMAD RIFANI" not in text_of(pdf)
    assert "ayah" not in text_of(pdf)


async def test_the_birth_act_reads_as_the_office_writes_it(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    text = text_of(await printer.print(pages.birth(), draft=False))

    for line in (
        "KUTIPAN AKTA KELAHIRAN",
        "NIK 6311064611269001",
        "Berdasarkan Akta Kelahiran Nomor 6311-LU-20112026-9001 bahwa di PARINGIN pada tanggal "
        "enam November tahun dua ribu dua puluh enam (06-11-2026) telah lahir",
        "By virtue of the above Birth Certificate, in PARINGIN on 6 November 2026 was born "
        "AISYAH PUTRI CONTOH anak ke-satu",
        "first child, female, of the father and mother named",
        "Kutipan ini dikeluarkan di Paringin pada tanggal 20 November 2026.",
        "Paringin, 20 November 2026 Kepala Dinas Kependudukan dan Pencatatan Sipil "
        "Kabupaten Balangan",
        "H. MUSTOFA CONTOH, S.Sos., M.AP. NIP 19700101 199503 1 001",
        ADDRESS,
    ):
        assert line in text


async def test_the_death_act_reads_as_the_office_writes_it(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    text = text_of(await printer.print(pages.death(), draft=False))

    for line in (
        "KUTIPAN AKTA KEMATIAN",
        "bahwa di PARINGIN pada tanggal satu November tahun dua ribu dua puluh enam (01-11-2026) "
        "telah meninggal dunia seorang laki-laki bernama",
        "in PARINGIN on 1 November 2026 died HASAN BASRI CONTOH",
        "yang lahir di JUAI pada tanggal dua belas Januari tahun seribu sembilan ratus empat "
        "puluh lima, anak dari ayah UMAR CONTOH dan ibu FATIMAH CONTOH.",
    ):
        assert line in text


async def test_a_death_act_with_one_parent_unknown_names_the_other(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    pdf = await printer.print(pages.death(father_name=None), draft=False)

    assert "empat puluh lima, anak dari ibu FATIMAH CONTOH." in text_of(pdf)


async def test_a_death_act_of_somebody_unregistered_says_only_what_is_known(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    unknown = dict.fromkeys(("sex", "birth_place", "father_name", "mother_name"), "")

    page = pages.death(**unknown, nik=None, birth_date=None)
    text = text_of(await printer.print(page, draft=False))

    assert "telah meninggal dunia seseorang bernama" in text
    assert "died HASAN BASRI CONTOH Kutipan ini" in text
    assert "NIK" not in text


async def test_a_birth_act_without_a_recorded_order_leaves_it_out(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    text = text_of(await printer.print(pages.birth(birth_order=None), draft=False))

    assert "AISYAH PUTRI CONTOH anak perempuan, dari ayah" in text


async def test_the_family_card_shows_every_member_in_both_tables(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    text = text_of(await printer.print(pages.family(4), draft=False))

    for line in (
        "KARTU KELUARGA",
        "No. 6311062011269001",
        "1 ANGGOTA A CONTOH 6311060101009001 LAKI-LAKI PARINGIN 12-01-1990 ISLAM BELUM TAMAT SD "
        "PETANI PEKEBUN O",
        "2 ANGGOTA B CONTOH 6311060101019002 PEREMPUAN",
        "4 KAWIN TERCATAT 03-02-2015 FAMILI LAIN WNI - - ABDULLAH CONTOH AMINAH CONTOH",
        "(10) (11) (12) (13) (14) (15) (16) (17)",
        "Dikeluarkan Tanggal : 20-11-2026",
    ):
        assert line in text


@pytest.mark.parametrize(("members", "sheets"), [(1, 1), (10, 1), (11, 2), (12, 2), (21, 3)])
async def test_a_family_card_takes_one_sheet_for_every_ten_members(
    members: int, sheets: int, printer: TypstPrinter, pages: Pages
) -> None:
    pdf = await printer.print(pages.family(members), draft=False)

    assert len(PdfReader(BytesIO(pdf)).pages) == sheets


async def test_the_second_sheet_goes_on_counting(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    text = text_of(await printer.print(pages.family(12), draft=False))

    assert "Lembar 2 dari 2" in text
    assert "12 ANGGOTA L CONTOH 6311060101119012" in text


async def test_ten_members_with_the_longest_names_still_fit_one_sheet(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    page = pages.family(10, name=SIXTY, father_name=SIXTY, mother_name=SIXTY)

    pdf = await printer.print(page, draft=False)

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert text_of(pdf).count(SIXTY) == 30


@pytest.mark.parametrize("name", [SIXTY, "A" * 60, "D'ARCY `NI'MAH` JU'UH", HOSTILE, "Zoë Ñandú"])
async def test_any_name_is_printed_letter_by_letter(
    name: str, printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    birth = await printer.print(pages.birth(name=name, mother_name=name), draft=False)
    family = await printer.print(pages.family(1, name=name), draft=False)

    assert text_of(birth).count(name) == 2
    assert name in text_of(family)


async def test_a_letter_prints_title_and_lines(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    text = text_of(await printer.print(pages.letter(), draft=False))

    assert "SURAT KETERANGAN PINDAH WNI Nomor SKPWNI/6311/20112026/9001" in text
    assert "Nama AHMAD RIFANI CONTOH Alasan pindah PEKERJAAN" in text


async def test_the_pickup_slip_says_what_where_when_and_what_to_bring(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    text = text_of(await printer.print(pages.slip(), draft=False))

    for line in (
        "AMBIL-7K3M-92",
        "AISYAH PUTRI CONTOH",
        "Kartu Identitas Anak (KIA)",
        "Loket 2, Disdukcapil Kabupaten Balangan",
        "Senin sampai Jumat, 08.00-15.00 WITA",
        "18 Februari 2027",
        "KIA yang lama, bila ada",
    ):
        assert line in text


async def test_every_simulated_page_says_contoh(
    printer: TypstPrinter, pages: Pages, judge: Judge
) -> None:
    pdf = await printer.print(pages.family(21), draft=False)

    for number in ("1", "2", "3"):
        page = judge("pdftotext", "-f", number, "-l", number, "-raw", "-", "-", stdin=pdf)
        assert "CONTOH · BUKAN DOKUMEN RESMI" in page


async def test_only_a_draft_says_draf_and_belum_sah(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    draft = text_of(await printer.print(pages.birth(), draft=True))
    final = text_of(await printer.print(pages.birth(), draft=False))

    assert "CONTOH · DRAF · BELUM SAH" in draft
    assert "Belum ditandatangani" in draft
    assert ADDRESS not in draft
    assert "DRAF" not in final
    assert "sertifikat simulasi" in final


async def test_a_printer_with_real_certificates_leaves_contoh_away(
    pages: Pages, text_of: Text
) -> None:
    printer = TypstPrinter(specimen=False)

    text = text_of(await printer.print(pages.letter(lines=[]), draft=False))

    printer.close()
    assert "BUKAN DOKUMEN RESMI" not in text


@pytest.mark.parametrize("kind", ["birth", "death", "letter"])
async def test_a_draft_needs_no_signatory_yet(
    kind: str, printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    page: Page = getattr(pages, kind)()

    text = text_of(await printer.print(replace(page, signatory=None), draft=True))

    assert "NIP" not in text


async def test_the_same_page_gives_the_same_bytes_from_any_printer(
    printer: TypstPrinter, pages: Pages
) -> None:
    other = TypstPrinter(workers=1)

    here, there = await asyncio.gather(
        printer.print(pages.family(12), draft=False), other.print(pages.family(12), draft=False)
    )

    other.close()
    assert here == there


async def test_pages_printed_side_by_side_do_not_mix(
    printer: TypstPrinter, pages: Pages, text_of: Text
) -> None:
    names = [f"ANAK {chr(65 + index)} CONTOH" for index in range(8)]

    pdfs = await asyncio.gather(
        *(printer.print(pages.birth(name=name), draft=False) for name in names)
    )

    for name, pdf in zip(names, pdfs, strict=True):
        assert f"was born {name} anak ke-satu" in text_of(pdf)


async def test_a_character_without_glyph_is_refused_by_field_and_not_by_value(
    printer: TypstPrinter, pages: Pages
) -> None:
    page = pages.family(2, mother_name="SITI 漢 CONTOH")

    with pytest.raises(Permanent) as refusal:
        await printer.print(page, draft=False)

    assert refusal.value.code == "UNPRINTABLE"
    assert refusal.value.message == "content.members.0.mother_name: no glyph for U+6F22"


async def test_intake_can_ask_which_characters_cannot_be_printed(printer: TypstPrinter) -> None:
    assert await printer.check_text("SITI NUR'AINI é") == ()
    assert await printer.check_text("SITI 漢\a語 漢") == ("漢", "\a", "語")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("birth_date", "6 November"),
        ("birth_order", 0),
        ("sex", "X"),
        ("wording", "LAIN"),
        ("mother_name", ""),
    ],
)
async def test_a_missing_or_malformed_value_is_refused_by_name(
    field: str, value: object, printer: TypstPrinter, pages: Pages
) -> None:
    with pytest.raises(Permanent) as refusal:
        await printer.print(pages.birth(**{field: value}), draft=False)

    assert refusal.value.code == "UNPRINTABLE"
    assert refusal.value.message.startswith(f"content.{field}: ")


async def test_the_file_is_an_accessible_archive_pdf(
    printer: TypstPrinter, pages: Pages, prepared: bytes
) -> None:
    reader = PdfReader(BytesIO(prepared))
    metadata = reader.metadata
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()

    assert metadata is not None
    assert metadata.title == "Kutipan Akta Kelahiran 6311-LU-20112026-9001"
    assert reader.trailer["/Root"]["/Lang"].startswith("id")
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


async def test_the_qr_code_fills_the_signature_area_and_nothing_else_reaches_in(
    prepared: bytes, judge: Judge, tmp_path: Path
) -> None:
    left, bottom, right, top = SIGNATURE_AREA.box(595)

    # at 72 dots an inch one point is one pixel, counted from the top of the page
    judge("pdftoppm", "-r", "72", "-gray", "-singlefile", "-", tmp_path / "page", stdin=prepared)

    page = Image.open(tmp_path / "page.pgm")
    area = page.crop((left, 842 - top, right, 842 - bottom)).point(lambda grey: grey < 128)
    rows = [area.crop((0, row, area.width, row + 1)).getbbox() for row in (1, area.height - 2)]
    assert all(rows), "the QR code reaches from the upper edge to the lower one"
    edges = [(0, 0, 10, area.height), (area.width - 10, 0, area.width, area.height)]
    assert not any(area.crop(edge).getbbox() for edge in edges)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (100, "seratus"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"),
        (1998, "seribu sembilan ratus sembilan puluh delapan"),
        (2026, "dua ribu dua puluh enam"),
    ],
)
def test_numbers_are_spelt_as_spoken(number: int, words: str) -> None:
    assert number_in_words(number) == words


def test_a_date_is_spelt_as_an_act_does() -> None:
    assert date_in_words(date(2001, 8, 17)) == "tujuh belas Agustus tahun dua ribu satu"
