"""SIAK's data beside one application: for officers, in time, and not for lists of them."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from sqlalchemy.pool import QueuePool

from api.domain.comparison import Extent
from api.domain.values import Actor, Role
from api.graphql.ids import plain_id
from api.usecases.comparison import compare_with_siak
from api.usecases.reading import Reader
from tests.graphql.house import House, Json
from tests.graphql.story import AP, DO, HO, SA, SO, VE, as_answers, created
from tests.siak.conftest import RealHouse, Registry
from tests.simulators.siak_office import birth_of

PAGE = """query($id: ID!) { application(id: $id) {
    number
    history(first: 1) { nodes { action } }
    siakComparison {
        status checkedAt differences
        people { role roleLabel nikMasked isFound status isOnFamilyCard nikWarnings
                 rows { field label said registered verdict } }
        alreadyRegistered { code message role nikMasked nameVerdict }
    } } }"""


async def a_birth(house: House, registry: Registry, **more: str) -> Json:
    """A birth in a family SIAK knows, told at the counter."""
    answers = birth_of(registry.cases["couple_expecting"], **more)
    answers["applicant_phone"] = "+6289900000001"
    return await created(house, SO, "AKTA_KELAHIRAN", answers=as_answers(answers))


async def beside(house: House, application: Json, role: str = DO) -> Json:
    found: Json = (await house.ask(role, PAGE, id=application["id"]))["application"]
    return found


async def test_the_operator_sees_where_answers_and_siak_differ(
    house: RealHouse, registry: Registry
) -> None:
    mother = registry.cases["couple_expecting"]["people"]["mother"]
    application = await a_birth(house, registry, mother_birth_date="1970-01-01")

    found = (await beside(house, application))["siakComparison"]

    assert (found["status"], found["differences"]) == ("COMPARED", 1)
    roles = {each["role"]: each for each in found["people"]}
    assert set(roles) == {"applicant", "mother", "father", "witness1", "witness2"}
    rows = {row["field"]: row for row in roles["mother"]["rows"]}
    assert rows["mother_name"]["verdict"] == "AGREES"
    assert rows["mother_birth_date"] == {
        "field": "mother_birth_date",
        "label": rows["mother_birth_date"]["label"],
        "said": "1970-01-01",
        "registered": mother["birth_date"],
        "verdict": "DIFFERS",
    }
    assert roles["mother"]["status"] == "ACTIVE"
    assert roles["applicant"]["isOnFamilyCard"] is True
    assert mother["nik"] not in str(found)


async def test_a_second_look_asks_siak_nothing_new(house: RealHouse, registry: Registry) -> None:
    application = await a_birth(house, registry)
    await beside(house, application)
    asked = registry.look_ups()

    await beside(house, application)

    assert asked == 4  # father, who applies, mother, both witnesses
    assert registry.look_ups() == asked


async def test_a_birth_whose_child_stands_on_the_mothers_card_is_told(
    house: RealHouse, registry: Registry
) -> None:
    case = registry.cases["couple_expecting_2"]
    child = case["people"]["child0"]
    answers = birth_of(case, child["name"], child_birth_date=child["birth_date"])
    answers["applicant_phone"] = "+6289900000001"
    application = await created(house, SO, "AKTA_KELAHIRAN", answers=as_answers(answers))

    (sign,) = (await beside(house, application))["siakComparison"]["alreadyRegistered"]

    assert (sign["code"], sign["nameVerdict"]) == ("CHILD_ON_CARD", "AGREES")
    assert child["nik"] not in str(sign)


@pytest.mark.parametrize("role", [SO, DO, VE, HO])
async def test_who_works_on_applications_sees_it_and_the_log_says_so_without_numbers(
    role: str, house: RealHouse, registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    application = await a_birth(house, registry)

    with caplog.at_level(logging.INFO, "dik_jamila"):
        found = await beside(house, application, role)

    assert found["siakComparison"]["status"] == "COMPARED"
    read = [r.part for r in caplog.records if r.message == "personal data read"]  # type: ignore[attr-defined]  # of the log's own records
    assert "siakComparison" in read
    told = " ".join(str(vars(record)) for record in caplog.records)
    people = registry.cases["couple_expecting"]["people"].values()
    assert not [each for each in people if each["nik"] in told or each["name"] in told]


@pytest.mark.parametrize("role", [AP, SA, "AUDITOR", "ADMINISTRATOR"])
async def test_nobody_else_sees_it_and_siak_is_not_asked(
    role: str, house: RealHouse, registry: Registry
) -> None:
    answers = birth_of(registry.cases["couple_expecting"])
    answers["applicant_phone"] = "+6289900000001"
    opener = role if role in (AP, SA) else SO
    application = await created(house, opener, "AKTA_KELAHIRAN", answers=as_answers(answers))

    found = await beside(house, application, role)

    assert found["siakComparison"] is None
    assert registry.look_ups() == 0


async def test_a_page_of_applications_cannot_ask_for_it(house: RealHouse) -> None:
    listed = "{ applications(first: 20) { nodes { siakComparison { status } } } }"

    assert await house.refused(DO, listed) == "QUERY_TOO_COMPLEX"


async def test_a_silent_siak_holds_the_page_up_for_seconds_only(
    house: RealHouse, registry: Registry
) -> None:
    application = await a_birth(house, registry)
    registry.fails("hang")

    found = await beside(house, application)  # would wait ten seconds for the gateway

    assert found["siakComparison"]["status"] == "UNAVAILABLE"
    assert {each["isFound"] for each in found["siakComparison"]["people"]} == {None}
    assert found["history"]["nodes"]


async def test_the_next_page_does_not_wait_for_a_siak_that_is_down(
    house: RealHouse, registry: Registry
) -> None:
    application = await a_birth(house, registry)
    registry.fails("maintenance", seconds=60)
    await beside(house, application)
    asked = registry.look_ups()

    found = await beside(house, application)

    assert found["siakComparison"]["status"] == "UNAVAILABLE"
    assert registry.look_ups() == asked


async def test_one_who_was_not_found_in_time_leaves_the_rest_compared(
    house: RealHouse, registry: Registry
) -> None:
    application = await a_birth(house, registry)
    mother = registry.cases["couple_expecting"]["people"]["mother"]["nik"]
    registry.fails("status", f"/v1/people/{mother}", status=500)

    found = (await beside(house, application))["siakComparison"]

    assert found["status"] == "PARTLY"
    assert {each["role"]: each["isFound"] for each in found["people"]} == {
        "applicant": True, "father": True, "mother": None, "witness1": True, "witness2": True,
    }  # fmt: skip


async def test_an_office_without_an_interface_is_told_to_look_there(
    house: RealHouse, registry: Registry
) -> None:
    office = house.parts.office
    by_hand = replace(office, policy=replace(office.policy, siak_by_hand=True))
    answers = {"mother_nik": registry.cases["couple_expecting"]["people"]["mother"]["nik"]}

    found = await compare_with_siak(by_hand, "AKTA_KELAHIRAN", answers)

    assert found.extent is Extent.BY_HAND
    assert [each.found for each in found.people] == [None]
    assert registry.look_ups() == 0


async def test_nothing_is_held_in_the_database_while_siak_is_waited_for(
    house: RealHouse, registry: Registry
) -> None:
    application = await a_birth(house, registry)
    plain = plain_id("Application", application["id"]) or ""
    operator = Actor("operator-1", Role.DATA_ENTRY_OPERATOR, "operator-1")
    pool = house.parts.engine.pool
    assert isinstance(pool, QueuePool)

    async with Reader(house.parts.office, operator) as reader:
        await reader.things("Application", [plain])
        reading = pool.checkedout()
        async with reader.away():
            waiting = pool.checkedout()
            row = (await reader.things("Application", [plain]))[plain]  # a short one of its own

    assert (reading, waiting) == (1, 0)
    assert row.id == plain
