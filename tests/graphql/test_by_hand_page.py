"""What `docs/by-hand.md` shows, done in an office without an interface, from entry to issue."""

import re
from typing import Any

import pytest

from tests.docs_pages import blocks, page
from tests.graphql.by_hand_office import (
    CHILD,
    FAMILY,
    ByHand,
    act_number,
    entered_birth,
    siaks_card,
    signed,
)
from tests.graphql.house import Json
from tests.graphql.story import DO, NKK, on, uploaded

OPERATION = re.compile(r"# (?P<role>\w+)\n(?:query|mutation) (?P<name>\w+)")


@pytest.fixture
def examples() -> dict[str, tuple[str, str]]:
    """Return role and text of each operation of the page, by its name."""
    texts = [b.text for b in blocks(page("docs/by-hand.md")) if b.language == "gql"]
    found = [(OPERATION.match(text), text) for text in texts]
    return {head["name"]: (head["role"], text) for head, text in found if head is not None}


class Reader:
    """Somebody who does what the page shows."""

    def __init__(self, office: ByHand, examples: dict[str, tuple[str, str]]) -> None:
        self._office, self._examples = office, examples
        self.tried: set[str] = set()

    async def does(self, name: str, **variables: Any) -> Json:
        """Do an example; return what it answers."""
        self.tried.add(name)
        role, text = self._examples[name]
        (answer,) = (await self._office.ask(role, text, **variables)).values()
        assert not answer.get("errors"), answer["errors"]
        found: Json = answer
        return found


async def test_what_the_page_shows_leads_from_entry_to_issue(
    office: ByHand, examples: dict[str, tuple[str, str]]
) -> None:
    reader = Reader(office, examples)
    entered = await entered_birth(office)
    named = {"application": entered["id"], "version": entered["version"]}
    refused = await reader.does("Refused", **named)
    again = await office.do(DO, "enterIntoSiak", **on({**entered, **refused["application"]}))
    ticket = await uploaded(office, DO, await siaks_card(office))

    accepted = await reader.does(
        "Accepted",
        application=again["id"],
        version=again["version"],
        day=office.today.isoformat(),
        act=act_number(office),
        nik=CHILD,
        card=NKK,
        upload=ticket["id"],
        family=FAMILY,
    )
    assert {d["type"]["code"] for d in accepted["application"]["documents"]} == {
        "AKTA_KELAHIRAN",
        "KK",
    }
    await office.settle()
    application = await signed(office, await office.detail(entered))
    tasks = await reader.does("Tasks")
    assert [t["kind"] for t in tasks["nodes"]] == ["SIAK_UPLOAD", "SIAK_UPLOAD"]
    for document in application["documents"]:
        await reader.does(
            "Uploaded",
            document=document["id"],
            version=document["version"],
            sha256=document["signedSha256"],
        )
    application = await office.detail(application)
    issued = await reader.does(
        "Issued", application=application["id"], version=application["version"]
    )
    assert {d["status"] for d in issued["application"]["documents"]} == {"ISSUED"}

    other = await entered_birth(office)
    await office.do("SERVICE_OFFICER", "cancelApplication", **on(other), reason="Diminta warga")
    (task,) = (await reader.does("Tasks"))["nodes"]
    withdrawn = await reader.does("Withdrawn", effect=task["id"])
    assert withdrawn["effect"]["state"] == "DONE"
    assert reader.tried == examples.keys()
