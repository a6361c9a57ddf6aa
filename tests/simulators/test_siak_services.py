"""The rarer services to their issue, and that catalogue, contract and simulator agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from siak_sim.law.effects import EFFECTS
from tests.simulators.programs import ROOT, Program
from tests.simulators.siak_office import WITNESSES, Office, asks, birth_of, named


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


def printed_on(issued: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = issued["documents"][0]["content"]
    return content


def test_every_service_of_the_catalogue_has_an_effect() -> None:
    catalogue = yaml.safe_load((ROOT / "api/catalogue/services.yaml").read_text("utf-8"))
    assert set(EFFECTS) == {service["code"] for service in catalogue["services"]}


def test_a_first_record_makes_a_person(office: Office) -> None:
    answers = {
        **asks(office.cases["rt_head"]),
        "subject_name": "Contoh Tanpa Dokumen",
        "subject_sex": "L",
        "subject_birth_place": "Halong",
        "subject_birth_date": "1990-05-17",
        "subject_religion": "HINDU",
        "subject_marital_status": "BELUM_KAWIN",
        "subject_education": "TIDAK_BELUM_SEKOLAH",
        "subject_occupation": "PETANI_PEKEBUN",
        "mother_name": "Contoh Ibu",
        "home_village_code": "63.11.02.2005",
    }
    issued = office.finish(office.enter("BIODATA_WNI", answers))
    nik = issued["documents"][0]["number"]
    assert nik == "6311021705909001"
    assert office.person(nik)["family_card_number"] is None
    again = office.enter("BIODATA_WNI", answers)
    assert [reason["code"] for reason in again["reasons"]] == ["DUPLICATE_ENTRY"]


def test_two_single_people_form_a_family(office: Office) -> None:
    groom, bride = office.cases["lost_ktp"], office.cases["lost_ktp_2"]
    answers = {
        **asks(groom),
        "kk_reason": "MEMBENTUK_KELUARGA",
        "union_type": "PERKAWINAN",
        "has_marriage_or_divorce_certificate": True,
        "head_of_family_name": groom["name"],
        "head_of_family_nik": groom["nik"],
        "member_niks": [bride["nik"]],
        "home_address": "Jl. Contoh 5",
        "home_rt": "3",
        "home_village_code": "63.11.06.1023",
    }
    issued = office.finish(office.enter("KK_BARU", answers))
    made = issued["documents"][0]
    assert [m["relation"] for m in made["content"]["members"]] == ["KEPALA KELUARGA", "ISTRI"]
    assert office.person(bride["nik"])["marital_status"] == "KAWIN"
    assert set(issued["superseded"]) == {groom["family_card_number"], bride["family_card_number"]}
    assert office.family(made["number"]).json()["head_nik"] == groom["nik"]


@pytest.mark.parametrize("service", ["KIA_BARU", "KIA_HILANG_RUSAK"])
def test_a_child_card_is_printed(office: Office, service: str) -> None:
    case = office.cases["family_with_child_for_kia"]
    answers = {**asks(case), "child_nik": case["people"]["child"]["nik"], "loss_kind": "HILANG"}
    issued = office.finish(office.enter(service, answers))
    assert issued["documents"][0]["content"]["name"] == case["people"]["child"]["name"]
    assert office.program.get("/card-stock")["KIA"] == 499


def test_a_stillbirth_changes_nobody(office: Office) -> None:
    case = office.cases["couple_expecting"]
    answers = {
        **asks(case),
        **named(case, mother="mother", **WITNESSES),
        "event_date": "2020-02-20",
        "event_place": "Paringin",
        "gestation_months": 8,
    }
    issued = office.finish(office.enter("LAHIR_MATI", answers))
    assert printed_on(issued)["mother_name"] == case["people"]["mother"]["name"]
    assert printed_on(issued)["gestation_months"] == 8
    assert issued["superseded"] == []


def with_act(office: Office) -> tuple[dict[str, Any], str]:
    """A registered birth of this world, and the number of its act."""
    issued = office.finish(
        office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"], "Contoh Lama"))
    )
    return issued["documents"][0]["content"], issued["documents"][0]["number"]


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [
        ("PEMBETULAN_NAMA", "CONTOH BENAR", "SUPERSEDED"),
        ("SALAH_TULIS_REDAKSIONAL", "CONTOH LAMA", "SUPERSEDED"),
        ("PEMBATALAN_CONTRARIUS_ACTUS", "CONTOH LAMA", "ANNULLED"),
    ],
)
def test_a_corrected_act_is_printed_anew(office: Office, kind: str, name: str, status: str) -> None:
    child, number = with_act(office)
    answers = {
        **asks(office.cases["couple_expecting"]),
        "subject_nik": child["nik"],
        "act_type": "KELAHIRAN",
        "act_number": number,
        "correction_kind": kind,
        "wrong_text": "Contoh Lama",
        "right_text": "Contoh Benar",
    }
    printed = printed_on(office.finish(office.enter("PEMBETULAN_AKTA", answers)))
    assert office.person(child["nik"])["name"] == name
    assert printed["annulled"] == (status == "ANNULLED")
    assert [note["wrong_text"] for note in printed["notes"]] == ["Contoh Lama"]
    if not printed["annulled"]:  # the register holds what is right now; the note tells the rest
        assert printed["act"]["name"] == "CONTOH BENAR"
    assert office.document(number, type="AKTA_KELAHIRAN")["status"] == status


def test_an_adoption_stands_in_the_margin_and_keeps_the_parents(office: Office) -> None:
    child, number = with_act(office)
    adoptive = office.cases["second_marriage"]["people"]["father"]
    answers = {
        **asks(office.cases["second_marriage"]),
        "child_nik": child["nik"],
        "birth_certificate_number": number,
        "adoptive_father_nik": adoptive["nik"],
        "court_name": "Pengadilan Contoh",
        "decision_number": "2/CONTOH",
        "decision_received_date": "2020-02-25",
    }
    issued = office.finish(office.enter("PENGANGKATAN_ANAK", answers))
    (note,) = printed_on(issued)["notes"]
    assert note["adoptive_father_name"] == adoptive["name"]
    assert (note["court_name"], note["decision_number"]) == ("PENGADILAN CONTOH", "2/CONTOH")
    assert printed_on(issued)["act"]["father_name"] == child["father_name"]
    assert office.person(child["nik"])["father_name"] == child["father_name"]
