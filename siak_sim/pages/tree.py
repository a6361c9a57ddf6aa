"""Three generations around one person: parents, the person with spouses, children."""

from __future__ import annotations

from siak_sim.pages import words
from siak_sim.pages.desk import Desk
from siak_sim.pages.markup import Markup, Node, panel, tag
from siak_sim.records import Person


def family_tree(desk: Desk, person: Person) -> Markup:
    """Return the tree, left to right, each generation a list."""
    spouses = _known(desk, person.spouse_niks)
    children = children_of(desk, person)
    drawn = tag(
        "div",
        _generation("Orang tua", _list(_parents(desk, person)), "parents"),
        _generation("Yang bersangkutan", _couple(person, spouses), "self"),
        _generation("Anak", _list(_children(desk, person, children)), "children"),
        class_="tree" if children else "tree childless",
    )
    return panel("Silsilah", drawn, _siblings(desk, person), id="silsilah")


def children_of(desk: Desk, person: Person) -> list[Person]:
    """Return a person's children, eldest first."""
    index = "father" if person.sex == "L" else "mother"
    found = desk.records.find(Person, index, person.nik)
    return sorted(found, key=lambda p: (p.birth_date, p.nik))


def _known(desk: Desk, niks: tuple[str, ...]) -> list[Person]:
    return [found for nik in niks if (found := desk.records.get(Person, nik))]


def _parents(desk: Desk, person: Person) -> list[Markup]:
    parents = (
        (person.father_nik, person.father_name, "Ayah"),
        (person.mother_nik, person.mother_name, "Ibu"),
    )
    drawn = []
    for nik, name, role in parents:
        found = desk.records.get(Person, nik) if nik else None
        drawn.append(_card(found, role) if found else _unregistered(name, role))
    return drawn


def _children(desk: Desk, person: Person, children: list[Person]) -> list[Markup]:
    if not children:
        return [tag("p", "Tidak ada anak yang tercatat.", class_="nobody")]
    several = len({_other_parent(person, child) for child in children}) > 1
    drawn = []
    for child in children:
        role = "Anak laki-laki" if child.sex == "L" else "Anak perempuan"
        other = _other_parent(person, child)
        if several and other:
            role += f" dari {desk.name_of(other)}"
        drawn.append(_card(child, role))
    return drawn


def _other_parent(person: Person, child: Person) -> str | None:
    return child.mother_nik if child.father_nik == person.nik else child.father_nik


def _generation(title: str, content: Node, kind: str) -> Markup:
    return tag("div", tag("h3", title), content, class_=f"generation {kind}")


def _list(cards: list[Markup]) -> Markup:
    items = [tag("li", card) for card in cards]
    return tag("ul", items, class_="several" if len(items) > 1 else None)


def _couple(person: Person, spouses: list[Person]) -> Markup:
    """Return the person in the middle, where the lines meet, spouses below and above in turn."""
    own = tag("ul", tag("li", _card(person, "", own=True)), class_="own")
    above, below = _partners(spouses[1::2], "above"), _partners(spouses[::2], "below")
    return tag("div", above, own, below, class_="couple")


def _partners(spouses: list[Person], side: str) -> Markup | None:
    cards = [tag("li", _card(p, "Istri" if p.sex == "P" else "Suami")) for p in spouses]
    return tag("ul", cards, class_=f"partners {side}") if cards else None


def _card(person: Person, role: str, *, own: bool = False) -> Markup:
    name: Node = person.name if own else words.to_person(person.nik, person.name)
    years = words.day(person.birth_date) + (
        f" – {words.day(person.death_date)}" if person.death_date else ""
    )
    status = None if person.status == "ACTIVE" else words.mark(person.status)
    return tag(
        "div",
        tag("small", role) if role else None,
        tag("strong" if own else "span", name, class_="who"),
        tag("span", ("L" if person.sex == "L" else "P"), " · ", years, class_="born"),
        status,
        class_="relative own" if own else "relative",
        aria_current="true" if own else None,
    )


def _unregistered(name: str, role: str) -> Markup:
    return tag(
        "div",
        tag("small", role),
        tag("span", name or "tidak diketahui", class_="who"),
        tag("span", "tanpa data di Balangan" if name else "", class_="born"),
        class_="relative stranger",
    )


def _siblings(desk: Desk, person: Person) -> Markup | None:
    found: dict[str, Person] = {}
    for index, nik in (("father", person.father_nik), ("mother", person.mother_nik)):
        if nik:
            found |= {p.nik: p for p in desk.records.find(Person, index, nik)}
    found.pop(person.nik, None)
    if not found:
        return None
    ordered = sorted(found.values(), key=lambda p: (p.birth_date, p.nik))
    names = [(", " if n else "", words.to_person(p.nik, p.name)) for n, p in enumerate(ordered)]
    return tag("p", tag("b", "Saudara"), " ", names, class_="siblings")
