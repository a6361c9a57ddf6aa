"""The document's table: every transition of one document; part of the workflow."""

from api.domain.transitions import PDF, DocumentTransition, document_rows
from api.domain.values import DocumentAction, DocumentStatus, Role
from api.domain.words import Effect, Guard

D, X, R = DocumentStatus, DocumentAction, Role
DO, HO, SO = R.DATA_ENTRY_OPERATOR, R.HEAD_OF_OFFICE, R.SERVICE_OFFICER
SA, SYS, SIAK = R.SERVICE_ACCOUNT, R.SYSTEM, R.SIAK

IN_FORCE = (D.ISSUED, D.READY_FOR_PICKUP, D.DELIVERED, D.COLLECTED)

DOCUMENT_TRANSITIONS: tuple[DocumentTransition, ...] = (
    *document_rows(
        X.BEGIN_SIGN,
        [D.VERIFIED],
        D.SIGNING,
        HO,
        guards=(
            Guard.NOT_THE_OPERATOR,
            Guard.NOT_THE_VERIFIER,
            Guard.NOT_OWN_HOUSEHOLD,
            Guard.BYTES_ARE_VERIFIED,
            Guard.SIGNER_IS_SIGNATORY,
        ),
        media=PDF,
    ),
    *document_rows(
        X.FINISH_SIGN,
        [D.SIGNING],
        D.SIGNED,
        SYS,
        guards=(Guard.SIGNATURE_ACCEPTED,),
        effects=(Effect.SIAK_UPLOAD,),
        media=PDF,
    ),
    *document_rows(
        X.FINISH_SIGN,
        [D.SIGN_UNKNOWN],
        D.SIGNED,
        SYS,
        HO,
        guards=(Guard.SIGNATURE_ACCEPTED,),
        effects=(Effect.SIAK_UPLOAD,),
        media=PDF,
    ),
    *document_rows(X.FAIL_SIGN, [D.SIGNING], D.VERIFIED, SYS, media=PDF),
    *document_rows(X.FAIL_SIGN, [D.SIGN_UNKNOWN], D.VERIFIED, SYS, HO, media=PDF),
    *document_rows(X.LOSE_SIGN, [D.SIGNING], D.SIGN_UNKNOWN, SYS, media=PDF),
    *document_rows(
        X.UPLOAD_TO_SIAK,
        [D.SIGNED],
        None,
        DO,
        SYS,
        SA,
        guards=(Guard.UPLOAD_NOT_PROMISED,),
        effects=(Effect.SIAK_UPLOAD,),
        media=PDF,
    ),
    *document_rows(
        X.CONFIRM_UPLOAD, [D.SIGNED], D.UPLOADED, SIAK, effects=(Effect.SIAK_ISSUE,), media=PDF
    ),
    *document_rows(
        X.CONFIRM_UPLOAD,
        [D.SIGNED],
        D.UPLOADED,
        DO,
        guards=(Guard.SIAK_BY_HAND,),
        effects=(Effect.SIAK_ISSUE,),
        media=PDF,
    ),
    *document_rows(
        X.DELIVER,
        [D.ISSUED, D.READY_FOR_PICKUP, D.DELIVERED],
        None,
        SYS,
        SO,
        SA,
        guards=(Guard.NUMBER_UNCHANGED,),
        effects=(Effect.WHATSAPP_SEND, Effect.EMAIL_SEND, Effect.TIMER),
        media=PDF,
    ),
    *document_rows(X.CONFIRM_DELIVERY, [D.ISSUED, D.READY_FOR_PICKUP], D.DELIVERED, SYS, media=PDF),
    *document_rows(
        X.FAIL_DELIVERY,
        [D.ISSUED],
        None,
        SYS,
        effects=(Effect.WHATSAPP_SEND, Effect.EMAIL_SEND),
        media=PDF,
    ),
    *document_rows(
        X.PREPARE_PICKUP,
        [D.ISSUED],
        D.READY_FOR_PICKUP,
        SO,
        SYS,
        guards=(Guard.PICKUP_IN_ORDER,),
        effects=(Effect.DOCUMENT_RENDER, Effect.WHATSAPP_SEND),
    ),
    *document_rows(X.COLLECT, [D.READY_FOR_PICKUP], D.COLLECTED, SO),
    *document_rows(X.SUPERSEDE, IN_FORCE, D.SUPERSEDED, SIAK),
    *document_rows(X.SUPERSEDE, IN_FORCE, D.SUPERSEDED, SYS, guards=(Guard.SIAK_BY_HAND,)),
    *document_rows(X.ANNUL, IN_FORCE, D.ANNULLED, HO),
)
