"""The head's decision on a signature whose outcome nobody knows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from api.domain import workflow
from api.domain.errors import (
    DomainError,
    ExternalUnavailable,
    GuardRefused,
    InvalidInput,
    NotFound,
    Refusal,
)
from api.domain.laws import SENTENCES
from api.domain.ports import GatewayError, Permanent, SignedFile, Verdict
from api.domain.values import SYSTEM, Actor, DocumentAction, DocumentStatus, Medium
from api.domain.words import Guard
from api.storage.store import Store
from api.usecases import commands as c
from api.usecases.desk import Desk, done
from api.usecases.office import Office
from api.usecases.once import earlier_outcome, once
from api.usecases.processing import promise_upload
from api.usecases.remotes import Remotes
from api.usecases.signing_run import place_of

WAIT = 30.0  # seconds, where SIAK names none
NOT_THERE = (
    "SIAK tidak menyimpan berkas bertanda tangan untuk dokumen ini. Bila memang tidak ada, "
    "putuskan demikian (`failSign`), lalu tanda tangani lagi."
)
ASK_THEM = (
    "BSrE tidak menyimpan berkas yang dapat kami minta. Tanyakan kepada pengelola layanan BSrE: "
    "bila berkas bertanda tangan ada, unggah (`finishSign` dengan `uploadId`); bila tidak ada, "
    "putuskan demikian (`failSign`), lalu tanda tangani lagi."
)


@dataclass(frozen=True)
class _Found:
    """A signed file a signer elsewhere holds, and of which bytes it is the signed form."""

    file: SignedFile
    of: str  # SHA-256
    sha256: str


async def settle_sign(office: Office, actor: Actor, command: c.FinishSign) -> c.Outcome:
    """Take the signed file that came by another way, if our own validator accepts it.

    Without an upload a signer elsewhere is asked for it first, which only reads.
    """
    kept = await earlier_outcome(office, actor, command)
    if kept is not None:
        return kept
    found = None
    if office.signer.is_remote and command.upload_id is None:
        found = await _found(office, actor, command)

    async def act(store: Store) -> c.Outcome | DomainError:
        desk = Desk(office, store, actor, office.clock.now())
        return await once(desk, command, lambda: finish_sign(desk, command, found))

    outcome = await office.work.run(act)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


async def _found(office: Office, actor: Actor, command: c.FinishSign) -> _Found | None:
    """Return what the signer holds of a document this actor may settle, stored with us."""
    async with office.work.begin() as store:
        desk = Desk(office, store, actor, office.clock.now())
        application_id = await store.documents.application_of(command.document_id)
        case = await desk.find(application_id or "")
    document = case.document(command.document_id)
    place = place_of(case, document) if document is not None else None
    if document is None or not _may_settle(actor, document.status):
        return None  # refused in its own words below
    if not office.signer.keeps_files:
        raise _unproven(ASK_THEM)
    if place is None:
        return None
    verified = await office.files.get(document.verified_sha256 or "")
    try:
        found = await _asked(office, lambda: office.signer.find(verified, place))
    except Permanent:
        raise _unproven(SENTENCES[Guard.SIGNATURE_ACCEPTED]) from None
    except GatewayError as error:
        raise ExternalUnavailable(
            "SIAK belum dapat ditanya tentang berkas ini. Coba lagi sebentar lagi.",
            retry_after_seconds=max(1, round(error.retry_after or WAIT)),
        ) from None
    if found is None:
        raise _unproven(NOT_THERE)
    sha256 = await office.files.put(found.pdf)
    return _Found(found, document.verified_sha256 or "", sha256)


async def _asked(
    office: Office, ask: Callable[[], Awaitable[SignedFile | None]]
) -> SignedFile | None:
    line = office.signer.line
    return await ask() if line is None else await Remotes(office).ask(line, ask)


def _may_settle(actor: Actor, status: DocumentStatus) -> bool:
    return DocumentAction.FINISH_SIGN in workflow.document_actions_from(
        status, actor.role, Medium.PDF
    )


def _unproven(sentence: str) -> GuardRefused:
    refusal = Refusal(Guard.SIGNATURE_ACCEPTED, sentence)
    return GuardRefused((refusal,), action=DocumentAction.FINISH_SIGN, status="SIGN_UNKNOWN")


async def finish_sign(desk: Desk, command: c.FinishSign, found: _Found | None = None) -> c.Outcome:
    """Move on to SIGNED with the file that was uploaded or found."""
    proof = await _note_file(desk, command, found)
    case, present = await desk.open_document(command, DocumentAction.FINISH_SIGN)
    payload = {"sha256": present.signed_sha256, "decided": True}
    changes: dict[str, Any] = {"signed_at": desk.now}  # columns of several types
    if proof is not None:
        payload |= {"certificate": proof.certificate_serial, "level": proof.level}
        changes["signed_at"] = proof.signed_at or desk.now
        changes["certificate_serial"] = proof.certificate_serial
    case = await desk.move_document(
        case, present, DocumentAction.FINISH_SIGN, payload=payload, changes=changes
    )
    signed = case.document(present.id)
    if case.policy.upload_at_once and signed is not None:
        itself = Desk(desk.office, desk.store, SYSTEM, desk.now)
        case = await promise_upload(itself, case, signed)
    return done(case, present.id)


async def _note_file(
    desk: Desk, command: c.FinishSign, found: _Found | None
) -> SignedFile | Verdict | None:
    """Note which file is the signed one, before the guard asks for it; return what it tells."""
    application_id = await desk.store.documents.application_of(command.document_id)
    case = await desk.find(application_id or "")
    document = case.document(command.document_id)
    if document is None:
        return None
    if command.upload_id is not None:
        sha256 = await _uploaded(desk, command.upload_id)
        verdict = await _require_genuine(desk, sha256, document.verified_sha256)
        await desk.store.documents.note(document.id, {"signed_sha256": sha256})
        return verdict
    if found is None or document.verified_sha256 != found.of:
        return None
    await desk.store.documents.note(document.id, {"signed_sha256": found.sha256})
    return found.file


async def _uploaded(desk: Desk, upload_id: str) -> str:
    upload = await desk.store.requests.upload(upload_id)
    if upload is None or upload["principal_id"] != desk.actor.id:
        raise NotFound("Unggahan tidak ditemukan.", path=("uploadId",))
    if upload["stored_sha256"] is None:
        raise InvalidInput("Berkas unggahan ini belum dikirim.", path=("uploadId",))
    return str(upload["stored_sha256"])


async def _require_genuine(desk: Desk, sha256: str, verified_sha256: str | None) -> Verdict:
    signed = await desk.office.files.get(sha256)
    verified = await desk.office.files.get(verified_sha256 or "")
    verdict = await desk.office.signer.verify(signed)
    if not verdict.genuine or not signed.startswith(verified):
        raise _unproven(SENTENCES[Guard.SIGNATURE_ACCEPTED])
    return verdict


async def fail_sign(desk: Desk, command: c.FailSign) -> c.Outcome:
    """Decide that there is no signature; the document may be signed again."""
    case, document = await desk.open_document(command, DocumentAction.FAIL_SIGN)
    if not command.reason.strip():
        raise InvalidInput("Isi dasar keputusan.", path=("reason",))
    payload = {"code": "DECIDED_BY_HEAD"}
    case = await desk.move_document(case, document, DocumentAction.FAIL_SIGN, payload=payload)
    return done(case, document.id)
