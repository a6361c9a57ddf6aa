"""Who belongs to which family card, and how relations turn when somebody joins or leaves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from siak_sim.records import Family, Person
from siak_sim.registry import View

HEAD = "KEPALA_KELUARGA"
SPOUSES = ("SUAMI", "ISTRI")
ADULT = 17
# how a member's relation reads once the spouse of the old head is the head
_SEEN_BY_SPOUSE = {"ORANGTUA": "MERTUA", "MERTUA": "ORANGTUA"}
RELATIONS = (
    HEAD,
    *SPOUSES,
    "ANAK",
    "MENANTU",
    "CUCU",
    "ORANGTUA",
    "MERTUA",
    "FAMILI_LAIN",
    "PEMBANTU",
    "LAINNYA",
)


def age_on(birth_date: str, on: date) -> int:
    """Return the full years of age on a day."""
    born = date.fromisoformat(birth_date)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def family_of(view: View, nik: str | None) -> Family | None:
    """Return the family card a person stands on."""
    person = view.get(Person, nik) if nik else None
    number = person.family_card_number if person else None
    return view.get(Family, number) if number else None


def members_of(view: View, family: Family) -> list[Person]:
    """Return the members in the order of the card: head, spouse, children by age, others."""
    people = [view.require(Person, nik) for nik in family.members]
    return sorted(people, key=lambda p: (RELATIONS.index(p.relation), p.birth_date, p.nik))


def head_of(view: View, family: Family) -> Person | None:
    """Return the head of a family; a dissolved one has none."""
    people = members_of(view, family)
    return people[0] if people else None


def join(view: View, nik: str, number: str, relation: str, on: date) -> None:
    """Put a person on a family card, off any other."""
    leave(view, nik, on)
    family = view.require(Family, number)
    view.put(replace(family, members=(*family.members, nik), dissolved=False))
    person = view.require(Person, nik)
    view.put(replace(person, family_card_number=number, relation=relation))


def leave(view: View, nik: str, on: date) -> None:
    """Take a person off the card; the next in line becomes head, an empty card is dissolved."""
    person = view.require(Person, nik)
    family = family_of(view, nik)
    if family is None:
        return
    rest = tuple(other for other in family.members if other != nik)
    view.put(replace(family, members=rest, dissolved=not rest))
    view.put(replace(person, family_card_number=None))
    if rest and person.relation == HEAD:
        _appoint_head(view, [view.require(Person, other) for other in rest], person, on)


def _appoint_head(view: View, rest: list[Person], old: Person, on: date) -> None:
    new = min(rest, key=lambda p: _line_of_succession(p, on))
    for person in rest:
        relation = HEAD if person is new else _relation_to(new, person, old)
        view.put(replace(person, relation=relation))


def _line_of_succession(person: Person, on: date) -> tuple[bool, bool, int, str]:
    grown = is_grown(person, on)
    rank = RELATIONS.index(person.relation)
    return (person.relation not in SPOUSES, not grown, rank, person.birth_date)


def _relation_to(new: Person, person: Person, old: Person) -> str:
    kin = _kinship(new, person)
    if kin:
        return kin
    if new.relation in SPOUSES:
        return _SEEN_BY_SPOUSE.get(person.relation, person.relation)
    if new.relation == "ANAK" and old.nik in (person.father_nik, person.mother_nik):
        return "FAMILI_LAIN"  # brothers and sisters of the new head
    return person.relation if person.relation in ("PEMBANTU", "LAINNYA") else "FAMILI_LAIN"


def _kinship(head: Person, person: Person) -> str | None:
    if person.nik in head.spouse_niks:
        return "ISTRI" if person.sex == "P" else "SUAMI"
    if head.nik in (person.father_nik, person.mother_nik):
        return "ANAK"
    return "ORANGTUA" if person.nik in (head.father_nik, head.mother_nik) else None


def relation_of_child(family: Family, parents: Iterable[Person | None]) -> str:
    """Return how a newborn stands to the head of the family one of its parents lives in."""
    relations = {parent.relation for parent in parents if parent and parent.nik in family.members}
    if relations & {HEAD, *SPOUSES}:
        return "ANAK"
    return "CUCU" if relations & {"ANAK", "MENANTU"} else "FAMILI_LAIN"


def relation_to_head(head: Person, person: Person) -> str:
    """Return how a person will stand to the head of a new family, before anybody moves.

    By kinship; else as on the card they share now, seen by the new head.
    """
    if person.nik == head.nik:
        return HEAD
    kin = _kinship(head, person)
    if kin:
        return kin
    together = person.family_card_number in (head.family_card_number, None)
    if not together or person.relation == HEAD:
        return "FAMILI_LAIN"
    return person.relation if head.relation == HEAD else _relation_to(head, person, head)


def marry(view: View, one: str, other: str, on: str | None, status: str) -> None:
    """Make two people spouses."""
    for nik, partner in ((one, other), (other, one)):
        person = view.require(Person, nik)
        spouses = tuple(dict.fromkeys((*person.spouse_niks, partner)))
        wed = on or person.marriage_date
        view.put(replace(person, spouse_niks=spouses, marriage_date=wed, marital_status=status))


def part(view: View, one: str, other: str, status: str) -> None:
    """End a marriage; who has no other spouse left takes the status, the dead keep theirs."""
    for nik, partner in ((one, other), (other, one)):
        person = view.require(Person, nik)
        spouses = tuple(spouse for spouse in person.spouse_niks if spouse != partner)
        kept = person.marital_status if spouses or person.death_date else status
        view.put(replace(person, spouse_niks=spouses, marital_status=kept))


def is_grown(person: Person, on: date) -> bool:
    """Tell whether somebody may head a family or hold an identity card: 17, or ever married."""
    return person.marital_status != "BELUM_KAWIN" or age_on(person.birth_date, on) >= ADULT


def are_close_kin(one: Person, other: Person) -> bool:
    """Tell whether two people are parent and child or share one (UU 1/1974 art. 8)."""
    parents = {one.father_nik, one.mother_nik} - {None}
    others = {other.father_nik, other.mother_nik} - {None}
    return bool(parents & others) or other.nik in parents or one.nik in others
