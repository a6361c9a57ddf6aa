"""Answers beside SIAK's records: what differs, what stands there already, what can be filled in."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.catalogue.loader_siak import load_registry
from api.domain.catalogue import Catalogue
from api.domain.comparison import (
    Comparison,
    Extent,
    IdentityStatus,
    Known,
    Row,
    compare,
    identity_of,
    known_answers,
)
from api.domain.likeness import Likeness
from api.domain.registry import RegistryMap, told_to_siak

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FATHER, MOTHER, CHILD = "6311060101909001", "6311064202919001", "6311061511269001"
CARD = "6311060101209001"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def registry(catalogue: Catalogue) -> RegistryMap:
    return load_registry(catalogue)


def person(nik: str, name: str, **more: Any) -> Json:
    return {
        "nik": nik,
        "name": name,
        "sex": "L",
        "birth_place": "BALANGAN",
        "birth_date": "1990-01-01",
        "religion": "ISLAM",
        "marital_status": "KAWIN",
        "citizenship": "WNI",
        "status": "ACTIVE",
        "nik_warnings": [],
        "family_card_number": CARD,
        "relation": "KEPALA_KELUARGA",
        **more,
    }


AYAH = person(FATHER, "MUHAMMAD RIZKI")
IBU = person(
    MOTHER, "NUR HAYATI", sex="P", birth_date="1991-02-02", relation="ISTRI", birth_place="JUAI"
)


def family(*members: Json) -> Json:
    return {"family_card_number": CARD, "members": list(members)}


def known(*people: Json, home: Json | None = None, nobody: tuple[str, ...] = ()) -> Known:
    found: dict[str, Json | None] = {each["nik"]: each for each in people}
    return Known(NOW, {**found, **dict.fromkeys(nobody)}, {CARD: home} if home else {})


BIRTH = {
    "applicant_name": "M. Rizki",
    "applicant_nik": FATHER,
    "applicant_nkk": CARD,
    "applicant_phone": "+6289900000001",
    "applicant_relation": "AYAH",
    "child_name": "Contoh Anak",
    "child_sex": "L",
    "child_birth_date": "2026-11-15",
    "parents_have_marriage_certificate": True,
    "kk_shows_parents_as_spouses": True,
    "single_mother_record": False,
    "foundling": False,
    "mother_nik": MOTHER,
    "mother_name": "Noor Hayati",
    "mother_birth_date": "1991-02-03",
}


@pytest.fixture
def compared(catalogue: Catalogue, registry: RegistryMap) -> Any:
    def run(service: str, answers: Json, found: Known) -> Comparison:
        return compare(registry, catalogue.service(service), answers, found)

    return run


def rows_of(comparison: Comparison, role: str) -> dict[str, Row]:
    (found,) = [each for each in comparison.people if each.role == role]
    return {row.field: row for row in found.rows}


def test_each_answer_stands_beside_what_siak_has(compared: Any) -> None:
    found = compared("AKTA_KELAHIRAN", BIRTH, known(AYAH, IBU))

    mother = rows_of(found, "mother")
    assert mother["mother_name"].verdict is Likeness.NEARLY
    assert (mother["mother_name"].said, mother["mother_name"].registered) == (
        "Noor Hayati",
        "NUR HAYATI",
    )
    assert mother["mother_birth_date"].verdict is Likeness.NEARLY
    assert mother["mother_birth_place"].verdict is Likeness.NOT_SAID
    assert mother["mother_birth_place"].registered == "JUAI"
    assert found.extent is Extent.COMPARED
    assert found.differences == 3  # both names and the mother's birth date


def test_the_applicant_who_is_the_father_is_looked_at_as_the_father_too(compared: Any) -> None:
    found = compared("AKTA_KELAHIRAN", BIRTH, known(AYAH, IBU))

    roles = {each.role: each.nik for each in found.people}
    assert roles == {"applicant": FATHER, "father": FATHER, "mother": MOTHER}


def test_a_nik_nobody_has_is_a_difference_and_its_digits_are_looked_at(compared: Any) -> None:
    found = compared("AKTA_KELAHIRAN", BIRTH, known(AYAH, nobody=(MOTHER,)))

    (mother,) = [each for each in found.people if each.role == "mother"]
    assert (mother.found, mother.rows, mother.differences) == (False, (), 1)
    assert mother.nik_warnings == ("Angka NIK tidak sama dengan tanggal lahir yang diisi.",)


def test_digits_that_disagree_with_the_record_are_no_difference(compared: Any) -> None:
    warned = {**IBU, "name": "NOOR HAYATI", "birth_date": "1991-02-03"}
    warned["nik_warnings"] = ["Angka NIK tidak sama dengan tanggal lahir."]
    found = compared(
        "AKTA_KELAHIRAN", BIRTH | {"applicant_name": AYAH["name"]}, known(AYAH, warned)
    )

    assert found.differences == 0
    assert [each.nik_warnings for each in found.people if each.role == "mother"] == [
        ("Angka NIK tidak sama dengan tanggal lahir.",)
    ]


def test_who_was_asked_about_in_vain_is_left_open(compared: Any) -> None:
    partly = Known(NOW, {FATHER: AYAH}, unanswered=frozenset({MOTHER}))
    nothing = Known(NOW, unanswered=frozenset({FATHER, MOTHER}))

    found = compared("AKTA_KELAHIRAN", BIRTH, partly)
    assert found.extent is Extent.PARTLY
    assert [each.found for each in found.people] == [True, None, True]
    assert compared("AKTA_KELAHIRAN", BIRTH, nothing).extent is Extent.UNAVAILABLE


def test_a_child_of_the_same_day_on_the_mothers_card_may_be_this_birth(compared: Any) -> None:
    child = person(CHILD, "CONTOH ANAK", birth_date="2026-11-15", relation="ANAK")
    home = family(AYAH, IBU, child)

    (sign,) = compared("AKTA_KELAHIRAN", BIRTH, known(AYAH, IBU, home=home)).already
    assert (sign.code, sign.nik, sign.name) == ("CHILD_ON_CARD", CHILD, Likeness.AGREES)

    own = BIRTH | {"child_nik": CHILD}
    assert compared("AKTA_KELAHIRAN", own, known(AYAH, IBU, child, home=home)).already == ()


@pytest.mark.parametrize(
    ("service", "answers", "record", "code"),
    [
        ("AKTA_KEMATIAN", {"deceased_nik": FATHER}, {"status": "DECEASED"}, "DECEASED"),
        ("AKTA_KEMATIAN", {"deceased_nik": FATHER}, {}, None),
        ("AKTA_PERKAWINAN", {"groom_nik": FATHER}, {}, "ALREADY_MARRIED"),
        ("AKTA_PERKAWINAN", {"groom_nik": FATHER}, {"marital_status": "CERAI_MATI"}, None),
        ("AKTA_PERCERAIAN", {"husband_nik": FATHER}, {"marital_status": "CERAI_HIDUP"},
         "ALREADY_DIVORCED"),
        ("PINDAH_KELUAR_SKPWNI", {"mover_niks": [FATHER]}, {"status": "IN_LIMBO"},
         "ALREADY_MOVED"),
        ("PINDAH_DATANG", {"mover_niks": [FATHER]}, {}, "ALREADY_ARRIVED"),
        ("PERUBAHAN_NAMA", {"subject_nik": FATHER, "new_name": "Muhammad Rizki"}, {},
         "ALREADY_CHANGED"),
        ("PERUBAHAN_NAMA", {"subject_nik": FATHER, "new_name": "Muhammad Rizal"}, {}, None),
        ("KK_PERUBAHAN_DATA",
         {"changes": [{"member_nik": FATHER, "element": "AGAMA", "from": "HINDU", "to": "Islam"}]},
         {}, "ALREADY_CHANGED"),
    ],
)  # fmt: skip
def test_an_event_that_stands_in_siak_is_told(
    service: str, answers: Json, record: Json, code: str | None, compared: Any
) -> None:
    found = compared(service, answers, known({**AYAH, **record}))

    assert [sign.code for sign in found.already] == ([code] if code else [])
    assert all(sign.message for sign in found.already)


def test_the_value_to_be_changed_is_compared_with_siaks(compared: Any) -> None:
    asked = {"member_nik": MOTHER, "element": "AGAMA", "from": "hindu", "to": "ISLAM"}

    found = compared("KK_PERUBAHAN_DATA", {"changes": [asked]}, known({**IBU, "religion": "HINDU"}))
    assert rows_of(found, "member")["changes"].verdict is Likeness.AGREES
    found = compared("KK_PERUBAHAN_DATA", {"changes": [asked]}, known(IBU))
    assert rows_of(found, "member")["changes"].verdict is Likeness.DIFFERS


def test_who_moves_has_to_stand_on_the_card_named(compared: Any) -> None:
    answers = {"applicant_nkk": CARD, "mover_niks": [FATHER, MOTHER]}
    elsewhere = {**IBU, "family_card_number": "6311060101209002"}

    found = compared("PINDAH_KELUAR_SKPWNI", answers, known(AYAH, elsewhere))
    assert [each.family_card_agrees for each in found.people] == [True, False]
    assert found.differences == 1


@pytest.mark.parametrize(
    ("record", "status"),
    [
        ({}, IdentityStatus.MATCHED),
        ({"name": "MOHAMMAD RIZKI"}, IdentityStatus.NEARLY),
        ({"family_card_number": None}, IdentityStatus.NEARLY),
        ({"name": "SITI AMINAH"}, IdentityStatus.NAME_DIFFERS),
        ({"family_card_number": "6311060101209002"}, IdentityStatus.FAMILY_DIFFERS),
        ({"status": "DECEASED"}, IdentityStatus.NIK_INACTIVE),
        ({"status": "MOVED"}, IdentityStatus.NIK_INACTIVE),
        ({"status": "INACTIVE"}, IdentityStatus.NIK_INACTIVE),
        ({"status": "IN_LIMBO", "family_card_number": None}, IdentityStatus.IN_LIMBO),
        ({"status": "IN_LIMBO", "name": "SITI AMINAH"}, IdentityStatus.NAME_DIFFERS),
    ],
)
def test_three_answers_tell_who_applies(record: Json, status: IdentityStatus) -> None:
    found = identity_of({**AYAH, **record}, name="Muhammad Rizki", family_card_number=CARD)
    assert found is status


def test_a_nik_nobody_has_tells_nothing_else() -> None:
    found = identity_of(None, name="Muhammad Rizki", family_card_number=CARD)
    assert found is IdentityStatus.NIK_UNKNOWN


@pytest.fixture
def filled(catalogue: Catalogue, registry: RegistryMap) -> Any:
    def run(service: str, answers: Json, found: Known) -> Json:
        facts = catalogue.facts(catalogue.service(service), answers, date(2026, 11, 23))
        return known_answers(registry, facts, found)

    return run


def test_what_nobody_answered_is_answered_and_nothing_else(filled: Any) -> None:
    found = filled("AKTA_KELAHIRAN", BIRTH, known(AYAH, IBU))

    assert found["father_nik"] == FATHER
    assert found["father_name"] == "MUHAMMAD RIZKI"
    assert found["mother_birth_place"] == "JUAI"
    assert not {"mother_name", "mother_birth_date", "applicant_name"} & set(found)


def test_the_only_spouse_on_the_card_is_the_other_parent(filled: Any) -> None:
    answers = {n: v for n, v in BIRTH.items() if not n.startswith("mother")}
    second = person("6311064202929001", "SITI CONTOH", sex="P", relation="ISTRI")

    found = filled("AKTA_KELAHIRAN", answers, known(AYAH, home=family(AYAH, IBU)))
    assert (found["mother_nik"], found["mother_name"]) == (MOTHER, "NUR HAYATI")
    several = filled("AKTA_KELAHIRAN", answers, known(AYAH, home=family(AYAH, IBU, second)))
    assert "mother_nik" not in several
    apart = answers | {"kk_shows_parents_as_spouses": False}
    unsaid = filled("AKTA_KELAHIRAN", apart, known(AYAH, home=family(AYAH, IBU)))
    assert "mother_nik" not in unsaid


def test_of_a_single_mothers_child_no_father_is_answered(filled: Any) -> None:
    alone = BIRTH | {
        "applicant_relation": "KELUARGA_LAIN",
        "parents_have_marriage_certificate": False,
        "kk_shows_parents_as_spouses": False,
        "single_mother_record": True,
        "father_nik": FATHER,
    }
    found = filled("AKTA_KELAHIRAN", alone, known(AYAH, IBU))
    assert not [name for name in found if name.startswith("father")]


def test_a_yes_or_no_is_read_off_the_record(filled: Any) -> None:
    found = filled("AKTA_KEMATIAN", {"deceased_nik": FATHER, "in_registry": True}, known(AYAH))
    assert (found["was_head_of_family"], found["had_spouse"]) == (True, True)


def test_siak_is_told_what_counts_and_not_how_we_reach_people(
    catalogue: Catalogue, registry: RegistryMap
) -> None:
    answers = BIRTH | {
        "parents_have_marriage_certificate": False,
        "marriage_certificate_number": "0001/01/IV/2020",
        "delivery_method": "WHATSAPP",
        "has_birth_letter": True,
    }
    facts = catalogue.facts(catalogue.service("AKTA_KELAHIRAN"), answers, date(2026, 11, 23))

    told = told_to_siak(registry.entry("AKTA_KELAHIRAN"), facts)
    assert not {"applicant_phone", "delivery_method", "has_birth_letter"} & set(told)
    assert "marriage_certificate_number" not in told  # moot: there is none
    assert told["wording"] == "ANAK_SUAMI_ISTRI_BELUM_TERCATAT"
    assert told["certificate_series"] == "LU"
    assert told["mother_nik"] == MOTHER
