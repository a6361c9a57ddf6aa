"""What a gone process left half signed, and what somebody stops on purpose."""

import logging

from api.domain.errors import NotFound, NotPermitted
from api.domain.values import Role
from api.storage.signatures import REMOTE
from api.storage.store import Store
from api.usecases import commands as c
from api.usecases.commands_signing import CancelSigning
from api.usecases.desk import Desk
from api.usecases.office import Office
from api.usecases.signing_run import INTERRUPTED, close_batch, end_badly

log = logging.getLogger("dik_jamila.signing")


async def cancel_signing(desk: Desk, command: CancelSigning) -> c.Outcome:
    """Ask for nothing more to be begun; what is under way ends properly, the rest is left.

    The process that works on the batch, this one or another, sees it before its next document.
    """
    row = await desk.store.signatures.batch(command.batch_id)
    if row is None:
        raise NotFound("Kumpulan tanda tangan tidak ditemukan.", path=("batchId",))
    if desk.actor.role is not Role.HEAD_OF_OFFICE:
        raise NotPermitted("Hanya penanda tangannya atau Kepala Dinas yang menghentikan.")
    await desk.store.signatures.request_cancel(row["id"], desk.now)
    return c.Outcome(batch_id=row["id"])


async def recover(office: Office, *, everything: bool) -> None:
    """Send back to VERIFIED what a gone process was signing; its batches are INTERRUPTED.

    What it had asked of a signer elsewhere may be signed by now: that is unclear.
    """
    async with office.work.begin() as store:
        attempts = await store.signatures.stranded(office.clock.now(), everything=everything)
    for attempt in attempts:
        await end_badly(
            office,
            attempt["batch_id"],
            attempt["document_id"],
            attempt["id"],
            INTERRUPTED,
            lost=attempt["state"] == REMOTE,
        )
    ended = await office.work.run(lambda store: _end_stranded(office, store, everything))
    for batch_id in ended:
        office.progress.tell(batch_id)
    if attempts or ended:
        log.warning(
            "signing was interrupted", extra={"documents": len(attempts), "batches": len(ended)}
        )


async def _end_stranded(office: Office, store: Store, everything: bool) -> list[str]:
    rows = await store.signatures.stranded_batches(office.clock.now(), everything=everything)
    for row in rows:
        await close_batch(office, store, row["id"], INTERRUPTED)
    return [row["id"] for row in rows]
