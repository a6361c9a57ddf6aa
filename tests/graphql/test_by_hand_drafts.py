"""Which pages an office without an interface prints from answers, and which SIAK has to write."""

from datetime import timedelta

from tests.graphql.by_hand_office import (
    MOTHER,
    OTHER_WITNESS,
    WITNESS,
    ByHand,
    entered,
    ready,
    sheets,
    signed,
)
from tests.graphql.house import Json
from tests.graphql.story import DO, NIK, PERSON, SO, on, uploaded
from tests.graphql.test_by_hand import words_of

WITNESSES = {
    "witness1_name": "Contoh Saksi Satu",
    "witness1_nik": WITNESS,
    "witness2_name": "Contoh Saksi Dua",
    "witness2_nik": OTHER_WITNESS,
}


def marriage(house: ByHand) -> Json:
    """Return complete answers about a couple."""
    day = house.today - timedelta(days=10)
    person = {"religion": "HINDU", "birth_date": "1995-03-04", "status": "BELUM_KAWIN"}
    return {
        **{name: value for name, value in PERSON.items() if name != "applicant_relation"},
        **WITNESSES,
        "delivery_method": "WHATSAPP",
        **{f"groom_{part}": value for part, value in person.items()},
        **{f"bride_{part}": value for part, value in person.items()},
        "groom_name": "Contoh Suami",
        "groom_nik": NIK,
        "bride_name": "Contoh Istri",
        "bride_nik": MOTHER,
        "religious_marriage_date": day.isoformat(),
        "officiant_name": "Contoh Pemangku",
        "foreign_spouse": False,
    }


def stillbirth(house: ByHand) -> Json:
    """Return complete answers about a stillborn child."""
    return {
        **PERSON,
        **WITNESSES,
        "delivery_method": "WHATSAPP",
        "applicant_relation": "AYAH",
        "event_date": (house.today - timedelta(days=3)).isoformat(),
        "event_place": "Puskesmas Contoh",
        "gestation_months": 8,
        "birth_attendant": "BIDAN_PERAWAT",
        "mother_name": "Contoh Ibu",
        "mother_nik": MOTHER,
    }


def typed(house: ByHand, application: Json, document: Json) -> Json:
    """Return what the operator types for a single document."""
    return {
        **on(application),
        "registrationDate": house.today.isoformat(),
        "householdNiks": [NIK, MOTHER],
        "documents": [document],
    }


async def entered_marriage(house: ByHand) -> Json:
    """Return a marriage whose couple came to the office, entered in SIAK."""
    application = await ready(house, "AKTA_PERKAWINAN", marriage(house))
    at = (house.parts.clock.now() + timedelta(days=1)).isoformat()
    application = await house.do(SO, "scheduleAttendance", **on(application), at=at)
    seen = dict.fromkeys(("originalsSeen", "partiesPresent", "witnessesPresent"), True)
    application = await house.do(SO, "recordAttendance", **on(application), **seen)
    return await house.do(DO, "enterIntoSiak", **on(application))


async def test_a_marriage_act_is_siaks_own_page_and_nothing_is_kept_without_it(
    office: ByHand,
) -> None:
    application = await entered_marriage(office)
    act = {"type": "AKTA_PERKAWINAN", "number": f"6311-KW-{office.today:%d%m%Y}-9001"}

    error = await office.refusal(DO, "recordSiakAcceptance", **typed(office, application, act))
    unchanged = await office.detail(application)
    ticket = await uploaded(office, DO, sheets())
    drafted = {**act, "uploadId": ticket["id"]}
    await office.do(DO, "recordSiakAcceptance", **typed(office, application, drafted))
    await office.settle()
    done = await signed(office, await office.detail(application))

    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["documents", "0", "uploadId"])
    assert "orang tua kedua mempelai" in error["message"]
    assert "cetak drafnya" in error["message"]
    assert (unchanged["version"], unchanged["documents"]) == (application["version"], [])
    assert done["documents"][0]["status"] == "SIGNED"


async def test_the_letter_of_a_stillbirth_is_printed_from_the_answers(office: ByHand) -> None:
    application = await entered(office, "LAHIR_MATI", stillbirth(office))
    letter = {"type": "SURAT_LAHIR_MATI", "number": f"6311-LM-{office.today:%d%m%Y}-9001"}

    await office.do(DO, "recordSiakAcceptance", **typed(office, application, letter))
    await office.settle()
    (document,) = (await office.detail(application))["documents"]
    text = words_of(await office.file(document["finalUrl"]))

    assert "telah lahir mati seorang bayi" in text
    assert "PUSKESMAS CONTOH" in text
    assert "SAKSI DUA" in text
