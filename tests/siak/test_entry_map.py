"""Each service's row of the map: a complete set of answers is an entry that SIAK accepts."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from api.catalogue.loader import HERE, CatalogueBroken, load
from api.catalogue.loader_siak import load_registry
from api.domain.answers import check_answer
from api.domain.calendar import office_date
from api.domain.ports import Submission
from api.domain.registry import told_to_siak
from api.gateways.siak import HttpSiak
from harness.story import Story, of_services
from harness.wording import wording
from tests.siak.conftest import Registry

CATALOGUE = load()
MAP = load_registry(CATALOGUE)
NOT_ASKED = {"district_code"}  # of the application, not of the service


@pytest.fixture
async def siak(registry: Registry) -> AsyncIterator[HttpSiak]:
    told = registry.program.ready
    gateway = HttpSiak(told["url"], told["token"])
    yield gateway
    await gateway.close()


def submission_of(story: Story, registry: Registry) -> tuple[Submission, set[str]]:
    """What our service would hand in for a story, and the NIKs of those whose event it is."""
    answers = wording(SimpleNamespace(siak=registry.program), story).put(dict(story.answers))  # type: ignore[arg-type]  # all of a world that wording looks at
    service, today = (
        CATALOGUE.service(story.service),
        office_date(datetime.now(UTC)),
    )  # as SIAK's clock
    checked = {
        name: check_answer(CATALOGUE, service, name, raw, today=today)
        for name, raw in answers.items()
        if name not in NOT_ASKED
    }
    facts = CATALOGUE.facts(service, checked, today)
    assert facts.missing_answers() == ()
    decision = {"decided_by": "kepala-1", "decided_on": today.isoformat()}
    entry = MAP.entry(story.service)
    submission = Submission(
        service=story.service,
        application_number=f"CONTOH-{story.name}",
        submitted_on=today,
        reported_late=bool(facts.reported_late),
        late_decision=decision if facts.needs_head_decision else None,
        expected_documents=tuple(each.code for each in facts.expected_documents()),
        answers=told_to_siak(entry, facts),
        entered_by="operator-1",
    )
    return submission, set(entry.subjects(checked))


@pytest.mark.parametrize("story", list(of_services()), ids=lambda story: story.name)
async def test_a_complete_file_is_an_entry_siak_accepts(
    story: Story, registry: Registry, siak: HttpSiak
) -> None:
    submission, subjects = submission_of(story, registry)

    received = await siak.submit(submission, key=submission.application_number)

    registry.program.advance(1)  # its decision falls due meanwhile

    entry = await siak.entry(received.id)
    assert entry.status == "ACCEPTED", entry.reasons
    assert subjects <= set(entry.household)


def test_every_service_has_a_story() -> None:
    assert {story.service for story in of_services()} == set(MAP.entries)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  KK_HILANG_RUSAK:\n", "  KK_HILANG:\n", "a row for each service"),
        ("nik: mother_nik, name", "nik: mother_name, name", "mother_name does not hold NIKs"),
        ("birth_date: mother_birth_date", "birth_date: mother_name", "cannot be compared"),
        ("birth_date: mother_birth_date", "birth_date: mother_age", "is not a question"),
        ("sex: child_sex", "height: child_sex", "no element height"),
        ("family: mother\n    applicant_is", "family: aunt\n    applicant_is", "nobody is aunt"),
        ("subjects: [deceased]", "subjects: [dead]", "nobody is"),
        ("derived: [unregistered_union]", "derived: [union]", "union is not derived"),
        ("    - has_evidence\n", "    - has_proof\n", "has_proof is not a question"),
        ("  AGAMA: religion\n", "  IMAN: religion\n", "not in elemen_data"),
        ("kind: place}", "kind: spot}", "spot"),
    ],
)
def test_a_broken_map_stops_the_start_and_names_the_place(
    old: str, new: str, complaint: str, tmp_path: Path
) -> None:
    text = (HERE / "siak.yaml").read_text("utf-8")
    assert old in text
    shutil.copy(HERE / "services.yaml", tmp_path)
    (tmp_path / "siak.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CatalogueBroken, match=complaint):
        load_registry(CATALOGUE, tmp_path)
