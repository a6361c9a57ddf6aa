"""What the acts of couples and children say, their marginal notes and second excerpts."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from api.domain.ports import Json, Page, Permanent
from api.gateways.printing.english import english_ordinal
from api.gateways.printing.printer import TypstPrinter
from tests.gateways.printing.layout import sheets_of
from tests.gateways.printing.specimen_pages import page
from tests.gateways.printing.specimens import specimens
from tests.gateways.printing.specimens_acts import DIVORCE, MARRIAGE, OLD_BIRTH, RENAMED, STILLBIRTH

Text = Callable[[bytes], str]


def again(*notes: Json, **more: object) -> Page:
    """An excerpt printed again, of an act of birth from long ago."""
    content = {
        "act_type": "AKTA_KELAHIRAN",
        "act": OLD_BIRTH,
        "notes": list(notes),
        "registration_date": "2026-11-20",
    }
    return page("KUTIPAN_AKTA", OLD_BIRTH["number"], content | more)


async def test_the_marriage_act_names_couple_parents_rite_and_witnesses(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(specimens()["marriage"], draft=False))

    for line in (
        "Berdasarkan Akta Perkawinan Nomor 6311-KW-20112026-9001 bahwa di BALANGAN pada tanggal "
        "dua puluh November tahun dua ribu dua puluh enam (20-11-2026) telah tercatat perkawinan "
        "antara",
        "I MADE SURYA CONTOH lahir di HALONG pada tanggal 3 Mei 1991, anak dari ayah I WAYAN "
        "SURYA CONTOH dan ibu NI KETUT ASIH CONTOH dengan and NI LUH DEWI CONTOH lahir",
        "yang telah dilangsungkan di hadapan pemuka agama Hindu bernama PEMANGKU KETUT CONTOH "
        "pada tanggal satu November tahun dua ribu dua puluh enam (01-11-2026), disaksikan oleh "
        "SAKSI SATU CONTOH dan SAKSI DUA CONTOH.",
    ):
        assert line in text


async def test_a_marriage_by_belief_was_before_an_officiant_of_the_belief(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(specimens()["marriage_belief"], draft=False))

    assert "di hadapan pemuka penghayat kepercayaan bernama PEMANGKU KETUT CONTOH" in text
    assert "pemuka agama" not in text


async def test_an_old_marriage_says_only_what_its_register_holds(
    printer: TypstPrinter, text_of: Text
) -> None:
    unknown = {"religion": "", "officiant_name": "", "witness_names": []}

    marriage = page("AKTA_PERKAWINAN", MARRIAGE["number"], MARRIAGE | unknown)
    text = text_of(await printer.print(marriage, draft=False))

    assert "yang telah dilangsungkan pada tanggal satu November" in text
    assert "pemuka" not in text
    assert "disaksikan" not in text


async def test_the_divorce_act_names_the_decision_and_the_marriage_it_ends(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(specimens()["divorce"], draft=False))

    assert (
        "berdasarkan putusan PENGADILAN NEGERI CONTOH Nomor 12/PDT.G/2026/PN CONTOH yang "
        "berkekuatan hukum tetap sejak tanggal lima November tahun dua ribu dua puluh enam "
        "(05-11-2026); perkawinan keduanya tercatat dengan Akta Perkawinan Nomor "
        "6311-KW-03022015-9001."
    ) in text


async def test_the_acts_of_a_child_name_both_parents_and_its_birth_act(
    printer: TypstPrinter, text_of: Text
) -> None:
    acknowledged = text_of(await printer.print(specimens()["acknowledgement"], draft=False))
    legitimated = text_of(await printer.print(specimens()["legitimation"], draft=False))

    born = "2 April 2023, Akta Kelahiran Nomor 6311-LU-20042023-9001"
    assert born in acknowledged
    assert "ibu MAGDALENA CONTOH, yang diakui oleh ayahnya YOHANES CONTOH" in acknowledged
    assert born in legitimated
    assert "anak sah dari suami istri YOHANES CONTOH dan MAGDALENA CONTOH" in legitimated


async def test_a_changed_name_stands_in_the_margin_and_not_in_the_act(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(specimens()["margin_name"], draft=False))

    act, margin = text.split("CATATAN PINGGIR")
    assert "NUR'AINI" not in act
    assert "yang dicatat pada tanggal 14 Mei 2015" in act
    assert (
        "Berdasarkan penetapan PENGADILAN NEGERI CONTOH Nomor 34/PDT.P/2026/PN CONTOH yang "
        "salinannya diterima pada tanggal 12 November 2026, nama AISYAH PUTRI CONTOH diubah "
        "menjadi AISYAH NUR'AINI CONTOH."
    ) in margin


async def test_an_adoption_keeps_the_parents_and_names_the_adoptive_ones(
    printer: TypstPrinter, text_of: Text
) -> None:
    text = text_of(await printer.print(specimens()["margin_adoption"], draft=False))

    assert "dari ayah AHMAD RIFANI CONTOH dan ibu SITI RAHMAH CONTOH." in text
    assert "diangkat oleh ayah angkat BUDI SANTOSO CONTOH dan ibu angkat ANI RAHAYU CONTOH" in text


async def test_a_second_excerpt_says_which_one_it_is_and_what_it_takes_the_place_of(
    printer: TypstPrinter, text_of: Text
) -> None:
    lost = again(copy=2, cause="HILANG", first_issued_on="2015-05-14")

    text = text_of(await printer.print(lost, draft=False))

    assert "Kutipan Kedua · Second Excerpt Nomor 6311-LU-14052015-9001" in text
    assert (
        "Kutipan kedua ini dikeluarkan di Paringin pada tanggal 20 November 2026 menggantikan "
        "kutipan terdahulu, yang pertama kali terbit pada tanggal 14 Mei 2015, karena hilang."
    ) in text


async def test_an_annulled_act_says_so_at_first_sight(printer: TypstPrinter, text_of: Text) -> None:
    annulled = text_of(await printer.print(specimens()["annulled_death"], draft=False))
    valid = text_of(await printer.print(specimens()["second_birth"], draft=False))

    assert "AKTA INI TELAH DIBATALKAN" in annulled
    assert "berdasarkan asas contrarius actus" in annulled
    assert "DIBATALKAN" not in valid


async def test_a_kind_of_note_nobody_knows_is_printed_as_it_stands(
    printer: TypstPrinter, text_of: Text
) -> None:
    note = {"kind": "GANTI KELAMIN", "noted_on": "2026-11-20", "text": "Penetapan 9/CONTOH"}

    text = text_of(await printer.print(again(note), draft=False))

    assert "20 November 2026 · GANTI KELAMIN Penetapan 9/CONTOH." in text


async def test_more_notes_than_a_page_holds_go_on_overleaf_with_the_signature(
    printer: TypstPrinter,
) -> None:
    first, *_, last = sheets_of(await printer.print(again(*[RENAMED] * 14), draft=False))

    assert "MUSTOFA" not in {word.text for word in first.words}
    assert "MUSTOFA" in {word.text for word in last.words}
    assert first.collisions() == last.collisions() == []


async def test_the_letter_of_a_stillbirth_leaves_out_what_nobody_told(
    printer: TypstPrinter, text_of: Text
) -> None:
    less: Json = {"sex": "", "gestation_months": None, "father_name": "", "witness_names": []}

    letter = page("SURAT_LAHIR_MATI", STILLBIRTH["number"], STILLBIRTH | less)
    text = text_of(await printer.print(letter, draft=False))

    assert "SURAT KETERANGAN LAHIR MATI" in text
    assert "pada hari Jumat, tanggal enam November" in text
    assert "Jenis kelamin - Lama kandungan - Penolong bidan/perawat" in text
    assert "Saksi" not in text


async def test_flat_lines_still_print_as_a_letter(printer: TypstPrinter, text_of: Text) -> None:
    lines = [["Nama suami", "CONTOH SATU"]]

    flat = page("AKTA_PERKAWINAN", "1/2026", {"title": "Akta Perkawinan", "lines": lines})
    text = text_of(await printer.print(flat, draft=False))

    assert "AKTA PERKAWINAN Nomor 1/2026" in text
    assert "Nama suami CONTOH SATU" in text


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (MARRIAGE | {"husband_name": ""}, "husband_name"),
        (MARRIAGE | {"marriage_date": "kemarin"}, "marriage_date"),
        (MARRIAGE | {"registration_place": None}, "registration_place"),
        (DIVORCE | {"decision_final_date": None}, "decision_final_date"),
    ],
)
async def test_a_part_that_is_missing_is_named(
    content: Json, field: str, printer: TypstPrinter
) -> None:
    kind = "AKTA_PERCERAIAN" if "decision_number" in content else "AKTA_PERKAWINAN"

    with pytest.raises(Permanent) as refusal:
        await printer.print(page(kind, content["number"], content), draft=False)

    assert refusal.value.message == f"content.{field}: missing or malformed"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"act_type": "AKTA_LAIN"}, "act_type"),
        ({"act": None}, "act"),
        ({"act": {**OLD_BIRTH, "name": ""}}, "act.name"),
        ({"notes": [{**RENAMED, "new_name": ""}]}, "notes.0.new_name"),
    ],
)
async def test_a_part_missing_inside_the_act_or_a_note_is_named_with_its_place(
    change: Json, field: str, printer: TypstPrinter
) -> None:
    with pytest.raises(Permanent) as refusal:
        await printer.print(again(**change), draft=False)

    assert refusal.value.message == f"content.{field}: missing or malformed"


async def test_a_draft_of_an_act_is_not_issued_anywhere_yet(
    printer: TypstPrinter, text_of: Text
) -> None:
    draft = replace(specimens()["second_birth"], signatory=None)

    text = text_of(await printer.print(draft, draft=True))

    assert "dikeluarkan" not in text
    assert "CONTOH · DRAF · BELUM SAH" in text


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "first"), (12, "twelfth"), (13, "13th"), (21, "21st"), (22, "22nd"), (111, "111th")],
)
def test_english_ordinals(number: int, word: str) -> None:
    assert english_ordinal(number) == word
