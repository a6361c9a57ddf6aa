"""The page's door: its headers, its methods, and how often strangers may come."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.usecases import strangers
from api.usecases.strangers import Allowance
from tests.installations import MONDAY
from tests.verification.office import Office, at_the_door
from tests.verification.reading import heading, send


async def test_the_page_loads_and_runs_nothing_but_itself(
    office: Office, door: httpx.AsyncClient
) -> None:
    page = await door.get(f"/v/{office.active.token}")

    headers = page.headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "noindex" in headers["x-robots-tag"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers
    assert not re.search(r"https?://|src=|url\(|@import", page.text)
    assert '<html lang="id">' in page.text
    assert len(page.content) < 15_000


async def test_every_method_has_its_answer(office: Office, door: httpx.AsyncClient) -> None:
    path = f"/v/{office.active.token}"

    head = await door.head(path)
    options = await door.options(path)
    others = [await door.request(method, path) for method in ("PUT", "PATCH", "DELETE")]

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-security-policy"]
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    for refused in others:
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
        assert heading(refused) == "Cara ini tidak dilayani"
        assert refused.headers["cache-control"] == "no-store"


async def test_who_asks_too_often_is_told_when_to_come_back(office: Office) -> None:
    app = office.app(verify_per_minute=6)
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        first = [await client.get("/v/x") for _ in range(6)]
        refused = await client.get("/v/x")
        async with at_the_door(app, "203.0.113.9") as neighbour:
            other = await neighbour.get("/v/x")
        app.state.parts.clock.advance(int(refused.headers["retry-after"]))
        again = await client.get("/v/x")

    assert {page.status_code for page in first} == {200}
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert heading(refused) == "Terlalu sering"
    assert other.status_code == again.status_code == 200


async def test_files_have_a_limit_of_their_own(office: Office) -> None:
    app = office.app(verify_files_per_minute=2)
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        pages = [await send(client, "/v", b"%PDF-1.7\n") for _ in range(3)]
        look = await client.get("/v")

    assert [page.status_code for page in pages] == [200, 200, 429]
    assert look.status_code == 200


async def test_behind_a_proxy_the_address_it_saw_counts_and_no_other(office: Office) -> None:
    app = office.app(verify_per_minute=1, trusted_proxies=1)
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        answers = [
            await client.get("/v/x", headers={"X-Forwarded-For": f"{forged}, {seen}"})
            for forged, seen in (
                ("198.51.100.1", "203.0.113.1"),
                ("198.51.100.2", "203.0.113.1"),
                ("198.51.100.2", "203.0.113.2"),
            )
        ]

    assert [page.status_code for page in answers] == [200, 429, 200]


async def test_without_a_proxy_nobody_chooses_an_address(office: Office) -> None:
    app = office.app(verify_per_minute=1)
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        answers = [
            await client.get("/v/x", headers={"X-Forwarded-For": f"203.0.113.{number}"})
            for number in (1, 2)
        ]

    assert [page.status_code for page in answers] == [200, 429]


async def test_one_address_has_one_file_judged_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = office.app()
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        is_sending, go_on = asyncio.Event(), asyncio.Event()

        async def slowly() -> Any:
            yield b"%PDF-1.7\n"
            is_sending.set()
            await go_on.wait()

        kind = {"Content-Type": "application/pdf"}
        first = asyncio.create_task(client.post("/v", content=slowly(), headers=kind))
        await asyncio.wait_for(is_sending.wait(), 10)
        second = await client.post("/v", content=office.active.pdf, headers=kind)
        async with at_the_door(app, "203.0.113.9") as neighbour:
            other = await neighbour.post("/v", content=office.active.pdf, headers=kind)
        go_on.set()
        await first
        third = await client.post("/v", content=office.active.pdf, headers=kind)

    assert (second.status_code, second.headers["retry-after"]) == (429, "5")
    assert heading(other) == heading(third) == "Berkas asli"


async def test_a_file_nobody_can_read_in_time_is_none_of_ours_and_holds_up_nobody_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "PATIENCE", 0.05)
    app = office.app()
    release = asyncio.Event()
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        signer = app.state.parts.office.signer
        real = signer.verify

        async def stuck(pdf: bytes) -> Any:
            if b"MACET" in pdf:
                await release.wait()
            return await real(pdf)

        monkeypatch.setattr(signer, "verify", stuck, raising=False)
        hostile = await send(client, "/v", b"%PDF-1.7\n%MACET\n")
        monkeypatch.setattr(strangers, "PATIENCE", 20.0)
        honest = await send(client, "/v", office.papers["signed"].pdf)
        release.set()

    assert heading(hostile) == "Bukan PDF yang dapat dibaca"
    assert heading(honest) == "Tidak tercatat"


def test_the_limits_are_remembered_for_so_many_addresses_only() -> None:
    allowance = Allowance(5, most=100)

    for number in range(500):
        allowance.spend(f"203.0.{number // 256}.{number % 256}", MONDAY + timedelta(seconds=number))

    assert len(allowance) == 100
