"""Stories over real sockets: one stack for a session on each database, one with stricter rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from harness.stack import Options, Stack
from harness.world import World
from tests.postgres import Cluster


def went_wrong(log: str) -> list[str]:
    """Return the lines of the service's log that tell of something nobody expected."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    return [str(line) for line in lines if line["level"] in ("error", "critical")]


def served(stack: Stack) -> Iterator[World]:
    """Offer a started stack; its log has to be free of errors at the end."""
    world = World(stack.addresses)
    yield world
    world.close()
    assert went_wrong(stack.log("api")) == []


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def dik_jamila(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The whole stack, on each database."""
    seed = request.config.getoption("--dj-seed")
    with ExitStack() as closing:
        url = ""
        if request.param == "postgresql":
            cluster: Cluster = request.getfixturevalue("cluster")
            url = closing.enter_context(cluster.database())
        options = Options(tmp_path_factory.mktemp("stack"), seed, url)
        yield from served(closing.enter_context(Stack(options)))


@pytest.fixture(scope="session")
def careful_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A stack whose applicants confirm the drafts."""
    settings = {"DRAFT_CONFIRMATION": "1"}
    with Stack(Options(tmp_path_factory.mktemp("careful"), settings=settings)) as stack:
        yield from served(stack)


@pytest.fixture
def careful_world(careful_stack: World) -> World:
    """The stack whose applicants confirm the drafts, for one test."""
    careful_stack.transcript.clear()
    return careful_stack
