"""What makes two applications alike: spellings of one name, numbers, lists in any order."""

import pytest

from api.domain.catalogue import Catalogue
from api.domain.duplicates import fingerprints, likeness
from api.domain.spelling import sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muhammad Noor Hayati", "M. Nur Hayati"),
        ("Hj. Siti Aminah", "SITI  AMINAH"),
        ("Ahmad Syamsuddin", "Akhmad Syamsudin"),
    ],
)
def test_one_name_in_two_spellings_sounds_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_twins_do_not_sound_alike() -> None:
    assert sound("Nur Aisyah") != sound("Nur Fatimah")


def test_a_name_of_nothing_but_a_title_stays_a_name() -> None:
    assert sound("Hj.") == "HJ"


def test_members_agree_in_any_order(catalogue: Catalogue) -> None:
    members = catalogue.service("KK_BARU").fields_by_name["member_niks"]
    assert likeness(members, ["2", "1"]) == likeness(members, ["1", "2"])


def test_an_answer_taken_back_is_no_likeness(catalogue: Catalogue) -> None:
    fields = catalogue.service("AKTA_KELAHIRAN").fields_by_name
    rule = catalogue.duplicate_rules["AKTA_KELAHIRAN"]
    assert fingerprints(rule, fields, {"mother_nik": None, "birth_order": 1}) == {
        "mother_nik": None
    }
