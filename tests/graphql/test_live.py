"""Following a signing batch live: over WebSocket and over server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
import uvicorn
import websockets
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.graphql.house import House, Json
from tests.graphql.story import HO, batch_ended, key, on_document, verified

FOLLOW = """subscription($id: ID!) { signingProgress(batchId: $id) {
  occurredAt batch { state total signed waiting } changed { position state document { status } }
} }"""
ME = "{ viewer { name } }"


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    config = uvicorn.Config(house.app, port=0, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.wait({serving}, timeout=0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"127.0.0.1:{port}/graphql"
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving


@asynccontextmanager
async def socket(address: str, token: str | None) -> AsyncIterator[ClientConnection]:
    """Connect as published clients do."""
    async with websockets.connect(
        f"ws://{address}", subprotocols=[websockets.Subprotocol("graphql-transport-ws")]
    ) as connection:
        payload = {"Authorization": f"Bearer {token}"} if token else {}
        await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        yield connection


async def ready(connection: ClientConnection) -> None:
    assert json.loads(await connection.recv()) == {"type": "connection_ack"}


async def operate(connection: ClientConnection, query: str, **variables: Any) -> list[Json]:
    """Run one operation to its end; return its messages."""
    payload = {"query": query, "variables": variables}
    await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
    said: list[Json] = []
    async with asyncio.timeout(20):
        while not said or said[-1]["type"] not in ("complete", "error"):
            said.append(json.loads(await connection.recv()))
    return said


async def begin(house: House) -> str:
    """Begin to sign; return the batch."""
    application = await verified(house)
    batch = await house.do(
        HO,
        "signDocuments",
        documents=[on_document(d) for d in application["documents"]],
        passphrase=house.passphrase,
        idempotencyKey=key(),
    )
    return str(batch["id"])


def steps_of(said: list[Json]) -> list[Json]:
    return [each["payload"]["data"]["signingProgress"] for each in said if each["type"] == "next"]


async def test_a_batch_is_followed_to_its_end(house: House, address: str) -> None:
    batch = await begin(house)

    async with socket(address, house.tokens[HO]) as connection:
        await ready(connection)
        said = await operate(connection, FOLLOW, id=batch)

    steps = steps_of(said)
    assert said[-1] == {"id": "1", "type": "complete"}
    assert steps[-1]["batch"]["state"] == "FINISHED"
    assert steps[-1]["batch"]["signed"] == steps[-1]["batch"]["total"]
    assert steps[-1]["batch"]["waiting"] == 0
    told = [each for step in steps for each in step["changed"]]
    assert [each["state"] for each in told] == ["SIGNED"] * steps[-1]["batch"]["total"]
    assert {each["document"]["status"] for each in told} <= {"SIGNED", "UPLOADED"}


async def test_whoever_comes_after_the_end_hears_how_it_ended(house: House, address: str) -> None:
    batch = await begin(house)
    await batch_ended(house)

    async with socket(address, house.tokens[HO]) as connection:
        await ready(connection)
        (step,) = steps_of(await operate(connection, FOLLOW, id=batch))

    assert step["batch"]["state"] == "FINISHED"
    assert step["changed"]


async def test_the_same_over_server_sent_events(house: House, address: str) -> None:
    batch = await begin(house)

    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(
            f"http://{address}",
            json={"query": FOLLOW, "variables": {"id": batch}},
            headers={
                "Authorization": f"Bearer {house.tokens[HO]}",
                "Accept": "text/event-stream",
            },
        )

    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [block.split("\n") for block in answer.text.strip("\n").split("\n\n")]
    assert events[-1][0] == "event: complete"
    assert {name for name, *_ in events[:-1]} == {"event: next"}
    last = json.loads(events[-2][1].removeprefix("data: "))
    assert last["data"]["signingProgress"]["batch"]["state"] == "FINISHED"


async def test_a_batch_that_is_not_yours_is_not_there(house: House, address: str) -> None:
    batch = await begin(house)
    await batch_ended(house)

    for role, wanted in (("SERVICE_OFFICER", batch), (HO, "bukan-id"), (HO, "")):
        async with socket(address, house.tokens[role]) as connection:
            await ready(connection)
            (said, *_) = await operate(connection, FOLLOW, id=wanted)
        (error,) = said["payload"]["errors"] if said["type"] == "next" else said["payload"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT", role


async def test_a_role_without_a_desk_may_not_follow(house: House, address: str) -> None:
    batch = await begin(house)

    async with socket(address, house.tokens["APPLICANT"]) as connection:
        await ready(connection)
        (said, *_) = await operate(connection, FOLLOW, id=batch)

    (error,) = said["payload"]["errors"] if said["type"] == "next" else said["payload"]
    assert error["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("token", [None, "salah"])
async def test_without_a_good_token_the_socket_is_closed(address: str, token: str | None) -> None:
    async with socket(address, token) as connection:
        with pytest.raises(ConnectionClosed):
            await connection.recv()

    assert connection.close_code == 4403


async def test_another_protocol_is_refused(address: str) -> None:
    async with websockets.connect(f"ws://{address}") as connection:
        with pytest.raises(ConnectionClosed):
            await connection.recv()

    assert connection.close_code == 4406


async def test_queries_may_come_over_the_socket(house: House, address: str) -> None:
    async with socket(address, house.tokens[HO]) as connection:
        await ready(connection)
        answer, end = await operate(connection, ME)
        await connection.send(json.dumps({"type": "ping"}))
        pong = json.loads(await connection.recv())

    assert answer["payload"]["data"]["viewer"]["name"]
    assert (end["type"], pong) == ("complete", {"type": "pong"})


async def test_a_bad_document_is_an_error_and_the_socket_goes_on(
    house: House, address: str
) -> None:
    async with socket(address, house.tokens[HO]) as connection:
        await ready(connection)
        (said,) = await operate(connection, "subscription { nothing }")
        answer, _ = await operate(connection, ME)

    assert said["type"] == "error"
    assert said["payload"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert "errors" not in answer["payload"]


async def test_a_subscription_needs_a_way_that_lasts(house: House) -> None:
    batch = await begin(house)

    assert await house.refused(HO, FOLLOW, id=batch) == "BAD_USER_INPUT"


async def test_a_subscription_ends_with_its_token(house: House, address: str) -> None:
    batch = await begin(house)
    await batch_ended(house)
    async with house.parts.office.work.begin() as store:
        for row in await store.people.tokens():
            await store.people.revoke_token(row["id"], house.parts.clock.now())

    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(
            f"http://{address}",
            json={"query": FOLLOW, "variables": {"id": batch}},
            headers={
                "Authorization": f"Bearer {house.tokens[HO]}",
                "Accept": "text/event-stream",
            },
        )

    assert "UNAUTHENTICATED" in answer.text
    assert "signingProgress" not in answer.text
