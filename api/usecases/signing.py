"""Step e: one passphrase, many documents, each signed in transactions of its own.

The key is opened once and closed with the batch; the passphrase is handed to the signer and kept by
nobody. Each document: transaction 1 SIGNING with an attempt row; signing outside any transaction;
the file validated and stored; transaction 2 SIGNED. What is interrupted here goes back to VERIFIED;
what a remote signer may have done meanwhile is SIGN_UNKNOWN, and never asked for again by itself.
"""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta

from api.domain.case import Case, Document
from api.domain.errors import DomainError, InvalidInput, NotPermitted, SigningRefused
from api.domain.ports import (
    Ambiguous,
    GatewayError,
    Permanent,
    SignedFile,
    SigningKey,
    SignPlace,
)
from api.domain.values import SYSTEM, Actor, DocumentAction, Role
from api.storage.signatures import REMOTE, RUNNING
from api.usecases import commands as c
from api.usecases.desk import Desk
from api.usecases.office import Office
from api.usecases.once import earlier_outcome, once
from api.usecases.processing import promise_upload
from api.usecases.remotes import Remotes
from api.usecases.signing_words import LOST, ends_batch, sentence_of

log = logging.getLogger("dik_jamila.signing")
BATCH_LIMIT = 200
LEASE = timedelta(minutes=2)


@dataclass
class _Batch:
    """A key and the documents it is to sign, one after the other."""

    id: str
    key: SigningKey
    command: c.SignDocuments
    heard: asyncio.Event = field(
        default_factory=asyncio.Event
    )  # the signer answered once, or never
    refusal: SigningRefused | None = None  # the first answer, when it ended everything


async def sign_documents(office: Office, actor: Actor, command: c.SignDocuments) -> c.Outcome:
    """Open the key and start the batch; its documents progress one by one afterwards.

    Where the key lies elsewhere, its first answer is waited for: it tells of the passphrase.
    """
    _check(actor, command)
    kept = await earlier_outcome(office, actor, command)  # before the passphrase is looked at
    if kept is not None:
        return kept
    key = await _unlock(office, actor, command.passphrase)
    batch = _Batch(office.clock.new_id(), key, replace(command, passphrase=""))
    try:
        outcome = await _open_batch(office, actor, batch)
    except BaseException:
        key.close()
        raise
    if outcome.replayed:
        key.close()
        return outcome
    task = asyncio.create_task(_run(office, actor, batch))
    office.tasks.add(task)
    task.add_done_callback(office.tasks.discard)
    if office.signer.is_remote:
        await batch.heard.wait()
        if batch.refusal is not None:
            raise batch.refusal
    return outcome


async def _open_batch(office: Office, actor: Actor, batch: _Batch) -> c.Outcome:
    async with office.work.begin() as store:
        desk = Desk(office, store, actor, office.clock.now())

        async def open_batch() -> c.Outcome:
            ids = [each.document_id for each in batch.command.documents]
            await _require_visible(desk, ids)
            await store.signatures.add_batch(batch.id, actor.id, ids, desk.now)
            return c.Outcome(batch_id=batch.id)

        outcome = await once(desk, batch.command, open_batch)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


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


async def _unlock(office: Office, actor: Actor, passphrase: str) -> SigningKey:
    try:
        return await office.signer.unlock(actor.human_id, passphrase)
    except GatewayError as error:
        raise SigningRefused(error.code, sentence_of(error.code)) from None


async def _require_visible(desk: Desk, ids: list[str]) -> None:
    for document_id in ids:
        application_id = await desk.store.documents.application_of(document_id)
        await desk.find(application_id or "")


async def _run(office: Office, actor: Actor, batch: _Batch) -> None:
    """Sign one document after the other; a failing one does not undo the others.

    An answer about the signer and not about the document ends the batch: the rest is not tried.
    """
    documents = batch.command.documents
    try:
        for position, wanted in enumerate(documents, 1):
            ended_by = await _sign_one(office, actor, batch, wanted)
            if ended_by:
                await _end_batch(office, actor, batch, documents[position:], ended_by)
                return
        await _end_batch(office, actor, batch)
    finally:
        batch.key.close()
        batch.heard.set()


async def _end_batch(
    office: Office,
    actor: Actor,
    batch: _Batch,
    untried: tuple[c.ToSign, ...] = (),
    code: str | None = None,
) -> None:
    """Close the batch; one that came to nothing with its first answer gives its key free."""
    key = batch.command.idempotency_key
    at_once = code is not None and not batch.heard.is_set()
    async with office.work.begin() as store:
        for wanted in untried:
            await store.signatures.set_item(
                batch.id, wanted.document_id, "REFUSED", code=code, message=sentence_of(code or "")
            )
        await store.signatures.end_batch(batch.id, "FINISHED", office.clock.now())
        if at_once and key is not None:
            await store.requests.forget_key(actor.id, type(batch.command).__name__, key)
    if at_once and code is not None:
        batch.refusal = SigningRefused(code, sentence_of(code))


@dataclass(frozen=True)
class _Attempt:
    """What transaction 1 left to be signed."""

    id: str
    document_id: str
    verified: str  # SHA-256 of the bytes
    number: str
    place: SignPlace | None


async def _sign_one(office: Office, actor: Actor, batch: _Batch, wanted: c.ToSign) -> str | None:
    """Sign one document; return the code of an answer that ends the batch."""
    try:
        attempt = await _begin(office, actor, batch.id, wanted)
    except DomainError as refusal:
        async with office.work.begin() as store:
            await store.signatures.set_item(
                batch.id,
                wanted.document_id,
                "REFUSED",
                code=refusal.code,
                message=refusal.message,
            )
        return None
    try:
        signed = await _signed(office, batch.key, attempt)
        sha256 = await _stored(office, signed)
    except GatewayError as error:
        lost = isinstance(error, Ambiguous)
        await _end_badly(office, batch.id, attempt.document_id, attempt.id, error.code, lost=lost)
        if ends_batch(error):
            return error.code
    else:
        await _finish(office, batch.id, attempt.document_id, attempt.id, signed, sha256)
    batch.heard.set()
    return None


async def _signed(office: Office, key: SigningKey, attempt: _Attempt) -> SignedFile:
    """Return the signed file; a signer elsewhere is asked over SIAK's line."""
    try:
        pdf = await office.files.get(attempt.verified)
    except OSError:
        raise Permanent("FILE_UNAVAILABLE", "the verified file cannot be read") from None

    async def sign() -> SignedFile:
        return await key.sign(
            pdf,
            field="TTE",
            reason=f"Penandatanganan dokumen kependudukan {attempt.number}",
            now=office.clock.now(),
            place=attempt.place,
        )

    line = office.signer.line
    return await sign() if line is None else await Remotes(office).ask(line, sign)


async def _stored(office: Office, signed: SignedFile) -> str:
    """Store the file; one that a remote signer made is still there, so nothing is decided."""
    try:
        return await office.files.put(signed.pdf)
    except OSError:
        kind = Ambiguous if office.signer.is_remote else Permanent
        raise kind("FILE_UNAVAILABLE", "the signed file cannot be stored") from None


async def _begin(office: Office, actor: Actor, batch_id: str, wanted: c.ToSign) -> _Attempt:
    """Transaction 1: SIGNING, and an attempt row says so and where."""
    async with office.work.begin() as store:
        desk = Desk(office, store, actor, office.clock.now())
        command = c.DocumentCommand(
            document_id=wanted.document_id, expected_version=wanted.expected_version
        )
        case, document = await desk.open_document(command, DocumentAction.BEGIN_SIGN)
        attempt_id = office.clock.new_id()
        verified = document.verified_sha256 or ""
        await store.signatures.add_attempt(
            {
                "id": attempt_id,
                "document_id": document.id,
                "batch_id": batch_id,
                "signer_id": actor.human_id,
                "document_sha256": verified,
                "state": REMOTE if office.signer.is_remote else RUNNING,
                "lease_until": desk.now + LEASE,
                "started_at": desk.now,
            }
        )
        payload = {"sha256": verified, "batch": batch_id}
        await desk.move_document(case, document, DocumentAction.BEGIN_SIGN, payload=payload)
    return _Attempt(attempt_id, document.id, verified, document.number, place_of(case, document))


def place_of(case: Case, document: Document) -> SignPlace | None:
    """Return where SIAK keeps a document, if it does."""
    entry_id, ref = case.application.siak_entry_id, document.siak_ref
    return SignPlace(entry_id, ref) if entry_id and ref else None


async def _finish(
    office: Office,
    batch_id: str,
    document_id: str,
    attempt_id: str,
    signed: SignedFile,
    sha256: str,
) -> None:
    """Transaction 2: the validated file is stored, so the document is SIGNED."""
    async with office.work.begin() as store:
        desk = Desk(office, store, SYSTEM, office.clock.now())
        case = await desk.find(await store.documents.application_of(document_id) or "")
        document = case.document(document_id)
        if document is None or document.status != "SIGNING":
            return  # somebody settled it meanwhile
        changes = {
            "signed_sha256": sha256,
            "signed_at": signed.signed_at,
            "certificate_serial": signed.certificate_serial,
        }
        payload = {
            "sha256": sha256,
            "certificate": signed.certificate_serial,
            "level": signed.level,
        }
        case = await desk.move_document(
            case, document, DocumentAction.FINISH_SIGN, payload=payload, changes=changes
        )
        await store.signatures.end_attempt(attempt_id, "DONE", desk.now)
        await store.signatures.set_item(batch_id, document_id, "SIGNED")
        present = case.document(document_id)
        if case.policy.upload_at_once and present is not None:
            await promise_upload(desk, case, present)


async def _end_badly(
    office: Office, batch_id: str, document_id: str, attempt_id: str, code: str, *, lost: bool
) -> None:
    """Transaction 2 when it went wrong: back to VERIFIED, or unclear."""
    async with office.work.begin() as store:
        desk = Desk(office, store, SYSTEM, office.clock.now())
        case = await desk.find(await store.documents.application_of(document_id) or "")
        document = case.document(document_id)
        if document is None or document.status != "SIGNING":
            return
        action = DocumentAction.LOSE_SIGN if lost else DocumentAction.FAIL_SIGN
        await desk.move_document(case, document, action, payload={"code": code})
        await store.signatures.end_attempt(attempt_id, "LOST" if lost else "FAILED", desk.now, code)
        sentence = LOST if lost else sentence_of(code)
        await store.signatures.set_item(
            batch_id, document_id, "FAILED", code=code, message=sentence
        )


async def recover(office: Office, *, everything: bool) -> None:
    """Send back to VERIFIED what a gone process was signing; its batches are INTERRUPTED.

    What it had asked of a signer elsewhere may be signed by now: that is unclear.
    """
    async with office.work.begin() as store:
        now = office.clock.now()
        attempts = await store.signatures.stranded(now, everything=everything)
    for attempt in attempts:
        await _end_badly(
            office,
            attempt["batch_id"],
            attempt["document_id"],
            attempt["id"],
            "INTERRUPTED",
            lost=attempt["state"] == REMOTE,
        )
    async with office.work.begin() as store:
        for batch_id in await store.signatures.stranded_batches(now - LEASE, everything=everything):
            await store.signatures.end_batch(batch_id, "INTERRUPTED", now)
    if attempts:
        log.warning("signing was interrupted", extra={"documents": len(attempts)})
