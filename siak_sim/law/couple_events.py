"""What acts about couples and their children change: marriage to adoption."""

from dataclasses import replace

from siak_sim.law.acts import first_excerpt, note, register
from siak_sim.law.contents_acts import excerpt_with_notes
from siak_sim.law.events import Event, Outcome, Planned
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
        officiant_name=event.said("officiant_name").upper(),
        witness_names=event.witness_names(view),
    )
    marry(view, groom.nik, bride.nik, on, "KAWIN")
    return first_excerpt(view, number, [groom.nik, bride.nik])


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
        marriage_certificate_number=married_by,
        **event.court(),
    )
    part(view, husband.nik, wife.nik, "CERAI_HIDUP")
    text = f"Akta perceraian {number}"
    note(view, event, married_by, "PERCERAIAN", text, act_number=number)
    return first_excerpt(view, number, [husband.nik, wife.nik])


def acknowledgement(view: View, event: Event) -> Outcome:
    """Register that a father acknowledges his child (UU 24/2013 art. 49): noted on its act."""
    father = view.require(Person, event.said("father_nik"))
    child = view.require(Person, event.said("child_nik"))
    born_by = event.said("birth_certificate_number")
    number = register(
        view,
        event,
        "AKTA_PENGAKUAN_ANAK",
        [child.nik, father.nik],
        event.said("acknowledgement_date"),
        birth_certificate_number=born_by,
        witness_names=event.witness_names(view),
    )
    text = f"Akta pengakuan anak {number}"
    note(view, event, born_by, "PENGAKUAN ANAK", text, act_number=number, father_name=father.name)
    view.put(replace(child, father_nik=father.nik, father_name=father.name))
    return first_excerpt(view, number, [child.nik])


def legitimation(view: View, event: Event) -> Outcome:
    """Register that a child counts as born in its parents' marriage (Perpres 96/2018 art. 50).

    Noted on the child's birth act; the father is the husband of the marriage act.
    """
    child = view.require(Person, event.said("child_nik"))
    father = husband_of(view, event, child)
    born_by = event.said("birth_certificate_number")
    number = register(
        view,
        event,
        "AKTA_PENGESAHAN_ANAK",
        [child.nik],
        event.said("marriage_registered_date"),
        birth_certificate_number=born_by,
        marriage_certificate_number=event.said("marriage_certificate_number"),
        father_name=father.name if father else child.father_name,
        witness_names=event.witness_names(view),
    )
    note(
        view,
        event,
        born_by,
        "PENGESAHAN ANAK",
        f"Akta pengesahan anak {number}",
        act_number=number,
        father_name=father.name if father else child.father_name,
        mother_name=child.mother_name,
    )
    if father and not child.father_nik:
        view.put(replace(child, father_nik=father.nik, father_name=father.name))
    return first_excerpt(view, number, [child.nik])


def husband_of(view: View, event: Event, child: Person) -> Person | None:
    """Return the man married to a child's mother, by the marriage act or by the register."""
    act = view.get(Act, event.said("marriage_certificate_number"))
    mother = view.get(Person, child.mother_nik or "")
    niks = act.subjects if act else mother.spouse_niks if mother else ()
    people = (view.get(Person, nik) for nik in niks)
    return next((person for person in people if person and person.sex == "L"), None)


def adoption(view: View, event: Event) -> Outcome:
    """Note an adoption in the margin of the birth act (Perpres 96/2018 art. 47).

    No new act, and the act's parents stay; the family card follows by its own service.
    """
    child = view.require(Person, event.said("child_nik"))
    number = event.said("birth_certificate_number")
    father, mother = (event.name_of(view, f"adoptive_{who}") for who in ("father", "mother"))
    names = ", ".join(name for name in (father, mother) if name)
    note(
        view,
        event,
        number,
        "PENGANGKATAN ANAK",
        f"{names}; {event.said('decision_number')}",
        adoptive_father_name=father,
        adoptive_mother_name=mother,
        **event.court(),
    )
    people = [child.nik, event.said("adoptive_father_nik"), event.said("adoptive_mother_nik")]
    content = excerpt_with_notes(view, view.require(Act, number), event.day)
    planned = Planned("CATATAN_PINGGIR_AKTA", number, content)
    return Outcome([planned], people=[nik for nik in people if nik])
