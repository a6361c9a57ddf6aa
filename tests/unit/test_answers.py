from datetime import date

import pytest

from api.domain.answers import Answer, InvalidAnswer, check_answer
from api.domain.catalogue import Catalogue

TODAY = date(2026, 1, 20)


def check(catalogue: Catalogue, service: str, name: str, raw: object) -> Answer:
    return check_answer(catalogue, catalogue.service(service), name, raw, today=TODAY)


@pytest.mark.parametrize(
    ("service", "name", "raw", "kept"),
    [
        ("AKTA_KELAHIRAN", "child_name", "  Siti   Contoh ", "Siti Contoh"),
        ("AKTA_KELAHIRAN", "child_name", "Ju’uh Contoh", "Ju'uh Contoh"),
        ("AKTA_KELAHIRAN", "applicant_nik", "6311 0652 0198 9001", "6311065201989001"),
        ("AKTA_KELAHIRAN", "applicant_nkk", "6311065201989001", "6311065201989001"),
        ("AKTA_KELAHIRAN", "applicant_phone", "0899-0000-0123", "+6289900000123"),
        ("AKTA_KELAHIRAN", "applicant_email", " siti@contoh.id ", "siti@contoh.id"),
        ("AKTA_KELAHIRAN", "child_birth_date", "5-1-2026", "2026-01-05"),
        ("AKTA_KELAHIRAN", "child_birth_date", "05/01/2026", "2026-01-05"),
        ("AKTA_KELAHIRAN", "child_birth_date", "5 Januari 2026", "2026-01-05"),
        ("AKTA_KELAHIRAN", "child_birth_date", "17 agustus 2025", "2025-08-17"),
        ("AKTA_KELAHIRAN", "child_birth_date", "2026-01-05", "2026-01-05"),
        ("AKTA_KELAHIRAN", "child_birth_date", "kemarin", "2026-01-19"),
        ("AKTA_KELAHIRAN", "child_birth_date", date(2026, 1, 5), "2026-01-05"),
        ("AKTA_KELAHIRAN", "child_birth_time", "pukul 9.05 WITA", "09:05"),
        ("AKTA_KELAHIRAN", "birth_order", "2", 2),
        ("AKTA_KELAHIRAN", "birth_weight_kg", "3,2", 3.2),
        ("AKTA_KELAHIRAN", "has_birth_letter", "Iya", True),
        ("AKTA_KELAHIRAN", "has_birth_letter", "kada", False),
        ("AKTA_KELAHIRAN", "child_sex", "perempuan", "P"),
        ("AKTA_KELAHIRAN", "applicant_relation", "diri sendiri", "DIRI_SENDIRI"),
        ("AKTA_KELAHIRAN", "birth_type", "Kembar 2", "KEMBAR_2"),
        ("BIODATA_WNI", "home_village_code", "63.11.06.1019", "63.11.06.1019"),
        ("BIODATA_WNI", "home_village_code", "Desa Galumbang, Kec. Juai", "63.11.01.2006"),
        ("BIODATA_WNI", "home_rt", "003", "003"),
        ("PINDAH_KELUAR_SKPWNI", "dest_region_code", "63.08.01.2001", "63.08.01.2001"),
        ("PINDAH_DATANG", "skpwni_number", "SKPWNI / 6308/20012026/0001",
         "SKPWNI/6308/20012026/0001"),
        ("KK_BARU", "member_niks", "6311065201989001, 6311061201989002",
         ["6311065201989001", "6311061201989002"]),
        ("KTP_EL_PERUBAHAN_DATA", "changed_elements", ["NAMA", "alamat"], ["NAMA", "ALAMAT"]),
        ("KK_PERUBAHAN_DATA", "changes",
         [{"member_nik": "6311065201989001", "element": "pekerjaan", "to": "PETANI"}],
         [{"member_nik": "6311065201989001", "element": "PEKERJAAN", "to": "PETANI"}]),
    ],
)  # fmt: skip
def test_answers_are_read_tolerantly_and_kept_in_one_form(
    service: str, name: str, raw: object, kept: Answer, catalogue: Catalogue
) -> None:
    assert check(catalogue, service, name, raw) == kept
    assert check(catalogue, service, name, kept) == kept


@pytest.mark.parametrize(
    ("service", "name", "raw", "rule"),
    [
        ("AKTA_KELAHIRAN", "child_name", "Siti", "min_words"),
        ("AKTA_KELAHIRAN", "child_name", "S1ti Contoh", "characters"),
        ("AKTA_KELAHIRAN", "child_name", "Siti " * 20, "too_long"),
        ("AKTA_KELAHIRAN", "child_name", "   ", "empty"),
        ("AKTA_KELAHIRAN", "child_name", 7, "text"),
        ("AKTA_KELAHIRAN", "applicant_nik", "123", "sixteen_digits"),
        ("AKTA_KELAHIRAN", "applicant_nik", "6311065201980000", "serial"),
        ("AKTA_KELAHIRAN", "applicant_phone", "0526 1234", "mobile"),
        ("AKTA_KELAHIRAN", "applicant_email", "siti at contoh", "email"),
        ("AKTA_KELAHIRAN", "child_birth_date", "31-02-2026", "date"),
        ("AKTA_KELAHIRAN", "child_birth_date", "5-1-26", "date"),
        ("AKTA_KELAHIRAN", "child_birth_date", "5 xyz 2026", "date"),
        ("AKTA_KELAHIRAN", "child_birth_date", "5-1-0026", "date"),
        ("AKTA_KELAHIRAN", "child_birth_date", "21-01-2026", "not_future"),
        ("AKTA_KELAHIRAN", "child_birth_time", "25.00", "time"),
        ("AKTA_KELAHIRAN", "birth_order", "2,5", "integer"),
        ("AKTA_KELAHIRAN", "birth_order", "NaN", "integer"),
        ("AKTA_KELAHIRAN", "birth_order", 26, "range"),
        ("AKTA_KELAHIRAN", "birth_order", True, "integer"),
        ("AKTA_KELAHIRAN", "birth_weight_kg", "berat", "decimal"),
        ("AKTA_KELAHIRAN", "has_birth_letter", "mungkin", "boolean"),
        ("AKTA_KELAHIRAN", "child_sex", "X", "choice"),
        ("AKTA_KELAHIRAN", "nobody_asked", "X", "unknown_field"),
        ("BIODATA_WNI", "home_rt", "tiga", "digits"),
        ("BIODATA_WNI", "home_village_code", "Galumbang", "region"),
        ("BIODATA_WNI", "home_village_code", "63.11.01", "region"),
        ("PINDAH_KELUAR_SKPWNI", "dest_region_code", "63.11.01.2001", "region_outside"),
        ("PINDAH_DATANG", "skpwni_number", "0001", "pattern"),
        ("KK_BARU", "member_niks", [], "min_items"),
        ("KK_BARU", "member_niks", ["6311065201989001"] * 21, "max_items"),
        ("KK_BARU", "member_niks", 7, "empty"),
        ("KK_PERUBAHAN_DATA", "changes", ["x"], "object"),
        ("KK_PERUBAHAN_DATA", "changes", [{"colour": "x"}], "unknown_field"),
    ],
)
def test_a_refused_answer_names_its_field_its_rule_and_a_way_out_but_not_the_answer(
    service: str, name: str, raw: object, rule: str, catalogue: Catalogue
) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        check(catalogue, service, name, raw)
    assert (refused.value.field, refused.value.rule) == (name, rule)
    assert refused.value.path == ("answers", name)
    assert len(refused.value.message) > 20
    if isinstance(raw, str) and len(raw.strip()) > 4:
        assert raw not in refused.value.message
