"""What acts change (`pencatatan sipil`): births, deaths, marriages, children, names."""

from dataclasses import replace
from datetime import date

from siak_sim.contents import (
    Lines,
    birth_act,
    card,
    clean_name,
    death_act,
    family_card,
    listing,
    text,
)
from siak_sim.events import Event, Outcome, Planned
from siak_sim.households import (
    age_on,
    family_of,
    join,
    leave,
    marry,
    members_of,
    part,
    relation_of_child,
)
from siak_sim.labels import printed
from siak_sim.numbers import new_act_number, new_nik, prints_of
from siak_sim.records import Family, Person, PersonStatus
from siak_sim.registry import View


def birth(view: View, event: Event) -> Outcome:
    """Register a birth: a person with a new NIK on the parents' family card, an act, a KK."""
    mother, father = _parents(view, event)
    wording = wording_of(event)
    number = event.number(
        "act", lambda v: new_act_number(v, "AKTA_KELAHIRAN", event.entry.series, event.on)
    )
    known = view.get(Person, event.said("child_nik"))
    home = None if wording == "ORANG_TUA_TIDAK_DIKETAHUI" else family_of(view, _at_home_of(event))
    child = known or _newborn(event, mother, father, home)
    view.put(child)
    if home and not known:
        relation = relation_of_child(view, event.said("mother_nik"), event.said("father_nik"))
        join(view, child.nik, home.number, relation, event.on)
    act = birth_act(number, child, event.entry.answers, wording, event.day)
    outcome = Outcome([Planned("AKTA_KELAHIRAN", number, act)])
    if home and not known:
        outcome.documents.append(reprinted_card(view, event, home.number))
    if wants_child_card(event) and age_on(child.birth_date, event.on) < 17:
        content = card(view, event.villages, view.require(Person, child.nik))
        outcome.documents.append(Planned("KIA", child.nik, content))
    outcome.people = [p.nik for p in (mother, father, child) if p]
    return outcome


def wording_of(event: Event) -> str:
    """Decide what a birth act says of the parents, as the catalogue derives it."""
    if event.holds("foundling"):
        return "ORANG_TUA_TIDAK_DIKETAHUI"
    if event.holds("parents_have_marriage_certificate"):
        return "ANAK_SUAMI_ISTRI"
    if event.holds("kk_shows_parents_as_spouses") and not event.holds("single_mother_record"):
        return "ANAK_SUAMI_ISTRI_BELUM_TERCATAT"
    return "ANAK_SEORANG_IBU"


def wants_child_card(event: Event) -> bool:
    """Tell whether a child card was asked for along with the act."""
    return "KIA" in event.entry.expected_documents or event.holds("wants_child_card")


def _parents(view: View, event: Event) -> tuple[Person | None, Person | None]:
    wording = wording_of(event)
    mother = view.get(Person, event.said("mother_nik"))
    father = view.get(Person, event.said("father_nik"))
    if wording == "ORANG_TUA_TIDAK_DIKETAHUI":
        return None, None
    return mother, None if wording == "ANAK_SEORANG_IBU" else father


def _at_home_of(event: Event) -> str:
    return event.said("mother_nik") or event.said("father_nik")


def _newborn(
    event: Event, mother: Person | None, father: Person | None, home: Family | None
) -> Person:
    born = date.fromisoformat(event.said("child_birth_date"))
    sex = event.said("child_sex")
    prefix = event.prefix_of(home)
    nik = event.number("nik", lambda v: new_nik(v, prefix, born, sex))
    parent = mother or father
    return Person(
        nik=nik,
        name=clean_name(event.answer("child_name")),
        sex=sex,
        birth_place=event.said("child_birth_place").upper(),
        birth_date=born.isoformat(),
        religion=parent.religion if parent else "ISLAM",
        occupation="BELUM_TIDAK_BEKERJA",
        education="TIDAK_BELUM_SEKOLAH",
        father_name=father.name if father else "",
        mother_name=mother.name if mother else "",
        father_nik=father.nik if father else None,
        mother_nik=mother.nik if mother else None,
    )


def death(view: View, event: Event) -> Outcome:
    """Register a death: the NIK ends, the spouse is widowed, the card gets a new head or ends."""
    number = event.number("act", lambda v: new_act_number(v, "AKTA_KEMATIAN", None, event.on))
    person = view.get(Person, event.said("deceased_nik"))
    act = death_act(number, person, event.entry.answers, event.day)
    outcome = Outcome([Planned("AKTA_KEMATIAN", number, act)])
    if person is None:
        return outcome
    family = family_of(view, person.nik)
    view.put(replace(person, status=PersonStatus.DECEASED, death_date=event.said("death_date")))
    leave(view, person.nik, event.on)
    for spouse in person.spouse_niks:
        part(view, person.nik, spouse, "CERAI_MATI")
    outcome.lapsed.append(person.nik)  # identity card, child card, biodata
    outcome.people = [person.nik]
    if family:
        left = members_of(view, view.require(Family, family.number))
        outcome.people += [p.nik for p in left]
        if left:
            outcome.documents.append(reprinted_card(view, event, family.number))
        else:
            outcome.lapsed.append(family.number)
    return outcome


def reprinted_card(view: View, event: Event, number: str) -> Planned:
    """Plan a new print of a family card under the same number."""
    content = family_card(view, event.villages, view.require(Family, number))
    return Planned("KK", number, content)


def stillbirth(view: View, event: Event) -> Outcome:
    """Certify a stillbirth; the population does not change."""
    number = event.number("act", lambda v: new_act_number(v, "SURAT_LAHIR_MATI", None, event.on))
    lines: Lines = [
        ("Nama bayi", clean_name(event.answer("baby_name"))),
        ("Tanggal lahir mati", event.said("event_date")),
        ("Tempat kejadian", event.said("event_place").upper()),
        ("Lama kandungan (bulan)", event.said("gestation_months")),
        ("Nama ibu", _name(view, event, "mother")),
        ("Nama ayah", _name(view, event, "father")),
        ("Tanggal pencatatan", event.day),
    ]
    return _letter("SURAT_LAHIR_MATI", number, lines, [event.said("mother_nik")])


def marriage(view: View, event: Event) -> Outcome:
    """Register a marriage: both become spouses."""
    number = event.number("act", lambda v: new_act_number(v, "AKTA_PERKAWINAN", None, event.on))
    groom, bride = event.said("groom_nik"), event.said("bride_nik")
    on = event.said("religious_marriage_date")
    marry(view, groom, bride, on, "KAWIN")
    lines: Lines = [
        ("Nama suami", view.require(Person, groom).name),
        ("NIK suami", groom),
        ("Nama istri", view.require(Person, bride).name),
        ("NIK istri", bride),
        ("Agama", printed(view.require(Person, groom).religion)),
        ("Tanggal perkawinan", on),
        ("Pemuka agama", event.said("officiant_name").upper()),
        ("Tanggal pencatatan", event.day),
    ]
    return _letter("AKTA_PERKAWINAN", number, lines, [groom, bride])


def divorce(view: View, event: Event) -> Outcome:
    """Register a divorce: both are CERAI HIDUP."""
    number = event.number("act", lambda v: new_act_number(v, "AKTA_PERCERAIAN", None, event.on))
    husband, wife = event.said("husband_nik"), event.said("wife_nik")
    part(view, husband, wife, "CERAI_HIDUP")
    lines: Lines = [
        ("Nama suami", view.require(Person, husband).name),
        ("Nama istri", view.require(Person, wife).name),
        ("Nomor akta perkawinan", event.said("marriage_certificate_number")),
        *_court_lines(event),
        ("Tanggal pencatatan", event.day),
    ]
    return _letter("AKTA_PERCERAIAN", number, lines, [husband, wife])


def acknowledgement(view: View, event: Event) -> Outcome:
    """Register that a father acknowledges his child."""
    number = event.number("act", lambda v: new_act_number(v, "AKTA_PENGAKUAN_ANAK", None, event.on))
    child = _with_father(view, event)
    lines: Lines = [
        ("Nama anak", child.name),
        ("NIK anak", child.nik),
        ("Nama ayah", child.father_name),
        ("Nama ibu", child.mother_name),
        ("Nomor akta kelahiran", event.said("birth_certificate_number")),
        ("Tanggal pengakuan", event.said("acknowledgement_date")),
        ("Tanggal pencatatan", event.day),
    ]
    return _letter("AKTA_PENGAKUAN_ANAK", number, lines, [child.nik])


def legitimation(view: View, event: Event) -> Outcome:
    """Register that a child counts as born in its parents' marriage."""
    number = event.number(
        "act", lambda v: new_act_number(v, "AKTA_PENGESAHAN_ANAK", None, event.on)
    )
    child = view.require(Person, event.said("child_nik"))
    mother = view.get(Person, child.mother_nik or "")
    father = next((view.get(Person, nik) for nik in mother.spouse_niks), None) if mother else None
    if father and not child.father_nik:
        child = replace(child, father_nik=father.nik, father_name=father.name)
        view.put(child)
    lines: Lines = [
        ("Nama anak", child.name),
        ("NIK anak", child.nik),
        ("Nama ayah", child.father_name),
        ("Nama ibu", child.mother_name),
        ("Nomor akta kelahiran", event.said("birth_certificate_number")),
        ("Nomor akta perkawinan", event.said("marriage_certificate_number")),
        ("Tanggal pencatatan", event.day),
    ]
    return _letter("AKTA_PENGESAHAN_ANAK", number, lines, [child.nik])


def adoption(view: View, event: Event) -> Outcome:
    """Note an adoption in the margin of the birth act; the act's parents stay."""
    child = view.require(Person, event.said("child_nik"))
    number = event.said("birth_certificate_number") or child.nik
    lines: Lines = [
        ("Nama anak", child.name),
        ("Catatan pinggir", "PENGANGKATAN ANAK"),
        ("Ayah angkat", _name(view, event, "adoptive_father")),
        ("Ibu angkat", _name(view, event, "adoptive_mother")),
        *_court_lines(event),
        ("Tanggal pencatatan", event.day),
    ]
    people = [child.nik, event.said("adoptive_father_nik"), event.said("adoptive_mother_nik")]
    return _letter("CATATAN_PINGGIR_AKTA", number, lines, people)


def change_of_name(view: View, event: Event) -> Outcome:
    """Change a name by a court's decision and note it in the margin of the act."""
    person = view.require(Person, event.said("subject_nik"))
    new = clean_name(event.answer("new_name"))
    rename(view, person, new)
    lines: Lines = [
        ("Nama lama", person.name),
        ("Nama baru", new),
        ("Catatan pinggir", "PERUBAHAN NAMA"),
        *_court_lines(event),
        ("Tanggal pencatatan", event.day),
    ]
    return _letter("CATATAN_PINGGIR_AKTA", event.said("act_number"), lines, [person.nik])


def correction(view: View, event: Event) -> Outcome:
    """Correct an act, or annul it where the office takes its own act back."""
    person = view.require(Person, event.said("subject_nik"))
    kind, number = event.said("correction_kind"), event.said("act_number")
    if kind == "PEMBETULAN_NAMA":
        rename(view, person, clean_name(event.answer("right_text")))
    lines: Lines = [
        ("NIK", person.nik),
        ("Jenis akta", printed(event.said("act_type"))),
        ("Jenis pembetulan", printed(kind)),
        ("Tertulis", event.said("wrong_text")),
        ("Seharusnya", event.said("right_text")),
        ("Tanggal pencatatan", event.day),
    ]
    outcome = _letter("KUTIPAN_AKTA", number, lines, [person.nik])
    if kind == "PEMBATALAN_CONTRARIUS_ACTUS":
        outcome.annulled.append(number)
    else:
        outcome.lapsed.append(number)
    return outcome


def second_excerpt(view: View, event: Event) -> Outcome:
    """Print an act's excerpt once more; the earlier excerpt lapses."""
    subject = view.get(Person, event.said("subject_nik")) or event.applicant(view)
    number = event.said("act_number") or event.number("act", lambda _: f"474/{subject.nik[-4:]}")
    lines: Lines = [
        ("Nama", subject.name),
        ("NIK", subject.nik),
        ("Jenis akta", printed(event.said("act_type"))),
        ("Sebab", printed(event.said("loss_kind"))),
        ("Terbit pertama", _first_issued(view, number)),
        ("Tanggal terbit kembali", event.day),
    ]
    outcome = _letter("KUTIPAN_AKTA", number, lines, [subject.nik])
    outcome.lapsed.append(number)
    return outcome


def rename(view: View, person: Person, name: str) -> None:
    """Give a person another name, also where the children's records name the parent."""
    view.put(replace(person, name=name))
    for other in view.all(Person):
        if other.father_nik == person.nik:
            view.put(replace(other, father_name=name))
        elif other.mother_nik == person.nik:
            view.put(replace(other, mother_name=name))


def _with_father(view: View, event: Event) -> Person:
    child = view.require(Person, event.said("child_nik"))
    father = view.require(Person, event.said("father_nik"))
    child = replace(child, father_nik=father.nik, father_name=father.name)
    view.put(child)
    return child


def _name(view: View, event: Event, who: str) -> str:
    person = view.get(Person, event.said(f"{who}_nik"))
    return person.name if person else clean_name(event.answer(f"{who}_name"))


def _court_lines(event: Event) -> Lines:
    return [
        ("Pengadilan", event.said("court_name").upper()),
        ("Nomor putusan/penetapan", event.said("decision_number")),
        ("Tanggal", event.said("decision_final_date") or event.said("decision_received_date")),
    ]


def _first_issued(view: View, number: str) -> str:
    papers = prints_of(view, number)
    return text(papers[0].issued_on) if papers else ""


def _letter(document_type: str, number: str, lines: Lines, people: list[str]) -> Outcome:
    content = listing(number, document_type, lines)
    return Outcome([Planned(document_type, number, content)], people=[n for n in people if n])
