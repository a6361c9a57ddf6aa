"""An office without an interface to SIAK: the operator enters by hand and types back; same states,
same checks, nothing sent.
"""

import io

import pypdf

from api.usecases.by_hand import take_over
from tests.graphql.by_hand_office import (
    CHILD,
    FAMILY,
    ByHand,
    accepted_birth,
    act_number,
    entered,
    entered_birth,
    put_into_siak,
    siaks_card,
    signed,
    typed_birth,
)
from tests.graphql.house import House, Json
from tests.graphql.story import (
    DO,
    NIK,
    NKK,
    SO,
    VE,
    before_the_verifier,
    hashes,
    on,
    uploaded,
)
from tests.graphql.story import complete as completed


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

    offered = [d["availableActions"] for d in application["documents"]]
    assert [[(a["action"], a["isAllowed"]) for a in each] for each in offered] == [
        [("UPLOAD_TO_SIAK", False), ("CONFIRM_UPLOAD", True)]
    ] * 2

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


async def test_a_reason_of_ones_own_words_is_kept_as_it_was_typed(office: ByHand) -> None:
    application = await entered_birth(office)
    reason = {"code": "ALASAN_LAIN", "message": "Layar SIAK menolak tanpa kode."}

    await office.do(DO, "recordSiakRefusal", **on(application), reasons=[reason])

    (told,) = (await office.detail(application))["siakReasons"]
    assert (told["message"], told["field"]) == (reason["message"], None)
    assert told["hint"]


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


async def test_an_earlier_print_of_the_same_card_lapses(office: ByHand) -> None:
    async def issued_card() -> Json:
        application = await entered(office, "KK_HILANG_RUSAK")
        ticket = await uploaded(office, DO, await siaks_card(office))
        drafted = await office.do(
            DO,
            "recordSiakAcceptance",
            **on(application),
            registrationDate=office.today.isoformat(),
            householdNiks=FAMILY,
            documents=[{"type": "KK", "number": NKK, "uploadId": ticket["id"]}],
        )
        await office.settle()
        application = await signed(office, await office.detail(drafted))
        application = await put_into_siak(office, application)
        return await office.do(DO, "confirmSiakIssue", **on(application))

    first, second = await issued_card(), await issued_card()

    assert [d["status"] for d in (await office.detail(first))["documents"]] == ["SUPERSEDED"]
    assert [d["status"] for d in (await office.detail(second))["documents"]] == ["ISSUED"]


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
