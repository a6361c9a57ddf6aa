"""How many families live in each village, and in which RT and RW each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from siak_sim.people.draws import Assumptions, Dice
from siak_sim.regions import Village

_TOWN_DISTRICT = "63.11.06"


@dataclass(frozen=True)
class Settlement:
    """One village with its families."""

    village: Village
    families: int
    with_rw: bool
    remote: bool
    javanese: bool


def settlements(
    table: Assumptions, villages: Mapping[str, Village], seed: int, families: int
) -> list[Settlement]:
    """Spread families over the villages as people are spread over the regency."""
    weights = _weights(table, villages, seed)
    counts = _apportion(weights, families)
    kelurahan = table.section("villages")["kelurahan"]
    remote, javanese = (set(table.codes("villages", name)) for name in ("remote", "javanese"))
    made = []
    for code, count in counts.items():
        village, dice = villages[code], Dice(seed, f"village {code}")
        town = code in kelurahan or village.district_code == _TOWN_DISTRICT
        with_rw = town or not dice.happens(table.share("villages", "without_rw"))
        made.append(Settlement(village, count, with_rw, code in remote, code in javanese))
    return made


def _weights(table: Assumptions, villages: Mapping[str, Village], seed: int) -> dict[str, int]:
    """Return a whole number for each village, in people of the regency times a thousand."""
    kelurahan: Mapping[str, int] = table.section("villages")["kelurahan"]
    spread: list[int] = table.section("villages")["lognormal"]
    weights: dict[str, int] = {}
    for district, people in table.section("districts").items():
        codes = sorted(code for code in villages if villages[code].district_code == district)
        rest = [code for code in codes if code not in kelurahan]
        size = {code: Dice(seed, f"size {code}").pick(spread) for code in rest}
        left = people - sum(kelurahan.get(code, 0) for code in codes)
        for code in codes:
            share = left * 1000 * size[code] // sum(size.values()) if code in size else 0
            weights[code] = share or kelurahan[code] * 1000
    return weights


def _apportion(weights: Mapping[str, int], total: int) -> dict[str, int]:
    """Share out whole families by largest remainder."""
    whole = sum(weights.values())
    counts = {code: total * weight // whole for code, weight in weights.items()}
    by_rest = sorted(weights, key=lambda code: (-(total * weights[code] % whole), code))
    for code in by_rest[: total - sum(counts.values())]:
        counts[code] += 1
    return counts


def neighbourhood(table: Assumptions, place: Settlement, house: int) -> tuple[str, str]:
    """Return RT and RW of the so many-th house of a village."""
    rt = house // table.share("villages", "households_per_rt")
    rw = rt // table.share("villages", "rts_per_rw") + 1 if place.with_rw else 0
    return f"{rt + 1:03}", f"{rw:03}"
