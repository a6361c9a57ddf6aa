"""Named identities: who to apply as, for which service, and what goes wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from siak_sim.people.answers import answers_for
from siak_sim.people.edge_cases import EDGE_CASES
from siak_sim.records import Json

_SHOWN = ("about", "name", "nik", "family_card_number", "birth_date", "phone")
_FOLLOW_THE_DAY = ("seventeen_tomorrow", "kia_last_day")


def identities(told: Json, cases: Json) -> list[Json]:
    """Return every attempt that is known beforehand, with all its answers.

    `told` are the cases with their people, `cases` what can be tried with them.
    """
    return [row for name, case in cases.items() for row in _of_case(name, told[name], case)]


def _of_case(name: str, told: Json, case: Json) -> Iterator[Json]:
    for trial in case.get("tries", ()):
        answers = answers_for(trial["service"], told, trial["answers"])
        yield {
            "case": name,
            **{key: told[key] for key in _SHOWN},
            "service": trial["service"],
            "expects": trial["refused"] or None,
            "warnings": trial["warnings"],
            "same_all_year": name not in _FOLLOW_THE_DAY,
            "special": {key: answers.get(key) for key in trial["answers"]},
            "answers": answers,
        }


def as_page(rows: Iterable[Json]) -> str:
    """Return identities as tables for people: what is refused, what is warned of, what works."""
    shown = [row for row in rows if row["same_all_year"]]
    refused = [row for row in shown if row["expects"]]
    warned = [row for row in shown if not row["expects"] and row["warnings"]]
    works = [row for row in shown if not row["expects"] and not row["warnings"]]
    parts = (("Refused", refused), ("Accepted with a warning", warned), ("Accepted", works))
    return "\n\n".join(f"## {title}\n\n{_table(_HEAD, map(_line, part))}" for title, part in parts)


def edge_cases_page() -> str:
    """Return which named cases stand for each point of the list of edge cases."""
    rows = (
        (str(point), about, ", ".join(map(_code, names)))
        for point, (about, names) in EDGE_CASES.items()
    )
    return _table(("point", "about", "cases"), rows)


_HEAD = (
    "case",
    "who",
    "name",
    "NIK",
    "family card",
    "born",
    "phone",
    "service",
    "answers to give",
    "what goes wrong",
)


def _line(row: Json) -> tuple[str, ...]:
    special: Json = row["special"]
    told = "; ".join(f"{_code(name)} {_plain(value)}" for name, value in special.items())
    wrong = [row["expects"]] if row["expects"] else row["warnings"]
    return (
        _code(row["case"]),
        *(str(row[key]) for key in _SHOWN),
        _code(row["service"]),
        told or "–",
        ", ".join(map(_code, wrong)) or "nothing",
    )


def _plain(value: object) -> str:
    if value in ("", None):
        return "left out"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _code(word: object) -> str:
    return f"`{word}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
