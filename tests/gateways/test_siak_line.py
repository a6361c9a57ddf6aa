"""The line to SIAK: sessions that end, calls that fail, and what each failure allows."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from api.domain.ports import Ambiguous, Blocked, Down, GatewayError, Permanent, Transient
from api.gateways.siak import HttpSiak
from simkit.program import Simulator
from tests.gateways.siak_side import birth, break_line, calls_of, decided, submission
from tests.simulators.siak_office import birth_of


async def test_a_wrong_token_shuts_the_line_and_ends_no_call(simulator: Simulator) -> None:
    siak = HttpSiak(simulator.kernel.url, "salah")
    with pytest.raises(Down) as refused:
        await siak.person("6311060101019009")
    await siak.close()
    assert refused.value.code == "UNAUTHENTICATED"


async def test_one_session_serves_many_callers(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    niks = [cases["lost_ktp"]["nik"], cases["couple_expecting"]["nik"]] * 5

    people = await asyncio.gather(*map(siak.person, niks))

    assert [person and person["nik"] for person in people] == niks
    assert calls_of(simulator, "/v1/sessions") == 1


async def test_who_waits_for_a_session_shares_its_failure(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    break_line(simulator, "hang", match={"path": "/v1/sessions"})
    nik = cases["lost_ktp"]["nik"]

    waited = await asyncio.gather(*[siak.person(nik) for _ in range(10)], return_exceptions=True)

    assert [str(error) for error in waited] == ["NO_ANSWER: ReadTimeout"] * 10
    assert await siak.person(nik)


async def test_after_a_session_ended_the_call_is_repeated_in_another(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    entry = await birth(simulator, siak, cases)
    break_line(simulator, "session_expired", match={"path": "*/cancel"})

    await siak.cancel(entry.id, reason="salah isi")

    assert (await siak.entry(entry.id)).status == "CANCELLED"
    assert calls_of(simulator, "/v1/sessions") == 2
    assert calls_of(simulator, f"/v1/entries/{entry.id}/cancel") == 2


async def test_a_session_that_ends_at_once_again_shuts_the_line(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    break_line(simulator, "session_expired", times=2)
    with pytest.raises(Down, match="SESSION_EXPIRED"):
        await siak.person(cases["lost_ktp"]["nik"])


async def test_an_idle_session_is_replaced_unnoticed(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    nik = cases["lost_ktp"]["nik"]
    await siak.person(nik)
    await simulator.kernel.clock.advance(24 * 3600)
    assert await siak.person(nik)


async def test_a_ping_proves_that_siak_lets_us_in(simulator: Simulator, siak: HttpSiak) -> None:
    await siak.ping()
    break_line(simulator, "maintenance", seconds=5)
    with pytest.raises(Down, match="MAINTENANCE"):
        await siak.ping()


@pytest.mark.parametrize(
    ("_case", "fault", "error", "code", "wait"),
    [
        ("maintenance", {"kind": "maintenance", "seconds": 7}, Down, "MAINTENANCE", 7),
        ("locked", {"kind": "record_locked"}, Blocked, "RECORD_LOCKED", 60),
        ("session over", {"kind": "session_expired", "times": 2}, Down, "SESSION_EXPIRED", None),
        ("too many", {"kind": "rate_limited", "seconds": 9}, Down, "TOO_MANY_REQUESTS", 9),
        ("too many, no time", {"kind": "status", "status": 429}, Down, "TOO_MANY_REQUESTS", None),
        ("broken", {"kind": "status", "status": 500}, Transient, "SIAK_UNAVAILABLE", None),
        (
            "no JSON",
            {"kind": "status", "status": 502, "body": ["x"]},
            Transient,
            "HTTP_502",
            None,
        ),
        ("teapot", {"kind": "status", "status": 418}, Permanent, "SIAK_UNAVAILABLE", None),
        ("dropped", {"kind": "disconnect"}, Ambiguous, "NO_ANSWER", None),
        ("half", {"kind": "truncate"}, Ambiguous, "NO_ANSWER", None),
        ("hangs", {"kind": "hang"}, Ambiguous, "NO_ANSWER", None),
    ],
)
async def test_what_a_failed_call_allows(
    simulator: Simulator,
    siak: HttpSiak,
    cases: dict[str, Any],
    _case: str,
    fault: dict[str, Any],
    error: type[GatewayError],
    code: str,
    wait: float | None,
) -> None:
    entry = await birth(simulator, siak, cases)
    break_line(simulator, **fault, match={"path": "*/cancel"})

    with pytest.raises(error) as failed:
        await siak.cancel(entry.id, reason="salah isi")

    assert type(failed.value) is error
    assert (failed.value.code, failed.value.retry_after) == (code, wait)


async def test_an_unanswered_question_may_be_asked_again(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    break_line(simulator, "disconnect")
    with pytest.raises(Transient):
        await siak.person(cases["lost_ktp"]["nik"])
    assert await siak.person(cases["lost_ktp"]["nik"])


async def test_after_a_lost_answer_the_same_key_finds_the_entry(
    simulator: Simulator, siak: HttpSiak, cases: dict[str, Any]
) -> None:
    handed_in = submission("AKTA_KELAHIRAN", birth_of(cases["couple_expecting"]))
    break_line(simulator, "disconnect", after_effect=True, match={"path": "/v1/entries"})
    with pytest.raises(Ambiguous):
        await siak.submit(handed_in, key="satu")

    entry = await siak.submit(handed_in, key="satu")

    assert (await decided(simulator, siak, entry.id)).status == "ACCEPTED"
    async with httpx.AsyncClient() as client:
        ledger = await client.get(simulator.kernel.url + "/_sim/v1/entries")
    assert [row["key"] for row in ledger.json()["entries"]] == ["satu"]


async def test_nobody_at_the_address_is_blocked_not_failed() -> None:
    siak = HttpSiak("http://127.0.0.1:9", "x")
    with pytest.raises(Blocked) as nobody:
        await siak.person("6311060101019009")
    await siak.close()
    assert nobody.value.code == "UNREACHABLE"


async def test_an_address_with_a_prefix_keeps_it() -> None:
    paths: list[str] = []

    async def note(request: Request) -> Response:
        paths.append(request.url.path)
        return Response('{"session": "s"}', media_type="application/json")

    methods = ["GET", "POST", "PUT"]
    inner = Route("/{rest:path}", note, methods=methods)
    app = Starlette(routes=[Mount("/dunia/7/siak", routes=[inner])])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app))
    siak = HttpSiak("http://siak.example/dunia/7/siak/", "x", client=client)

    await siak.person("1")
    with pytest.raises(Ambiguous, match="ANSWER_UNREADABLE"):
        await siak.issue("a/b")
    await siak.close()

    assert paths == [
        "/dunia/7/siak/v1/sessions",
        "/dunia/7/siak/v1/people/1",
        "/dunia/7/siak/v1/entries/a/b/issue",
    ]
