"""The named cases: the same people for the same seed all year, every point of the list by name."""

from __future__ import annotations

import json
from datetime import date

import pytest
import yaml

from siak_sim.law.households import age_on
from siak_sim.law.invariants import broken
from siak_sim.law.numbers import FIRST_SERIAL, nik_warnings
from siak_sim.people.answers import SERVICES
from siak_sim.people.edge_cases import EDGE_CASES
from siak_sim.people.identities import as_page, identities
from siak_sim.people.population import Teller, populate
from siak_sim.records import Act, Family, Json, Move, Person, PersonStatus
from siak_sim.regions import read_villages
from siak_sim.registry import Registry
from simkit.randomness import Seeded
from tests.simulators.programs import ROOT

TODAY = date(2026, 11, 20)
KINDS = ("couple_expecting", "family_with_elder", "single_person_family")
KINDS += ("family_for_card_change", "family_with_child_for_kia", "lost_ktp")
DAYS = [date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 31), date(2028, 3, 1)]


def settle(seed: int = 7, today: date = TODAY) -> tuple[Registry, Json]:
    registry, villages = Registry(), read_villages()
    with registry.change() as draft:
        book = populate(draft, villages, Seeded(seed), today)
    told = Teller(registry, villages, book.cases).told()
    return registry, {**told, "tries": identities(told["cases"], book.cases)}


def test_the_same_seed_and_day_give_the_same_people() -> None:
    assert json.dumps(settle()[1]) == json.dumps(settle()[1])
    assert settle(8)[1] != settle(7)[1]


def test_published_identities_are_the_same_on_every_day_of_a_year() -> None:
    pages = {as_page(settle(today=date(2026, *day))[1]["tries"]) for day in ((1, 1), (7, 15))}
    assert pages == {as_page(settle(today=date(2026, 12, 31))[1]["tries"])}


@pytest.mark.parametrize("today", DAYS)
def test_there_are_people_on_every_day(today: date) -> None:
    registry, told = settle(today=today)
    tomorrow = told["cases"]["seventeen_tomorrow"]["birth_date"]
    assert age_on(tomorrow, today) == 16
    assert age_on(told["cases"]["ktp_not_recorded"]["birth_date"], today) == 17
    assert all(date.fromisoformat(p.birth_date) <= today for p in registry.all(Person))


@pytest.mark.parametrize("today", DAYS)
def test_the_registry_keeps_its_laws(today: date) -> None:
    assert broken(settle(today=today)[0]) == []


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


def test_who_died_or_left_stands_on_no_card() -> None:
    registry, told = settle()
    gone = (PersonStatus.DECEASED, PersonStatus.MOVED, PersonStatus.IN_LIMBO)
    away = [p for p in registry.all(Person) if p.status in gone]
    assert {p.family_card_number for p in away} == {None}
    limbo = told["cases"]["applicant_in_limbo"]
    (move,) = registry.find(Move, "mover", limbo["nik"])
    assert (move.number, move.arrived_on) == (limbo["facts"]["skpwni_number"], None)


def test_acts_belong_to_the_people_they_are_about() -> None:
    registry, told = settle()
    cases = told["cases"]
    for name, fact, role in (
        ("second_excerpt", "act_number", "subject"),
        ("name_change", "act_number", "subject"),
        ("child_of_unmarried_parents", "birth_certificate_number", "child"),
        ("married_hindu_couple", "marriage_certificate_number", "mother"),
        ("mistaken_death", "act_number", "subject"),
    ):
        act = registry.require(Act, cases[name]["facts"][fact])
        assert cases[name]["people"][role]["nik"] in act.subjects


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_six_plain_families_of_each_kind(kind: str) -> None:
    cases = settle()[1]["cases"]
    six = [cases[kind], *(cases[f"{kind}_{number}"] for number in range(2, 7))]
    assert len({case["family_card_number"] for case in six}) == 6


@pytest.mark.parametrize("point", range(1, 26))
def test_every_point_of_the_list_of_edge_cases_has_its_people(point: int) -> None:
    cases = settle()[1]["cases"]
    assert set(EDGE_CASES[point][1]) <= set(cases)


def test_every_service_of_the_catalogue_can_be_applied_for_by_somebody() -> None:
    catalogue = yaml.safe_load((ROOT / "api/catalogue/services.yaml").read_text("utf-8"))
    codes = {service["code"] for service in catalogue["services"]}
    told = settle()[1]
    offered = {service for case in told["cases"].values() for service in case["services"]}
    assert codes == offered == set(SERVICES)


def test_answers_know_every_question_the_catalogue_requires() -> None:
    catalogue = yaml.safe_load((ROOT / "api/catalogue/services.yaml").read_text("utf-8"))
    required = {
        service["code"]: {f["name"] for f in service["fields"] if f["required"]}
        for service in catalogue["services"]
    }
    plain = [row for row in settle()[1]["tries"] if not row["expects"]]
    missing = {row["service"]: required[row["service"]] - set(row["answers"]) for row in plain}
    assert {service: names for service, names in missing.items() if names} == {}


def test_only_the_people_meant_so_have_an_odd_nik() -> None:
    registry, told = settle()
    odd = {
        person.nik
        for person in registry.all(Person)
        if nik_warnings(person.nik, person.birth_date, person.sex)
    }
    names = ("corrected_birth_date", "man_with_woman_nik", "nik_prefix_6308", "nik_prefix_java")
    names += ("nik_prefix_kotabaru", "nik_prefix_paser", "move_in_old_skpwni", "move_in_fresh")
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
    assert len(set(cases["village_official"]["facts"]["families"])) == 10
