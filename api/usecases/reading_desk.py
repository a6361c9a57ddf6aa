"""What may be read at the signing desk: batches, who may sign, who signs for whom."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.calendar import office_date
from api.domain.values import Actor, Role
from api.storage import reading_signing
from api.storage.people import People
from api.storage.reading_rows import BatchRow, DelegationRow, SignatoryRow
from api.storage.signatures import Signatures
from api.usecases.office import Office

__all__ = ["DESK_ROLES", "DelegationRow", "SignatoryRow", "delegations", "desk_rows", "signatories"]

DESK_ROLES = frozenset({Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR, Role.AUDITOR})


async def desk_rows(
    connection: AsyncConnection, actor: Actor | None, kind: str, ids: Sequence[str]
) -> Sequence[Any]:  # rows of several kinds
    """Return what of the signing desk exists for the actor, by id."""
    if actor is None:
        return ()
    if kind == "SigningBatch":
        rows = await reading_signing.batches_by_id(connection, ids)
        return [row for row in rows if _may_see_batch(actor, row)]
    if kind == "Signatory" and actor.role in DESK_ROLES:
        return await reading_signing.signatories(connection, ids)
    if kind == "Delegation" and actor.role in DESK_ROLES:
        return await reading_signing.delegations(connection, ids)
    return ()


def _may_see_batch(actor: Actor, batch: BatchRow) -> bool:
    heads = (Role.AUDITOR, Role.HEAD_OF_OFFICE)
    return actor.role in heads or actor.id == batch.signer_id


async def signatories(office: Office) -> Sequence[SignatoryRow]:
    """Return who may sign."""
    async with office.work.read() as connection:
        return await reading_signing.signatories(connection)


async def delegations(office: Office) -> Sequence[DelegationRow]:
    """Return who signs for the head of office, the latest first."""
    async with office.work.read() as connection:
        return await reading_signing.delegations(connection)


async def present_signatory(office: Office) -> str | None:
    """Return the id of who signs today."""
    async with office.work.read() as connection:
        row = await People(connection).signatory(office_date(office.clock.now()))
    return row["id"] if row is not None else None


async def naming_another(office: Office, signatory_id: str) -> int:
    """Count verified documents that name somebody else than this signatory."""
    async with office.work.read() as connection:
        return await Signatures(connection).naming_another(signatory_id)
