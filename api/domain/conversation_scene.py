"""Where the dialogue stands right now: the state read together with the world it speaks about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from api.domain.answers import Answer
from api.domain.conversation_values import (
    ChatWorld,
    ConversationState,
    Intent,
    OpenApplication,
    Reply,
    Turn,
    preceded,
)
from api.domain.facts import Facts
from api.domain.messages import Say
from api.domain.service import Service
from api.domain.values import Action


@dataclass(frozen=True)
class Scene:
    """State and world of one turn, and the questions every part of the dialogue asks of them."""

    state: ConversationState
    world: ChatWorld

    def say(self, key: Say, **values: object) -> str:
        """Return a sentence in the citizen's language."""
        return self.world.messages.say(key, self.state.language, **values)

    def turned(self, **changes: Any) -> "Scene":  # Any: the fields of the state, checked there
        """Return the scene with parts of the state changed."""
        return Scene(replace(self.state, **changes), self.world)

    def answer(self, *replies: Reply, intents: tuple[Intent, ...] = (), first: str = "") -> Turn:
        """End the turn with these replies, an opening sentence before the first of them."""
        if first and replies:
            replies = (*preceded(first, replies[0]), *replies[1:])
        return Turn(self.state, replies, intents)

    @cached_property
    def service(self) -> Service:
        """The service the dialogue is about; only asked for when there is one."""
        return self.world.catalogue.service(self.state.service or "")

    @cached_property
    def application(self) -> OpenApplication | None:
        """The application the dialogue is about, once it exists."""
        return self.find(self.state.application)

    def find(self, application_id: str | None) -> OpenApplication | None:
        """Return one of the citizen's applications by its id."""
        found = (each for each in self.world.applications if each.id == application_id)
        return next(found, None)

    def allowing(self, action: Action) -> tuple[OpenApplication, ...]:
        """Return the applications with which the citizen may do this."""
        return tuple(each for each in self.world.applications if action in each.actions)

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """What is already answered, here or in the application."""
        return {**(self.application.answers if self.application else {}), **self.state.answers}

    @cached_property
    def district(self) -> str | None:
        """The district the citizen lives in, once told."""
        return self.state.district or (self.application.district if self.application else None)

    @cached_property
    def facts(self) -> Facts:
        """What follows from the answers so far."""
        counted_from = self.application.submitted_on if self.application else None
        return self.world.catalogue.facts(
            self.service, self.answers, counted_from or self.world.today
        )

    @cached_property
    def filled(self) -> frozenset[str]:
        """Requirements with a usable file, or one on its way."""
        stored = self.application.filled if self.application else frozenset()
        return stored | set(self.state.received) | set(self.state.pending.values())

    def service_name(self, application: OpenApplication) -> str:
        """Return the short name of an application's service."""
        return self.world.catalogue.service(application.service_code).short_name

    def label(self, application: OpenApplication) -> str:
        """Return the number of an application, or what a draft is called."""
        return application.number or self.say(Say.DRAFT_NAME)
