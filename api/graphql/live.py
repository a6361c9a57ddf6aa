"""Answers that go on: one for a query or mutation, one for each event of a subscription.

Who asks is looked up again for every event, and each event has a reader of its own, so that a
subscription ends with its token and sees nothing old.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, Final

from graphql import OperationType

from api.domain.errors import DomainError
from api.graphql.context import Context
from api.graphql.engine import Answer, Engine, Invalid, Operation, Request, declined
from api.graphql.errors import RequestRefused, TopLevelCode
from api.usecases.access import Viewer
from api.usecases.office import Office
from api.usecases.reading import Reader

Identify = Callable[[], Awaitable[Viewer | None]]
ENDED: Final = "Token tidak berlaku lagi; langganan ini berakhir."


class Live:
    """Streams the answers to requests."""

    def __init__(self, office: Office, engine: Engine) -> None:
        self._office = office
        self._engine = engine

    async def answers(
        self, request: Request, identify: Identify, caller: str
    ) -> AsyncGenerator[Answer, None]:
        """Yield every answer to one request; the last one may be a refusal."""
        request_id = self._office.clock.new_id()
        try:
            operation = self._engine.prepare(request)
            viewer = await identify()
            if operation.kind is not OperationType.SUBSCRIPTION:
                async with self._context(viewer, request_id, caller) as context:
                    yield await self._engine.run(request, operation, context)
                return
            async with self._context(viewer, request_id, caller) as context:
                events = await self._engine.events(request, operation, context)
            if isinstance(events, Answer):
                yield events
                return
            async with aclosing(events):
                async for event in events:
                    yield await self._answer(request, operation, event, identify, caller)
        except (Invalid, RequestRefused) as refused:
            yield declined(refused, request_id)
        except DomainError as refused:
            known = RequestRefused(TopLevelCode.BAD_USER_INPUT, refused.message)
            yield declined(known, request_id)

    async def _answer(
        self,
        request: Request,
        operation: Operation,
        event: Any,  # whatever the subscription yields
        identify: Identify,
        caller: str,
    ) -> Answer:
        viewer = await identify()
        if viewer is None:
            raise RequestRefused(TopLevelCode.UNAUTHENTICATED, ENDED)
        async with self._context(viewer, self._office.clock.new_id(), caller) as context:
            return await self._engine.run(request, operation, context, event)

    def _context(self, viewer: Viewer | None, request_id: str, caller: str) -> "_Surroundings":
        return _Surroundings(self._office, viewer, request_id, caller)


class _Surroundings:
    """A context whose reader is closed at the end of the block."""

    def __init__(self, office: Office, viewer: Viewer | None, request_id: str, caller: str) -> None:
        reader = Reader(office, viewer.actor if viewer else None)
        self._context = Context(office, viewer, reader, request_id, caller)

    async def __aenter__(self) -> Context:
        await self._context.reader.__aenter__()
        return self._context

    async def __aexit__(self, *failure: Any) -> None:  # as the protocol has it
        await self._context.reader.__aexit__(*failure)
