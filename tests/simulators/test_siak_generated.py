"""The generated population: the same everywhere, shaped as the figures say, kept in a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from siak_sim.config import Config
from siak_sim.law.invariants import broken
from siak_sim.people.draws import read_assumptions
from siak_sim.people.population import populate
from siak_sim.people.population_file import PopulationFile, written_fields_exist
from siak_sim.people.populations import Ground, Standing, StandsElsewhere, open_population
from siak_sim.people.tellings import TELLINGS
from siak_sim.records import Act, Family, Paper, Person, Shelf
from siak_sim.regions import read_villages
from siak_sim.registry import Registry
from simkit.kernel import Options
from simkit.randomness import Seeded
from tests.simulators.programs import Program
from tests.simulators.siak_office import Office

SMALL = Standing("small", 7, 2026)
DISTRICT = Standing("district", 7, 2026)
CLOCK = "2026-11-20T00:00:00+00:00"
# pinned: another hash means other people. Change it only together with the table or the generator.
SHA256_OF_SMALL = "d58699ea5deeadd57df1a66f783da6f1b6a726334588f8495b0917f54308e695"
Json = dict[str, Any]


def quiet(_line: str) -> None:
    return


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("populations"))


def opened(standing: Standing, folder: str) -> PopulationFile:
    found = open_population(standing, read_villages(), folder, quiet)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def small(folder: str) -> Iterator[PopulationFile]:
    found = opened(SMALL, folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def tally(folder: str) -> Json:
    """Counts of a population large enough for shares."""
    found = opened(DISTRICT, folder)
    counted: Json = json.loads(found.about["tally"])
    found.close()
    return counted


def test_a_seed_makes_the_same_people_on_every_machine(small: PopulationFile) -> None:
    assert small.about["sha256"] == SHA256_OF_SMALL


def test_another_seed_or_year_makes_other_people(folder: str) -> None:
    hashes = {SHA256_OF_SMALL}
    for standing in (Standing("small", 8, 2026), Standing("small", 7, 2027)):
        found = opened(standing, folder)
        hashes.add(found.about["sha256"])
        found.close()
    assert len(hashes) == 3


def test_the_registry_keeps_its_laws_with_generated_families(small: PopulationFile) -> None:
    registry = Registry()
    registry.begin(small)
    with registry.change() as draft:
        populate(draft, read_villages(), Seeded(7), date(2026, 11, 20))
    assert broken(registry) == []


def test_nobody_generated_can_be_taken_for_a_real_person(small: PopulationFile) -> None:
    assert min(int(person.nik[12:]) for person in small.all(Person)) == 9501
    families = small.all(Family)
    assert min(int(family.number[12:]) for family in families) == 9501
    phones = {family.phone for family in families if family.phone}
    assert all(len(phone) == 13 and phone.startswith("62899000") for phone in phones)
    assert min(int(phone[8:]) for phone in phones) >= 30000


PYRAMID = [8.6, 8.6, 8.6, 8.4, 8.2, 8.0, 7.8, 7.6, 7.2, 6.6, 5.8, 4.9, 3.8, 2.7, 1.7, 1.5]


@pytest.mark.parametrize("group", range(16))
def test_ages_are_spread_as_in_the_regency(tally: Json, group: int) -> None:
    share = 100 * tally["by_age"][f"{5 * group:02}"] / tally["people_on_cards"]
    assert share == pytest.approx(PYRAMID[group], abs=1.4)


def test_families_are_as_large_as_in_the_regency(tally: Json) -> None:
    assert tally["people_on_cards"] / tally["families"] == pytest.approx(3.39, abs=0.08)
    assert tally["by_sex"]["L"] / tally["by_sex"]["P"] == pytest.approx(1.029, abs=0.04)


def test_districts_have_their_share(tally: Json) -> None:
    people: Json = read_assumptions().section("districts")
    for district, count in people.items():
        share = tally["by_district"]["people"][district] / tally["people_on_cards"]
        assert share == pytest.approx(count / sum(people.values()), abs=0.01)


def test_faiths_are_mixed_where_they_are(tally: Json, small: PopulationFile) -> None:
    islam = 100 * tally["by_religion"]["ISLAM"] / tally["people_on_cards"]
    assert islam == pytest.approx(96.0, abs=1.0)
    assert set(tally["by_religion"]) >= {"HINDU", "BUDHA", "KRISTEN", "KATHOLIK", "KEPERCAYAAN"}
    acts = [act for act in small.all(Act) if act.type == "AKTA_PERKAWINAN"]
    couples = [small.get(Person, nik) for act in acts for nik in act.subjects]
    assert acts
    assert "ISLAM" not in {person.religion for person in couples if person}


def test_heads_and_singles_are_as_the_figures_say(small: PopulationFile) -> None:
    families = small.all(Family)
    heads = [small.get(Person, family.members[0]) for family in families]
    men = sum(head.sex == "L" for head in heads if head)
    assert men / len(families) == pytest.approx(0.83, abs=0.04)
    assert sum(len(f.members) == 1 for f in families) / len(families) == pytest.approx(
        0.08, abs=0.03
    )


def test_papers_cover_as_many_people_as_the_figures_say(small: PopulationFile) -> None:
    adults, children = [], []
    for person in small.all(Person):
        if person.family_card_number:
            (adults if person.birth_date < "2009" else children).append(person)
    with_act = sum(bool(small.find(Act, "subject", child.nik)) for child in children)
    assert with_act / len(children) == pytest.approx(0.95, abs=0.03)
    printed = sum(small.get(Paper, f"KTP_EL/{p.nik}/1") is not None for p in adults)
    assert printed / len(adults) == pytest.approx(0.96, abs=0.03)


def test_parents_are_older_than_children_and_couples_know_each_other(small: PopulationFile) -> None:
    for child in small.all(Person):
        for parent in (child.mother_nik, child.father_nik):
            older = small.get(Person, parent) if parent else None
            if older:
                born, had = (date.fromisoformat(p.birth_date) for p in (older, child))
                assert 16 <= (had - born).days / 365.25 <= 65
                assert child.nik in {p.nik for p in small.find(Person, "mother", older.nik)} | {
                    p.nik for p in small.find(Person, "father", older.nik)
                }


def test_a_person_is_found_by_number_name_birthday_and_card(small: PopulationFile) -> None:
    family = small.find(Family, "village", "63.11.06.1023")[0]
    person = small.get(Person, family.members[0])
    assert person is not None
    assert person in small.find(Person, "born", person.birth_date)
    assert person in small.find(Person, "named_and_born", f"{person.name}|{person.birth_date}")
    assert person.nik in small.search(person.name, 1000)
    assert small.get(Shelf, family.number) == Shelf(family.number, (f"KK/{family.number}/1",))
    assert small.get(Person, "6311000000009001") is None
    assert small.count(Family) == 1000


def test_a_file_is_used_again_and_a_broken_or_older_one_made_anew(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        found = open_population(SMALL, read_villages(), str(tmp_path), said.append)
        assert found is not None
        found.close()
    assert len(said) == 1
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"not a population")
    again = open_population(SMALL, read_villages(), str(tmp_path), said.append)
    assert again is not None
    assert again.about["sha256"] == SHA256_OF_SMALL
    again.close()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert written_fields_exist()


def test_a_kept_state_goes_back_only_onto_a_population_of_its_size(folder: str) -> None:
    ground = Ground("small", folder, read_villages())
    assert ground.stand(7, 2026) is not None
    kept = ground.standing.as_json()
    assert ground.stand_as(kept) is ground.file
    with pytest.raises(StandsElsewhere, match="stands on population full"):
        ground.stand_as({**kept, "population": "full"})
    assert ground.file is not None
    ground.file.close()


def test_the_manifest_is_told_without_serving(folder: str) -> None:
    options = Options(seed=7, clock=CLOCK)
    config = Config(options=options, population="small", population_dir=folder)
    told = json.loads(TELLINGS["population"](config))
    assert told["sha256"]["generated"] == SHA256_OF_SMALL
    assert told["counts"]["generated"]["families"] == 1000
    assert told["people"] == sum(part["people"] for part in told["counts"].values())


@pytest.fixture
def regency(program: Callable[..., Program], folder: str) -> Program:
    options = ("--population", "small", "--population-dir", folder, "--seed", "7")
    return program("siak_sim", "--clock", CLOCK, *options)


def test_generated_people_and_named_cases_live_side_by_side(
    regency: Program, small: PopulationFile
) -> None:
    family = small.all(Family)[0]
    office = Office(regency)
    shown = office.family(family.number).json()
    assert shown["members"][0]["nik"] == family.members[0]
    case = office.cases["couple_expecting"]
    assert office.person(case["nik"])["name"] == case["name"]
    assert regency.get("/manifest")["sha256"]["generated"] == SHA256_OF_SMALL


def test_a_state_holds_what_was_entered_and_not_the_generated_people(
    regency: Program, small: PopulationFile
) -> None:
    state = regency.get("/state")
    kept = json.dumps(state)
    assert small.all(Person)[0].nik not in kept
    assert regency.client.put("/_sim/v1/state", json=state).status_code == 200
    state["world"]["ground"]["population"] = "full"
    refused = regency.client.put("/_sim/v1/state", json=state)
    assert refused.status_code == 400
    assert "stands on population full, this simulator on small" in refused.text
