"""How a citizen gets through the chat: reads what is asked, answers from their own facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from harness.facts import Facts
from harness.papers import JPEG, PDF, PNG, Paper, like
from harness.people import Citizen, Heard
from harness.world import World

_SLOT = re.compile(r"irim (?:ulang )?\*([^*]+)\*")
_ASKED = re.compile(r"\*([^*]+)\*")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MORE, _SKIP = "more", "slot:skip"
_MOST_TURNS = 60


class Puzzled(AssertionError):
    """The chat asked something the citizen cannot answer."""


@dataclass(frozen=True)
class Catalogue:
    """What a service asks, by the words people read: label to name, paper to its types."""

    questions: Mapping[str, str]
    papers: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, world: World, service: str) -> Catalogue:
        """Read a service as the published schema tells it."""
        query = (
            "query($code: String!) { service(code: $code) { "
            "questions { name label } requirements { name accepts } } }"
        )
        told = world.service_officer.asks(query, code=service)["service"]
        return cls(
            {each["label"].casefold(): each["name"] for each in told["questions"]},
            {each["name"].casefold(): tuple(each["accepts"]) for each in told["requirements"]},
        )


@dataclass
class Applicant:
    """One citizen on the way from the greeting to the number of the application."""

    citizen: Citizen
    catalogue: Catalogue
    facts: Facts
    paper_for: Callable[[str, int, tuple[str, ...]], Paper] = like
    sent: list[str] = field(default_factory=list)  # names of the papers, in order

    def greets(self) -> None:
        """Greet, read what the data are for, and agree."""
        self.citizen.says("Assalamualaikum")
        heard = self.citizen.hears("selamat datang|pilih layanan")
        if heard.option("consent:yes"):
            self.citizen.taps("Setuju, mulai", on=heard)
            self.citizen.hears("pilih layanan")

    def chooses(self, service_name: str) -> None:
        """Choose a service by typing its name."""
        self.citizen.says(service_name)

    def fills_in(self, asked: Heard | None = None) -> Heard:
        """Answer and send whatever is asked for, up to the summary; return it."""
        return self._goes_on_to(lambda h: bool(h.option("submit") or h.option("resubmit")), asked)

    def answers_up_to_the_first_paper(self) -> Heard:
        """Answer the questions; return the request for the first paper."""
        return self._goes_on_to(lambda heard: self.slot_of(heard) != "", None)

    def _goes_on_to(self, end: Callable[[Heard], bool], asked: Heard | None) -> Heard:
        for _ in range(_MOST_TURNS):
            heard = asked or self.citizen.hears_what(is_prompt, "a question, a slot, the summary")
            if end(heard):
                return heard
            self._answers(heard)
            asked = None
        raise Puzzled("the chat goes in circles")

    def slot_of(self, heard: Heard) -> str:
        """Return the name of the paper that is asked for; empty when none is."""
        slot = _SLOT.search(heard.text)
        return slot[1] if slot else ""

    def _answers(self, asked: Heard) -> None:
        slot = self.slot_of(asked)
        if asked.option(_SKIP):
            self.citizen.taps(_SKIP, on=asked)
        elif slot:
            self.sends_paper(slot)
        elif any(option.id.startswith("answer:") for option in asked.options):
            self._chooses_answer(asked)
        else:
            self.citizen.says(_spoken(self.facts[self._question(asked)]))

    def sends_paper(self, name: str) -> None:
        """Send a usable file for the paper of this name."""
        accepts = self.catalogue.papers.get(name.casefold(), (JPEG, PNG, PDF))
        self.citizen.sends(self.paper_for(name, len(self.sent), accepts))
        self.sent.append(name)

    def _chooses_answer(self, asked: Heard) -> None:
        answers = [option for option in asked.options if option.id.startswith("answer:")]
        name = answers[0].id.split(":")[1]
        code = _code(self.facts[name])
        chosen = f"answer:{name}:{code}"
        self.citizen.taps(chosen if asked.option(chosen) else _MORE, on=asked)

    def _question(self, asked: Heard) -> str:
        last = asked.text.strip().split("\n\n")[-1].casefold()
        for words in _ASKED.findall(last):
            for label, name in self.catalogue.questions.items():
                if name in self.facts and (label == words or words in label):
                    return name
        raise Puzzled(f"nothing known about {asked.text!r}")

    def submits(self, summary: Heard) -> str:
        """Send the application; return its number."""
        self.citizen.taps("submit", on=summary)
        heard = self.citizen.hears(r"Nomor: \*")
        found = re.search(r"Nomor: \*([^*]+)\*", heard.text)
        if found is None:
            raise Puzzled(f"no number in {heard.text!r}")
        return found[1]


def is_prompt(heard: Heard) -> bool:
    """Tell whether the chat waits for something now."""
    last = heard.text.strip().split("\n\n")[-1]
    asks = re.search(r"\*\?|\*\? Ketik|^(Siapa|Berapa|Ke alamat)", last)
    return bool(heard.options or asks or _SLOT.search(last))


def _code(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _spoken(value: object) -> str:
    iso = _ISO.fullmatch(str(value))
    return f"{iso[3]}-{iso[2]}-{iso[1]}" if iso else str(value)
