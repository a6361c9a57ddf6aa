"""What changed between two renderings of a document, told from the text of the files themselves."""

import asyncio
from dataclasses import dataclass

from api.domain.difference import DiffLine, difference
from api.domain.errors import InvalidInput
from api.domain.values import Actor
from api.storage.reading_renderings import predecessor
from api.storage.reading_rows import DocumentRow, RenderingRow
from api.usecases.office import Office
from api.usecases.sight import sight_of

__all__ = ["RenderingRow", "TextDifference", "against_predecessor", "compare", "rounds_asked"]


@dataclass(frozen=True)
class TextDifference:
    """All lines of two files, and which files they were."""

    before_sha256: str
    after_sha256: str
    lines: tuple[DiffLine, ...]


def rounds_asked(
    renderings: list[RenderingRow], before: int | None, after: int | None
) -> tuple[RenderingRow, RenderingRow] | None:
    """Return the two rounds to compare: by default the last two; None where there are not two."""
    by_round = {each.round: each for each in renderings}
    for name, number in (("from", before), ("to", after)):
        if number is not None and number not in by_round:
            raise InvalidInput("Putaran itu tidak ada.", path=(name,))
    late = after if after is not None else max(by_round, default=0)
    early = before if before is not None else max((n for n in by_round if n < late), default=None)
    if early is None or late not in by_round:
        return None
    return by_round[early], by_round[late]


async def compare(office: Office, before: str, after: str) -> TextDifference:
    """Return what changed between two stored files."""
    old, new = [
        await office.content.text_of(await office.files.get(sha256)) for sha256 in (before, after)
    ]
    lines = await asyncio.to_thread(difference, old, new)
    return TextDifference(before, after, lines)


async def against_predecessor(
    office: Office, actor: Actor, document: DocumentRow
) -> TextDifference | None:
    """Return what changed since the document this one takes the place of, if we hold it."""
    if document.final_sha256 is None:
        return None
    async with office.work.read() as connection:
        other = await predecessor(connection, sight_of(actor), document)
    if other is None or other.final_sha256 is None:
        return None
    return await compare(office, other.final_sha256, document.final_sha256)
