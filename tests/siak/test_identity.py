"""Who the applicant is to SIAK: asked once, kept for officers, told the citizen once and kindly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from api.domain.inbound import InboundMessage
from api.domain.values import Actor, Role
from api.graphql.ids import plain_id
from api.usecases import chat
from api.usecases import commands as c
from api.usecases.execute import execute
from tests.graphql.house import Json
from tests.graphql.story import AP, DO, SA, SO, VE, as_answers, filled, on
from tests.siak.conftest import RealHouse, Registry

IDENTITY = "query($id: ID!) { application(id: $id) { identity { status checkedAt message } } }"
HOURS = 3600.0


@dataclass
class Citizen:
    """Somebody who applies by chat for a lost identity card."""

    house: RealHouse
    phone: str = "6289900000077"
    said: Any = field(default_factory=lambda: count(1))

    async def says(self, text: str = "", *, taps: str = "") -> None:
        message = InboundMessage(
            id=f"wamid.masuk.{next(self.said)}",
            phone=self.phone,
            user_id=None,
            profile_name="",
            kind="choice" if taps else "text",
            text=text,
            choice_id=taps,
        )
        assert await chat.hear(self.house.parts.office, message)
        await self.house.settle()

    async def applies(self, case: Mapping[str, Any], service: str = "KTP-el hilang/rusak") -> None:
        """Go up to the point where all is known that an application needs to exist."""
        await self.says("halo")
        await self.says(taps="consent:yes")
        await self.says(service)
        await self.introduces(case)

    async def introduces(self, case: Mapping[str, Any]) -> None:
        for answer in (case["name"], case["nik"], case["family_card_number"]):
            await self.says(str(answer))
        await self.says(taps=f"answer:district_code:{case['village_code'][:8]}")

    @property
    def heard(self) -> list[str]:
        return [message.body for message in self.house.phone.sent]

    def hints(self) -> list[str]:
        """What was told of the identity."""
        words = ("belum dapat kami cocokkan", "belum cocok satu sama lain", "Kepindahan Anda")
        return [body for body in self.heard if any(each in body for each in words)]

    async def application(self) -> Json:
        query = """{ applications(first: 5, filter: { channels: [WHATSAPP] }) { nodes {
            id version identity { status message } answers { field value saidBy } } } }"""
        nodes = (await self.house.ask(DO, query))["applications"]["nodes"]
        assert len(nodes) == 1, self.heard
        found = nodes[0]
        return dict(found)


@pytest.fixture
def citizen(house: RealHouse) -> Citizen:
    return Citizen(house)


async def test_a_citizen_whose_answers_agree_hears_nothing_of_it(
    citizen: Citizen, registry: Registry
) -> None:
    await citizen.applies(registry.cases["lost_ktp"])

    assert (await citizen.application())["identity"]["status"] == "MATCHED"
    assert citizen.hints() == []


def wrong(case: Json, **more: str) -> Json:
    return {**case, **more}


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"nik": "6311064101909999"}, "NIK_UNKNOWN", "periksa lagi angka NIK"),
        ({"name": "Contoh Orang Lain"}, "NAME_DIFFERS", "periksa lagi ketiganya"),
        ({"family_card_number": "6311060101209999"}, "FAMILY_DIFFERS", "periksa lagi ketiganya"),
    ],
)
async def test_a_citizen_is_asked_once_to_look_again(
    more: dict[str, str], status: str, words: str, citizen: Citizen, registry: Registry
) -> None:
    case = registry.cases["lost_ktp"]

    await citizen.applies(wrong(case, **more))
    await citizen.says("ulang")

    assert (await citizen.application())["identity"]["status"] == status
    (hint,) = citizen.hints()
    assert words in hint
    assert "kembali" in hint  # how to correct it
    assert case["name"] not in hint
    assert case["family_card_number"] not in hint


async def test_a_corrected_nik_is_looked_up_anew(citizen: Citizen, registry: Registry) -> None:
    case = registry.cases["lost_ktp"]
    await citizen.applies(wrong(case, nik="6311064101909999"))
    draft = await citizen.application()

    for nik in (case["nik"], "6311064101909999", case["nik"]):
        await keeps(citizen.house, draft["id"], nik)

    assert (await citizen.application())["identity"]["status"] == "MATCHED"
    assert len(citizen.hints()) == 1


async def keeps(house: RealHouse, application: str, nik: str) -> None:
    """Let the citizen's own answer come in as the chat records it."""
    plain = plain_id("Application", application) or ""
    opener = await opener_of(house, plain)
    citizen = Actor(opener, Role.APPLICANT, opener)
    command = c.RecordAnswers(application_id=plain, answers={"applicant_nik": nik})
    await execute(house.parts.office, citizen, command)
    await house.settle()


async def opener_of(house: RealHouse, application_id: str) -> str:
    """Return the id by which the chat's citizen is known."""
    async with house.parts.office.work.begin() as store:
        found = await store.applications.lock(application_id)
    assert found is not None
    return found.created_by


async def test_of_a_dead_or_double_nik_the_citizen_learns_no_more_than_of_an_unknown_one(
    citizen: Citizen, registry: Registry
) -> None:
    case = registry.cases["inactive_nik"]

    await citizen.applies(case)

    assert (await citizen.application())["identity"]["status"] == "NIK_INACTIVE"
    (hint,) = citizen.hints()
    assert "periksa lagi angka NIK" in hint


async def test_what_the_chat_never_asks_is_answered_by_siak(
    citizen: Citizen, registry: Registry
) -> None:
    case = registry.cases["ktp_not_recorded"]

    await citizen.applies(case, "KTP-el baru (pemula)")

    application = await citizen.application()
    answers = {each["field"]: each for each in application["answers"]}
    assert application["identity"]["status"] == "MATCHED"
    born = answers["subject_birth_date"]
    assert (born["value"], born["saidBy"]) == (case["people"]["seventeen"]["birth_date"], "SIAK")


async def test_of_a_stranger_nothing_is_filled_in(citizen: Citizen, registry: Registry) -> None:
    case = registry.cases["ktp_not_recorded"]

    await citizen.applies(wrong(case, name="Contoh Orang Lain"), "KTP-el baru (pemula)")

    answers = (await citizen.application())["answers"]
    assert "SIAK" not in {each["saidBy"] for each in answers}


async def test_while_siak_is_down_the_chat_goes_on_and_the_question_waits(
    citizen: Citizen, registry: Registry
) -> None:
    registry.fails("maintenance", seconds=30)
    await citizen.applies(registry.cases["lost_ktp"])
    asked = len(citizen.heard)
    before = (await citizen.application())["identity"]

    registry.recovers()
    citizen.house.parts.clock.advance(HOURS)
    await citizen.house.settle()

    assert before is None
    assert asked > 5  # the citizen was asked on
    assert (await citizen.application())["identity"]["status"] == "MATCHED"
    assert (await citizen.application())["version"] >= 1


async def test_at_the_counter_it_is_asked_when_handed_in_and_nobody_is_written_to(
    house_anywhere: RealHouse, registry: Registry
) -> None:
    house = house_anywhere
    case = registry.cases["couple_expecting"]
    answers = {"applicant_nik": case["nik"], "applicant_name": "Contoh Orang Lain"}
    application = await filled(house, SO)
    version = (await house.ask(SO, IDENTITY, id=application["id"]))["application"]
    handed_in = await house.do(SO, "submitApplication", **on(application))
    await house.settle()

    found = (await house.ask(VE, IDENTITY, id=application["id"]))["application"]["identity"]

    assert version["identity"] is None
    assert found["status"] == "NIK_UNKNOWN"  # the story's people live nowhere
    assert "NIK" in found["message"]
    assert house.phone.sent == []
    taken = await house.do(SO, "claimApplication", **on(handed_in))  # the version stands
    changed = await house.do(SO, "recordAnswers", **on(taken), answers=as_answers(answers))
    assert (await house.ask(SO, IDENTITY, id=changed["id"]))["application"]["identity"] is None
    await house.settle()
    found = (await house.ask(SO, IDENTITY, id=changed["id"]))["application"]["identity"]
    assert found["status"] == "NAME_DIFFERS"


@pytest.mark.parametrize("role", [AP, SA])
async def test_who_opened_an_application_is_not_told_what_siak_says(
    role: str, house: RealHouse
) -> None:
    application = await filled(house, role)
    await house.do(role, "submitApplication", **on(application))
    await house.settle()

    found = (await house.ask(role, IDENTITY, id=application["id"]))["application"]

    assert found["identity"] is None


async def test_somebody_between_two_homes_is_told_what_other_services_wait_for(
    citizen: Citizen, registry: Registry
) -> None:
    await citizen.applies(registry.cases["applicant_in_limbo"])

    (hint,) = citizen.hints()
    assert "kedatangan Anda dilaporkan" in hint


async def test_who_reports_an_arrival_is_on_the_way_as_they_should_be(
    citizen: Citizen, registry: Registry
) -> None:
    await citizen.applies(registry.cases["applicant_in_limbo"], "pindah datang")

    assert (await citizen.application())["identity"]["status"] == "IN_LIMBO"
    assert citizen.hints() == []
