"""A running stack as the manual's examples meet it: queries by role, commands in a shell."""

import json
import os
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)

from harness import facts, papers
from harness.desk import Officer
from harness.world import World
from tests.docs_pages import Block
from tests.running import ROOT, run

Json = dict[str, Any]


class Manual:
    """Runs what the manual shows."""

    def __init__(self, world: World, data: Path, folder: Path) -> None:
        self.world, self._data, self._folder = world, data, folder

    @cached_property
    def schema(self) -> GraphQLSchema:
        return build_schema((ROOT / "schema.graphql").read_text("utf-8"))

    @cached_property
    def application(self) -> Json:
        """An application that was handed in by another system."""
        system = self.world.officer("SERVICE_ACCOUNT")
        known = facts.lost_identity_card(self.world.case("lost_ktp_5"))
        opened = system.does(
            "createApplication",
            serviceCode="KTP_EL_HILANG_RUSAK",
            purposeNoticed=True,
            districtCode=known.pop("district_code"),
            answers=[{"field": name, "value": value} for name, value in known.items()],
        )
        for slot in system.reads(opened["id"])["requirements"]:
            if slot["isNeeded"]:
                self._attach(system, opened["id"], slot["requirement"])
        return system.acts("submitApplication", opened["id"])

    def _attach(self, system: Officer, application: str, requirement: Json) -> None:
        paper = papers.like(requirement["name"], 0, tuple(requirement["accepts"]))
        system.acts(
            "attachRequirement",
            application,
            requirementCode=requirement["code"],
            uploadId=system.uploads(paper),
        )

    def ask(self, block: Block) -> Json:
        """Run a query or mutation of the manual in the role it names; return all of the answer."""
        document = parse(block.text)
        assert not validate(self.schema, document)
        role = block.how.removeprefix("as=")
        token = self.world.addresses.tokens.get(role)
        assert token or role == "nobody", f"say as=ROLE or as=nobody behind ```graphql: {role!r}"
        body = {"query": block.text, "variables": self._variables(block.text)}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx.post(
            self.world.addresses.graphql, json=body, headers=headers, trust_env=False
        )
        return dict(answer.json())

    def _variables(self, text: str) -> Json:
        operation = parse(text).definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        asked = operation.variable_definitions or ()
        return {each.variable.name.value: self._value(each.variable.name.value) for each in asked}

    def _value(self, name: str) -> object:
        present = self.world.service_officer.reads(self.application["id"])
        known: Mapping[str, object] = {
            "id": present["id"],
            "version": present["version"],
            "number": present["number"],
            "after": None,
        }
        return known[name]

    def try_out(self, tests: str) -> str:
        """Run tests of a page against this very stack; return pytest's words."""
        told, file = self._folder / "stack.json", self._folder / "test_page.py"
        told.write_text(json.dumps(self.world.addresses.as_json()), "utf-8")
        file.write_text(tests, "utf-8")
        quiet = ("-q", "-p", "no:cacheprovider", "-c", os.devnull)
        done = run(
            *(sys.executable, "-m", "pytest", *quiet, "--dj-base-url", told, file),
            cwd=self._folder,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def do(self, script: str) -> str:
        """Run a page's commands in one shell; return what they print."""
        told = self.world.addresses
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = run(
            "bash",
            "-euo",
            "pipefail",
            "-c",
            script,
            PATH=path,
            TMPDIR=str(self._folder),
            DIKJAMILA_DATA_DIR=str(self._data),
            NO_PROXY="127.0.0.1",
            API=told.api,
            SIAK=told.siak,
            CHAT=told.whatsapp.url,
            MAIL=told.mail,
            TOKEN=told.tokens["SERVICE_ACCOUNT"],
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout


def refusals(answer: Json) -> list[Json]:
    """Return every error of an answer, those of mutations too."""
    inside = [
        error
        for payload in (answer.get("data") or {}).values()
        if isinstance(payload, dict)
        for error in payload.get("errors", ())
    ]
    return [*answer.get("errors", ()), *inside]


def shown(answer: Json) -> str:
    """Return an answer for people."""
    return json.dumps(answer, indent=1, ensure_ascii=False)
