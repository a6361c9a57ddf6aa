"""The mini population: the same people for the same seed and day, every case by name."""

from __future__ import annotations

import json
from datetime import date

import pytest

from siak_sim.households import age_on
from siak_sim.numbers import FIRST_SERIAL, nik_warnings
from siak_sim.population import Teller, populate
from siak_sim.records import Family, Json, Person
from siak_sim.regions import read_villages
from siak_sim.registry import Registry
from simkit.randomness import Seeded

TODAY = date(2026, 11, 20)
KINDS = ("couple_expecting", "family_with_elder", "single_person_family")
KINDS += ("family_for_card_change", "family_with_child_for_kia", "lost_ktp")


def settle(seed: int = 7, today: date = TODAY) -> tuple[Registry, Json]:
    registry, villages = Registry(), read_villages()
    with registry.change() as draft:
        book = populate(draft, villages, Seeded(seed), today)
    return registry, Teller(registry, villages, book.cases).told()


def test_the_same_seed_and_day_give_the_same_people() -> None:
    assert json.dumps(settle()[1]) == json.dumps(settle()[1])
    assert settle(8)[1] != settle(7)[1]


@pytest.mark.parametrize(
    "today", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 31), date(2028, 3, 1)]
)
def test_there_are_people_on_every_day(today: date) -> None:
    registry, told = settle(today=today)
    tomorrow = told["cases"]["seventeen_tomorrow"]["birth_date"]
    assert age_on(tomorrow, today) == 16
    assert all(date.fromisoformat(p.birth_date) <= today for p in registry.all(Person))


def test_nobody_can_be_taken_for_a_real_person() -> None:
    registry, told = settle()
    assert told["synthetic"] is True
    for person in registry.all(Person):
        assert len(person.nik) == 16
        assert int(person.nik[12:]) >= FIRST_SERIAL
    for family in registry.all(Family):
        assert int(family.number[12:]) >= FIRST_SERIAL
        assert family.phone.startswith("62899000")
        assert len(family.phone) == 13


def test_every_family_has_one_head_and_nobody_stands_on_two_cards() -> None:
    registry, _ = settle()
    seen: list[str] = []
    for family in registry.all(Family):
        relations = [registry.require(Person, nik).relation for nik in family.members]
        assert relations.count("KEPALA_KELUARGA") == 1
        seen += family.members
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_six_plain_families_of_each_kind(kind: str) -> None:
    cases = settle()[1]["cases"]
    six = [cases[kind], *(cases[f"{kind}_{number}"] for number in range(2, 7))]
    assert len({case["family_card_number"] for case in six}) == 6


def test_only_the_people_meant_so_have_an_odd_nik() -> None:
    registry, told = settle()
    odd = {
        person.nik
        for person in registry.all(Person)
        if nik_warnings(person.nik, person.birth_date, person.sex)
    }
    names = ("corrected_birth_date", "man_with_woman_nik", "nik_prefix_6308", "nik_prefix_java")
    names += ("nik_prefix_kotabaru", "nik_prefix_paser", "move_in_old_skpwni")
    names += ("skpwni_wrong_destination",)
    assert odd == {told["cases"][name]["nik"] for name in names}


def test_special_names_and_numbers_are_there() -> None:
    cases = settle()[1]["cases"]
    assert len(cases["sixty_letter_name"]["name"]) == 60
    assert " " not in cases["one_word_name"]["name"]
    assert "'" in cases["name_with_apostrophe"]["name"]
    assert cases["woman_born_on_31st"]["nik"][6:8] == "71"
    assert cases["born_on_leap_day"]["birth_date"].endswith("02-29")
    phones = {cases[name]["phone"] for name in ("shared_phone", "shared_phone_2", "shared_phone_3")}
    assert len(phones) == 1
    same = [cases[f"same_name_same_birth_date{end}"] for end in ("", "_2")]
    assert len({(case["name"], case["birth_date"]) for case in same}) == 1
    assert len({case["nik"] for case in same}) == 2
