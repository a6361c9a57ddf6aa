"""Refusals, withdrawals, late reports and visits: what only a person can decide."""

from __future__ import annotations

import pytest

from harness import facts
from harness.desk import Refused
from harness.journeys import Journey, begin
from harness.world import World


def papers_of(world: World, number: str) -> list[str]:
    entries = world.siak.get("/entries")["entries"]
    return [e["status"] for e in entries if e["application_number"] == number]


def test_a_refused_application_tells_the_citizen_why_and_never_reaches_siak(world: World) -> None:
    known = facts.lost_identity_card(world.case("lost_ktp_3"))
    journey = begin(world, "KTP_EL_HILANG_RUSAK", "lost_ktp_3", known).applies().is_claimed()

    world.service_officer.acts(
        "rejectApplication", journey.application, reasonCode="TIDAK_MEMENUHI_SYARAT"
    )

    heard = journey.citizen.hears(r"\*ditolak\*")
    assert "Alasan:" in heard.text
    assert journey.status == "REJECTED"
    assert papers_of(world, journey.number) == []


def test_a_citizen_withdraws_in_two_taps_and_hears_so(world: World) -> None:
    known = facts.birth(world.case("couple_expecting_5"), "Nur Contoh")
    journey = begin(world, "AKTA_KELAHIRAN", "couple_expecting_5", known).applies()

    journey.citizen.says("batal")
    asked = journey.citizen.hears("Batalkan permohonan")
    journey.citizen.taps("Ya, batalkan", on=asked)

    heard = journey.citizen.hears("dibatalkan")
    assert journey.number in heard.text
    assert journey.status == "CANCELLED"


def test_a_withdrawal_after_entry_leaves_its_numbers_void(world: World) -> None:
    known = facts.death(world.case("family_with_elder_2"))
    journey = begin(world, "AKTA_KEMATIAN", "family_with_elder_2", known)
    journey.applies().is_found_complete().is_entered()
    act = next(d["number"] for d in journey.documents() if d["type"]["code"] == "AKTA_KEMATIAN")

    world.service_officer.acts("cancelApplication", journey.application, reason="Permintaan anak")
    world.settle()

    papers = world.siak.get("/numbers")["papers"]
    assert [p["status"] for p in papers if p["number"] == act] == ["VOID"]
    assert papers_of(world, journey.number) == ["CANCELLED"]
    assert journey.status == "CANCELLED"


def test_a_late_birth_waits_for_the_head_of_office(world: World) -> None:
    known = facts.birth(world.case("late_birth_one_year"), "Nur Contoh")
    journey = begin(world, "AKTA_KELAHIRAN", "late_birth_one_year", known)
    journey.applies().is_found_complete().is_answered()

    with pytest.raises(Refused):
        world.operator.acts("enterIntoSiak", journey.application)

    assert journey.reads()["isReportedLate"] is True
    world.head.acts("decideLateReport", journey.application, note="Orang tua bekerja di tambang.")
    journey.is_entered().is_put_before_the_verifier().is_verified().is_signed()
    journey.is_issued().arrives_by_whatsapp()
    numbers = {d["type"]["code"]: d["number"] for d in journey.documents()}
    assert numbers["AKTA_KELAHIRAN"].startswith("6311-LT-")


def marriage(world: World, case: str) -> Journey:
    return begin(world, "AKTA_PERKAWINAN", case, facts.marriage(world.case(case)))


def test_a_marriage_is_registered_after_both_came_to_the_office(world: World) -> None:
    journey = marriage(world, "christian_couple").applies()
    journey.is_claimed().is_reviewed()
    officer = world.service_officer
    officer.acts("confirmComplete", journey.application, applicantConfirmed=True)
    assert journey.status == "AWAITING_ATTENDANCE"

    offered = journey.citizen.hears("Pilih waktu datang")
    journey.citizen.taps(offered.options[0].id, on=offered)
    journey.citizen.hears("Janji untuk permohonan")
    assert journey.reads()["appointmentAt"] is not None
    seen = {"originalsSeen": True, "partiesPresent": True, "witnessesPresent": True}
    officer.acts("recordAttendance", journey.application, **seen)

    journey.is_entered().is_put_before_the_verifier().is_verified().is_signed()
    journey.is_issued().arrives_by_whatsapp()
    assert [d["type"]["code"] for d in journey.documents()] == ["AKTA_PERKAWINAN"]


def test_a_first_identity_card_is_made_after_the_recording_at_the_office(world: World) -> None:
    known = facts.first_identity_card(world.case("ktp_not_recorded"))
    journey = begin(world, "KTP_EL_BARU", "ktp_not_recorded", known).applies()
    journey.is_claimed().is_reviewed()
    officer = world.service_officer
    officer.acts("confirmComplete", journey.application, applicantConfirmed=True)
    assert journey.status == "AWAITING_ATTENDANCE"

    officer.acts("recordAttendance", journey.application, biometricsTaken=True)

    journey.is_entered().is_put_before_the_verifier().is_verified()
    journey.is_issued().is_collected()


def test_an_attendance_without_witnesses_does_not_count(world: World) -> None:
    journey = marriage(world, "hindu_couple").applies().is_claimed().is_reviewed()
    officer = world.service_officer
    officer.acts("confirmComplete", journey.application, applicantConfirmed=True)
    seen = {"originalsSeen": True, "partiesPresent": True}

    with pytest.raises(Refused) as refused:
        officer.acts("recordAttendance", journey.application, **seen)

    assert refused.value.refusals[0].path == ("witnessesPresent",)
    assert journey.status == "AWAITING_ATTENDANCE"
