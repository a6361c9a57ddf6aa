"""Following a signing batch: what is news since the last look, until it has ended."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from api.domain.values import Actor
from api.storage.reading_rows import BatchItemRow, BatchRow, Window
from api.usecases.office import Office
from api.usecases.reading import Reader
from api.usecases.signing import BATCH_LIMIT

RUNNING, WAITING = "RUNNING", "WAITING"


@dataclass(frozen=True)
class Step:
    """A batch as it was seen, and which of its documents had news."""

    occurred_at: datetime
    batch: BatchRow
    changed: tuple[BatchItemRow, ...]


async def follow_batch(office: Office, actor: Actor, batch_id: str) -> AsyncGenerator[Step, None]:
    """Yield the batch at once and at each change until it ended; nothing if it is not to be seen.

    What is read decides, not what was told: a batch of another process is followed as well.
    """
    known: dict[str, str] = {}
    seen: BatchRow | None = None
    async with aclosing(office.progress.of(batch_id)) as news:
        async for _ in news:
            present, items = await _look(office, actor, batch_id)
            if present is None:
                return
            changed = tuple(each for each in items if known.get(each.document_id) != each.state)
            if present != seen:
                yield Step(office.clock.now(), present, changed)
            known = {each.document_id: each.state for each in items}
            seen = present
            if present.state != RUNNING:
                return


async def _look(
    office: Office, actor: Actor, batch_id: str
) -> tuple[BatchRow | None, list[BatchItemRow]]:
    """Return the batch and those of its documents that no longer wait."""
    async with Reader(office, actor) as reader:
        found = (await reader.things("SigningBatch", [batch_id])).get(batch_id)
        if found is None:
            return None, []
        page = await reader.batch_items(batch_id, Window(BATCH_LIMIT))
    return found, [each for each in page.rows if each.state != WAITING]
