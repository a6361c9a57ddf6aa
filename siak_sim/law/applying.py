"""How an entry takes effect: planned at acceptance, applied to the population at issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from siak_sim.law.duplicates import claims_of
from siak_sim.law.effects import EFFECTS
from siak_sim.law.events import Event, Outcome
from siak_sim.law.households import family_of
from siak_sim.law.numbers import activate, new_print, prints_of, settle_numbers, supersede, void
from siak_sim.law.rules import what_changed
from siak_sim.law.vital_rules import is_late_birth
from siak_sim.records import Entry, EntryDocument, EntryStatus, Paper, PaperStatus, Stock
from siak_sim.registry import View
from siak_sim.wire.refusals import Refusal

CARD_STOCK = 500
_STOCK_RETRY = 600


def accept(draft: View, event: Event) -> Entry:
    """Plan what an entry will do: numbers and prints are reserved, nobody changes yet."""
    series = None
    if event.entry.service == "AKTA_KELAHIRAN":
        series = "LT" if is_late_birth(event) else "LU"
    event.entry = replace(event.entry, series=series)
    # the population as it will be: documents are printed from it, then it is forgotten
    later = draft.overlay()
    before = _households(draft, event, Outcome())
    outcome = EFFECTS[event.entry.service](later, event)
    household = (*before, *_households(later, event, outcome), *outcome.people)
    return replace(
        event.entry,
        status=EntryStatus.ACCEPTED,
        registration_date=event.day,
        household=tuple(dict.fromkeys(nik for nik in household if nik)),
        claims=claims_of(event),
        documents=_reserve(draft, event, outcome),
        reserved=event.reserved,
    )


def _households(view: View, event: Event, outcome: Outcome) -> list[str]:
    named = [v for k, v in event.entry.answers.items() if _names_a_subject(k)]
    people = [event.said("applicant_nik"), *map(str, named), *outcome.people]
    families = (family_of(view, nik) for nik in people)
    return [nik for family in families if family for nik in family.members]


def _names_a_subject(answer: str) -> bool:
    return answer.endswith("_nik") and not answer.startswith("witness")


def _reserve(draft: View, event: Event, outcome: Outcome) -> tuple[EntryDocument, ...]:
    documents = []
    for number, planned in enumerate(outcome.documents, start=1):
        paper = new_print(draft, planned.type, planned.number, event.entry.entry_id)
        ref = f"{event.entry.entry_id}-{number}"
        documents.append(
            EntryDocument(
                ref,
                planned.type,
                planned.medium,
                planned.number,
                paper.register_number,
                planned.content,
            )
        )
    return tuple(documents)


def apply(draft: View, event: Event, today: date) -> tuple[str, ...]:
    """Apply an accepted entry; returns the numbers of which earlier prints lapse.

    What no longer fits the population is refused as a whole: the office enters it anew.
    """
    against = what_changed(draft, event)
    if against:
        raise _changed(" ".join(reason.message for reason in against), against[0].field)
    outcome = EFFECTS[event.entry.service](draft, event)
    planned = [(document.type, document.number) for document in event.entry.documents]
    if [(document.type, document.number) for document in outcome.documents] != planned:
        raise _changed("Susunan keluarga sudah lain.", None)
    _take_cards(draft, event.entry)
    settle_numbers(draft, event.entry.entry_id, PaperStatus.ACTIVE)
    return _activate(draft, event.entry, outcome, today)


def _changed(why: str, field: str | None) -> Refusal:
    words = f"Data sudah berubah sejak isian diterima. {why} Batalkan, lalu isi kembali."
    return Refusal(409, "STATE_CHANGED", words, field)


def _take_cards(draft: View, entry: Entry) -> None:
    for document in entry.documents:
        if document.medium != "CARD":
            continue
        stock = draft.get(Stock, document.type) or Stock(document.type, CARD_STOCK)
        if stock.left < 1:
            raise Refusal(409, "CARD_STOCK_EMPTY", "Blangko kartu habis.", retry_after=_STOCK_RETRY)
        draft.put(replace(stock, left=stock.left - 1))


def _activate(draft: View, entry: Entry, outcome: Outcome, today: date) -> tuple[str, ...]:
    own = {document.register_number for document in entry.documents}
    lapsed: list[str] = []
    for document in entry.documents:
        for old in _counting(draft, document.number, own, document.type):
            supersede(draft, old, document.register_number)
            lapsed.append(old.number)
        activate(draft, document.register_number, today)
    successor = entry.documents[0].register_number if entry.documents else None
    for number in outcome.lapsed:
        for old in _counting(draft, number, own):
            supersede(draft, old, successor)
            lapsed.append(number)
    for number in outcome.annulled:
        for old in _counting(draft, number, own):
            draft.put(replace(old, status=PaperStatus.ANNULLED))
            lapsed.append(number)
    return tuple(dict.fromkeys(lapsed))


def _counting(
    draft: View, number: str, own: set[str], document_type: str | None = None
) -> list[Paper]:
    """Return the prints of a number that count now, without an entry's own."""
    papers = prints_of(draft, number, document_type)
    return [p for p in papers if p.status == PaperStatus.ACTIVE and p.register_number not in own]


def withdraw(draft: View, entry: Entry, reason: str) -> None:
    """Void what an entry reserved; its numbers are never used again."""
    for document in entry.documents:
        void(draft, document.register_number, reason)
    settle_numbers(draft, entry.entry_id, PaperStatus.VOID, reason)
