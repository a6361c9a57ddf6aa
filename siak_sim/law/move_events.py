"""What moves change: within Balangan, out of it, and into it (Perpres 96/2018 art. 25-27)."""

from dataclasses import replace

from siak_sim.codes import REGENCY
from siak_sim.law.contents import card
from siak_sim.law.contents_population import move_letter
from siak_sim.law.events import Event, Outcome, Planned
from siak_sim.law.households import HEAD, family_of, is_grown, join, leave
from siak_sim.law.numbers import new_move_number
from siak_sim.law.population_events import gather, made_family, reprint
from siak_sim.records import Family, Move, MoveStatus, Person, PersonStatus
from siak_sim.registry import View


def move_out(view: View, event: Event) -> Outcome:
    """Certify a move out of Balangan: who moves is in limbo until they arrive elsewhere.

    The cards stay with them: the office of destination takes them back.
    """
    movers = event.niks("mover_niks")
    home = family_of(view, movers[0])
    number = event.number("move", lambda v, claim: new_move_number(v, event.on, claim))
    content = move_letter(view, event, number, movers, home)
    for nik in movers:
        leave(view, nik, event.on)
        view.put(replace(view.require(Person, nik), status=PersonStatus.IN_LIMBO))
    to, entry_id = event.said("dest_region_code"), event.entry.entry_id
    view.put(Move(number, tuple(movers), REGENCY, to, event.day, entry_id=entry_id))
    outcome = Outcome([Planned("SKPWNI", number, content)])
    outcome.people = list(movers)
    if home:
        _leave_behind(view, event, home.number, outcome)
    return outcome


def _leave_behind(view: View, event: Event, number: str, outcome: Outcome) -> None:
    left = view.require(Family, number)
    outcome.people += left.members
    if left.dissolved:
        outcome.lapsed.append(number)
    else:
        outcome.documents.append(event.family_card(view, number))


def move_within(view: View, event: Event) -> Outcome:
    """Move inside Balangan: a whole family keeps its number, a part of it gets a new card.

    No certificate is written for it (Perpres 96/2018 art. 25 par. 3).
    """
    movers = event.niks("mover_niks")
    home = family_of(view, movers[0])
    if home and set(home.members) <= set(movers):
        view.put(_at_destination(home, event))
        return reprint(view, event, home.number)
    made = made_family(event, "dest", event.village_prefix("dest_village_code"))
    return gather(view, event, made, heading_first(view, event, movers))


def _at_destination(family: Family, event: Event) -> Family:
    return replace(
        family,
        address=event.said("dest_address").upper(),
        rt=event.said("dest_rt").zfill(3),
        rw=event.said("dest_rw").zfill(3),
        village_code=event.said("dest_village_code"),
    )


def arrival(view: View, event: Event) -> Outcome:
    """Take in who arrives with a move certificate: active again, on a card here."""
    movers = heading_first(view, event, event.niks("mover_niks"))
    for nik in movers:
        view.put(replace(view.require(Person, nik), status=PersonStatus.ACTIVE))
    number = certificate_of(event)
    move = view.require(Move, number)
    view.put(replace(move, status=MoveStatus.ARRIVED, arrived_on=event.day))
    outcome = _housed(view, event, movers)
    outcome.lapsed.append(number)
    head = view.require(Person, movers[0])
    if event.holds("has_ktp_or_kia") and is_grown(head, event.on):
        content = card(view, event.villages, head)
        outcome.documents.append(Planned("KTP_EL", head.nik, content))
    return outcome


def certificate_of(event: Event) -> str:
    """Return the number of the move certificate, without the spaces people type."""
    return event.said("skpwni_number").replace(" ", "")


def _housed(view: View, event: Event, movers: list[str]) -> Outcome:
    if event.said("arrival_kk_kind") != "MENUMPANG_KK":
        made = made_family(event, "dest", event.village_prefix("dest_village_code"))
        return gather(view, event, made, movers)
    host = event.said("applicant_nkk")
    for nik in movers:
        join(view, nik, host, "FAMILI_LAIN", event.on)
    return reprint(view, event, host)


def heading_first(view: View, event: Event, niks: list[str]) -> list[str]:
    """Return people with whom heads their new card first: the old head, else the eldest."""

    def rank(nik: str) -> tuple[bool, bool, str]:
        person = view.require(Person, nik)
        return (person.relation != HEAD, not is_grown(person, event.on), person.birth_date)

    return sorted(niks, key=rank)
