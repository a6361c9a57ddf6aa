"""Both books after a day of work, over the wire: equal, and what an outsider changed is found."""

from __future__ import annotations

import httpx

from harness import facts
from harness.desk import Json
from harness.journeys import Journey, begin
from harness.world import World

HOUR = 3600
REPORT = """query($id: ID!) { node(id: $id) { ... on Reconciliation {
    state checkedEntries checkedDocuments
    differences(isOpen: true) { nodes { id kind remedy application { id } } } } } }"""


def compare(world: World) -> Json:
    """Let the operator compare, and return the report."""
    world.advance(HOUR)
    begun = world.operator.does("startReconciliation")
    world.settle()
    report: Json = world.operator.asks(REPORT, id=begun["id"])["node"]
    assert report["state"] == "DONE"
    return report


def mine(report: Json, journey: Journey) -> list[Json]:
    found = report["differences"]["nodes"]
    return [d for d in found if d["application"] and d["application"]["id"] == journey.application]


def cancel_at_siak(world: World, entry_id: str) -> None:
    """Cancel an entry on SIAK's own side, past the service."""
    token = world.addresses.siak_token
    with httpx.Client(base_url=world.addresses.siak, trust_env=False) as desk:
        opened = desk.post(
            "/v1/sessions",
            json={"operator": "loket-lain"},
            headers={"Authorization": f"Bearer {token}"},
        ).json()
        answer = desk.post(
            f"/v1/entries/{entry_id}/cancel",
            json={"reason": "salah loket"},
            headers={"Authorization": f"Bearer {opened['session']}"},
        )
        assert answer.status_code == 200, answer.text


def test_after_a_document_was_delivered_both_books_agree(world: World) -> None:
    case = "polygynous_family"
    known = facts.lost_family_card(world.case(case))
    journey = begin(world, "KK_HILANG_RUSAK", case, known).applies().is_found_complete()
    journey.is_entered().is_put_before_the_verifier().is_verified().is_signed()
    journey.is_issued().arrives_by_whatsapp()

    report = compare(world)

    assert report["checkedEntries"] >= 1
    assert report["checkedDocuments"] >= 1
    assert mine(report, journey) == []


def test_what_siak_cancelled_past_us_is_found_and_returns_to_the_operator(world: World) -> None:
    case = "grandchild_with_grandparents"
    known = facts.lost_family_card(world.case(case))
    journey = begin(world, "KK_HILANG_RUSAK", case, known).applies().is_found_complete()
    journey.is_entered()
    world.settle()
    cancel_at_siak(world, journey.reads()["siakEntryId"])

    (found,) = mine(compare(world), journey)
    assert (found["kind"], found["remedy"]) == ("CANCELLED_BY_SIAK", "TAKE_BACK")
    world.operator.does("mendDifference", differenceId=found["id"])
    world.settle()

    assert journey.status == "COMPLETE"
    assert [r["code"] for r in journey.reads()["siakReasons"]] == ["CANCELLED_BY_SIAK"]
    journey.is_entered().is_put_before_the_verifier()
