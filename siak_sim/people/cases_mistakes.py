"""People who apply with one thing wrong each; and the few whose age follows the day."""

from __future__ import annotations

from typing import Any

from siak_sim.people.casebook import (
    AWAYAN,
    BATU_PIRING,
    BATUMANDI,
    HALONG,
    JUUH,
    LAMPIHONG,
    PARINGIN_KOTA,
    PARINGIN_TIMUR,
    Casebook,
    child,
    couple,
    fails,
    man,
    wife,
    works,
)
from siak_sim.people.settling import Settled
from siak_sim.records import Json

_MADE_UP_NIK = "9400"  # a serial nobody has


def mistaken_cases(book: Casebook) -> None:
    """Enter one person for each mistake."""
    _about_oneself(book)
    _about_a_card(book)
    _about_a_birth(book)
    _about_a_death(book)
    _about_a_marriage(book)
    _about_a_move(book)
    _of_the_wrong_age(book)


def todays_cases(book: Casebook) -> None:
    """Enter who has a birthday tomorrow: their numbers change from day to day."""
    mother = wife("mother", 41, relation="KEPALA_KELUARGA", married="CERAI_HIDUP")
    tomorrow = book.years_ago(17, -1)
    home = book.settler.settle(PARINGIN_KOTA, mother, child("almost", "P", 16, born=tomorrow))
    tries = (fails("KTP_EL_BARU", "NOT_ELIGIBLE"),)
    people = {"parent": home.people["mother"].nik}
    about = "Turns seventeen tomorrow."
    book.add("seventeen_tomorrow", about, home, "almost", people, tries)
    mother = wife("mother", 43, relation="KEPALA_KELUARGA", married="CERAI_HIDUP")
    home = book.settler.settle(PARINGIN_TIMUR, mother, child("child", "L", 16, born=tomorrow))
    about = "Sixteen years and 364 days: the last day for a child card."
    book.add("kia_last_day", about, home, "mother", None, (works("KIA_BARU"),))


def _alone(book: Casebook, village: str, age: int, **more: Any) -> Settled:  # fields of One
    return book.settler.settle(village, man("owner", age, **more))


def _about_oneself(book: Casebook) -> None:
    card = "KTP_EL_HILANG_RUSAK"
    home = _alone(book, PARINGIN_KOTA, 31)
    typed = f"{home.people['owner'].nik[:12]}{_MADE_UP_NIK}"
    about = "Types the last digits of the NIK wrongly: nobody has it."
    tries = (fails(card, "NIK_UNKNOWN", applicant_nik=typed),)
    book.add("nik_mistyped", about, home, "", None, tries, typed_nik=typed)
    home = _alone(book, PARINGIN_KOTA, 44, name="AKHMAD SYAHRANI")
    about = "Spells the first name as on the school certificate."
    tries = (fails(card, "NAME_MISMATCH", applicant_name="Ahmad Syahrani"),)
    book.add("name_spelt_otherwise", about, home, "", None, tries, typed_name="Ahmad Syahrani")
    home = _alone(book, BATU_PIRING, 52, name="RUSMINAH", sex="P")
    about = "Writes a second word the register does not have."
    tries = (fails(card, "NAME_MISMATCH", applicant_name="Rusminah Contoh"),)
    book.add("name_with_a_word_more", about, home, "", None, tries)
    home = _alone(book, AWAYAN, 29)
    owner = home.people["owner"]
    wrong = owner.birth_date[:8] + ("11" if owner.birth_date[8:] != "11" else "12")
    about = "Types another birthday than the register has."
    tries = (fails("KTP_EL_BARU", "BIRTH_DATE_MISMATCH", subject_birth_date=wrong),)
    book.add("birth_date_mistyped", about, home, "", None, tries, typed_birth_date=wrong)
    home = _alone(book, LAMPIHONG, 34)
    tries = (fails(card, "ANSWER_MISSING", applicant_nik=""),)
    book.add("nik_forgotten", "Leaves the NIK out.", home, "", None, tries)


def _about_a_card(book: Casebook) -> None:
    lost, change = "KK_HILANG_RUSAK", "KK_PERUBAHAN_DATA"
    home = book.settler.settle(HALONG, *couple(book.before(9, 200), age=35))
    made_up = f"{home.family.number[:12]}{_MADE_UP_NIK}"
    about = "Types a family card number nobody has."
    tries = (fails(lost, "FAMILY_UNKNOWN", applicant_nkk=made_up),)
    book.add("nkk_mistyped", about, home, "father", None, tries, typed_nkk=made_up)
    other = book.settler.settle(HALONG, *couple(book.before(8, 200), age=33))
    about = "Gives the family card of a neighbour."
    tries = (fails(lost, "FAMILY_MISMATCH", applicant_nkk=home.family.number),)
    book.add("nkk_of_a_neighbour", about, other, "father", None, tries)
    for name, about, code, row in (
        (
            "old_value_wrong",
            "Says the card calls him a trader; it says farmer.",
            "VALUE_MISMATCH",
            {"element": "PEKERJAAN", "from": "PEDAGANG", "to": "WIRASWASTA"},
        ),
        (
            "name_by_change_of_data",
            "Wants another name by a change of the family card.",
            "WRONG_SERVICE",
            {"element": "NAMA", "from": "", "to": "CONTOH BARU"},
        ),
        (
            "two_heads",
            "Wants his wife to be a second head of the family.",
            "ONE_HEAD",
            {"element": "SHDK", "from": "KEPALA_KELUARGA", "to": "ISTRI"},
        ),
    ):
        home = book.settler.settle(BATUMANDI, *couple(book.before(7, 200), age=36))
        book.add(name, about, home, "father", None, (fails(change, code),), change=row)


def _expecting(book: Casebook, name: str, about: str, days: int, *tries: Json) -> None:
    home = book.settler.settle(AWAYAN, *couple(book.before(4, 200), age=30))
    born = book.days_ago(days)
    book.add(name, about, home, "father", book.witnesses(), tries, child_birth_date=born)


def _about_a_birth(book: Casebook) -> None:
    birth = "AKTA_KELAHIRAN"
    about = "Names the father, who reports, as a witness."
    witness = {"witness1_nik": "@father.nik", "witness1_name": "@father.name"}
    _expecting(
        book, "witness_is_reporter", about, 9, fails(birth, "WITNESS_NOT_ALLOWED", **witness)
    )
    about = "Names one witness twice."
    twice = {"witness2_nik": "@witness1.nik", "witness2_name": "@witness1.name"}
    _expecting(book, "one_witness_twice", about, 8, fails(birth, "WITNESS_NOT_ALLOWED", **twice))
    about = "The child's date of birth has not come yet."
    _expecting(book, "birth_to_come", about, -3, fails(birth, "DATE_IN_FUTURE"))
    about = "The child's name holds a number."
    wrong = fails(birth, "NAME_NOT_ALLOWED", child_name="Contoh 2 Anak")
    _expecting(book, "name_with_a_number", about, 11, wrong)
    about = "The child's name has one word: allowed, but the officer is told."
    warned = works(birth, "NAME_ONE_WORD", child_name="Contohwati")
    _expecting(book, "newborn_with_one_word", about, 13, warned)


def _about_a_death(book: Casebook) -> None:
    death = "AKTA_KEMATIAN"
    home = book.settler.settle(JUUH, man("deceased", 66, married="CERAI_MATI"))
    about = "Somebody reports a death under the NIK of the deceased."
    people, day = book.witnesses(), book.days_ago(4)
    tries = (fails(death, "APPLICANT_IS_SUBJECT"),)
    book.add("reports_own_death", about, home, "", people, tries, death_date=day)
    home = book.settler.settle(
        JUUH, *couple(book.before(20, 200), age=45), child("deceased", "L", 12)
    )
    about = "The date of death lies before the birth."
    day = book.before(20)
    tries = (fails(death, "DATE_BEFORE_BIRTH"),)
    book.add("death_before_birth", about, home, "father", people, tries, death_date=day)


def _about_a_marriage(book: Casebook) -> None:
    wed = {"religious_marriage_date": book.days_ago(20)}
    home = book.settler.settle(HALONG, *couple(book.before(10, 200), age=38), religion="KRISTEN")
    other = book.settler.settle(HALONG, man("bride", 28, sex="P"), religion="KRISTEN")
    people = {"groom": home.people["father"].nik, "bride": other.people["bride"].nik}
    about = "He is married already."
    tries = (fails("AKTA_PERKAWINAN", "ALREADY_MARRIED"),)
    everybody = {**people, **book.witnesses()}
    book.add("groom_already_married", about, home, "father", everybody, tries, **wed)
    single = book.settler.settle(HALONG, man("father", 33), religion="HINDU")
    people = {"mother": other.people["bride"].nik}
    facts = {"decision_number": "13/PDT.P/CONTOH", "decision_final_date": book.days_ago(9)}
    facts["marriage_certificate_number"] = "6308-KW-01012015-9001"
    tries = (fails("AKTA_PERCERAIAN", "NOT_MARRIED"),)
    about = "Wants a divorce from a woman he is not married to."
    book.add("divorce_from_another", about, single, "father", people, tries, **facts)


def _about_a_move(book: Casebook) -> None:
    home = book.settler.settle(BATUMANDI, *couple(book.before(7, 200), age=34))
    facts = {"mover_niks": list(home.family.members), "dest_village_code": "63.08.05.2003"}
    about = "Moves “inside” the regency to a village outside it."
    tries = (fails("PINDAH_DALAM_KABUPATEN", "VILLAGE_UNKNOWN"),)
    book.add("move_to_unknown_village", about, home, "father", None, tries, **facts)
    about = "Asks for a move certificate to a village of Balangan."
    inside = "63.11.06.1023"
    tries = (fails("PINDAH_KELUAR_SKPWNI", "WRONG_SERVICE", dest_region_code=inside),)
    book.add("skpwni_inside_the_regency", about, home, "mother", None, tries, **facts)
    mother = wife("mother", 37, relation="KEPALA_KELUARGA", married="CERAI_HIDUP")
    home = book.settler.settle(BATUMANDI, mother, child("child", "P", 10))
    about = "The mother leaves the regency and leaves only a child behind."
    facts = {"mover_niks": [home.people["mother"].nik]}
    tries = (fails("PINDAH_KELUAR_SKPWNI", "MINORS_REMAIN"),)
    book.add("leaves_a_child_behind", about, home, "mother", None, tries, **facts)


def _of_the_wrong_age(book: Casebook) -> None:
    home = book.settler.settle(
        LAMPIHONG,
        *couple(book.before(18, 200), age=44),
        child("child", "L", 15, born=book.aged(15)),
    )
    about = "Fifteen: too young for an identity card."
    tries = (fails("KTP_EL_BARU", "NOT_ELIGIBLE"),)
    book.add("too_young_for_ktp", about, home, "child", None, tries)
    home = book.settler.settle(
        LAMPIHONG,
        *couple(book.before(21, 200), age=46),
        child("child", "P", 18, born=book.aged(18)),
    )
    about = "Eighteen: too old for a child card."
    tries = (fails("KIA_BARU", "NOT_ELIGIBLE"),)
    book.add("too_old_for_kia", about, home, "mother", None, tries)
    home = book.settler.settle(LAMPIHONG, man("head", 49), child("applicant", "L", 20))
    tries = (fails("KIA_HILANG_RUSAK", "NOT_ELIGIBLE"),)
    people = {"child": home.people["applicant"].nik}
    about = "Twenty and asks for another child card."
    book.add("grown_child_kia", about, home, "applicant", people, tries)
