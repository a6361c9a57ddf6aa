"""Bad moments on the line, a restart, and what is there for tools and people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulators.programs import FROZEN, Program
from tests.simulators.siak_office import (
    Office,
    birth_of,
    code_of,
    final,
    lost_card,
    pdfs,
    signed,
)


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


@pytest.fixture
def accepted(office: Office) -> dict[str, Any]:
    return office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("maintenance", 503, "MAINTENANCE"),
        ("rate_limited", 429, "TOO_MANY_REQUESTS"),
        ("record_locked", 409, "RECORD_LOCKED"),
    ],
)
def test_troubles_that_pass_say_when_to_come_back(
    office: Office, accepted: dict[str, Any], kind: str, status: int, code: str
) -> None:
    office.program.post("/faults", {"kind": kind, "match": {"path": "*/verification"}})
    refused = office.verify(accepted)
    assert code_of(refused) == (status, code)
    assert refused.json()["error"]["retry_after_seconds"] >= 1
    assert office.verify(accepted).status_code == 200


def test_a_refused_upload_stays_refused_only_as_long_as_the_fault(
    office: Office, accepted: dict[str, Any]
) -> None:
    office.verify(accepted)
    document = accepted["documents"][0]
    office.program.post("/faults", {"kind": "upload_refused"})
    refused = office.upload(accepted, document, signed(final(document)))
    assert code_of(refused) == (422, "UPLOAD_REFUSED")
    assert office.upload(accepted, document, signed(final(document))).status_code == 200


def test_a_slow_hour_delays_the_decision(office: Office) -> None:
    office.program.post("/faults", {"kind": "slow", "seconds": 600})
    entry = office.enter("KTP_EL_HILANG_RUSAK", lost_card(office))
    assert entry["status"] == "RECEIVED"
    assert office.program.get("/idle")["idle"] is False
    office.program.advance(600)
    assert office.entry(entry["entry_id"])["status"] == "ACCEPTED"


def test_an_answer_lost_after_the_work_leaves_one_effect(
    office: Office, accepted: dict[str, Any]
) -> None:
    office.verify(accepted)
    for document in pdfs(accepted):
        office.upload(accepted, document, signed(final(document)))
    fault = {"kind": "disconnect", "after_effect": True, "match": {"path": "*/issue"}}
    office.program.post("/faults", fault)

    with pytest.raises(httpx.TransportError):
        office.issue(accepted)

    assert office.entry(accepted["entry_id"])["status"] == "ISSUED"
    assert office.issue(accepted).json()["status"] == "ISSUED"
    members = office.family(office.cases["couple_expecting"]["family_card_number"]).json()
    assert sum(m["name"] == "CONTOH ANAK BARU" for m in members["members"]) == 1


def test_a_restart_keeps_people_entries_and_open_decisions(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    options = ("siak_sim", "--clock", FROZEN, "--state", str(tmp_path / "siak.json"))
    first = program(*options)
    office = Office(first)
    issued = office.finish(
        office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    )
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office))
    waiting = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "k"}).json()
    first.process.terminate()
    first.process.wait(10)

    later = Office(program(*options))

    assert later.entry(issued["entry_id"]) == issued
    later.program.advance(1)
    assert later.entry(waiting["entry_id"])["status"] == "ACCEPTED"
    number = office.cases["couple_expecting"]["family_card_number"]
    assert "CONTOH ANAK BARU" in later.family(number).text


def test_the_description_names_every_route_of_the_coverage(office: Office) -> None:
    described = office.program.client.get("/openapi.json").json()["paths"]
    for row in office.program.get("/coverage")["endpoints"]:
        path = row["path"].partition("?")[0]
        assert row["method"].lower() in described[path]


def test_the_page_shows_queue_people_and_files(office: Office, accepted: dict[str, Any]) -> None:
    issued = office.finish(accepted)
    get = office.program.client.get
    queue = get("/").text
    assert issued["application_number"] in queue
    assert "terbit" in queue
    assert f"_sim/v1/files/{issued['documents'][0]['file_sha256']}" in queue
    assert "CONTOH ANAK BARU" in get("/", params={"cari": "anak baru"}).text
    assert "couple_expecting" in get("/", params={"kasus": ""}).text
    odd = get("/", params={"cari": '"><script>@isi@'}).text
    assert "<script>" not in odd
    for page in (queue, odd):
        assert "http://" not in page
        assert "https://" not in page
