"""What clients may follow live: the progress of a signing batch."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api.graphql.access import OFFICE, only
from api.graphql.context import Info
from api.graphql.errors import RequestRefused, TopLevelCode
from api.graphql.fields import field, live
from api.graphql.ids import plain_id
from api.graphql.signing import SigningBatch, SigningItem
from api.usecases.following import Step, follow_batch
from api.usecases.reading import BatchItemRow, BatchRow


@strawberry.type(description="One step of a signing batch.")
class SigningProgress:
    """See `api.usecases.following.Step`."""

    occurred_at: datetime = strawberry.field(description="When it was seen.")

    @field("The batch as it stands now.", kind=SigningBatch)
    @staticmethod
    def batch(root: strawberry.Parent[Step]) -> BatchRow:
        """Return the batch."""
        return root.batch

    @field(
        "The documents whose state is news since the step before; in the first step all that are "
        "no longer waiting. At most 200, as many as a batch may have.",
        kind=list[SigningItem],
    )
    @staticmethod
    def changed(root: strawberry.Parent[Step], info: Info) -> Sequence[BatchItemRow]:
        """Return the items, their documents to be read together."""
        info.context.reader.together([each.document_id for each in root.changed])
        return root.changed


@strawberry.type(description="What clients may follow live, over WebSocket or SSE.")
class Subscription:
    """The root of subscriptions."""

    @live(
        "A signing batch as it progresses: at once as it stands, then at every change; "
        "it ends with the batch. Whoever comes back later begins with what there is, so nothing "
        "is missed.",
        kind=SigningProgress,
        access=only(OFFICE),
    )
    @staticmethod
    async def signing_progress(
        info: Info, batch_id: Annotated[ID, strawberry.argument(description="Its id.")]
    ) -> AsyncGenerator[Step, None]:
        """Follow one batch."""
        context = info.context
        plain = plain_id("SigningBatch", batch_id)
        found = False
        if plain is not None:
            async with aclosing(follow_batch(context.office, context.actor, plain)) as steps:
                async for step in steps:
                    found = True
                    yield step
        if not found:
            raise RequestRefused(
                TopLevelCode.BAD_USER_INPUT,
                "Batch tanda tangan ini tidak ada, atau bukan milik Anda.",
            )
