"""What SIAK refuses, with code, field and words in Indonesian; and what it only warns about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulators.programs import Program
from tests.simulators.siak_office import (
    WITNESSES,
    Office,
    asks,
    birth_of,
    death_in,
    named,
)

DECIDED = {"decided_by": "kadis", "decided_on": "2020-03-02"}


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


def refusals(entry: dict[str, Any]) -> set[tuple[str, str | None]]:
    assert entry["status"] == "REFUSED", entry["status"]
    assert entry["documents"] == []
    assert all(reason["message"].endswith(".") for reason in entry["reasons"])
    return {(reason["code"], reason["field"]) for reason in entry["reasons"]}


@pytest.mark.parametrize(
    ("_case", "changed", "code", "field"),
    [
        ("NIK nobody has", {"mother_nik": "6311069901019009"}, "NIK_UNKNOWN", "mother_nik"),
        ("another name", {"mother_name": "Contoh Lain"}, "NAME_MISMATCH", "mother_name"),
        (
            "another birth date",
            {"mother_birth_date": "1990-01-01"},
            "BIRTH_DATE_MISMATCH",
            "mother_birth_date",
        ),
        ("not born yet", {"child_birth_date": "2020-03-03"}, "DATE_IN_FUTURE", "child_birth_date"),
        ("no date", {"child_birth_date": "kemarin"}, "ANSWER_INVALID", "child_birth_date"),
        ("no place", {"child_birth_place": ""}, "ANSWER_MISSING", "child_birth_place"),
        ("no father of a couple", {"father_nik": ""}, "ANSWER_MISSING", "father_nik"),
        ("no mother", {"mother_nik": ""}, "ANSWER_MISSING", "mother_nik"),
        ("long name", {"child_name": "Contoh " * 9}, "NAME_NOT_ALLOWED", "child_name"),
        ("digits", {"child_name": "Contoh 2"}, "NAME_NOT_ALLOWED", "child_name"),
        ("late", {"child_birth_date": "2020-01-01"}, "DECISION_NEEDED", "child_birth_date"),
        ("no such card", {"applicant_nkk": "6311060101019009"}, "FAMILY_UNKNOWN", "applicant_nkk"),
    ],
)
def test_a_birth_is_refused(
    office: Office, _case: str, changed: dict[str, str], code: str, field: str
) -> None:
    case = office.cases["couple_expecting"]
    entry = office.enter("AKTA_KELAHIRAN", birth_of(case, name="Contoh Anak") | changed)
    assert (code, field) in refusals(entry)


@pytest.mark.parametrize("witness", ["father", "mother", "witness2"])
def test_reporter_parents_and_one_person_twice_may_not_witness(
    office: Office, witness: str
) -> None:
    case = office.cases["couple_expecting"]
    answers = birth_of(case) | named(case, witness1=witness)
    found = refusals(office.enter("AKTA_KELAHIRAN", answers))
    assert "WITNESS_NOT_ALLOWED" in {code for code, _ in found}


@pytest.mark.parametrize(
    ("case_name", "decision", "status", "series"),
    [
        ("late_birth_day_60", None, "ACCEPTED", "LU"),
        ("late_birth_day_61", None, "REFUSED", None),
        (
            "late_birth_day_61",
            DECIDED,
            "ACCEPTED",
            "LT",
        ),
    ],
)
def test_a_birth_is_late_after_sixty_days_from_submission(
    office: Office, case_name: str, decision: Any, status: str, series: str | None
) -> None:
    answers = birth_of(office.cases[case_name])
    entry = office.enter("AKTA_KELAHIRAN", answers, late_decision=decision)
    assert (entry["status"], entry["series"]) == (status, series)


def test_the_day_of_submission_counts_not_the_day_of_entry(office: Office) -> None:
    answers = birth_of(office.cases["late_birth_day_60"])
    office.program.advance(20 * 86400)
    entry = office.enter("AKTA_KELAHIRAN", answers)
    assert (entry["series"], entry["registration_date"]) == ("LU", "2020-03-22")


def test_registration_is_dated_in_makassar(office: Office) -> None:
    office.program.advance(17 * 3600)  # 17.00 UTC is past midnight there
    entry = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    assert entry["registration_date"] == "2020-03-03"
    assert entry["documents"][0]["number"] == "6311-LU-03032020-9001"


@pytest.mark.parametrize(
    ("case_name", "code"),
    [
        ("applicant_in_limbo", "PERSON_IN_LIMBO"),
        ("inactive_nik", "NIK_INACTIVE"),
        ("blocked_by_mistaken_death", "NIK_INACTIVE"),
        ("returning_from_abroad", "NIK_INACTIVE"),
    ],
)
def test_who_is_not_active_gets_nothing(office: Office, case_name: str, code: str) -> None:
    answers = {**asks(office.cases[case_name]), "loss_kind": "HILANG"}
    entry = office.enter("KTP_EL_HILANG_RUSAK", answers)
    assert (code, "applicant_nik") in refusals(entry)


def test_a_birth_is_registered_once(office: Office) -> None:
    answers = birth_of(office.cases["couple_expecting"])
    office.enter("AKTA_KELAHIRAN", answers)
    assert refusals(office.enter("AKTA_KELAHIRAN", answers)) == {("DUPLICATE_ENTRY", None)}


def test_a_birth_from_two_channels_is_one_record_and_the_other_hears_which(office: Office) -> None:
    case = office.cases["couple_expecting"]
    chat = birth_of(case, "Noor Hayati")
    first = office.enter("AKTA_KELAHIRAN", chat, entered_by="operator-1")
    second = office.enter("AKTA_KELAHIRAN", chat | {"child_name": "NURHAYATI"}, entered_by="op-2")

    (reason,) = second["reasons"]

    assert (reason["code"], reason["field"]) == ("DUPLICATE_ENTRY", None)
    assert "nama anak" in reason["message"]
    told = reason["duplicate"]
    assert told["entry_id"] == first["entry_id"]
    assert told["application_number"] == first["application_number"]
    assert told["document_number"] == first["documents"][0]["number"]
    assert (told["score"], told["differs"]) == (100, [])
    office.finish(first)
    members = office.family(case["family_card_number"]).json()["members"]
    assert sum(member["name"] == "NOOR HAYATI" for member in members) == 1
    assert office.program.get("/invariants") == {"broken": []}


def test_a_cancelled_birth_may_be_entered_again(office: Office) -> None:
    answers = birth_of(office.cases["couple_expecting"])
    office.cancel(office.enter("AKTA_KELAHIRAN", answers))
    again = office.enter("AKTA_KELAHIRAN", answers)
    assert again["status"] == "ACCEPTED"
    assert again["documents"][0]["number"].endswith("-9002")


def test_somebody_dies_once_and_does_not_report_it_himself(office: Office) -> None:
    case = office.cases["family_with_elder"]
    own = death_in(case) | {
        "applicant_nik": case["people"]["elder"]["nik"],
        "applicant_name": case["people"]["elder"]["name"],
    }
    assert ("APPLICANT_IS_SUBJECT", "deceased_nik") in refusals(office.enter("AKTA_KEMATIAN", own))
    office.finish(office.enter("AKTA_KEMATIAN", death_in(case)))
    again = office.enter("AKTA_KEMATIAN", death_in(case))
    assert ("DUPLICATE_ENTRY", "deceased_nik") in refusals(again)


def test_nobody_dies_before_birth(office: Office) -> None:
    answers = death_in(office.cases["family_with_elder"], death_date="1900-01-01")
    found = refusals(office.enter("AKTA_KEMATIAN", answers))
    assert ("DATE_BEFORE_BIRTH", "death_date") in found


@pytest.mark.parametrize(
    ("case_name", "code"),
    [("muslim_couple", "MUSLIM_MARRIAGE"), ("underage_bride", "UNDERAGE")],
)
def test_a_marriage_is_refused(office: Office, case_name: str, code: str) -> None:
    case = office.cases[case_name]
    witnesses = named(office.cases["hindu_couple"], **WITNESSES)
    answers = {
        **asks(case),
        **named(case, groom="groom", bride="bride"),
        **witnesses,
        "religious_marriage_date": "2020-02-01",
    }
    found = refusals(office.enter("AKTA_PERKAWINAN", answers))
    assert code in {found_code for found_code, _ in found}


def test_one_muslim_spouse_is_a_warning(office: Office) -> None:
    case = office.cases["mixed_faith_couple"]
    answers = {
        **asks(case),
        **named(case, groom="groom", bride="bride", **WITNESSES),
        "religious_marriage_date": "2020-02-01",
    }
    entry = office.enter("AKTA_PERKAWINAN", answers)
    assert entry["status"] == "ACCEPTED"
    assert [warning["code"] for warning in entry["warnings"]] == ["MIXED_FAITH"]


@pytest.mark.parametrize(
    ("case_name", "status"),
    [
        ("seventeen_tomorrow", "REFUSED"),
        ("ktp_not_recorded", "ACCEPTED"),
        ("married_at_sixteen", "ACCEPTED"),
    ],
)
def test_who_may_have_an_identity_card(office: Office, case_name: str, status: str) -> None:
    entry = office.enter("KTP_EL_BARU", asks(office.cases[case_name]))
    assert entry["status"] == status


def test_the_last_day_for_a_child_card(office: Office) -> None:
    case = office.cases["kia_last_day"]
    child = case["people"]["child"]
    answers = {**asks(case), "child_nik": child["nik"], "child_name": child["name"]}
    assert office.enter("KIA_BARU", answers)["status"] == "ACCEPTED"
    office.program.advance(86400)
    found = refusals(office.enter("KIA_BARU", answers))
    assert found == {("NOT_ELIGIBLE", "child_nik")}


@pytest.mark.parametrize(
    ("_case", "change", "code"),
    [
        ("a wrong old value", {"from": "NELAYAN"}, "VALUE_MISMATCH"),
        ("a name", {"element": "NAMA", "from": "x"}, "WRONG_SERVICE"),
        ("a stranger", {"member_nik": "witness"}, "FAMILY_MISMATCH"),
    ],
)
def test_a_change_of_data_is_refused(
    office: Office, _case: str, change: dict[str, str], code: str
) -> None:
    case = office.cases["family_for_card_change"]
    row = {"member_nik": case["nik"], **case["facts"]["change"], **change}
    if row["member_nik"] == "witness":
        row["member_nik"] = office.cases["witness_1"]["nik"]
    answers = {**asks(case), "change_kind": "ELEMEN_DATA", "changes": [row]}
    assert refusals(office.enter("KK_PERUBAHAN_DATA", answers)) == {(code, "changes")}


def test_values_may_be_given_as_codes_or_as_printed(office: Office) -> None:
    case = office.cases["family_for_card_change"]
    row = {
        "member_nik": case["nik"],
        "element": "PEKERJAAN",
        "from": "Petani/Pekebun",
        "to": "Guru",
    }
    entry = office.enter(
        "KK_PERUBAHAN_DATA", {**asks(case), "change_kind": "ELEMEN_DATA", "changes": [row]}
    )
    assert entry["documents"][0]["content"]["members"][0]["occupation"] == "GURU"


def test_a_certificate_for_another_regency_is_refused(office: Office) -> None:
    case = office.cases["skpwni_wrong_destination"]
    answers = {
        **asks(case),
        **case["facts"],
        "mover_niks": [case["nik"]],
        "dest_village_code": "63.11.06.1023",
    }
    found = refusals(office.enter("PINDAH_DATANG", answers))
    assert found == {("MOVE_UNKNOWN", "skpwni_number")}


def test_an_act_of_another_regency_is_not_ours(office: Office) -> None:
    case = office.cases["act_of_another_regency"]
    answers = {
        **asks(case),
        "subject_nik": case["people"]["subject"]["nik"],
        "act_type": "KELAHIRAN",
        "act_number": case["facts"]["act_number"],
        "correction_kind": "SALAH_TULIS_REDAKSIONAL",
        "wrong_text": "A",
        "right_text": "B",
    }
    found = refusals(office.enter("PEMBETULAN_AKTA", answers))
    assert found == {("ACT_UNKNOWN", "act_number")}


@pytest.mark.parametrize("case_name", ["corrected_birth_date", "man_with_woman_nik"])
def test_odd_digits_in_a_nik_are_a_warning(office: Office, case_name: str) -> None:
    case = office.cases[case_name]
    entry = office.enter("KTP_EL_HILANG_RUSAK", {**asks(case), "loss_kind": "HILANG"})
    assert entry["status"] == "ACCEPTED"
    assert "NIK_DIGITS" in [warning["code"] for warning in entry["warnings"]]
    assert office.person(case["nik"])["nik_warnings"]


def test_a_title_in_the_chat_is_no_other_name(office: Office) -> None:
    case = office.cases["name_with_title_in_chat"]
    answers = {**asks(case), "applicant_name": case["facts"]["typed_name"], "loss_kind": "RUSAK"}
    assert office.enter("KTP_EL_HILANG_RUSAK", answers)["status"] == "ACCEPTED"


def test_an_unknown_service_is_refused(office: Office) -> None:
    answers = asks(office.cases["lost_ktp"])
    assert refusals(office.enter("SIM_BARU", answers)) == {("SERVICE_UNKNOWN", None)}


def test_the_household_of_an_entry_is_everybody_on_the_card(office: Office) -> None:
    case = office.cases["officer_household"]
    entry = office.enter("KK_HILANG_RUSAK", {**asks(case), "loss_kind": "HILANG"})
    assert set(entry["household"]) == {member["nik"] for member in case["members"]}
