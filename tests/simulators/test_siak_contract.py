"""The contract on paper, in OpenAPI and in the simulator name the same things."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from siak_sim.app import build_app
from siak_sim.law.findings import MESSAGES
from siak_sim.world import KINDS
from tests.simulators.programs import ROOT, Program

CONTRACT = (ROOT / "docs/siak-contract.md").read_text("utf-8")
SOURCES = {path: path.read_text("utf-8") for path in (ROOT / "siak_sim").rglob("*.py")}
BY_THE_ROUTER = {"NOT_FOUND", "METHOD_NOT_ALLOWED"}
CODE = re.compile(r"`([A-Z][A-Z_]+)`")
Json = dict[str, Any]


def refused_by_the_doors() -> set[str]:
    raised = re.compile(r'Refusal\(\s*\d+,\s*"([A-Z_]+)"')
    return BY_THE_ROUTER | {code for text in SOURCES.values() for code in raised.findall(text)}


def documented() -> set[str]:
    """Codes of the tables of codes, of the column of refusals, and of the warnings."""
    codes = set(re.findall(r"\b[45]\d\d `([A-Z_]+)`", CONTRACT))
    for table in re.findall(r"^\| code \|.*\n(?:\|.*\n)+", CONTRACT, re.MULTILINE):
        for row in table.splitlines()[2:]:
            codes |= set(CODE.findall(row.split("|")[1]))
    (warnings,) = re.findall(r"^Warnings: (.+?)\n\n", CONTRACT, re.MULTILINE | re.DOTALL)
    return codes | set(CODE.findall(warnings))


def test_every_code_is_in_the_contract() -> None:
    assert sorted((refused_by_the_doors() | set(MESSAGES)) - documented()) == []


def test_the_contract_promises_no_code_that_never_comes() -> None:
    assert sorted(documented() - refused_by_the_doors() - set(MESSAGES)) == []


def test_every_reason_there_are_words_for_is_used() -> None:
    others = "".join(text for path, text in SOURCES.items() if path.name != "findings.py")
    assert sorted(code for code in MESSAGES if f'"{code}"' not in others) == []


def test_every_fault_is_in_the_contract() -> None:
    assert sorted(kind for kind in KINDS if f"`{kind}" not in CONTRACT) == []


@pytest.fixture
def described(frozen: Callable[..., Program]) -> Json:
    found: Json = frozen("siak_sim").client.get("/openapi.json").json()
    return found


def routes() -> set[tuple[str, str]]:
    """What is served under `/v1`, with the parameters' names left out."""
    app = build_app().asgi._app  # type: ignore[attr-defined]  # the wire's inside
    return {
        (method, re.sub(r"{[^}]+}", "{}", route.path))
        for route in app.routes
        if route.path.startswith("/v1")
        for method in route.methods - {"HEAD"}
    }


def test_openapi_describes_every_route_and_no_other(described: Json) -> None:
    told = {
        (method.upper(), re.sub(r"{[^}]+}", "{}", path))
        for path, operations in described["paths"].items()
        for method in operations
    }
    assert told == routes()


def test_the_contract_names_every_route(described: Json) -> None:
    written = {re.sub(r"{[^}]+}", "{}", path) for path in re.findall(r"/v1/[\w/{}-]+", CONTRACT)}
    assert {path for _, path in routes()} <= written
    assert written <= {path for _, path in routes()}


def test_the_description_says_which_bearer_opens_what(described: Json) -> None:
    opening = described["paths"]["/v1/sessions"]["post"]
    assert opening["security"] == [{"integration": []}]
    assert described["security"] == [{"session": []}]
