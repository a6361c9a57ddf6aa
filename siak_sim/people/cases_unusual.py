"""The unusual families: everything an office meets once a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from siak_sim.law.numbers import supersede
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
    PARINGIN_TIMUR,
    REPORTER,
    UNREGISTERED,
    WONOREJO,
    Casebook,
    Trials,
    child,
    couple,
    fails,
    man,
    wife,
    works,
)
from siak_sim.people.settling import One, Settled
from siak_sim.records import Paper, PersonStatus

ELSEWHERE = "63.08.05.2003"
_HER_CARD = {
    "head_of_family_name": "@bride.name",
    "head_of_family_nik": "@bride.nik",
    "head_of_family_birth_date": "@bride.birth_date",
    "member_niks": ["@groom.nik"],
}


def unusual_cases(book: Casebook) -> None:
    """Enter the unusual families."""
    _families(book)
    _marriages(book)
    _moves(book)
    _statuses(book)
    _numbers(book)
    _papers(book)
    _applicants(book)


def _families(book: Casebook) -> None:
    home = book.settler.settle(
        DAYAK_PITAP,
        *couple(book.before(20, 200), age=50),
        One("second_wife", "P", 35, "ISTRI", married="KAWIN"),
        child("child", "L", 12),
    )
    tries = (works("KK_HILANG_RUSAK"),)
    book.add("polygynous_family", "One husband, two wives, one card.", home, "father", tries=tries)
    mother = wife("mother", 36, relation="KEPALA_KELUARGA", married="CERAI_HIDUP")
    home = book.settler.settle(AWAYAN, mother, child("child", "P", 10))
    other = book.settler.settle(AWAYAN, man("father", 40, married="CERAI_HIDUP"))
    father = other.people["father"]
    moved = replace(home.people["child"], father_nik=father.nik, father_name=father.name)
    book.settler.keep(moved)
    about = "Divorced; the child moves to the father's card."
    tries = (works("KK_PERUBAHAN_DATA", change_kind="MENUMPANG_KK", moves_child_between_kk=True),)
    people = {"child": moved.nik}
    change = {"member_nik": moved.nik, "element": "SHDK", "from": "ANAK", "to": "ANAK"}
    book.add("divorced_parents", about, other, "father", people, tries, change=change)
    home = book.settler.settle(
        JUUH, *couple(book.before(35, 200), age=62), One("grandchild", "L", 9, "CUCU")
    )
    book.add(
        "grandchild_with_grandparents",
        "Grandchild in their care.",
        home,
        "father",
        {"child": home.people["grandchild"].nik},
        (works("KIA_BARU", applicant_relation="KELUARGA_LAIN"),),
    )
    _hindered(book)


def _hindered(book: Casebook) -> None:
    home = book.settler.settle(
        WONOREJO,
        man("groom", 22),
        wife("bride", 17, relation="FAMILI_LAIN", born=book.aged(17)),
        religion="KRISTEN",
    )
    tries = (fails("AKTA_PERKAWINAN", "UNDERAGE"),)
    day = {"religious_marriage_date": book.days_ago(20)}
    about = "She was under nineteen at the marriage."
    book.add("underage_bride", about, home, "groom", book.witnesses(), tries, **day)
    home = book.settler.settle(WONOREJO, *couple(book.before(12, 200), age=42))
    other = book.settler.settle(WONOREJO, man("bride", 29, married="CERAI_HIDUP", sex="P"))
    about = "Wants a second wife; the first refuses."
    people = {"groom": home.people["father"].nik, "bride": other.people["bride"].nik}
    facts = {"kk_reason": "MEMBENTUK_KELUARGA", "union_type": "PERKAWINAN"}
    tries = (fails("KK_BARU", "ALREADY_MARRIED", is_second_or_later_wife=True, **_HER_CARD),)
    book.add("second_marriage", about, home, "father", people, tries, **facts)


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
            man("groom", 27, married=UNREGISTERED),
            wife("bride", 25, married=UNREGISTERED, more={"religion": hers}),
            religion=faith,
        )
        about = "Married by religion, asks for the marriage act."
        warned = ("MIXED_FAITH",) if name == "mixed_faith_couple" else ()
        tries = (works("AKTA_PERKAWINAN", *warned),)
        if name == "muslim_couple":
            about += " Belongs to the KUA."
            tries = (fails("AKTA_PERKAWINAN", "MUSLIM_MARRIAGE"),)
        people = book.witnesses()
        book.add(name, about, home, "groom", people, tries, religious_marriage_date=day)


def _moves(book: Casebook) -> None:
    inside = (
        ("move_inside_village", "The whole family moves inside the village.", PARINGIN_KOTA),
        ("move_between_districts", "The whole family moves to another district.", HALONG),
    )
    for name, about, village in inside:
        home = _three(book, village)
        target = PARINGIN_KOTA if village == PARINGIN_KOTA else PARINGIN_TIMUR
        facts = {"dest_village_code": target, "mover_niks": list(home.family.members)}
        tries = (works("PINDAH_DALAM_KABUPATEN"),)
        book.add(name, about, home, "father", None, tries, **facts)
    home = _three(book, BATU_PIRING)
    movers = [home.people[role].nik for role in ("mother", "child")]
    facts = {"dest_village_code": PARINGIN_TIMUR, "mover_niks": movers}
    kind = {"move_kind": "ANGGOTA_KELUARGA"}
    partly = (works("PINDAH_KELUAR_SKPWNI", **kind), works("PINDAH_DALAM_KABUPATEN", **kind))
    about = "Two of three leave the regency."
    book.add("move_out_partial", about, home, "father", None, partly, **facts)
    _arrivals(book)


def _three(book: Casebook, village: str) -> Settled:
    son = child("child", "L", 18)
    return book.settler.settle(village, *couple(book.before(20, 200), age=43), son)


def _arrivals(book: Casebook) -> None:
    other = fails("PINDAH_DATANG", "MOVE_UNKNOWN")
    old = works("PINDAH_DATANG", "NIK_DIGITS", "MOVE_OLD")
    new = works("PINDAH_DATANG", "NIK_DIGITS")
    for name, about, issued, target, tries in (
        ("move_in_old_skpwni", "Arrives with an old move certificate.", 180, "63.11", old),
        ("skpwni_wrong_destination", "The certificate names another regency.", 20, "63.09", other),
        ("move_in_fresh", "Arrives with a new move certificate.", 0, "63.11", new),
    ):
        mover = man("mover", 33, more={"status": PersonStatus.IN_LIMBO}, prefix="630805")
        home = book.settler.settle(ELSEWHERE, mover)
        # only the new one has to follow the day
        on = book.before(0, issued) if issued else book.days_ago(12)
        number = f"SKPWNI/6308/{on:%d%m%Y}/9001"
        book.settler.move(number, home, ("63.08", target), on)
        facts = {"skpwni_number": number, "skpwni_date": on}
        facts["mover_niks"] = [home.people["mover"].nik]
        book.add(name, about, home, "", None, (tries,), **facts)


def _statuses(book: Casebook) -> None:
    limbo = man("applicant", 36, more={"status": PersonStatus.IN_LIMBO}, relation="ANAK")
    home = book.settler.settle(AWAYAN, man("stays", 63), limbo, spouses=False)
    on = book.before(0, 40)
    number = book.settler.move(f"SKPWNI/6311/{on:%d%m%Y}/9001", home, ("63.11", "63.08"), on)
    about = "Move certificate issued, not arrived yet: everything else has to wait."
    tries = (fails("KTP_EL_HILANG_RUSAK", "PERSON_IN_LIMBO"),)
    book.add("applicant_in_limbo", about, home, "applicant", None, tries, skpwni_number=number)
    home = book.settler.settle(AWAYAN, man("applicant", 47, more={"status": PersonStatus.INACTIVE}))
    tries = (fails("KTP_EL_HILANG_RUSAK", "NIK_INACTIVE"),)
    book.add("inactive_nik", "NIK inactive.", home, tries=tries)
    _dead(book)
    born = date(book.anchor.year - 41, 7, 7)
    first = man("applicant", 41, name="NORHAYATI RAHMAH", born=born, sex="P")
    home = book.settler.settle(PARINGIN_TIMUR, first)
    second = replace(first, more={"status": PersonStatus.INACTIVE}, card=False)
    other = book.settler.settle(BATU_PIRING, second)
    people = {"duplicate": other.people["applicant"].nik}
    about = "One person with two NIK; this one counts."
    book.add("duplicate_nik", about, home, "", people, (works("KTP_EL_HILANG_RUSAK"),))
    about = "One person with two NIK; this one awaits consolidation."
    people = {"other": home.people["applicant"].nik}
    book.add("duplicate_nik_2", about, other, "", people, tries)


def _dead(book: Casebook) -> None:
    died, on = book.before(0, 90), book.before(0, 80)
    gone = {"status": PersonStatus.DECEASED, "death_date": died.isoformat()}
    home = book.settler.settle(
        BATU_PIRING,
        *couple(book.before(25, 200), age=55),
        One("deceased", "P", 80, "ORANGTUA", married="CERAI_MATI", more=gone),
    )
    nik = home.people["deceased"].nik
    number = book.settler.act("AKTA_KEMATIAN", on, (nik,), died)
    about = "Her death is registered; NIK inactive. Her son reports it once more."
    reporter = {"reporter": home.people["father"].nik, **book.witnesses()}
    tries = (fails("AKTA_KEMATIAN", "DUPLICATE_ENTRY", **REPORTER),)
    facts = {"act_number": number, "death_date": died}
    book.add("deceased", about, home, "deceased", reporter, tries, **facts)
    alive = man("applicant", 39, more={**gone, "marital_status": "KAWIN"})
    mother = One("wife", "P", 36, "KEPALA_KELUARGA", married="CERAI_MATI")
    home = book.settler.settle(
        PARINGIN_KOTA, mother, replace(alive, relation="SUAMI"), spouses=False
    )
    nik = home.people["applicant"].nik
    spouses = {"spouses": [home.people["wife"].nik]}
    number = book.settler.act("AKTA_KEMATIAN", on, (nik,), died, None, spouses)
    about = "Alive, but recorded as dead by mistake: NIK blocked."
    tries = (fails("KTP_EL_HILANG_RUSAK", "NIK_INACTIVE"),)
    book.add("blocked_by_mistaken_death", about, home, "applicant", None, tries)
    about = "Her husband lives; she asks the office to take the act of his death back."
    facts = {"act_number": number, "act_type": "KEMATIAN", "wrong_text": "Meninggal"}
    facts |= {"right_text": "Masih hidup", "correction_kind": "PEMBATALAN_CONTRARIUS_ACTUS"}
    tries = (works("PEMBETULAN_AKTA"),)
    book.add("mistaken_death", about, home, "wife", {"subject": nik}, tries, **facts)


def _numbers(book: Casebook) -> None:
    home = book.settler.settle(
        DAYAK_PITAP,
        man("centenarian", 103, married="CERAI_MATI"),
        One("great_grandchild", "L", 3, "FAMILI_LAIN"),
    )
    tries = (works("KTP_EL_HILANG_RUSAK"),)
    about = "Born a hundred years apart: equal year digits."
    book.add("centenarian_and_child", about, home, tries=tries)
    tries = (works("KTP_EL_HILANG_RUSAK", "NIK_DIGITS"),)
    born = date(book.anchor.year - 38, 8, 17)
    wrong = born - timedelta(days=40)
    home = book.settler.settle(
        LAMPIHONG,
        man("corrected", 38, born=born, more={"nik_from": (wrong, "L")}),
    )
    about = "NIK from before the birth date was corrected."
    book.add("corrected_birth_date", about, home, tries=tries)
    born = date(book.anchor.year - 44, 4, 4)
    home = book.settler.settle(
        LAMPIHONG, man("applicant", 44, born=born, more={"nik_from": (born, "P")})
    )
    book.add("man_with_woman_nik", "A man whose NIK counts as a woman's.", home, tries=tries)


def _papers(book: Casebook) -> None:
    home = book.settler.settle(
        PARINGIN_KOTA, *couple(book.before(11, 200), age=37), child("child", "P", 7)
    )
    number = home.family.number
    old, new = book.settler.reprint("KK", number, book.before(0, 30))
    _supersede(book, old, new)
    about = "The family card was printed anew; the old QR must say so."
    tries: Trials = (works("KK_HILANG_RUSAK"),)
    facts = {"old_register": old, "register_number": new}
    book.add("superseded_kk", about, home, "father", None, tries, **facts)
    people = {"subject": home.people["child"].nik}
    number = book.act_of(home.people["child"].nik)
    about = "Lost the excerpt of the child's birth act."
    tries = (works("KUTIPAN_KEDUA_AKTA"),)
    book.add("second_excerpt", about, home, "father", people, tries, act_number=number)
    about = "The act was issued by another regency: not ours."
    tries = (fails("KUTIPAN_KEDUA_AKTA", "ACT_UNKNOWN"),)
    foreign = "3578-LU-01012015-9001"
    book.add("act_of_another_regency", about, home, "father", people, tries, act_number=foreign)


def _supersede(book: Casebook, old: str, new: str) -> None:
    supersede(book.settler.view, book.settler.view.require(Paper, old), new)


def _applicants(book: Casebook) -> None:
    home = book.settler.settle(AWAYAN, man("principal", 68, married="CERAI_MATI"))
    people = {"attorney": book.nik_of("village_official")}
    about = "Somebody else applies for him (F-1.07)."
    tries: Trials = (works("KTP_EL_HILANG_RUSAK", pickup_by_proxy=True),)
    book.add("power_of_attorney", about, home, "", people, tries)
    itap = {"citizenship": "WNA", "kitap": "2C11JE0001-CONTOH", "birth_place": "KUALA LUMPUR"}
    home = book.settler.settle(PARINGIN_KOTA, man("foreigner", 46, more=itap))
    tries = (works("KK_HILANG_RUSAK", is_foreigner=True),)
    book.add("itap_foreigner", "Foreigner with a permanent stay permit.", home, tries=tries)
    away = man("returner", 37, more={"status": PersonStatus.MOVED}, relation="ANAK")
    home = book.settler.settle(LAMPIHONG, man("father", 66), away, spouses=False)
    tries = (fails("KTP_EL_HILANG_RUSAK", "NIK_INACTIVE"),)
    about = "Citizen who comes back from abroad: inactive until the family card."
    book.add("returning_from_abroad", about, home, "returner", None, tries)
    home = book.settler.settle(BATUMANDI, *couple(book.before(7, 200), age=32))
    tries = (works("KK_HILANG_RUSAK"),)
    about = "Types the phone number with a zero and dashes."
    book.add("phone_not_e164", about, home, "father", tries=tries)
    book.cases["phone_not_e164"]["facts"]["typed_phone"] = _as_typed(home.family.phone)
    home = book.settler.settle(BATUMANDI, *couple(book.before(9, 200), age=36))
    about = "Changes the phone number between submission and delivery."
    book.add("number_changed", about, home, "father", tries=tries, new_phone="6289900020002")


def _as_typed(phone: str) -> str:
    national = "0" + phone.removeprefix("62")
    return f"{national[:4]}-{national[4:8]}-{national[8:]}"
