"""Refuses answers no document could show, before anything of them is kept."""

from collections.abc import Iterator, Mapping

from api.domain.answers import InvalidAnswer, unprintable
from api.domain.service import Field, FieldType, Service
from api.usecases.office import Office


async def require_legible(office: Office, service: Service, answers: Mapping[str, object]) -> None:
    """Raise `InvalidAnswer` for the first answer with a character no font has."""
    for name, raw in answers.items():
        if refused := await illegible(office, service, name, raw):
            raise refused


async def illegible(
    office: Office, service: Service, name: str, raw: object
) -> InvalidAnswer | None:
    """Return why documents cannot show the answer; None if they can."""
    question = service.fields_by_name.get(name)
    if question is None:
        return None
    missing = await unprintable_of(office, " ".join(_words(question, raw)))
    return unprintable(name, missing) if missing else None


async def unprintable_of(office: Office, text: str) -> tuple[str, ...]:
    """Return the characters of a text that paper cannot show; any white space is a space."""
    return await office.printer.check_text(" ".join(text.split()))


def _words(question: Field, raw: object) -> Iterator[str]:
    """Yield what would be printed as it was written; choices, dates and numbers never are."""
    if isinstance(raw, list | tuple):
        for item in raw:
            yield from _words(question, item)
    elif question.type is FieldType.OBJECT and isinstance(raw, Mapping):
        for item_field in question.item_fields:
            yield from _words(item_field, raw.get(item_field.name))
    elif question.type is FieldType.TEXT and isinstance(raw, str):
        yield raw
