"""Families for the rarer services: acts about couples, children and names; cards; first records."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from siak_sim.people.casebook import (
    BATU_PIRING,
    DAYAK_PITAP,
    HALONG,
    KAPUL,
    LAMPIHONG,
    PARINGIN_KOTA,
    PARINGIN_TIMUR,
    TEBING_TINGGI,
    WONOREJO,
    Casebook,
    child,
    couple,
    fails,
    man,
    wife,
    works,
)
from siak_sim.records import Json

_COURT = {"decision_number": "12/PDT.P/CONTOH"}


def act_cases(book: Casebook) -> None:
    """Enter a family for every service that has none among the others."""
    _divorce(book)
    _acknowledgement(book)
    _legitimation(book)
    _adoption(book)
    _name(book)
    _cards(book)
    _households(book)
    _first_record(book)
    _what_is_sent(book)


def _divorce(book: Casebook) -> None:
    wed = book.before(9, 100)
    home = book.settler.settle(HALONG, *couple(wed, age=37), religion="HINDU")
    number = book.act_of(home.people["father"].nik, "AKTA_PERKAWINAN")
    facts: Json = {**_COURT, "decision_final_date": book.days_ago(15)}
    facts |= {"marriage_certificate_number": number, "marriage_date": wed}
    about = "Married with an act of ours; a court has divorced them."
    tries = (works("AKTA_PERCERAIAN"),)
    book.add("married_hindu_couple", about, home, "father", None, tries, **facts)
    home = book.settler.settle(WONOREJO, *couple(wed, age=39))
    facts["marriage_certificate_number"] = "0007/07/IV/2017"
    about = "Muslims: their divorce belongs to the Pengadilan Agama."
    tries = (fails("AKTA_PERCERAIAN", "MUSLIM_DIVORCE"),)
    book.add("muslim_divorce", about, home, "father", None, tries, **facts)


def _acknowledgement(book: Casebook) -> None:
    mother = wife("mother", 27, relation="KEPALA_KELUARGA")
    home = book.settler.settle(
        KAPUL, mother, child("child", "P", 3), religion="KRISTEN", spouses=False
    )
    other = book.settler.settle(HALONG, man("father", 30), religion="KRISTEN")
    born = home.people["child"]
    facts: Json = {"birth_certificate_number": book.act_of(born.nik)}
    facts["acknowledgement_date"] = book.days_ago(10)
    people = {"father": other.people["father"].nik, **book.witnesses()}
    about = "Child of an unmarried mother; the father acknowledges it."
    tries = (works("AKTA_PENGAKUAN_ANAK"),)
    book.add("child_of_unmarried_parents", about, home, "mother", people, tries, **facts)


def _legitimation(book: Casebook) -> None:
    wed = book.before(0, 40)
    home = book.settler.settle(
        KAPUL, *couple(wed, age=32), child("child", "L", 4), religion="BUDHA"
    )
    born = replace(home.people["child"], father_nik=None, father_name="")
    book.settler.keep(born)
    facts: Json = {
        "birth_certificate_number": book.act_of(born.nik),
        "marriage_certificate_number": book.act_of(home.people["father"].nik, "AKTA_PERKAWINAN"),
        "marriage_registered_date": book.days_ago(5),
    }
    about = "Their parents married after the birth: the child becomes one of the marriage."
    tries = (works("AKTA_PENGESAHAN_ANAK"),)
    book.add("parents_married_later", about, home, "father", book.witnesses(), tries, **facts)


def _adoption(book: Casebook) -> None:
    mother = wife("birth_mother", 34, relation="KEPALA_KELUARGA", married="CERAI_MATI")
    other = book.settler.settle(LAMPIHONG, mother, child("child", "P", 2))
    home = book.settler.settle(PARINGIN_TIMUR, *couple(book.before(11, 200), age=40))
    born = other.people["child"]
    facts: Json = {**_COURT, "birth_certificate_number": book.act_of(born.nik)}
    facts["decision_received_date"] = book.days_ago(12)
    people = {"child": born.nik, "birth_mother": other.people["birth_mother"].nik}
    about = "A court has let them adopt a child of another family."
    tries = (works("PENGANGKATAN_ANAK"),)
    book.add("adoptive_parents", about, home, "father", people, tries, **facts)
    itself = book.settler.settle(
        PARINGIN_TIMUR, *couple(book.before(8, 200), age=35), child("child", "L", 3)
    )
    facts = {**facts, "birth_certificate_number": book.act_of(itself.people["child"].nik)}
    about = "Wants to adopt their own child."
    tries = (fails("PENGANGKATAN_ANAK", "NOT_ELIGIBLE"),)
    book.add("own_child_adopted", about, itself, "father", None, tries, **facts)


def _name(book: Casebook) -> None:
    subject = man("subject", 26, name="SUGENG CONTOH", act=True)
    home = book.settler.settle(PARINGIN_KOTA, subject)
    nik = home.people["subject"].nik
    facts: Json = {**_COURT, "act_number": book.act_of(nik), "new_name": "Ahmad Contoh"}
    facts["decision_received_date"] = book.days_ago(9)
    about = "A court has given him another name."
    book.add("name_change", about, home, "", None, (works("PERUBAHAN_NAMA"),), **facts)
    home = book.settler.settle(
        BATU_PIRING, *couple(book.before(9, 200), age=35), child("child", "P", 6)
    )
    born = home.people["child"]
    facts = {
        "act_number": book.act_of(born.nik),
        "act_type": "KELAHIRAN",
        "correction_kind": "PEMBETULAN_NAMA",
        "wrong_text": born.name,
        "right_text": f"{born.name} CONTOH",
    }
    people = {"subject": born.nik}
    about = "The name on the child's act was written wrongly."
    tries = (works("PEMBETULAN_AKTA"),)
    book.add("misspelt_act", about, home, "father", people, tries, **facts)
    foreign = fails("PEMBETULAN_AKTA", "ACT_MISMATCH", act_number=book.act_of_case("name_change"))
    about = "Gives the number of somebody else's act."
    book.add("act_of_somebody_else", about, home, "mother", people, (foreign,), **facts)


def _cards(book: Casebook) -> None:
    home = book.settler.settle(
        PARINGIN_KOTA, *couple(book.before(13, 200), age=38), child("child", "L", 9, card=True)
    )
    about = "The child's card is lost."
    book.add("kia_lost", about, home, "mother", None, (works("KIA_HILANG_RUSAK"),))
    home = book.settler.settle(LAMPIHONG, man("owner", 33))
    about = "Works elsewhere now; the family card says so already."
    book.add("ktp_data_changed", about, home, "", None, (works("KTP_EL_PERUBAHAN_DATA"),))
    home = book.settler.settle(TEBING_TINGGI, *couple(book.before(12, 200), age=38))
    about = "Family card lost; the village has the name of its district."
    book.add("lost_kk", about, home, "father", None, (works("KK_HILANG_RUSAK"),))


def _households(book: Casebook) -> None:
    his = book.settler.settle(
        WONOREJO, *couple(book.before(28, 200), age=52), child("groom", "L", 25, act=True)
    )
    hers = book.settler.settle(
        WONOREJO, *couple(book.before(26, 200), age=50), child("bride", "P", 23, act=True)
    )
    about = "Newly married at the KUA; they leave their parents' cards for one of their own."
    people = {"bride": hers.people["bride"].nik}
    facts: Json = {"kk_reason": "MEMBENTUK_KELUARGA", "union_type": "PERKAWINAN"}
    book.add("newlyweds", about, his, "groom", people, (works("KK_BARU"),), **facts)
    home = book.settler.settle(BATU_PIRING, *couple(book.before(5, 200), age=31))
    day = book.days_ago(8)
    tries = (works("LAHIR_MATI"),)
    about = "Their child was stillborn."
    people = book.witnesses()
    book.add("stillbirth_parents", about, home, "father", people, tries, event_date=day)


def _first_record(book: Casebook) -> None:
    home = book.settler.settle(DAYAK_PITAP, *couple(book.before(30, 200), age=58), religion="HINDU")
    facts: Json = {
        "subject_name": "Darma Contoh Pitap",
        "subject_sex": "L",
        "subject_birth_date": book.before(24, 150),
        "mother_name": "Melati Contoh",
        "father_name": "Lanting Contoh",
    }
    about = "A grown relative from a far hamlet who was never registered."
    book.add("never_registered", about, home, "father", None, (works("BIODATA_WNI"),), **facts)
    about = "Somebody who has no NIK applies with one that was made up."
    nik = f"{home.people['father'].nik[:12]}9400"
    tries = (fails("KTP_EL_BARU", "NIK_UNKNOWN", applicant_nik=nik),)
    book.add("made_up_nik", about, home, "father", None, tries, typed_nik=nik)


def _what_is_sent(book: Casebook) -> None:
    sent = (
        ("photos_unordered", "Sends fifteen photos in no order.", ["15 JPEG"]),
        ("papers_in_one_pdf", "Sends six papers in one PDF.", ["1 PDF, 6 pages"]),
        ("photo_of_a_photocopy", "Sends a photo of a photocopy.", ["1 JPEG, grey"]),
        ("blurred_photo", "Sends a blurred photo.", ["1 JPEG, blurred"]),
        ("voice_note", "Answers by voice note.", ["1 OGG"]),
    )
    for name, about, files in sent:
        home = book.settler.settle(BATU_PIRING, *couple(book.before(4, 200), age=29))
        born = book.today - timedelta(days=14)
        tries = (works("AKTA_KELAHIRAN"),)
        people = book.witnesses()
        facts: Json = {"child_birth_date": born, "sends": files}
        book.add(name, about, home, "father", people, tries, **facts)
