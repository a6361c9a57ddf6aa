"""Plain families, six for each everyday journey, and the people who help them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from siak_sim.casebook import (
    AWAYAN,
    GALUMBANG_JUAI,
    GALUMBANG_PARINGIN,
    PARINGIN_KOTA,
    PARINGIN_TIMUR,
    PLAIN_VILLAGES,
    Casebook,
    child,
    couple,
    man,
    numbered,
    wife,
)
from siak_sim.settling import One, Settled

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
    home = book.settler.settle(AWAYAN, *couple(book.years_ago(22), age=50))
    book.add("rt_head", "Head of an RT: reports deaths and foundlings of others.", home, "father")
    home = book.settler.settle(
        PARINGIN_KOTA, *couple(book.years_ago(8), age=35), child("child", "P", 5)
    )
    book.add("officer_household", "Family of somebody who works at the office.", home, "father")
    home = book.settler.settle(AWAYAN, *couple(book.years_ago(15), age=41))
    book.add("village_official", "Applies for ten families in one day.", home, "father")
    book.add("intermediary", "The same village official, as an intermediary.", home, "father")


def _expecting(book: Casebook) -> None:
    for number, village in zip(SIX, PLAIN_VILLAGES, strict=True):
        father, mother = couple(book.years_ago(4), age=28 + number)
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
            marriage_date=book.years_ago(4),
        )
        if number == 2:
            book.add("woman_born_on_31st", "NIK day 71.", home, "mother")
        if number == 3:
            book.add("born_on_leap_day", "Born on 29 February.", home, "father")


def _with_elder(book: Casebook) -> None:
    for number, village in zip(SIX, PLAIN_VILLAGES, strict=True):
        elder = One("elder", "LP"[number % 2], 70 + number, "ORANGTUA", married="CERAI_MATI")
        father, mother = couple(book.years_ago(14), age=38 + number)
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
            death_date=book.days_ago(5 + number),
        )
        if number in (5, 6):
            other = "" if number == 5 else book.nik_of("family_with_elder_5", "mother")
            people = {"namesake": other} if other else {}
            case = numbered("same_name_same_birth_date", number - 4)
            book.add(case, "Shares name and birth date with another.", home, "mother", people)


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
        father, mother = couple(book.years_ago(10), age=36 + number)
        if number in elsewhere:
            father = replace(father, prefix=elsewhere[number])
        son = child("child", "L", 8)
        if number == 6:
            father, son = replace(father, name="ABDUL GAZALI"), replace(son, name="ABDUL GAZALI")
        home = book.settler.settle(village, father, mother, son)
        book.add(
            numbered("family_for_card_change", number),
            "Education or occupation on the family card is out of date.",
            home,
            "father",
            change={"element": "PEKERJAAN", "from": "PETANI_PEKEBUN", "to": "WIRASWASTA"},
        )
        if number in names:
            book.add(names[number][0], names[number][1], home, "father")
        if number == 6:
            book.add("father_and_son_same_name", "Father and son share a name.", home, "father")


def _for_child_card(book: Casebook) -> None:
    villages = (PARINGIN_KOTA, GALUMBANG_JUAI, GALUMBANG_PARINGIN, AWAYAN, AWAYAN, AWAYAN)
    shared = "6289900020001"
    for number, village in zip(SIX, villages, strict=True):
        phone = shared if number > 3 else ""
        home = book.settler.settle(
            village,
            *couple(book.years_ago(9), age=33),
            child("child", "LP"[number % 2], 5 + number, card=False),
            phone=phone,
        )
        about = "A child of five to sixteen without a child card."
        book.add(numbered("family_with_child_for_kia", number), about, home, "mother")
        if number > 3:
            case = numbered("shared_phone", number - 3)
            book.add(case, "Three families share one phone.", home, "father")
        if number in (2, 3):
            name = "galumbang_juai" if number == 2 else "galumbang_paringin_selatan"
            book.add(name, "The village's name exists in two districts.", home, "father")


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
        book.add(numbered("lost_ktp", number), about, home, loss_kind=loss)
        if number in told:
            typed = "Hj. Aminah Hayati" if number == 5 else home.people["owner"].name
            book.add(told[number][0], told[number][1], home, typed_name=typed)
        if number == 2:
            book.add("damaged_ktp", "Identity card damaged.", home, loss_kind="RUSAK")


def _first_card(book: Casebook) -> None:
    home = book.settler.settle(
        PARINGIN_KOTA,
        *couple(book.years_ago(20), age=45),
        child("seventeen", "L", 17, card=False),
        child("almost", "P", 16, born=book.years_ago(17, -1)),
        child("bride", "P", 16, married="KAWIN", card=False),
    )
    people = {"parent": home.people["father"].nik}
    book.add("ktp_not_recorded", "Seventeen, never recorded.", home, "seventeen", people)
    book.add("seventeen_tomorrow", "Turns seventeen tomorrow.", home, "almost", people)
    book.add("married_at_sixteen", "Sixteen and married: may have a card.", home, "bride", people)
    mother = wife("mother", 33, relation="KEPALA_KELUARGA", married="CERAI_HIDUP")
    home = book.settler.settle(
        PARINGIN_TIMUR,
        mother,
        child("four", "P", 4),
        child("five", "L", 5),
        child("last_day", "L", 16, born=book.years_ago(17, -1)),
    )
    for name, role in (("kia_four_years", "four"), ("kia_five_years", "five")):
        book.add(name, "A child without a child card.", home, "mother", _as_child(home, role))
    about = "Sixteen years and 364 days: the last day for a child card."
    book.add("kia_last_day", about, home, "mother", _as_child(home, "last_day"))


def _as_child(home: Settled, role: str) -> dict[str, str]:
    return {"child": home.people[role].nik}
