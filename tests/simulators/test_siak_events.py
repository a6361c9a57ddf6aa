"""What SIAK does to the population when it issues, and that nothing changes before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.simulators.programs import Program
from tests.simulators.siak_office import (
    TODAY,
    WITNESSES,
    Office,
    asks,
    birth_of,
    death_in,
    named,
)


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


def test_a_birth_adds_a_child_to_the_family_only_when_it_is_issued(office: Office) -> None:
    case = office.cases["couple_expecting"]
    number = case["family_card_number"]

    entry = office.enter("AKTA_KELAHIRAN", birth_of(case, "Siti Contoh"))
    before = office.family(number).json()["members"]
    act, card = entry["documents"]
    assert office.call("GET", f"/people/{act['content']['nik']}").status_code == 404
    issued = office.finish(entry)

    after = office.family(number).json()["members"]
    assert [m["name"] for m in after[len(before) :]] == ["SITI CONTOH"]
    assert after[-1]["relation"] == "ANAK"
    assert after[-1]["mother_name"] == case["people"]["mother"]["name"]
    assert act["content"]["wording"] == "ANAK_SUAMI_ISTRI"
    assert card["content"]["members"][-1]["name"] == "SITI CONTOH"
    assert issued["superseded"] == [number]
    assert [d["status"] for d in issued["documents"]] == ["ACTIVE", "ACTIVE"]


def test_the_new_card_replaces_the_old_print_of_the_same_number(office: Office) -> None:
    case = office.cases["couple_expecting"]
    number = case["family_card_number"]

    issued = office.finish(office.enter("AKTA_KELAHIRAN", birth_of(case)))

    first, second = office.document(number)["prints"]
    assert (first["status"], second["status"]) == ("SUPERSEDED", "ACTIVE")
    assert first["superseded_by"] == second["register_number"]
    assert issued["documents"][1]["register_number"] == second["register_number"]


def test_a_newborn_gets_a_nik_by_the_rule_with_a_synthetic_serial(office: Office) -> None:
    case = office.cases["couple_expecting"]
    entry = office.enter("AKTA_KELAHIRAN", birth_of(case, child_birth_date="2020-02-21"))
    assert entry["documents"][0]["content"]["nik"] == "6311066102209001"  # a girl: day + 40


def test_twins_get_consecutive_nik(office: Office) -> None:
    case = office.cases["twins"]
    first, second = (
        office.enter("AKTA_KELAHIRAN", birth_of(case, f"Contoh {name}", birth_order=order))
        for order, name in ((1, "Ani"), (2, "Ina"))
    )
    assert [warning["code"] for warning in second["warnings"]][:1] == ["POSSIBLE_TWIN"]
    niks = [entry["documents"][0]["content"]["nik"] for entry in (first, second)]
    assert int(niks[1]) == int(niks[0]) + 1


def test_a_child_of_an_unmarried_mother_stands_on_her_fathers_card(office: Office) -> None:
    case = office.cases["parents_unregistered_not_spouses"]
    answers = birth_of(
        {**case, "people": {**case["people"], "father": case["people"]["grandfather"]}},
        parents_have_marriage_certificate=False,
        kk_shows_parents_as_spouses=False,
        single_mother_record=True,
    )
    del answers["father_nik"], answers["father_name"]

    entry = office.enter("AKTA_KELAHIRAN", answers)

    act, card = (document["content"] for document in entry["documents"])
    assert (act["wording"], act["father_name"]) == ("ANAK_SEORANG_IBU", "")
    assert card["members"][-1]["relation"] == "CUCU"


def test_a_foundling_gets_an_act_and_no_family_card(office: Office) -> None:
    case = office.cases["foundling"]
    answers = {
        **asks(case),
        **named(case, **WITNESSES),
        "child_name": "Contoh Temuan",
        "child_birth_place": "Balangan",
        "birth_order": 1,
        "child_sex": "L",
        "child_birth_date": case["facts"]["child_birth_date"],
        "foundling": True,
    }
    entry = office.enter("AKTA_KELAHIRAN", answers)
    assert [d["type"] for d in entry["documents"]] == ["AKTA_KELAHIRAN"]
    assert entry["documents"][0]["content"]["wording"] == "ORANG_TUA_TIDAK_DIKETAHUI"


def test_a_child_card_comes_along_where_it_was_asked_for(office: Office) -> None:
    expected = ["AKTA_KELAHIRAN", "KK", "KIA"]
    case = office.cases["couple_expecting"]
    entry = office.enter("AKTA_KELAHIRAN", birth_of(case), expected_documents=expected)
    assert [(d["type"], d["medium"]) for d in entry["documents"]] == [
        ("AKTA_KELAHIRAN", "PDF"),
        ("KK", "PDF"),
        ("KIA", "CARD"),
    ]


def test_after_a_death_the_widow_heads_the_family(office: Office) -> None:
    case = office.cases["head_dies_leaving_spouse"]
    deceased, widow = case["people"]["deceased"]["nik"], case["people"]["mother"]["nik"]

    entry = office.enter("AKTA_KEMATIAN", death_in(case))
    assert office.person(deceased)["status"] == "ACTIVE"
    issued = office.finish(entry)

    assert office.person(deceased)["status"] == "DECEASED"
    assert office.person(widow)["marital_status"] == "CERAI_MATI"
    family = office.family(case["family_card_number"]).json()
    assert family["head_nik"] == widow
    assert [m["relation"] for m in family["members"]] == ["KEPALA_KELUARGA", "ANAK"]
    assert set(issued["superseded"]) == {deceased, case["family_card_number"]}
    assert office.document(deceased)["status"] == "SUPERSEDED"  # the identity card


def test_minors_left_alone_get_the_eldest_as_head(office: Office) -> None:
    case = office.cases["head_dies_leaving_minors"]
    office.finish(office.enter("AKTA_KEMATIAN", death_in(case)))
    members = office.family(case["family_card_number"]).json()["members"]
    assert [m["nik"] for m in members] == [case["people"][c]["nik"] for c in ("child1", "child2")]
    assert [m["relation"] for m in members] == ["KEPALA_KELUARGA", "FAMILI_LAIN"]


def test_after_the_death_of_somebody_living_alone_no_card_is_left(office: Office) -> None:
    case = office.cases["single_person_family"]

    issued = office.finish(office.enter("AKTA_KEMATIAN", death_in(case)))

    assert [d["type"] for d in issued["documents"]] == ["AKTA_KEMATIAN"]
    assert case["family_card_number"] in issued["superseded"]
    assert office.family(case["family_card_number"]).status_code == 404
    assert office.document(case["family_card_number"])["status"] == "SUPERSEDED"


def test_the_death_of_somebody_unregistered_yields_an_act_without_nik(office: Office) -> None:
    case = office.cases["deceased_not_in_registry"]
    answers = {
        **asks(case),
        **named(case, **WITNESSES),
        "deceased_name": "Contoh Tanpa NIK",
        "death_date": case["facts"]["death_date"],
        "death_place": "Lampihong",
        "in_registry": False,
    }
    (act,) = office.enter("AKTA_KEMATIAN", answers)["documents"]
    assert (act["content"]["nik"], act["content"]["name"]) == (None, "CONTOH TANPA NIK")


def test_a_change_of_data_is_on_the_card_and_in_the_registry(office: Office) -> None:
    case = office.cases["family_for_card_change"]
    changes = [{"member_nik": case["nik"], **case["facts"]["change"]}]
    answers = {**asks(case), "change_kind": "ELEMEN_DATA", "changes": changes}

    entry = office.enter("KK_PERUBAHAN_DATA", answers)
    assert office.person(case["nik"])["occupation"] == "PETANI_PEKEBUN"
    office.finish(entry)

    assert entry["documents"][0]["content"]["members"][0]["occupation"] == "WIRASWASTA"
    assert office.person(case["nik"])["occupation"] == "WIRASWASTA"


def test_a_lost_family_card_is_printed_again_unchanged(office: Office) -> None:
    case = office.cases["family_for_card_change_2"]
    answers = {**asks(case), "loss_kind": "HILANG"}
    issued = office.finish(office.enter("KK_HILANG_RUSAK", answers))
    assert issued["superseded"] == [case["family_card_number"]]
    assert issued["documents"][0]["number"] == case["family_card_number"]


def test_a_whole_family_moves_and_keeps_its_number(office: Office) -> None:
    case = office.cases["move_between_districts"]
    answers = {
        **asks(case),
        "mover_niks": [m["nik"] for m in case["members"]],
        "dest_address": "Jl. Contoh 1",
        "dest_rt": "2",
        "dest_village_code": case["facts"]["dest_village_code"],
    }
    office.finish(office.enter("PINDAH_DALAM_KABUPATEN", answers))
    family = office.family(case["family_card_number"]).json()
    assert family["village_code"] == case["facts"]["dest_village_code"]
    assert (family["address"], family["rt"]) == ("JL. CONTOH 1", "002")


def test_who_moves_alone_gets_a_new_card(office: Office) -> None:
    case = office.cases["move_inside_village"]
    child = case["people"]["child"]["nik"]
    answers = {
        **asks(case),
        "mover_niks": [child],
        "dest_address": "Jl. Contoh 2",
        "dest_rt": "1",
        "dest_village_code": case["facts"]["dest_village_code"],
    }
    issued = office.finish(office.enter("PINDAH_DALAM_KABUPATEN", answers))
    made = issued["documents"][0]["number"]
    assert made != case["family_card_number"]
    assert office.person(child)["family_card_number"] == made
    assert office.person(child)["relation"] == "KEPALA_KELUARGA"


def test_who_moves_out_is_in_limbo_and_the_others_get_a_card(office: Office) -> None:
    case = office.cases["move_out_partial"]
    movers = [case["people"][role]["nik"] for role in ("father", "child")]
    answers = {
        **asks(case),
        "mover_niks": movers,
        "move_reason": "PEKERJAAN",
        "dest_address": "Jl. Contoh 3",
        "dest_region_code": "63.09.01.2001",
    }
    issued = office.finish(office.enter("PINDAH_KELUAR_SKPWNI", answers))
    assert [d["type"] for d in issued["documents"]] == ["SKPWNI", "KK"]
    assert {office.person(nik)["status"] for nik in movers} == {"IN_LIMBO"}
    left = office.family(case["family_card_number"]).json()["members"]
    assert [m["relation"] for m in left] == ["KEPALA_KELUARGA"]


def test_who_arrives_with_a_certificate_is_taken_in(office: Office) -> None:
    case = office.cases["move_in_old_skpwni"]
    answers = {
        **asks(case),
        **case["facts"],
        "mover_niks": [case["nik"]],
        "dest_address": "Jl. Contoh 4",
        "dest_rt": "1",
        "dest_village_code": "63.11.06.1023",
    }
    entry = office.enter("PINDAH_DATANG", answers)
    issued = office.finish(entry)
    assert "MOVE_OLD" in [w["code"] for w in entry["warnings"]]
    assert office.person(case["nik"])["status"] == "ACTIVE"
    assert case["facts"]["skpwni_number"] in issued["superseded"]
    again = office.enter("PINDAH_DATANG", answers)
    assert [r["code"] for r in again["reasons"]] == ["MOVE_UNKNOWN"]


def test_a_hindu_couple_is_married_by_the_act(office: Office) -> None:
    case = office.cases["hindu_couple"]
    answers = {
        **asks(case),
        **named(case, groom="groom", bride="bride", **WITNESSES),
        "religious_marriage_date": case["facts"]["religious_marriage_date"],
        "officiant_name": "Contoh Pandita",
    }
    issued = office.finish(office.enter("AKTA_PERKAWINAN", answers))
    assert issued["documents"][0]["number"] == "6311-KW-02032020-9001"
    assert office.person(case["people"]["bride"]["nik"])["marital_status"] == "KAWIN"


def test_cards_run_out_and_come_again(office: Office) -> None:
    case = office.cases["lost_ktp"]
    entry = office.enter("KTP_EL_HILANG_RUSAK", {**asks(case), "loss_kind": "HILANG"})
    office.verify(entry)
    office.program.client.put("/_sim/v1/card-stock", json={"KTP_EL": 0})

    refused = office.issue(entry)
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "CARD_STOCK_EMPTY"
    assert refused.json()["error"]["retry_after_seconds"] > 0
    office.program.client.put("/_sim/v1/card-stock", json={"KTP_EL": 1})
    issued = office.issue(entry)

    assert issued.json()["status"] == "ISSUED"
    assert office.program.get("/card-stock")["KTP_EL"] == 0
    assert office.document(case["nik"], type="KTP_EL")["issued_on"] == TODAY


def test_a_second_excerpt_says_what_the_first_one_said(office: Office) -> None:
    case = office.cases["second_excerpt"]
    answers = {
        **asks(case),
        "subject_nik": case["people"]["subject"]["nik"],
        "act_type": "KELAHIRAN",
        "act_number": case["facts"]["act_number"],
        "loss_kind": "HILANG",
    }
    entry = office.enter("KUTIPAN_KEDUA_AKTA", answers)
    content = entry["documents"][0]["content"]
    assert (content["copy"], content["cause"], content["notes"]) == (2, "HILANG", [])
    assert content["act"]["nik"] == case["people"]["subject"]["nik"]
    assert content["act"]["name"] == case["people"]["subject"]["name"]
    assert content["first_issued_on"] == content["act"]["registration_date"] < TODAY
    assert content["registration_date"] == TODAY
    assert office.finish(entry)["superseded"] == [case["facts"]["act_number"]]
