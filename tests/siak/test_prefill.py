"""Answers taken from SIAK: empty ones only, said by SIAK, in one step of the officer's."""

from __future__ import annotations

from typing import Any

from tests.graphql.house import Json
from tests.graphql.story import AP, DO, SO, as_answers, complete, key, on
from tests.siak.conftest import RealHouse, Registry

ANSWERS = """query($id: ID!) { application(id: $id) {
    version answers { field value saidBy } history(last: 1) { nodes { action actorRole } } } }"""


async def a_child_card(house: RealHouse, registry: Registry, **more: Any) -> Json:
    """A complete application of a family SIAK knows, whose child's name nobody answered."""
    case = registry.cases["family_with_child_for_kia"]
    application = await complete(house, "KIA_HILANG_RUSAK")
    given = {
        "applicant_nik": case["nik"],
        "applicant_name": case["name"],
        "applicant_nkk": case["family_card_number"],
        "child_nik": case["people"]["child"]["nik"],
        **more,
    }
    return await house.do(DO, "recordAnswers", **on(application), answers=as_answers(given))


async def a_birth(house: RealHouse, registry: Registry) -> Json:
    """A complete birth told by the father; nobody has said yet who the parents are."""
    case = registry.cases["couple_expecting"]
    application = await complete(house, "AKTA_KELAHIRAN")
    given = {
        "applicant_nik": case["nik"],
        "applicant_name": case["name"],
        "applicant_nkk": case["family_card_number"],
        "child_birth_date": case["facts"]["child_birth_date"],
    }
    return await house.do(DO, "recordAnswers", **on(application), answers=as_answers(given))


async def answers_of(house: RealHouse, application: Json) -> dict[str, Json]:
    found = await house.ask(DO, ANSWERS, id=application["id"])
    return {each["field"]: each for each in found["application"]["answers"]}


async def test_both_parents_of_a_birth_are_answered_from_the_fathers_card(
    house: RealHouse, registry: Registry
) -> None:
    people = registry.cases["couple_expecting"]["people"]
    application = await a_birth(house, registry)

    filled = await house.do(DO, "prefillFromSiak", **on(application), idempotencyKey=key())

    answers = await answers_of(house, filled)
    for role in ("father", "mother"):
        for part, own in (("nik", "nik"), ("name", "name"), ("birth_date", "birth_date")):
            assert answers[f"{role}_{part}"]["value"] == people[role][own]
            assert answers[f"{role}_{part}"]["saidBy"] == "SIAK"
    assert answers["applicant_name"]["saidBy"] == "DATA_ENTRY_OPERATOR"
    assert filled["version"] == application["version"] + 1
    found = await house.ask(DO, ANSWERS, id=application["id"])
    (last,) = found["application"]["history"]["nodes"]
    assert last == {"action": "RECORD_ANSWERS", "actorRole": "DATA_ENTRY_OPERATOR"}


async def test_what_somebody_answered_stays(house: RealHouse, registry: Registry) -> None:
    application = await a_birth(house, registry)
    said = as_answers({"father_birth_place": "Barabai"})
    application = await house.do(DO, "recordAnswers", **on(application), answers=said)

    filled = await house.do(DO, "prefillFromSiak", **on(application), idempotencyKey=key())

    father = (await answers_of(house, filled))["father_birth_place"]
    assert (father["value"], father["saidBy"]) == ("Barabai", "DATA_ENTRY_OPERATOR")


async def test_the_same_request_twice_is_one_step(house: RealHouse, registry: Registry) -> None:
    application = await a_birth(house, registry)
    asked = {**on(application), "idempotencyKey": key()}

    first = await house.do(DO, "prefillFromSiak", **asked)
    registry.fails("hang")
    again = await house.do(DO, "prefillFromSiak", **asked)

    assert again["version"] == first["version"]


async def test_with_nothing_left_to_answer_nothing_happens(
    house: RealHouse, registry: Registry
) -> None:
    application = await a_child_card(house, registry)

    filled = await house.do(DO, "prefillFromSiak", **on(application), idempotencyKey=key())

    assert filled["version"] == application["version"]


async def test_a_siak_that_is_down_is_told_with_the_time_to_come_back(
    house: RealHouse, registry: Registry
) -> None:
    application = await a_birth(house, registry)
    registry.fails("maintenance", seconds=90)

    asked = {**on(application), "idempotencyKey": key()}
    error = await house.refusal(DO, "prefillFromSiak", **asked)

    assert (error["__typename"], error["code"]) == ("ExternalUnavailable", "EXTERNAL_UNAVAILABLE")
    assert (await answers_of(house, application)).keys().isdisjoint({"father_nik"})


async def test_only_who_may_answer_now_may_fill_in(house: RealHouse, registry: Registry) -> None:
    application = await a_child_card(house, registry)
    stale = {**on(application), "expectedVersion": 1}

    applicant = await house.refusal(AP, "prefillFromSiak", **on(application))
    late = await house.refusal(SO, "prefillFromSiak", **stale)

    assert applicant["code"] == "NOT_PERMITTED"
    assert late["code"] == "VERSION_CONFLICT"
    assert registry.look_ups() == 0
