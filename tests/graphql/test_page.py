"""The page at `/graphql`: offline, with example operations for each role that really run."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api.graphql.app import graphql_routes
from api.graphql.ids import global_id
from api.http.graphiql import OWN, PUBLISHED, GraphiqlDoors, read_example
from api.http.graphiql_files import PACKAGES, fetch
from tests.graphql import story
from tests.graphql.house import House

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ALL = [read_example(path) for path in sorted(EXAMPLES.glob("*.graphql"))]


def browser(house: House, doors: GraphiqlDoors) -> httpx.AsyncClient:
    routes = [*graphql_routes(house.parts.office, page=doors.page), *doors.routes()]
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    return httpx.AsyncClient(
        transport=transport, base_url="http://x", headers={"Accept": "text/html,*/*;q=0.8"}
    )


async def test_without_graphiqls_files_a_plain_page_of_our_own_is_served(
    house: House, tmp_path: Path
) -> None:
    async with browser(house, GraphiqlDoors(tmp_path, EXAMPLES)) as client:
        page = await client.get("/graphql")
        parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        files = [await client.get(f"/{part}") for part in parts]

    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert [f.status_code for f in files] == [200, 200]


async def test_with_graphiqls_files_graphiql_is_served(house: House, tmp_path: Path) -> None:
    for name in PUBLISHED:
        (tmp_path / name).write_text("// CONTOH", "utf-8")

    async with browser(house, GraphiqlDoors(tmp_path, EXAMPLES)) as client:
        page = await client.get("/graphql")
        parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        files = [await client.get(f"/{part}") for part in parts]

    assert "GraphiQL" in page.text
    assert {f.status_code for f in files} == {200}


def test_the_page_names_no_foreign_host() -> None:
    for path in OWN.iterdir():
        assert not re.search(r"https?://|//[a-z]+\.[a-z]", path.read_text("utf-8")), path.name


async def test_files_of_nobody_are_not_served(house: House, tmp_path: Path) -> None:
    async with browser(house, GraphiqlDoors(tmp_path, EXAMPLES)) as client:
        for name in ("..%2fgraphiql.py", "plain.html", "secrets"):
            assert (await client.get(f"/graphiql/{name}")).status_code == 404


async def test_every_example_is_offered_and_every_role_has_one(
    house: House, tmp_path: Path
) -> None:
    async with browser(house, GraphiqlDoors(tmp_path, EXAMPLES)) as client:
        offered = (await client.get("/graphiql/examples.json")).json()

    assert offered == json.loads(json.dumps(ALL))
    assert {each["role"] for each in offered} == {"none", *house.tokens}


@pytest.mark.parametrize("example", ALL, ids=lambda each: str(each["name"]))
async def test_the_examples_run(house: House, example: dict[str, Any]) -> None:
    values = await live(house, example["state"])
    role = None if example["role"] == "none" else example["role"]

    data = await house.ask(role, example["query"], **filled_in(example["variables"], values))
    await story.batch_ended(house)

    for value in data.values():
        assert value is not None
        if isinstance(value, dict) and "errors" in value:
            assert value["errors"] == []


async def live(house: House, state: str) -> dict[str, object]:
    """Return what the words in an example's variables stand for."""
    values: dict[str, object] = {
        "PASSPHRASE": house.passphrase,
        "SIGNATORY_ID": global_id("Signatory", "kepala-1"),
    }
    if state:
        application = await getattr(story, state)(house)
        values |= {
            "APPLICATION_ID": application["id"],
            "APPLICATION_VERSION": application["version"],
            "BATCH_ID": application.get("batchId", ""),
        }
        for document in application["documents"]:
            values |= {
                "DOCUMENT_ID": document["id"],
                "DOCUMENT_VERSION": document["version"],
                "FINAL_SHA256": document["finalSha256"],
            }
    return values


def filled_in(given: Any, values: dict[str, object]) -> Any:
    if isinstance(given, dict):
        return {name: filled_in(each, values) for name, each in given.items()}
    if isinstance(given, list):
        return [filled_in(each, values) for each in given]
    return values.get(given, given) if isinstance(given, str) else given


def test_without_npm_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert fetch(tmp_path / "graphiql") is False
    assert not (tmp_path / "graphiql").exists()


def test_a_package_with_other_bytes_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho berubah > graphiql-3.9.0.tgz\n", "utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert fetch(tmp_path / "graphiql") is False


def test_the_fetched_files_are_those_the_page_asks_for() -> None:
    assert {Path(m).name for each in PACKAGES for m in each.members} == set(PUBLISHED)
    assert all(len(each.integrity) == 88 for each in PACKAGES)
