"""Births and deaths an office does not meet every day."""

from __future__ import annotations

from datetime import date

from siak_sim.people.casebook import (
    AWAYAN,
    BATU_PIRING,
    BATUMANDI,
    DAYAK_PITAP,
    HALONG,
    JUUH,
    KAPUL,
    LAMPIHONG,
    PARINGIN_KOTA,
    REPORTER,
    UNREGISTERED,
    WONOREJO,
    Casebook,
    child,
    couple,
    fails,
    man,
    works,
)
from siak_sim.people.settling import One

_IN_TIME = 60  # days to report a birth
_PLURAL = {"twins": "KEMBAR_2", "triplets": "KEMBAR_3"}
_NO_EVIDENCE = {"parents_have_marriage_certificate": False}
_MOTHER_ONLY = {
    **_NO_EVIDENCE,
    "kk_shows_parents_as_spouses": False,
    "single_mother_record": True,
    "applicant_relation": "IBU",
}
_HIMSELF = {
    **_NO_EVIDENCE,
    "kk_shows_parents_as_spouses": False,
    "foundling": True,
    "child_nik": "@.nik",
    "child_name": "@.name",
    "child_sex": "L",
    "applicant_relation": "DIRI_SENDIRI",
}
_FOUNDLING = {
    **_NO_EVIDENCE,
    "kk_shows_parents_as_spouses": False,
    "foundling": True,
    "mother_nik": "",
    "mother_name": "",
    "father_nik": "",
    "father_name": "",
    "applicant_relation": "KETUA_RT",
}


def vital_cases(book: Casebook) -> None:
    """Enter families with a birth or a death to report."""
    _births(book)
    _late_births(book)
    _deaths(book)


def _births(book: Casebook) -> None:
    married = book.before(3, 200)
    born = book.days_ago(12)
    for name, about, village in (
        ("twins", "Twins to register: two applications, consecutive NIK.", BATU_PIRING),
        ("triplets", "Triplets to register.", PARINGIN_KOTA),
        ("home_birth", "Born at home, letter from the village.", DAYAK_PITAP),
        ("birth_without_letter", "Born in a field, no letter at all (F-2.03).", JUUH),
    ):
        home = book.settler.settle(village, *couple(married, age=30))
        tries = (works("AKTA_KELAHIRAN", birth_type=_PLURAL.get(name, "TUNGGAL")),)
        book.add(name, about, home, "father", book.witnesses(), tries, child_birth_date=born)
    _without_marriage(book, born)


def _without_marriage(book: Casebook, born: date) -> None:
    home = book.settler.settle(KAPUL, *couple(None, age=27, status=UNREGISTERED))
    book.add(
        "parents_unregistered_spouses",
        "Marriage not registered, but spouses on the family card (F-2.04).",
        home,
        "father",
        book.witnesses(),
        (works("AKTA_KELAHIRAN", **_NO_EVIDENCE),),
        child_birth_date=born,
    )
    home = book.settler.settle(
        LAMPIHONG, man("grandfather", 55), child("mother", "P", 24), spouses=False
    )
    book.add(
        "parents_unregistered_not_spouses",
        "Unmarried mother in her father's family: the child of a mother, a grandchild there.",
        home,
        "mother",
        book.witnesses(),
        (works("AKTA_KELAHIRAN", **_MOTHER_ONLY),),
        child_birth_date=born,
    )
    finder = book.cases["rt_head"]
    tries = (works("AKTA_KELAHIRAN", **_FOUNDLING),)
    book.cases["foundling"] = {
        **finder,
        "about": "A child was found; the head of the RT reports.",
        "people": {"finder": finder["nik"], **book.witnesses()},
        "services": ["AKTA_KELAHIRAN"],
        "tries": list(tries),
        "facts": {"child_birth_date": born.isoformat()},
    }


def _late_births(book: Casebook) -> None:
    home = book.settler.settle(AWAYAN, *couple(book.before(5, 200), age=31))
    for name, days in (("late_birth_day_60", 60), ("late_birth_day_61", 61)):
        about = f"Born {days} days before today."
        day = book.days_ago(days)
        late = days > _IN_TIME
        tries = (fails("AKTA_KELAHIRAN", "DECISION_NEEDED") if late else works("AKTA_KELAHIRAN"),)
        book.add(name, about, home, "father", book.witnesses(), tries, child_birth_date=day)
    home = book.settler.settle(WONOREJO, *couple(book.before(6, 200), age=35))
    book.add(
        "late_birth_one_year",
        "Born a year ago; the head of office decides.",
        home,
        "father",
        book.witnesses(),
        (fails("AKTA_KELAHIRAN", "DECISION_NEEDED"),),
        child_birth_date=book.days_ago(370),
    )
    home = book.settler.settle(
        HALONG, man("subject", 52, more={"father_name": "JAMHURI", "mother_name": "SALASIAH"})
    )
    about = "Fifty-two years old and without a birth act."
    tries = (fails("AKTA_KELAHIRAN", "DECISION_NEEDED", **_HIMSELF),)
    born = home.people["subject"].birth_date
    book.add(
        "first_time_applicant_52", about, home, "", book.witnesses(), tries, child_birth_date=born
    )


def _deaths(book: Casebook) -> None:
    home = book.settler.settle(
        BATUMANDI, *couple(book.before(30, 200), age=60), child("child", "L", 25)
    )
    book.add(
        "head_dies_leaving_spouse",
        "The head has died; his wife becomes head and CERAI MATI.",
        home,
        "mother",
        {"deceased": home.people["father"].nik, **book.witnesses()},
        (works("AKTA_KEMATIAN", was_head_of_family=True, had_spouse=True),),
        death_date=book.days_ago(6),
    )
    home = book.settler.settle(
        BATUMANDI,
        man("deceased", 45, married="CERAI_MATI"),
        child("child1", "P", 15),
        child("child2", "L", 11),
    )
    book.add(
        "head_dies_leaving_minors",
        "The head has died and leaves only minors; a neighbour reports.",
        home,
        people={"reporter": book.nik_of("rt_head"), **book.witnesses()},
        tries=(works("AKTA_KEMATIAN", was_head_of_family=True, **REPORTER),),
        death_date=book.days_ago(8),
    )
    _unusual_deaths(book)


def _unusual_deaths(book: Casebook) -> None:
    home = book.settler.settle(LAMPIHONG, *couple(book.before(18, 200), age=44))
    unknown = works("AKTA_KEMATIAN", deceased_name="CONTOH PENDATANG", in_registry=False)
    book.add(
        "deceased_not_in_registry",
        "A relative who was never registered has died.",
        home,
        "father",
        book.witnesses(),
        (unknown,),
        death_date=book.days_ago(9),
    )
    home = book.settler.settle(
        LAMPIHONG,
        *couple(book.before(18, 200), age=44),
        One("deceased", "L", 78, "ORANGTUA", married="CERAI_MATI"),
    )
    late = works("AKTA_KEMATIAN", "LATE_REPORT", attested_by="KEPALA_DESA_LURAH")
    book.add(
        "old_death",
        "A death of nine years ago without a letter.",
        home,
        "father",
        book.witnesses(),
        (late,),
        death_date=book.days_ago(9 * 365),
    )
    home = book.settler.settle(
        LAMPIHONG, *couple(book.before(18, 200), age=44), One("deceased", "L", 22, "FAMILI_LAIN")
    )
    lost = works("AKTA_KEMATIAN", "LATE_REPORT", attested_by="PENGADILAN", missing_body=True)
    book.add(
        "missing_person",
        "Missing at sea; a court has declared him dead.",
        home,
        "father",
        book.witnesses(),
        (lost,),
        death_date=book.days_ago(700),
    )
