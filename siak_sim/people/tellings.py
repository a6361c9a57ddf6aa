"""What the program tells of its population without serving it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from siak_sim.config import Config
from siak_sim.people.identities import as_page, identities
from siak_sim.people.population import Teller, manifest, populate
from siak_sim.people.populations import Ground
from siak_sim.records import Json
from siak_sim.regions import read_villages
from siak_sim.registry import View
from simkit.clock import SimClock
from simkit.randomness import Seeded

_OFFICE_ZONE = ZoneInfo("Asia/Makassar")


def _today(config: Config) -> date:
    return SimClock.parse(config.options.clock).now().astimezone(_OFFICE_ZONE).date()


def _population(config: Config) -> str:
    """Return the manifest: counts and hashes."""
    today = _today(config)
    villages = read_villages()
    ground = Ground(config.population, config.population_dir, villages)
    below = ground.stand(config.options.seed, today.year)
    return json.dumps(manifest(ground.standing, below, villages, today), indent=2) + "\n"


def named_identities(config: Config) -> list[Json]:
    """Return what can be tried with the named cases of this seed and day."""
    view, villages = View(), read_villages()
    book = populate(view, villages, Seeded(config.options.seed), _today(config))
    return identities(Teller(view, villages, book.cases).told()["cases"], book.cases)


def _identities(config: Config) -> str:
    """Return the named identities as tables."""
    return as_page(named_identities(config)) + "\n"


# by the word after the program's name
TELLINGS: Mapping[str, Callable[[Config], str]] = MappingProxyType(
    {"population": _population, "identities": _identities}
)
