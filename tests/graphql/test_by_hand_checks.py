"""What is asked of an operator who types back from SIAK, and of whoever else tries to."""

import asyncio

import pytest
from sqlalchemy import Update, update

from api.storage import tables as t
from tests.graphql.by_hand_office import (
    FAMILY,
    ByHand,
    accepted_birth,
    act_number,
    entered_birth,
    sheets,
    siaks_card,
    signed,
    typed_birth,
)
from tests.graphql.house import House, Json
from tests.graphql.story import (
    DO,
    HO,
    NIK,
    SO,
    VE,
    hashes,
    key,
    on,
    on_document,
    photo,
    uploaded,
)
from tests.graphql.story import complete as completed


async def write(office: ByHand, statement: Update) -> None:
    """Change the books behind the service's back."""
    async with office.parts.office.work.begin() as store:
        await store.connection.execute(statement)


# --- every slip is told at its field ----------------------------------------------------------


async def slips(house: ByHand, given: Json) -> dict[str, str]:
    """Return the refusals of an acceptance: the sentence at each field."""
    payload = await house.try_(DO, "recordSiakAcceptance", **given)
    return {".".join(e["path"]): e["message"] for e in payload["errors"]}


async def test_all_slips_of_a_form_are_told_at_once(office: ByHand) -> None:
    application = await entered_birth(office)
    given = await typed_birth(office, application)
    act = given["documents"][0]

    found = await slips(
        office,
        {
            **given,
            "series": "LT",
            "registrationDate": "2020-01-01",
            "householdNiks": ["123"],
            "documents": [{**act, "nik": "631101"}, {"type": "KK", "number": "1"}],
        },
    )

    assert set(found) == {
        "registrationDate",
        "series",
        "householdNiks.0",
        "documents.0.number",
        "documents.0.nik",
        "documents.1.number",
        "documents.1.uploadId",
    }
    assert "pengajuan" in found["registrationDate"]


async def test_the_documents_are_those_of_the_service(office: ByHand) -> None:
    application = await entered_birth(office)
    given = await typed_birth(office, application)
    act, card = given["documents"]

    missing = await slips(office, {**given, "documents": [act]})
    surplus = await slips(office, {**given, "documents": [act, card, {**act, "type": "KTP_EL"}]})
    twice = await slips(office, {**given, "documents": [act, card, card]})

    assert "Kartu Keluarga (KK)" in missing["documents"]
    assert surplus["documents.2.type"].startswith("KTP_EL")
    assert "dua kali" in twice["documents.2.type"]


async def test_numbers_of_other_applications_are_refused(office: ByHand) -> None:
    await accepted_birth(office)
    second = await entered_birth(office)

    found = await slips(office, await typed_birth(office, second))

    assert set(found) == {"documents.0.number", "documents.0.nik"}


async def test_the_same_birth_typed_for_two_applications_at_once_is_drafted_once(
    office_anywhere: ByHand,
) -> None:
    office = office_anywhere
    typed = [await typed_birth(office, await entered_birth(office)) for _ in range(2)]

    payloads = await asyncio.gather(
        *(office.try_(DO, "recordSiakAcceptance", **given) for given in typed)
    )

    done = [p for p in payloads if not p["errors"]]
    refused = [e["path"] for p in payloads for e in p["errors"]]
    assert len(done) == 1
    assert refused == [["documents", "0", "number"], ["documents", "0", "nik"]]


async def test_nobody_types_back_for_their_own_family(office: ByHand) -> None:
    application = await entered_birth(office)
    given = await typed_birth(office, application)
    own = office.parts.office.keyed(FAMILY[1])
    await write(office, update(t.principal).values(nik_key=own))

    error = await office.refusal(DO, "recordSiakAcceptance", **given)

    assert [r["code"] for r in error["reasons"]] == ["NOT_OWN_HOUSEHOLD"]


@pytest.mark.parametrize(
    ("_case", "pdf", "words"),
    [
        ("too narrow for a signature", sheets(width=200), "sempit"),
        ("a photograph", None, "PDF"),
    ],
)
async def test_a_page_that_cannot_be_signed_is_refused_at_once(
    office: ByHand, _case: str, pdf: bytes | None, words: str
) -> None:
    application = await entered_birth(office)
    given = await typed_birth(office, application)
    ticket = await uploaded(office, DO, pdf or photo(40))
    given["documents"][1]["uploadId"] = ticket["id"]

    found = await slips(office, given)

    assert words in found["documents.1.uploadId"]


async def test_a_page_that_is_signed_already_is_refused(office: ByHand) -> None:
    first = await signed(office, await accepted_birth(office))
    already = await office.file(first["documents"][1]["signedUrl"])
    application = await entered_birth(office)
    given = await typed_birth(office, application)
    given["documents"][0] |= {"number": act_number(office, 9002), "nik": "6311015511269007"}
    given["documents"][1]["uploadId"] = (await uploaded(office, DO, already))["id"]

    found = await slips(office, given)

    assert "sudah memuat tanda tangan" in found["documents.1.uploadId"]


async def test_an_upload_of_somebody_else_is_not_found(office: ByHand) -> None:
    application = await entered_birth(office)
    given = await typed_birth(office, application)
    ticket = await uploaded(office, SO, await siaks_card(office))
    given["documents"][1]["uploadId"] = ticket["id"]

    error = await office.refusal(DO, "recordSiakAcceptance", **given)

    assert (error["__typename"], error["path"]) == ("NotFound", ["documents", "1", "uploadId"])


async def test_reasons_are_typed_in_order(office: ByHand) -> None:
    application = await entered_birth(office)
    wrong = {"code": "nama beda", "field": "siblings", "message": " "}

    payload = await office.try_(DO, "recordSiakRefusal", **on(application), reasons=[wrong])
    none = await office.refusal(DO, "recordSiakRefusal", **on(application), reasons=[])

    assert [e["path"][-1] for e in payload["errors"]] == ["code", "field", "message"]
    assert none["path"] == ["reasons"]


async def test_the_file_siak_holds_is_the_signed_one(office: ByHand) -> None:
    application = await signed(office, await accepted_birth(office))
    document = application["documents"][0]
    named = on_document(document)

    verified = await office.refusal(
        DO, "confirmSiakUpload", **named, sha256=document["finalSha256"]
    )
    held = await office.do(DO, "confirmSiakUpload", **named, sha256=document["signedSha256"])
    twice = await office.refusal(
        DO, "confirmSiakUpload", **on_document(held), sha256=document["signedSha256"]
    )

    assert verified["path"] == ["sha256"]
    assert held["status"] == "UPLOADED"
    assert twice["__typename"] == "InvalidTransition"


# --- who, how often, and where there is an interface ------------------------------------------


@pytest.mark.parametrize("role", [SO, VE, HO, "SERVICE_ACCOUNT", "ADMINISTRATOR"])
async def test_only_an_operator_types_back(office: ByHand, role: str) -> None:
    application = await entered_birth(office)

    accepted = await office.refusal(
        role, "recordSiakAcceptance", **await typed_birth(office, application)
    )
    reason = {"code": "NAME_MISMATCH", "message": "Nama berbeda."}
    refused = await office.refusal(role, "recordSiakRefusal", **on(application), reasons=[reason])

    assert {accepted["__typename"], refused["__typename"]} == {"NotPermitted"}


async def test_the_same_click_twice_drafts_once(office: ByHand) -> None:
    application = await entered_birth(office)
    given = {**await typed_birth(office, application), "idempotencyKey": key()}

    first = await office.do(DO, "recordSiakAcceptance", **given)
    again = await office.do(DO, "recordSiakAcceptance", **given)
    late = await office.refusal(DO, "recordSiakAcceptance", **{**given, "idempotencyKey": key()})

    assert first == again
    assert late["__typename"] == "VersionConflict"


async def test_a_form_with_slips_is_replayed_with_all_of_them(office: ByHand) -> None:
    application = await entered_birth(office)
    given = await typed_birth(office, application, series=None, householdNiks=[])
    given["idempotencyKey"] = key()

    first = await slips(office, given)

    assert await slips(office, given) == first
    assert set(first) == {"series", "householdNiks"}


async def test_what_was_accepted_cannot_be_refused_any_more(office: ByHand) -> None:
    application = await entered_birth(office)
    typed = await typed_birth(office, application)
    accepted = await office.do(DO, "recordSiakAcceptance", **typed)
    reason = {"code": "NAME_MISMATCH", "message": "Nama berbeda."}

    error = await office.refusal(DO, "recordSiakRefusal", **on(accepted), reasons=[reason])

    assert [r["code"] for r in error["reasons"]] == ["NOT_YET_ACCEPTED"]


async def test_where_there_is_an_interface_nobody_types_back(house: House) -> None:
    application = await completed(house)
    entered_there = await house.do(DO, "enterIntoSiak", **on(application))

    error = await house.refusal(
        DO,
        "recordSiakAcceptance",
        **on(entered_there),
        registrationDate="2026-01-05",
        householdNiks=[NIK],
        documents=[],
    )
    found = await house.ask(DO, "{ siakTasks { nodes { id } } }")

    assert (error["__typename"], error["reasons"][0]["code"]) == ("GuardRefused", "SIAK_BY_HAND")
    assert "antarmuka" in error["message"]
    assert found["siakTasks"]["nodes"] == []


async def test_an_officer_who_verifies_is_not_the_one_who_typed(office: ByHand) -> None:
    application = await accepted_birth(office)
    waiting = await office.do(DO, "submitForVerification", **on(application))
    await write(office, update(t.application).values(operator_id="verifikator-1"))

    error = await office.refusal(VE, "verifyApplication", **on(waiting), hashes=hashes(waiting))

    assert "NOT_THE_OPERATOR" in [r["code"] for r in error["reasons"]]


async def test_who_types_back_is_who_entered(office: ByHand) -> None:
    application = await entered_birth(office)
    await write(office, update(t.application).values(operator_id="operator-9"))

    error = await office.refusal(
        DO, "recordSiakAcceptance", **await typed_birth(office, application)
    )

    assert [r["code"] for r in error["reasons"]] == ["THE_OPERATOR"]
