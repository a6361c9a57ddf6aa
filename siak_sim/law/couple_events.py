"""What acts about couples and their children change: marriage to adoption."""

from dataclasses import replace

from siak_sim.labels import printed
from siak_sim.law.acts import note, register
from siak_sim.law.contents import Lines
from siak_sim.law.events import Event, Outcome, letter
from siak_sim.law.households import marry, part
from siak_sim.records import Act, Person
from siak_sim.registry import View


def marriage(view: View, event: Event) -> Outcome:
    """Register a marriage of other faiths (UU 23/2006 art. 34): both become spouses."""
    groom = view.require(Person, event.said("groom_nik"))
    bride = view.require(Person, event.said("bride_nik"))
    on = event.said("religious_marriage_date")
    number = register(
        view,
        event,
        "AKTA_PERKAWINAN",
        [groom.nik, bride.nik],
        on,
        before={p.nik: p.marital_status for p in (groom, bride)},
        were_spouses=bride.nik in groom.spouse_niks,
    )
    marry(view, groom.nik, bride.nik, on, "KAWIN")
    lines: Lines = [
        ("Nama suami", groom.name),
        ("NIK suami", groom.nik),
        ("Nama istri", bride.name),
        ("NIK istri", bride.nik),
        ("Agama", printed(groom.religion)),
        ("Tanggal perkawinan", on),
        ("Pemuka agama", event.said("officiant_name").upper()),
        ("Tanggal pencatatan", event.day),
    ]
    return letter("AKTA_PERKAWINAN", number, lines, [groom.nik, bride.nik])


def divorce(view: View, event: Event) -> Outcome:
    """Register a court's divorce (UU 23/2006 art. 40): both CERAI HIDUP, noted on their act."""
    husband = view.require(Person, event.said("husband_nik"))
    wife = view.require(Person, event.said("wife_nik"))
    married_by = event.said("marriage_certificate_number")
    number = register(
        view,
        event,
        "AKTA_PERCERAIAN",
        [husband.nik, wife.nik],
        event.said("decision_final_date"),
        marriage_act=married_by,
        decision=event.said("decision_number"),
    )
    part(view, husband.nik, wife.nik, "CERAI_HIDUP")
    note(view, event, married_by, "PERCERAIAN", f"Akta perceraian {number}")
    lines: Lines = [
        ("Nama suami", husband.name),
        ("Nama istri", wife.name),
        ("Nomor akta perkawinan", married_by),
        *event.court_lines(),
        ("Tanggal pencatatan", event.day),
    ]
    return letter("AKTA_PERCERAIAN", number, lines, [husband.nik, wife.nik])


def acknowledgement(view: View, event: Event) -> Outcome:
    """Register that a father acknowledges his child (UU 24/2013 art. 49): noted on its act."""
    father = view.require(Person, event.said("father_nik"))
    child = view.require(Person, event.said("child_nik"))
    child = replace(child, father_nik=father.nik, father_name=father.name)
    view.put(child)
    born_by = event.said("birth_certificate_number")
    on = event.said("acknowledgement_date")
    number = register(
        view, event, "AKTA_PENGAKUAN_ANAK", [child.nik, father.nik], on, birth_act=born_by
    )
    note(view, event, born_by, "PENGAKUAN ANAK", f"Akta pengakuan anak {number}")
    lines = [
        *_child_lines(child, born_by),
        ("Tanggal pengakuan", on),
        ("Tanggal pencatatan", event.day),
    ]
    return letter("AKTA_PENGAKUAN_ANAK", number, lines, [child.nik])


def legitimation(view: View, event: Event) -> Outcome:
    """Register that a child counts as born in its parents' marriage (Perpres 96/2018 art. 50).

    Noted on the child's birth act; the father is the husband of the marriage act.
    """
    child = view.require(Person, event.said("child_nik"))
    father = husband_of(view, event, child)
    if father and not child.father_nik:
        child = replace(child, father_nik=father.nik, father_name=father.name)
        view.put(child)
    born_by = event.said("birth_certificate_number")
    married_by = event.said("marriage_certificate_number")
    number = register(
        view,
        event,
        "AKTA_PENGESAHAN_ANAK",
        [child.nik],
        event.said("marriage_registered_date"),
        birth_act=born_by,
        marriage_act=married_by,
    )
    note(view, event, born_by, "PENGESAHAN ANAK", f"Akta pengesahan anak {number}")
    lines = [
        *_child_lines(child, born_by),
        ("Nomor akta perkawinan", married_by),
        ("Tanggal pencatatan", event.day),
    ]
    return letter("AKTA_PENGESAHAN_ANAK", number, lines, [child.nik])


def husband_of(view: View, event: Event, child: Person) -> Person | None:
    """Return the man married to a child's mother, by the marriage act or by the register."""
    act = view.get(Act, event.said("marriage_certificate_number"))
    mother = view.get(Person, child.mother_nik or "")
    niks = act.subjects if act else mother.spouse_niks if mother else ()
    people = (view.get(Person, nik) for nik in niks)
    return next((person for person in people if person and person.sex == "L"), None)


def _child_lines(child: Person, born_by: str) -> Lines:
    return [
        ("Nama anak", child.name),
        ("NIK anak", child.nik),
        ("Nama ayah", child.father_name),
        ("Nama ibu", child.mother_name),
        ("Nomor akta kelahiran", born_by),
    ]


def adoption(view: View, event: Event) -> Outcome:
    """Note an adoption in the margin of the birth act (Perpres 96/2018 art. 47).

    No new act, and the act's parents stay; the family card follows by its own service.
    """
    child = view.require(Person, event.said("child_nik"))
    number = event.said("birth_certificate_number")
    father, mother = (event.name_of(view, f"adoptive_{who}") for who in ("father", "mother"))
    names = ", ".join(name for name in (father, mother) if name)
    note(view, event, number, "PENGANGKATAN ANAK", f"{names}; {event.said('decision_number')}")
    lines: Lines = [
        ("Nama anak", child.name),
        ("Catatan pinggir", "PENGANGKATAN ANAK"),
        ("Ayah angkat", father),
        ("Ibu angkat", mother),
        *event.court_lines(),
        ("Tanggal pencatatan", event.day),
    ]
    people = [child.nik, event.said("adoptive_father_nik"), event.said("adoptive_mother_nik")]
    return letter("CATATAN_PINGGIR_AKTA", number, lines, people)
