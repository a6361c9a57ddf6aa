"""Steps a and b on the citizen's side: open, answer, attach, hand in, withdraw."""

from tests.graphql.house import House
from tests.graphql.story import (
    AP,
    SA,
    SO,
    as_answers,
    claimed,
    created,
    filled,
    judged,
    key,
    on,
    photo,
    submitted,
    uploaded,
)


async def test_an_intermediary_brings_an_application_to_the_queue(house: House) -> None:
    application = await submitted(house)

    assert application["status"] == "SUBMITTED"
    assert application["number"]


async def test_the_same_key_opens_one_application(house: House) -> None:
    given = {"serviceCode": "KK_HILANG_RUSAK", "purposeNoticed": True, "idempotencyKey": "sekali"}

    first = await house.do(AP, "createApplication", **given)
    second = await house.do(AP, "createApplication", **given)
    other = await house.refusal(AP, "createApplication", **{**given, "purposeNoticed": False})

    assert first["id"] == second["id"]
    assert (other["__typename"], other["path"]) == ("DuplicateRequest", ["idempotencyKey"])


async def test_nobody_opens_an_application_without_the_notice_of_purpose(house: House) -> None:
    error = await house.refusal(
        AP,
        "createApplication",
        serviceCode="KK_HILANG_RUSAK",
        purposeNoticed=False,
        idempotencyKey=key(),
    )

    assert (error["code"], error["reasons"][0]["code"]) == ("GUARD_REFUSED", "PURPOSE_NOTICED")


async def test_a_wrong_answer_is_named_by_its_question(house: House) -> None:
    application = await created(house)

    error = await house.refusal(
        AP, "recordAnswers", **on(application), answers=as_answers({"applicant_nik": "123"})
    )

    assert error["__typename"] == "ValidationError"
    assert error["path"] == ["answers", "applicant_nik"]
    assert "123" not in error["message"]


async def test_answers_can_be_given_one_after_the_other(house: House) -> None:
    application = await created(house, answers=[])

    changed = await house.do(
        AP, "recordAnswers", **on(application), answers=as_answers({"loss_kind": "HILANG"})
    )

    assert changed["version"] == application["version"] + 1


async def test_an_old_version_is_a_conflict_that_names_the_new_one(house: House) -> None:
    application = await created(house)
    await house.do(
        AP, "recordAnswers", **on(application), answers=as_answers({"loss_kind": "HILANG"})
    )

    error = await house.refusal(AP, "submitApplication", **on(application))

    assert error["__typename"] == "VersionConflict"
    assert (error["expectedVersion"], error["currentVersion"]) == (1, 2)


async def test_what_blocks_a_submission_is_told_beforehand_and_afterwards(house: House) -> None:
    application = await created(house)
    submit = next(a for a in application["availableActions"] if a["action"] == "SUBMIT")

    error = await house.refusal(AP, "submitApplication", **on(application))

    assert not submit["isAllowed"]
    assert error["reasons"] == submit["reasonsBlocked"]
    assert [r["code"] for r in error["reasons"]] == ["SLOTS_FILLED"]


async def test_a_file_must_be_sent_before_it_fills_a_slot(house: House) -> None:
    application = await created(house)
    ticket = await house.do(AP, "createUpload", fileName="a.jpg", size=10, sha256="0" * 64)

    error = await house.refusal(
        AP,
        "attachRequirement",
        **on(application),
        requirementCode="KTP_EL",
        uploadId=ticket["id"],
    )

    assert error["path"] == ["uploadId"]


async def test_refused_papers_come_back_and_the_place_in_the_queue_stays(house: House) -> None:
    application = await judged(house, await claimed(house), refuse="KTP_EL")
    returned = await house.do(SO, "requestCompletion", **on(application))
    ticket = await uploaded(house, AP, photo(111))
    replaced = await house.do(
        AP, "attachRequirement", **on(returned), requirementCode="KTP_EL", uploadId=ticket["id"]
    )

    again = await house.do(AP, "resubmitApplication", **on(replaced))

    assert returned["status"] == "NEEDS_COMPLETION"
    assert (again["status"], again["number"]) == ("SUBMITTED", application["number"])


async def test_a_withdrawn_application_leads_nowhere(house: House) -> None:
    application = await house.do(AP, "cancelApplication", **on(await filled(house)))

    error = await house.refusal(AP, "submitApplication", **on(application))

    assert application["status"] == "CANCELLED"
    assert (error["__typename"], error["allowedActions"]) == ("InvalidTransition", [])


async def test_another_system_opens_an_application_for_a_named_person(house: House) -> None:
    application = await created(house, SA, onBehalfOf="warga-9001")

    assert application["status"] == "DRAFT"


async def test_only_another_system_names_a_person_and_never_by_number(house: House) -> None:
    for role, person in ((AP, "warga-9001"), (SA, "6311065001959001"), (SA, "")):
        error = await house.refusal(
            role,
            "createApplication",
            serviceCode="KK_HILANG_RUSAK",
            purposeNoticed=True,
            idempotencyKey=f"{role}-{person}",
            onBehalfOf=person,
        )

        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["onBehalfOf"])
