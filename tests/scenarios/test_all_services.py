"""Every service of the catalogue from the application to the document in somebody's hands.

What happens is told in `harness/stories`; here it is played against running programs and judged.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from cryptography import x509

from api.gateways.signing.validation import validate
from harness import afterwards, playing, services
from harness.__main__ import main
from harness.desk import Json
from harness.services import Performance
from harness.stack import Options, Stack
from harness.story import (
    FOLDER,
    Setback,
    Step,
    Story,
    Way,
    all_stories,
    find,
    of_services,
    read_story,
)
from harness.wording import NothingThere, Wording, wording
from harness.world import World
from tests.postgres import Cluster
from tests.running import ROOT
from tests.scenarios.conftest import served

CATALOGUE = yaml.safe_load((ROOT / "api/catalogue/services.yaml").read_text("utf-8"))["services"]
GOOD = [story for story in all_stories().values() if story.setback is None]
HARD = [story for story in all_stories().values() if story.setback is not None]
SERIES = re.compile(r"(?P<kind>[A-Z]{2}|SKPWNI):(?P<day>\d{4}-\d{2}-\d{2})")
SETTLED = {"ACTIVE", "SUPERSEDED", "ANNULLED", "VOID"}


def names(stories: list[Story]) -> list[str]:
    return [story.name for story in stories]


@pytest.fixture(scope="module")
def stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """One running stack for all stories of this worker; each has people of its own."""
    seed = request.config.getoption("--dj-seed")
    with Stack(Options(tmp_path_factory.mktemp("services"), seed)) as stack:
        yield stack


@pytest.fixture(scope="module")
def office(stack: Stack) -> Iterator[World]:
    yield from served(stack)


@pytest.fixture
def world(office: World) -> World:
    office.transcript.clear()
    return office


@dataclass(frozen=True)
class Registry:
    """What SIAK shows of itself to tests, and the root our signatures hang on."""

    world: World

    def numbers(self) -> Json:
        found: Json = self.world.siak.get("/numbers")
        return found

    def issued(self, number: str) -> list[Json]:
        entries = afterwards.entries_of(self.world, number)
        return [entry for entry in entries if entry["status"] == "ISSUED"]

    def file(self, sha256: str) -> bytes:
        return self.world.siak.get_bytes(f"/files/{sha256}")

    def broken_laws(self) -> list[str]:
        found: list[str] = self.world.siak.get("/invariants")["broken"]
        return found

    def is_genuine(self, pdf: bytes) -> bool:
        root = x509.load_pem_x509_certificate(self.world.api.get("/pki/root.pem").content)
        return asyncio.run(validate(pdf, roots=[root], now=datetime.now(UTC))).genuine


def same_files(registry: Registry, played: services.Played) -> None:
    """What SIAK keeps is what the citizen received, byte by byte, and its signature is genuine."""
    entry = registry.issued(played.journey.number)[0]
    kept = [registry.file(d["file_sha256"]) for d in entry["documents"] if d["medium"] == "PDF"]
    received = [data for _, data in played.journey.papers]
    assert sorted(kept) == sorted(received)
    assert all(registry.is_genuine(pdf) for pdf in kept)


# what is told


def test_every_service_of_the_catalogue_has_its_story() -> None:
    assert sorted(story.service for story in of_services()) == sorted(s["code"] for s in CATALOGUE)


def test_the_stories_come_by_every_way_and_by_chat_at_the_busiest_desks() -> None:
    told = list(of_services())
    by_chat = {story.service for story in told if story.way is Way.CHAT}

    assert {story.way for story in told} == set(Way)
    assert by_chat >= {
        "AKTA_KELAHIRAN",
        "AKTA_KEMATIAN",
        "KK_PERUBAHAN_DATA",
        "KTP_EL_HILANG_RUSAK",
        "KIA_BARU",
        "PINDAH_KELUAR_SKPWNI",
    }
    methods = {str(story.answers["delivery_method"]) for story in told}
    assert methods == {"WHATSAPP", "EMAIL", "AMBIL_DI_KANTOR"}


def test_whoever_has_to_come_to_the_office_comes_in_the_story() -> None:
    office_modes = ("PREREGISTRATION", "INTAKE_THEN_OFFICE")
    invited = {s["code"] for s in CATALOGUE if s["whatsapp_mode"] in office_modes}

    assert {story.service for story in of_services() if story.attends} == invited


def test_the_story_the_manual_explains_is_a_real_one() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/qa.md").read_text("utf-8"), re.S)
    phrases = yaml.safe_load((FOLDER / "phrases.yaml").read_text("utf-8"))

    ((name, told),) = yaml.safe_load(example).items()

    assert read_story(name, told, phrases) == find(name)


def test_a_name_with_a_dot_is_one_part_of_a_path() -> None:
    words = Wording({"who": "M. NOOR", "household": {"M. NOOR": "ANAK"}})

    assert words.follow(words.put(["household", "{who}"])) == "ANAK"


def test_a_path_that_leads_nowhere_is_named() -> None:
    with pytest.raises(NothingThere, match=r"people\.aunt\.nik"):
        Wording({"people": {"mother": {}}}).put(["{people.aunt.nik}"])


# each service


@pytest.mark.parametrize("story", GOOD, ids=names(GOOD))
def test_a_service_runs_from_the_application_to_the_delivery(world: World, story: Story) -> None:
    played = services.play(world, story)

    assert played.journey.status == "COMPLETED"
    assert played.documents == dict(story.documents)
    assert played.differences == []
    assert len(afterwards.entries_of(world, played.journey.number)) == 1
    same_files(Registry(world), played)


@pytest.mark.parametrize("story", HARD, ids=names(HARD))
def test_a_refusal_is_met_as_told(world: World, story: Story) -> None:
    played = services.play(world, story)

    assert played.differences == []
    assert played.documents == dict(story.documents)
    if story.ends_well:
        assert played.journey.status == "COMPLETED"
        same_files(Registry(world), played)
    elif story.setback and story.setback.rejects:
        assert played.journey.status == "REJECTED"
        assert played.journey.reads()["closingReason"] == story.setback.rejects


def test_a_refusal_nobody_told_of_stops_the_story_with_its_reason(world: World) -> None:
    untold = replace(find("WRONG_DESTINATION"), setback=None)

    with pytest.raises(services.Stopped, match=r"enter: MOVE_UNKNOWN at skpwni_number"):
        services.play(world, untold)


def test_an_end_that_is_not_as_told_is_a_difference(world: World) -> None:
    expected = {"people.groom.status": "DECEASED", "stock.KTP_EL": 0}
    story = replace(find("MUSLIM_MARRIAGE_SEEN_AT_REVIEW"), afterwards=expected)

    played = services.play(world, story)

    found = [str(each) for each in played.differences]
    assert found == ["people.groom.status should be 'DECEASED' and is 'ACTIVE'"]


def test_a_story_is_played_by_name_and_told_step_by_step(
    office: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = replace(find("KK_HILANG_RUSAK"), case="number_changed")  # a family of its own
    monkeypatch.setattr(playing, "find", lambda _: elsewhere)
    against = json.dumps(office.addresses.as_json())

    status = main(["play", "kk_hilang_rusak", "--folder", str(tmp_path), "--against", against])

    told = capsys.readouterr().out
    words = ("apply", "review", "enter", "verify", "sign", "issue", "deliver", "then", "genuine")
    assert [word for word in words if f"\n  {word} " not in told] == []
    assert status == 0
    assert "signDocuments" in (tmp_path / "transcript.txt").read_text("utf-8")


def test_a_story_nobody_knows_is_answered_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["play", "kk_terbang"]) == 2
    assert main(["play"]) == 0

    told = capsys.readouterr().out
    assert "no story 'kk_terbang'" in told
    assert all(f"{story.name} ({story.way})" in told for story in of_services())


# the same event twice


@pytest.fixture
def two_operators(stack: Stack, office: World) -> Iterator[tuple[World, World]]:
    """The same office twice, with another operator at SIAK's desk in the second."""
    person = ("--principal", "operator-2", "--name", "Operator Kedua SIMULASI")
    stack.command("token", "person", *person, "--role", "DATA_ENTRY_OPERATOR")
    told = stack.command("token", "create", "--principal", "operator-2").stdout.split()
    here = office.addresses
    second = World(replace(here, tokens={**here.tokens, "DATA_ENTRY_OPERATOR": told[-1]}))
    yield office, second
    second.close()


def by_both_parents(case: str) -> tuple[Story, Story]:
    """The father reports by chat, the mother at the counter; they spell the name alike."""
    by_father = replace(find("AKTA_KELAHIRAN"), name="BY_FATHER", case=case)
    answers = {**by_father.answers, "applicant_relation": "IBU", "delivery_method": "EMAIL"}
    by_mother = replace(
        by_father,
        name="BY_MOTHER",
        applicant="mother",
        way=Way.COUNTER,
        answers={**answers, "applicant_email": "ibu@contoh.id"},
        setback=Setback(Step.ENTER, ("DUPLICATE_ENTRY",), rejects="DUPLIKAT"),
    )
    return by_father, by_mother


def nobody(_step: str, _what: str) -> None:
    return None


def performance(world: World, story: Story) -> Performance:
    return Performance(world, story, wording(world, story), nobody)


def children_of(world: World, case: str, name: str) -> list[str]:
    members = world.siak.get("/population")["cases"][case]["members"]
    return [each["nik"] for each in members if each["name"] == name]


def explanation(world: World, application: str) -> Json:
    """What the operator reads of the record that was there before."""
    query = """query($id: ID!) { application(id: $id) { siakReasons {
        duplicate { applicationNumber agrees differs score } } } }"""
    reasons = world.operator.asks(query, id=application)["application"]["siakReasons"]
    found: Json = reasons[0]["duplicate"]
    return found


def test_a_birth_from_two_channels_is_one_record_and_the_other_is_explained(
    two_operators: tuple[World, World],
) -> None:
    case = "couple_expecting"
    by_father, by_mother = by_both_parents(case)
    first = performance(two_operators[0], by_father)
    first.run()

    second = performance(two_operators[1], by_mother)
    second.run()

    refused = second.journey.reads()
    assert (refused["status"], refused["closingReason"]) == ("REJECTED", "DUPLIKAT")
    assert [reason["code"] for reason in refused["siakReasons"]] == ["DUPLICATE_ENTRY"]
    explained = explanation(two_operators[1], second.journey.application)
    assert explained["applicationNumber"] == first.journey.number
    assert {"mother_nik", "child_name", "child_birth_date"} <= set(explained["agrees"])
    assert len(children_of(two_operators[0], case, "NURUL CONTOH KELAHIRAN")) == 1


def test_two_operators_who_enter_one_birth_at_once_make_one_record(
    two_operators: tuple[World, World],
) -> None:
    case = "couple_expecting_2"
    both = [
        performance(world, replace(story, setback=None))
        for world, story in zip(two_operators, by_both_parents(case), strict=True)
    ]
    for each in both:
        each.run(until=Step.DECIDE)

    def enters(one: Performance) -> str:
        try:
            one.run(since=Step.ENTER, until=Step.ENTER)
        except services.Stopped:
            return one.journey.reads()["siakReasons"][0]["code"]
        return one.journey.status

    with ThreadPoolExecutor(2) as desks:
        outcomes = list(desks.map(enters, both))

    assert Counter(outcomes) == {"DRAFTED": 1, "DUPLICATE_ENTRY": 1}
    winner = both[outcomes.index("DRAFTED")]
    winner.run(since=Step.VERIFY)
    assert winner.journey.status == "COMPLETED"
    assert len(children_of(two_operators[0], case, "NURUL CONTOH KELAHIRAN")) == 1


# all of them, one after the other


@pytest.fixture
def whole_office(
    cluster: Cluster, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A world in which nothing happened yet, on PostgreSQL."""
    with ExitStack() as closing:
        url = closing.enter_context(cluster.database())
        seed = request.config.getoption("--dj-seed")
        options = Options(tmp_path_factory.mktemp("whole"), seed, url)
        yield from served(closing.enter_context(Stack(options)))


def open_serials(numbers: Json) -> list[str]:
    """Name every serial given out that is neither in force, lapsed nor void; none is skipped."""
    statuses: dict[str, set[str]] = {}
    for paper in numbers["papers"]:
        statuses.setdefault(paper["number"], set()).add(paper["status"])
    found = []
    for series, last in numbers["serials"].items():
        told = SERIES.fullmatch(series)
        if told is None:
            continue  # of people and families: SIAK's own laws see to those
        day = datetime.fromisoformat(told["day"])
        stem = f"{told['kind']}/6311/{day:%d%m%Y}/" if told["kind"] == "SKPWNI" else ""
        stem = stem or f"6311-{told['kind']}-{day:%d%m%Y}-"
        given = (f"{stem}{serial}" for serial in range(9001, last + 1))
        found += [number for number in given if not statuses.get(number, set()) & SETTLED]
    return found


@pytest.mark.postgresql
def test_all_services_in_one_world_leave_a_population_that_keeps_its_laws(
    whole_office: World,
) -> None:
    world, registry = whole_office, Registry(whole_office)
    families = world.siak.get("/population")["cases"]
    assert [s.name for s in of_services() if s.service not in families[s.case]["services"]] == []

    played = [services.play(world, story) for story in of_services()]

    assert {each.story.name: each.journey.status for each in played} == {
        each.story.name: "COMPLETED" for each in played
    }
    assert [str(difference) for each in played for difference in each.differences] == []
    ledger = Counter(e["application_number"] for e in world.siak.get("/entries")["entries"])
    assert ledger == {each.journey.number: 1 for each in played}
    for each in played:
        same_files(registry, each)
    assert open_serials(registry.numbers()) == []
    assert registry.broken_laws() == []
