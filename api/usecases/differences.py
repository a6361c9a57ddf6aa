"""What changed between two renderings of a document, told from the text of the files themselves."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.domain.difference import DiffLine, difference
from api.domain.errors import InvalidInput
from api.domain.values import Actor, DocumentStatus
from api.storage.reading_renderings import predecessor
from api.storage.reading_rows import DocumentRow, RenderingRow
from api.usecases.office import Office
from api.usecases.sight import sight_of


@dataclass(frozen=True)
class TextDifference:
    """All lines of two files, and which files they were."""

    before_sha256: str
    after_sha256: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True)
class Round:
    """One rendering a document had, counted across its predecessors in the application."""

    number: int
    made_at: datetime
    final_sha256: str


def rounds_of(document: DocumentRow, rows: Sequence[RenderingRow]) -> list[Round]:
    """Return the rounds up to the document's own last one.

    What is made anew is another document (a new entry, a successor of an annulled one). It goes
    on with the documents of its type; where there are several at a time, with its number's.
    """
    same = [row for row in rows if row.type == document.type]
    standing = {row.document_id for row in same if row.status != DocumentStatus.ANNULLED}
    if len(standing - {document.id}) > 0:
        same = [row for row in same if row.number == document.number]
    last = max((at for at, row in enumerate(same) if row.document_id == document.id), default=-1)
    return [
        Round(number, row.made_at, row.final_sha256)
        for number, row in enumerate(same[: last + 1], 1)
    ]


def rounds_asked(
    rounds: Sequence[Round], before: int | None, after: int | None
) -> tuple[Round, Round] | None:
    """Return the two rounds to compare: by default the last two; None where there are not two."""
    by_round = {each.number: each for each in rounds}
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
