"""What follows from the answers given to a service: papers needed, documents due, questions left.

Chat, API and officers all ask here, so they can never disagree about what an application lacks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from api.domain.conditions import UNKNOWN, Condition
from api.domain.service import DocumentType, Requirement, Service

SUBMITTED_ON: Final = "submitted_on"


@dataclass(frozen=True)
class RequirementNeed:
    """A requirement and whether these answers make it necessary (None: not yet settled)."""

    requirement: Requirement
    need: bool | None

    @property
    def code(self) -> str:
        """The requirement's code."""
        return self.requirement.code

    @property
    def name(self) -> str:
        """The requirement's name, in Indonesian."""
        return self.requirement.name

    @property
    def mandatory(self) -> bool:
        """Whether it must be met once its condition holds."""
        return self.requirement.mandatory

    @property
    def group(self) -> str | None:
        """Requirements of one group stand in for each other."""
        return self.requirement.group


@dataclass
class Facts:
    """What follows from the answers to one service on one day; evaluated once, lazily."""

    service: Service
    answers: Mapping[str, object]
    submitted_on: date
    policy: Mapping[str, bool]
    _known: dict[str, object] = field(default_factory=dict, repr=False)

    def value(self, name: str) -> object:
        """Return the value of a field, derived value or policy; `UNKNOWN` when not yet settled."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> object:
        if name == SUBMITTED_ON:
            return self.submitted_on.isoformat()
        if name in self.policy:
            return self.policy[name]
        if name in self.service.derived_by_name:
            return self.service.derived_by_name[name].value(self.value)
        question = self.service.fields_by_name[name]
        if question.required_if and question.required_if.truth(self.value) is False:
            return None
        return self.answers[name] if self.is_answered(name) else UNKNOWN

    def is_answered(self, name: str) -> bool:
        """Tell whether the answers hold a value for the field."""
        return self.answers.get(name) not in (None, "", [])

    def derived(self) -> dict[str, object]:
        """Return the derived values; None for what is not yet settled."""
        values = {name: self.value(name) for name in self.service.derived_by_name}
        return {name: None if value is UNKNOWN else value for name, value in values.items()}

    def requirements(self) -> tuple[RequirementNeed, ...]:
        """Return every requirement of the service with the need that the answers create."""
        return tuple(
            RequirementNeed(each, self._holds(each.condition)) for each in self.service.requirements
        )

    def open_requirements(
        self, filled: Collection[str], *, mandatory_only: bool = True
    ) -> tuple[RequirementNeed, ...]:
        """Return the needed requirements nobody has met; one met alternative settles its group."""
        needed = [each for each in self.requirements() if each.need]
        settled = {each.group for each in needed if each.code in filled} - {None}
        return tuple(
            each
            for each in needed
            if each.code not in filled
            and each.group not in settled
            and (each.mandatory or not mandatory_only)
        )

    def expected_documents(self) -> tuple[DocumentType, ...]:
        """Return the documents these answers are sure to yield."""
        return tuple(each.document for each in self.service.bundle if self._holds(each.condition))

    def missing_answers(self) -> tuple[str, ...]:
        """Return the names of required fields without an answer."""
        return tuple(
            each.name
            for each in self.service.fields
            if not self.is_answered(each.name)
            and (each.required or (each.required_if and each.required_if.truth(self.value)))
        )

    def undecided_fields(self) -> tuple[str, ...]:
        """Return the questions whose answers could still change what is asked for, in order."""
        open_names: set[str] = set()
        for outcome in self.service.outcomes:
            if outcome.truth(self.value) is None:
                self._collect(outcome, open_names)
        return tuple(each.name for each in self.service.fields if each.name in open_names)

    def _collect(self, condition: Condition, found: set[str]) -> None:
        for name in condition.names:
            if name in found or self.value(name) is not UNKNOWN:
                continue
            if name in self.service.derived_by_name:
                self._collect(self.service.derived_by_name[name], found)
                continue
            required_if = self.service.fields_by_name[name].required_if
            if required_if and required_if.truth(self.value) is None:
                self._collect(required_if, found)
            else:
                found.add(name)

    @property
    def reported_late(self) -> bool | None:
        """Whether the event is reported after its deadline; None when not yet settled."""
        deadline = self.service.deadline
        name = deadline.late_field if deadline else None
        return self._holds(self.service.derived_by_name[name]) if name else False

    @property
    def needs_head_decision(self) -> bool | None:
        """Whether the head of office has to decide on the late report."""
        deadline = self.service.deadline
        return self.reported_late if deadline and deadline.decision_required else False

    def _holds(self, condition: Condition | None) -> bool | None:
        return True if condition is None else condition.truth(self.value)
