"""What there is to document, asked of the code itself, each with the page that must name it."""

import argparse
import re
from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.routing import Route

import api.__main__
import harness.__main__
import siak_sim.app
import simkit.mailbox
import whatsapp_sim.app
from api.config import PREFIX, Settings
from api.domain.errors import DomainError
from api.domain.values import Role
from api.domain.words import Effect, Guard
from api.gateways.content import MESSAGES
from api.graphql.errors import TopLevelCode
from api.usecases.signing_words import SENTENCES
from simkit.kernel import Options
from simkit.program import Simulator
from tests.running import ROOT
from whatsapp_sim.config import Switches

Named = tuple[str, str]  # a page, and what it must name

SIMULATORS_PAGE = "docs/simulators.md"
ERRORS_PAGE = "docs/errors.md"
OPERATIONS_PAGE = "docs/operations.md"


def things() -> Iterator[Named]:
    """Yield everything the manual must name."""
    yield from ((OPERATIONS_PAGE, f"`{PREFIX}{n.upper()}`") for n in Settings.__annotations__)
    yield from ((ERRORS_PAGE, f"`{code}`") for code in _codes())
    yield from (("docs/roles.md", f"`{role}`") for role in Role)
    yield from (("docs/architecture.md", f"`{effect}`") for effect in Effect)
    yield from _commands("api", api.__main__._parser())
    yield from _commands("harness", harness.__main__._parser())
    yield from ((OPERATIONS_PAGE, f"`make {target}`") for target in _targets())
    yield from ((OPERATIONS_PAGE, f"`{path}") for path in _doors())
    yield from (("docs/architecture.md", f"`{folder}/`") for folder in _folders())
    for simulator in simulators():
        yield from ((SIMULATORS_PAGE, f"`{route}") for route in _control_routes(simulator))
        yield from ((SIMULATORS_PAGE, f"`{kind}`") for kind in simulator.kernel.faults.kinds)
    yield from ((SIMULATORS_PAGE, f"`{name}`") for name in Switches().as_json())


def simulators() -> tuple[Simulator, ...]:
    """Build each simulator, without serving it."""
    return (
        siak_sim.app.build_app(),
        whatsapp_sim.app.build_app(),
        simkit.mailbox.build_app(Options()),
    )


def _codes() -> set[str]:
    kinds, waiting = set[type[DomainError]](), [DomainError]
    while waiting:
        kind = waiting.pop()
        kinds.add(kind)
        waiting += kind.__subclasses__()
    doors = (ROOT / "api/http").glob("*.py")
    at_doors = {
        code
        for door in doors
        for code in re.findall(r'_refuse\(\s*\d+, "([A-Z_]+)"', door.read_text("utf-8"))
    }
    return {kind.code for kind in kinds} | {*Guard, *TopLevelCode, *MESSAGES, *SENTENCES} | at_doors


def _commands(program: str, parser: argparse.ArgumentParser) -> Iterator[Named]:
    for name, command in _choices(parser).items():
        yield OPERATIONS_PAGE, f"`python -m {program} {name}"
        for action in command._actions:
            options = [each for each in action.option_strings if each.startswith("--")]
            yield from ((OPERATIONS_PAGE, each) for each in options if each != "--help")
            if action.choices and not options:
                for act in action.choices:
                    yield OPERATIONS_PAGE, f"`python -m {program} {name} {act}"


def _choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


def _doors() -> Iterator[str]:
    for door in (ROOT / "api/http").glob("*.py"):
        for path in re.findall(r'Route\(\s*"([^"]+)"', door.read_text("utf-8")):
            yield "/pki/root.pem" if path == "/pki/{name}" else path


def _folders() -> Iterator[str]:
    """Yield the packages of the project, and those inside the service."""
    for init in (*ROOT.glob("*/__init__.py"), *ROOT.glob("api/*/__init__.py")):
        if init.parent.name != "api":  # its parts stand for it
            yield init.parent.relative_to(ROOT).as_posix()


def _targets() -> list[str]:
    text = (ROOT / "Makefile").read_text("utf-8")
    found = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert found is not None
    return found[1].split()


def _control_routes(simulator: Simulator) -> Iterator[str]:
    app = getattr(simulator.asgi, "_app", None)
    assert isinstance(app, Starlette)
    for route in app.routes:
        if isinstance(route, Route) and route.path.startswith("/_sim/v1"):
            path = re.sub(r":\w+}", "}", route.path)
            for method in (route.methods or set()) - {"HEAD"}:
                yield f"{method} {path}"
