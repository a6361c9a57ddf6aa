"""Step b on the officers' side: claim, judge, ask for more, refuse, declare complete."""

from datetime import timedelta

from tests.graphql.house import House
from tests.graphql.story import (
    AP,
    DO,
    HO,
    SO,
    VE,
    claimed,
    complete,
    created,
    judged,
    on,
    submitted,
)


async def test_a_claim_belongs_to_one_officer_and_can_be_given_back(house: House) -> None:
    application = await claimed(house)
    found = await house.ask(
        SO,
        "query($id: ID!) { application(id: $id) { assignment { officerName isMine leaseUntil } } }",
        id=application["id"],
    )

    released = await house.do(SO, "releaseApplication", **on(application))

    assert found["application"]["assignment"]["isMine"] is True
    assert found["application"]["assignment"]["officerName"] == "Petugas Pelayanan SIMULASI"
    assert released["status"] == "SUBMITTED"


async def test_a_refusal_without_a_reason_is_no_refusal(house: House) -> None:
    application = await claimed(house)

    error = await house.refusal(
        SO,
        "reviewRequirement",
        **on(application),
        requirementCode="KTP_EL",
        verdict="REFUSED",
    )

    assert error["path"] == ["reasonCode"]


async def test_verdicts_may_come_with_the_request_for_completion(house: House) -> None:
    application = await claimed(house)

    returned = await house.do(
        SO,
        "requestCompletion",
        **on(application),
        refusals=[{"requirementCode": "KTP_EL", "reasonCode": "FOTO_TIDAK_TERBACA"}],
    )

    found = await house.ask(
        AP,
        """query($id: ID!) { application(id: $id) { requirements {
            requirement { code } verdict reason { code label effect } isFilled } } }""",
        id=returned["id"],
    )
    slots = {s["requirement"]["code"]: s for s in found["application"]["requirements"]}
    assert slots["KTP_EL"]["verdict"] == "REFUSED"
    assert slots["KTP_EL"]["reason"]["effect"] == "RETURN"
    assert slots["KTP_EL"]["isFilled"] is False


async def test_an_application_is_refused_for_good_with_a_reason_that_does_so(house: House) -> None:
    application = await claimed(house)

    error = await house.refusal(
        SO, "rejectApplication", **on(application), reasonCode="FOTO_TIDAK_TERBACA"
    )
    rejected = await house.do(
        SO, "rejectApplication", **on(application), reasonCode="TIDAK_MEMENUHI_SYARAT"
    )

    assert error["path"] == ["reasonCode"]
    assert rejected["status"] == "REJECTED"


async def test_papers_are_complete_when_all_are_accepted(house: House) -> None:
    application = await claimed(house)

    error = await house.refusal(SO, "confirmComplete", **on(application), applicantConfirmed=True)
    accepted = await judged(house, application)
    done = await house.do(SO, "confirmComplete", **on(accepted), applicantConfirmed=True)

    assert [r["code"] for r in error["reasons"]] == ["ALL_ACCEPTED"]
    assert done["status"] == "COMPLETE"


async def test_another_role_is_told_that_it_may_not(house: House) -> None:
    application = await submitted(house)

    for role in (AP, DO, VE, HO):
        error = await house.refusal(role, "claimApplication", **on(application))

        assert error["__typename"] == "NotPermitted"


async def test_attendance_has_its_place_only_in_services_of_the_office(house: House) -> None:
    application = await complete(house)
    at = (house.parts.clock.now() + timedelta(days=1)).isoformat()

    scheduled = await house.refusal(SO, "scheduleAttendance", **on(application), at=at)
    recorded = await house.refusal(SO, "recordAttendance", **on(application), originalsSeen=True)

    assert {scheduled["__typename"], recorded["__typename"]} == {"InvalidTransition"}


async def test_only_a_late_report_needs_the_head_of_office(house: House) -> None:
    application = await complete(house)

    error = await house.refusal(
        HO, "decideLateReport", **on(application), note="Terlambat karena jarak"
    )

    assert [r["code"] for r in error["reasons"]] == ["LATE_AND_UNDECIDED"]


async def test_what_is_outside_ones_district_does_not_exist(house: House) -> None:
    from dataclasses import replace

    from api.usecases.access import create_token, save_principal
    from api.usecases.people import PEOPLE

    districts = [r.code for r in house.parts.office.catalogue.districts]
    near = replace(PEOPLE[0], id="petugas-2", districts=(districts[0],))
    await save_principal(house.parts.office, near)
    house.tokens["NEAR"] = await create_token(
        house.parts.office, "petugas-2", secret="rahasia-uji", label="uji"
    )
    application = await created(house, AP, districtCode=districts[1])

    found = await house.ask(
        "NEAR",
        """query($id: ID!, $ids: [ID!]!) { application(id: $id) { id } node(id: $id) { id }
            nodes(ids: $ids) { id } applications { nodes { id } } }""",
        id=application["id"],
        ids=[application["id"]],
    )
    error = await house.refusal("NEAR", "cancelApplication", **on(application))

    assert found == {
        "application": None,
        "node": None,
        "nodes": [None],
        "applications": {"nodes": []},
    }
    assert error["__typename"] == "NotFound"
