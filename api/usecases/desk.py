"""The desk a use case works at: one transaction, one actor, and the only two ways to move things.

`open` checks sight, version, table row and guards in that order; `move` and `move_document` write
the change, the event and, for documents, the application's derived status.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from api.domain import workflow
from api.domain.case import Case, Document
from api.domain.chain import Entry
from api.domain.errors import (
    GuardRefused,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from api.domain.laws import refusals
from api.domain.stages import derived_status
from api.domain.transitions import DocumentTransition, Transition
from api.domain.values import Action, Actor, DocumentAction, Role, Status
from api.storage.cases import load_cases
from api.storage.store import Store
from api.usecases.commands import ApplicationCommand, DocumentCommand, Outcome
from api.usecases.office import Office

OFFICERS = frozenset(
    {Role.SERVICE_OFFICER, Role.DATA_ENTRY_OPERATOR, Role.VERIFIER, Role.HEAD_OF_OFFICE}
)
ALL_APPLICATIONS = "applications:all"


def sees(actor: Actor, case: Case) -> bool:
    """Tell whether the application exists for this actor at all."""
    if actor.role in (Role.SYSTEM, Role.SIAK, Role.AUDITOR, Role.ADMINISTRATOR):
        return True
    if actor.role in OFFICERS:
        district = case.application.district_code
        return not actor.districts or district is None or district in actor.districts
    if actor.role is Role.SERVICE_ACCOUNT and ALL_APPLICATIONS in actor.scopes:
        return True
    return case.application.created_by == actor.id


@dataclass(frozen=True)
class Desk:
    """One actor's transaction."""

    office: Office
    store: Store
    actor: Actor
    now: datetime

    async def find(self, application_id: str) -> Case:
        """Return the case file, its application locked; `NotFound` if it is not to be seen."""
        cases = await load_cases(
            self.store.connection,
            [application_id],
            catalogue=self.office.catalogue,
            policy=self.office.policy,
            now=self.now,
            lock=True,
        )
        case = cases.get(application_id)
        if case is None or not sees(self.actor, case):
            raise NotFound("Permohonan tidak ditemukan.", path=("applicationId",))
        return case

    async def open(self, command: ApplicationCommand, action: Action) -> Case:
        """Return the case if this actor may do this to it now; raise the refusal otherwise."""
        case = await self.find(command.application_id)
        expected = command.expected_version
        if expected is not None and expected != case.application.version:
            raise VersionConflict(expected=expected, current=case.application.version)
        self.require(case, action)
        return case

    async def open_document(
        self, command: DocumentCommand, action: DocumentAction
    ) -> tuple[Case, Document]:
        """Return the case and the document if this actor may do this to it now."""
        application_id = await self.store.documents.application_of(command.document_id)
        if application_id is None:
            raise NotFound("Dokumen tidak ditemukan.", path=("documentId",))
        case = await self.find(application_id)
        document = case.document(command.document_id)
        if document is None:
            raise NotFound("Dokumen tidak ditemukan.", path=("documentId",))
        expected = command.expected_version
        if expected is not None and expected != document.version:
            raise VersionConflict(expected=expected, current=document.version)
        self.require_document(case, document, action)
        return case, document

    def require(self, case: Case, action: Action) -> Transition:
        """Return the table's row, or raise why it does not lead on."""
        status = case.application.status
        row = workflow.find(action, status, self.actor.role, case.mode)
        if row is None:
            self._refuse(case, action)
            raise InvalidTransition(
                f"Tindakan {action} tidak dapat dilakukan ketika permohonan {status}.",
                action=action,
                status=status,
                allowed=workflow.actions_from(status, self.actor.role, case.mode),
            )
        found = refusals(row.guards, case, self.actor)
        if found:
            raise GuardRefused(found, action=action, status=status)
        return row

    def _refuse(self, case: Case, action: Action) -> None:
        status = case.application.status
        rows = [r for r in workflow.TRANSITIONS if r.action is action and r.source is status]
        if any(case.mode in row.modes for row in rows):
            raise NotPermitted(
                f"Peran {self.actor.role} tidak berwenang melakukan {action} pada permohonan "
                f"yang berstatus {status}."
            )

    def require_document(
        self, case: Case, document: Document, action: DocumentAction
    ) -> DocumentTransition:
        """Return the document table's row, or raise why it does not lead on."""
        row = workflow.find_document(action, document.status, self.actor.role, document.medium)
        if row is None:
            rows = workflow.DOCUMENT_TRANSITIONS
            here = (r for r in rows if r.action is action and r.source is document.status)
            if any(document.medium in r.media for r in here):
                raise NotPermitted(
                    f"Peran {self.actor.role} tidak berwenang melakukan {action} pada dokumen ini."
                )
            raise InvalidTransition(
                f"Tindakan {action} tidak dapat dilakukan ketika dokumen {document.status}.",
                action=action,
                status=document.status,
                allowed=workflow.document_actions_from(
                    document.status, self.actor.role, document.medium
                ),
            )
        found = refusals(row.guards, case, self.actor, document)
        if found:
            raise GuardRefused(found, action=action, status=document.status)
        return row

    async def move(
        self,
        case: Case,
        action: Action,
        *,
        payload: Mapping[str, Any] | None = None,
        changes: Mapping[str, Any] | None = None,
        target: Status | None = None,
    ) -> Case:
        """Write what the action does to the application; return the case as it is now."""
        row = workflow.find(action, case.application.status, self.actor.role, case.mode)
        to_status = target or (row.target if row else None) or case.application.status
        if row is not None and row.derived:
            derived = derived_status((d.status, d.medium) for d in case.documents)
            to_status = derived or to_status
        return await self._write(case, action.value, to_status, None, payload, changes)

    async def move_document(
        self,
        case: Case,
        document: Document,
        action: DocumentAction,
        *,
        payload: Mapping[str, Any] | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Case:
        """Write what the action does to the document, and the application's derived status."""
        row = self._row(document, action)
        moved = await self.store.documents.move(
            document, row.target or document.status, self.now, changes or {}
        )
        case = replace_document(case, moved)
        status = case.application.status
        if action not in (DocumentAction.SUPERSEDE, DocumentAction.ANNUL):
            stages = ((d.status, d.medium) for d in case.documents)
            status = derived_status(stages) or status
        return await self._write(case, action.value, status, document.id, payload, None)

    def _row(self, document: Document, action: DocumentAction) -> DocumentTransition:
        row = workflow.find_document(action, document.status, self.actor.role, document.medium)
        if row is None:
            raise InvalidTransition(
                f"Tindakan {action} tidak dapat dilakukan ketika dokumen {document.status}.",
                action=action,
                status=document.status,
            )
        return row

    async def _write(
        self,
        case: Case,
        action: str,
        status: Status,
        document_id: str | None,
        payload: Mapping[str, Any] | None,
        changes: Mapping[str, Any] | None,
    ) -> Case:
        application = case.application
        entry = Entry(
            application_id=application.id,
            version=application.version + 1,
            document_id=document_id,
            action=action,
            from_status=application.status.value,
            to_status=status.value,
            actor=self.actor,
            occurred_at=self.now,
            payload=payload or {},
        )
        moved = await self.store.applications.move(application, entry, changes or {})
        return replace(case, application=moved)


def replace_document(case: Case, document: Document) -> Case:
    """Return the case with one document as it is now."""
    documents = tuple(document if d.id == document.id else d for d in case.documents)
    return replace(case, documents=documents)


def done(case: Case, document_id: str | None = None) -> Outcome:
    """Return the outcome of a use case about this application."""
    return Outcome(
        application_id=case.application.id,
        document_id=document_id,
        version=case.application.version,
    )
