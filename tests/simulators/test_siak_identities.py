"""Published identities: each is entered into a running SIAK and gets the code it promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from siak_sim.law.invariants import broken
from siak_sim.registry import Registry
from tests.docs_pages import page
from tests.simulators.programs import Program
from tests.simulators.siak_office import Office

CLOCK = "2026-06-09T01:00:00+00:00"  # another day than the page was made for
TODAY = "2026-06-09"
Json = dict[str, Any]


@pytest.fixture
def office(shared_program: Callable[..., Program]) -> Office:
    program = shared_program("siak_sim", "--clock", CLOCK, "--seed", "7")
    program.reset(7)
    return Office(program)


def tried(office: Office, row: Json) -> Json:
    """Enter what an identity is said to try, and leave nothing behind."""
    entry = office.enter(row["service"], row["answers"], submitted_on=TODAY)
    office.cancel(entry)
    return entry


def codes(found: list[Json]) -> list[str]:
    return [each["code"] for each in found]


def outcome(entry: Json) -> tuple[str | None, list[str]]:
    reasons = codes(entry["reasons"])
    if not reasons:
        return None, codes(entry["warnings"])
    return ", ".join(reasons), []


def test_every_identity_gets_the_code_it_promises(office: Office) -> None:
    rows = office.program.get("/identities")["identities"]
    assert len({row["nik"] for row in rows}) >= 50
    promised = {(r["case"], r["service"]): (r["expects"], r["warnings"]) for r in rows}
    got = {(row["case"], row["service"]): outcome(tried(office, row)) for row in rows}
    assert got == promised


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("nik_mistyped", "NIK_UNKNOWN"),
        ("name_spelt_otherwise", "NAME_MISMATCH"),
        ("birth_date_mistyped", "BIRTH_DATE_MISMATCH"),
    ],
)
def test_three_ways_of_being_mistaken_about_oneself_have_three_codes(
    office: Office, case: str, code: str
) -> None:
    rows = office.program.get("/identities")["identities"]
    row = next(row for row in rows if row["case"] == case)
    assert outcome(tried(office, row)) == (code, [])


def test_the_page_tells_the_numbers_of_any_day_of_its_year(office: Office) -> None:
    printed = page("docs/test-identities.md")
    for row in office.program.get("/identities")["identities"]:
        if row["same_all_year"]:
            line = next(x for x in printed.splitlines() if x.startswith(f"| `{row['case']}` |"))
            assert f"| {row['nik']} | {row['family_card_number']} | {row['birth_date']} |" in line


def test_every_service_comes_to_its_issue_and_the_registry_keeps_its_laws(office: Office) -> None:
    first: dict[str, Json] = {}
    for row in office.program.get("/identities")["identities"]:
        if not row["expects"]:
            first.setdefault(row["service"], row)
    assert len(first) == 23
    for service, row in first.items():
        entry = office.enter(service, row["answers"], submitted_on=TODAY)
        assert office.finish(entry)["status"] == "ISSUED"
    registry = Registry()
    registry.restore(office.program.get("/state")["world"]["registry"])
    assert broken(registry) == []
