"""What goes back is asked for by name, keeps its place, and goes on from where it stood."""

from __future__ import annotations

from typing import Any

import pytest

from harness import facts
from harness.desk import Refused
from harness.journeys import Journey, begin
from harness.world import World


def birth(world: World, case: str, **more: Any) -> Journey:
    return begin(world, "AKTA_KELAHIRAN", case, facts.birth(world.case(case), "Nur Contoh", **more))


def test_only_the_refused_paper_is_asked_for_again_and_the_place_in_the_queue_stays(
    world: World,
) -> None:
    known = facts.card_change(world.case("family_for_card_change_2"))
    journey = begin(world, "KK_PERUBAHAN_DATA", "family_for_card_change_2", known).applies()
    first_place = journey.reads()["submittedAt"]
    journey.is_claimed().is_reviewed(refusing=["KK_LAMA"], reason="FOTO_TIDAK_TERBACA")
    world.service_officer.acts("requestCompletion", journey.application)

    asked = journey.citizen.hears("perlu dilengkapi")
    journey.citizen.taps("Lengkapi sekarang", on=asked)
    applicant = journey.applicant()
    summary = applicant.fills_in()
    journey.citizen.taps("Kirim ulang", on=summary)

    journey.citizen.hears("Tempat Anda di antrean tetap")
    assert len(applicant.sent) == 1
    assert journey.reads()["submittedAt"] == first_place
    journey.is_found_complete()
    assert journey.status == "COMPLETE"


def test_the_operator_sends_an_application_back_for_a_paper_they_cannot_read(world: World) -> None:
    case = "family_for_card_change_3"
    known = facts.card_change(world.case(case))
    journey = begin(world, "KK_PERUBAHAN_DATA", case, known).applies().is_found_complete()

    refusal = {"requirementCode": "FORM_F106", "reasonCode": "FORMULIR_BELUM_DITANDATANGANI"}
    world.operator.acts("requestCompletion", journey.application, refusals=[refusal])

    heard = journey.citizen.hears("perlu dilengkapi")
    assert "F-1.06" in heard.text
    assert journey.status == "NEEDS_COMPLETION"


def test_what_the_verifier_returns_is_verified_after_the_operator_looked_again(
    world: World,
) -> None:
    journey = birth(world, "couple_expecting_3").applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier()

    world.verifier.acts("returnToOperator", journey.application, reason="Periksa tempat lahir.")

    assert journey.status == "DRAFTED"
    journey.is_put_before_the_verifier().is_verified().is_signed()
    journey.is_issued().arrives_by_whatsapp()


def test_a_revised_entry_voids_the_numbers_it_had_reserved(world: World) -> None:
    journey = birth(world, "couple_expecting_4").applies().is_found_complete().is_entered()
    first = {each["number"] for each in journey.documents()}
    journey.is_put_before_the_verifier()
    world.verifier.acts("returnToOperator", journey.application, reason="Nama anak keliru.")

    world.operator.acts("reviseEntry", journey.application, reason="Nama anak keliru.")
    world.settle()
    corrected = {"field": "child_name", "value": "Nur Contoh Benar"}
    world.operator.acts("recordAnswers", journey.application, answers=[corrected])
    journey.facts["child_name"] = "Nur Contoh Benar"
    journey.is_entered().is_put_before_the_verifier().is_verified().is_signed()
    journey.is_issued().arrives_by_whatsapp()

    acts = {n for n in first if n.startswith("6311-LU")}
    papers = world.siak.get("/numbers")["papers"]
    void = [p["status"] for p in papers if p["number"] in acts]
    assert void == ["VOID"]
    alive = {each["number"] for each in journey.documents()}
    assert not acts & alive


def test_what_the_head_returns_is_verified_anew_before_it_is_signed(world: World) -> None:
    journey = birth(world, "twins").applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified()

    world.head.acts("returnToVerifier", journey.application, reason="Ejaan nama ibu.")

    assert journey.status == "AWAITING_VERIFICATION"
    signable = [d["status"] for d in journey.documents()]
    assert set(signable) == {"DRAFTED"}
    journey.is_verified().is_signed().is_issued().arrives_by_whatsapp()
    assert journey.actions().count("VERIFY") == 2


def test_a_refusal_by_siak_after_receipt_goes_to_the_operator_with_its_reasons(
    world: World,
) -> None:
    journey = birth(world, "couple_expecting_2", mother_name="Nama Yang Lain").applies()
    journey.is_found_complete().is_answered()
    world.operator.acts("enterIntoSiak", journey.application)

    refused = world.operator.awaits(journey.application, "COMPLETE")

    assert [each["code"] for each in refused["siakReasons"]] == ["NAME_MISMATCH"]
    assert refused["siakReasons"][0]["field"] == "mother_name"
    journey.facts["mother_name"] = world.case("couple_expecting_2")["people"]["mother"]["name"]
    journey.is_entered().is_put_before_the_verifier().is_verified().is_signed()
    journey.is_issued().arrives_by_whatsapp()
    assert journey.reads()["siakReasons"] == []


def test_a_disputed_draft_is_entered_anew_and_confirmed(careful_world: World) -> None:
    world = careful_world
    journey = birth(world, "couple_expecting").applies().is_found_complete().is_entered()
    preview = journey.citizen.hears("Apakah semuanya benar")

    journey.citizen.taps("Ada yang salah", on=preview)
    journey.citizen.hears("Bagian mana yang salah")
    journey.citizen.says("Nama anak seharusnya Nur Contoh Jamilah")
    journey.citizen.hears("Terima kasih")

    disputed = journey.reads()
    assert disputed["draftAnswer"] == "DISPUTED"
    assert "Jamilah" in disputed["draftNote"]
    with pytest.raises(Refused):
        journey.is_put_before_the_verifier()
    world.operator.acts("reviseEntry", journey.application, reason="Nama anak.")
    world.settle()
    answer = {"field": "child_name", "value": "Nur Contoh Jamilah"}
    world.operator.acts("recordAnswers", journey.application, answers=[answer])
    journey.facts["child_name"] = "Nur Contoh Jamilah"
    journey.is_entered()
    journey.citizen.taps("Benar", on=journey.citizen.hears("Apakah semuanya benar"))
    journey.citizen.hears("Draf diteruskan")
    journey.is_put_before_the_verifier().is_verified().is_signed()
    journey.is_issued().arrives_by_whatsapp()


def test_an_unanswered_draft_does_not_reach_the_verifier(careful_world: World) -> None:
    journey = birth(careful_world, "couple_expecting_2").applies().is_found_complete().is_entered()

    with pytest.raises(Refused):
        journey.is_put_before_the_verifier()

    assert journey.status == "DRAFTED"
