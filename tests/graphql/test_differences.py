"""What changed between two renderings, as a verifier reads it before looking again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from api.domain.ports import SiakEntry, Submission
from api.worker import Worker
from tests.gateways.printing.specimens_population import family
from tests.graphql.house import House, Json, YesSiak
from tests.graphql.story import AP, DO, SA, SO, VE, before_the_verifier, issued, on, seen

CARD = "6311062011269001"
CHANGES = """query($id: ID!, $from: Int, $to: Int) { document(id: $id) {
    renderings { round madeAt finalSha256 finalUrl }
    changes(from: $from, to: $to) {
        isSame beforeSha256 afterSha256 lines { kind page text } } } }"""
SUPERSEDED = """query($id: ID!) { document(id: $id) { changesFromSuperseded {
    isSame lines { kind page text } } } }"""


@dataclass
class FamilyRegistry(YesSiak):
    """A registry that announces a family card, with the head's name as it stands there."""

    head: str = "AHMAD RIFANI CONTOH"

    async def submit(self, submission: Submission, *, key: str) -> SiakEntry:
        entry = await super().submit(submission, key=key)
        content = {**family(3).content, "head_name": self.head}
        documents = tuple(replace(each, number=CARD, content=content) for each in entry.documents)
        self.known[key] = replace(entry, documents=documents)
        return self.known[key]

    async def issue(self, entry_id: str) -> SiakEntry:
        return replace(await super().issue(entry_id), superseded=(CARD,))


@dataclass
class PrintingHouse(House):
    """A house whose worker prints real pages."""

    @property
    def worker(self) -> Worker:
        gateways = replace(
            self.parts.gateways, siak=self.siak, whatsapp=self.phone, email=self.post
        )
        return Worker(self.parts.office, gateways, is_alone=True)


@pytest.fixture
def printing(house: House) -> PrintingHouse:
    return PrintingHouse(**{**vars(house), "siak": FamilyRegistry()})


def registry(house: House) -> FamilyRegistry:
    assert isinstance(house.siak, FamilyRegistry)
    return house.siak


def only(kind: str, difference: Json) -> list[str]:
    return [line["text"] for line in difference["lines"] if line["kind"] == kind]


async def entered_again(house: House, head: str) -> Json:
    """Return an application before the verifier whose second entry names another head."""
    application = await before_the_verifier(house)
    back = await house.do(VE, "returnToOperator", **on(application), reason="Nama keliru")
    registry(house).head = head
    revised = await house.do(DO, "reviseEntry", **on(back), reason="Nama keliru")
    await house.do(DO, "enterIntoSiak", **on(revised))
    await house.settle()
    return await seen(house, VE, application)


async def document_of(house: House, application: Json) -> str:
    found = await house.ask(
        VE,
        "query($id: ID!) { application(id: $id) { documents { id status } } }",
        id=application["id"],
    )
    standing = [d for d in found["application"]["documents"] if d["status"] != "ANNULLED"]
    return str(standing[-1]["id"])


async def changes(house: House, role: str, document_id: str, **rounds: int) -> Any:
    return (await house.ask(role, CHANGES, id=document_id, **rounds))["document"]


async def test_the_verifier_reads_what_changed_since_the_last_look(printing: PrintingHouse) -> None:
    application = await entered_again(printing, "ACHMAD RIFANI CONTOH")

    shown = await changes(printing, VE, await document_of(printing, application))

    assert [each["round"] for each in shown["renderings"]] == [1, 2]
    difference = shown["changes"]
    assert difference["isSame"] is False
    assert "Nama Kepala Keluarga : AHMAD RIFANI CONTOH" in only("REMOVED", difference)
    assert "Nama Kepala Keluarga : ACHMAD RIFANI CONTOH" in only("ADDED", difference)
    assert f"No. {CARD}" in only("SAME", difference)
    hashes = [each["finalSha256"] for each in shown["renderings"]]
    assert [difference["beforeSha256"], difference["afterSha256"]] == hashes


async def test_each_round_can_still_be_opened(printing: PrintingHouse) -> None:
    application = await entered_again(printing, "ACHMAD RIFANI CONTOH")

    shown = await changes(printing, VE, await document_of(printing, application))

    for rendering in shown["renderings"]:
        path = rendering["finalUrl"].removeprefix("http://layanan.example/djm")
        answer = await printing.client.get(path)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert CARD not in answer.headers["content-disposition"]


async def test_a_document_made_once_has_nothing_to_be_compared_with(
    printing: PrintingHouse,
) -> None:
    application = await before_the_verifier(printing)

    shown = await changes(printing, VE, application["documents"][0]["id"])

    assert len(shown["renderings"]) == 1
    assert shown["changes"] is None


async def test_a_round_compared_with_itself_reads_the_same(printing: PrintingHouse) -> None:
    application = await before_the_verifier(printing)

    document_id = application["documents"][0]["id"]
    shown = await changes(printing, VE, document_id, **{"from": 1, "to": 1})

    assert shown["changes"]["isSame"] is True


async def test_a_round_that_never_was_is_refused(printing: PrintingHouse) -> None:
    application = await before_the_verifier(printing)

    code = await printing.refused(
        VE, CHANGES, id=application["documents"][0]["id"], **{"from": 7, "to": 1}
    )

    assert code == "BAD_USER_INPUT"


async def test_who_sees_no_final_rendering_reads_no_text_of_it(printing: PrintingHouse) -> None:
    application = await entered_again(printing, "ACHMAD RIFANI CONTOH")

    shown = await changes(printing, "ADMINISTRATOR", await document_of(printing, application))

    assert shown["changes"] is None
    assert [each["finalUrl"] for each in shown["renderings"]] == [None, None]


async def test_a_new_family_card_is_compared_with_the_one_it_takes_the_place_of(
    printing: PrintingHouse,
) -> None:
    await issued(printing)
    registry(printing).head = "ACHMAD RIFANI CONTOH"
    application = await before_the_verifier(printing)

    document_id = await document_of(printing, application)
    shown = await printing.ask(VE, SUPERSEDED, id=document_id)

    difference = shown["document"]["changesFromSuperseded"]
    assert "Nama Kepala Keluarga : AHMAD RIFANI CONTOH" in only("REMOVED", difference)
    assert "Nama Kepala Keluarga : ACHMAD RIFANI CONTOH" in only("ADDED", difference)


@pytest.mark.parametrize("role", [AP, SA, "ADMINISTRATOR", "AUDITOR"])
async def test_the_earlier_card_is_for_officers_only(role: str, printing: PrintingHouse) -> None:
    await issued(printing)
    application = await before_the_verifier(printing)

    document_id = await document_of(printing, application)
    shown = await printing.ask(role, SUPERSEDED, id=document_id)

    assert shown["document"]["changesFromSuperseded"] is None


async def test_a_first_card_takes_nobodys_place(printing: PrintingHouse) -> None:
    application = await before_the_verifier(printing)

    shown = await printing.ask(SO, SUPERSEDED, id=application["documents"][0]["id"])

    assert shown["document"]["changesFromSuperseded"] is None
