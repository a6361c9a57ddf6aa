"""The same event entered twice: refused and explained; twins and namesakes pass."""

from __future__ import annotations

from typing import Any

import pytest

from siak_sim.law.spelling import Likeness, likeness
from siak_sim.records import Entry, Reason
from tests.simulators.hamlet import Hamlet, codes
from tests.simulators.test_siak_law import birth, marriage


@pytest.fixture
def hamlet() -> Hamlet:
    return Hamlet()


def explained(entry: Entry) -> dict[str, Any]:
    """What a refused entry says of the record that is there."""
    (reason,) = entry.reasons
    assert reason.code == "DUPLICATE_ENTRY"
    assert reason.duplicate is not None
    return reason.duplicate


def warning(entry: Entry, code: str) -> Reason:
    return next(each for each in entry.warnings if each.code == code)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("NOOR HAYATI", "Nurhayati", Likeness.SAME),
        ("NOR HAYATI", "NUR HAYATI", Likeness.SAME),
        ("M. Syamsuddin", "MUHAMMAD SYAMSUDIN", Likeness.SAME),
        ("Muh Rahmadi", "MOHAMMAD RAHMADI", Likeness.SAME),
        ("Akhmad Gazali", "AHMAD GAZALI", Likeness.SAME),
        ("H. Soekarni", "SUKARNI", Likeness.SAME),
        ("Nu'man", "NUMAN", Likeness.SAME),
        ("AHMAD GAZALI", "AHMAD GOZALI", Likeness.NEAR),
        ("AHMAD GAZALI", "AHMAD GAZLAI", Likeness.NEAR),
        ("SITI RUSMINI", "RUSMINI", Likeness.NEAR),
        ("CONTOH ANI", "CONTOH INA", Likeness.OTHER),
        ("HASAN BASRI", "HUSIN BASRI", Likeness.OTHER),
        ("SITI AMINAH", "SITI AISYAH", Likeness.OTHER),
        ("", "RUSMINI", Likeness.OTHER),
    ],
)
def test_names_are_compared_as_they_are_spelt_here(one: str, other: str, how: Likeness) -> None:
    assert likeness(one, other) is likeness(other, one) is how


def test_one_birth_from_two_channels_is_one_record_and_the_other_is_explained(
    hamlet: Hamlet,
) -> None:
    chat = birth(hamlet, child_name="Noor Hayati", birth_order=3)
    counter = birth(hamlet, child_name="NURHAYATI", birth_order=4, child_birth_place="Halong")

    first = hamlet.enter("AKTA_KELAHIRAN", chat, "WA-1")
    second = hamlet.enter("AKTA_KELAHIRAN", counter, "LOKET-1")

    assert first.status == "ACCEPTED"
    assert explained(second) == {
        "entry_id": first.entry_id,
        "application_number": "WA-1",
        "document_number": first.documents[0].number,
        "registered_on": "2020-03-02",
        "agrees": [
            "mother_nik",
            "child_birth_date",
            "child_name",
            "child_sex",
            "child_birth_place",
        ],
        "differs": ["birth_order"],
        "score": 93,
    }
    assert second.reasons[0].message == (
        "Peristiwa ini sudah dicatat atau sedang diproses; sama pada: ibu, tanggal lahir, "
        "nama anak, jenis kelamin, tempat lahir."
    )
    shown = hamlet.entries.as_json(second)["reasons"][0]
    assert shown["duplicate"]["entry_id"] == first.entry_id


def test_an_issued_birth_is_still_known(hamlet: Hamlet) -> None:
    issued = hamlet.does("AKTA_KELAHIRAN", birth(hamlet))
    again = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet, child_name="Contoh Bayu"))
    told = explained(again)
    assert told["document_number"] == issued.documents[0].number
    assert told["differs"] == ["child_name"]


def test_a_cancelled_birth_is_entered_again_under_new_numbers(hamlet: Hamlet) -> None:
    first = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet), "WA-1")
    hamlet.entries.cancel(first.entry_id, "salah isi")
    second = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet), "WA-1")
    assert second.documents[0].number != first.documents[0].number
    assert second.documents[0].content["nik"] != first.documents[0].content["nik"]


def test_a_child_that_is_on_the_card_already_is_no_newborn(hamlet: Hamlet) -> None:
    sister = hamlet.person("adik")
    decided = {"decided_by": "kadis", "decided_on": "2020-03-02"}
    answers = birth(hamlet, child_name="Contoh Adik", child_birth_date=sister.birth_date)
    told = explained(hamlet.enter("AKTA_KELAHIRAN", answers, late_decision=decided))
    assert told["document_number"] == hamlet.acts["lahir adik"]
    assert told["entry_id"] is None
    assert {"mother_nik", "child_birth_date", "child_name", "child_sex"} <= set(told["agrees"])


def test_a_registered_child_has_one_act(hamlet: Hamlet) -> None:
    child = hamlet.person("adik")
    own = {"child_nik": child.nik, "child_name": child.name, "child_birth_date": child.birth_date}
    decided = {"decided_by": "kadis", "decided_on": "2020-03-02"}
    again = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet, **own), late_decision=decided)
    assert explained(again)["agrees"] == ["child_nik"]


@pytest.mark.parametrize(
    ("_case", "twin"),
    [
        ("another name and sex", {"child_name": "Contoh Budi", "child_sex": "L"}),
        ("another name and order", {"child_name": "Contoh Budi", "birth_order": 4}),
        (
            "names alike, said to be twins",
            {"child_name": "Contoh Hasim", "birth_order": 4, "birth_type": "KEMBAR_2"},
        ),
    ],
)
def test_twins_pass_with_a_warning(hamlet: Hamlet, _case: str, twin: dict[str, Any]) -> None:
    first = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet, child_name="Contoh Hasan"))
    second = hamlet.enter("AKTA_KELAHIRAN", birth(hamlet) | twin)
    assert second.status == "ACCEPTED", second.reasons
    told = warning(second, "POSSIBLE_TWIN").duplicate
    assert told
    assert told["entry_id"] == first.entry_id
    assert "child_name" in told["differs"] or "birth_order" in told["differs"]


def test_two_foundlings_of_one_day_are_told_apart_by_name(hamlet: Hamlet) -> None:
    found = birth(hamlet, foundling=True, mother_nik="", father_nik="")
    hamlet.enter("AKTA_KELAHIRAN", found | {"child_name": "Contoh Satria"})
    other = hamlet.enter("AKTA_KELAHIRAN", found | {"child_name": "Contoh Melati"})
    same = hamlet.enter("AKTA_KELAHIRAN", found | {"child_name": "Contoh Satriya"})
    assert other.status == "ACCEPTED"
    assert codes(same) == {"DUPLICATE_ENTRY"}


def death(hamlet: Hamlet, **more: Any) -> dict[str, Any]:
    return {
        **hamlet.asks("ayah"),
        **hamlet.witnessed(),
        **hamlet.named(deceased="nenek"),
        "death_date": "2020-02-25",
        "death_place": "Halong",
        **more,
    }


def test_somebody_dies_once(hamlet: Hamlet) -> None:
    first = hamlet.enter("AKTA_KEMATIAN", death(hamlet))
    under_way = hamlet.enter("AKTA_KEMATIAN", death(hamlet, death_date="2020-02-24"))
    assert explained(under_way)["entry_id"] == first.entry_id
    assert explained(under_way)["differs"] == ["death_date"]
    hamlet.finish(first)
    registered = hamlet.enter("AKTA_KEMATIAN", death(hamlet))
    assert explained(registered)["document_number"] == first.documents[0].number


def test_who_was_never_registered_dies_once_too(hamlet: Hamlet) -> None:
    unknown = {"deceased_nik": "", "deceased_name": "Contoh Jamhuri"}
    hamlet.does("AKTA_KEMATIAN", death(hamlet, **unknown))
    same = death(hamlet, **unknown | {"deceased_name": "CONTOH JAMHURY"})
    other = death(hamlet, **unknown | {"deceased_name": "Contoh Masrani"})
    assert codes(hamlet.enter("AKTA_KEMATIAN", same)) == {"DUPLICATE_ENTRY"}
    passed = hamlet.enter("AKTA_KEMATIAN", other)
    assert passed.status == "ACCEPTED"
    assert warning(passed, "POSSIBLE_DUPLICATE")


def test_nobody_marries_twice_at_once(hamlet: Hamlet) -> None:
    first = hamlet.enter("AKTA_PERKAWINAN", marriage(hamlet))
    again = hamlet.enter("AKTA_PERKAWINAN", marriage(hamlet))
    assert explained(again)["entry_id"] == first.entry_id


def test_one_card_at_a_time_whatever_the_reason(hamlet: Hamlet) -> None:
    lost = {**hamlet.asks("ayah"), "loss_kind": "HILANG"}
    first = hamlet.enter("KTP_EL_HILANG_RUSAK", lost)
    changed = hamlet.enter("KTP_EL_PERUBAHAN_DATA", hamlet.asks("ayah"))
    assert explained(changed)["entry_id"] == first.entry_id
    assert changed.reasons[0].field == "applicant_nik"
    hamlet.finish(first)
    assert hamlet.enter("KTP_EL_PERUBAHAN_DATA", hamlet.asks("ayah")).status == "ACCEPTED"


def test_an_application_is_entered_once(hamlet: Hamlet) -> None:
    first = hamlet.does("KK_HILANG_RUSAK", {**hamlet.asks("ayah"), "loss_kind": "HILANG"})
    again = hamlet.enter("KTP_EL_BARU", hamlet.asks("ayah"), first.application_number)
    assert explained(again)["agrees"] == ["application_number"]


def test_a_first_record_is_refused_for_somebody_who_has_one(hamlet: Hamlet) -> None:
    answers = {
        **hamlet.asks("witness_1"),
        "subject_name": "Contoh Noor Asiah",
        "subject_sex": "P",
        "subject_birth_place": "Halong",
        "subject_birth_date": "1990-05-17",
        "subject_religion": "ISLAM",
        "subject_marital_status": "BELUM_KAWIN",
        "subject_education": "TIDAK_BELUM_SEKOLAH",
        "mother_name": "Contoh Ibu",
        "home_village_code": "63.11.02.2005",
    }
    hamlet.does("BIODATA_WNI", answers)
    again = answers | {"subject_name": "CONTOH NUR ASIAH"}
    namesake = again | {"mother_name": "Contoh Perempuan Lain"}
    assert codes(hamlet.enter("BIODATA_WNI", again)) == {"DUPLICATE_ENTRY"}
    passed = hamlet.enter("BIODATA_WNI", namesake)
    assert passed.status == "ACCEPTED"
    told = warning(passed, "POSSIBLE_DUPLICATE").duplicate
    assert told
    assert told["differs"] == ["mother_name"]
