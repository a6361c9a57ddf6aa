"""What must hold of the registry at any time, whatever was entered; linear in its records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from siak_sim.law.households import HEAD
from siak_sim.law.numbers import FIRST_SERIAL
from siak_sim.records import (
    LEDGERED,
    Act,
    Change,
    Entry,
    EntryStatus,
    Family,
    GivenNumber,
    Move,
    Paper,
    PaperStatus,
    Person,
    PersonStatus,
    Serial,
    Stock,
)
from siak_sim.registry import Records

_CARDS = ("KTP_EL", "KIA")
_OFF_THE_CARDS = (PersonStatus.DECEASED, PersonStatus.IN_LIMBO)
# how a number given out has to stand, by how its entry does
_STANDING = {
    EntryStatus.ACCEPTED: PaperStatus.RESERVED,
    EntryStatus.ISSUED: PaperStatus.ACTIVE,
    EntryStatus.CANCELLED: PaperStatus.VOID,
}
_KEPT_AS = {"nik": Person, "nkk": Family, "move": Move}


def broken(view: Records) -> list[str]:
    """Return what does not hold, one sentence each; nothing when all is well."""
    return [sentence for check in CHECKS for sentence in check(view)]


def families(view: Records) -> Iterator[str]:
    """One head per family, nobody on two cards, cards and people agree."""
    on: dict[str, str] = {}
    people = {person.nik: person for person in view.all(Person)}
    for family in view.all(Family):
        if family.dissolved != (not family.members):
            yield f"family {family.number}: dissolved and members disagree"
        known = [people[nik] for nik in family.members if nik in people]
        heads = sum(person.relation == HEAD for person in known)
        if len(known) != len(family.members):
            yield f"family {family.number}: a member nobody knows"
        if family.members and heads != 1:
            yield f"family {family.number}: {heads} heads"
        for nik in family.members:
            if nik in on:
                yield f"person {nik}: on cards {on[nik]} and {family.number}"
            on[nik] = family.number
    for person in people.values():
        if person.family_card_number != on.get(person.nik):
            yield f"person {person.nik}: card {person.family_card_number}, member elsewhere"


def relations(view: Records) -> Iterator[str]:
    """Spouses are mutual, parents known; who died or is in limbo stands on no card."""
    people = {person.nik: person for person in view.all(Person)}
    for person in people.values():
        for nik in person.spouse_niks:
            if nik not in people or person.nik not in people[nik].spouse_niks:
                yield f"person {person.nik}: spouse {nik} is not theirs in return"
        for parent in (person.father_nik, person.mother_nik):
            if parent and parent not in people:
                yield f"person {person.nik}: a parent nobody knows"
        if person.status in _OFF_THE_CARDS and person.family_card_number:
            yield f"person {person.nik}: {person.status} and on a card"
        if (person.status == PersonStatus.DECEASED) != bool(person.death_date):
            yield f"person {person.nik}: {person.status}, death date {person.death_date}"


def prints(view: Records) -> Iterator[str]:
    """One print of a number counts at a time; the dead hold no card that does."""
    papers = view.all(Paper)
    counting = [paper for paper in papers if paper.status == PaperStatus.ACTIVE]
    for (kind, number), count in Counter((p.type, p.number) for p in counting).items():
        if count > 1:
            yield f"{kind} {number}: {count} active prints"
    for paper in counting:
        holder = view.get(Person, paper.number) if paper.type in _CARDS else None
        if holder and holder.status == PersonStatus.DECEASED:
            yield f"{paper.register_number}: active, its holder is dead"
    for paper in papers:
        entry = view.get(Entry, paper.entry_id) if paper.entry_id else None
        reserved = paper.status == PaperStatus.RESERVED
        if reserved != bool(entry and entry.status == EntryStatus.ACCEPTED):
            yield f"{paper.register_number}: {paper.status}, entry {entry and entry.status}"


def serials(view: Records) -> Iterator[str]:
    """Every serial up to the last of its series was given out, once."""
    given: dict[str, list[int]] = defaultdict(list)
    for number in view.all(GivenNumber):
        given[number.series].append(number.serial)
    for counter in view.all(Serial):
        own = sorted(given.pop(counter.series, []))
        if own and own != list(range(own[0], counter.last + 1)):
            yield f"series {counter.series}: serials {own} up to {counter.last}"
        first = own[0] if own else counter.last + 1
        kind, _, stem = counter.series.partition(":")
        for serial in range(FIRST_SERIAL, first) if kind in ("NIK", "NKK") else ():
            if view.get(Person if kind == "NIK" else Family, f"{stem}{serial}") is None:
                yield f"series {counter.series}: {serial} was given to nobody"
    for series in given:
        yield f"series {series}: numbers without a last serial"


def given_numbers(view: Records) -> Iterator[str]:
    """A number is reserved, active or void as its entry is; used exactly when active."""
    for given in view.all(GivenNumber):
        entry = view.get(Entry, given.entry_id)
        status = entry and _STANDING.get(EntryStatus(entry.status))
        if given.status != status:
            yield f"number {given.number}: {given.status}, entry {entry and entry.status}"
        elif entry and entry.reserved.get(given.purpose) != given.number:
            yield f"number {given.number}: its entry knows another"
        kind = _KEPT_AS.get(given.purpose)
        used = kind is not None and view.get(kind, given.number) is not None
        if kind and used != (given.status == PaperStatus.ACTIVE):
            yield f"number {given.number}: {given.status}, used {used}"


def registers(view: Records) -> Iterator[str]:
    """Acts and moves are about people there are; no stock is below nothing."""
    for act in view.all(Act):
        if any(view.get(Person, nik) is None for nik in act.subjects):
            yield f"act {act.number}: a subject nobody knows"
    for move in view.all(Move):
        if any(view.get(Person, nik) is None for nik in move.movers):
            yield f"move {move.number}: a mover nobody knows"
    for stock in view.all(Stock):
        if stock.left < 0:
            yield f"stock {stock.type}: {stock.left}"


def ledger(view: Records) -> Iterator[str]:
    """Every record's history adds up: each change begins where the last ended, now included."""
    last: dict[tuple[str, str], Any] = {}
    for place, change in enumerate(sorted(view.all(Change), key=lambda c: c.seq), start=1):
        if change.seq != place:
            yield f"ledger: line {change.seq} in place {place}"
        record = (change.kind, change.record_key)
        if record in last and last[record] != _plain(change.before):
            yield f"{change.kind} {change.record_key}: changed beside the ledger before {place}"
        last[record] = _plain(change.after)
    kinds = {kind.__name__: kind for kind in LEDGERED}
    for (name, key), told in last.items():
        now = view.get(kinds[name], key)
        if now is None or told != _plain(asdict(now)):
            yield f"{name} {key}: is not what the ledger says"


def _plain(value: Any) -> Any:  # any JSON value, tuples where lists will be
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


CHECKS: tuple[Callable[[Records], Iterator[str]], ...] = (
    families,
    relations,
    prints,
    serials,
    given_numbers,
    registers,
    ledger,
)
