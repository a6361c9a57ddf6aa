"""The table of the workflow: as agreed, sane, drawn, and refused when it is broken."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.domain import diagram, laws, workflow
from api.domain.stages import derived_status
from api.domain.values import Action, DocumentAction, DocumentStatus, Medium, Mode, Role, Status
from api.domain.words import Effect, Guard
from api.domain.workflow import DOCUMENT_TRANSITIONS, TRANSITIONS
from tests.workflow_rows import application_rows, document_rows

PICTURE = Path(__file__).parents[2] / "docs" / "workflow.md"
PDF, CARD = Medium.PDF, Medium.CARD
D = DocumentStatus


def _written(target: Status | DocumentStatus | None, *, derived: bool = False) -> str:
    if target is not None:
        return target.value
    return "*" if derived else "="


def test_the_application_s_table_is_the_agreed_one() -> None:
    agreed = {(r.action, r.source, r.target, r.role, r.modes) for r in application_rows()}

    built = {
        (r.action, r.source, _written(r.target, derived=r.derived), role, r.modes)
        for r in TRANSITIONS
        for role in r.roles
    }

    assert built == agreed


def test_the_document_s_table_is_the_agreed_one() -> None:
    agreed = {(r.action, r.source, r.target, r.role, r.media) for r in document_rows()}

    built = {
        (r.action, r.source, _written(r.target), role, r.media)
        for r in DOCUMENT_TRANSITIONS
        for role in r.roles
    }

    assert built == agreed


def test_every_agreed_guard_stands_before_its_row() -> None:
    missing = [
        (row.action, row.source, row.role, row.guards - set(found.guards))
        for row in application_rows()
        for mode in row.modes
        if (found := workflow.find(row.action, row.source, row.role, mode))
        and row.guards - set(found.guards)
    ]
    missing_of_documents = [
        (row.action, row.source, row.role, row.guards - set(found.guards))
        for row in document_rows()
        for medium in row.media
        if (found := workflow.find_document(row.action, row.source, row.role, medium))
        and row.guards - set(found.guards)
    ]

    assert missing == []
    assert missing_of_documents == []


def test_every_action_and_guard_stands_in_the_table() -> None:
    rows = (*TRANSITIONS, *DOCUMENT_TRANSITIONS)

    assert {r.action for r in TRANSITIONS} == set(Action)
    assert {r.action for r in DOCUMENT_TRANSITIONS} == set(DocumentAction)
    assert {guard for r in rows for guard in r.guards} == set(Guard)
    beside = {Effect.MEDIA_FETCH, Effect.SIAK_RECONCILE}
    assert {effect for r in rows for effect in r.effects} == set(Effect) - beside


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_only_looks_after_or_reads_has_no_action(role: Role) -> None:
    assert [r.action for r in TRANSITIONS if role in r.roles] == []
    assert [r.action for r in DOCUMENT_TRANSITIONS if role in r.roles] == []


@pytest.mark.parametrize("action", [Action.VERIFY, Action.DECIDE_LATE_REPORT])
def test_no_machine_decides_in_a_person_s_place(action: Action) -> None:
    machines = {Role.SERVICE_ACCOUNT, Role.SYSTEM, Role.SIAK}

    roles = {role for r in TRANSITIONS if r.action is action for role in r.roles}

    assert not roles & machines


def test_only_the_head_of_office_begins_a_signature() -> None:
    roles = [r.roles for r in DOCUMENT_TRANSITIONS if r.action is DocumentAction.BEGIN_SIGN]

    assert roles == [frozenset({Role.HEAD_OF_OFFICE})]


def test_a_final_status_has_no_exit() -> None:
    assert not {a for a, _, _ in workflow.edges()} & workflow.FINAL
    assert not [r for r in TRANSITIONS if r.source in workflow.FINAL]


def test_what_may_be_tried_follows_from_the_table() -> None:
    tried = workflow.actions_from(Status.DRAFTED, Role.DATA_ENTRY_OPERATOR, Mode.FULL)
    on_document = workflow.document_actions_from(D.READY_FOR_PICKUP, Role.SERVICE_OFFICER, CARD)

    assert tried == (
        Action.SIAK_REFUSE,
        Action.REVISE_ENTRY,
        Action.SUBMIT_FOR_VERIFICATION,
    )
    assert on_document == (DocumentAction.COLLECT,)


def test_the_picture_in_the_manual_is_the_table() -> None:
    assert PICTURE.read_text("utf-8") == diagram.mermaid(), (
        "write docs/workflow.md anew with api.domain.diagram.mermaid()"
    )


def test_the_picture_shows_every_status_and_every_action() -> None:
    applications, documents = diagram.application_diagram(), diagram.document_diagram()

    assert [s for s in Status if s.value not in applications] == []
    assert [s for s in DocumentStatus if s.value not in documents] == []
    assert [a for a in Action if a.value not in applications and a is not Action.CREATE] == []
    assert [a for a in DocumentAction if a.value not in documents] == []


@pytest.mark.parametrize(
    ("_case", "documents", "status"),
    [
        ("nothing yet", [], None),
        ("only annulled ones", [(D.ANNULLED, PDF), (D.SUPERSEDED, PDF)], None),
        ("drafts have no stage", [(D.DRAFTED, PDF)], None),
        ("verified", [(D.VERIFIED, PDF)], Status.AWAITING_SIGNATURE),
        ("signing", [(D.SIGNING, PDF)], Status.AWAITING_SIGNATURE),
        ("unclear", [(D.SIGN_UNKNOWN, PDF), (D.SIGNED, PDF)], Status.AWAITING_SIGNATURE),
        ("one still to sign", [(D.SIGNED, PDF), (D.VERIFIED, PDF)], Status.AWAITING_SIGNATURE),
        ("signed", [(D.SIGNED, PDF), (D.UPLOADED, PDF)], Status.SIGNED),
        ("a card waits for no signature", [(D.VERIFIED, CARD)], Status.UPLOADED),
        ("card and act", [(D.VERIFIED, CARD), (D.VERIFIED, PDF)], Status.AWAITING_SIGNATURE),
        ("issued", [(D.ISSUED, PDF), (D.READY_FOR_PICKUP, CARD)], Status.ISSUED),
        ("waiting", [(D.DELIVERED, PDF), (D.READY_FOR_PICKUP, CARD)], Status.READY_FOR_PICKUP),
        ("handed over", [(D.DELIVERED, PDF), (D.COLLECTED, CARD)], Status.COMPLETED),
        ("annulled counts no more", [(D.DELIVERED, PDF), (D.ANNULLED, PDF)], Status.COMPLETED),
    ],
)
def test_the_application_stands_where_its_slowest_document_stands(
    _case: str, documents: list[tuple[DocumentStatus, Medium]], status: Status | None
) -> None:
    assert derived_status(documents) is status


def _doubled() -> tuple[workflow.Transition, ...]:
    return (*TRANSITIONS, TRANSITIONS[0])


def _without(action: Action) -> Callable[[], tuple[workflow.Transition, ...]]:
    return lambda: tuple(r for r in TRANSITIONS if r.action is not action)


def _with_exit_from_a_final_status() -> tuple[workflow.Transition, ...]:
    reopened = replace(
        next(r for r in TRANSITIONS if r.action is Action.CLAIM), source=Status.REJECTED
    )
    return (*TRANSITIONS, reopened)


def _trapped() -> tuple[workflow.Transition, ...]:
    from_there = Status.NEEDS_COMPLETION
    return tuple(r for r in TRANSITIONS if r.source is not from_there or r.target is None)


@pytest.mark.parametrize(
    ("_case", "broken", "words"),
    [
        ("a row twice", _doubled, "two rows"),
        ("nobody may submit", _without(Action.SUBMIT), "unreachable"),
        ("nobody may expire", _without(Action.EXPIRE), "unreachable"),
        ("out of REJECTED", _with_exit_from_a_final_status, "exit"),
        ("no way on from NEEDS_COMPLETION", _trapped, "no way out"),
    ],
)
def test_the_service_does_not_start_on_a_broken_table(
    _case: str,
    broken: Callable[[], tuple[workflow.Transition, ...]],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = broken()
    keys = {(r.action, r.source, role, m): r for r in rows for role in r.roles for m in r.modes}
    monkeypatch.setattr(workflow, "TRANSITIONS", rows)
    monkeypatch.setattr(workflow, "_BY_KEY", keys)

    with pytest.raises(ValueError, match=words):
        workflow._check()


@pytest.mark.parametrize(
    ("_case", "broken", "words"),
    [
        ("a row twice", (*DOCUMENT_TRANSITIONS, DOCUMENT_TRANSITIONS[0]), "two rows"),
        (
            "nobody collects",
            tuple(r for r in DOCUMENT_TRANSITIONS if r.action is not DocumentAction.COLLECT),
            "unreachable",
        ),
    ],
)
def test_the_service_does_not_start_on_a_broken_table_of_documents(
    _case: str,
    broken: tuple[workflow.DocumentTransition, ...],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = {(r.action, r.source, role, m): r for r in broken for role in r.roles for m in r.media}
    monkeypatch.setattr(workflow, "DOCUMENT_TRANSITIONS", broken)
    monkeypatch.setattr(workflow, "_DOCUMENT_BY_KEY", keys)

    with pytest.raises(ValueError, match=words):
        workflow._check()


def test_the_service_does_not_start_with_a_guard_that_has_no_law(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(laws.LAWS, Guard.CLAIMANT)

    with pytest.raises(ValueError, match="CLAIMANT"):
        laws._check()
