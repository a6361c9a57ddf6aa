"""BSrE signs, asked by us over either of its interfaces or by SIAK: the whole path, and doubts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness import facts, journeys, judges
from harness.desk import Refused
from harness.journeys import Journey, begin
from harness.papers import Paper
from harness.stack import Options, Stack
from harness.world import World
from tests.scenarios.conftest import served

LOST = {"method": "POST", "path": "/bsre/*/sign/pdf"}
QUERY = """query($id: ID!) { document(id: $id) {
  status certificateSerial signedAt verificationUrl availableActions { action isAllowed } } }"""
LINE = "{ system { bsre { status code message } } }"


@pytest.fixture(scope="module", params=["bsre_v1", "bsre_v2", "siak"])
def elsewhere(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A stack in which BSrE signs; the head of office types BSrE's passphrase."""
    with Stack(Options(tmp_path_factory.mktemp("elsewhere"), signing=request.param)) as stack:
        yield from served(stack)


AT_BSRE = pytest.mark.parametrize("elsewhere", ["bsre_v1", "bsre_v2"], indirect=True)


@pytest.fixture
def world(elsewhere: World) -> Iterator[World]:
    """The stack for one test: its own transcript, and no fault left behind."""
    elsewhere.transcript.clear()
    yield elsewhere
    for control in elsewhere.simulators:
        control.heal()


def way(request: pytest.FixtureRequest) -> str:
    """Return how BSrE is asked, as its ledger names it."""
    return str(request.node.callspec.params["elsewhere"]).removeprefix("bsre_")


def signatures(world: World) -> list[dict[str, Any]]:
    """Return what BSrE's own ledger holds."""
    found: list[dict[str, Any]] = world.siak.get("/bsre/signatures")["signatures"]
    return found


def card_before_the_head(world: World, case: str) -> Journey:
    """Bring the change of a family card to the head of office's desk."""
    journey = begin(world, "KK_PERUBAHAN_DATA", case, facts.card_change(world.case(case)))
    journey.applies().is_found_complete().is_entered()
    journey.is_put_before_the_verifier().is_verified()
    world.settle()
    return journey


def sign(world: World, journey: Journey, passphrase: str = "") -> None:
    """Ask for the signatures once, and wait until the batch is over."""
    chosen = [
        {"documentId": each["id"], "expectedVersion": each["version"]}
        for each in journey.documents()
    ]
    secret = passphrase or world.addresses.passphrase
    world.head.does("signDocuments", documents=chosen, passphrase=secret)
    world.settle()


def paper(world: World, journey: Journey) -> dict[str, Any]:
    """Return the only document as the head of office sees it."""
    (document,) = journey.documents()
    found: dict[str, Any] = world.head.asks(QUERY, id=document["id"])["document"]
    return found


def may(document: dict[str, Any]) -> set[str]:
    """Return what the head of office may do with a document."""
    return {each["action"] for each in document["availableActions"] if each["isAllowed"]}


def test_a_birth_signed_by_bsre_reaches_the_phone_and_every_judge_finds_it_genuine(
    world: World, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before = len(signatures(world))

    journey = journeys.birth_by_whatsapp(world, "couple_expecting")

    made = signatures(world)[before:]
    assert [each["via"] for each in made] == [way(request)] * 2
    root = judges.root_of(world, tmp_path)
    store = judges.trust_store(tmp_path, root)
    assert len(journey.papers) == 2
    for name, data in journey.papers:
        (tmp_path / name).write_bytes(data)
        verdict = judges.verify_pdf(tmp_path / name, root)
        assert verdict.is_good, verdict.said
        assert "B-T" in verdict.said
        if store is not None:
            outside = judges.pdfsig(tmp_path / name, store)
            assert outside.is_good, outside.said


def test_the_qr_of_what_bsre_signed_opens_a_page_that_says_genuine(world: World) -> None:
    journey = card_before_the_head(world, "family_for_card_change")
    sign(world, journey)
    journey.is_issued().arrives_by_whatsapp()
    address = httpx.URL(paper(world, journey)["verificationUrl"])

    page = world.api.get(address.path)

    assert page.status_code == 200
    assert "asli" in page.text.lower()
    assert journey.status == "COMPLETED"


def test_a_wrong_passphrase_signs_nothing_and_is_told_at_once(world: World) -> None:
    journey = card_before_the_head(world, "family_for_card_change_2")
    before = len(signatures(world))

    with pytest.raises(Refused) as refused:
        sign(world, journey, "SIMULASI-salah")

    assert refused.value.refusals[0].path == ("passphrase",)
    assert "Passphrase salah" in refused.value.refusals[0].message
    assert paper(world, journey)["status"] == "VERIFIED"
    assert len(signatures(world)) == before
    journey.is_signed().is_issued().arrives_by_whatsapp()


@AT_BSRE
def test_a_lost_answer_is_a_task_for_the_head_and_never_asked_for_again(world: World) -> None:
    journey = card_before_the_head(world, "family_for_card_change_3")
    before = len(signatures(world))
    world.siak.fault("disconnect", LOST, after_effect=True)

    sign(world, journey)
    world.advance(3600)

    unclear = paper(world, journey)
    assert unclear["status"] == "SIGN_UNKNOWN"
    assert {"FINISH_SIGN", "FAIL_SIGN"} <= may(unclear)
    assert journey.status == "AWAITING_SIGNATURE"
    (made,) = signatures(world)[before:]

    (document,) = journey.documents()
    if made["document_id"] is None:  # nobody has the file: the signature is in nobody's hands
        reason = "Pengelola BSrE tidak menyimpan berkasnya"
        world.head.acts_on_document("failSign", document["id"], reason=reason)
        journey.is_signed()
        assert len(signatures(world)) == before + 2
    else:
        found = Paper("kk.pdf", "application/pdf", from_the_operator(world, made["document_id"]))
        upload = world.head.uploads(found)
        world.head.acts_on_document("finishSign", document["id"], uploadId=upload)
        settled = paper(world, journey)
        assert settled["certificateSerial"]
        assert len(signatures(world)) == before + 1
    journey.is_issued().arrives_by_whatsapp()


def from_the_operator(world: World, document_id: str) -> bytes:
    """Return what whoever runs BSrE's service finds there."""
    bsre = world.addresses.bsre
    address = f"{bsre.url}/api/sign/download/{document_id}"
    return httpx.get(address, auth=(bsre.user, bsre.password), trust_env=False).content


@AT_BSRE
def test_finish_sign_without_a_file_says_whom_to_ask(world: World) -> None:
    journey = card_before_the_head(world, "family_for_card_change_4")
    world.siak.fault("disconnect", LOST)
    sign(world, journey)
    (document,) = journey.documents()

    with pytest.raises(Refused) as refused:
        world.head.acts_on_document("finishSign", document["id"])

    assert "BSrE tidak menyimpan berkas" in refused.value.refusals[0].message
    assert paper(world, journey)["status"] == "SIGN_UNKNOWN"


@AT_BSRE
def test_while_bsre_is_down_officers_see_it_and_the_line_comes_back_by_itself(
    world: World,
) -> None:
    journey = card_before_the_head(world, "family_for_card_change_5")
    world.siak.fault("bsre_down", {"path": "/bsre/*"})

    with pytest.raises(Refused) as refused:
        sign(world, journey)
    down = world.head.asks(LINE)["system"]["bsre"]
    world.advance(30)
    up = world.head.asks(LINE)["system"]["bsre"]

    assert "BSrE tidak dapat dihubungi" in refused.value.refusals[0].message
    assert (down["status"], down["code"]) == ("DOWN", "BSRE_UNAVAILABLE")
    assert "BSrE tidak dapat dihubungi" in down["message"]
    assert up["status"] == "UP"
    journey.is_signed().is_issued().arrives_by_whatsapp()
