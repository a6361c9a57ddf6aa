"""Answers in and out: what clients send, and what of it is shown to whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import strawberry

from api.domain.catalogue import Catalogue
from api.domain.identity import mask_email, mask_number, mask_phone
from api.domain.service import Field, FieldType, Service
from api.domain.values import Role
from api.graphql.scalars import AnswerValue
from api.usecases.reading import AnswerRow

MAX_ANSWERS = 100
CLOSED: Final = frozenset(
    {FieldType.BOOLEAN, FieldType.ENUM, FieldType.CODELIST, FieldType.REGION, FieldType.INTEGER}
)


@strawberry.input(description="An answer (`jawaban`) to one question of the service.")
class AnswerInput:
    """One answer as clients send it."""

    field: str = strawberry.field(description="The question's `name` in the catalogue.")
    value: AnswerValue = strawberry.field(
        description="The answer, in the form the question's `type` asks for."
    )


@strawberry.type(description="The answer (`jawaban`) that counts for one question.")
class Answer:
    """One answer as clients get it."""

    field: str = strawberry.field(description="The question's `name` in the catalogue.")
    label: str = strawberry.field(description="The question, in Indonesian.")
    text: str = strawberry.field(
        description="The answer for people, in Indonesian; what is not one of a closed list is "
        "masked."
    )
    value: AnswerValue | None = strawberry.field(
        description="The answer in full, in the catalogue's form. Null unless you work on such "
        "applications or opened this one; reading it is logged."
    )
    said_by: Role = strawberry.field(description="In which role it was given.")
    said_at: datetime = strawberry.field(description="When it was given.")


def answers_of(given: Sequence[AnswerInput]) -> Mapping[str, object]:
    """Return the answers by question; of two for the same question the last counts."""
    return {each.field: each.value for each in given}


def shown(catalogue: Catalogue, service: Service, row: AnswerRow, *, in_full: bool) -> Answer:
    """Return an answer as one reader may see it."""
    question = service.fields_by_name.get(row.field)
    return Answer(
        field=row.field,
        label=question.label if question else row.field,
        text=_text(catalogue, question, row.value) if question else "•",
        value=AnswerValue(row.value) if in_full else None,
        said_by=Role(row.said_role),
        said_at=row.said_at,
    )


def _text(catalogue: Catalogue, question: Field, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_text(catalogue, question, each) for each in value)
    if isinstance(value, dict):
        items = {item.name: item for item in question.item_fields}
        parts = [
            f"{items[name].label}: {_text(catalogue, items[name], each)}"
            for name, each in value.items()
            if name in items
        ]
        return "; ".join(parts)
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    text = str(value)
    if question.type is FieldType.REGION:
        region = catalogue.get_region(text)
        return region.name if region else text
    if question.type in CLOSED:
        return catalogue.options(question).get(text, text)
    return _masked(question.type, text)


def _masked(kind: FieldType, text: str) -> str:
    match kind:
        case FieldType.NIK | FieldType.NKK:
            return mask_number(text)
        case FieldType.PHONE:
            return mask_phone(text)
        case FieldType.EMAIL:
            return mask_email(text)
        case _:
            return mask_words(text)


def mask_words(text: str) -> str:
    """Return a text with the first letter of each word and nothing more."""
    return " ".join(f"{word[:1]}•••" for word in text.split())
