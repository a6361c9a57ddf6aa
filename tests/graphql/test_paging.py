"""Lists: stable under insertion, bounded, and refused in plain words when asked wrongly."""

import pytest

from tests.graphql.house import House
from tests.graphql.story import AP, SO, created, submitted

LIST = """query($first: Int, $after: String, $last: Int, $before: String, $direction:
    SortDirection! = DESC, $field: ApplicationOrderField! = CREATED_AT) {
  applications(first: $first, after: $after, last: $last, before: $before,
      orderBy: {field: $field, direction: $direction}) {
    edges { cursor node { id } } nodes { id } pageInfo {
      hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def test_pages_follow_each_other_while_new_applications_arrive(house_anywhere: House) -> None:
    ids = [(await created(house_anywhere))["id"] for _ in range(5)]
    first = (await house_anywhere.ask(SO, LIST, first=2))["applications"]
    await created(house_anywhere)

    second = (await house_anywhere.ask(SO, LIST, first=2, after=first["pageInfo"]["endCursor"]))[
        "applications"
    ]
    third = (await house_anywhere.ask(SO, LIST, first=2, after=second["pageInfo"]["endCursor"]))[
        "applications"
    ]

    got = [n["id"] for page in (first, second, third) for n in page["nodes"]]
    assert got == ids[::-1]
    assert (first["pageInfo"]["hasNextPage"], third["pageInfo"]["hasNextPage"]) == (True, False)
    assert (first["pageInfo"]["hasPreviousPage"], third["pageInfo"]["hasPreviousPage"]) == (
        False,
        True,
    )


async def test_a_list_can_be_read_from_its_end(house_anywhere: House) -> None:
    ids = [(await created(house_anywhere))["id"] for _ in range(4)]

    end = (await house_anywhere.ask(SO, LIST, last=2, direction="ASC"))["applications"]
    before = (
        await house_anywhere.ask(
            SO, LIST, last=2, before=end["pageInfo"]["startCursor"], direction="ASC"
        )
    )["applications"]

    assert [n["id"] for n in end["nodes"]] == ids[2:]
    assert [n["id"] for n in before["nodes"]] == ids[:2]
    assert end["pageInfo"]["hasPreviousPage"] is True
    assert before["pageInfo"]["hasPreviousPage"] is False


async def test_the_queue_is_ordered_by_first_submission_and_leaves_drafts_out(
    house_anywhere: House,
) -> None:
    await created(house_anywhere)
    waiting = await submitted(house_anywhere)

    found = await house_anywhere.ask(SO, LIST, field="SUBMITTED_AT", direction="ASC")

    assert [n["id"] for n in found["applications"]["nodes"]] == [waiting["id"]]


@pytest.mark.parametrize(
    ("_case", "asked"),
    [
        ("both ends", {"first": 1, "last": 1}),
        ("too many", {"first": 101}),
        ("none", {"first": 0}),
        ("negative", {"last": -1}),
        ("no cursor", {"after": "bukan kursor"}),
        ("a cursor of another order", {"after": "Q1JFQVRFRF9BVC5BU0N8MjAyNnxY"}),
        ("a cursor with a broken moment", {"before": "Q1JFQVRFRF9BVC5ERVNDfHh8eA"}),
    ],
)
async def test_wrong_paging_is_refused_in_plain_words(
    house_anywhere: House, _case: str, asked: dict[str, object]
) -> None:
    assert await house_anywhere.refused(SO, LIST, **asked) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("_case", "chosen", "size"),
    [
        ("status", {"statuses": ["SUBMITTED"]}, 1),
        ("another status", {"statuses": ["COMPLETE"]}, 0),
        ("service", {"serviceCodes": ["KK_HILANG_RUSAK"]}, 2),
        ("channel", {"channels": ["COUNTER"]}, 0),
        ("phone", {"applicantPhone": "0899 0000 0001"}, 2),
        ("another phone", {"applicantPhone": "+6289900000002"}, 0),
        ("claimed by me", {"isClaimedByMe": True}, 0),
        ("documents", {"documentStatuses": ["VERIFIED"]}, 0),
        ("opened later", {"createdFrom": "2099-01-01T00:00:00Z"}, 0),
        ("opened before", {"createdBefore": "2099-01-01T00:00:00+08:00"}, 2),
        ("handed in", {"submittedFrom": "2020-01-01", "submittedUntil": "2099-01-01"}, 1),
    ],
)
async def test_a_filter_asks_for_what_it_says(
    house_anywhere: House, _case: str, chosen: dict[str, object], size: int
) -> None:
    await created(house_anywhere)
    await submitted(house_anywhere)

    found = await house_anywhere.ask(
        SO,
        "query($f: ApplicationFilter) { applications(filter: $f) { nodes { id } } }",
        f=chosen,
    )

    assert len(found["applications"]["nodes"]) == size


async def test_an_intermediary_sees_only_what_they_opened(house_anywhere: House) -> None:
    mine = await created(house_anywhere, AP)
    await created(house_anywhere, SO)

    found = await house_anywhere.ask(AP, "{ applications { nodes { id } } }")

    assert [n["id"] for n in found["applications"]["nodes"]] == [mine["id"]]


async def test_an_application_is_found_by_the_number_people_speak(house_anywhere: House) -> None:
    application = await submitted(house_anywhere)
    query = "query($n: String!) { applicationByNumber(number: $n) { id } }"

    found = await house_anywhere.ask(SO, query, n=f" {application['number']} ")
    nothing = await house_anywhere.ask(SO, query, n="x\x00y")

    assert found["applicationByNumber"]["id"] == application["id"]
    assert nothing == {"applicationByNumber": None}


async def test_unknown_and_malformed_ids_are_null(house_anywhere: House) -> None:
    application = await created(house_anywhere)

    found = await house_anywhere.ask(
        SO,
        """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id }
            node(id: "rusak") { id } document(id: "rusak") { id } application(id: "") { id }
            signingBatch(id: "x") { id } }""",
        ids=[application["id"], "rusak", "", application["id"][:-2], application["id"]],
    )

    kinds = [node and node["__typename"] for node in found["nodes"]]
    assert kinds == ["Application", None, None, None, "Application"]
    assert {found[name] for name in ("node", "document", "application", "signingBatch")} == {None}


async def test_too_many_ids_are_refused(house_anywhere: House) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert await house_anywhere.refused(SO, query, ids=["x"] * 101) == "BAD_USER_INPUT"
