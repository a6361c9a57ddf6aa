"""The unusual families: everything an office meets once a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from siak_sim.casebook import (
    AWAYAN,
    BATU_PIRING,
    BATUMANDI,
    DAYAK_PITAP,
    HALONG,
    JUUH,
    KAPUL,
    LAMPIHONG,
    PARINGIN_KOTA,
    PARINGIN_TIMUR,
    WONOREJO,
    Casebook,
    child,
    couple,
    man,
    wife,
)
from siak_sim.numbers import activate, new_print, supersede
from siak_sim.records import Paper, PersonStatus
from siak_sim.settling import One

ELSEWHERE = "63.08.05.2003"
_UNREGISTERED = "KAWIN_BELUM_TERCATAT"


def unusual_cases(book: Casebook) -> None:
    """Enter the unusual families."""
    _births(book)
    _late_births(book)
    _deaths(book)
    _families(book)
    _marriages(book)
    _moves(book)
    _statuses(book)
    _numbers(book)
    _papers(book)
    _applicants(book)


def _births(book: Casebook) -> None:
    married = book.years_ago(3)
    born = book.days_ago(12)
    for name, about, village in (
        ("twins", "Twins to register: two applications, consecutive NIK.", BATU_PIRING),
        ("triplets", "Triplets to register.", PARINGIN_KOTA),
        ("home_birth", "Born at home, letter from the village.", DAYAK_PITAP),
        ("birth_without_letter", "Born in a field, no letter at all (F-2.03).", JUUH),
    ):
        home = book.settler.settle(village, *couple(married, age=30))
        book.add(name, about, home, "father", book.witnesses(), child_birth_date=born)
    home = book.settler.settle(KAPUL, *couple(None, age=27, status=_UNREGISTERED))
    book.add(
        "parents_unregistered_spouses",
        "Marriage not registered, but spouses on the family card (F-2.04).",
        home,
        "father",
        book.witnesses(),
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
        child_birth_date=born,
    )
    finder = book.cases["rt_head"]
    book.cases["foundling"] = {
        **finder,
        "about": "A child was found; the head of the RT reports.",
        "people": {**finder["people"], **book.witnesses()},
        "facts": {"child_birth_date": born.isoformat()},
    }


def _late_births(book: Casebook) -> None:
    home = book.settler.settle(AWAYAN, *couple(book.years_ago(5), age=31))
    for name, days in (("late_birth_day_60", 60), ("late_birth_day_61", 61)):
        about = f"Born {days} days before today."
        day = book.days_ago(days)
        book.add(name, about, home, "father", book.witnesses(), child_birth_date=day)
    home = book.settler.settle(WONOREJO, *couple(book.years_ago(6), age=35))
    book.add(
        "late_birth_one_year",
        "Born a year ago; the head of office decides.",
        home,
        "father",
        book.witnesses(),
        child_birth_date=book.days_ago(370),
    )
    home = book.settler.settle(
        HALONG, man("subject", 52, more={"father_name": "JAMHURI", "mother_name": "SALASIAH"})
    )
    about = "Fifty-two years old and without a birth act."
    book.add("first_time_applicant_52", about, home, people=book.witnesses())


def _deaths(book: Casebook) -> None:
    home = book.settler.settle(
        BATUMANDI, *couple(book.years_ago(30), age=60), child("child", "L", 25)
    )
    book.add(
        "head_dies_leaving_spouse",
        "The head has died; his wife becomes head and CERAI MATI.",
        home,
        "mother",
        {"deceased": home.people["father"].nik, **book.witnesses()},
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
        death_date=book.days_ago(8),
    )
    home = book.settler.settle(LAMPIHONG, *couple(book.years_ago(18), age=44))
    for name, about, days in (
        ("deceased_not_in_registry", "A relative who was never registered has died.", 9),
        ("old_death", "A death of nine years ago without a letter.", 9 * 365),
        ("missing_person", "Missing at sea; a court has declared him dead.", 700),
    ):
        day = book.days_ago(days)
        book.add(name, about, home, "father", book.witnesses(), death_date=day)


def _families(book: Casebook) -> None:
    home = book.settler.settle(
        DAYAK_PITAP,
        *couple(book.years_ago(20), age=50),
        One("second_wife", "P", 35, "ISTRI", married="KAWIN"),
        child("child", "L", 12),
    )
    book.add("polygynous_family", "One husband, two wives, one card.", home, "father")
    mother = wife("mother", 36, relation="KEPALA_KELUARGA", married="CERAI_HIDUP")
    home = book.settler.settle(AWAYAN, mother, child("child", "P", 10))
    other = book.settler.settle(AWAYAN, man("father", 40, married="CERAI_HIDUP"))
    father = other.people["father"]
    moved = replace(home.people["child"], father_nik=father.nik, father_name=father.name)
    book.settler.keep(moved)
    about = "Divorced; the child moves to the father's card."
    book.add("divorced_parents", about, other, "father", {"child": moved.nik})
    home = book.settler.settle(
        JUUH, *couple(book.years_ago(35), age=62), One("grandchild", "L", 9, "CUCU")
    )
    book.add("grandchild_with_grandparents", "Grandchild in their care.", home, "father")
    home = book.settler.settle(
        WONOREJO,
        man("groom", 22, married=_UNREGISTERED),
        wife("bride", 17, married=_UNREGISTERED),
    )
    book.add("underage_bride", "She was under nineteen at the marriage.", home, "groom")
    home = book.settler.settle(WONOREJO, *couple(book.years_ago(12), age=42))
    book.add("second_marriage", "Wants a second wife; the first refuses.", home, "father")


def _marriages(book: Casebook) -> None:
    day = book.days_ago(20)
    for name, faith, hers, village in (
        ("hindu_couple", "HINDU", "HINDU", HALONG),
        ("buddhist_couple", "BUDHA", "BUDHA", KAPUL),
        ("christian_couple", "KRISTEN", "KRISTEN", KAPUL),
        ("penghayat_couple", "KEPERCAYAAN", "KEPERCAYAAN", DAYAK_PITAP),
        ("mixed_faith_couple", "KRISTEN", "ISLAM", HALONG),
        ("muslim_couple", "ISLAM", "ISLAM", AWAYAN),
    ):
        home = book.settler.settle(
            village,
            man("groom", 27, married=_UNREGISTERED),
            wife("bride", 25, married=_UNREGISTERED, more={"religion": hers}),
            religion=faith,
        )
        about = "Married by religion, asks for the marriage act."
        if name == "muslim_couple":
            about += " Belongs to the KUA."
        people = book.witnesses()
        book.add(name, about, home, "groom", people, religious_marriage_date=day)


def _moves(book: Casebook) -> None:
    for name, about, village in (
        ("move_inside_village", "The whole family moves inside the village.", PARINGIN_KOTA),
        ("move_between_districts", "The whole family moves to another district.", HALONG),
        ("move_out_partial", "Two of three leave the regency.", BATU_PIRING),
    ):
        home = book.settler.settle(
            village, *couple(book.years_ago(16), age=43), child("child", "L", 18)
        )
        book.add(name, about, home, "father", dest_village_code=PARINGIN_TIMUR)
    for name, about, days, target in (
        ("move_in_old_skpwni", "Arrives with an old move certificate.", 180, "63.11"),
        ("skpwni_wrong_destination", "The certificate names another regency.", 20, "63.09"),
    ):
        home = book.settler.settle(
            ELSEWHERE,
            man("mover", 33, more={"status": PersonStatus.IN_LIMBO}, prefix="630805"),
        )
        issued = book.days_ago(days)
        number = f"SKPWNI/6308/{issued:%d%m%Y}/9001"
        paper = new_print(book.settler.view, "SKPWNI", number, None)
        paper = activate(book.settler.view, paper.register_number, issued)
        book.settler.view.put(replace(paper, note=f"63.08 -> {target}"))
        book.add(name, about, home, skpwni_number=number, skpwni_date=issued)


def _statuses(book: Casebook) -> None:
    home = book.settler.settle(AWAYAN, man("applicant", 36, more={"status": PersonStatus.IN_LIMBO}))
    book.add("applicant_in_limbo", "Move certificate issued, not arrived yet.", home)
    home = book.settler.settle(AWAYAN, man("applicant", 47, more={"status": PersonStatus.INACTIVE}))
    book.add("inactive_nik", "NIK inactive.", home)
    home = book.settler.settle(
        BATU_PIRING,
        *couple(book.years_ago(25), age=55),
        One(
            "deceased",
            "P",
            80,
            "ORANGTUA",
            married="CERAI_MATI",
            more={
                "status": PersonStatus.DECEASED,
                "death_date": book.days_ago(90).isoformat(),
            },
        ),
    )
    on = book.days_ago(80)
    number = book.settler.act("AKTA_KEMATIAN", on)
    about = "Her death is registered; NIK inactive."
    book.add("deceased", about, home, "deceased", act_number=number)
    blocked = {"status": PersonStatus.DECEASED, "death_date": book.days_ago(30).isoformat()}
    home = book.settler.settle(PARINGIN_KOTA, man("applicant", 39, more=blocked))
    book.add("blocked_by_mistaken_death", "Alive, but recorded as dead by mistake.", home)
    born = date(book.today.year - 41, 7, 7)
    first = man("applicant", 41, name="NORHAYATI RAHMAH", born=born)
    home = book.settler.settle(PARINGIN_TIMUR, replace(first, sex="P"))
    second = replace(first, sex="P", more={"status": PersonStatus.INACTIVE})
    other = book.settler.settle(BATU_PIRING, second)
    people = {"duplicate": other.people["applicant"].nik}
    book.add(
        "duplicate_nik", "One person with two NIK; one awaits consolidation.", home, "", people
    )


def _numbers(book: Casebook) -> None:
    home = book.settler.settle(
        DAYAK_PITAP,
        man("centenarian", 103, married="CERAI_MATI"),
        One("great_grandchild", "L", 3, "FAMILI_LAIN"),
    )
    book.add("centenarian_and_child", "Born a hundred years apart: equal year digits.", home)
    born = date(book.today.year - 38, 8, 17)
    wrong = born - timedelta(days=40)
    home = book.settler.settle(
        LAMPIHONG,
        man("corrected", 38, born=born, more={"nik_from": (wrong, "L")}),
    )
    book.add("corrected_birth_date", "NIK from before the birth date was corrected.", home)
    born = date(book.today.year - 44, 4, 4)
    home = book.settler.settle(
        LAMPIHONG, man("applicant", 44, born=born, more={"nik_from": (born, "P")})
    )
    book.add("man_with_woman_nik", "A man whose NIK counts as a woman's.", home)


def _papers(book: Casebook) -> None:
    home = book.settler.settle(
        PARINGIN_KOTA, *couple(book.years_ago(11), age=37), child("child", "P", 7)
    )
    number = home.family.number
    old, new = book.settler.reprint("KK", number, book.days_ago(30))
    _supersede(book, old, new)
    about = "The family card was printed anew; the old QR must say so."
    book.add("superseded_kk", about, home, "father", old_register=old, register_number=new)
    series = book.settler.act("AKTA_KELAHIRAN", book.years_ago(6), "LU")
    people = {"subject": home.people["child"].nik}
    about = "Lost the excerpt of the child's birth act."
    book.add("second_excerpt", about, home, "father", people, act_number=series)
    about = "The act was issued by another regency: not ours."
    foreign = "3578-LU-01012015-9001"
    book.add("act_of_another_regency", about, home, "father", people, act_number=foreign)


def _supersede(book: Casebook, old: str, new: str) -> None:
    supersede(book.settler.view, book.settler.view.require(Paper, old), new)


def _applicants(book: Casebook) -> None:
    home = book.settler.settle(AWAYAN, man("principal", 68, married="CERAI_MATI"))
    people = {"attorney": book.nik_of("village_official")}
    book.add("power_of_attorney", "Somebody else applies for him (F-1.07).", home, "", people)
    itap = {"citizenship": "WNA", "kitap": "2C11JE0001-CONTOH", "birth_place": "KUALA LUMPUR"}
    home = book.settler.settle(PARINGIN_KOTA, man("foreigner", 46, more=itap))
    book.add("itap_foreigner", "Foreigner with a permanent stay permit.", home)
    away = {"status": PersonStatus.MOVED}
    home = book.settler.settle(LAMPIHONG, man("returner", 37, more=away))
    book.add("returning_from_abroad", "Citizen who comes back from abroad.", home)
    home = book.settler.settle(BATUMANDI, *couple(book.years_ago(7), age=32))
    book.add("phone_not_e164", "Types the phone number with a zero and dashes.", home, "father")
    book.cases["phone_not_e164"]["facts"]["typed_phone"] = _as_typed(home.family.phone)
    home = book.settler.settle(BATUMANDI, *couple(book.years_ago(9), age=36))
    about = "Changes the phone number between submission and delivery."
    book.add("number_changed", about, home, "father", new_phone="6289900020002")


def _as_typed(phone: str) -> str:
    national = "0" + phone.removeprefix("62")
    return f"{national[:4]}-{national[4:8]}-{national[8:]}"
