"""The last step: another number, a phone that refuses, a mailbox that refuses, the counter."""

from __future__ import annotations

from harness import facts
from harness.desk import Json
from harness.journeys import Journey, begin
from harness.world import World

UNDELIVERABLE = 131026


def before_the_signature(world: World, case: str, **more: Json | str) -> Journey:
    known = facts.card_change(world.case(case), **more)
    journey = begin(world, "KK_PERUBAHAN_DATA", case, known).applies().is_found_complete()
    journey.is_entered().is_put_before_the_verifier().is_verified()
    world.settle()
    return journey


def record_email(world: World, journey: Journey, address: str) -> None:
    journey.facts["applicant_email"] = address
    answer = {"field": "applicant_email", "value": address}
    world.operator.acts("recordAnswers", journey.application, answers=[answer])


def test_a_changed_number_waits_for_an_officer_to_decide(world: World) -> None:
    case = world.case("number_changed")
    known = facts.lost_family_card(case)
    journey = begin(world, "KK_HILANG_RUSAK", "number_changed", known)
    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified()

    journey.citizen.changes(number=case["facts"]["new_phone"])
    world.settle()
    journey.is_signed().is_issued()
    world.settle()

    waiting = journey.reads()
    assert waiting["phoneChangedAt"] is not None
    assert waiting["status"] == "ISSUED"
    assert [each["deliveryChannel"] for each in waiting["documents"]] == [None]
    paper = waiting["documents"][0]["id"]
    world.service_officer.acts_on_document("deliverDocument", paper, channel="WHATSAPP")
    journey.arrives_by_whatsapp()


def test_what_whatsapp_refuses_comes_by_email(world: World) -> None:
    address = "cadangan@contoh.id"
    case = "family_for_card_change_4"
    known = facts.card_change(world.case(case), applicant_email=address)
    journey = begin(world, "KK_PERUBAHAN_DATA", case, known).applies().is_found_complete()
    record_email(world, journey, address)
    journey.is_entered().is_put_before_the_verifier().is_verified()
    world.settle()
    phone = journey.citizen.phone
    world.whatsapp.fault("send_fails", {"phone": phone}, code=UNDELIVERABLE)

    journey.is_signed().is_issued().arrives_by_email(address)

    assert journey.documents()[0]["failedChannels"] == ["WHATSAPP"]
    assert journey.actions().count("FAIL_DELIVERY") == 1


def test_what_email_refuses_too_waits_at_the_counter(world: World) -> None:
    address = "ditolak@contoh.id"
    case = "family_for_card_change_5"
    known = facts.card_change(world.case(case), applicant_email=address)
    journey = begin(world, "KK_PERUBAHAN_DATA", case, known).applies().is_found_complete()
    record_email(world, journey, address)
    journey.is_entered().is_put_before_the_verifier().is_verified()
    world.settle()
    world.whatsapp.fault("send_fails", {"phone": journey.citizen.phone}, code=UNDELIVERABLE)
    world.mail.fault("refuse_recipient", {"to": address}, times=None)

    journey.is_signed()
    journey.awaits("READY_FOR_PICKUP")

    assert journey.documents()[0]["failedChannels"] == ["WHATSAPP", "EMAIL"]
    assert world.mail.get("/messages", to=address)["messages"] == []
    journey.is_collected()
    assert journey.status == "COMPLETED"


def test_a_phone_that_was_off_gets_everything_when_it_is_on_again(world: World) -> None:
    journey = before_the_signature(world, "family_for_card_change_6")
    journey.citizen.changes(phone_off=True)
    journey.is_signed().is_issued()
    world.settle()
    assert journey.status == "ISSUED"

    journey.citizen.changes(phone_off=False)

    journey.arrives_by_whatsapp()
