"""The signing desk as clients see it: batches, who may sign, who signs for the head of office."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api.domain.calendar import office_date
from api.graphql.access import PEOPLE, only
from api.graphql.context import Info
from api.graphql.documents import Document
from api.graphql.enums import SigningBatchState, SigningItemState
from api.graphql.fields import field
from api.graphql.ids import cursor, global_id, plain_id
from api.graphql.lists import After, Before, Connection, First, Last, Paging, connection
from api.graphql.nodes import Node, stands_for
from api.usecases import reading_desk
from api.usecases.reading import BatchItemRow, BatchRow, DocumentRow
from api.usecases.reading_desk import DESK_ROLES, DelegationRow, SignatoryRow
from api.usecases.soon import Later

ITEMS, UNSIGNED = "item", "unsigned"
_Batch = strawberry.Parent[BatchRow]


@strawberry.type(description="One document of a signing batch and what became of it.")
class SigningItem:
    """See the table `signing_item`."""

    position: int = strawberry.field(description="Its place in the batch.")
    state: SigningItemState = strawberry.field(description="What became of it.")
    code: str | None = strawberry.field(description="Why it was not signed, for programs.")
    message: str | None = strawberry.field(description="Why it was not signed, in Indonesian.")

    @field("The document; null if you may no longer see it.", kind=Document | None)
    @staticmethod
    def document(root: strawberry.Parent[BatchItemRow], info: Info) -> Later[DocumentRow | None]:
        """Return the document."""
        return info.context.reader.document(root.document_id)


@strawberry.type(description="Documents signed with one passphrase; they progress one by one.")
class SigningBatch(Node):
    """See the table `signing_batch`."""

    is_type_of = stands_for(BatchRow)

    state: SigningBatchState = strawberry.field(description="How far it came.")
    created_at: datetime = strawberry.field(description="When it began.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    cancel_requested_at: datetime | None = strawberry.field(
        description="When somebody asked to begin nothing more."
    )
    total: int = strawberry.field(description="How many documents it has.")
    signed: int = strawberry.field(description="How many are signed.")
    refused: int = strawberry.field(description="How many are not to be signed as they are.")
    failed: int = strawberry.field(description="How many failed, or have an unclear outcome.")
    left: int = strawberry.field(
        description="How many nobody began, because it was cancelled or interrupted."
    )
    waiting: int = strawberry.field(description="How many have no outcome yet.")

    @field("Its documents, in the order they are signed.", kind=Connection[SigningItem])
    @staticmethod
    async def items(
        root: _Batch,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the batch."""
        window = Paging(first, after, last, before).window(ITEMS, int)
        page = await info.context.reader.batch_items(root.id, window)
        return connection(page, lambda row: cursor(ITEMS, row.position, row.document_id))

    @field(
        "Those of its documents that have their turn behind them and may be signed again: the "
        "next `signDocuments`.",
        kind=Connection[SigningItem],
    )
    @staticmethod
    async def unsigned(
        root: _Batch,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of what is to be tried again."""
        window = Paging(first, after, last, before).window(UNSIGNED, int)
        page = await info.context.reader.batch_items(root.id, window, only_unsigned=True)
        return connection(page, lambda row: cursor(UNSIGNED, row.position, row.document_id))


@strawberry.type(description="Somebody who holds the role to sign (`penanda tangan`).")
class Signatory(Node):
    """See `api.storage.reading_rows.SignatoryRow`."""

    is_type_of = stands_for(SignatoryRow)

    name: str = strawberry.field(description="The person's name.")
    position: str | None = strawberry.field(description="The own position, without Plt. or Plh.")
    wrong_passphrases: int = strawberry.field(
        description="How many in a row; the right one clears them, five lock."
    )
    locked_at: datetime | None = strawberry.field(
        description="Since when locked; an administrator unlocks (`unlockSigner`)."
    )

    @field("Whether this is who signs today.")
    @staticmethod
    async def is_in_office(root: strawberry.Parent[SignatoryRow], info: Info) -> bool:
        """Compare with today's signatory."""
        return await reading_desk.present_signatory(info.context.office) == root.id

    @field(
        "How many verified documents name somebody else: while this one signs, they go back to "
        "the verifier (`returnToVerifier`) and are rendered again."
    )
    @staticmethod
    async def verified_naming_another(root: strawberry.Parent[SignatoryRow], info: Info) -> int:
        """Count them."""
        return await reading_desk.naming_another(info.context.office, root.id)


@strawberry.type(description="Who signs for the head of office, from when to when (`penunjukan`).")
class Delegation(Node):
    """See the table `delegation`."""

    is_type_of = stands_for(DelegationRow)

    principal_name: str = strawberry.field(name="name", description="Who signs instead.")
    position: str = strawberry.field(
        description="As printed under a signature, for example `Plt. Kepala Dinas …`."
    )
    starts_on: date = strawberry.field(description="First day, in the office's time.")
    ends_on: date = strawberry.field(description="Last day, in the office's time.")
    revoked_at: datetime | None = strawberry.field(
        name="endedAt", description="When it was ended before its last day."
    )

    @field("Id of the signatory who signs instead.")
    @staticmethod
    def principal_id(root: strawberry.Parent[DelegationRow]) -> ID:
        """Return the global id."""
        return global_id("Signatory", root.principal_id)

    @field("Whether it holds today.")
    @staticmethod
    def is_in_force(root: strawberry.Parent[DelegationRow], info: Info) -> bool:
        """Compare the days with today."""
        today = office_date(info.context.office.clock.now())
        return root.revoked_at is None and root.starts_on <= today <= root.ends_on


@strawberry.type
class SigningQuery:
    """What is read at the signing desk; a part of the root of all reading."""

    @field(
        "The signing batch; null if it is not yours.",
        kind=SigningBatch | None,
        access=only(PEOPLE),
    )
    @staticmethod
    async def signing_batch(
        info: Info, id: Annotated[ID, strawberry.argument(description="Its id.")]
    ) -> BatchRow | None:
        """Return one batch."""
        plain = plain_id("SigningBatch", id)
        if plain is None:
            return None
        return (await info.context.reader.things("SigningBatch", [plain])).get(plain)

    @field("Who may sign, and who is locked.", kind=list[Signatory], access=only(DESK_ROLES))
    @staticmethod
    async def signatories(info: Info) -> Sequence[SignatoryRow]:
        """Return everybody with the role."""
        return await reading_desk.signatories(info.context.office)

    @field(
        "Who signs for the head of office (`Plt.`, `Plh.`), the latest first, 100 at most.",
        kind=list[Delegation],
        access=only(DESK_ROLES),
    )
    @staticmethod
    async def delegations(info: Info) -> Sequence[DelegationRow]:
        """Return the delegations."""
        return await reading_desk.delegations(info.context.office)
