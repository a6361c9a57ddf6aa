"""What population registration changes (`pendaftaran penduduk`): cards, families, moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from siak_sim.contents import biodata_lines, card, clean_name, listing
from siak_sim.events import Event, Outcome, Planned
from siak_sim.households import HEAD, age_on, family_of, join, leave, marry, relation_to_head
from siak_sim.labels import printed
from siak_sim.numbers import new_family_number, new_move_number, new_nik
from siak_sim.records import Family, Json, Person, PersonStatus
from siak_sim.registry import View
from siak_sim.vital_events import reprinted_card

# which field of a person an element of the catalogue's list `elemen_data` means
ELEMENTS = {
    "TEMPAT_LAHIR": "birth_place",
    "TANGGAL_LAHIR": "birth_date",
    "JENIS_KELAMIN": "sex",
    "AGAMA": "religion",
    "STATUS_KAWIN": "marital_status",
    "SHDK": "relation",
    "PENDIDIKAN": "education",
    "PEKERJAAN": "occupation",
    "GOLONGAN_DARAH": "blood_type",
    "NAMA_AYAH": "father_name",
    "NAMA_IBU": "mother_name",
    "KEWARGANEGARAAN": "citizenship",
}
_NAMES = ("NAMA_AYAH", "NAMA_IBU", "TEMPAT_LAHIR")


def new_biodata(view: View, event: Event) -> Outcome:
    """Record somebody for the first time: a person with a new NIK, on no family card yet."""
    born = date.fromisoformat(event.said("subject_birth_date"))
    sex, prefix = event.said("subject_sex"), event.village_prefix("home_village_code")
    nik = event.number("nik", lambda v: new_nik(v, prefix, born, sex))
    person = Person(
        nik=nik,
        name=clean_name(event.answer("subject_name")),
        sex=sex,
        birth_place=event.said("subject_birth_place").upper(),
        birth_date=born.isoformat(),
        religion=event.said("subject_religion"),
        marital_status=event.said("subject_marital_status"),
        occupation=event.said("subject_occupation"),
        education=event.said("subject_education"),
        father_name=clean_name(event.answer("father_name")),
        mother_name=clean_name(event.answer("mother_name")),
    )
    view.put(person)
    content = listing(nik, "BIODATA_WNI", biodata_lines(view, event.villages, person))
    people = [nik, event.said("applicant_nik")]
    return Outcome([Planned("BIODATA_WNI", nik, content)], people=people)


def new_family_card(view: View, event: Event) -> Outcome:
    """Form a family under a new number; its members leave the cards they stood on."""
    head_nik = event.said("head_of_family_nik")
    niks = list(dict.fromkeys([head_nik, *event.niks("member_niks")]))
    if event.said("kk_reason") == "MEMBENTUK_KELUARGA":
        _unite(view, event, niks)
    made = _made_family(event, "home", event.village_prefix("home_village_code"))
    return _gather(view, event, made, niks)


def _unite(view: View, event: Event, niks: list[str]) -> None:
    people = [view.require(Person, nik) for nik in niks]
    head = people[0]
    grown = [p for p in people[1:] if p.sex != head.sex and age_on(p.birth_date, event.on) >= 16]
    if event.said("union_type") in ("", "PERKAWINAN") and grown and not head.spouse_niks:
        registered = event.answer("has_marriage_or_divorce_certificate") is not False
        status = "KAWIN" if registered else "KAWIN_BELUM_TERCATAT"
        marry(view, head.nik, grown[0].nik, None, status)


def _made_family(event: Event, place: str, prefix: str) -> Family:
    number = event.number("nkk", lambda v: new_family_number(v, prefix, event.on))
    return Family(
        number=number,
        address=event.said(f"{place}_address").upper(),
        rt=event.said(f"{place}_rt").zfill(3),
        rw=event.said(f"{place}_rw").zfill(3),
        village_code=event.said(f"{place}_village_code"),
    )


def _gather(view: View, event: Event, made: Family, niks: list[str]) -> Outcome:
    outcome = Outcome(people=list(niks))
    old = {f.number: f for f in (family_of(view, nik) for nik in niks) if f}
    view.put(made)
    head = view.require(Person, niks[0])
    for nik in niks:
        relation = relation_to_head(head, view.require(Person, nik))
        join(view, nik, made.number, relation, event.on)
    outcome.documents.append(reprinted_card(view, event, made.number))
    for number in old:
        emptied = view.require(Family, number)
        outcome.people += emptied.members
        if emptied.dissolved:
            outcome.lapsed.append(number)
    return outcome


def change_of_data(view: View, event: Event) -> Outcome:
    """Change what a family card says of its members; same number, new print."""
    number = event.said("applicant_nkk")
    changes = event.answer("changes")
    for change in changes if isinstance(changes, list) else []:
        nik, element = str(change.get("member_nik", "")), str(change.get("element", ""))
        if event.said("change_kind") == "MENUMPANG_KK" and nik not in _members(view, number):
            join(view, nik, number, "FAMILI_LAIN", event.on)
        _change(view, nik, element, str(change.get("to", "")))
    return _reprint(view, event, number)


def _members(view: View, number: str) -> tuple[str, ...]:
    return view.require(Family, number).members


def _change(view: View, nik: str, element: str, to: str) -> None:
    person = view.require(Person, nik)
    if element == "ALAMAT" and person.family_card_number:
        family = view.require(Family, person.family_card_number)
        view.put(replace(family, address=to.upper()))
    if element in ELEMENTS:
        value = clean_name(to) if element in _NAMES else as_code(to)
        changed: Json = {ELEMENTS[element]: value}
        view.put(replace(person, **changed))


def as_code(value: str) -> str:
    """Return a code for a value that came as code or as label; dates stay as they are."""
    if value[:4].isdigit():
        return value
    words = "".join(sign if sign.isalnum() or sign in "+-" else " " for sign in value.upper())
    return "_".join(words.split())


def lost_family_card(view: View, event: Event) -> Outcome:
    """Print a lost or damaged family card once more; nothing else changes."""
    return _reprint(view, event, event.said("applicant_nkk"))


def _reprint(view: View, event: Event, number: str) -> Outcome:
    return Outcome([reprinted_card(view, event, number)], people=[*_members(view, number)])


def identity_card(view: View, event: Event) -> Outcome:
    """Print an identity card for the applicant; recording is done by then."""
    person = replace(event.applicant(view), biometrics_recorded=True)
    view.put(person)
    return _card(view, event, "KTP_EL", person)


def child_card(view: View, event: Event) -> Outcome:
    """Print a child card."""
    return _card(view, event, "KIA", view.require(Person, event.said("child_nik")))


def _card(view: View, event: Event, document_type: str, person: Person) -> Outcome:
    content = card(view, event.villages, person)
    return Outcome([Planned(document_type, person.nik, content)], people=[person.nik])


def move_out(view: View, event: Event) -> Outcome:
    """Certify a move out of Balangan: who moves is in limbo until they arrive elsewhere."""
    movers = event.niks("mover_niks")
    home = event.applicants_family(view)
    number = event.number("move", lambda v: new_move_number(v, event.on))
    names = "; ".join(f"{view.require(Person, n).name} ({n})" for n in movers)
    for nik in movers:
        leave(view, nik, event.on)
        view.put(replace(view.require(Person, nik), status=PersonStatus.IN_LIMBO))
    lines = [
        ("Yang pindah", names),
        ("Alasan pindah", printed(event.said("move_reason"))),
        ("Jenis kepindahan", printed(event.said("move_kind"))),
        ("Alamat tujuan", event.said("dest_address").upper()),
        ("Desa/kelurahan tujuan", event.said("dest_region_code")),
        ("Tanggal", event.day),
    ]
    outcome = Outcome([Planned("SKPWNI", number, listing(number, "SKPWNI", lines))])
    outcome.people = list(movers)
    if home:
        left = view.require(Family, home.number)
        outcome.people += left.members
        if left.dissolved:
            outcome.lapsed.append(left.number)
        else:
            outcome.documents.append(reprinted_card(view, event, left.number))
    return outcome


def move_within(view: View, event: Event) -> Outcome:
    """Move inside Balangan: a whole family keeps its number, a part of it gets a new card."""
    movers = event.niks("mover_niks")
    home = family_of(view, movers[0])
    if home and set(home.members) <= set(movers):
        view.put(_at_destination(home, event))
        return _reprint(view, event, home.number)
    made = _made_family(event, "dest", event.village_prefix("dest_village_code"))
    return _gather(view, event, made, _oldest_first(view, movers))


def _at_destination(family: Family, event: Event) -> Family:
    return replace(
        family,
        address=event.said("dest_address").upper(),
        rt=event.said("dest_rt").zfill(3),
        rw=event.said("dest_rw").zfill(3),
        village_code=event.said("dest_village_code"),
    )


def arrival(view: View, event: Event) -> Outcome:
    """Take in who arrives with a move certificate: active again, on a new card here."""
    movers = _oldest_first(view, event.niks("mover_niks"))
    for nik in movers:
        view.put(replace(view.require(Person, nik), status=PersonStatus.ACTIVE))
    made = _made_family(event, "dest", event.village_prefix("dest_village_code"))
    outcome = _gather(view, event, made, movers)
    outcome.lapsed.append(event.said("skpwni_number"))
    head = view.require(Person, movers[0])
    if event.holds("has_ktp_or_kia"):
        content = card(view, event.villages, head)
        outcome.documents.append(Planned("KTP_EL", head.nik, content))
    return outcome


def _oldest_first(view: View, niks: list[str]) -> list[str]:
    def rank(nik: str) -> tuple[bool, str]:
        person = view.require(Person, nik)
        return (person.relation != HEAD, person.birth_date)

    return sorted(niks, key=rank)


Effect = Callable[[View, Event], Outcome]
