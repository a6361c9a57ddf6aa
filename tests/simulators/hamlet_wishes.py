"""What people of the hamlet may wish for: answers to every service, mostly lawful ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random

from siak_sim.law.households import family_of
from siak_sim.records import Act, Move, Person, PersonStatus
from tests.simulators.hamlet import ELSEWHERE, HERE, THERE, Hamlet, Json

_SYLLABLES = ("RAH", "MAN", "SYA", "LAI", "FAT", "HUS", "ZAI", "NOR", "DIN", "MAR")
_LAWFUL = 0.9


class Wisher:
    """Draws people, days and acts from the registry as it is now."""

    def __init__(self, hamlet: Hamlet, random: Random) -> None:
        self.hamlet, self.random = hamlet, random
        self._people = hamlet.registry.all(Person)

    def anybody(self, fits: Callable[[Person], object]) -> Person:
        """Return somebody who fits, or now and then just anybody."""
        fitting = [person for person in self._people if fits(person)]
        lawful = fitting and self.random.random() < _LAWFUL
        return self.random.choice(fitting if lawful else self._people)

    def citizen(self) -> Person:
        """Return somebody alive and grown, on a card."""
        grown = str(self.hamlet.today - timedelta(days=20 * 366))
        return self.anybody(lambda p: _lives_here(p) and p.birth_date < grown)

    def day(self, back: int) -> str:
        """Return one of the last days."""
        return str(self.hamlet.today - timedelta(days=self.random.randrange(back)))

    def name(self) -> str:
        """Return a made-up name."""
        return "CONTOH " + "".join(self.random.choices(_SYLLABLES, k=2))

    def asks(self, person: Person) -> Json:
        """Return an applicant's own answers."""
        number = person.family_card_number
        asked: Json = {"applicant_nik": person.nik, "applicant_name": person.name}
        return asked | ({"applicant_nkk": number} if number else {})

    def family(self, person: Person) -> list[str]:
        """Return who stands on somebody's card."""
        home = family_of(self.hamlet.registry, person.nik)
        return list(home.members) if home else [person.nik]

    def some(self, niks: list[str]) -> list[str]:
        """Return all of a family, or a part of it."""
        if self.random.random() < 0.4:
            return niks
        return self.random.sample(niks, self.random.randint(1, len(niks)))

    def act(self, document_type: str) -> Act | None:
        """Return an act of a type."""
        acts = [act for act in self.hamlet.registry.all(Act) if act.type == document_type]
        return self.random.choice(acts) if acts else None

    def coin(self) -> bool:
        """Return yes or no."""
        return self.random.random() < 0.5


def _lives_here(person: Person) -> bool:
    return person.status == PersonStatus.ACTIVE and person.family_card_number is not None


def _birth(wish: Wisher) -> Json:
    mother = wish.anybody(lambda p: _lives_here(p) and p.sex == "P" and p.birth_date < "2004")
    father = next((nik for nik in mother.spouse_niks), "")
    return {
        **wish.asks(wish.citizen()),
        **wish.hamlet.witnessed(),
        "mother_nik": mother.nik,
        "mother_name": mother.name,
        "father_nik": father,
        "child_name": wish.name(),
        "child_sex": wish.random.choice("LP"),
        "child_birth_date": wish.day(70),
        "child_birth_place": "Halong",
        "birth_order": wish.random.randint(1, 3),
        "parents_have_marriage_certificate": bool(father),
        "foundling": wish.random.random() < 0.1,
        "wants_child_card": wish.coin(),
    }


def _stillbirth(wish: Wisher) -> Json:
    mother = wish.anybody(lambda p: _lives_here(p) and p.sex == "P")
    answers = {"event_date": wish.day(40), "event_place": "Halong", "mother_nik": mother.nik}
    return {**wish.asks(wish.citizen()), **wish.hamlet.witnessed(), **answers}


def _death(wish: Wisher) -> Json:
    person = wish.anybody(_lives_here)
    known = wish.random.random() < _LAWFUL
    return {
        **wish.asks(wish.citizen()),
        **wish.hamlet.witnessed(),
        "deceased_nik": person.nik if known else "",
        "deceased_name": person.name if known else wish.name(),
        "death_date": wish.day(50),
        "death_place": "Halong",
        "in_registry": known,
    }


def _marriage(wish: Wisher) -> Json:
    groom = wish.anybody(lambda p: _lives_here(p) and p.sex == "L" and p.religion == "HINDU")
    bride = wish.anybody(lambda p: _lives_here(p) and p.sex == "P" and p.birth_date < "2000")
    partner = groom.spouse_niks[0] if groom.spouse_niks else bride.nik
    answers = {
        "groom_nik": groom.nik,
        "bride_nik": partner,
        "religious_marriage_date": wish.day(90),
    }
    return {**wish.asks(groom), **wish.hamlet.witnessed(), **answers}


def _court(wish: Wisher, dated: str) -> Json:
    number = f"{wish.random.randint(1, 9)}/PDT/CONTOH"
    return {"court_name": "PN Contoh", "decision_number": number, dated: wish.day(40)}


def _divorce(wish: Wisher) -> Json:
    act = wish.act("AKTA_PERKAWINAN")
    him, her = act.subjects if act else ("", "")
    return {
        **wish.asks(wish.citizen()),
        **_court(wish, "decision_final_date"),
        "husband_nik": him,
        "wife_nik": her,
        "marriage_certificate_number": act.number if act else "",
    }


def _acknowledgement(wish: Wisher) -> Json:
    child = wish.anybody(lambda p: _lives_here(p) and p.mother_nik and not p.father_nik)
    father = wish.anybody(lambda p: _lives_here(p) and p.sex == "L" and p.birth_date < "2000")
    return {
        **wish.asks(father),
        **wish.hamlet.witnessed(),
        "child_nik": child.nik,
        "father_nik": father.nik,
        "mother_nik": child.mother_nik or "",
        "acknowledgement_date": wish.day(40),
        "birth_certificate_number": _birth_act(wish, child),
    }


def _birth_act(wish: Wisher, child: Person) -> str:
    acts = wish.hamlet.registry.find(Act, "subject", child.nik)
    return next((act.number for act in acts if act.type == "AKTA_KELAHIRAN"), "474.1/1/1998")


def _legitimation(wish: Wisher) -> Json:
    act = wish.act("AKTA_PERKAWINAN")
    parents = act.subjects if act else ()
    child = wish.anybody(lambda p: p.mother_nik in parents)
    return {
        **wish.asks(wish.citizen()),
        **wish.hamlet.witnessed(),
        "child_nik": child.nik,
        "marriage_certificate_number": act.number if act else "",
        "marriage_registered_date": wish.day(40),
        "birth_certificate_number": _birth_act(wish, child),
    }


def _adoption(wish: Wisher) -> Json:
    child = wish.anybody(lambda p: _lives_here(p) and p.birth_date > "2003")
    father = wish.anybody(lambda p: _lives_here(p) and p.sex == "L" and p.birth_date < "1995")
    return {
        **wish.asks(father),
        **_court(wish, "decision_received_date"),
        "child_nik": child.nik,
        "adoptive_father_nik": father.nik,
        "birth_certificate_number": _birth_act(wish, child),
    }


def _change_of_name(wish: Wisher) -> Json:
    act = wish.act("AKTA_KELAHIRAN")
    return {
        **wish.asks(wish.citizen()),
        **_court(wish, "decision_received_date"),
        "subject_nik": act.subjects[0] if act else "",
        "new_name": wish.name(),
        "act_type": "KELAHIRAN",
        "act_number": act.number if act else "",
    }


def _correction(wish: Wisher) -> Json:
    kinds = ("KELAHIRAN", "KEMATIAN", "PERKAWINAN", "PERCERAIAN", "PENGAKUAN_ANAK")
    kind = wish.random.choice(kinds)
    act = wish.act(f"AKTA_{kind}")
    corrections = ("SALAH_TULIS_REDAKSIONAL", "PEMBETULAN_NAMA", "PEMBATALAN_CONTRARIUS_ACTUS")
    return {
        **wish.asks(wish.citizen()),
        "subject_nik": act.subjects[0] if act and act.subjects else "",
        "act_type": kind,
        "act_number": act.number if act else "",
        "correction_kind": wish.random.choice(corrections),
        "wrong_text": "CONTOH",
        "right_text": wish.name(),
    }


def _second_excerpt(wish: Wisher) -> Json:
    act = wish.act("AKTA_KELAHIRAN")
    given: Json = {"act_number": act.number} if act and wish.coin() else {}
    nik = act.subjects[0] if act else ""
    answers = {"subject_nik": nik, "act_type": "KELAHIRAN", "loss_kind": "HILANG"}
    return {**wish.asks(wish.citizen()), **answers, **given}


def _biodata(wish: Wisher) -> Json:
    return {
        **wish.asks(wish.citizen()),
        "subject_name": wish.name(),
        "subject_sex": wish.random.choice("LP"),
        "subject_birth_place": "Halong",
        "subject_birth_date": f"19{wish.random.randint(60, 99)}-05-17",
        "subject_religion": "HINDU",
        "subject_marital_status": "BELUM_KAWIN",
        "subject_education": "TIDAK_BELUM_SEKOLAH",
        "subject_occupation": "PETANI_PEKEBUN",
        "mother_name": wish.name(),
        "home_village_code": HERE,
    }


def _new_family(wish: Wisher) -> Json:
    head = wish.anybody(lambda p: p.status == PersonStatus.ACTIVE and p.birth_date < "2000")
    reasons = ("MEMBENTUK_KELUARGA", "GANTI_KEPALA_KELUARGA", "PISAH_KK", "DARI_LUAR_NEGERI")
    reason = wish.random.choice(reasons)
    if reason == "DARI_LUAR_NEGERI":
        head = wish.anybody(lambda p: p.status == PersonStatus.MOVED)
    if reason == "MEMBENTUK_KELUARGA":
        sex = "P" if head.sex == "L" else "L"
        free = wish.anybody(lambda p: _lives_here(p) and p.sex == sex and not p.spouse_niks)
        members = [free.nik]
    else:
        members = wish.some(wish.family(head))
    return {
        **wish.asks(head),
        "kk_reason": reason,
        "union_type": wish.random.choice(("PERKAWINAN", "PERCERAIAN", "LAINNYA")),
        "has_marriage_or_divorce_certificate": wish.coin(),
        "head_of_family_nik": head.nik,
        "member_niks": members,
        "home_address": "Jl. Contoh",
        "home_rt": "2",
        "home_village_code": wish.random.choice((HERE, THERE)),
    }


_ELEMENTS = (
    ("PEKERJAAN", "occupation", "Wiraswasta"),
    ("AGAMA", "religion", "KRISTEN"),
    ("STATUS_KAWIN", "marital_status", "CERAI HIDUP"),
    ("SHDK", "relation", "FAMILI_LAIN"),
    ("SHDK", "relation", "KEPALA_KELUARGA"),
    ("GOLONGAN_DARAH", "blood_type", "AB+"),
    ("TANGGAL_LAHIR", "birth_date", "1990-01-01"),
)


def _change_of_data(wish: Wisher) -> Json:
    owner = wish.citizen()
    joins = wish.random.random() < 0.3
    one = wish.anybody(lambda p: _lives_here(p) and (joins or p.nik in wish.family(owner)))
    element, kept_as, to = wish.random.choice(_ELEMENTS)
    row = {"member_nik": one.nik, "element": element, "from": getattr(one, kept_as), "to": to}
    kind = "MENUMPANG_KK" if joins else "ELEMEN_DATA"
    return {**wish.asks(owner), "change_kind": kind, "changes": [row]}


def _lost(wish: Wisher) -> Json:
    return {**wish.asks(wish.citizen()), "loss_kind": "HILANG"}


def _child_card(wish: Wisher) -> Json:
    child = wish.anybody(lambda p: _lives_here(p) and p.birth_date > "2004")
    return {**wish.asks(wish.citizen()), "child_nik": child.nik}


def _move(wish: Wisher) -> Json:
    mover = wish.citizen()
    return {
        **wish.asks(mover),
        "mover_niks": wish.some(wish.family(mover)),
        "dest_address": "Jl. Contoh",
        "dest_rt": "1",
        "dest_village_code": THERE,
        "dest_region_code": ELSEWHERE,
        "only_minors_stay": wish.coin(),
    }


def _arrival(wish: Wisher) -> Json:
    move = wish.random.choice(wish.hamlet.registry.all(Move))
    host = wish.citizen()
    return {
        **wish.asks(host),
        "mover_niks": list(move.movers),
        "skpwni_number": move.number,
        "arrival_kk_kind": wish.random.choice(("KK_BARU", "MENUMPANG_KK")),
        "has_ktp_or_kia": wish.coin(),
        "dest_address": "Jl. Contoh",
        "dest_rt": "1",
        "dest_village_code": THERE,
    }


WISHES: Mapping[str, Callable[[Wisher], Json]] = {
    "BIODATA_WNI": _biodata,
    "KK_BARU": _new_family,
    "KK_PERUBAHAN_DATA": _change_of_data,
    "KK_HILANG_RUSAK": _lost,
    "KTP_EL_BARU": _lost,
    "KTP_EL_PERUBAHAN_DATA": _lost,
    "KTP_EL_HILANG_RUSAK": _lost,
    "KIA_BARU": _child_card,
    "KIA_HILANG_RUSAK": _child_card,
    "PINDAH_KELUAR_SKPWNI": _move,
    "PINDAH_DALAM_KABUPATEN": _move,
    "PINDAH_DATANG": _arrival,
    "AKTA_KELAHIRAN": _birth,
    "LAHIR_MATI": _stillbirth,
    "AKTA_KEMATIAN": _death,
    "AKTA_PERKAWINAN": _marriage,
    "AKTA_PERCERAIAN": _divorce,
    "AKTA_PENGAKUAN_ANAK": _acknowledgement,
    "AKTA_PENGESAHAN_ANAK": _legitimation,
    "PENGANGKATAN_ANAK": _adoption,
    "PERUBAHAN_NAMA": _change_of_name,
    "PEMBETULAN_AKTA": _correction,
    "KUTIPAN_KEDUA_AKTA": _second_excerpt,
}
