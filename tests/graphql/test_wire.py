"""GraphQL over HTTP on a real socket: media types, methods, sizes, JSON for every answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import orjson
import pytest
import uvicorn

from tests.graphql.house import House
from tests.graphql.story import AP, NIK, SO, key

JSON, RESPONSE = "application/json", "application/graphql-response+json"
TRIVIAL = {"query": "{ __typename }"}


@pytest.fixture
async def wire(house: House) -> AsyncIterator[httpx.AsyncClient]:
    config = uvicorn.Config(house.app, port=0, lifespan="off", log_level="error", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.wait({serving}, timeout=0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield client
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving


def code(answer: httpx.Response) -> str:
    body = answer.json()
    assert answer.headers["x-request-id"] == body["errors"][0]["extensions"]["requestId"]
    return str(body["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{RESPONSE};q=0.1, {JSON}", JSON),
        ("application/*", JSON),
    ],
)
async def test_the_answer_has_the_media_type_that_was_asked_for(
    wire: httpx.AsyncClient, accept: str, media: str
) -> None:
    answer = await wire.post("/graphql", json=TRIVIAL, headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_other_media_types_cannot_be_had(wire: httpx.AsyncClient) -> None:
    answer = await wire.post("/graphql", json=TRIVIAL, headers={"Accept": "text/csv"})

    assert (answer.status_code, code(answer)) == (406, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("_case", "query", "variables", "expected"),
    [
        ("syntax", "{", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("unknown field", "{ tidakAda }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("no operation", "fragment f on Query { __typename }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("wrong variable", "query($f: Int) { applications(first: $f) { nodes { id } } }",
         {"f": "rahasia"}, "BAD_USER_INPUT"),
        ("missing variable", "query($id: ID!) { node(id: $id) { id } }", {}, "BAD_USER_INPUT"),
    ],
)  # fmt: skip
async def test_a_bad_request_is_200_in_the_old_type_and_400_in_the_new(
    wire: httpx.AsyncClient, _case: str, query: str, variables: dict[str, Any], expected: str
) -> None:
    body = {"query": query, "variables": variables}

    old = await wire.post("/graphql", json=body, headers={"Accept": JSON})
    new = await wire.post("/graphql", json=body, headers={"Accept": RESPONSE})

    assert (old.status_code, new.status_code) == (200, 400)
    assert (code(old), code(new)) == (expected, expected)
    assert "data" not in new.json()
    assert "rahasia" not in old.text


@pytest.mark.parametrize(
    ("_case", "content", "status"),
    [
        ("not JSON", b"{", 400),
        ("batch", b'[{"query": "{ __typename }"}]', 400),
        ("no query", b"{}", 400),
        ("query is a number", b'{"query": 1}', 400),
        ("variables are a list", b'{"query": "{ __typename }", "variables": []}', 400),
        ("operation name is a number", b'{"query": "{ __typename }", "operationName": 1}', 400),
        ("extensions are a text", b'{"query": "{ __typename }", "extensions": "x"}', 400),
        ("lone surrogate", b'{"query": "\\ud800"}', 400),
        ("too large", b'{"query": "' + b" " * 1024 * 1024 + b'"}', 413),
    ],
)
async def test_a_broken_request_is_4xx_with_a_reason_in_json(
    wire: httpx.AsyncClient, _case: str, content: bytes, status: int
) -> None:
    answer = await wire.post("/graphql", content=content, headers={"Content-Type": JSON})

    assert (answer.status_code, code(answer)) == (status, "BAD_USER_INPUT")


async def test_a_body_that_hides_its_size_is_cut_off(wire: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    answer = await wire.post("/graphql", content=endless(), headers={"Content-Type": JSON})

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", RESPONSE])
async def test_only_json_is_taken(wire: httpx.AsyncClient, kind: str) -> None:
    content = orjson.dumps(TRIVIAL)

    answer = await wire.post("/graphql", content=content, headers={"Content-Type": kind})

    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_told_which_ones_exist(
    wire: httpx.AsyncClient, method: str
) -> None:
    answer = await wire.request(method, "/graphql")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert code(answer) == "BAD_USER_INPUT"


async def test_get_answers_queries_with_the_preflight_header(wire: httpx.AsyncClient) -> None:
    asked = {
        "query": "query($c: String!) { service(code: $c) { code } }",
        "variables": '{"c": "AKTA_KELAHIRAN"}',
    }

    without = await wire.get("/graphql", params=asked)
    given = await wire.get("/graphql", params=asked, headers={"GraphQL-Require-Preflight": "1"})

    assert without.status_code == 400
    assert given.json() == {"data": {"service": {"code": "AKTA_KELAHIRAN"}}}


async def test_get_never_changes_anything(wire: httpx.AsyncClient) -> None:
    asked = {"query": 'mutation { cancelApplication(input: {applicationId: "x", '
             "expectedVersion: 1}) { errors { code } } }"}  # fmt: skip

    answer = await wire.get("/graphql", params=asked, headers={"GraphQL-Require-Preflight": "1"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_without_a_token_only_public_fields_answer(wire: httpx.AsyncClient) -> None:
    answer = await wire.post("/graphql", json={"query": '{ viewer { id } node(id: "x") { id } }'})

    assert answer.json()["data"] == {"viewer": None, "node": None}
    assert code(answer) == "UNAUTHENTICATED"


@pytest.mark.parametrize("header", ["Bearer salah", "Basic abc", "Bearer"])
async def test_an_unknown_token_is_unauthenticated(wire: httpx.AsyncClient, header: str) -> None:
    headers = {"Authorization": header, "Accept": RESPONSE}

    answer = await wire.post("/graphql", json=TRIVIAL, headers=headers)

    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


async def test_a_role_one_does_not_hold_is_forbidden(wire: httpx.AsyncClient, house: House) -> None:
    headers = {
        "Authorization": f"Bearer {house.tokens[SO]}",
        "X-Acting-Role": "HEAD_OF_OFFICE",
        "Accept": RESPONSE,
    }

    answer = await wire.post("/graphql", json=TRIVIAL, headers=headers)

    assert (answer.status_code, code(answer)) == (403, "FORBIDDEN")


async def test_a_root_field_for_others_is_forbidden(house: House) -> None:
    query = "{ failedEffects { nodes { id } } }"

    assert await house.refused(AP, query) == "FORBIDDEN"


async def test_nothing_a_client_sent_as_a_variable_comes_back_or_is_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    query = (
        "mutation($i: CreateApplicationInput!) { createApplication(input: $i) { errors { code } } }"
    )
    given = {
        "serviceCode": NIK,
        "purposeNoticed": NIK,
        "applicantPhone": NIK,
        "idempotencyKey": key(),
        "answers": [{"field": NIK, "value": {"x": NIK}}],
    }

    answer = await house.post_raw(AP, {"query": query, "variables": {"i": given}})

    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert NIK not in answer.text
    assert NIK not in caplog.text


async def test_a_failure_of_ours_is_masked_and_can_be_found_again(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def burst(self: object, code: str) -> None:
        raise RuntimeError(f"secret {NIK}")

    monkeypatch.setattr("api.domain.catalogue.Catalogue.get_service", burst)

    answer = await house.post_raw(None, {"query": '{ service(code: "X") { code } }'})

    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["extensions"]["requestId"] in error["message"]
    assert NIK not in answer.text
    assert NIK not in caplog.text
    assert any(
        record.__dict__.get("request_id") == error["extensions"]["requestId"]
        for record in caplog.records
    )
