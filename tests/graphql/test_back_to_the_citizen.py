"""SIAK said no: who can mend it, and the one act that brings it back to the citizen."""

from dataclasses import dataclass, replace

import pytest

from api.domain.ports import Reason, SiakEntry, Submission
from tests.graphql.house import House, Json, YesSiak
from tests.graphql.story import AP, DO, SO, VE, as_answers, claimed, complete, judged, on, seen

ASKED = """query($id: ID!) { application(id: $id) { status
    siakReasons { code field message remedy hint question { name label }
        duplicate { applicationNumber documentNumberMasked agrees score } }
    answersToCorrect { question { name } reason { code } note isCorrected } } }"""


@dataclass
class NoSiak(YesSiak):
    """A registry that refuses everything for these reasons."""

    reasons: tuple[Reason, ...] = ()

    async def submit(self, submission: Submission, *, key: str) -> SiakEntry:
        entry = await super().submit(submission, key=key)
        refused = replace(entry, status="REFUSED", documents=(), reasons=self.reasons)
        self.known[key] = refused
        return refused


async def refused(house: House, *reasons: Reason, service: str = "KK_HILANG_RUSAK") -> Json:
    """Return an application that SIAK has just refused."""
    house.siak = NoSiak(reasons=reasons)
    application = await complete(house, service)
    await house.do(DO, "enterIntoSiak", **on(application))
    await house.settle()
    return await seen(house, DO, application)


async def asked(house: House, role: str, application: Json) -> Json:
    found: Json = (await house.ask(role, ASKED, id=application["id"]))["application"]
    return found


NAME = Reason("NAME_MISMATCH", "Nama tidak sama dengan data SIAK.", "applicant_name")


async def test_the_operator_reads_what_each_reason_means_and_who_mends_it(house: House) -> None:
    twin = {
        "entry_id": "entri-7",
        "application_number": "DJ-202601-00007",
        "document_number": "6311-LU-05012026-9001",
        "agrees": ["mother_nik", "child_birth_date"],
        "differs": ["child_name"],
        "score": 90,
    }
    duplicate = Reason("DUPLICATE_ENTRY", "Sudah dicatat.", None, duplicate=twin)
    application = await refused(house, NAME, duplicate, Reason("NEW_CODE", "Belum dikenal."))

    found = await asked(house, DO, application)

    name, same, new = found["siakReasons"]
    assert (name["remedy"], name["question"]["name"]) == ("ASK_APPLICANT", "applicant_name")
    assert "PEMBETULAN_AKTA" in name["hint"]
    assert (same["remedy"], same["duplicate"]["score"]) == ("CHECK_DUPLICATE", 90)
    assert same["duplicate"]["documentNumberMasked"] == "…9001"
    assert new["remedy"] == "CORRECT_ENTRY"
    assert new["hint"]


async def test_one_act_brings_siaks_no_back_to_the_citizen_and_on_again(house: House) -> None:
    application = await refused(house, NAME)

    returned = await house.do(DO, "requestCompletion", **on(application), siakReasons=True)
    told = await asked(house, AP, returned)
    too_early = await house.refusal(AP, "resubmitApplication", **on(returned))
    corrected = await house.do(
        AP,
        "recordAnswers",
        **on(returned),
        answers=as_answers({"applicant_name": "Contoh Warga Dua"}),
    )
    again = await house.do(AP, "resubmitApplication", **on(corrected))

    assert told["status"] == "NEEDS_COMPLETION"
    (wanted,) = told["answersToCorrect"]
    assert wanted["question"]["name"] == "applicant_name"
    assert wanted["reason"]["code"] == "DATA_TIDAK_COCOK_SIAK"
    assert "tanpa gelar" in wanted["note"]
    assert [r["code"] for r in too_early["reasons"]] == ["REFUSED_REPLACED"]
    assert again["status"] == "SUBMITTED"
    assert (await asked(house, AP, again))["answersToCorrect"][0]["isCorrected"] is True


async def test_what_the_citizen_cannot_mend_is_not_sent_back(house: House) -> None:
    application = await refused(house, Reason("ALREADY_MARRIED", "Masih kawin.", "groom_nik"))

    error = await house.refusal(DO, "requestCompletion", **on(application), siakReasons=True)

    assert error["path"] == ["siakReasons"]
    assert "Perceraian atau kematian" in error["message"]
    assert (await seen(house, DO, application))["version"] == application["version"]


async def test_without_a_refusal_there_is_nothing_to_send_back(house: House) -> None:
    application = await complete(house)

    error = await house.refusal(DO, "requestCompletion", **on(application), siakReasons=True)

    assert "belum menolak" in error["message"]


async def test_an_officer_may_send_single_answers_back(house: House) -> None:
    application = await judged(house, await claimed(house))
    wanted = {"field": "applicant_nkk", "reasonCode": "DATA_TIDAK_COCOK_SIAK", "note": "Lihat KK."}

    returned = await house.do(SO, "requestCompletion", **on(application), answers=[wanted])

    (found,) = (await asked(house, AP, returned))["answersToCorrect"]
    assert (found["question"]["name"], found["note"]) == ("applicant_nkk", "Lihat KK.")


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({"field": "no_such", "reasonCode": "DATA_TIDAK_COCOK_SIAK"}, ["answers", "field"]),
        ({"field": "applicant_nkk", "reasonCode": "WEWENANG_KUA"}, ["reasonCode"]),
        (
            {"field": "applicant_nkk", "reasonCode": "BERKAS_KELIRU", "note": "x" * 501},
            ["note"],
        ),
    ],
)
async def test_an_answer_sent_back_needs_a_question_and_a_fitting_reason(
    house: House, wanted: Json, path: list[str]
) -> None:
    application = await judged(house, await claimed(house))

    error = await house.refusal(SO, "requestCompletion", **on(application), answers=[wanted])

    assert error["path"] == path
    assert (await asked(house, SO, application))["answersToCorrect"] == []


async def test_nobody_else_sends_it_back(house: House) -> None:
    application = await refused(house, NAME)

    error = await house.refusal(VE, "requestCompletion", **on(application), siakReasons=True)

    assert error["code"] in ("NOT_PERMITTED", "INVALID_TRANSITION")
