"""How an entry comes in: its key, its token, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.simulators.programs import Program
from tests.simulators.siak_office import (
    Office,
    code_of,
    lost_card,
)


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


def test_the_same_key_is_the_same_entry_for_ever(office: Office) -> None:
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office))
    headers = {"Idempotency-Key": "kunci"}

    first = office.call("POST", "/entries", json=body, headers=headers).json()
    office.program.advance(86400 * 400)
    again = office.call("POST", "/entries", json=body, headers=headers)

    assert again.status_code == 202
    assert again.json() == {"entry_id": first["entry_id"], "status": "ACCEPTED"}
    found = office.call("GET", "/entries", params={"key": "kunci"}).json()
    assert found["entry_id"] == first["entry_id"]
    assert [entry["key"] for entry in office.program.get("/entries")["entries"]] == ["kunci"]


def test_a_used_key_does_not_serve_for_something_else(office: Office) -> None:
    office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), key="kunci")
    other = office.body("KTP_EL_HILANG_RUSAK", lost_card(office, 2))
    headers = {"Idempotency-Key": "kunci"}
    assert code_of(office.call("POST", "/entries", json=other, headers=headers)) == (
        409,
        "KEY_REUSED",
    )


def test_sixteen_at_once_with_one_key_are_one_entry(office: Office) -> None:
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office))

    def send(_: int) -> str:
        answer = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "satu"})
        return str(answer.json()["entry_id"])

    with ThreadPoolExecutor(16) as pool:
        ids = set(pool.map(send, range(16)))
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("_case", "changed", "field"),
    [
        ("no service", {"service": ""}, "service"),
        ("no date", {"submitted_on": "besok"}, "submitted_on"),
        ("answers in a list", {"answers": []}, "answers"),
        ("no operator", {"entered_by": None}, "entered_by"),
        ("no address", {"callback_url": "http://["}, "callback_url"),
        ("another scheme", {"callback_url": "file:///etc/hosts"}, "callback_url"),
    ],
)
def test_an_unreadable_entry_is_refused_at_once(
    office: Office, _case: str, changed: dict[str, Any], field: str
) -> None:
    body = office.body("KTP_EL_HILANG_RUSAK", lost_card(office)) | changed
    refused = office.call("POST", "/entries", json=body, headers={"Idempotency-Key": "x"})
    assert code_of(refused) == (400, "BODY_INVALID")
    assert refused.json()["error"]["field"] == field


def test_nothing_opens_without_the_token(office: Office) -> None:
    nik = office.cases["lost_ktp"]["nik"]
    for headers in ({}, {"Authorization": "Bearer salah"}):
        refused = office.program.client.get(f"/v1/people/{nik}", headers=headers)
        assert code_of(refused) == (401, "UNAUTHENTICATED")


def test_an_unknown_address_is_answered_in_siaks_words(office: Office) -> None:
    assert code_of(office.call("GET", "/nowhere")) == (404, "NOT_FOUND")
