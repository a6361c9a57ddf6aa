"""What acts go on saying: the register as it was written, corrections in it, notes beside it."""

from __future__ import annotations

import pytest

from siak_sim.records import Act, Entry
from tests.simulators.hamlet import Hamlet, Json

COURT = {
    "court_name": "Pengadilan Negeri Contoh",
    "decision_number": "7/CONTOH",
    "decision_received_date": "2020-02-25",
}


@pytest.fixture
def hamlet() -> Hamlet:
    return Hamlet()


def printed(entry: Entry) -> Json:
    return entry.documents[0].content


def second_excerpt(hamlet: Hamlet, name: str, act: str, kind: str = "KELAHIRAN") -> Json:
    subject = hamlet.person(name)
    answers = {
        **hamlet.asks("ayah"),
        "subject_nik": subject.nik,
        "act_type": kind,
        "act_number": hamlet.acts[act],
        "loss_kind": "RUSAK",
    }
    return printed(hamlet.does("KUTIPAN_KEDUA_AKTA", answers))


def renamed(hamlet: Hamlet, name: str, act: str, new: str) -> Json:
    person = hamlet.person(name)
    answers = {
        **hamlet.asks("ayah"),
        **COURT,
        "subject_nik": person.nik,
        "act_type": "KELAHIRAN",
        "act_number": hamlet.acts[act],
        "old_name": person.name,
        "new_name": new,
    }
    return printed(hamlet.does("PERUBAHAN_NAMA", answers))


def test_an_act_keeps_the_name_it_was_written_with_and_notes_the_new_one(hamlet: Hamlet) -> None:
    before = hamlet.person("adik").name

    margin = renamed(hamlet, "adik", "lahir adik", "Contoh Bernama Lain")
    again = second_excerpt(hamlet, "adik", "lahir adik")

    assert hamlet.person("adik").name == "CONTOH BERNAMA LAIN"
    assert margin["act"]["name"] == again["act"]["name"] == before
    (note,) = again["notes"]
    assert (note["old_name"], note["new_name"]) == (before, "CONTOH BERNAMA LAIN")
    assert note["decision_received_date"] == "2020-02-25"


def test_every_later_note_stands_below_the_earlier_one(hamlet: Hamlet) -> None:
    renamed(hamlet, "adik", "lahir adik", "Contoh Bernama Lain")

    margin = renamed(hamlet, "adik", "lahir adik", "Contoh Nama Ketiga")

    names = [note["new_name"] for note in margin["notes"]]
    assert names == ["CONTOH BERNAMA LAIN", "CONTOH NAMA KETIGA"]


def test_each_excerpt_counts_those_before_it(hamlet: Hamlet) -> None:
    copies = [second_excerpt(hamlet, "adik", "lahir adik")["copy"] for _ in range(3)]

    assert copies == [2, 3, 4]


def test_a_marriage_act_of_old_names_couple_and_parents_and_nothing_nobody_knows(
    hamlet: Hamlet,
) -> None:
    act = second_excerpt(hamlet, "made", "kawin made", "PERKAWINAN")["act"]

    assert (act["husband_name"], act["wife_name"]) == ("CONTOH MADE", "CONTOH LUH")
    assert (act["officiant_name"], act["witness_names"]) == ("", [])
    assert act["registration_date"] == "2018-01-08"


def test_a_divorce_is_noted_in_the_margin_of_the_marriage(hamlet: Hamlet) -> None:
    married_by = hamlet.acts["kawin made"]
    answers = {
        **hamlet.asks("made"),
        "husband_nik": hamlet.person("made").nik,
        "wife_nik": hamlet.person("luh").nik,
        "marriage_certificate_number": married_by,
        "court_name": "Pengadilan Negeri Contoh",
        "decision_number": "8/CONTOH",
        "decision_final_date": "2020-02-20",
    }

    divorced = hamlet.does("AKTA_PERCERAIAN", answers)
    again = second_excerpt(hamlet, "made", "kawin made", "PERKAWINAN")

    act = printed(divorced)
    assert act["marriage_certificate_number"] == married_by
    assert (act["court_name"], act["decision_number"]) == ("PENGADILAN NEGERI CONTOH", "8/CONTOH")
    assert [note["act_number"] for note in again["notes"]] == [act["number"]]


def test_an_acknowledged_child_keeps_the_birth_act_of_its_mother_alone(hamlet: Hamlet) -> None:
    child = hamlet.person("cucu")
    answers = {
        **hamlet.asks("gadis"),
        **hamlet.named(child="cucu", father="bujang", mother="gadis"),
        **hamlet.witnessed(),
        "birth_certificate_number": hamlet.acts["lahir cucu"],
        "acknowledgement_date": "2020-02-20",
        "religious_marriage": True,
        "mother_is_foreigner": False,
    }

    act = printed(hamlet.does("AKTA_PENGAKUAN_ANAK", answers))
    again = second_excerpt(hamlet, "cucu", "lahir cucu")

    assert (act["name"], act["father_name"]) == (child.name, "CONTOH BUJANG")
    assert act["mother_name"] == "CONTOH GADIS"
    assert len(act["witness_names"]) == 2
    assert again["act"]["father_name"] == ""
    assert again["act"]["wording"] == "ANAK_SEORANG_IBU"
    assert again["notes"][0]["father_name"] == "CONTOH BUJANG"


@pytest.mark.parametrize(
    ("wrong", "right", "place"),
    [("Halong", "Paringin", "PARINGIN"), ("sesuatu yang lain", "apa pun", "HALONG")],
)
def test_a_correction_changes_what_the_register_says_where_it_says_so(
    wrong: str, right: str, place: str, hamlet: Hamlet
) -> None:
    answers = {
        **hamlet.asks("ayah"),
        "subject_nik": hamlet.person("adik").nik,
        "act_type": "KELAHIRAN",
        "act_number": hamlet.acts["lahir adik"],
        "correction_kind": "SALAH_TULIS_REDAKSIONAL",
        "wrong_text": wrong,
        "right_text": right,
    }

    again = printed(hamlet.does("PEMBETULAN_AKTA", answers))

    assert again["act"]["birth_place"] == place
    assert again["cause"] == "SALAH TULIS REDAKSIONAL"
    (note,) = again["notes"]
    assert (note["wrong_text"], note["right_text"]) == (wrong, right)


def test_the_register_holds_what_its_excerpt_says(hamlet: Hamlet) -> None:
    answers = {
        **hamlet.asks("kakek"),
        **hamlet.named(deceased="kakek"),
        **hamlet.witnessed(),
        "death_date": "2020-02-28",
        "death_place": "Rumah",
    }
    answers |= hamlet.asks("gadis")

    act = printed(hamlet.does("AKTA_KEMATIAN", answers))

    held = hamlet.registry.require(Act, act["number"]).facts
    parts = {part for part in act if part not in ("number", "registration_place")}
    assert {part: held[part] for part in parts - {"registration_date"}} == {
        part: act[part] for part in parts - {"registration_date"}
    }
