"""The same thing applied for twice: a warning with its reasons, on every channel, no refusal."""

import pytest
from sqlalchemy import select

from api.storage import tables as t
from tests.graphql.house import House, Json
from tests.graphql.story import (
    ANSWERS,
    AP,
    DO,
    SA,
    SO,
    as_answers,
    created,
    filled,
    on,
    submitted,
)

ALIKE = """query($id: ID!) { application(id: $id) { possibleDuplicates {
    number status score agrees { name } differs { name } } } }"""


async def alike(house: House, role: str, application: Json) -> list[Json]:
    found: list[Json] = (await house.ask(role, ALIKE, id=application["id"]))["application"][
        "possibleDuplicates"
    ]
    return found


async def test_the_officer_sees_what_agrees_and_what_differs(house: House) -> None:
    first = await submitted(house)
    second = await created(
        house, SO, answers=as_answers({**ANSWERS["KK_HILANG_RUSAK"], "loss_kind": "HILANG"})
    )

    (found,) = await alike(house, SO, second)

    assert (found["number"], found["status"]) == (first["number"], "SUBMITTED")
    assert found["score"] == 80
    assert [q["name"] for q in found["agrees"]] == ["applicant_nkk"]
    assert [q["name"] for q in found["differs"]] == ["loss_kind"]


async def test_the_first_one_shows_the_second_once_that_is_handed_in(house: House) -> None:
    first = await submitted(house)
    assert await alike(house, SO, first) == []

    second = await submitted(house)

    assert [d["number"] for d in await alike(house, SO, first)] == [second["number"]]


async def test_another_system_learns_that_there_is_one_but_not_which(house: House) -> None:
    await submitted(house)

    mine = await created(house, SA)

    (found,) = await alike(house, SA, mine)
    assert (found["number"], found["status"]) == (None, None)
    assert found["score"] == 100


async def test_a_withdrawn_application_is_no_duplicate(house: House) -> None:
    first = await submitted(house)
    await house.do(AP, "cancelApplication", **on(first))

    assert await alike(house, SO, await created(house, SO)) == []


async def test_a_corrected_answer_ends_the_likeness(house: House) -> None:
    await submitted(house)
    second = await filled(house)
    assert len(await alike(house, AP, second)) == 1

    changed = await house.do(
        AP,
        "recordAnswers",
        **on(second),
        answers=as_answers({"applicant_nkk": "6311010101109002"}),
    )

    assert await alike(house, AP, changed) == []


@pytest.mark.parametrize("role", [DO, AP])
async def test_a_warning_refuses_nobody(house: House, role: str) -> None:
    await submitted(house)

    assert (await submitted(house))["status"] == "SUBMITTED"


async def test_no_number_or_name_is_kept_for_comparing(house: House) -> None:
    await submitted(house)

    async with house.parts.office.work.read() as connection:
        kept = (await connection.execute(select(t.fingerprint))).all()

    assert kept
    assert "6311" not in str([row.value[:4] for row in kept if not row.value.isalnum()])
    assert all(len(row.value) == 64 for row in kept)
    answers = {str(v) for v in ANSWERS["KK_HILANG_RUSAK"].values()}
    assert answers.isdisjoint(row.value for row in kept)
