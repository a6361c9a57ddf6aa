"""Signs the documents of a batch, each in transactions of its own.

Each document: transaction 1 SIGNING with an attempt row; signing outside any transaction; the file
validated and stored; transaction 2 SIGNED. Where the key lies here, two documents are in hand at a
time: one is signed while the database works for the other. An attempt that somebody settled
meanwhile, because this process seemed gone, changes nothing any more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from api.domain.case import Case, Document
from api.domain.errors import DomainError, GuardRefused, SigningRefused
from api.domain.ports import Ambiguous, GatewayError, Permanent, SignedFile, SigningKey, SignPlace
from api.domain.values import SYSTEM, Actor, DocumentAction
from api.storage.signatures import REMOTE, RUNNING
from api.storage.store import Store
from api.usecases import commands as c
from api.usecases.desk import Desk
from api.usecases.office import Office
from api.usecases.passphrases import WRONG, Try
from api.usecases.processing import promise_upload
from api.usecases.remotes import Remotes
from api.usecases.signing_words import LOST, ends_batch, sentence_of

log = logging.getLogger("dik_jamila.signing")
LEASE = timedelta(minutes=2)
BEAT_SECONDS = 30.0  # how often a lease is renewed while a signer takes its time
INTERRUPTED, CANCELLED = "INTERRUPTED", "CANCELLED"
HANDS = 2  # documents in hand at a time where the key lies here


@dataclass
class Batch:
    """An open key, the documents it is to sign, and what its signer has said so far."""

    id: str
    key: SigningKey
    command: c.SignDocuments  # without the passphrase
    attempt: Try
    heard: asyncio.Event = field(default_factory=asyncio.Event)  # answered once, or never
    refusal: SigningRefused | None = None  # the first answer, when it ended everything
    ended_by: str | None = None  # code of an answer that holds for all the rest
    is_stopped: bool = False  # cancelled, or not ours any more

    async def close(self) -> None:
        """Forget the key; a try that told nothing of the passphrase is not counted."""
        self.key.close()
        await self.attempt.told_nothing()


@dataclass(frozen=True)
class Attempt:
    """What transaction 1 left to be signed."""

    id: str
    application_id: str
    document_id: str
    verified: str  # SHA-256 of the bytes
    number: str
    place: SignPlace | None


async def run(office: Office, actor: Actor, batch: Batch) -> None:
    """Sign one document after the other; a failing one does not undo the others."""
    try:
        async with _held(office, batch.id):
            waiting = iter(batch.command.documents)
            async with asyncio.TaskGroup() as hands:
                for _ in range(1 if office.signer.is_remote else HANDS):
                    hands.create_task(_work(office, actor, batch, waiting))
            await _end(office, actor, batch)
    except Exception:  # what is left over is recovered when the lease has run out
        log.exception("a signing batch broke off")
    finally:
        await batch.close()
        batch.heard.set()
        office.progress.tell(batch.id)


async def _work(office: Office, actor: Actor, batch: Batch, waiting: Iterator[c.ToSign]) -> None:
    for wanted in waiting:
        await _sign_one(office, actor, batch, wanted)
        office.progress.tell(batch.id)
        if batch.is_stopped or batch.ended_by:
            return


@asynccontextmanager
async def _held(office: Office, batch_id: str) -> AsyncIterator[None]:
    """Renew the batch's lease meanwhile, however long a signer takes."""

    async def hold(store: Store) -> None:
        await store.signatures.hold(batch_id, office.clock.now() + LEASE)

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await office.work.run(hold)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _end(office: Office, actor: Actor, batch: Batch) -> None:
    """Close the batch; one that came to nothing with its first answer gives its key free."""
    key, code = batch.command.idempotency_key, batch.ended_by
    at_once = code is not None and not batch.heard.is_set()
    if at_once and code is not None:
        wrong = code == WRONG
        batch.refusal = (
            await batch.attempt.was_wrong() if wrong else SigningRefused(code, sentence_of(code))
        )

    async def close(store: Store) -> None:
        if code is not None:
            sentence = sentence_of(code)
            await store.signatures.set_waiting(batch.id, "REFUSED", code, sentence)
        state = INTERRUPTED if batch.is_stopped else "FINISHED"
        await close_batch(office, store, batch.id, state)
        if at_once and key is not None:
            await store.requests.forget_key(actor.id, type(batch.command).__name__, key)

    await office.work.run(close)


async def close_batch(office: Office, store: Store, batch_id: str, state: str) -> None:
    """End a batch; one that broke off before its end because of a wish is CANCELLED."""
    row = await store.signatures.batch(batch_id)
    if state == INTERRUPTED and row is not None:
        state = INTERRUPTED if row["cancel_requested_at"] is None else CANCELLED
        await store.signatures.set_waiting(batch_id, "LEFT", state, sentence_of(state))
    await store.signatures.end_batch(batch_id, state, office.clock.now())


async def _sign_one(office: Office, actor: Actor, batch: Batch, wanted: c.ToSign) -> None:
    """Sign one document, and note what became of it."""
    try:
        attempt = await _begin(office, actor, batch, wanted)
    except DomainError as refusal:
        await _refuse(office, batch.id, wanted, refusal)
        return
    if attempt is None:
        batch.is_stopped = True
        return
    try:
        signed = await _signed(office, batch.key, attempt)
        sha256 = await _stored(office, signed)
    except GatewayError as error:
        lost = isinstance(error, Ambiguous)
        await end_badly(office, batch.id, attempt.document_id, attempt.id, error.code, lost=lost)
        if ends_batch(error):
            batch.ended_by = error.code
            return
    else:
        await batch.attempt.was_right()
        await _finish(office, batch.id, attempt, signed, sha256)
    batch.heard.set()


async def _refuse(office: Office, batch_id: str, wanted: c.ToSign, refusal: DomainError) -> None:
    code = refusal.refusals[0].code if isinstance(refusal, GuardRefused) else refusal.code
    async with office.work.begin() as store:
        await store.signatures.set_item(
            batch_id, wanted.document_id, "REFUSED", code=code, message=refusal.message
        )


async def _signed(office: Office, key: SigningKey, attempt: Attempt) -> SignedFile:
    """Return the signed file; a signer elsewhere is asked over its line."""
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


async def _begin(office: Office, actor: Actor, batch: Batch, wanted: c.ToSign) -> Attempt | None:
    """Transaction 1: SIGNING, and an attempt row says so and where; None when the batch is over."""
    command = c.DocumentCommand(
        document_id=wanted.document_id, expected_version=wanted.expected_version
    )

    async def begin(store: Store) -> Attempt | None:
        desk = Desk(office, store, actor, office.clock.now())
        if office.closing.is_set() or not await store.signatures.go_on(batch.id, desk.now + LEASE):
            return None
        case, document = await desk.open_document(command, DocumentAction.BEGIN_SIGN)
        attempt_id = office.clock.new_id()
        verified = document.verified_sha256 or ""
        await store.signatures.add_attempt(
            {
                "id": attempt_id,
                "document_id": document.id,
                "batch_id": batch.id,
                "signer_id": actor.human_id,
                "document_sha256": verified,
                "state": REMOTE if office.signer.is_remote else RUNNING,
                "lease_until": desk.now + LEASE,
                "started_at": desk.now,
            }
        )
        payload = {"sha256": verified, "batch": batch.id}
        await desk.move_document(case, document, DocumentAction.BEGIN_SIGN, payload=payload)
        place = place_of(case, document)
        own = case.application.id, document.id
        return Attempt(attempt_id, *own, verified, document.number, place)

    return await office.work.run(begin)


def place_of(case: Case, document: Document) -> SignPlace | None:
    """Return where SIAK keeps a document, if it does."""
    entry_id, ref = case.application.siak_entry_id, document.siak_ref
    return SignPlace(entry_id, ref) if entry_id and ref else None


async def _finish(
    office: Office, batch_id: str, attempt: Attempt, signed: SignedFile, sha256: str
) -> None:
    """Transaction 2: the validated file is stored, so the document is SIGNED."""
    changes = {
        "signed_sha256": sha256,
        "signed_at": signed.signed_at,
        "certificate_serial": signed.certificate_serial,
    }
    payload = {"sha256": sha256, "certificate": signed.certificate_serial, "level": signed.level}

    async def finish(store: Store) -> None:
        desk = Desk(office, store, SYSTEM, office.clock.now())
        if not await store.signatures.end_attempt(attempt.id, "DONE", desk.now):
            return  # somebody settled it meanwhile
        case = await desk.find(attempt.application_id)
        document = case.document(attempt.document_id)
        if document is None or document.status != "SIGNING":
            return
        case = await desk.move_document(
            case, document, DocumentAction.FINISH_SIGN, payload=payload, changes=changes
        )
        await store.signatures.set_item(batch_id, document.id, "SIGNED")
        present = case.document(document.id)
        if case.policy.upload_at_once and present is not None:
            await promise_upload(desk, case, present)

    await office.work.run(finish)


async def end_badly(
    office: Office, batch_id: str, document_id: str, attempt_id: str, code: str, *, lost: bool
) -> None:
    """Transaction 2 when it went wrong: back to VERIFIED, or unclear."""

    async def end(store: Store) -> None:
        desk = Desk(office, store, SYSTEM, office.clock.now())
        state = "LOST" if lost else "FAILED"
        if not await store.signatures.end_attempt(attempt_id, state, desk.now, code):
            return
        case = await desk.find(await store.documents.application_of(document_id) or "")
        document = case.document(document_id)
        if document is None or document.status != "SIGNING":
            return
        action = DocumentAction.LOSE_SIGN if lost else DocumentAction.FAIL_SIGN
        await desk.move_document(case, document, action, payload={"code": code})
        sentence = LOST if lost else sentence_of(code)
        await store.signatures.set_item(
            batch_id, document_id, "FAILED", code=code, message=sentence
        )

    await office.work.run(end)
