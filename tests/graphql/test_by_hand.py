"""An office without an interface to SIAK: the operator enters by hand and types back; same states,
same checks, nothing sent.
"""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import Update, update

from api.storage import tables as t
from api.usecases.by_hand import take_over
from tests.graphql.by_hand_office import (
    CHILD,
    FAMILY,
    ByHand,
    accepted_birth,
    act_number,
    by_hand,
    entered,
    entered_birth,
    put_into_siak,
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
    NKK,
    SO,
    VE,
    before_the_verifier,
    hashes,
    key,
    on,
    on_document,
    photo,
    uploaded,
)
from tests.graphql.story import complete as completed


@pytest.fixture
async def office(tmp_path: Path, certificates: Path) -> AsyncIterator[ByHand]:
    async with by_hand(tmp_path / "data", certificates) as found:
        yield found


@pytest.fixture
async def office_anywhere(
    tmp_path: Path, certificates: Path, database_url: str
) -> AsyncIterator[ByHand]:
    """On SQLite and on PostgreSQL."""
    async with by_hand(tmp_path / "data", certificates, database_url=database_url) as found:
        yield found


async def write(office: ByHand, statement: Update) -> None:
    """Change the books behind the service's back."""
    async with office.parts.office.work.begin() as store:
        await store.connection.execute(statement)


def words_of(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split()
    )


# --- the whole path ---------------------------------------------------------------------------


async def test_a_birth_goes_from_the_counter_to_the_citizen_by_hand(
    office_anywhere: ByHand,
) -> None:
    house = office_anywhere
    application = await accepted_birth(house)
    assert application["status"] == "DRAFTED"
    assert [d["number"] for d in application["documents"]] == [act_number(house), NKK]
    assert application["siakEntryId"] == "SIAK-CONTOH-1"
    assert await house.to_dos(application) == {"SIAK_SUBMIT": "DONE"}

    application = await signed(house, application)
    assert application["status"] == "SIGNED"
    assert await house.to_dos(application) == {"SIAK_SUBMIT": "DONE", "SIAK_UPLOAD": "BY_HAND"}

    application = await put_into_siak(house, application)
    assert application["status"] == "UPLOADED"
    assert (await house.to_dos(application))["SIAK_ISSUE"] == "BY_HAND"

    await house.do(DO, "confirmSiakIssue", **on(application))
    await house.settle()
    application = await house.detail(application)
    assert application["status"] in ("ISSUED", "COMPLETED")
    assert set((await house.to_dos(application)).values()) == {"DONE"}
    assert await house.tasks() == []
    assert [m.kind for m in house.phone.sent].count("document") == 2


async def test_a_lost_card_is_issued_by_hand(office_anywhere: ByHand) -> None:
    house = office_anywhere
    application = await entered(house, "KIA_HILANG_RUSAK")

    drafted = await house.do(
        DO,
        "recordSiakAcceptance",
        **on(application),
        registrationDate=house.today.isoformat(),
        householdNiks=[NIK],
        documents=[{"type": "KIA", "number": "6311010501209002"}],
    )
    waiting = await house.do(DO, "submitForVerification", **on(drafted))
    verified = await house.do(VE, "verifyApplication", **on(waiting), hashes=[])
    issued = await house.do(DO, "confirmSiakIssue", **on(verified))

    assert (drafted["status"], verified["status"], issued["status"]) == (
        "DRAFTED",
        "UPLOADED",
        "ISSUED",
    )
    assert await house.to_dos(application) == {"SIAK_SUBMIT": "DONE", "SIAK_ISSUE": "DONE"}


async def test_the_act_is_composed_from_the_answers_and_what_was_typed(office: ByHand) -> None:
    application = await accepted_birth(office)

    act = next(d for d in application["documents"] if d["type"]["code"] == "AKTA_KELAHIRAN")
    text = words_of(await office.file(act["finalUrl"]))

    assert act_number(office) in text
    assert CHILD in text
    assert "CONTOH ANAK PERTAMA" in text
    assert "CONTOH IBU" in text


async def test_siaks_own_page_is_what_is_verified_and_signed(office: ByHand) -> None:
    application = await accepted_birth(office)
    card = next(d for d in application["documents"] if d["type"]["code"] == "KK")

    final = await office.file(card["finalUrl"])
    preview = words_of(await office.file(card["previewUrl"]))
    application = await signed(office, application)
    card = next(d for d in application["documents"] if d["type"]["code"] == "KK")

    assert final == await office.parts.office.files.get(card["verifiedSha256"])
    assert "DRAF" in preview
    assert "DRAF" not in words_of(final)
    signed_pdf = await office.file(card["signedUrl"])
    assert signed_pdf.startswith(final)
    assert (await office.parts.office.signer.verify(signed_pdf)).genuine


# --- what has to be done stands in the lists --------------------------------------------------


async def test_what_is_to_be_done_in_siak_is_a_list_and_no_worker_takes_it(office: ByHand) -> None:
    application = await entered_birth(office)

    await office.settle()

    (task,) = await office.tasks()
    assert (task["kind"], task["state"]) == ("SIAK_SUBMIT", "BY_HAND")
    assert (await office.detail(application))["status"] == "IN_SIAK_ENTRY"
    offered = (await office.detail(application))["availableActions"]
    assert [(a["mutation"], a["isAllowed"]) for a in offered] == [
        ("recordSiakRefusal", True),
        ("recordSiakAcceptance", True),
    ]


async def test_a_refusal_goes_back_to_the_desk_and_the_file_is_entered_again(
    office: ByHand,
) -> None:
    application = await entered_birth(office)
    reason = {"code": "NAME_MISMATCH", "field": "mother_name", "message": "Nama ibu berbeda."}

    back = await office.do(DO, "recordSiakRefusal", **on(application), reasons=[reason])
    told = await office.detail(application)
    again = await office.do(DO, "enterIntoSiak", **on(back))

    assert back["status"] == "COMPLETE"
    assert [{k: r[k] for k in reason} for r in told["siakReasons"]] == [reason]
    assert again["status"] == "IN_SIAK_ENTRY"
    assert [t["kind"] for t in await office.tasks()] == ["SIAK_SUBMIT"]


async def test_a_revised_entry_leaves_a_withdrawal_to_do(office: ByHand) -> None:
    application = await accepted_birth(office)

    await office.do(DO, "reviseEntry", **on(application), reason="Nama ibu keliru")
    (task,) = await office.tasks()
    without = await office.refusal(DO, "confirmSiakCancel", effectId=task["id"], reason=" ")
    done = await office.do(DO, "confirmSiakCancel", effectId=task["id"], reason="Sudah dihapus")
    twice = await office.refusal(DO, "confirmSiakCancel", effectId=task["id"], reason="Lagi")

    assert task["kind"] == "SIAK_CANCEL"
    assert without["path"] == ["reason"]
    assert done["state"] == "DONE"
    assert twice["__typename"] == "InvalidTransition"
    assert await office.tasks() == []


async def test_a_cancelled_application_leaves_a_withdrawal_to_do_and_nothing_else(
    office: ByHand,
) -> None:
    application = await entered_birth(office)

    await office.do(SO, "cancelApplication", **on(application), reason="Diminta warga")

    assert [t["kind"] for t in await office.tasks()] == ["SIAK_CANCEL"]
    assert await office.to_dos(application) == {
        "SIAK_SUBMIT": "CANCELLED",
        "SIAK_CANCEL": "BY_HAND",
    }


async def test_after_a_revision_the_same_number_may_be_typed_again(office: ByHand) -> None:
    application = await accepted_birth(office)
    back = await office.do(DO, "reviseEntry", **on(application), reason="NIK salah ketik")

    again = await office.do(DO, "enterIntoSiak", **on(back))
    typed = await typed_birth(office, again)
    accepted = await office.do(DO, "recordSiakAcceptance", **typed)

    assert [d["status"] for d in accepted["documents"]].count("DRAFTED") == 2


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


async def test_verifying_leaves_nothing_to_tell_siak(office: ByHand) -> None:
    application = await accepted_birth(office)
    waiting = await office.do(DO, "submitForVerification", **on(application))
    await office.do(VE, "verifyApplication", **on(waiting), hashes=hashes(waiting))

    assert "SIAK_VERIFY" not in await office.to_dos(application)


async def test_siaks_callback_has_no_door(office: ByHand) -> None:
    answer = await office.client.post("/callbacks/siak", json={})

    assert answer.status_code == 404


async def test_what_was_promised_with_an_interface_becomes_a_to_do(
    house: House,
) -> None:
    application = await before_the_verifier(house)
    await house.do(VE, "verifyApplication", **on(application), hashes=hashes(application))
    second = await completed(house)
    await house.do(DO, "enterIntoSiak", **on(second))

    await take_over(house.parts.office)

    found = await house.ask(DO, "{ siakTasks { nodes { kind state application { id } } } }")
    (task,) = found["siakTasks"]["nodes"]
    assert (task["kind"], task["application"]["id"]) == ("SIAK_SUBMIT", second["id"])


async def test_a_to_do_left_over_goes_through_the_interface_on_request(house: House) -> None:
    application = await completed(house)
    await house.do(DO, "enterIntoSiak", **on(application))
    await take_over(house.parts.office)
    found = await house.ask(DO, "{ siakTasks { nodes { id } } }")
    (task,) = found["siakTasks"]["nodes"]

    await house.do(SO, "retryEffect", effectId=task["id"], reason="Antarmuka sudah ada")
    await house.settle()

    found = await house.ask(DO, "{ siakTasks { nodes { id } } }")
    assert found["siakTasks"]["nodes"] == []
