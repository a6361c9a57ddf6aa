"""What the `{paths}` of a story stand for: people, numbers and days of the present population."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from harness.story import Story, Values
from harness.world import Case, World

_PATH = re.compile(r"\{([a-z][^{}]*)\}")
_DAY = re.compile(r"today-(\d+)")
_MAKASSAR = timezone(timedelta(hours=8))  # Asia/Makassar has no summer time

Meaning = Any  # whatever JSON holds at a path


class NothingThere(LookupError):
    """A story names something that the population does not have."""


class Wording:
    """Looks up paths such as `people.mother.nik`, `facts.death_date` or `today-3`."""

    def __init__(self, known: Mapping[str, Meaning]) -> None:
        self.known = known

    def put(self, value: Meaning) -> Meaning:
        """Return a value with every path in it replaced; a lone path keeps its type."""
        if isinstance(value, Mapping):
            return {self.put(key): self.put(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.put(each) for each in value]
        if not isinstance(value, str):
            return value
        alone = _PATH.fullmatch(value)
        if alone:
            return self.at(alone[1])
        return _PATH.sub(lambda found: str(self.at(found[1])), value)

    def at(self, path: str) -> Meaning:
        """Return what is at a path, or raise `NothingThere`."""
        day = _DAY.fullmatch(path)
        if day:
            today = date.fromisoformat(self.known["today"])
            return (today - timedelta(days=int(day[1]))).isoformat()
        return self.follow(path.split("."))

    def follow(self, parts: Sequence[str]) -> Meaning:
        """Return what is at a path told part by part, as parts may hold dots."""
        found: Meaning = self.known
        for part in parts:
            if not isinstance(found, Mapping) or part not in found:
                path = ".".join(parts)
                raise NothingThere(f"the population has no {path!r} (looking for {part!r})")
            found = found[part]
        return found


def families(world: World) -> dict[str, Case]:
    """Return every family of the population as it is now."""
    found: dict[str, Case] = world.siak.get("/population")["cases"]
    return found


def wording(world: World, story: Story) -> Wording:
    """Return the wording for one story: its own case first, all others under `cases`."""
    cases = families(world)
    if story.case not in cases:
        raise NothingThere(f"{story.name}: the population has no case {story.case!r}")
    case = cases[story.case]
    applicant = case["people"][story.applicant] if story.applicant else case
    now = datetime.fromisoformat(world.siak.get("/clock")["now"])
    known = {
        **case,
        "today": now.astimezone(_MAKASSAR).date().isoformat(),
        "applicant": applicant,
        "cases": cases,
        "household": household(case),
        "email": f"{story.name.replace('_', '.').lower()}@contoh.id",
    }
    return Wording(known)


def household(case: Case) -> dict[str, str]:
    """Return who stands on the family's card, by name, and as what."""
    return {each["name"]: each["relation"] for each in case["members"]}


def spoken_answers(story: Story, words: Wording) -> Values:
    """Return the story's answers with real people in them."""
    answers: Values = words.put(dict(story.answers))
    return answers
