"""A story played against a running stack, step by step, through the doors that people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness import afterwards, counter, intake
from harness.afterwards import Difference
from harness.desk import Officer, Refused
from harness.journeys import Journey, Watch
from harness.story import Setback, Step, Story, Way
from harness.wording import Wording, spoken_answers, wording
from harness.world import World

Reason = tuple[str, str]  # code, and the answer at fault


class Stopped(AssertionError):
    """A step did not go as the story says; the message tells who said no, and why."""


class SaidNo(Exception):
    """Somebody refused, by decision and not by a payload's error."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("; ".join(f"{code} at {name}" for code, name in reasons))
        self.reasons = reasons


@dataclass
class Played:
    """What came of a story."""

    story: Story
    journey: Journey
    differences: list[Difference] = field(default_factory=list)

    @property
    def documents(self) -> dict[str, str]:
        """Media of the documents, by type."""
        if not self.journey.application:
            return {}
        return {each["type"]["code"]: each["medium"] for each in self.journey.documents()}


def _nobody(_step: str, _what: str) -> None:
    return None


def play(world: World, story: Story, watch: Watch = _nobody) -> Played:
    """Play a story to its end; tell in what the world differs from what it says."""
    words = wording(world, story)
    before = afterwards.stock(world)
    performance = Performance(world, story, words, watch)
    performance.run()
    world.settle()
    journey = performance.journey
    found = afterwards.differences(world, story, words, journey.number, before)
    return Played(story, journey, found)


class Performance:
    """One story on its way; each step is what one of the people does."""

    def __init__(self, world: World, story: Story, words: Wording, watch: Watch) -> None:
        self.world, self.story, self._watch = world, story, watch
        self._known = words.known
        self._answers = dict(spoken_answers(story, words))
        self._corrections = dict(words.put(story.setback.corrects)) if story.setback else {}
        self._district = _district(self._answers, words.known)
        applicant = {"name": words.known["applicant"]["name"], "phone": words.known["phone"]}
        told = {**self._answers, "district_code": self._district}
        self.journey = Journey(world, story.service, world.citizen(applicant), told)

    def run(self, since: Step = Step.APPLY, until: Step = Step.DELIVER) -> None:
        """Go through the steps in order, as far as the story goes."""
        steps: tuple[tuple[Step, Callable[[], str]], ...] = (
            (Step.APPLY, self._applies),
            (Step.REVIEW, self._is_reviewed),
            (Step.ATTEND, self._attends),
            (Step.ANSWER, self._is_answered),
            (Step.DECIDE, self._is_decided),
            (Step.ENTER, self._is_entered),
            (Step.VERIFY, self._is_verified),
            (Step.SIGN, self._is_signed),
            (Step.ISSUE, self._is_issued),
            (Step.DELIVER, self._is_delivered),
        )
        order = list(Step)
        first, last = order.index(since), order.index(until)
        for step, does in steps:
            if first <= order.index(step) <= last and not self._goes_on_after(step, does):
                return

    def _goes_on_after(self, step: Step, does: Callable[[], str]) -> bool:
        """Do one step; False where the story ends."""
        setback = self._setback(step)
        try:
            told = does()
        except (Refused, SaidNo) as no:
            if setback is None:
                raise Stopped(f"{self.story.name}, {step}: {no}") from no
            return self._takes(setback, no, does)
        if setback is not None:
            raise Stopped(f"{self.story.name}, {step}: nobody said {setback.codes}")
        if told:
            self._watch(step, told)
        return True

    def _setback(self, step: Step) -> Setback | None:
        setback = self.story.setback
        return setback if setback is not None and setback.at is step else None

    def _takes(self, setback: Setback, no: Refused | SaidNo, does: Callable[[], str]) -> bool:
        """Compare a refusal with the one the story tells; correct and go on, or end."""
        codes = tuple(code for code, _ in _reasons(no))
        places = {place for _, place in _reasons(no)}
        if codes != setback.codes or (setback.points_at and setback.points_at not in places):
            raise Stopped(f"{self.story.name}, {setback.at}: {no}, not {setback}") from no
        self._watch(setback.at, f"refused: {', '.join(codes) or setback.rejects}")
        if self._corrections:
            self._is_corrected()
            self._watch(setback.at, f"corrected; {does()}")
            return True
        if setback.rejects:
            self._is_rejected(setback)
        return False

    def _is_corrected(self) -> None:
        answers = [{"field": name, "value": value} for name, value in self._corrections.items()]
        operator = self.world.operator
        operator.acts("recordAnswers", self.journey.application, answers=answers)

    def _is_rejected(self, setback: Setback) -> None:
        reviewing = setback.at is Step.REVIEW
        officer = self.world.service_officer if reviewing else self.world.operator
        officer.acts("rejectApplication", self.journey.application, reasonCode=setback.rejects)
        if self.story.way is Way.CHAT:
            self.journey.citizen.hears(r"\*ditolak\*")

    # how it comes in

    @property
    def _helper(self) -> Officer:
        """Who handed it in for the applicant."""
        return self.world.officer(intake.ROLE_OF[self.story.way])

    def _applies(self) -> str:
        journey = self.journey
        if self.story.way is Way.CHAT:
            journey.applies()
            return f"{journey.number} by chat"
        helper, service = self._helper, self.story.service
        handed_in = intake.hand_in(helper, service, self._answers, self._district)
        journey.application, journey.number = str(handed_in["id"]), str(handed_in["number"])
        return f"{journey.number} by {self.story.way}"

    # what the office does

    def _is_reviewed(self) -> str:
        self.journey.is_claimed().is_reviewed()
        setback = self._setback(Step.REVIEW)
        if setback is not None and not setback.codes:
            raise SaidNo()
        officer = self.world.service_officer
        officer.acts("confirmComplete", self.journey.application, applicantConfirmed=True)
        return "each paper accepted, complete"

    def _attends(self) -> str:
        if not self.story.attends:
            return ""
        journey, officer = self.journey, self.world.service_officer
        if self.story.way is Way.CHAT:
            offered = journey.citizen.hears("Pilih waktu datang")
            journey.citizen.taps(offered.options[0].id, on=offered)
            journey.citizen.hears("Janji untuk permohonan")
        else:
            counter.makes_appointment(officer, journey.application, self._known["today"])
        officer.acts("recordAttendance", journey.application, **self.story.attends)
        return "appointment kept: " + ", ".join(self.story.attends)

    def _is_answered(self) -> str:
        """Let the operator add what the chat did not ask, from the forms that were sent."""
        operator, application = self.world.operator, self.journey.application
        query = "query($id: ID!) { application(id: $id) { answers { field } } }"
        given = operator.asks(query, id=application)["application"]["answers"]
        known = {each["field"] for each in given}
        rest = [
            {"field": name, "value": value}
            for name, value in self._answers.items()
            if name not in known
        ]
        if rest:
            operator.acts("recordAnswers", application, answers=rest)
        return f"{len(rest)} answers from the forms" if rest else ""

    def _is_decided(self) -> str:
        if not self.story.late:
            return ""
        self.world.head.acts("decideLateReport", self.journey.application, note=self.story.late)
        return "late report approved"

    def _is_entered(self) -> str:
        self.world.operator.acts("enterIntoSiak", self.journey.application)
        found = self.journey.awaits("DRAFTED", "COMPLETE")
        if found["status"] == "COMPLETE":
            reasons = found["siakReasons"]
            raise SaidNo(*((each["code"], each["field"] or "") for each in reasons))
        numbers = (each["number"] for each in self.journey.documents())
        return f"accepted by SIAK; reserved {', '.join(numbers)}"

    def _is_verified(self) -> str:
        self.journey.is_put_before_the_verifier().is_verified()
        return "final pages accepted by hash"

    def _is_signed(self) -> str:
        if not any(each["medium"] == "PDF" for each in self.journey.documents()):
            return "cards only: nothing to sign"
        self.journey.is_signed()
        return "signed in one batch, uploaded"

    def _is_issued(self) -> str:
        self.journey.is_issued()
        return ", ".join(each["type"]["name"] for each in self.journey.documents())

    # how it goes out

    def _is_delivered(self) -> str:
        helper = None if self.story.way is Way.CHAT else self._helper
        desk = counter.Handover(self.journey, helper, gives_back=self.story.gives_back)
        sent = desk.receives(self._answers["delivery_method"])
        collected = desk.collects()
        self.journey.awaits("COMPLETED")
        told = (sent, f"{collected} collected with the code" if collected else "")
        return ", ".join(filter(None, told))


def _reasons(no: Refused | SaidNo) -> tuple[Reason, ...]:
    if isinstance(no, SaidNo):
        return no.reasons
    return tuple((each.code, each.path[-1] if each.path else "") for each in no.refusals)


def _district(answers: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """Return the district an application belongs to: where somebody lives or will live."""
    names = ("home_village_code", "dest_village_code")
    village = next((str(answers[n]) for n in names if n in answers), known["village_code"])
    return str(village)[: len("63.11.06")]
