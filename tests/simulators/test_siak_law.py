"""What an issue does to people and registers, as the law says; in a hamlet of its own."""

from __future__ import annotations

from typing import Any

import pytest

from siak_sim.law.acts import standing_act
from siak_sim.law.invariants import broken
from siak_sim.records import Act, ActStatus, Move, MoveStatus, Person, PersonStatus
from tests.simulators.hamlet import ELSEWHERE, HERE, THERE, Hamlet, codes

COURT = {"court_name": "PN Contoh", "decision_number": "1/PDT/CONTOH"}


@pytest.fixture
def hamlet() -> Hamlet:
    return Hamlet()


def birth(hamlet: Hamlet, **more: Any) -> dict[str, Any]:
    return {
        **hamlet.asks("ayah"),
        **hamlet.named(mother="ibu", father="ayah"),
        **hamlet.witnessed(),
        "child_name": "Contoh Bayi",
        "child_sex": "P",
        "child_birth_date": "2020-02-20",
        "child_birth_place": "Halong",
        "birth_order": 3,
        "parents_have_marriage_certificate": True,
        **more,
    }


def marriage(hamlet: Hamlet, groom: str = "wayan", bride: str = "ketut") -> dict[str, Any]:
    return {
        **hamlet.asks(groom),
        **hamlet.named(groom=groom, bride=bride),
        **hamlet.witnessed(),
        "religious_marriage_date": "2020-02-01",
    }


def divorce(hamlet: Hamlet, number: str) -> dict[str, Any]:
    return {
        **hamlet.asks("made"),
        **COURT,
        "husband_nik": hamlet.people["made"],
        "wife_nik": hamlet.people["luh"],
        "marriage_certificate_number": number,
        "decision_final_date": "2020-02-10",
    }


def noted(hamlet: Hamlet, number: str) -> list[str]:
    return [note["kind"] for note in hamlet.registry.require(Act, number).notes]


def test_a_birth_is_in_the_register_of_births(hamlet: Hamlet) -> None:
    entry = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet))
    number = entry.documents[0].number
    assert hamlet.registry.get(Act, number) is None
    hamlet.finish(entry)
    act = hamlet.registry.require(Act, number)
    (child,) = act.subjects
    assert hamlet.registry.require(Person, child).name == "CONTOH BAYI"
    assert (act.event_date, act.registered_on, act.entry_id) == (
        "2020-02-20",
        "2020-03-02",
        entry.entry_id,
    )


def test_the_child_of_a_mother_alone_is_hers_only(hamlet: Hamlet) -> None:
    answers = birth(
        hamlet,
        **hamlet.asks("kakek"),
        **hamlet.named(mother="gadis"),
        father_nik="",
        father_name="",
        parents_have_marriage_certificate=False,
        single_mother_record=True,
    )
    entry = hamlet.does("AKTA_KELAHIRAN", answers)
    child = hamlet.registry.require(Person, entry.documents[0].content["nik"])
    assert (child.father_nik, child.mother_nik) == (None, hamlet.people["gadis"])
    assert (child.relation, child.family_card_number) == ("CUCU", entry.documents[1].number)


def test_the_widow_of_a_man_with_two_wives_is_not_alone_in_it(hamlet: Hamlet) -> None:
    answers = {
        **hamlet.asks("istri_1"),
        **hamlet.named(deceased="suami"),
        **hamlet.witnessed(),
        "death_date": "2020-02-20",
        "death_place": "Halong",
    }
    hamlet.does("AKTA_KEMATIAN", answers)
    wives = [hamlet.person(name) for name in ("istri_1", "istri_2")]
    assert {(wife.marital_status, wife.spouse_niks) for wife in wives} == {("CERAI_MATI", ())}
    assert [wife.relation for wife in wives].count("KEPALA_KELUARGA") == 1


def test_a_marriage_and_its_end_stand_in_the_registers(hamlet: Hamlet) -> None:
    answers = divorce(hamlet, hamlet.acts["kawin made"])
    entry = hamlet.does("AKTA_PERCERAIAN", answers)
    assert hamlet.person("luh").marital_status == "CERAI_HIDUP"
    assert hamlet.person("luh").spouse_niks == ()
    assert noted(hamlet, hamlet.acts["kawin made"]) == ["PERCERAIAN"]
    assert codes(hamlet.enter("AKTA_PERCERAIAN", answers)) == {"NOT_MARRIED"}
    act = hamlet.registry.require(Act, entry.documents[0].number)
    assert set(act.subjects) == {hamlet.people["made"], hamlet.people["luh"]}


def test_an_annulled_divorce_leaves_them_married(hamlet: Hamlet) -> None:
    hamlet.does("AKTA_PERKAWINAN", marriage(hamlet))
    entry = hamlet.does("AKTA_PERCERAIAN", divorce(hamlet, hamlet.acts["kawin made"]))
    number = entry.documents[0].number
    hamlet.does("PEMBETULAN_AKTA", annulment(hamlet, "PERCERAIAN", number, "made"))
    assert hamlet.registry.require(Act, number).status == ActStatus.ANNULLED
    assert hamlet.person("made").spouse_niks == (hamlet.people["luh"],)
    assert hamlet.person("luh").marital_status == "KAWIN"


def annulment(hamlet: Hamlet, act_type: str, number: str, subject: str) -> dict[str, Any]:
    return {
        **hamlet.asks("witness_1"),
        "subject_nik": hamlet.people[subject],
        "act_type": act_type,
        "act_number": number,
        "correction_kind": "PEMBATALAN_CONTRARIUS_ACTUS",
        "wrong_text": "CONTOH",
        "right_text": "CONTOH",
    }


def test_who_was_recorded_as_dead_by_mistake_lives_again(hamlet: Hamlet) -> None:
    number = hamlet.acts["mati keliru"]
    own = {**hamlet.asks("keliru"), "loss_kind": "HILANG"}
    assert codes(hamlet.enter("KTP_EL_HILANG_RUSAK", own)) == {"NIK_INACTIVE"}
    hamlet.does("PEMBETULAN_AKTA", annulment(hamlet, "KEMATIAN", number, "keliru"))
    person = hamlet.person("keliru")
    assert (person.status, person.death_date) == (PersonStatus.ACTIVE, None)
    assert hamlet.enter("KTP_EL_HILANG_RUSAK", own).status == "ACCEPTED"
    again = annulment(hamlet, "KEMATIAN", number, "keliru")
    assert codes(hamlet.enter("PEMBETULAN_AKTA", again)) == {"ACT_ANNULLED"}


def test_a_marriage_taken_back_was_none(hamlet: Hamlet) -> None:
    entry = hamlet.does("AKTA_PERKAWINAN", marriage(hamlet))
    number = entry.documents[0].number
    hamlet.does("PEMBETULAN_AKTA", annulment(hamlet, "PERKAWINAN", number, "wayan"))
    assert hamlet.person("ketut").marital_status == "KAWIN_BELUM_TERCATAT"
    assert standing_act(hamlet.registry, hamlet.people["wayan"], "AKTA_PERKAWINAN") is None


def test_an_acknowledged_child_has_a_father_and_a_note_on_its_act(hamlet: Hamlet) -> None:
    number = hamlet.acts["lahir cucu"]
    answers = {
        **hamlet.asks("bujang"),
        **hamlet.witnessed(),
        **hamlet.named(child="cucu"),
        "father_nik": hamlet.people["bujang"],
        "mother_nik": hamlet.people["gadis"],
        "acknowledgement_date": "2020-02-20",
        "birth_certificate_number": number,
    }
    hamlet.does("AKTA_PENGAKUAN_ANAK", answers)
    assert hamlet.person("cucu").father_name == "CONTOH BUJANG"
    assert noted(hamlet, number) == ["PENGAKUAN ANAK"]
    assert codes(hamlet.enter("AKTA_PENGAKUAN_ANAK", answers)) == {"HAS_FATHER"}


def test_a_legitimated_child_has_a_note_on_its_act_and_is_it_once(hamlet: Hamlet) -> None:
    answers = {
        **hamlet.asks("made"),
        **hamlet.witnessed(),
        **hamlet.named(child="putu"),
        "marriage_certificate_number": hamlet.acts["kawin made"],
        "marriage_registered_date": "2020-02-20",
        "birth_certificate_number": hamlet.acts["lahir putu"],
    }
    entry = hamlet.does("AKTA_PENGESAHAN_ANAK", answers)
    assert entry.documents[0].number == "6311-PS-02032020-9001"
    assert noted(hamlet, hamlet.acts["lahir putu"]) == ["PENGESAHAN ANAK"]
    again = hamlet.enter("AKTA_PENGESAHAN_ANAK", answers)
    assert codes(again) == {"DUPLICATE_ENTRY"}
    told = again.reasons[0].duplicate
    assert told
    assert told["document_number"] == entry.documents[0].number


def test_an_adoption_is_noted_and_needs_a_court(hamlet: Hamlet) -> None:
    answers = {
        **hamlet.asks("suami"),
        "child_nik": hamlet.people["cucu"],
        "birth_certificate_number": hamlet.acts["lahir cucu"],
        "adoptive_father_nik": hamlet.people["suami"],
        "decision_received_date": "2020-02-25",
    }
    assert codes(hamlet.enter("PENGANGKATAN_ANAK", answers)) == {"ANSWER_MISSING"}
    hamlet.does("PENGANGKATAN_ANAK", answers | COURT)
    assert hamlet.person("cucu").father_nik is None
    assert noted(hamlet, hamlet.acts["lahir cucu"]) == ["PENGANGKATAN ANAK"]


def test_a_changed_name_follows_to_the_children(hamlet: Hamlet) -> None:
    decided = {"decided_by": "kadis", "decided_on": "2020-03-02"}
    with_act = hamlet.does("AKTA_KELAHIRAN", birth_of_adult(hamlet), late_decision=decided)
    answers = {
        **hamlet.asks("gadis"),
        **COURT,
        "subject_nik": hamlet.people["gadis"],
        "old_name": "CONTOH GADIS",
        "new_name": "Contoh Mawar",
        "act_type": "KELAHIRAN",
        "act_number": hamlet.acts["lahir gadis"],
        "decision_received_date": "2020-02-20",
    }
    hamlet.does("PERUBAHAN_NAMA", answers)
    assert hamlet.person("gadis").name == "CONTOH MAWAR"
    assert hamlet.person("cucu").mother_name == "CONTOH MAWAR"
    assert noted(hamlet, hamlet.acts["lahir gadis"]) == ["PERUBAHAN NAMA"]
    assert with_act.documents[0].content["nik"] == hamlet.people["sendiri"]


def birth_of_adult(hamlet: Hamlet) -> dict[str, Any]:
    """Somebody of sixty-one who never had an act."""
    person = hamlet.person("sendiri")
    late = {"child_nik": person.nik, "child_name": person.name, "child_sex": "P"}
    answers = birth(hamlet, child_birth_date=person.birth_date, **late, foundling=True)
    return {**answers, "birth_order": 1}


def test_a_card_moves_with_its_family_and_stays_with_who_is_left(hamlet: Hamlet) -> None:
    number = hamlet.person("ayah").family_card_number
    answers = {
        **hamlet.asks("ayah"),
        "mover_niks": [hamlet.people["nenek"]],
        "dest_region_code": ELSEWHERE,
        "dest_address": "Jl. Contoh",
    }
    entry = hamlet.does("PINDAH_KELUAR_SKPWNI", answers)
    move = hamlet.registry.require(Move, entry.documents[0].number)
    assert (move.movers, move.destination) == ((hamlet.people["nenek"],), ELSEWHERE)
    assert hamlet.person("nenek").status == PersonStatus.IN_LIMBO
    assert entry.documents[1].number == number
    blocked = {**hamlet.asks("nenek"), "loss_kind": "HILANG"}
    assert codes(hamlet.enter("KTP_EL_HILANG_RUSAK", blocked)) == {"PERSON_IN_LIMBO"}


def test_who_arrives_uses_the_certificate_up(hamlet: Hamlet) -> None:
    answers = {
        **hamlet.asks("pendatang"),
        "mover_niks": [hamlet.people["pendatang"], hamlet.people["istrinya"]],
        "skpwni_number": "SKPWNI / 6308 / 01022020 / 9001",
        "dest_address": "Jl. Contoh",
        "dest_village_code": THERE,
    }
    alone = answers | {"mover_niks": [hamlet.people["pendatang"]]}
    assert codes(hamlet.enter("PINDAH_DATANG", alone)) == {"MOVE_MISMATCH"}
    hamlet.does("PINDAH_DATANG", answers)
    move = hamlet.registry.require(Move, "SKPWNI/6308/01022020/9001")
    assert (move.status, move.arrived_on) == (MoveStatus.ARRIVED, "2020-03-02")
    assert hamlet.person("istrinya").relation == "ISTRI"
    assert codes(hamlet.enter("PINDAH_DATANG", answers)) == {"MOVE_UNKNOWN"}


def test_who_arrives_may_lodge_with_a_family_here(hamlet: Hamlet) -> None:
    host = hamlet.person("sendiri").family_card_number
    answers = {
        **hamlet.asks("pendatang"),
        "applicant_nkk": host,
        "mover_niks": [hamlet.people["pendatang"], hamlet.people["istrinya"]],
        "skpwni_number": "SKPWNI/6308/01022020/9001",
        "arrival_kk_kind": "MENUMPANG_KK",
        "dest_village_code": HERE,
    }
    entry = hamlet.does("PINDAH_DATANG", answers)
    assert entry.documents[0].number == host
    assert hamlet.person("pendatang").relation == "FAMILI_LAIN"


def test_who_comes_back_from_abroad_is_active_again(hamlet: Hamlet) -> None:
    answers = {
        **hamlet.asks("perantau"),
        "kk_reason": "DARI_LUAR_NEGERI",
        "head_of_family_nik": hamlet.people["perantau"],
        "member_niks": [],
        "home_address": "Jl. Contoh",
        "home_village_code": HERE,
    }
    hamlet.does("KK_BARU", answers)
    person = hamlet.person("perantau")
    assert (person.status, person.relation) == (PersonStatus.ACTIVE, "KEPALA_KELUARGA")


@pytest.mark.parametrize("given", [True, False])
def test_a_second_excerpt_has_the_number_of_the_act(hamlet: Hamlet, given: bool) -> None:
    number = hamlet.acts["lahir kakak"]
    answers = {
        **hamlet.asks("ayah"),
        "subject_nik": hamlet.people["kakak"],
        "act_type": "KELAHIRAN",
        "loss_kind": "HILANG",
        **({"act_number": number} if given else {}),
    }
    entry = hamlet.does("KUTIPAN_KEDUA_AKTA", answers)
    assert [document.number for document in entry.documents] == [number]
    assert entry.superseded == (number,)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"act_number": "6311-LU-01012018-9999"}, "ACT_UNKNOWN"),
        ({"act_number": "lahir adik"}, "ACT_MISMATCH"),
        ({"act_type": "KEMATIAN"}, "ACT_MISMATCH"),
        ({"subject_nik": "nenek", "act_number": ""}, "ACT_UNKNOWN"),
    ],
)
def test_an_excerpt_of_another_act_is_refused(
    hamlet: Hamlet, changed: dict[str, str], code: str
) -> None:
    answers = {
        **hamlet.asks("ayah"),
        "subject_nik": hamlet.people["kakak"],
        "act_type": "KELAHIRAN",
        "act_number": hamlet.acts["lahir kakak"],
        "loss_kind": "HILANG",
    }
    told = {key: (hamlet.people | hamlet.acts).get(text, text) for key, text in changed.items()}
    assert codes(hamlet.enter("KUTIPAN_KEDUA_AKTA", answers | told)) == {code}


@pytest.fixture(autouse=True)
def _nothing_is_broken_afterwards(hamlet: Hamlet) -> Any:
    yield
    assert broken(hamlet.registry) == []
