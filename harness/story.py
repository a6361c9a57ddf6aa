"""Stories: one application told as data, who applies for what, and what is so afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "stories"
_PHRASES = "phrases.yaml"

Values = Mapping[str, Any]  # answers, or what is expected, in the words of a story
Table = Mapping[str, Any]  # what a YAML file holds


class Way(StrEnum):
    """How an application comes to the office."""

    CHAT = "chat"
    COUNTER = "counter"
    INTEGRATION = "integration"
    INTERMEDIARY = "intermediary"


class Step(StrEnum):
    """What the people do, in their order; a story may end at one of them."""

    APPLY = "apply"
    REVIEW = "review"
    ATTEND = "attend"
    ANSWER = "answer"
    DECIDE = "decide"
    ENTER = "enter"
    VERIFY = "verify"
    SIGN = "sign"
    ISSUE = "issue"
    DELIVER = "deliver"


class BadStory(ValueError):
    """A story cannot be read; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Setback:
    """Somebody refuses at a step: with which codes, and how it goes on or ends."""

    at: Step
    codes: tuple[str, ...]
    points_at: str = ""  # the answer at fault
    corrects: Values = field(default_factory=dict)  # the operator's answers for a second entry
    rejects: str = ""  # else the reason code the office gives the applicant


@dataclass(frozen=True)
class Story:
    """One application; values may hold `{paths}` into the population of the moment."""

    name: str
    service: str
    about: str
    case: str  # whose story it is, by its name in the population
    way: Way
    answers: Values
    applicant: str = ""  # role of who applies; empty: the one the case names
    attends: Values = field(default_factory=dict)  # what the officer sees at the appointment
    late: str = ""  # ground of the head's decision on a late report
    gives_back: bool = False  # the old card or excerpt at the counter
    documents: Mapping[str, str] = field(default_factory=dict)  # type: medium
    afterwards: Values = field(default_factory=dict)  # path: value
    setback: Setback | None = None

    @property
    def ends_well(self) -> bool:
        """Tell whether documents come of it."""
        return self.setback is None or bool(self.setback.corrects)


@lru_cache(maxsize=1)
def all_stories() -> Mapping[str, Story]:
    """Return every story by its name, in the order of the files."""
    phrases: Mapping[str, Values] = _read(FOLDER / _PHRASES)
    paths = sorted(path for path in FOLDER.glob("*.yaml") if path.name != _PHRASES)
    told = [story for path in paths for story in _stories(path, phrases)]
    if len({story.name for story in told}) < len(told):
        raise BadStory("two stories have one name")
    return {story.name: story for story in told}


def find(name: str) -> Story:
    """Return the story of a service, or of a name."""
    found = all_stories().get(name.upper())
    if found is None:
        raise BadStory(f"no story {name!r}; there are {', '.join(all_stories())}")
    return found


def of_services() -> Iterator[Story]:
    """Yield the one story that stands for each service."""
    return (story for story in all_stories().values() if story.name == story.service)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) or {}
    return found


def _stories(path: Path, phrases: Mapping[str, Values]) -> Iterator[Story]:
    for name, told in _read(path).items():
        try:
            yield read_story(name, told, phrases)
        except (KeyError, TypeError, ValueError) as wrong:
            raise BadStory(f"{path.name}, {name}: {wrong!r}") from wrong


def read_story(name: str, told: Table, phrases: Mapping[str, Values]) -> Story:
    """Make a story of what a file tells; the phrases it is told `with` come first."""
    own = dict(told)
    said: dict[str, Any] = {}
    for phrase in own.pop("with", ()):
        said |= phrases[phrase]
    answers = said | dict(own.pop("answers", {}))
    setback = own.pop("setback", None)
    return Story(
        name=name,
        service=own.pop("service", name),
        way=Way(own.pop("way")),
        answers=answers,
        setback=_setback(setback) if setback else None,
        **own,
    )


def _setback(told: Table) -> Setback:
    own = dict(told)
    return Setback(at=Step(own.pop("at")), codes=tuple(own.pop("codes")), **own)
