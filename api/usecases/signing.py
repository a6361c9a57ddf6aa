"""Step e: one passphrase, many documents, each signed in transactions of its own.

The key is opened once and closed with the batch; the passphrase is handed to the signer and kept by
nobody. Each document: transaction 1 SIGNING with an attempt row; signing outside any transaction;
the file validated and stored; transaction 2 SIGNED. What is interrupted goes back to VERIFIED.
"""

import asyncio
import logging
from datetime import timedelta

from api.domain.errors import DomainError, InvalidInput, NotPermitted, SigningRefused
from api.domain.ports import Ambiguous, GatewayError, SignedFile, SigningKey
from api.domain.values import SYSTEM, Actor, DocumentAction, Role
from api.usecases import commands as c
from api.usecases.desk import Desk
from api.usecases.office import Office
from api.usecases.once import earlier_outcome, once
from api.usecases.processing import promise_upload

log = logging.getLogger("dik_jamila.signing")
BATCH_LIMIT = 200
LEASE = timedelta(minutes=2)

SENTENCES = {
    "WRONG_PASSPHRASE": "Passphrase salah. Periksa lalu ulangi.",
    "NO_CERTIFICATE": "Sertifikat elektronik untuk penanda tangan ini belum ada.",
    "CERTIFICATE_EXPIRED": "Sertifikat elektronik sudah kedaluwarsa. Perbarui dahulu.",
    "CERTIFICATE_REVOKED": "Sertifikat elektronik sudah dicabut.",
}


async def sign_documents(office: Office, actor: Actor, command: c.SignDocuments) -> c.Outcome:
    """Open the key and start the batch; its documents progress one by one afterwards."""
    _check(actor, command)
    kept = await earlier_outcome(office, actor, command)  # before the passphrase is looked at
    if kept is not None:
        return kept
    key = await _unlock(office, actor, command.passphrase)
    batch_id = office.clock.new_id()
    try:
        async with office.work.begin() as store:
            desk = Desk(office, store, actor, office.clock.now())

            async def open_batch() -> c.Outcome:
                ids = [each.document_id for each in command.documents]
                await _require_visible(desk, ids)
                await store.signatures.add_batch(batch_id, actor.id, ids, desk.now)
                return c.Outcome(batch_id=batch_id)

            outcome = await once(desk, command, open_batch)
    except BaseException:
        key.close()
        raise
    if isinstance(outcome, DomainError) or outcome.replayed:
        key.close()
        if isinstance(outcome, DomainError):
            raise outcome
        return outcome
    task = asyncio.create_task(_run(office, actor, key, batch_id, command.documents))
    office.tasks.add(task)
    task.add_done_callback(office.tasks.discard)
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
        sentence = SENTENCES.get(error.code, "Penanda tangan elektronik menolak permintaan ini.")
        raise SigningRefused(error.code, sentence) from None


async def _require_visible(desk: Desk, ids: list[str]) -> None:
    for document_id in ids:
        application_id = await desk.store.documents.application_of(document_id)
        await desk.find(application_id or "")


async def _run(
    office: Office,
    actor: Actor,
    key: SigningKey,
    batch_id: str,
    documents: tuple[c.ToSign, ...],
) -> None:
    """Sign one document after the other; a failing one does not undo the others."""
    try:
        for wanted in documents:
            await _sign_one(office, actor, key, batch_id, wanted)
        async with office.work.begin() as store:
            await store.signatures.end_batch(batch_id, "FINISHED", office.clock.now())
    finally:
        key.close()


async def _sign_one(
    office: Office, actor: Actor, key: SigningKey, batch_id: str, wanted: c.ToSign
) -> None:
    try:
        attempt_id, verified, number = await _begin(office, actor, batch_id, wanted)
    except DomainError as refusal:
        async with office.work.begin() as store:
            await store.signatures.set_item(
                batch_id,
                wanted.document_id,
                "REFUSED",
                code=refusal.code,
                message=refusal.message,
            )
        return
    try:
        pdf = await office.files.get(verified)
        signed = await key.sign(
            pdf,
            field="TTE",
            reason=f"Penandatanganan dokumen kependudukan {number}",
            now=office.clock.now(),
        )
        sha256 = await office.files.put(signed.pdf)
    except Ambiguous as error:
        await _end_badly(office, batch_id, wanted.document_id, attempt_id, error.code, lost=True)
    except (GatewayError, OSError) as error:
        code = error.code if isinstance(error, GatewayError) else "FILE_UNAVAILABLE"
        await _end_badly(office, batch_id, wanted.document_id, attempt_id, code, lost=False)
    else:
        await _finish(office, batch_id, wanted.document_id, attempt_id, signed, sha256)


async def _begin(
    office: Office, actor: Actor, batch_id: str, wanted: c.ToSign
) -> tuple[str, str, str]:
    """Transaction 1: SIGNING, and an attempt row says so; return its id, the hash, the number."""
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
                "state": "RUNNING",
                "lease_until": desk.now + LEASE,
                "started_at": desk.now,
            }
        )
        payload = {"sha256": verified, "batch": batch_id}
        await desk.move_document(case, document, DocumentAction.BEGIN_SIGN, payload=payload)
    return attempt_id, verified, document.number


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
        sentence = SENTENCES.get(code, "Tanda tangan tidak berhasil dibuat.")
        state = "UNKNOWN" if lost else "FAILED"
        await store.signatures.set_item(batch_id, document_id, state, code=code, message=sentence)


async def recover(office: Office, *, everything: bool) -> None:
    """Send back to VERIFIED what a gone process was signing; its batches are INTERRUPTED."""
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
            lost=False,
        )
    async with office.work.begin() as store:
        for batch_id in await store.signatures.stranded_batches(now - LEASE, everything=everything):
            await store.signatures.end_batch(batch_id, "INTERRUPTED", now)
    if attempts:
        log.warning("signing was interrupted", extra={"documents": len(attempts)})
