"""Real input: files that cannot be used, messages that come twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness import facts, papers
from harness.dialogue import Applicant
from harness.journeys import begin
from harness.papers import Paper
from harness.people import Heard
from harness.world import World

BAD: tuple[tuple[str, Callable[[str], Paper], str], ...] = (
    ("a photo cut off on its way", papers.cut_off, "tidak utuh"),
    ("an archive that calls itself a PDF", papers.zip_named_pdf, "ZIP"),
    ("a photo of 40 MB", papers.huge, "16 MB"),
    ("a file of no bytes", papers.empty, "kosong"),
)


def at_the_first_slot(world: World, case: str) -> tuple[Applicant, Heard]:
    """Bring a citizen up to the first paper that is asked for."""
    known = facts.lost_identity_card(world.case(case))
    applicant = begin(world, "KTP_EL_HILANG_RUSAK", case, known).applicant()
    applicant.greets()
    applicant.chooses("KTP EL HILANG RUSAK")
    return applicant, applicant.answers_up_to_the_first_paper()


def test_useless_files_are_refused_in_words_that_help_and_the_good_one_is_taken(
    world: World,
) -> None:
    applicant, asked = at_the_first_slot(world, "lost_ktp")
    citizen = applicant.citizen

    for _case, make, words in BAD:
        citizen.sends(make("Formulir F-1.02"))
        heard = citizen.hears("belum dapat dipakai", deadline=30)
        assert words in heard.text, _case
        assert "irim" in heard.text, _case

    applicant.sends_paper(applicant.slot_of(asked))
    citizen.hears(r"✓ .*diterima")
    number = applicant.submits(applicant.fills_in(citizen.last_heard))
    assert number.startswith("DJ-")


def test_photos_are_kept_upright_and_without_the_place_they_were_taken_at(world: World) -> None:
    known = facts.lost_identity_card(world.case("lost_ktp_4"))
    journey = begin(world, "KTP_EL_HILANG_RUSAK", "lost_ktp_4", known).applies()

    kept = world.service_officer.attachments(journey.application)

    photos = [data for kind, data in kept if kind == papers.JPEG]
    assert photos
    for data in photos:
        assert papers.place_of(data) is None
        assert papers.size_of(data) == (1200, 900)


@pytest.mark.parametrize("copies", [1, 3])
def test_a_webhook_that_comes_again_changes_nothing(world: World, copies: int) -> None:
    case = {1: "couple_expecting_6", 3: "triplets"}[copies]
    phone = world.case(case)["phone"]
    world.whatsapp.fault("webhook_duplicate", {"phone": phone}, times=None, copies=copies)
    known = facts.birth(world.case(case), "Nur Contoh")

    journey = begin(world, "AKTA_KELAHIRAN", case, known).applies()
    world.settle()

    query = (
        "query($phone: PhoneNumber!) { applications(filter: {applicantPhone: $phone}) "
        "{ nodes { number } } }"
    )
    found = world.service_officer.asks(query, phone=f"+{phone}")["applications"]["nodes"]
    assert found == [{"number": journey.number}]
    assert journey.actions().count("SUBMIT") == 1
    slots = journey.reads()["requirements"]
    assert max(len(slot["attachments"]) for slot in slots) == 1
    assert journey.citizen.hears_nothing_more()
