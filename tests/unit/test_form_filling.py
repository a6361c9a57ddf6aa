"""Paper forms filled from answers: dates and lists in words, what is unknown stays blank."""

from typing import Any

import pytest

from api.domain.catalogue import Catalogue
from api.domain.form_filling import MAX_TEXT, Given, laid_out

Laid = dict[str, Any]


def laid(catalogue: Catalogue, code: str, service: str | None = None, **answers: object) -> Laid:
    given = Given(
        catalogue,
        catalogue.service(service) if service else None,
        answers,
        is_blank=not answers,
    )
    return laid_out(catalogue.forms[code], given)


def rows(form: Laid) -> dict[str, Laid]:
    return {row["label"]: row for part in form["parts"] for row in part.get("rows", ())}


def ticked(form: Laid) -> list[str]:
    groups = [group for part in form["parts"] for group in part.get("groups", ())]
    options = [option for group in groups for option in group["options"]]
    choices = [o for row in rows(form).values() for o in row.get("options", ())]
    return [each["text"] for each in (*options, *choices) if each["on"]]


def test_every_form_of_the_catalogue_can_be_laid_out_for_each_of_its_services(
    catalogue: Catalogue,
) -> None:
    for service in catalogue.services:
        for code in service.form_codes:
            assert laid(catalogue, code, service.code)["parts"], (service.code, code)


@pytest.mark.parametrize("code", ["F-1.02", "F-1.03", "F-2.01", "F-2.03"])
def test_a_blank_form_says_nothing_about_anybody(code: str, catalogue: Catalogue) -> None:
    blank = laid(catalogue, code)

    assert {row["text"] for row in rows(blank).values()} == {""}
    assert ticked(blank) == []


def test_a_blank_sheet_for_one_service_leaves_the_boxes_to_the_citizen(
    catalogue: Catalogue,
) -> None:
    assert ticked(laid(catalogue, "F-2.01", "AKTA_KEMATIAN")) == []


def test_answers_are_written_as_people_write_them(catalogue: Catalogue) -> None:
    form = laid(
        catalogue,
        "F-2.01",
        "AKTA_KELAHIRAN",
        child_birth_date="2026-11-06",
        birth_weight_kg=3.25,
        applicant_phone="6289900000001",
        applicant_relation="KELUARGA_LAIN",
        birth_attendant="BIDAN_PERAWAT",
    )

    found = rows(form)
    assert found["Tanggal lahir"]["text"] == "06-11-2026"
    assert found["Berat bayi"]["text"] == "3,25"
    assert found["Nomor telepon seluler/WhatsApp"]["text"] == "+6289900000001"
    assert found["Hubungan dengan subjek akta"]["text"] == "Keluarga lain"
    assert {"Kelahiran", "Bidan/perawat"} <= set(ticked(form))


def test_a_village_is_written_with_all_that_lies_above_it(catalogue: Catalogue) -> None:
    found = rows(laid(catalogue, "F-1.04", "BIODATA_WNI", home_village_code="63.11.01.2001"))

    assert found["Desa/Kelurahan"]["text"] == "Muara Ninian"
    assert found["Kecamatan"]["text"] == "Juai"


def test_a_village_of_another_regency_is_known_by_its_code_only(catalogue: Catalogue) -> None:
    form = laid(catalogue, "F-1.03", "PINDAH_KELUAR_SKPWNI", dest_region_code="63.71.01.1001")

    found = rows(form)
    assert found["Desa/kelurahan tujuan"]["text"] == "63.71.01.1001"
    assert found["Kabupaten/kota tujuan"]["text"] == ""


def test_the_people_who_move_fill_the_table_line_by_line(catalogue: Catalogue) -> None:
    niks = [f"63110601018890{number:02}" for number in range(1, 4)]
    form = laid(catalogue, "F-1.03", "PINDAH_DALAM_KABUPATEN", mover_niks=niks)

    (table,) = (part for part in form["parts"] if part["kind"] == "table")
    assert [row[:2] for row in table["cells"][:4]] == [
        ["1", niks[0]],
        ["2", niks[1]],
        ["3", niks[2]],
        ["4", ""],
    ]


@pytest.mark.parametrize(
    ("service", "answers"),
    [
        (
            "KK_PERUBAHAN_DATA",
            {"changes": [{"member_nik": "6311060101889002", "element": "PEKERJAAN", "to": "GURU"}]},
        ),
        ("KTP_EL_PERUBAHAN_DATA", {"changed_elements": ["PEKERJAAN"]}),
    ],
)
def test_what_changes_is_named_in_words(
    service: str, answers: dict[str, Any], catalogue: Catalogue
) -> None:
    form = laid(catalogue, "F-1.06", service, **answers)

    (table,) = (part for part in form["parts"] if part["kind"] == "table")
    assert table["cells"][0][2] == "Pekerjaan"


def test_papers_handed_in_are_ticked(catalogue: Catalogue) -> None:
    service = catalogue.service("KK_BARU")
    given = Given(catalogue, service, {"kk_reason": "PISAH_KK"}, ("KK_LAMA",), is_blank=False)

    found = ticked(laid_out(catalogue.forms["F-1.02"], given))

    assert "KK lama/KK rusak" in found
    assert "A. Baru: pisah KK" in found
    assert "Buku nikah/kutipan akta perkawinan" not in found


def test_an_answer_longer_than_any_line_is_cut(catalogue: Catalogue) -> None:
    form = laid(catalogue, "F-2.01", "AKTA_KEMATIAN", death_place="X" * 5_000)

    text = rows(form)["Tempat kematian"]["text"]
    assert len(text) == MAX_TEXT
    assert text.endswith("…")
