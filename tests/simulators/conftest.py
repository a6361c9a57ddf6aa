"""Fixtures for tests of the simulators: programs, one of each for the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.simulators.business import Business, Callback, callback
from tests.simulators.programs import FROZEN, Program, running

Starter = Callable[..., Program]


@pytest.fixture(scope="session")
def shared_program() -> Iterator[Starter]:
    """Start a program on first use; later uses with the same options get the same one."""
    started: dict[tuple[str, ...], Program] = {}
    with ExitStack() as stack:

        def start(module: str, *options: str) -> Program:
            key = (module, *options)
            if key not in started:
                started[key] = stack.enter_context(running(module, *options))
            return started[key]

        yield start


@pytest.fixture
def program() -> Iterator[Starter]:
    """Start programs for one test only; all are stopped at its end."""
    with ExitStack() as stack:
        yield lambda module, *options: stack.enter_context(running(module, *options))


@pytest.fixture
def frozen(shared_program: Starter) -> Starter:
    """Give the shared program of a module with its clock standing still, freshly reset."""

    def start(module: str, *options: str) -> Program:
        found = shared_program(module, "--clock", FROZEN, "--seed", "7", *options)
        found.reset(7)
        return found

    return start


@pytest.fixture
def business(frozen: Starter) -> Business:
    """A business with a fresh gateway whose clock stands still; Siti has just written."""
    found = Business(frozen("whatsapp_sim"))
    found.sim.client.delete("/_sim/v1/webhook")
    found.says()
    return found


@pytest.fixture
def heard(business: Business) -> Iterator[Callback]:
    """The callback of this business, registered and listening."""
    with callback() as listening:
        business.listen(listening)
        yield listening
