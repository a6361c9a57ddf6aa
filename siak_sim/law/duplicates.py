"""Whether an event was entered before, by whom, and in what the two agree.

Everything is found by index: what an accepted entry is about, it claims.
"""

from __future__ import annotations

from siak_sim.law.acts import standing_act
from siak_sim.law.alike import ALIKE, Alike
from siak_sim.law.comparing import Candidate, Compared, compare, in_words
from siak_sim.law.events import Event
from siak_sim.law.findings import Findings
from siak_sim.law.once import ONCE, once_claims
from siak_sim.records import Act, ActStatus, Entry, EntryStatus, Json, Person
from siak_sim.registry import View

_BOTH = (EntryStatus.ACCEPTED, EntryStatus.ISSUED)


def claims_of(event: Event) -> tuple[str, ...]:
    """Return under what an entry is found when the same event comes again."""
    alike = ALIKE.get(event.entry.service)
    key = alike.key(event) if alike else ""
    return tuple(dict.fromkeys([*once_claims(event), *([key] if key else [])]))


def check_duplicates(view: View, event: Event, findings: Findings) -> None:
    """Refuse what is registered or under way already, and explain which record it is."""
    found = (
        _same_application(view, event)
        or _under_way(view, event)
        or _born_before(view, event)
        or _alike(view, event, findings)
    )
    if found:
        answer, told = found
        words = in_words("DUPLICATE_ENTRY", told)
        findings.refuse("DUPLICATE_ENTRY", answer, words=words, duplicate=told)


_Found = tuple[str | None, Json] | None


def _same_application(view: View, event: Event) -> _Found:
    for entry in _counting(view, "application", event.entry.application_number, forever=True):
        compared = compare(event, entry.answers, dict.fromkeys(_told(entry, event), 1))
        agrees = ("application_number", *compared.agrees)
        compared = Compared(agrees, compared.differs, compared.score)
        return None, Candidate(entry.answers, entry).explained(compared)
    return None


def _told(entry: Entry, event: Event) -> list[str]:
    names = set(entry.answers) & set(event.entry.answers)
    return sorted(n for n in names if not n.startswith(("applicant_", "delivery_")))


def _under_way(view: View, event: Event) -> _Found:
    once = ONCE.get(event.entry.service)
    for claim in once_claims(event):
        for entry in _counting(view, "claim", claim, forever=once is not None and once.forever):
            compared = compare(event, entry.answers, once.weights if once else {})
            field = once.by[0] if once and len(once.by) == 1 else None
            return field, Candidate(entry.answers, entry).explained(compared)
    return None


def _counting(view: View, index: str, value: str, *, forever: bool) -> list[Entry]:
    statuses = _BOTH if forever else (EntryStatus.ACCEPTED,)
    entries = (e for e in view.find(Entry, index, value) if e.status in statuses)
    return [entry for entry in entries if not _was_taken_back(view, entry)]


def _was_taken_back(view: View, entry: Entry) -> bool:
    act = view.get(Act, entry.documents[0].number) if entry.documents else None
    return bool(act and act.entry_id == entry.entry_id and act.status == ActStatus.ANNULLED)


def _born_before(view: View, event: Event) -> _Found:
    child = event.said("child_nik") if event.entry.service == "AKTA_KELAHIRAN" else ""
    act = standing_act(view, child, "AKTA_KELAHIRAN")
    if act is None:
        return None
    return "child_nik", Candidate({}, act=act).explained(Compared(("child_nik",), (), 100))


def _alike(view: View, event: Event, findings: Findings) -> _Found:
    alike = ALIKE.get(event.entry.service)
    if alike is None or not alike.key(event):
        return None
    same: list[Json] = []
    like: list[Json] = []
    for candidate in _candidates(view, event, alike):
        told = candidate.explained(compare(event, candidate.answers, alike.weights))
        (same if alike.is_same(event, candidate.answers) else like).append(told)
    if same:
        return None, max(same, key=_score)
    if like:
        best = max(like, key=_score)
        findings.warn(alike.warning, words=in_words(alike.warning, best), duplicate=best)
    return None


def _candidates(view: View, event: Event, alike: Alike) -> list[Candidate]:
    entries = _counting(view, "claim", alike.key(event), forever=True)
    known = {entry.entry_id for entry in entries}
    people = [c for c in alike.people(view, event) if not (c.act and c.act.entry_id in known)]
    return [*(Candidate(entry.answers, entry) for entry in entries), *people]


def _score(told: Json) -> int:
    return int(told["score"])


def explain_death(view: View, person: Person) -> Json | None:
    """Return the record of a death that is registered already; none for one by mistake."""
    act = standing_act(view, person.nik, "AKTA_KEMATIAN")
    if act is None:
        return None
    return Candidate({}, act=act).explained(Compared(("deceased_nik",), (), 100))
