"""The picture of the workflow, drawn from its table: both levels as Mermaid state diagrams."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from api.domain.transitions import DocumentTransition, Transition
from api.domain.values import Action, DocumentAction, DocumentStatus, Role, Status
from api.domain.workflow import (
    DOCUMENT_TRANSITIONS,
    FINAL,
    FINAL_DOCUMENT,
    INITIAL,
    TRANSITIONS,
    edges,
)

SHORT: Mapping[Role, str] = {
    Role.APPLICANT: "AP",
    Role.SERVICE_OFFICER: "SO",
    Role.DATA_ENTRY_OPERATOR: "DO",
    Role.VERIFIER: "VE",
    Role.HEAD_OF_OFFICE: "HO",
    Role.SERVICE_ACCOUNT: "SA",
    Role.SYSTEM: "SYS",
    Role.SIAK: "SIAK",
}
STEPS_OF_THE_APPLICATION = (  # what an application's own act does to its documents
    (DocumentStatus.DRAFTED, Action.VERIFY, DocumentStatus.VERIFIED),
    (DocumentStatus.DRAFTED, Action.REVISE_ENTRY, DocumentStatus.ANNULLED),
    (DocumentStatus.DRAFTED, Action.CANCEL, DocumentStatus.ANNULLED),
    (DocumentStatus.VERIFIED, Action.CANCEL, DocumentStatus.ANNULLED),
    (DocumentStatus.VERIFIED, Action.RETURN_TO_VERIFIER, DocumentStatus.DRAFTED),
    (DocumentStatus.SIGNED, Action.RETURN_TO_VERIFIER, DocumentStatus.ANNULLED),
    (DocumentStatus.VERIFIED, Action.ISSUE, DocumentStatus.ISSUED),
    (DocumentStatus.UPLOADED, Action.ISSUE, DocumentStatus.ISSUED),
)

Arrow = tuple[str, str, str]  # from, words, to


def mermaid() -> str:
    """Return the application's diagram and, under it, the document's; GitHub draws both."""
    return "\n".join(
        (
            "# The workflow",
            "",
            "Drawn from the table in `api/domain/workflow.py`; a test compares them.",
            f"Roles: {', '.join(f'{short} {role}' for role, short in SHORT.items())}.",
            "",
            "## An application",
            "",
            _fenced(application_diagram()),
            "",
            "## One of its documents",
            "",
            _fenced(document_diagram()),
            "",
        )
    )


def application_diagram() -> str:
    """Return the application's diagram alone, ready to stand between Mermaid fences."""
    return _drawn(_application_arrows(), INITIAL, sorted(FINAL))


def document_diagram() -> str:
    """Return the document's diagram alone."""
    return _drawn(_document_arrows(), DocumentStatus.DRAFTED, sorted(FINAL_DOCUMENT))


def _fenced(diagram: str) -> str:
    return f"```mermaid\n{diagram}\n```"


def _drawn(arrows: Iterable[Arrow], start: str, final: Iterable[str]) -> str:
    words: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, word, target in arrows:
        words[source, target].append(word)
    drawn = [
        f"    {source} --> {target}: {', '.join(dict.fromkeys(said))}"
        for (source, target), said in words.items()
    ]
    ends = [f"    {status} --> [*]" for status in final]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {start}", *drawn, *ends])


def _application_arrows() -> list[Arrow]:
    order = {status: place for place, status in enumerate(Status)}
    moves = sorted(edges(), key=lambda e: (order[e[0]], order[e[2]], str(e[1])))
    going = [(a.value, _said(act, a), b.value) for a, act, b in moves]
    rows = (row for row in TRANSITIONS if row.target is None and not row.derived)
    staying: list[Arrow] = [
        (row.source.value, _said(row.action, row.source), row.source.value)
        for row in rows
        if row.source is not None
    ]
    return [*going, *staying]


def _document_arrows() -> list[Arrow]:
    own = [
        (row.source.value, _words(row.action, [row]), (row.target or row.source).value)
        for row in DOCUMENT_TRANSITIONS
    ]
    return [*((a.value, str(act), b.value) for a, act, b in STEPS_OF_THE_APPLICATION), *own]


def _said(action: Action | DocumentAction, source: Status) -> str:
    """Return the action with the roles that may do it from here."""
    if isinstance(action, DocumentAction):
        return _words(action, [r for r in DOCUMENT_TRANSITIONS if r.action is action])
    return _words(action, [r for r in TRANSITIONS if (r.action, r.source) == (action, source)])


def _words(action: Action | DocumentAction, rows: Iterable[Transition | DocumentTransition]) -> str:
    roles = {role for row in rows for role in row.roles}
    return f"{action} ({' '.join(short for role, short in SHORT.items() if role in roles)})"
