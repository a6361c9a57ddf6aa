"""One row of the workflow's tables, and how a line of the table becomes rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.domain.values import Action, DocumentAction, DocumentStatus, Medium, Mode, Role, Status
from api.domain.words import Effect, Guard

FULL_MODES = frozenset({Mode.FULL, Mode.FULL_WITH_PICKUP})
OFFICE_MODES = frozenset({Mode.PREREGISTRATION, Mode.INTAKE_THEN_OFFICE})
ALL_MODES = frozenset(Mode)
BOTH = frozenset(Medium)
PDF = frozenset({Medium.PDF})


@dataclass(frozen=True)
class Transition:
    """One row of the application's table; a target of None stays, DERIVED follows the documents."""

    action: Action
    source: Status | None  # None: there is no application yet
    target: Status | None  # None: the status stays as it is
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    modes: frozenset[Mode] = ALL_MODES
    derived: bool = False  # the target follows from the documents


@dataclass(frozen=True)
class DocumentTransition:
    """One row of the document's table."""

    action: DocumentAction
    source: DocumentStatus
    target: DocumentStatus | None
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    media: frozenset[Medium] = BOTH


def rows(
    action: Action,
    sources: Iterable[Status | None],
    target: Status | None,
    *roles: Role,
    guards: tuple[Guard, ...] = (),
    effects: tuple[Effect, ...] = (),
    modes: frozenset[Mode] = ALL_MODES,
    derived: bool = False,
) -> tuple[Transition, ...]:
    """Return a line of the application's table as one row for each source."""
    held = frozenset(roles)
    return tuple(
        Transition(action, source, target, held, guards, effects, modes, derived)
        for source in sources
    )


def document_rows(
    action: DocumentAction,
    sources: Iterable[DocumentStatus],
    target: DocumentStatus | None,
    *roles: Role,
    guards: tuple[Guard, ...] = (),
    effects: tuple[Effect, ...] = (),
    media: frozenset[Medium] = BOTH,
) -> tuple[DocumentTransition, ...]:
    """Return a line of the document's table as one row for each source."""
    held = frozenset(roles)
    return tuple(
        DocumentTransition(action, source, target, held, guards, effects, media)
        for source in sources
    )
