"""Whatever is entered, in whatever order: the registry stays one that could be true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from siak_sim.law import households
from siak_sim.law.invariants import CHECKS, broken, ledger
from siak_sim.records import (
    LEDGERED,
    Change,
    Entry,
    EntryStatus,
    Person,
    PersonStatus,
    Record,
    Stock,
    load,
)
from siak_sim.registry import Registry, View
from siak_sim.wire.refusals import Refusal
from tests.simulators.hamlet import Hamlet
from tests.simulators.hamlet_wishes import WISHES, Wisher

_CHANCE = st.integers(0, 2**32).map(Random)
# what an office hears that comes too early, too late, or when no card is left
_LAWFUL_NOES = {
    "NOT_ACCEPTED",
    "NOT_VERIFIED",
    "FILES_MISSING",
    "FILES_STORED",
    "ALREADY_ISSUED",
    "CARD_STOCK_EMPTY",
    "STATE_CHANGED",
}
_BUSY = 12  # entries on a busy day
_WITHDRAWN = 0.15
_OPEN = (EntryStatus.RECEIVED, EntryStatus.ACCEPTED)


class Office(RuleBasedStateMachine):
    """Operators of one office, none of whom knows what the others do."""

    def __init__(self) -> None:
        super().__init__()
        self.hamlet = Hamlet()
        self.start = _state(self.hamlet.registry)

    @rule(service=st.sampled_from(sorted(WISHES)), random=_CHANCE, at_once=st.booleans())
    def enter(self, service: str, random: Random, at_once: bool) -> None:
        answers = WISHES[service](Wisher(self.hamlet, random))
        decided = {"decided_by": "kadis", "decided_on": str(self.hamlet.today)}
        late = decided if random.random() < 0.7 else None
        entry = self.hamlet.hand_in(service, answers, late_decision=late)
        if at_once:
            self._decide(entry)

    @rule(random=_CHANCE)
    def a_busy_day(self, random: Random) -> None:
        for _ in range(_BUSY):
            self.enter(random.choice(sorted(WISHES)), random, at_once=True)
            for _ in range(random.randrange(3)):  # some wait while others are issued
                self._with(random, self._finish, EntryStatus.ACCEPTED)
            if random.random() < _WITHDRAWN:
                self._with(random, self._cancel, EntryStatus.ACCEPTED)
            self.nothing_is_broken()

    @rule(random=_CHANCE)
    def decide(self, random: Random) -> None:
        self._with(random, self._decide, EntryStatus.RECEIVED)

    @rule(random=_CHANCE)
    def issue_prepared(self, random: Random) -> None:
        self._with(random, self._finish, EntryStatus.ACCEPTED)

    @rule(random=_CHANCE)
    def issue_unprepared(self, random: Random) -> None:
        self._with(random, lambda entry: self.hamlet.entries.issue(entry.entry_id), *EntryStatus)

    @rule(random=_CHANCE)
    def verify_only(self, random: Random) -> None:
        self._with(random, self.hamlet.prepare, *_OPEN)

    @rule(random=_CHANCE)
    def cancel(self, random: Random) -> None:
        self._with(random, self._cancel, *EntryStatus)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.hamlet.at += timedelta(days=days)

    @rule(left=st.integers(0, 3))
    def cards_come_or_run_out(self, left: int) -> None:
        with self.hamlet.registry.change("stock", self.hamlet.at.isoformat()) as draft:
            draft.put(Stock("KTP_EL", left))

    def _with(self, random: Random, act: Callable[[Entry], object], *statuses: str) -> None:
        entries = [e for e in self.hamlet.registry.all(Entry) if e.status in statuses]
        if not entries:
            return
        written = self.hamlet.registry.count(Change)
        try:
            act(random.choice(entries))
        except Refusal as refusal:
            if refusal.code not in _LAWFUL_NOES:
                raise
        else:
            return
        assert self.hamlet.registry.count(Change) == written

    def _decide(self, entry: Entry) -> None:
        applicant = self.hamlet.registry.get(Person, entry.answers["applicant_nik"])
        decided = self.hamlet.entries.decide(entry.entry_id)
        if decided.status == EntryStatus.ACCEPTED:
            assert applicant
            assert applicant.status != PersonStatus.DECEASED
        else:
            assert all(reason.message.endswith(".") for reason in decided.reasons)

    def _finish(self, entry: Entry) -> None:
        if not entry.verified:
            self.hamlet.prepare(entry)
        self.hamlet.entries.issue(entry.entry_id)

    def _cancel(self, entry: Entry) -> None:
        self.hamlet.entries.cancel(entry.entry_id, "salah isi")

    @invariant()
    def nothing_is_broken(self) -> None:
        checks = (check for check in CHECKS if check is not ledger)  # that one at the end
        assert [said for check in checks for said in check(self.hamlet.registry)] == []

    def teardown(self) -> None:
        assert broken(self.hamlet.registry) == []
        replayed = dict(self.start)
        for change in sorted(self.hamlet.registry.all(Change), key=lambda c: c.seq):
            replayed[change.kind, change.record_key] = load(change.kind, change.after)
        assert replayed == _state(self.hamlet.registry)


def _state(view: View) -> dict[tuple[str, str], Record]:
    """Everything the ledger follows, as it is."""
    return {(kind.__name__, record.key): record for kind in LEDGERED for record in view.all(kind)}


def _run(examples: int, steps: int, phases: Sequence[Phase] = tuple(Phase)) -> None:
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            phases=phases,
            deadline=None,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_registry_stays_true_whatever_is_entered() -> None:
    _run(30, 25)


def test_the_machine_notices_a_family_left_without_a_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(households, "_appoint_head", lambda *_: None)
    with pytest.raises(AssertionError, match="0 heads"):
        _run(30, 25, (Phase.generate,))


def test_what_was_changed_beside_the_ledger_is_noticed() -> None:
    hamlet = Hamlet()
    hamlet.does("KK_HILANG_RUSAK", {**hamlet.asks("ayah"), "loss_kind": "HILANG"})
    with hamlet.registry.change() as draft:
        paper = next(p for p in draft.all(Stock))
        draft.put(Stock(paper.type, -1))
    assert broken(hamlet.registry) == [f"stock {paper.type}: -1"]


def test_an_empty_registry_breaks_nothing() -> None:
    assert broken(Registry()) == []
