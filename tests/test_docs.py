"""The manual names everything there is, points nowhere in vain, and what it shows runs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.stack import Options, Stack
from harness.world import World
from tests.docs_pages import anchors, blocks, links, named, page, pages
from tests.docs_running import Manual, refusals, shown
from tests.docs_tables import GENERATED, part
from tests.docs_things import things
from tests.running import ROOT


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_part_of_the_manual_is_what_the_code_makes(name: str) -> None:
    path, make = GENERATED[name]

    assert part(path.read_text("utf-8"), name) == make(), "python -m tests.docs_tables"


@pytest.mark.parametrize("path", pages(), ids=named)
def test_every_link_inside_the_manual_leads_somewhere(path: Path) -> None:
    for link in links(path.read_text("utf-8")):
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), f"{named(path)} points to {link}"
        assert not anchor or anchor in anchors(there.read_text("utf-8")), link


def test_every_page_of_the_manual_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        if here in reached or here.suffix != ".md":
            continue
        reached.add(here)
        found = (link.partition("#")[0] for link in links(here.read_text("utf-8")))
        waiting += [(here.parent / to).resolve() for to in found if to and "://" not in to]

    assert {named(each) for each in pages()} <= {named(each) for each in reached}


def names(where: str, what: str) -> bool:
    """Tell whether a page names something, and not only something longer."""
    return re.search(rf"{re.escape(what)}(?![\w-]|/(?!`))", page(where)) is not None


def test_everything_there_is_has_its_place_in_the_manual() -> None:
    missing = sorted({f"{where}: {what}" for where, what in things() if not names(where, what)})

    assert not missing


# --- what the manual shows, run against a stack ---------------------------------------------------


@pytest.fixture(scope="session")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Manual]:
    """Start the whole stack for the examples."""
    folder = tmp_path_factory.mktemp("manual")
    with Stack(Options(folder)) as stack:
        world = World(stack.addresses)
        yield Manual(world, stack.data, folder)
        world.close()


def _running() -> list[str]:
    return [
        named(path)
        for path in pages()
        if any(each.language == "graphql" or each.how for each in blocks(path.read_text("utf-8")))
    ]


@pytest.mark.parametrize("name", _running())
def test_what_a_page_shows_runs(name: str, manual: Manual) -> None:
    found = list(blocks(page(name)))

    for block in found:
        if block.language == "graphql":
            answer = manual.ask(block)
            assert not refusals(answer), shown(answer)
        if block.how == "pytest":
            manual.try_out(block.text)
    script = "\n".join(each.text for each in found if (each.language, each.how) == ("sh", "run"))
    told = manual.do(script)

    assert '"errors":[{' not in told, told
    for wanted in SHOWN.get(name, ()):
        assert wanted in told, told


SHOWN = {  # what somebody who copies a page's commands surely sees
    "README.md": ("Married couple", "message_id", "maintenance", "KK_RUSAK"),
    "docs/qa.md": ("late_birth_one_year", "Selamat datang", '"idle":true', "DUPLICATE_ENTRY"),
    "docs/operations.md": ("Puskesmas Halong", "the log is whole", "live", "ready", "CERTIFICATE"),
    "docs/integrators.md": ("is_foreigner", "FORM_F102", "DJ-", "VERSION_CONFLICT"),
}
