"""Simulators inside one process: none knows of the other, and real time is prompt."""

from __future__ import annotations

import asyncio

import httpx

from simkit.kernel import Options
from simkit.program import listening
from tests.simulators.business import SITI, TEXT, callback
from whatsapp_sim.app import build_app
from whatsapp_sim.config import Config


async def test_two_gateways_in_one_process_keep_apart() -> None:
    one, two = (build_app(Config(Options(seed=seed))) for seed in (1, 2))
    async with listening(one) as first, listening(two) as second, httpx.AsyncClient() as client:
        path = f"/_sim/v1/customers/{SITI}/messages"
        await client.post(first + path, json={"message": TEXT})
        there = (await client.get(f"{first}/_sim/v1/customers")).json()["customers"]
        elsewhere = (await client.get(f"{second}/_sim/v1/customers")).json()["customers"]
    assert [row["wa_id"] for row in there] == [SITI]
    assert elsewhere == []
    assert one.ready()["token"] != two.ready()["token"]


async def test_in_real_time_statuses_come_at_once_and_after_the_answer() -> None:
    gateway = build_app()
    with callback() as heard:
        async with listening(gateway) as url, httpx.AsyncClient(base_url=url) as client:
            account = gateway.ready()
            door = {"url": heard.url, "verify_token": heard.verify_token}
            assert (await client.post("/_sim/v1/webhook", json=door)).status_code == 200
            await client.post(f"/_sim/v1/customers/{SITI}/messages", json={"message": TEXT})
            answer = await client.post(
                f"/{account['phone_number_id']}/messages",
                json={"messaging_product": "whatsapp", "to": "+" + SITI, **TEXT},
                headers={"authorization": f"Bearer {account['token']}"},
            )
            assert answer.status_code == 200
            match = {"match": {"direction": "out"}, "count": 3, "within": 2}
            met = (await client.post("/_sim/v1/expect", json=match)).json()
    assert met["met"] is True
    assert heard.statuses() == ["sent", "delivered"]


async def test_links_carry_the_public_address_with_its_prefix() -> None:
    gateway = build_app(Config(Options(public_url="http://gerbang.example/dunia-7/")))
    async with listening(gateway):
        port = gateway.kernel.port
        account = gateway.ready()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            bearer = {"authorization": f"Bearer {account['token']}"}
            uploaded = await client.post(
                f"/{account['phone_number_id']}/media",
                data={"messaging_product": "whatsapp"},
                files={"file": ("a.pdf", b"%PDF-1", "application/pdf")},
                headers=bearer,
            )
            found = await client.get("/" + uploaded.json()["id"], headers=bearer)
    assert found.json()["url"].startswith("http://gerbang.example/dunia-7/whatsapp_business/")


async def test_control_from_another_machine_needs_the_token() -> None:
    gateway = build_app(Config(Options(control_token="kunci")))
    closed = build_app()
    from_outside = ("10.0.0.9", 4711)
    for app, headers, status in (
        (gateway, {}, 403),
        (gateway, {"x-sim-token": "salah"}, 403),
        (gateway, {"x-sim-token": "kunci"}, 200),
        (closed, {"x-sim-token": ""}, 403),
    ):
        door = httpx.ASGITransport(app, client=from_outside)
        async with httpx.AsyncClient(transport=door, base_url="http://sim") as client:
            assert (await client.get("/_sim/v1/health", headers=headers)).status_code == status
            assert (await client.get("/")).status_code == 200


async def test_an_open_page_does_not_keep_a_gateway_from_ending() -> None:
    gateway = build_app()
    async with (
        httpx.AsyncClient() as client,
        listening(gateway) as url,
        client.stream("GET", f"{url}/_sim/v1/events") as page,
    ):
        lines = page.aiter_lines()
        assert "hello" in await anext(lines)
        gateway.kernel.stopping.set()
        assert [line async for line in lines if line] == []


async def test_the_callback_named_at_the_start_is_registered_once_it_answers() -> None:
    with callback() as heard:
        heard.verify_token = "belum"
        config = Config(webhook=heard.url, verify_token="cocok")
        async with listening(build_app(config)) as url, httpx.AsyncClient(base_url=url) as client:
            heard.verify_token = "cocok"
            async with asyncio.timeout(5):
                while not heard.received:
                    await client.post(f"/_sim/v1/customers/{SITI}/messages", json={"message": TEXT})
                    match = {"match": {"direction": "out"}, "within": 0.2}
                    await client.post("/_sim/v1/expect", json=match)
    assert heard.received[0].value["messages"][0]["text"] == TEXT["text"]
