"""Every reason has its own code, field and words; and what changes between entry and issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from siak_sim.law.invariants import broken
from siak_sim.law.numbers import LAST_SERIAL
from siak_sim.records import Change, Entry, Person, Serial, Stock
from siak_sim.wire.refusals import Refusal
from tests.simulators.hamlet import ELSEWHERE, HERE, Hamlet
from tests.simulators.test_siak_duplicates import death
from tests.simulators.test_siak_law import birth, divorce, marriage

Answers = Callable[[Hamlet], dict[str, Any]]
DECIDED = {"decided_by": "kadis", "decided_on": "2020-03-02"}


@pytest.fixture
def hamlet() -> Hamlet:
    return Hamlet()


def fields(entry: Entry) -> dict[str, str | None]:
    return {reason.code: reason.field for reason in entry.reasons}


@pytest.mark.parametrize("role", ["mother", "father", "witness1", "applicant"])
@pytest.mark.parametrize(
    ("answer", "value", "code"),
    [
        ("nik", "6311029001019009", "NIK_UNKNOWN"),
        ("name", "Contoh Orang Lain", "NAME_MISMATCH"),
    ],
)
def test_every_role_is_known_by_number_and_name(
    hamlet: Hamlet, role: str, answer: str, value: str, code: str
) -> None:
    entry = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet, **{f"{role}_{answer}": value}))
    assert fields(entry)[code] == f"{role}_{answer}"


def test_a_birth_date_that_differs_is_a_reason_of_its_own(hamlet: Hamlet) -> None:
    entry = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet, father_birth_date="1970-01-01"))
    assert fields(entry) == {"BIRTH_DATE_MISMATCH": "father_birth_date"}


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"mother_nik": "kakek", "mother_name": ""}, "SEX_MISMATCH", "mother_nik"),
        ({"mother_nik": "adik", "mother_name": ""}, "PARENT_TOO_YOUNG", "mother_nik"),
        ({"witness1_nik": "sulung", "witness1_name": ""}, "WITNESS_NOT_ALLOWED", "witness1_nik"),
        ({"witness1_nik": "ibu", "witness1_name": ""}, "WITNESS_NOT_ALLOWED", "witness1_nik"),
        ({"birth_order": "ketiga"}, "ANSWER_INVALID", "birth_order"),
        ({"child_sex": "X"}, "ANSWER_INVALID", "child_sex"),
    ],
)
def test_a_birth_that_cannot_be_is_refused(
    hamlet: Hamlet, changed: dict[str, str], code: str, field: str
) -> None:
    told = {key: hamlet.people.get(text, text) for key, text in changed.items()}
    entry = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet, **told))
    assert fields(entry)[code] == field


def test_a_muslim_divorce_belongs_to_the_court_of_religion(hamlet: Hamlet) -> None:
    couple = {"husband_nik": hamlet.people["ayah"], "wife_nik": hamlet.people["ibu"]}
    book = {"marriage_certificate_number": "0001/01/IV/2010"}
    entry = hamlet.enter("AKTA_PERCERAIAN", divorce(hamlet, "") | couple | book)
    assert fields(entry) == {"MUSLIM_DIVORCE": "husband_nik"}
    assert "Pengadilan Agama" in entry.reasons[0].message
    assert [warning.code for warning in entry.warnings] == ["ACT_ELSEWHERE"]


def test_father_and_daughter_do_not_marry(hamlet: Hamlet) -> None:
    entry = hamlet.enter("AKTA_PERKAWINAN", marriage(hamlet, "kakek", "gadis"))
    assert fields(entry)["CLOSE_KIN"] == "bride_nik"


def change(hamlet: Hamlet, name: str, element: str, before: str, to: str) -> dict[str, Any]:
    row = {"member_nik": hamlet.people[name], "element": element, "from": before, "to": to}
    return {**hamlet.asks("ayah"), "change_kind": "ELEMEN_DATA", "changes": [row]}


@pytest.mark.parametrize(
    ("name", "element", "before", "to", "code"),
    [
        ("ibu", "SHDK", "ISTRI", "Kepala Keluarga", "ONE_HEAD"),
        ("ayah", "SHDK", "KEPALA_KELUARGA", "FAMILI_LAIN", "ONE_HEAD"),
        ("ibu", "AGAMA", "ISLAM", "LAINNYA", "ANSWER_INVALID"),
        ("ibu", "TANGGAL_LAHIR", "", "kemarin", "ANSWER_INVALID"),
        ("ibu", "STATUS_KAWIN", "KAWIN", "CERAI MATI", "WRONG_SERVICE"),
        ("ibu", "NAMA", "x", "y", "WRONG_SERVICE"),
        ("ibu", "WARNA", "x", "y", "ANSWER_INVALID"),
        ("kakek", "PEKERJAAN", "PETANI_PEKEBUN", "GURU", "FAMILY_MISMATCH"),
        ("keliru", "PEKERJAAN", "PETANI_PEKEBUN", "GURU", "NIK_INACTIVE"),
    ],
)
def test_a_card_says_only_what_can_be(
    hamlet: Hamlet, name: str, element: str, before: str, to: str, code: str
) -> None:
    before = before or hamlet.person(name).birth_date
    entry = hamlet.enter("KK_PERUBAHAN_DATA", change(hamlet, name, element, before, to))
    assert fields(entry) == {code: "changes"}


def test_a_divorce_of_the_court_of_religion_comes_by_the_card(hamlet: Hamlet) -> None:
    hamlet.does("KK_PERUBAHAN_DATA", change(hamlet, "ibu", "STATUS_KAWIN", "KAWIN", "Cerai hidup"))
    assert {hamlet.person(name).marital_status for name in ("ayah", "ibu")} == {"CERAI_HIDUP"}
    assert hamlet.person("ayah").spouse_niks == ()


def test_children_do_not_stay_alone(hamlet: Hamlet) -> None:
    answers = {
        **hamlet.asks("duda"),
        "mover_niks": [hamlet.people["duda"]],
        "dest_region_code": ELSEWHERE,
        "only_minors_stay": False,
    }
    assert fields(hamlet.enter("PINDAH_KELUAR_SKPWNI", answers)) == {"MINORS_REMAIN": "mover_niks"}
    stated = answers | {"only_minors_stay": True}
    assert hamlet.enter("PINDAH_KELUAR_SKPWNI", stated).status == "ACCEPTED"


def test_inside_the_regency_there_is_no_move_certificate(hamlet: Hamlet) -> None:
    movers = {"mover_niks": [hamlet.people["sendiri"]], "dest_region_code": HERE}
    entry = hamlet.enter("PINDAH_KELUAR_SKPWNI", hamlet.asks("sendiri") | movers)
    assert fields(entry) == {"WRONG_SERVICE": "dest_region_code"}


def test_only_one_family_moves_at_a_time(hamlet: Hamlet) -> None:
    movers = [hamlet.people["sendiri"], hamlet.people["bujang"]]
    answers = {**hamlet.asks("sendiri"), "mover_niks": movers, "dest_village_code": HERE}
    entry = hamlet.enter("PINDAH_DALAM_KABUPATEN", answers)
    assert fields(entry) == {"FAMILY_MISMATCH": "mover_niks"}


@pytest.mark.parametrize(("days", "late"), [(30, False), (31, True)])
def test_a_late_report_is_told_with_the_days_of_the_law(
    hamlet: Hamlet, days: int, late: bool
) -> None:
    on = {30: "2020-02-01", 31: "2020-01-31"}[days]
    entry = hamlet.enter("AKTA_KEMATIAN", death(hamlet, death_date=on))
    told = [w.message for w in entry.warnings if w.code == "LATE_REPORT"]
    words = "Pelaporan melewati batas waktu 30 hari (UU 24/2013 Pasal 44)."
    assert told == ([words] if late else [])


def test_a_day_without_a_number_left_refuses_and_changes_nothing(hamlet: Hamlet) -> None:
    with hamlet.registry.change() as draft:
        draft.put(Serial("KM:2020-03-02", LAST_SERIAL))
    entry = hamlet.enter("AKTA_KEMATIAN", death(hamlet))
    assert fields(entry) == {"NUMBERS_SPENT": None}
    assert hamlet.registry.count(Change) == 0


def test_the_family_of_a_subject_has_something_under_way(hamlet: Hamlet) -> None:
    hamlet.enter("AKTA_KELAHIRAN", birth(hamlet))
    reported = hamlet.asks("sendiri")
    entry = hamlet.enter("AKTA_KEMATIAN", death(hamlet) | reported)
    assert "FAMILY_IN_PROCESS" in [warning.code for warning in entry.warnings]


# what happens to people between entry and issue


def held_up(hamlet: Hamlet, entry: Entry) -> Refusal:
    """Try to issue what the population has overtaken."""
    hamlet.prepare(entry)
    before = hamlet.registry.dump()
    with pytest.raises(Refusal) as refused:
        hamlet.entries.issue(entry.entry_id)
    assert hamlet.registry.dump() == before
    assert (refused.value.status, refused.value.code) == (409, "STATE_CHANGED")
    hamlet.entries.cancel(entry.entry_id, "data berubah")
    assert broken(hamlet.registry) == []
    return refused.value


def test_who_died_meanwhile_gets_no_card(hamlet: Hamlet) -> None:
    card = hamlet.enter("KTP_EL_HILANG_RUSAK", {**hamlet.asks("nenek"), "loss_kind": "HILANG"})
    hamlet.does("AKTA_KEMATIAN", death(hamlet))
    with hamlet.registry.change("stock") as draft:
        draft.put(Stock("KTP_EL", 0))  # no card would ever come for her
    refused = held_up(hamlet, card)
    assert refused.field == "applicant_nik"
    assert "NIK tidak aktif" in refused.message


def test_a_reporter_who_died_meanwhile_has_still_reported(hamlet: Hamlet) -> None:
    reported = hamlet.asks("nenek")
    entry = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet) | reported)
    hamlet.does("AKTA_KEMATIAN", death(hamlet))
    assert hamlet.finish(entry).status == "ISSUED"


def test_nobody_dies_twice_by_two_papers(hamlet: Hamlet) -> None:
    answers = {**hamlet.asks("ayah"), "mover_niks": [hamlet.people["nenek"]]}
    move = hamlet.enter("PINDAH_KELUAR_SKPWNI", answers | {"dest_region_code": ELSEWHERE})
    hamlet.does("AKTA_KEMATIAN", death(hamlet))
    assert held_up(hamlet, move).field == "mover_niks"


def test_a_child_is_not_put_on_a_card_its_mother_has_left(hamlet: Hamlet) -> None:
    entry = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet))
    people = [hamlet.people["ayah"], hamlet.people["ibu"]]
    answers = {**hamlet.asks("ayah"), "mover_niks": people, "dest_village_code": HERE}
    hamlet.does("PINDAH_DALAM_KABUPATEN", answers)
    assert "keluarga sudah lain" in held_up(hamlet, entry).message
    nik = entry.documents[0].content["nik"]
    assert hamlet.registry.get(Person, nik) is None


def test_a_card_does_not_tell_of_somebody_who_has_moved_away(hamlet: Hamlet) -> None:
    entry = hamlet.enter(
        "KK_PERUBAHAN_DATA", change(hamlet, "ibu", "PEKERJAAN", "PETANI_PEKEBUN", "GURU")
    )
    answers = {**hamlet.asks("ayah"), "mover_niks": [hamlet.people["ibu"]]}
    hamlet.does("PINDAH_KELUAR_SKPWNI", answers | {"dest_region_code": ELSEWHERE})
    assert held_up(hamlet, entry).field == "changes"
