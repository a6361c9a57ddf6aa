"""What the program tells of its population without serving it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from siak_sim.config import Config
from siak_sim.population import manifest
from siak_sim.populations import Ground
from siak_sim.regions import read_villages
from simkit.clock import SimClock

_OFFICE_ZONE = ZoneInfo("Asia/Makassar")


def _population(config: Config) -> str:
    """Return the manifest: counts and hashes."""
    today = SimClock.parse(config.options.clock).now().astimezone(_OFFICE_ZONE).date()
    villages = read_villages()
    ground = Ground(config.population, config.population_dir, villages)
    below = ground.stand(config.options.seed, today.year)
    return json.dumps(manifest(ground.standing, below, villages, today), indent=2) + "\n"


# by the word after the program's name
TELLINGS: Mapping[str, Callable[[Config], str]] = MappingProxyType({"population": _population})
