"""Finds applications that may be the same by keyed fingerprints of their answers; in SQL."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.duplicates import DuplicateRule, Likeness, ordered
from api.domain.workflow import FINAL
from api.storage import tables as t

Rules = Mapping[str, DuplicateRule]  # by service
_GONE = ("REJECTED", "CANCELLED", "EXPIRED")


async def keep(
    connection: AsyncConnection, application_id: str, prints: Mapping[str, str | None]
) -> None:
    """Keep the fingerprints of an application; None takes one back."""
    gone = [kind for kind, value in prints.items() if value is None]
    if gone:
        own = t.fingerprint.c.application_id == application_id
        await connection.execute(delete(t.fingerprint).where(own, t.fingerprint.c.kind.in_(gone)))
    rows = [
        {"application_id": application_id, "kind": kind, "value": value}
        for kind, value in prints.items()
        if value is not None
    ]
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(t.fingerprint).values(rows)
    statement = statement.on_conflict_do_update(
        index_elements=["application_id", "kind"], set_={"value": statement.excluded.value}
    )
    await connection.execute(statement)


async def alike(
    connection: AsyncConnection, ids: Sequence[str], rules: Rules
) -> Mapping[str, tuple[Likeness, ...]]:
    """Return for each application those that may be the same, the likest first; one statement."""
    if not ids:
        return {}
    rows = (await connection.execute(_statement(rules), {"ids": list(ids)})).mappings().all()
    found: dict[str, list[Likeness]] = defaultdict(list)
    for row in rows:
        agrees = tuple(sorted(_names(row["agrees"])))
        both = _names(row["both_said"])
        found[row["mine_id"]].append(
            Likeness(
                application_id=row["id"],
                number=row["number"],
                status=row["status"],
                created_by=row["created_by"],
                score=min(100, int(row["score"])),
                agrees=agrees,
                differs=tuple(sorted(set(both) - set(agrees))),
            )
        )
    return {application_id: ordered(likenesses) for application_id, likenesses in found.items()}


def _names(kinds: str | None) -> list[str]:
    return [kind.rpartition(":")[2] for kind in (kinds or "").split(",") if kind]


def _statement(rules: Rules) -> Any:  # a Select of many columns
    """Score pairs of applications by the weights of the fingerprints they share."""
    mine, other, same, own = (
        t.fingerprint.alias("mine"),
        t.application.alias("other"),
        t.fingerprint.alias("same"),
        t.fingerprint.alias("own"),
    )
    theirs = t.fingerprint.alias("theirs")
    weight = case(
        {f"{code}:{name}": w for code, rule in rules.items() for name, w in rule.facts.items()},
        value=mine.c.kind,
        else_=0,
    )
    threshold = case(
        {code: rule.threshold for code, rule in rules.items()},
        value=other.c.service_code,
        else_=101,
    )
    gathered = func.aggregate_strings
    both_said = (
        select(gathered(own.c.kind, ","))
        .join(theirs, theirs.c.kind == own.c.kind)
        .where(own.c.application_id == mine.c.application_id, theirs.c.application_id == other.c.id)
        .correlate(mine, other)
        .scalar_subquery()
    )
    once = [code for code, rule in rules.items() if rule.once]
    counts = and_(
        other.c.status.not_in((*_GONE, "DRAFT")),
        or_(other.c.service_code.in_(once), other.c.status.not_in([s.value for s in FINAL])),
    )
    score = func.sum(weight)
    return (
        select(
            mine.c.application_id.label("mine_id"),
            other.c.id,
            other.c.number,
            other.c.status,
            other.c.created_by,
            score.label("score"),
            gathered(mine.c.kind, ",").label("agrees"),
            both_said.label("both_said"),
        )
        .join(
            same,
            and_(
                same.c.value == mine.c.value,
                same.c.kind == mine.c.kind,
                same.c.application_id != mine.c.application_id,
            ),
        )
        .join(other, other.c.id == same.c.application_id)
        .where(mine.c.application_id.in_(bindparam("ids", expanding=True)), counts)
        .group_by(
            mine.c.application_id,
            other.c.id,
            other.c.number,
            other.c.status,
            other.c.created_by,
            other.c.service_code,
        )
        .having(score >= threshold)
    )
