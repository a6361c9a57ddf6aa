"""Named identities: who to apply as, for which service, and what goes wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from siak_sim.answers import answers_for
from siak_sim.records import Json

_SHOWN = ("about", "nik", "name", "birth_date", "family_card_number", "phone")
_FOLLOW_THE_DAY = ("seventeen_tomorrow", "kia_last_day")


def identities(told: Json, cases: Json) -> list[Json]:
    """Return every attempt that is known beforehand, with all its answers.

    `told` are the cases with their people, `cases` what can be tried with them.
    """
    return [row for name, case in cases.items() for row in _of_case(name, told[name], case)]


def _of_case(name: str, told: Json, case: Json) -> Iterator[Json]:
    for trial in case.get("tries", ()):
        yield {
            "case": name,
            **{key: told[key] for key in _SHOWN},
            "service": trial["service"],
            "expects": trial["refused"] or None,
            "warnings": trial["warnings"],
            "same_all_year": name not in _FOLLOW_THE_DAY,
            "answers": answers_for(trial["service"], told, trial["answers"]),
        }
