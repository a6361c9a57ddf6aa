"""Plain families, six for each everyday journey, and the people who help them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from siak_sim.people.casebook import (
    AWAYAN,
    GALUMBANG_JUAI,
    GALUMBANG_PARINGIN,
    PARINGIN_KOTA,
    PARINGIN_TIMUR,
    PLAIN_VILLAGES,
    REPORTER,
    Casebook,
    child,
    couple,
    man,
    numbered,
    wife,
    works,
)
from siak_sim.people.settling import One, Settled

SIX = range(1, 7)


def everyday_cases(book: Casebook) -> None:
    """Enter the plain families."""
    _helpers(book)
    _expecting(book)
    _with_elder(book)
    _single(book)
    _card_change(book)
    _for_child_card(book)
    _lost_card(book)
    _first_card(book)


def _helpers(book: Casebook) -> None:
    for number, village in ((1, PARINGIN_KOTA), (2, PARINGIN_TIMUR)):
        settled = book.settler.settle(village, man("witness", 48))
        book.add(f"witness_{number}", "May witness anything; related to nobody.", settled)
    home = book.settler.settle(AWAYAN, *couple(book.before(22, 200), age=50))
    book.add("rt_head", "Head of an RT: reports deaths and foundlings of others.", home, "father")
    home = book.settler.settle(
        PARINGIN_KOTA, *couple(book.before(8, 200), age=35), child("child", "P", 5)
    )
    about = "Family of somebody who works at the office: others have to handle it."
    tries = (works("KK_HILANG_RUSAK"),)
    book.add("officer_household", about, home, "father", tries=tries)
    _official(book)


def _official(book: Casebook) -> None:
    home = book.settler.settle(AWAYAN, *couple(book.before(15, 200), age=41))
    families = []
    for number in range(1, 11):
        other = book.settler.settle(AWAYAN, *couple(book.before(6, 200), age=29 + number))
        about = "One of ten families a village official applies for in one day."
        name = numbered("family_of_the_village", number)
        tries = (works("KK_HILANG_RUSAK"),)
        people = {"official": home.people["father"].nik}
        book.add(name, about, other, "father", people, tries)
        families.append(other.family.number)
    about = "Applies for ten families in one day."
    tries = (works("KK_HILANG_RUSAK"),)
    book.add("village_official", about, home, "father", tries=tries, families=families)
    about = "The same village official, as an intermediary."
    book.add("intermediary", about, home, "father", families=families)


def _expecting(book: Casebook) -> None:
    for number, village in zip(SIX, PLAIN_VILLAGES, strict=True):
        father, mother = couple(book.before(4, 200), age=28 + number)
        if number == 2:  # NIK day 71
            mother = replace(mother, born=date(book.today.year - 27, 1, 31))
        if number == 3:
            year = (book.today.year - 32) // 4 * 4
            father = replace(father, born=date(year, 2, 29))
        children = [child(f"child{n}", "LP"[n % 2], 2 * n + 1) for n in range(number % 3)]
        home = book.settler.settle(village, father, mother, *children)
        book.add(
            numbered("couple_expecting", number),
            "Married couple with a newborn to register; all papers at hand.",
            home,
            "father",
            book.witnesses(),
            child_birth_date=book.days_ago(10 + number),
            marriage_certificate_number=f"{number:04}/0{number}/IV/{book.today.year - 4}",
            marriage_date=book.before(4, 200),
            tries=(works("AKTA_KELAHIRAN"),),
        )
        if number == 2:
            tries = (works("KTP_EL_HILANG_RUSAK"),)
            book.add("woman_born_on_31st", "NIK day 71.", home, "mother", tries=tries)
        if number == 3:
            tries = (works("KTP_EL_HILANG_RUSAK"),)
            book.add("born_on_leap_day", "Born on 29 February.", home, "father", tries=tries)


def _with_elder(book: Casebook) -> None:
    for number, village in zip(SIX, PLAIN_VILLAGES, strict=True):
        elder = One("elder", "LP"[number % 2], 70 + number, "ORANGTUA", married="CERAI_MATI")
        father, mother = couple(book.before(14, 200), age=38 + number)
        if number in (5, 6):
            born = date(book.today.year - 36, 5, 5)
            mother = replace(mother, name="SITI AMINAH", born=born)
        home = book.settler.settle(village, father, mother, child("child", "P", 9), elder)
        book.add(
            numbered("family_with_elder", number),
            "A grandparent in the family has died; the son reports.",
            home,
            "father",
            {"deceased": home.people["elder"].nik, **book.witnesses()},
            tries=(works("AKTA_KEMATIAN"),),
            death_date=book.days_ago(5 + number),
        )
        if number in (5, 6):
            other = "" if number == 5 else book.nik_of("family_with_elder_5", "mother")
            people = {"namesake": other} if other else {}
            case = numbered("same_name_same_birth_date", number - 4)
            about = "Shares name and birth date with another of her village."
            tries = (works("KTP_EL_HILANG_RUSAK"),)
            book.add(case, about, home, "mother", people, tries)


def _single(book: Casebook) -> None:
    for number, village in zip(SIX, PLAIN_VILLAGES, strict=True):
        alone = man("deceased", 60 + number, married="CERAI_MATI")
        if number % 2:
            alone = replace(alone, sex="P")
        home = book.settler.settle(village, alone)
        book.add(
            numbered("single_person_family", number),
            "Lives alone; after the death no family card is left. Somebody else reports.",
            home,
            people={"reporter": book.nik_of("rt_head"), **book.witnesses()},
            tries=(works("AKTA_KEMATIAN", **REPORTER),),
            death_date=book.days_ago(3 + number),
        )


def _card_change(book: Casebook) -> None:
    elsewhere = {2: "630805", 3: "350917", 4: "630204", 5: "640101"}
    names = {
        2: ("nik_prefix_6308", "NIK from before the regency was split off."),
        3: ("nik_prefix_java", "NIK first registered on Java."),
        4: ("nik_prefix_kotabaru", "NIK first registered in Kotabaru."),
        5: ("nik_prefix_paser", "NIK first registered in Paser."),
    }
    for number, village in zip(SIX, PLAIN_VILLAGES, strict=True):
        father, mother = couple(book.before(10, 200), age=36 + number)
        if number in elsewhere:
            father = replace(father, prefix=elsewhere[number])
        odd = ("NIK_DIGITS",) if number in elsewhere else ()
        son = child("child", "L", 8)
        if number == 6:
            father, son = replace(father, name="ABDUL GAZALI"), replace(son, name="ABDUL GAZALI")
        home = book.settler.settle(village, father, mother, son)
        book.add(
            numbered("family_for_card_change", number),
            "Education or occupation on the family card is out of date.",
            home,
            "father",
            tries=(works("KK_PERUBAHAN_DATA", *odd), works("KK_HILANG_RUSAK", *odd)),
            change={"element": "PEKERJAAN", "from": "PETANI_PEKEBUN", "to": "WIRASWASTA"},
        )
        if number in names:
            tries = (works("KK_HILANG_RUSAK", "NIK_DIGITS"),)
            book.add(names[number][0], names[number][1], home, "father", tries=tries)
        if number == 6:
            about = "Father and son share a name."
            tries = (works("KK_HILANG_RUSAK"),)
            book.add("father_and_son_same_name", about, home, "father", tries=tries)


def _for_child_card(book: Casebook) -> None:
    villages = (PARINGIN_KOTA, GALUMBANG_JUAI, GALUMBANG_PARINGIN, AWAYAN, AWAYAN, AWAYAN)
    shared = "6289900020001"
    for number, village in zip(SIX, villages, strict=True):
        phone = shared if number > 3 else ""
        home = book.settler.settle(
            village,
            *couple(book.before(9, 200), age=33),
            child("child", "LP"[number % 2], 5 + number, card=False),
            phone=phone,
        )
        about = "A child of five to sixteen without a child card."
        name = numbered("family_with_child_for_kia", number)
        book.add(name, about, home, "mother", tries=(works("KIA_BARU"),))
        if number > 3:
            case = numbered("shared_phone", number - 3)
            tries = (works("KK_HILANG_RUSAK"),)
            book.add(case, "Three families share one phone.", home, "father", tries=tries)
        if number in (2, 3):
            name = "galumbang_juai" if number == 2 else "galumbang_paringin_selatan"
            about = "The village's name exists in two districts."
            book.add(name, about, home, "father", tries=(works("KK_HILANG_RUSAK"),))


def _lost_card(book: Casebook) -> None:
    long_name = "MUHAMMAD " + "SYAMSUDDIN " * 4 + "BAHRUDI"
    names = {2: "RUSMINI", 3: long_name[:60], 4: "NU'MAN SYA'BAN", 5: "AMINAH HAYATI"}
    told = {
        2: ("one_word_name", "Her name is one word."),
        3: ("sixty_letter_name", "His name fills all sixty letters."),
        4: ("name_with_apostrophe", "Apostrophes in the name."),
        5: ("name_with_title_in_chat", "Writes “Hj.” in the chat; the register does not."),
    }
    for number, village in zip(SIX, PLAIN_VILLAGES, strict=True):
        sex = "P" if number in (2, 5) else "L"
        single = man("owner", 26 + number, name=names.get(number, ""))
        home = book.settler.settle(village, replace(single, sex=sex))
        loss = "RUSAK" if number == 2 else "HILANG"
        about = "Identity card lost (or damaged); data unchanged."
        tries = (works("KTP_EL_HILANG_RUSAK", loss_kind=loss),)
        book.add(numbered("lost_ktp", number), about, home, tries=tries, loss_kind=loss)
        if number in told:
            typed = "Hj. Aminah Hayati" if number == 5 else home.people["owner"].name
            tries = (works("KTP_EL_HILANG_RUSAK", applicant_name=typed),)
            book.add(told[number][0], told[number][1], home, tries=tries, typed_name=typed)
        if number == 2:
            tries = (works("KTP_EL_HILANG_RUSAK", loss_kind="RUSAK"),)
            book.add("damaged_ktp", "Identity card damaged.", home, tries=tries, loss_kind="RUSAK")


def _first_card(book: Casebook) -> None:
    home = book.settler.settle(
        PARINGIN_KOTA,
        *couple(book.before(20, 200), age=45),
        child("seventeen", "L", 17, card=False, born=book.aged(17)),
    )
    people = {"parent": home.people["father"].nik}
    tries = (works("KTP_EL_BARU"),)
    book.add("ktp_not_recorded", "Seventeen, never recorded.", home, "seventeen", people, tries)
    home = book.settler.settle(
        PARINGIN_KOTA,
        man("groom", 24, married="KAWIN", more={"marriage_date": _iso(book.before(0, 60))}),
        wife("bride", 16, married="KAWIN", card=False, born=book.aged(16)),
    )
    about = "Sixteen and married with a court's leave: may have a card."
    book.add(
        "married_at_sixteen", about, home, "bride", {}, (works("KTP_EL_BARU", ever_married=True),)
    )
    mother = wife("mother", 33, relation="KEPALA_KELUARGA", married="CERAI_HIDUP")
    home = book.settler.settle(
        PARINGIN_TIMUR,
        mother,
        child("four", "P", 4, born=book.aged(4)),
        child("five", "L", 5, born=book.aged(5)),
    )
    for name, role in (("kia_four_years", "four"), ("kia_five_years", "five")):
        about = f"A child of {role} years without a child card."
        book.add(name, about, home, "mother", _as_child(home, role), (works("KIA_BARU"),))


def _as_child(home: Settled, role: str) -> dict[str, str]:
    return {"child": home.people[role].nik}


def _iso(day: date) -> str:
    return day.isoformat()
