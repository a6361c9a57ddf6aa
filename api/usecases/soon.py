"""Values that may still be on their way from the database: there at once when they were read."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Pending(Generic[T]):
    """A part of something that is being read; many may wait for the same reading."""

    def __init__(self, reading: "asyncio.Task[Any]", part: Callable[[Any], T]) -> None:
        self._reading = reading
        self._part = part

    def __await__(self) -> Generator[Any, None, T]:
        found = yield from asyncio.shield(self._reading).__await__()
        return self._part(found)


Soon: TypeAlias = T | Pending[T]  # what a reader gives
Later: TypeAlias = T | Awaitable[T]  # what can be made of it


def then(found: Soon[T], act: Callable[[T], U]) -> Later[U]:
    """Act on a value, at once if it is there."""
    return _then(found, act) if isinstance(found, Pending) else act(found)


async def _then(found: Pending[T], act: Callable[[T], U]) -> U:
    return act(await found)
