"""Documents that would cost too much are refused before anything expensive looks at them."""

import pytest
from graphql import get_introspection_query

from tests.graphql.house import House
from tests.graphql.story import SO


def deep(levels: int) -> str:
    return "{ services { " + "items { " * levels + "name" + " }" * levels + " } }"


def fanned_out(width: int) -> str:
    fragments = [f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(width)]
    return "{ ...f0 } " + " ".join(fragments) + f" fragment f{width} on Query {{ __typename }}"


def circle(width: int) -> str:
    fragments = [
        f"fragment f{n} on Query {{ {' '.join(f'...f{m}' for m in range(width))} }}"
        for n in range(width)
    ]
    return "{ ...f0 } " + " ".join(fragments)


HOSTILE = {
    "deep": deep(20),
    "aliases": "{ " + " ".join(f"a{n}: __typename" for n in range(31)) + " }",
    "directives": "{ __typename " + "@skip(if: false) " * 21 + "}",
    "fields": "{ " + "__typename " * 501 + "}",
    "operations": " ".join(f"query q{n} {{ __typename }}" for n in range(11)),
    "fragments in fragments": fanned_out(24),
    "pages in pages": """{ applications(first: 100) { nodes { history(first: 100) {
        nodes { action hash version } } } } }""",
    "pages by a variable": """query($n: Int) { applications(first: $n) { nodes {
        history(first: $n) { nodes { action hash version } } } } }""",
    "two mutations": """mutation {
        a: cancelEffect(input: {effectId: "x", reason: "y"}) { errors { code } }
        b: cancelEffect(input: {effectId: "x", reason: "y"}) { errors { code } } }""",
    "two mutations in a fragment": """mutation { ...both } fragment both on Mutation {
        cancelEffect(input: {effectId: "x", reason: "y"}) { errors { code } }
        retryEffect(input: {effectId: "x", reason: "y"}) { errors { code } } }""",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_document_that_is_too_large_is_refused(house: House, name: str) -> None:
    answer = await house.post_raw(SO, {"query": HOSTILE[name], "variables": {"n": 100}})

    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"


@pytest.mark.parametrize(
    ("_case", "document"),
    [("fanned out", fanned_out(30)), ("circle", circle(12)), ("half a megabyte", "{a " * 170_000)],
)
async def test_a_hostile_document_costs_no_more_than_its_length(
    house: House, _case: str, document: str
) -> None:
    await house.post_raw(None, {"query": "{ __typename }"})

    answer = await house.post_raw(None, {"query": document})

    assert answer.json()["errors"]  # unguarded, the answer takes minutes


@pytest.mark.parametrize(
    "document",
    [deep(900), "{ service(code: " + "[" * 900 + "]" * 900 + ") { code } }", "{" * 3000],
)
async def test_brackets_without_end_are_refused_as_well(house: House, document: str) -> None:
    code = await house.refused(None, document)

    assert code in ("QUERY_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED")


async def test_tools_may_introspect_however_deep_they_ask(house: House) -> None:
    found = await house.ask(None, get_introspection_query(specified_by_url=True))

    assert found["__schema"]["queryType"]["name"] == "Query"


async def test_at_most_five_faults_are_listed_and_none_suggests_a_name(house: House) -> None:
    answer = await house.post_raw(None, {"query": "{ servicez a b c d e f g }"})

    errors = answer.json()["errors"]
    assert len(errors) <= 6  # five and the note that there are more
    assert "Did you mean" not in answer.text


async def test_the_officers_queue_is_well_inside_the_limits(house: House) -> None:
    await house.ask(
        SO,
        """{ applications(first: 50) { nodes { id number status
            requirements { requirement { name } isFilled attachments { mediaType url } }
            documents { id status availableActions { action isAllowed } }
            history(last: 3) { nodes { action occurredAt } }
            availableActions { action isAllowed reasonsBlocked { message } } } } }""",
    )
