"""Applications that may be the same one, with what speaks for it and against it."""

from collections.abc import Sequence
from typing import cast

import strawberry

from api.domain.duplicates import Likeness
from api.domain.service import Service
from api.domain.values import Actor, Status
from api.graphql.services import Question
from api.usecases.desk import OFFICERS


@strawberry.type(
    description="Another application (`permohonan`) that may be the same one: a warning, never a "
    "refusal."
)
class PossibleDuplicate:
    """See `api.domain.duplicates`."""

    number: str | None = strawberry.field(
        description="Its number; null for an application of somebody else, unless you are an "
        "officer."
    )
    status: Status | None = strawberry.field(
        description="Where it stands; null where the number is."
    )
    score: int = strawberry.field(
        description="How alike they are, 0 to 100: the weights of the answers that agree."
    )
    agrees: list[Question] = strawberry.field(description="Questions answered alike.")
    differs: list[Question] = strawberry.field(description="Questions answered differently.")


def to_duplicates(
    service: Service, found: Sequence[Likeness], actor: Actor
) -> list[PossibleDuplicate]:
    """Return likenesses as the actor may see them."""
    return [_shown(service, each, actor) for each in found]


def _shown(service: Service, found: Likeness, actor: Actor) -> PossibleDuplicate:
    is_known = actor.role in OFFICERS or found.created_by == actor.id
    return PossibleDuplicate(
        number=found.number if is_known else None,
        status=Status(found.status) if is_known else None,
        score=found.score,
        agrees=[cast(Question, service.fields_by_name[name]) for name in found.agrees],
        differs=[cast(Question, service.fields_by_name[name]) for name in found.differs],
    )
