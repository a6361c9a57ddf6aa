"""The head's decision on a signature whose outcome nobody knows."""

from api.domain.errors import GuardRefused, InvalidInput, NotFound, Refusal
from api.domain.laws import SENTENCES
from api.domain.values import SYSTEM, DocumentAction
from api.domain.words import Guard
from api.usecases import commands as c
from api.usecases.desk import Desk, done
from api.usecases.processing import promise_upload


async def finish_sign(desk: Desk, command: c.FinishSign) -> c.Outcome:
    """Take the signed file that came by another way, if our own validator accepts it."""
    application_id = await desk.store.documents.application_of(command.document_id)
    case = await desk.find(application_id or "")
    document = case.document(command.document_id)
    if document is not None and command.upload_id is not None:
        upload = await desk.store.requests.upload(command.upload_id)
        if upload is None or upload["principal_id"] != desk.actor.id:
            raise NotFound("Unggahan tidak ditemukan.", path=("uploadId",))
        if upload["stored_sha256"] is None:
            raise InvalidInput("Berkas unggahan ini belum dikirim.", path=("uploadId",))
        await _require_genuine(desk, upload["stored_sha256"], document.verified_sha256)
        await desk.store.documents.note(document.id, {"signed_sha256": upload["stored_sha256"]})
    case, present = await desk.open_document(command, DocumentAction.FINISH_SIGN)
    payload = {"sha256": present.signed_sha256, "decided": True}
    changes = {"signed_at": desk.now}
    case = await desk.move_document(
        case, present, DocumentAction.FINISH_SIGN, payload=payload, changes=changes
    )
    signed = case.document(present.id)
    if case.policy.upload_at_once and signed is not None:
        itself = Desk(desk.office, desk.store, SYSTEM, desk.now)
        case = await promise_upload(itself, case, signed)
    return done(case, present.id)


async def _require_genuine(desk: Desk, sha256: str, verified_sha256: str | None) -> None:
    signed = await desk.office.files.get(sha256)
    verified = await desk.office.files.get(verified_sha256 or "")
    verdict = await desk.office.signer.verify(signed)
    if not verdict.genuine or not signed.startswith(verified):
        refusal = Refusal(Guard.SIGNATURE_ACCEPTED, SENTENCES[Guard.SIGNATURE_ACCEPTED])
        raise GuardRefused((refusal,), action=DocumentAction.FINISH_SIGN, status="SIGN_UNKNOWN")


async def fail_sign(desk: Desk, command: c.FailSign) -> c.Outcome:
    """Decide that there is no signature; the document may be signed again."""
    case, document = await desk.open_document(command, DocumentAction.FAIL_SIGN)
    if not command.reason.strip():
        raise InvalidInput("Isi dasar keputusan.", path=("reason",))
    payload = {"code": "DECIDED_BY_HEAD"}
    case = await desk.move_document(case, document, DocumentAction.FAIL_SIGN, payload=payload)
    return done(case, document.id)
