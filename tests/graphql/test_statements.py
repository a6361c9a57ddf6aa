"""A page costs the same number of statements however many applications stand on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from tests.graphql.house import House
from tests.graphql.story import DO, SO, created, drafted

QUEUE = """query($first: Int!) {
  applications(first: $first, orderBy: {direction: ASC}) { nodes {
    number status applicantNameMasked applicantNikMasked assignment { officerName }
    service { name } answers { field text }
    requirements { requirement { name } isFilled verdict attachments { mediaType url } }
    documents { status type { name } availableActions { action isAllowed } }
    history(first: 3, direction: DESC) { nodes { action actorName } }
    availableActions { action isAllowed } missingRequirements { code }
    missingAnswers { question { name } isDeciding } } } }"""
DESK = """query($first: Int!) { applications(first: $first) { nodes {
    number status applicantNameMasked service { name }
    requirements { requirement { name } isFilled attachments { mediaType } }
    history(first: 3, direction: DESC) { nodes { action } } } } }"""


@contextmanager
def counted(house_anywhere: House) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE")):
            statements.append(statement)

    engine = house_anywhere.parts.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_pages_of_1_50_and_100_cost_the_same_statements(house_anywhere: House) -> None:
    await drafted(house_anywhere)
    for _ in range(99):
        await created(house_anywhere, SO, answers=[])

    sizes = {}
    for first in (1, 50, 100):
        with counted(house_anywhere) as statements:
            found = await house_anywhere.ask(DO, QUEUE, first=first)
        assert len(found["applications"]["nodes"]) == first
        sizes[first] = len(statements)

    assert sizes[1] == sizes[50] == sizes[100]
    assert sizes[1] <= 8  # one of them asks who is there, two are the case files


async def test_the_officers_page_costs_few_statements(house_anywhere: House) -> None:
    await created(house_anywhere)

    with counted(house_anywhere) as statements:
        await house_anywhere.ask(SO, DESK, first=50)

    assert len(statements) <= 5
