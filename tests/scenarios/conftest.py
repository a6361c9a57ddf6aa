"""Stories over real sockets: one stack for a session, and one with stricter house rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.stack import Options, Stack
from harness.world import World


@pytest.fixture(scope="session")
def careful_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    settings = {"DRAFT_CONFIRMATION": "1"}
    with Stack(Options(tmp_path_factory.mktemp("careful"), settings=settings)) as stack:
        world = World(stack.addresses)
        yield world
        world.close()


@pytest.fixture
def careful_world(careful_stack: World) -> World:
    """A stack whose applicants confirm the drafts."""
    careful_stack.transcript.clear()
    return careful_stack
