"""One simulated SIAK: its people, its entries, and the decisions it takes over time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from siak_sim.config import Config
from siak_sim.entries import OFFICE_ZONE, Entries, Submitted
from siak_sim.law.findings import MESSAGES
from siak_sim.people.identities import identities
from siak_sim.people.population import Teller, manifest, populate
from siak_sim.people.populations import Ground
from siak_sim.records import Entry, EntryStatus, Json, Reason, Stock, UsedKey
from siak_sim.regions import read_villages
from siak_sim.registry import Registry
from siak_sim.signing.bsre import Bsre
from siak_sim.signing.bsre_downloads import Downloads
from siak_sim.wire.bsre_refusals import KINDS as BSRE_KINDS
from siak_sim.wire.callbacks import KINDS as CALLBACK_KINDS
from siak_sim.wire.callbacks import Callbacks
from siak_sim.wire.coverage import coverage
from siak_sim.wire.day import Day
from siak_sim.wire.filing import KINDS as FILING_KINDS
from siak_sim.wire.filing import Filing
from siak_sim.wire.locks import Locks
from siak_sim.wire.sessions import PREFIX, Sessions
from simkit.kernel import Kernel

# what may go wrong inside SIAK, beside the faults of the line
KINDS = (
    *CALLBACK_KINDS,
    "maintenance",
    "rate_limited",
    "session_expired",
    "record_locked",
    "nik_unknown",
    "duplicate_entry",
    "refuse",
    "slow",
    *FILING_KINDS,
    *BSRE_KINDS,
)
CARD_TYPES = ("KTP_EL", "KIA")


class SiakWorld:
    """The state of one simulated SIAK, as the control routes and the doors need it."""

    def __init__(self, kernel: Kernel, config: Config) -> None:
        self.kernel, self.config = kernel, config
        fixed = kernel.random.fixed
        self.token = config.token or "siak-" + fixed(16, "siak token").hex()
        self.callback_secret = config.callback_secret or fixed(32, "callback secret").hex()
        self.villages = read_villages()
        self.registry = Registry()
        self._ground = Ground(config.population, config.population_dir, self.villages)
        now = kernel.clock.now
        self.day = Day(now, config.per_minute)
        idle = timedelta(minutes=config.session_minutes)
        self.sessions = Sessions(now, lambda: PREFIX + kernel.random.text(40, "sessions"), idle)
        self.locks = Locks(now, self.registry)
        self.callbacks = Callbacks(kernel, self.callback_secret, self.day.closed_until)
        self.entries = Entries(self.registry, self.villages, now, self._new_id)
        self.bsre_passphrase = config.bsre_passphrase or "tte-" + fixed(8, "bsre").hex()
        self.bsre_user = "esign-" + fixed(3, "bsre user").hex()
        self.bsre_password = fixed(12, "bsre password").hex()
        self.bsre = Bsre(
            now,
            lambda n: kernel.random.octets(n, "bsre"),
            self.bsre_passphrase,
            Path(config.bsre_pki).resolve() if config.bsre_pki else None,
        )
        self.bsre_downloads = Downloads()
        self.filing = Filing(self.entries, self.bsre, kernel.faults, now, config.trust_roots)
        self._cases: dict[str, Json] = {}
        self._settle()

    def _new_id(self, kind: str) -> str:
        return f"{kind}-{self.kernel.random.text(16, kind)}"

    def _settle(self) -> None:
        today = self.kernel.clock.now().astimezone(OFFICE_ZONE).date()
        self._settled_on = today
        self.registry.begin(self._ground.stand(self.kernel.random.seed, today.year))
        with self.registry.change() as draft:
            book = populate(draft, self.villages, self.kernel.random, today)
            for card in CARD_TYPES:
                draft.put(Stock(card, self.config.card_stock))
        self._cases = book.cases

    def manifest(self) -> Json:
        """Return what the population consisted of at the start, with its hashes."""
        ground = self._ground
        return manifest(ground.standing, ground.file, self.villages, self._settled_on)

    def identities(self) -> list[Json]:
        """Return what can be tried with the named cases, and what comes of it."""
        return identities(self.teller.told()["cases"], self._cases)

    @property
    def teller(self) -> Teller:
        """Who tells the population."""
        return Teller(self.registry, self.villages, self._cases)

    def receive(self, key: str, body_sha256: str, submitted: Submitted, operator: str) -> Entry:
        """Take an entry in; it is decided after a while."""
        if self.registry.get(UsedKey, key) is None:
            self.locks.require_free(operator, submitted.answers)
        entry, is_new = self.entries.receive(key, body_sha256, submitted)
        if is_new:
            slow = self.kernel.faults.take("slow", service=entry.service)
            pause = float(slow.params.get("seconds", 30)) if slow else self.config.decision_seconds
            self._decide_after(entry.entry_id, pause * self.day.factor())
        return entry

    def issue(self, entry_id: str, operator: str) -> Entry:
        """Let an entry take effect, unless somebody has a record of it open."""
        entry = self.entries.require(entry_id)
        if entry.status == EntryStatus.ACCEPTED:
            self.locks.require_free_for(operator, entry)
        return self.entries.issue(entry_id)

    def _decide_after(self, entry_id: str, seconds: float) -> None:
        at = self.kernel.clock.now() + timedelta(seconds=seconds)

        async def decide() -> None:
            self._decide(entry_id)

        self.kernel.clock.schedule(at, decide, f"decide {entry_id}", lane="decisions")

    def _decide(self, entry_id: str) -> None:
        entry = self.entries.require(entry_id)
        if entry.status != EntryStatus.RECEIVED:
            return
        entry = self.entries.decide(entry_id, self._forced(entry))
        if entry.callback_url:
            accepted = entry.status == EntryStatus.ACCEPTED
            event_type = "entry.accepted" if accepted else "entry.refused"
            self.callbacks.tell(entry.callback_url, event_type, self.entries.as_json(entry))

    def _forced(self, entry: Entry) -> Reason | None:
        kinds = ("refuse", "nik_unknown", "duplicate_entry")
        fault = self.kernel.faults.take(
            kinds, service=entry.service, application_number=entry.application_number
        )
        if fault is None:
            return None
        code = "DATA_REFUSED" if fault.kind == "refuse" else fault.kind.upper()
        code = str(fault.params.get("code", code))
        words = MESSAGES.get(code, "Data tidak dapat diterima SIAK.")
        field = "applicant_nik" if fault.kind == "nik_unknown" else None
        field = fault.params.get("field", field)
        return Reason(code, field, str(fault.params.get("message", words)))

    def stock(self) -> dict[str, int]:
        """Return how many blank cards of each type are left."""
        return {stock.type: stock.left for stock in self.registry.all(Stock)}

    def set_stock(self, stock: dict[str, int]) -> None:
        """Set how many blank cards there are."""
        with self.registry.change("card-stock", self.kernel.clock.now().isoformat()) as draft:
            for card, left in stock.items():
                draft.put(Stock(card, left))

    async def reset(self) -> None:
        """Begin anew with the people of the seed."""
        self.callbacks.reset()
        self.sessions.clear()
        self.locks.clear()
        self.day.reset()
        self.bsre.reset()
        self.bsre_downloads.clear()
        self.filing.reset()
        self._settle()

    def dump(self) -> Json:
        """Return the whole state as JSON."""
        return {
            "registry": self.registry.dump(),
            "ground": self._ground.standing.as_json(),
            "settled_on": self._settled_on.isoformat(),
            "cases": self._cases,
            "callbacks": self.callbacks.dump(),
            "day": self.day.as_json(),
            "locks": self.locks.dump(),
            "bsre": self.bsre.dump(),
        }

    def restore(self, dumped: Json) -> None:
        """Take the state from what `dump` returned; decisions still due are taken at once."""
        cases, callbacks = dict(dumped["cases"]), list(dumped["callbacks"])
        ground = dumped.get("ground")
        self.registry.restore(dumped["registry"], lambda: self._ground.stand_as(ground))
        self._settled_on = date.fromisoformat(dumped["settled_on"])
        self._cases = cases
        self.day.change(dumped.get("day", {}))
        self.locks.restore(dumped.get("locks", []))
        self.bsre.restore(dumped["bsre"])
        self.bsre_downloads.clear()
        self.filing.reset()
        self.sessions.clear()
        self.callbacks.restore(callbacks)
        for entry in self.registry.own(Entry):
            if entry.status == EntryStatus.RECEIVED:
                self._decide_after(entry.entry_id, 0.0)

    def busy(self) -> list[str]:
        """Name what is in flight beyond the clock's due work: decisions not yet taken."""
        received = (e for e in self.registry.own(Entry) if e.status == EntryStatus.RECEIVED)
        return [f"decide {entry.entry_id}" for entry in received]

    def coverage(self) -> list[Json]:
        """List what of the contract is imitated."""
        return coverage()
