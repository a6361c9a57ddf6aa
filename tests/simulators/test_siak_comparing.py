"""What SIAK tells whoever compares: entries by when they changed, and how documents stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.simulators.programs import Program
from tests.simulators.siak_office import Office, asks, birth_of

Json = dict[str, Any]


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


def cards(office: Office, count: int, first: int = 1) -> list[str]:
    """Hand entries in without waiting for a decision."""
    ids = []
    for place in range(first, first + count):
        body = office.body(
            "KTP_EL_HILANG_RUSAK", {**asks(office.cases["lost_ktp"]), "loss_kind": "HILANG"}
        )
        headers = {"Idempotency-Key": f"kunci-{place}"}
        received = office.call("POST", "/entries", json=body, headers=headers)
        ids.append(str(received.json()["entry_id"]))
    return ids


def listed(office: Office, **query: Any) -> Json:
    answer = office.call("GET", "/entries", params=query)
    assert answer.status_code == 200, answer.text
    page: Json = answer.json()
    return page


def ids_of(page: Json) -> list[str]:
    return [entry["entry_id"] for entry in page["entries"]]


def test_an_entry_is_listed_with_what_became_of_it(office: Office) -> None:
    entry = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    office.program.advance(60)
    issued = office.finish(entry)

    (told,) = listed(office)["entries"]

    assert told["entry_id"] == entry["entry_id"]
    assert told["application_number"] == entry["application_number"]
    assert (told["service"], told["status"]) == ("AKTA_KELAHIRAN", "ISSUED")
    assert told["updated_at"] == "2020-03-02T00:01:01Z" == issued["issued_at"]
    shown = [{k: v for k, v in d.items() if k != "content"} for d in issued["documents"]]
    assert told["documents"] == shown
    assert all(document["file_sha256"] for document in told["documents"])


def test_pages_leave_nothing_out_although_entries_are_added_meanwhile(office: Office) -> None:
    first = cards(office, 5)

    page = listed(office, limit=2)
    seen = ids_of(page)
    added = cards(office, 3, first=6)
    while page["next"]:
        page = listed(office, limit=2, cursor=page["next"])
        seen += ids_of(page)

    assert seen == [*first, *added]


def test_what_changes_meanwhile_comes_again(office: Office) -> None:
    first, second, third = cards(office, 3)
    page = listed(office, limit=2)
    office.program.advance(1)

    rest = listed(office, cursor=page["next"])

    assert ids_of(page) == [first, second]
    assert set(ids_of(rest)) == {first, second, third}
    assert {entry["status"] for entry in rest["entries"]} <= {"ACCEPTED", "REFUSED"}


def test_only_what_changed_since_is_listed(office: Office) -> None:
    cards(office, 1)
    office.program.advance(60)
    (later,) = cards(office, 1, first=2)
    office.program.advance(60)

    assert ids_of(listed(office, updated_since="2020-03-02T00:01:00Z")) == [later]
    assert ids_of(listed(office, updated_since="2020-03-02T08:01:00+08:00")) == [later]
    assert listed(office, updated_since="2020-03-02T00:09:00Z") == {"entries": [], "next": None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("updated_since", "kemarin"),
        ("cursor", "bukan"),
        ("cursor", "W10="),
        ("limit", "0"),
        ("limit", "501"),
        ("limit", "-1"),
        ("limit", "semua"),
    ],
)
def test_an_unreadable_question_names_its_part(office: Office, name: str, value: str) -> None:
    refused = office.call("GET", "/entries", params={name: value})
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "BODY_INVALID"
    assert refused.json()["error"]["field"] == name


# documents


def statuses(office: Office, documents: Any) -> httpx.Response:
    return office.call("POST", "/documents/status", json={"documents": documents})


def test_documents_stand_as_they_are_asked_for(office: Office) -> None:
    case = office.cases["couple_expecting"]
    issued = office.finish(office.enter("AKTA_KELAHIRAN", birth_of(case)))
    act, card = issued["documents"]
    waiting = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting_2"]))
    cancelled = waiting["documents"][0]
    office.cancel(waiting)
    asked = [
        {"type": "KK", "number": case["family_card_number"]},
        {"type": "AKTA_KEMATIAN", "number": act["number"]},
        {"type": "AKTA_KELAHIRAN", "number": act["number"]},
        {"type": "AKTA_KELAHIRAN", "number": cancelled["number"]},
        {"type": "KK", "number": "tidak ada"},
    ]

    told = statuses(office, asked).json()["documents"]

    assert [(d["type"], d["number"]) for d in told] == [(d["type"], d["number"]) for d in asked]
    assert [d["status"] for d in told] == ["ACTIVE", None, "ACTIVE", "VOID", None]
    assert told[0]["register_number"] == card["register_number"]
    assert told[0]["superseded_by"] is None
    assert told[1]["register_number"] is None


def test_a_document_that_lapsed_names_what_replaced_it(office: Office) -> None:
    case = office.cases["couple_expecting"]
    mine = office.finish(office.enter("AKTA_KELAHIRAN", birth_of(case)))
    later = birth_of(case, "Contoh Kembar", child_birth_date="2020-02-27")
    office.finish(office.enter("AKTA_KELAHIRAN", later))

    (entry, _) = listed(office)["entries"]

    assert entry["entry_id"] == mine["entry_id"]
    assert [d["status"] for d in entry["documents"]] == ["ACTIVE", "SUPERSEDED"]


def test_at_most_five_hundred_are_asked_for_at_once(office: Office) -> None:
    one = {"type": "KK", "number": "1"}
    assert len(statuses(office, [one] * 500).json()["documents"]) == 500
    for broken in ([one] * 501, {}, [{"type": "KK"}], [7], [{"type": 1, "number": 2}]):
        refused = statuses(office, broken)
        assert refused.status_code == 400
        assert refused.json()["error"]["field"] == "documents"
