"""Loads case files: any number of applications in one statement, and one more for documents.

Answers, verdicts and files come as JSON beside their application, so that a page of applications is
read as that many rows.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Label,
    RowMapping,
    Select,
    Text,
    bindparam,
    exists,
    func,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.calendar import office_date
from api.domain.case import Case, Document, Policy, RefusedAnswer, Slot
from api.domain.catalogue import Catalogue
from api.domain.facts import RequirementNeed
from api.domain.values import Verdict
from api.storage import tables as t
from api.storage.rows import to_application, to_document

POSTGRESQL = "postgresql"
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
Said = Sequence[Any]  # of a slot: whether something is fresh, verdict, reason, note


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
    dialect, asked = connection.dialect.name, {"ids": list(ids)}
    if lock and dialect == POSTGRESQL:  # first, so that what hangs on them is read as it is then
        await connection.execute(_locked(), asked)
    rows = (await connection.execute(_cases(dialect), asked)).mappings().all()
    documents: Mapping[str, Sequence[Document]] = {}
    if any(row["has_documents"] for row in rows):
        documents = await _documents_of(connection, asked)
    return {
        row["id"]: _case(row, documents.get(row["id"], ()), catalogue, policy, now) for row in rows
    }


@cache
def _locked() -> Select[Any]:
    return select(t.application.c.id).where(t.application.c.id.in_(IDS)).with_for_update()


@cache
def _cases(dialect: str) -> Select[Any]:
    """Return the statement for applications with everything but their documents."""
    own_id, answer, slot, file = t.application.c.id, t.answer.c, t.requirement.c, t.attachment.c
    wrong = t.refused_answer.c
    is_postgresql = dialect == POSTGRESQL
    pair = func.json_build_array if is_postgresql else func.json_array
    value = answer.value if is_postgresql else func.json(type_coerce(answer.value, Text))
    said = pair(slot.code, slot.fresh, slot.verdict, slot.reason_code, slot.note)

    def listed(
        name: str, value: ColumnElement[Any], *conditions: ColumnElement[bool]
    ) -> Label[Any]:
        gather = func.json_agg if is_postgresql else func.json_group_array
        found = select(gather(value, type_=JSON)).where(*conditions)
        return found.correlate(t.application).scalar_subquery().label(name)

    return select(
        t.application,
        listed(
            "answers",
            pair(answer.field, value),
            answer.application_id == own_id,
            answer.is_current,
        ),
        listed("slots", said, slot.application_id == own_id),
        listed(
            "files",
            type_coerce(file.requirement_code, Text),
            file.application_id == own_id,
            file.replaced_at.is_(None),
        ),
        listed(
            "refused_answers",
            pair(wrong.field, wrong.reason_code, wrong.note, wrong.fresh),
            wrong.application_id == own_id,
        ),
        exists().where(t.document.c.application_id == own_id).label("has_documents"),
    ).where(own_id.in_(IDS))


@cache
def _documents() -> Select[Any]:
    document = t.document.c
    return (
        select(t.document)
        .where(document.application_id.in_(IDS))
        .order_by(document.round, document.position, document.id)
    )


async def _documents_of(
    connection: AsyncConnection, asked: Mapping[str, Any]
) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for row in (await connection.execute(_documents(), asked)).mappings():
        found[row["application_id"]].append(to_document(row))
    return found


def _case(
    row: RowMapping,
    documents: Sequence[Document],
    catalogue: Catalogue,
    policy: Policy,
    now: datetime,
) -> Case:
    application = to_application(row)
    answers: Mapping[str, Any] = dict(row["answers"] or ())
    service = catalogue.service(application.service_code)
    facts = catalogue.facts(service, answers, application.submitted_on or office_date(now))
    said: Mapping[str, Said] = {code: rest for code, *rest in row["slots"] or ()}
    files = Counter(row["files"] or ())
    return Case(
        application=application,
        mode=service.mode,
        half=service.scope,
        documents=tuple(documents),
        slots=tuple(
            _slot(each, files[each.code], said.get(each.code)) for each in facts.requirements()
        ),
        undecided=facts.undecided_fields(),
        missing=facts.missing_answers(),
        reported_late=facts.reported_late,
        late_needs_decision=facts.needs_head_decision is True,
        policy=policy,
        now=now,
        answers=answers,
        refused_answers=tuple(
            RefusedAnswer(field, reason, note or "", bool(fresh))
            for field, reason, note, fresh in sorted(row["refused_answers"] or ())
        ),
    )


def _slot(need: RequirementNeed, files: int, said: Said | None) -> Slot:
    fresh, verdict, reason, note = said or (False, None, None, None)
    return Slot(
        code=need.code,
        name=need.name,
        needed=need.need,
        mandatory=need.mandatory,
        group=need.group,
        accepts=need.requirement.accepts,
        attachments=files,
        fresh=bool(fresh),  # SQLite has numbers for it
        verdict=Verdict(verdict) if verdict else None,
        reason_code=reason,
        note=note,
    )
