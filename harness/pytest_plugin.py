"""The pytest plugin `dik_jamila`: the whole stack as fixtures, started only when asked for.

Nothing of the harness is imported before a test uses one of these fixtures.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import pytest

if TYPE_CHECKING:
    from harness.control import Control
    from harness.people import Citizen
    from harness.world import World

_SEED = 7


@runtime_checkable
class Transcribed(Protocol):
    """What the report of a failed test shows."""

    def text(self) -> str:
        """Return all of it for people to read."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    group = parser.getgroup("dik_jamila", "Dik Jamila Me-WA")
    group.addoption(
        "--dj-base-url",
        metavar="JSON|FILE",
        default="",
        help="use a running stack: what `python -m harness dev --json` prints, or a file of it",
    )
    group.addoption("--dj-seed", type=int, default=_SEED, help="seed of the simulated world")


@pytest.fixture(scope="session")
def dik_jamila(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The whole stack, running: officers of every role, citizens, settle() and advance()."""
    from harness import addresses
    from harness.stack import Options, Stack
    from harness.world import World

    told = request.config.getoption("--dj-base-url")
    if told:
        world = World(addresses.read(told))
        yield world
        world.close()
        return
    options = Options(tmp_path_factory.mktemp("dik_jamila"), request.config.getoption("--dj-seed"))
    with Stack(options) as stack:
        world = World(stack.addresses)
        yield world
        world.close()


@pytest.fixture
def world(dik_jamila: World) -> Iterator[World]:
    """The stack for one test: its own transcript, and no fault left behind."""
    dik_jamila.transcript.clear()
    yield dik_jamila
    for control in dik_jamila.simulators:
        control.heal()


@pytest.fixture
def citizen(world: World) -> Callable[[str], Citizen]:
    """A maker of citizens: by the name of a family of the simulated population."""
    return world.citizen


def _alone(
    module: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Control]:
    from harness.control import Control
    from harness.programs import Program

    seed = str(request.config.getoption("--dj-seed"))
    logs = tmp_path_factory.mktemp(module)
    program = Program(module, [module, "--port", "0", "--seed", seed], logs, {})
    program.start()
    try:
        control = Control(module, program.wait_ready()["url"])
        control.ready = program.ready
        yield control
        control.close()
    finally:
        program.stop()


@pytest.fixture(scope="session")
def _siak_sim(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Control]:
    yield from _alone("siak_sim", request, tmp_path_factory)


@pytest.fixture(scope="session")
def _whatsapp_sim(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Control]:
    yield from _alone("whatsapp_sim", request, tmp_path_factory)


@pytest.fixture
def siak_sim(_siak_sim: Control, request: pytest.FixtureRequest) -> Control:
    """A simulated SIAK of its own: address, secrets (`ready`) and control routes; fresh."""
    _siak_sim.post("/reset", {"seed": request.config.getoption("--dj-seed")})
    return _siak_sim


@pytest.fixture
def whatsapp_sim(_whatsapp_sim: Control, request: pytest.FixtureRequest) -> Control:
    """A simulated WhatsApp of its own: address, secrets (`ready`) and control routes; fresh."""
    _whatsapp_sim.post("/reset", {"seed": request.config.getoption("--dj-seed")})
    return _whatsapp_sim


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a failed test's transcript, and how to run it again."""
    report = yield
    world = getattr(item, "funcargs", {}).get("world")
    transcript = getattr(world, "transcript", None)
    if report.failed and isinstance(transcript, Transcribed):
        report.sections.append(("dik_jamila transcript", transcript.text()))
        again = f"pytest {item.nodeid} --dj-seed {item.config.getoption('--dj-seed')}"
        report.sections.append(("dik_jamila again", again))
    return report
