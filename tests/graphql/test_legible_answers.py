"""What no document can show is refused where it is said, before anything of it is kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from api.domain.inbound import InboundMessage
from api.graphql.ids import plain_id
from api.usecases import chat
from api.usecases import commands as c
from api.usecases.prefill import prefill_from_siak
from tests.factories import OPERATOR
from tests.graphql.house import House, Json, YesSiak
from tests.graphql.story import AP, DO, as_answers, complete, key, on

ANSWERS = "query($id: ID!) { application(id: $id) { version answers { field value } } }"
MOVE = "PINDAH_DALAM_KABUPATEN"
CHANGE = {
    "member_nik": "6311065001959001",
    "element": "ALAMAT",
    "from": "JL. LAMA",
    "to": "JL. BARU",
    "proof": "SURAT",
}


async def a_move(house: House, **answers: str) -> Json:
    """An application with a question whose answer is free text, printed as it was written."""
    return await house.do(
        AP,
        "createApplication",
        serviceCode=MOVE,
        purposeNoticed=True,
        answers=as_answers(answers),
        idempotencyKey=key(),
    )


@pytest.mark.parametrize(
    ("_case", "address", "named"),
    [
        ("emoji", "DUSUN CONTOH \U0001f44d RT 1", "\U0001f44d (U+1F44D)"),
        ("another script", "JALAN 漢 CONTOH", "漢 (U+6F22)"),
        ("turned letters", "JALAN \u202eHOTNOC", "tanda tak terlihat (U+202E)"),
        ("a shape of somebody's own", "JALAN \ue000 CONTOH", "tanda tak terlihat (U+E000)"),
    ],
)
async def test_an_answer_no_font_can_show_is_refused_by_field_and_sign(
    _case: str, address: str, named: str, house: House
) -> None:
    application = await a_move(house, dest_rt="003")

    error = await house.refusal(
        AP, "recordAnswers", **on(application), answers=as_answers({"dest_address": address})
    )

    assert error["__typename"] == "ValidationError"
    assert error["path"] == ["answers", "dest_address"]
    assert f"Dokumen tidak dapat memuat {named}." in error["message"]
    assert "Pakai huruf A-Z, angka dan tanda baca biasa" in error["message"]
    kept = (await house.ask(AP, ANSWERS, id=application["id"]))["application"]
    assert kept == {"version": application["version"], "answers": [_answer("dest_rt", "003")]}


def _answer(name: str, value: str) -> Json:
    return {"field": name, "value": value}


async def test_a_part_of_a_list_answer_is_looked_at_too(house: House) -> None:
    given = {
        "serviceCode": "KK_PERUBAHAN_DATA",
        "purposeNoticed": True,
        "idempotencyKey": "bagian",
        "answers": as_answers({"changes": [CHANGE | {"to": "JL. \U0001f3e0 BARU"}]}),
    }

    error = await house.refusal(AP, "createApplication", **given)

    assert error["path"] == ["answers", "changes"]
    assert "(U+1F3E0)" in error["message"]


async def test_letters_of_other_languages_that_the_fonts_have_are_kept(house: House) -> None:
    application = await a_move(house)

    changed = await house.do(
        AP, "recordAnswers", **on(application), answers=as_answers({"dest_address": "GG. ZOË Ñ 5"})
    )

    kept = (await house.ask(AP, ANSWERS, id=changed["id"]))["application"]["answers"]
    assert kept == [_answer("dest_address", "GG. ZOË Ñ 5")]


async def test_an_application_is_not_opened_under_a_name_no_font_can_show(house: House) -> None:
    given = {"serviceCode": MOVE, "purposeNoticed": True, "idempotencyKey": "huruf"}

    error = await house.refusal(AP, "createApplication", **given, applicantName="SITI 漢")

    assert error["path"] == ["applicantName"]
    assert "漢 (U+6F22)" in error["message"]


async def test_the_chat_names_the_sign_and_asks_again(house: House) -> None:
    said = count(1)

    async def says(text: str = "", *, taps: str = "") -> str:
        message = InboundMessage(
            id=f"wamid.huruf.{next(said)}",
            phone="6289900000071",
            user_id=None,
            profile_name="",
            kind="choice" if taps else "text",
            text=text,
            choice_id=taps,
        )
        assert await chat.hear(house.parts.office, message)
        await house.settle()
        return house.phone.sent[-1].body

    await says("halo \U0001f44d")
    await says(taps="consent:yes")
    asked = await says("akta kelahiran")

    refused = await says("Siti \U0001f338 Contoh")
    again = await says("Siti Contoh")

    assert "nama lengkap" in asked.lower()
    assert "Dokumen tidak dapat memuat \U0001f338 (U+1F338)." in refused
    assert "nama lengkap" in refused.lower()
    assert "NIK" in again


class OldBooks(YesSiak):
    """A registry that has kept a mother's birth place in letters nobody can print."""

    async def person(self, nik: str) -> Json | None:
        return {"nik": nik, "name": "SITI RAHMAH CONTOH", "birth_place": "HONG KONG 香港"}


async def test_what_siak_writes_illegibly_is_left_to_people_and_the_rest_is_kept(
    house: House,
) -> None:
    application = await complete(house, "AKTA_KELAHIRAN")
    mother = as_answers({"mother_nik": "6311065001959001"})
    application = await house.do(DO, "recordAnswers", **on(application), answers=mother)
    opened = plain_id("Application", application["id"]) or ""
    command = c.PrefillFromSiak(application_id=opened)

    await prefill_from_siak(replace(house.parts.office, siak=OldBooks()), OPERATOR, command)

    kept = (await house.ask(DO, ANSWERS, id=application["id"]))["application"]["answers"]
    answers = {each["field"]: each["value"] for each in kept}
    assert answers["mother_name"] == "SITI RAHMAH CONTOH"
    assert "mother_birth_place" not in answers
