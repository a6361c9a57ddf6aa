"""The generated parts of the manual; `python -m tests.docs_tables` writes them anew."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from api.domain.diagram import application_diagram
from api.domain.values import Mode, Role
from api.domain.workflow import DOCUMENT_TRANSITIONS, TRANSITIONS
from harness.story import Story, all_stories
from siak_sim.config import Config
from siak_sim.people.identities import as_page, edge_cases_page
from siak_sim.people.tellings import named_identities
from simkit.kernel import Options
from tests.gateways import siak_failures
from tests.gateways.signing import bsre_failures
from tests.running import ROOT

Row = tuple[str, ...]


def workflow() -> str:
    """Return the application's diagram, fenced."""
    return f"```mermaid\n{application_diagram()}\n```"


def _table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _codes(names: Iterable[object]) -> str:
    return ", ".join(f"`{name}`" for name in dict.fromkeys(str(each) for each in names))


def _actions(role: Role) -> list[Row]:
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for row in TRANSITIONS:
        if role in row.roles:
            target = row.target or ("follows the documents" if row.derived else "stays")
            modes = f"mode {_codes(sorted(row.modes))}" if row.modes != frozenset(Mode) else ""
            asked = ", ".join(filter(None, (_codes(row.guards), modes)))
            key = ("application", row.action.value, target, asked)
            found.setdefault(key, []).append(row.source or "nothing")
    for each in DOCUMENT_TRANSITIONS:
        if role in each.roles:
            key = ("document", each.action.value, each.target or "stays", _codes(each.guards))
            found.setdefault(key, []).append(each.source)
    return [
        (what, f"`{action}`", _codes(sources), f"`{to}`" if to.isupper() else to, asked or "–")
        for (what, action, to, asked), sources in found.items()
    ]


def roles() -> str:
    """Return what each role may do, from the workflow's table."""
    head = ("of", "action", "from", "to", "what is asked")
    parts = []
    for role in Role:
        rows = _actions(role)
        if rows:
            parts.append(f"### `{role}`\n\n{_table(head, rows)}")
    return "\n\n".join(parts)


def stories() -> str:
    """Return every story of the harness: how it comes in, and what comes of it."""
    head = ("story", "comes by", "what happens", "documents")
    rows = [(f"`{s.name}`", s.way, s.about, _yield_of(s)) for s in all_stories().values()]
    return _table(head, rows)


def _yield_of(story: Story) -> str:
    if not story.ends_well and story.setback:
        return f"none: {_codes(story.setback.codes or (story.setback.rejects,))}"
    return _codes(story.documents)


def identities() -> str:
    """Return the named identities of SIAK's simulator, for seed 7 and the year 2026."""
    clock = "2026-11-20T00:00:00+00:00"
    return as_page(named_identities(Config(Options(seed=7, clock=clock))))


GENERATED: Mapping[str, tuple[Path, Callable[[], str]]] = {
    "workflow": (ROOT / "README.md", workflow),
    "roles": (ROOT / "docs/roles.md", roles),
    "siak-failures": (ROOT / "docs/siak-failures.md", siak_failures.table),
    "bsre-failures": (ROOT / "docs/bsre-failures.md", bsre_failures.table),
    "stories": (ROOT / "docs/qa.md", stories),
    "identities": (ROOT / "docs/test-identities.md", identities),
    "edge cases": (ROOT / "docs/test-identities.md", edge_cases_page),
}


def part(text: str, name: str) -> str:
    """Return what stands between a part's markers."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    if found is None:
        raise LookupError(f"no markers named {name}")
    return found[1].strip()


def main() -> None:
    """Write every generated part into its page."""
    for name, (page, make) in GENERATED.items():
        text = page.read_text("utf-8")
        old = part(text, name)
        opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, after = text.split(opening)[0], text.split(closing, 1)[1]
        page.write_text(f"{before}{opening}{make()}\n{closing}{after}", "utf-8")
        print(f"{page.name}: {name} {'unchanged' if old == make() else 'written'}")  # noqa: T201


if __name__ == "__main__":
    main()
