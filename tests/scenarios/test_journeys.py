"""The office's journeys from the first message to the document in somebody's hands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import facts, journeys, judges
from harness.desk import Refused
from harness.journeys import begin
from harness.world import World


def family_in_siak(world: World, case: str) -> dict[str, Any]:
    found: dict[str, Any] = world.siak.get("/population")["cases"][case]
    return found


def entries_in_siak(world: World, number: str) -> list[dict[str, Any]]:
    entries = world.siak.get("/entries")["entries"]
    return [entry for entry in entries if entry["application_number"] == number]


def test_a_birth_gives_act_and_family_card_signed_on_the_phone(
    world: World, tmp_path: Path
) -> None:
    journey = journeys.birth_by_whatsapp(world, "couple_expecting")

    names = sorted(name for name, _ in journey.papers)
    assert names == ["Kartu-Keluarga.pdf", "Kutipan-Akta-Kelahiran.pdf"]
    root = tmp_path / "root.pem"
    root.write_bytes(world.api.get("/pki/root.pem").content)
    for name, data in journey.papers:
        (tmp_path / name).write_bytes(data)
        verdict = judges.verify_pdf(tmp_path / name, root)
        assert verdict.is_good, verdict.said
        assert "B-LT" in verdict.said
    journey.citizen.hears("sudah terbit")


def test_a_birth_adds_the_child_to_the_family_and_only_at_issue(world: World) -> None:
    known = facts.birth(world.case("home_birth"), "Nurul Contoh")
    journey = begin(world, "AKTA_KELAHIRAN", "home_birth", known)
    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified()
    before = [member["name"] for member in family_in_siak(world, "home_birth")["members"]]

    journey.is_signed().is_issued().arrives_by_whatsapp()

    after = [member["name"] for member in family_in_siak(world, "home_birth")["members"]]
    assert "NURUL CONTOH" not in before
    assert "NURUL CONTOH" in after
    assert [each["status"] for each in entries_in_siak(world, journey.number)] == ["ISSUED"]


def test_a_changed_family_card_comes_by_email(world: World) -> None:
    address = "perubahan@contoh.id"

    journey = journeys.family_card_by_email(world, "family_for_card_change", address)

    assert [name for name, _ in journey.papers] == ["Kartu-Keluarga.pdf"]
    assert journey.papers[0][1].startswith(b"%PDF-")
    assert journey.status == "COMPLETED"
    journey.citizen.hears("kami kirim ke")


def test_a_death_ends_the_record_and_renews_the_family_card(world: World) -> None:
    known = facts.death(world.case("family_with_elder"))
    journey = begin(world, "AKTA_KEMATIAN", "family_with_elder", known)

    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified().is_signed()
    journey.is_issued().arrives_by_whatsapp()

    kinds = sorted(each["type"]["code"] for each in journey.documents())
    assert kinds == ["AKTA_KEMATIAN", "KK"]
    family = family_in_siak(world, "family_with_elder")
    assert family["people"]["deceased"]["status"] == "DECEASED"
    assert family["people"]["deceased"]["nik"] not in [m["nik"] for m in family["members"]]


def test_a_childs_card_is_collected_with_the_code_from_the_chat(world: World) -> None:
    journey = journeys.card_with_collection(world, "family_with_child_for_kia")

    assert journey.status == "COMPLETED"
    assert [each["status"] for each in journey.documents()] == ["COLLECTED"]
    assert "BEGIN_SIGN" not in journey.actions()
    journey.citizen.hears("selesai")


def test_a_damaged_card_is_handed_over_only_for_the_old_one(world: World) -> None:
    known = facts.lost_identity_card(world.case("damaged_ktp"))
    journey = begin(world, "KTP_EL_HILANG_RUSAK", "damaged_ktp", known)
    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified().is_issued()

    with pytest.raises(Refused) as refused:
        journey.is_collected(old_card=False)

    assert refused.value.refusals[0].path == ("oldCardSurrendered",)
    assert journey.status == "READY_FOR_PICKUP"


def test_a_card_waits_for_the_code_of_its_owner(world: World) -> None:
    known = facts.lost_identity_card(world.case("lost_ktp_6"))
    journey = begin(world, "KTP_EL_HILANG_RUSAK", "lost_ktp_6", known)
    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified().is_issued()
    officer, card = world.service_officer, journey.documents()[0]["id"]
    officer.acts_on_document("preparePickup", card)
    handover = {"collectorName": "Orang Lain", "collectorIdentity": "SIM"}

    with pytest.raises(Refused) as refused:
        officer.acts_on_document("collectDocument", card, pickupCode="AAAAAA", **handover)

    assert refused.value.refusals[0].path == ("pickupCode",)
