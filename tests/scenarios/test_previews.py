"""The draft as citizens and verifiers see it: marked on each page, compared with the one before."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from harness import facts
from harness.journeys import Journey, begin
from harness.world import World

LOOK = """query($id: ID!) { application(id: $id) { documents {
    id status type { code } previewUrl finalUrl
    renderings { round } changes { isSame lines { kind text } } } } }"""
MARK = "DRAF · BELUM SAH"


def birth(world: World, case: str, name: str) -> Journey:
    known = facts.birth(world.case(case), name)
    return begin(world, "AKTA_KELAHIRAN", case, known).applies().is_found_complete().is_entered()


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def act_of(world: World, journey: Journey) -> Any:
    found = world.verifier.asks(LOOK, id=journey.application)["application"]["documents"]
    return next(
        each
        for each in found
        if each["type"]["code"] == "AKTA_KELAHIRAN" and each["status"] != "ANNULLED"
    )


def test_the_citizen_gets_each_draft_marked_on_every_page(careful_world: World) -> None:
    journey = birth(careful_world, "couple_expecting_3", "Nur Contoh")

    files = [journey.citizen.receives(r"-DRAF\.pdf$") for _ in range(2)]

    assert {name for name, _ in files} == {
        "Kutipan-Akta-Kelahiran-DRAF.pdf",
        "Kartu-Keluarga-DRAF.pdf",
    }
    for _, pdf in files:
        assert all(MARK in page for page in pages_of(pdf))


def test_an_office_that_asks_nobody_sends_no_draft(world: World) -> None:
    known = facts.lost_family_card(world.case("village_official"))
    journey = begin(world, "KK_HILANG_RUSAK", "village_official", known).applies()
    journey.is_found_complete().is_entered().is_put_before_the_verifier()
    journey.is_verified().is_signed().is_issued()

    name, pdf = journey.citizen.receives(r"\.pdf$")

    assert name == "Kartu-Keluarga.pdf"
    assert not [page for page in pages_of(pdf) if MARK in page]


def test_the_verifier_sees_preview_and_final_and_what_a_new_entry_changed(
    careful_world: World,
) -> None:
    world = careful_world
    journey = birth(world, "couple_expecting_5", "Nur Contoh")
    preview = journey.citizen.hears("Apakah semuanya benar")
    journey.citizen.taps("Ada yang salah", on=preview)
    journey.citizen.hears("Bagian mana yang salah")
    journey.citizen.says("Nama anak seharusnya Nur Contoh Jamilah")
    world.operator.acts("reviseEntry", journey.application, reason="Nama anak.")
    world.settle()
    answer = {"field": "child_name", "value": "Nur Contoh Jamilah"}
    world.operator.acts("recordAnswers", journey.application, answers=[answer])
    journey.facts["child_name"] = "Nur Contoh Jamilah"
    journey.is_entered()

    act = act_of(world, journey)

    assert [each["round"] for each in act["renderings"]] == [1, 2]
    changed = [line for line in act["changes"]["lines"] if line["kind"] != "SAME"]
    assert ("REMOVED", "NUR CONTOH") in [(e["kind"], e["text"].upper()) for e in changed]
    assert ("ADDED", "NUR CONTOH JAMILAH") in [(e["kind"], e["text"].upper()) for e in changed]
    preview_pages, final_pages = (
        pages_of(world.verifier.downloads(act[kind])) for kind in ("previewUrl", "finalUrl")
    )
    assert all(MARK in page for page in preview_pages)
    assert not [page for page in final_pages if "BELUM SAH" in page]
