"""Loads case files: any number of applications in five statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.calendar import office_date
from api.domain.case import Application, Case, Document, Policy, Slot
from api.domain.catalogue import Catalogue
from api.domain.values import Verdict
from api.storage import tables as t
from api.storage.rows import to_application, to_document


async def load_cases(
    connection: AsyncConnection,
    ids: Sequence[str],
    *,
    catalogue: Catalogue,
    policy: Policy,
    now: datetime,
    lock: bool = False,
) -> dict[str, Case]:
    """Return the case file of each application that exists; `lock` holds their rows."""
    if not ids:
        return {}
    query = select(t.application).where(t.application.c.id.in_(ids))
    rows = await _all(connection, query.with_for_update() if lock else query)
    documents = await _documents(connection, ids)
    answers = await _answers(connection, ids)
    verdicts = await _verdicts(connection, ids)
    counts = await _attachments(connection, ids)
    return {
        row["id"]: _case(
            to_application(row),
            documents[row["id"]],
            answers[row["id"]],
            verdicts[row["id"]],
            counts[row["id"]],
            catalogue,
            policy,
            now,
        )
        for row in rows
    }


def _case(
    application: Application,
    documents: Sequence[Document],
    answers: Mapping[str, Any],
    verdicts: Mapping[str, RowMapping],
    counts: Mapping[str, int],
    catalogue: Catalogue,
    policy: Policy,
    now: datetime,
) -> Case:
    service = catalogue.service(application.service_code)
    facts = catalogue.facts(service, answers, application.submitted_on or office_date(now))
    slots = []
    for need in facts.requirements():
        slot = Slot(
            code=need.code,
            name=need.name,
            needed=need.need,
            mandatory=need.mandatory,
            group=need.group,
            accepts=need.requirement.accepts,
            attachments=counts.get(need.code, 0),
        )
        row = verdicts.get(need.code)
        if row is not None:
            slot = replace(
                slot,
                fresh=row["fresh"],
                verdict=Verdict(row["verdict"]) if row["verdict"] else None,
                reason_code=row["reason_code"],
                note=row["note"],
            )
        slots.append(slot)
    return Case(
        application=application,
        mode=service.mode,
        half=service.scope,
        documents=tuple(documents),
        slots=tuple(slots),
        undecided=facts.undecided_fields(),
        missing=facts.missing_answers(),
        reported_late=facts.reported_late,
        late_needs_decision=facts.needs_head_decision is True,
        policy=policy,
        now=now,
        answers=answers,
    )


async def _all(connection: AsyncConnection, query: Any) -> Sequence[RowMapping]:  # any select
    return (await connection.execute(query)).mappings().all()


async def _documents(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    query = (
        select(t.document)
        .where(t.document.c.application_id.in_(ids))
        .order_by(t.document.c.round, t.document.c.position, t.document.c.id)
    )
    for row in await _all(connection, query):
        found[row["application_id"]].append(to_document(row))
    return found


async def _answers(connection: AsyncConnection, ids: Sequence[str]) -> Mapping[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    query = select(t.answer.c.application_id, t.answer.c.field, t.answer.c.value).where(
        t.answer.c.application_id.in_(ids), t.answer.c.is_current
    )
    for row in await _all(connection, query):
        found[row["application_id"]][row["field"]] = row["value"]
    return found


async def _verdicts(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, dict[str, RowMapping]]:
    found: dict[str, dict[str, RowMapping]] = defaultdict(dict)
    query = select(t.requirement).where(t.requirement.c.application_id.in_(ids))
    for row in await _all(connection, query):
        found[row["application_id"]][row["code"]] = row
    return found


async def _attachments(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    query = (
        select(
            t.attachment.c.application_id,
            t.attachment.c.requirement_code,
            func.count().label("files"),
        )
        .where(t.attachment.c.application_id.in_(ids), t.attachment.c.replaced_at.is_(None))
        .group_by(t.attachment.c.application_id, t.attachment.c.requirement_code)
    )
    for row in await _all(connection, query):
        found[row["application_id"]][row["requirement_code"]] = row["files"]
    return found
