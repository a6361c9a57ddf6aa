"""A hamlet of a few families in a registry of its own, and an office that works on it at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from siak_sim.entries import Entries, Submitted
from siak_sim.law.households import age_on
from siak_sim.law.numbers import (
    activate,
    new_act_number,
    new_family_number,
    new_nik,
    new_print,
    prints_of,
    supersede,
)
from siak_sim.records import (
    Act,
    Entry,
    EntryDocument,
    EntryStatus,
    Family,
    Move,
    Person,
    PersonStatus,
    Stock,
)
from siak_sim.regions import read_villages
from siak_sim.registry import Registry, View

Json = dict[str, Any]
TODAY = date(2020, 3, 2)
HERE, THERE, ELSEWHERE = "63.11.02.2005", "63.11.06.1023", "63.09.01.2001"
_MADE_ON = date(2015, 5, 5)


@dataclass
class Hamlet:
    """The registry, its clock, and everybody by name."""

    registry: Registry = field(default_factory=Registry)
    at: datetime = datetime(2020, 3, 2, 1, tzinfo=UTC)
    people: dict[str, str] = field(default_factory=dict)
    acts: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.villages = read_villages()
        self.entries = Entries(self.registry, self.villages, lambda: self.at, self._new_id)
        with self.registry.change() as draft:
            settle(self, draft)
            for card in ("KTP_EL", "KIA"):
                draft.put(Stock(card, 20))

    def _new_id(self, kind: str) -> str:
        self.made += 1
        return f"{kind}-{self.made:05}"

    @property
    def today(self) -> date:
        """The day it is at the office."""
        return (self.at + timedelta(hours=8)).date()

    def person(self, name: str) -> Person:
        """Return somebody as they are now."""
        return self.registry.require(Person, self.people[name])

    def family(self, name: str) -> Family | None:
        """Return the card somebody stands on."""
        number = self.person(name).family_card_number
        return self.registry.get(Family, number) if number else None

    def asks(self, name: str) -> Json:
        """Return an applicant's own answers."""
        person = self.person(name)
        return {
            "applicant_nik": person.nik,
            "applicant_name": person.name,
            "applicant_nkk": person.family_card_number,
        }

    def named(self, **roles: str) -> Json:
        """Return NIK and name of people under the names of the catalogue."""
        answers: Json = {}
        for role, name in roles.items():
            person = self.person(name)
            answers |= {f"{role}_nik": person.nik, f"{role}_name": person.name}
        return answers

    def witnessed(self) -> Json:
        """Return two witnesses who are nobody's relatives."""
        return self.named(witness1="witness_1", witness2="witness_2")

    def hand_in(self, service: str, answers: Json, application: str = "", **more: Any) -> Entry:
        """Hand an entry in; it is not decided yet."""
        self.made += 1
        submitted = Submitted(
            service=service,
            application_number=application or f"CONTOH-{self.made}",
            submitted_on=more.pop("submitted_on", self.today.isoformat()),
            answers=answers,
            entered_by="operator-1",
            late_decision=more.pop("late_decision", None),
            expected_documents=more.pop("expected_documents", ()),
            callback_url=None,
        )
        entry, _ = self.entries.receive(f"kunci-{self.made}", "0" * 64, submitted)
        return entry

    def enter(self, service: str, answers: Json, application: str = "", **more: Any) -> Entry:
        """Hand an entry in and have it decided."""
        return self.entries.decide(self.hand_in(service, answers, application, **more).entry_id)

    def prepare(self, entry: Entry) -> Entry:
        """Verify an entry and file what is to be signed."""
        pdfs = [d for d in entry.documents if d.medium == "PDF"]
        hashes = {d.document_ref: _sha(_final(d)) for d in pdfs}
        self.entries.verify(entry.entry_id, "verifikator-1", hashes)
        for document in pdfs:
            self.file(entry, document)
        return self.entries.require(entry.entry_id)

    def file(self, entry: Entry, document: EntryDocument) -> None:
        """File one document, signed in shape only."""
        final = _final(document)
        pdf = _signed(final)
        self.entries.store_file(
            entry.entry_id,
            document.document_ref,
            pdf,
            declared=_sha(pdf),
            signed_from=_sha(final),
            judge=lambda _number: None,
        )

    def finish(self, entry: Entry) -> Entry:
        """Take an accepted entry to its issue."""
        assert entry.status == EntryStatus.ACCEPTED, [r.code for r in entry.reasons]
        self.prepare(entry)
        return self.entries.issue(entry.entry_id)

    def does(self, service: str, answers: Json, **more: Any) -> Entry:
        """Enter and issue at once."""
        return self.finish(self.enter(service, answers, **more))


def codes(entry: Entry) -> set[str]:
    """Return why an entry was refused."""
    assert entry.status == EntryStatus.REFUSED, entry.status
    return {reason.code for reason in entry.reasons}


def settle(hamlet: Hamlet, draft: View) -> None:
    """Enter the families of the hamlet, with acts of most children and one couple."""
    town = _Town(hamlet, draft)
    town.family("rahmadi", ("ayah", "L", 40, "KEPALA_KELUARGA"), ("ibu", "P", 36, "ISTRI"))
    town.child("kakak", "L", 12, "ayah", "ibu")
    town.child("adik", "P", 5, "ayah", "ibu")
    town.lodger("nenek", "P", 70, "ORANGTUA", "ayah")
    town.family("wayan", ("wayan", "L", 30, "KEPALA_KELUARGA"), ("ketut", "P", 28, "ISTRI"))
    town.believe("HINDU", "KAWIN_BELUM_TERCATAT", "wayan", "ketut")
    town.family("made", ("made", "L", 45, "KEPALA_KELUARGA"), ("luh", "P", 41, "ISTRI"))
    town.believe("HINDU", "KAWIN", "made", "luh")
    town.act("kawin made", "AKTA_PERKAWINAN", "made", "luh")
    town.child("putu", "P", 9, "made", "luh")
    town.family("single", ("sendiri", "P", 61, "KEPALA_KELUARGA"))
    town.family("bujang", ("bujang", "L", 33, "KEPALA_KELUARGA"))
    town.believe("HINDU", "BELUM_KAWIN", "bujang")
    town.family("kakek", ("kakek", "L", 58, "KEPALA_KELUARGA"))
    town.child("gadis", "P", 25, "kakek", None)
    town.child("cucu", "L", 3, None, "gadis", relation="CUCU")
    town.family("duda", ("duda", "L", 44, "KEPALA_KELUARGA"))
    town.believe("ISLAM", "CERAI_MATI", "duda")
    town.child("sulung", "P", 15, "duda", None)
    town.child("bungsu", "L", 11, "duda", None)
    town.family(
        "dua istri",
        ("suami", "L", 50, "KEPALA_KELUARGA"),
        ("istri_1", "P", 47, "ISTRI"),
        ("istri_2", "P", 39, "ISTRI"),
    )
    for number in (1, 2):
        town.family(f"saksi {number}", (f"witness_{number}", "L", 48, "KEPALA_KELUARGA"))
    town.family(
        "pendatang", ("pendatang", "L", 34, "KEPALA_KELUARGA"), ("istrinya", "P", 30, "ISTRI")
    )
    town.comes("SKPWNI/6308/01022020/9001", "pendatang", "istrinya")
    town.family("perantau", ("perantau", "L", 37, "KEPALA_KELUARGA"))
    town.leaves("perantau", PersonStatus.MOVED)
    town.family("keliru", ("keliru", "L", 39, "KEPALA_KELUARGA"))
    town.leaves("keliru", PersonStatus.DECEASED, death_date="2020-02-01")
    town.act("mati keliru", "AKTA_KEMATIAN", "keliru")


class _Town:
    """Writes people, cards and acts as they are before anything is entered."""

    def __init__(self, hamlet: Hamlet, draft: View) -> None:
        self._hamlet, self._draft = hamlet, draft
        self._number = ""

    def family(self, name: str, *ones: tuple[str, str, int, str]) -> None:
        prefix = HERE[:8].replace(".", "")
        self._number = new_family_number(self._draft, prefix, _MADE_ON)
        self._draft.put(Family(self._number, f"JL. {name.upper()}", "001", "001", HERE))
        self._print("KK", self._number)
        for role, sex, age, relation in ones:
            self._person(role, sex, age, relation)
        couple = [self._of(role) for role, _, _, _ in ones]
        if len(couple) > 1:
            wives = tuple(p.nik for p in couple[1:])
            self._draft.put(replace(couple[0], spouse_niks=wives, marital_status="KAWIN"))
            for wife in couple[1:]:
                spouses = (couple[0].nik,)
                self._draft.put(replace(wife, spouse_niks=spouses, marital_status="KAWIN"))

    def _person(self, role: str, sex: str, age: int, relation: str, **more: Any) -> None:
        born = date(TODAY.year - age, 1 + len(role) % 2, 1 + (age * 7) % 27)
        nik = new_nik(self._draft, HERE[:8].replace(".", ""), born, sex)
        number = self._number
        name = f"CONTOH {role.upper().replace('_', ' ').replace('1', 'SATU').replace('2', 'DUA')}"
        person = Person(nik, name, sex, "HALONG", born.isoformat(), **more)
        self._draft.put(replace(person, family_card_number=number, relation=relation))
        family = self._draft.require(Family, number)
        self._draft.put(replace(family, members=(*family.members, nik)))
        self._hamlet.people[role] = nik
        if age_on(person.birth_date, TODAY) >= 17:
            self._print("KTP_EL", nik)

    def child(
        self, role: str, sex: str, age: int, father: str | None, mother: str | None, **more: Any
    ) -> None:
        relation = more.get("relation", "ANAK")
        parents = {"father": father, "mother": mother}
        values: Json = {}
        for who, name in parents.items():
            if name:
                parent = self._of(name)
                values |= {f"{who}_nik": parent.nik, f"{who}_name": parent.name}
                values["religion"] = parent.religion
        self._person(role, sex, age, relation, **values)
        self.act(f"lahir {role}", "AKTA_KELAHIRAN", role)

    def lodger(self, role: str, sex: str, age: int, relation: str, child: str) -> None:
        self._person(role, sex, age, relation, marital_status="CERAI_MATI")
        if relation == "ORANGTUA":
            older = self._of(role)
            who = "mother" if sex == "P" else "father"
            values: Json = {f"{who}_nik": older.nik, f"{who}_name": older.name}
            self._draft.put(replace(self._of(child), **values))

    def believe(self, religion: str, status: str, *names: str) -> None:
        for name in names:
            person = replace(self._of(name), religion=religion, marital_status=status)
            self._draft.put(person)

    def act(self, name: str, document_type: str, *subjects: str) -> None:
        series = "LU" if document_type == "AKTA_KELAHIRAN" else None
        number = new_act_number(self._draft, document_type, series, date(2018, 1, 8))
        niks = tuple(self._of(role).nik for role in subjects)
        self._draft.put(Act(number, document_type, niks, "2018-01-01", "2018-01-08"))
        self._print(document_type, number)
        self._hamlet.acts[name] = number

    def comes(self, number: str, *names: str) -> None:
        niks = tuple(self._of(name).nik for name in names)
        for name in names:
            self.leaves(name, PersonStatus.IN_LIMBO)
        self._draft.put(Move(number, niks, "63.08", HERE, "2020-02-01"))
        self._print("SKPWNI", number)

    def leaves(self, name: str, status: PersonStatus, **more: Any) -> None:
        person = self._of(name)
        values = {"family_card_number": None, "status": status, **more}
        self._draft.put(replace(person, **values))
        family = self._draft.require(Family, self._number)
        rest = tuple(nik for nik in family.members if nik != person.nik)
        self._draft.put(replace(family, members=rest, dissolved=not rest))
        if status == PersonStatus.DECEASED:
            for paper in prints_of(self._draft, person.nik):
                supersede(self._draft, paper, None)

    def _of(self, name: str) -> Person:
        return self._draft.require(Person, self._hamlet.people[name])

    def _print(self, document_type: str, number: str) -> None:
        paper = new_print(self._draft, document_type, number, None)
        activate(self._draft, paper.register_number, date(2018, 1, 8))


def _final(document: EntryDocument) -> bytes:
    return f"%PDF-1.7\n% {document.register_number} CONTOH\n%%EOF".encode()


def _signed(pdf: bytes) -> bytes:
    opening = b"\n1 0 obj <</Type/Sig /ByteRange [0 %8d %8d %8d] /Contents "
    contents, closing = b"<00ff>", b">> endobj\ntrailer\n%%EOF\n"
    first = len(pdf) + len(opening % (0, 0, 0))
    opened = opening % (first, first + len(contents), len(closing))
    return pdf + opened + contents + closing


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
