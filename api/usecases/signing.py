"""Step e opened: one passphrase for many documents; the batch then progresses one by one.

The key is opened once and closed with the batch; the passphrase is handed to the signer and kept by
nobody. Who may not sign, or tried too often, is refused before the passphrase is looked at.
"""

import asyncio
from dataclasses import replace

from api.domain.calendar import office_date
from api.domain.errors import (
    DomainError,
    InvalidInput,
    NotFound,
    NotPermitted,
    SigningRefused,
    to_record,
)
from api.domain.ports import GatewayError, SigningKey
from api.domain.values import Actor, Role
from api.storage.cases import load_cases
from api.usecases import commands as c
from api.usecases import passphrases
from api.usecases.desk import Desk, sees
from api.usecases.office import Office
from api.usecases.once import earlier_outcome, input_hash, once
from api.usecases.remotes import Remotes
from api.usecases.signing_run import LEASE, Batch, run
from api.usecases.signing_words import sentence_of

BATCH_LIMIT = 200
NOT_IN_OFFICE = "SIGNER_NOT_IN_OFFICE"


async def sign_documents(office: Office, actor: Actor, command: c.SignDocuments) -> c.Outcome:
    """Open the key and start the batch; its documents progress one by one afterwards.

    Where the key lies elsewhere, its first answer is waited for: it tells of the passphrase.
    """
    _check(actor, command)
    kept = await _earlier(office, actor, command)  # before the passphrase is looked at
    if kept is not None:
        return kept
    await require_in_office(office, actor)
    batch = await _unlocked(office, actor, command)
    try:
        outcome = await _open_batch(office, actor, batch)
    except BaseException:
        await batch.close()
        raise
    if outcome.replayed:
        await batch.close()
        return outcome
    _start(office, actor, batch)
    if office.signer.is_remote:
        await batch.heard.wait()
        if batch.refusal is not None:
            await _keep_refusal(office, actor, command, batch.refusal)
            raise batch.refusal
    return outcome


def _start(office: Office, actor: Actor, batch: Batch) -> None:
    task = asyncio.create_task(run(office, actor, batch))
    office.tasks.add(task)
    task.add_done_callback(office.tasks.discard)


def _check(actor: Actor, command: c.SignDocuments) -> None:
    if actor.role is not Role.HEAD_OF_OFFICE:
        raise NotPermitted("Hanya Kepala Dinas atau pejabat yang ditunjuk yang menandatangani.")
    ids = [each.document_id for each in command.documents]
    if not 1 <= len(ids) <= BATCH_LIMIT:
        raise InvalidInput(
            f"Satu kali tanda tangan memuat 1 sampai {BATCH_LIMIT} dokumen.", path=("documents",)
        )
    if len(set(ids)) != len(ids):
        raise InvalidInput("Ada dokumen yang disebut dua kali.", path=("documents",))


async def _earlier(office: Office, actor: Actor, command: c.SignDocuments) -> c.Outcome | None:
    """Return what this very request came to before; another passphrase makes it another one."""
    slot = (actor.id, command.idempotency_key or "")
    if passphrases.is_another(office, slot, command.passphrase):
        async with office.work.begin() as store:
            await store.requests.forget_key(actor.id, type(command).__name__, slot[1])
        office.tried.pop(slot, None)
    return await earlier_outcome(office, actor, command)


async def require_in_office(office: Office, actor: Actor) -> None:
    """Refuse a signer in whose place, or for whom no longer, somebody else signs today."""
    async with office.work.begin() as store:
        present = await store.people.signatory(office_date(office.clock.now()))
    if present is None or present["id"] != actor.human_id:
        name = present["name"] if present is not None else "belum ditetapkan"
        raise SigningRefused(NOT_IN_OFFICE, f"{sentence_of(NOT_IN_OFFICE)} Hari ini: {name}.")


async def _unlocked(office: Office, actor: Actor, command: c.SignDocuments) -> Batch:
    attempt = await passphrases.take_try(office, actor.human_id)
    try:
        key = await _unlock(office, actor, command, attempt)
    except BaseException:
        await attempt.told_nothing()
        raise
    if not office.signer.is_remote:
        await attempt.was_right()
    batch_id, kept = office.clock.new_id(), replace(command, passphrase="")
    return Batch(batch_id, key, kept, attempt)


async def _unlock(
    office: Office, actor: Actor, command: c.SignDocuments, attempt: passphrases.Try
) -> SigningKey:
    signer = office.signer
    line = signer.line if signer.tells_first else None

    async def unlock() -> SigningKey:
        return await signer.unlock(actor.human_id, command.passphrase)

    try:
        return await unlock() if line is None else await Remotes(office).ask(line, unlock)
    except GatewayError as error:
        if error.code != passphrases.WRONG:
            raise SigningRefused(error.code, sentence_of(error.code)) from None
    refusal = await attempt.was_wrong()
    await _keep_refusal(office, actor, command, refusal)
    raise refusal


async def _keep_refusal(
    office: Office, actor: Actor, command: c.SignDocuments, refusal: SigningRefused
) -> None:
    """Keep a wrong passphrase under the request's key, so that a repeat is not counted again."""
    key, name = command.idempotency_key, type(command).__name__
    if key is None or refusal.reason != passphrases.WRONG:
        return
    passphrases.remember(office, (actor.id, key), command.passphrase)
    async with office.work.begin() as store:
        now, kept = office.clock.now(), {"refusal": to_record(refusal)}
        await store.requests.claim_key(actor.id, name, key, input_hash(command), now)
        await store.requests.keep_outcome(actor.id, name, key, kept)


async def _open_batch(office: Office, actor: Actor, batch: Batch) -> c.Outcome:
    async with office.work.begin() as store:
        desk = Desk(office, store, actor, office.clock.now())

        async def open_batch() -> c.Outcome:
            ids = [each.document_id for each in batch.command.documents]
            await _require_visible(desk, ids)
            await store.signatures.add_batch(batch.id, actor.id, ids, desk.now, desk.now + LEASE)
            return c.Outcome(batch_id=batch.id)

        outcome = await once(desk, batch.command, open_batch)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


async def _require_visible(desk: Desk, ids: list[str]) -> None:
    applications = await desk.store.signatures.applications_of(ids)
    cases = await load_cases(
        desk.store.connection,
        sorted(set(applications.values())),
        catalogue=desk.office.catalogue,
        policy=desk.office.policy,
        now=desk.now,
    )
    seen = {case_id for case_id, case in cases.items() if sees(desk.actor, case)}
    if any(applications.get(each) not in seen for each in ids):
        raise NotFound("Dokumen tidak ditemukan.", path=("documents",))
