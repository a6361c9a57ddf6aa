"""What is so after a story: the population, the prints and the card stock against its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.story import Story
from harness.wording import NothingThere, Wording, families, household
from harness.world import World

Json = dict[str, Any]  # any JSON object
_BETWEEN_PARTS = re.compile(r"\.(?![^{]*\})")  # dots that are not inside braces


@dataclass(frozen=True)
class Difference:
    """Something that is not as the story says."""

    path: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.path} should be {self.expected!r} and is {self.found!r}"


def stock(world: World) -> dict[str, int]:
    """Return how many blank cards are left."""
    found: dict[str, int] = world.siak.get("/card-stock")
    return found


def entries_of(world: World, number: str) -> list[Json]:
    """Return SIAK's entries of one application."""
    rows: list[Json] = world.siak.get("/entries")["entries"]
    return [row for row in rows if row["application_number"] == number]


def differences(
    world: World, story: Story, words: Wording, number: str, before: Mapping[str, int]
) -> list[Difference]:
    """Return in what the world differs from the story's end; nothing when all is well."""
    issued = next((e for e in entries_of(world, number) if e["status"] == "ISSUED"), None)
    documents: list[Json] = issued["documents"] if issued else []
    numbers = {each["type"]: each["number"] for each in documents}
    told = Wording({**words.known, "numbers": numbers})
    seen = Wording(_seen(world, story, documents, before))
    found = [_compared(seen, told, path, value) for path, value in story.afterwards.items()]
    return [each for each in found if each is not None]


def _seen(
    world: World, story: Story, documents: list[Json], before: Mapping[str, int]
) -> dict[str, Any]:
    cases = families(world)
    case = cases[story.case]
    wants_acts = any(path.startswith("acts.") for path in story.afterwards)
    return {
        **case,
        "cases": cases,
        "household": household(case),
        "numbers": {each["type"]: each["number"] for each in documents},
        "printed": {each["type"]: _content(each["content"]) for each in documents},
        "prints": _prints(world),
        "acts": _acts(world) if wants_acts else {},
        "stock": {card: left - before[card] for card, left in stock(world).items()},
    }


def _content(content: Json) -> Json:
    """Return what is printed, a letter's lines by their labels."""
    return {**content, **dict(content.get("lines", ()))}


def _prints(world: World) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for paper in world.siak.get("/numbers")["papers"]:
        numbered = found.setdefault(paper["type"], {}).setdefault(paper["number"], [])
        numbered.append(paper["status"])
    return found


def _acts(world: World) -> dict[str, Json]:
    """Return every act of the registers, its marginal notes as text."""
    found = {}
    for act in world.siak.get("/state")["world"]["registry"].get("Act", ()):
        noted = "; ".join(f"{note['kind']}: {note['text']}" for note in act["notes"])
        found[act["number"]] = {**act, "noted": noted}
    return found


def _compared(seen: Wording, told: Wording, path: str, wanted: object) -> Difference | None:
    parts, expected = told.put(_BETWEEN_PARTS.split(path)), told.put(wanted)
    path = ".".join(parts)
    try:
        found = seen.follow(parts)
    except NothingThere:
        found = None
    if isinstance(expected, Mapping) and "like" in expected:
        fits = re.search(str(expected["like"]), str(found)) is not None
    else:
        fits = found == expected
    return None if fits else Difference(path, expected, found)
