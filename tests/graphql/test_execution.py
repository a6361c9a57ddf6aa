"""Our executor answers as graphql-core's own does with Strawberry's own resolvers."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from graphql import GraphQLObjectType, execute_sync, parse
from graphql import build_schema as core_schema
from graphql.execution import Executor

from api.graphql.context import Context
from api.graphql.engine import Engine, Request
from api.graphql.execution import PlainExecutor
from api.graphql.resolvers import Attribute
from api.graphql.schema import build_schema, strawberry_schema
from api.usecases.access import authenticate
from api.usecases.reading import Reader
from tests.graphql.house import House, Json
from tests.graphql.story import AP, SO, created, drafted
from tests.running import ROOT

EXAMPLES = [
    path
    for path in sorted((ROOT / "docs" / "examples").glob("*.graphql"))
    if "\nquery" in path.read_text("utf-8")
]
NIGHTMARE = """query($id: ID!, $no: Boolean = false, $yes: Boolean = true) {
  __typename
  applications(first: 3, orderBy: {field: UPDATED_AT, direction: ASC}) {
    pageInfo { ...Ends } edges { cursor node { ...Core } }
    nodes {
      ...Core @skip(if: $no) hidden: number @skip(if: $yes) status @include(if: $no)
      requirements { __typename requirement { code accepts } requirement { name }
        attachments { sha256 url attachedAt } }
      mine: history(last: 2, direction: DESC) { edges { cursor node { action documentId } } }
      all: history { nodes { actorRole occurredAt hash } pageInfo { hasPreviousPage } }
      documents { id type { name } application { number documents { version } } }
      answers { field text value saidAt } missingRequirements { name } isReportedLate
      availableActions { action isAllowed reasonsBlocked { code message } }
      assignment { isMine } lateDecision { note } siakReasons { code } applicantNikMasked
    }
  }
  node(id: $id) { __typename id ... on Application { number } ... on Document { status } }
  nodes(ids: [$id, "unbekannt", $id]) { id ... on Application { ...Core } }
  application(id: $id) { effects { nodes { id kind application { number } } } }
  gone: application(id: "unbekannt") { number }
}
fragment Core on Application { __typename id number version service { code shortName } }
fragment Ends on PageInfo { hasNextPage hasPreviousPage startCursor endCursor }"""
FAULTS = {
    "in a nullable object": """query($id: ID!) {
      broken: application(id: $id) { number history(first: 500) { nodes { action } } }
      whole: application(id: $id) { number } }""",
    "in every item of a list": "{ applications { nodes { number effects(first: 0) { nodes { id }"
    "} } } }",
    "of a whole root field": "{ failedEffects { nodes { id } } viewer { name } }",
    "in a cursor": '{ applications(after: "rusak") { nodes { number } } viewer { name } }',
}


@pytest.fixture(scope="module")
def ours() -> Engine:
    return Engine(build_schema())


@pytest.fixture(scope="module")
def stock() -> Engine:
    return Engine(strawberry_schema(), executor=Executor)


async def asked(engine: Engine, house: House, role: str | None, query: str, given: Json) -> Json:
    office = house.parts.office
    viewer = await authenticate(office, house.tokens[role], None) if role else None
    async with Reader(office, viewer.actor if viewer else None) as reader:
        request = Request(query, given)
        context = Context(office, viewer, reader, "permintaan-1")
        body = (await engine.run(request, engine.prepare(request), context)).body
    text = orjson.dumps(body).decode()
    text = re.sub(r'(https?://[^"?]*)\?[^"]*"', r'\1"', text)  # signed by time
    found: Json = json.loads(re.sub(r'"now":"[^"]*"', '"now":"then"', text))
    return found


async def same(
    ours: Engine, stock: Engine, house: House, role: str | None, query: str, given: Json
) -> Json:
    expected = await asked(stock, house, role, query, given)
    found = await asked(ours, house, role, query, given)
    assert json.dumps(found) == json.dumps(expected)
    return found


async def test_examples_and_nightmares_are_answered_alike(
    house: House, ours: Engine, stock: Engine
) -> None:
    application = await drafted(house)
    for _ in range(2):
        await created(house, SO, answers=[])

    for path in EXAMPLES:
        text = path.read_text("utf-8")
        role = re.search(r"^# role: (\w+)", text, re.M)
        given = re.search(r"^# variables: (.*)", text, re.M)
        variables = (
            json.loads(given[1].replace("APPLICATION_ID", application["id"])) if given else {}
        )
        who = role[1] if role and role[1] != "none" else None
        assert "errors" not in await same(ours, stock, house, who, text, variables), path
    found = await same(ours, stock, house, SO, NIGHTMARE, {"id": application["id"]})

    assert "errors" not in found
    assert len(found["data"]["applications"]["nodes"]) == 3
    assert found["data"]["nodes"][1] is None


@pytest.mark.parametrize("_case", FAULTS)
async def test_faults_are_told_alike(_case: str, house: House, ours: Engine, stock: Engine) -> None:
    application = await created(house)
    await created(house)

    given = {"id": application["id"]} if "$id" in FAULTS[_case] else {}
    role = AP if "failedEffects" in FAULTS[_case] else SO  # which may not see them
    found = await same(ours, stock, house, role, FAULTS[_case], given)

    assert found["errors"]


@dataclass
class Thing:
    number: object = 1
    word: object = "kata"
    words: object = ("satu", "dua")
    things: object = ()

    @property
    def torn(self) -> str:
        raise LookupError("sobek")


THINGS = {
    "what fits": [Thing(), Thing(things=[Thing(), Thing()])],
    "no number": [Thing(), Thing(number="tiga")],
    "a number too large": [Thing(number=2**40), Thing()],
    "nothing where something must be": [Thing(number=None), Thing()],
    "nothing where nothing may be": [Thing(word=None, words=None), Thing(things=[None])],
    "an item that is nothing": [Thing(words=["satu", None]), None],
    "no list": [Thing(words=7), Thing(things="kata")],
    "other kinds of list": [Thing(words={"a": 1}, things={1, 2}), Thing(word=["kata"])],
    "an exception as a value": [Thing(word=LookupError("hilang")), LookupError("hilang")],
}


@pytest.mark.parametrize("_case", THINGS)
@pytest.mark.parametrize("asked_for", ["number word", "words things { number word }", "torn word"])
def test_values_that_do_not_fit_are_told_alike(_case: str, asked_for: str) -> None:
    schema = core_schema(
        "type Query { things: [Thing] } type Thing "
        "{ number: Int! word: String words: [String!] torn: String things: [Thing!] }"
    )
    kind = schema.get_type("Thing")
    assert isinstance(kind, GraphQLObjectType)
    for name, each in kind.fields.items():
        each.resolve = Attribute(name)
    document = parse(f"{{ things {{ {asked_for} }} }}")
    root = {"things": THINGS[_case]}

    expected = execute_sync(schema, document, root, executor_class=Executor)
    found = execute_sync(schema, document, root, executor_class=PlainExecutor)

    assert found.formatted == expected.formatted


def test_resolvers_use_nothing_of_info_but_its_context() -> None:
    used = {
        node.attr
        for path in Path(ROOT, "api", "graphql").glob("*.py")
        if path.name != "execution.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "info"
    }

    assert used == {"context"}


def test_the_service_runs_the_executor_that_was_compared() -> None:
    assert Engine(build_schema())._executor is PlainExecutor
