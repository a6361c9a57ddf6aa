"""Root mutations: one row each; translate -> use case -> read anew, or the refusal as data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, Final

import strawberry
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from api.domain import errors, workflow
from api.domain.values import Action, DocumentAction, Role, Verdict
from api.graphql import inputs as i
from api.graphql import inputs_books as k
from api.graphql import inputs_by_hand as b
from api.graphql import inputs_signing as g
from api.graphql.access import DECIDERS, PEOPLE, WORKERS, only
from api.graphql.actions import MUTATION_OF
from api.graphql.answers import MAX_ANSWERS, AnswerInput, answers_of
from api.graphql.applications import Application
from api.graphql.context import Info
from api.graphql.documents import Document, Upload
from api.graphql.effects import Effect
from api.graphql.errors import UserError, camel, to_user_errors
from api.graphql.ids import plain_id
from api.graphql.reconciliations import Reconciliation, SiakDifference
from api.graphql.signing import Delegation, Signatory, SigningBatch
from api.usecases import commands as c
from api.usecases import commands_signing as d
from api.usecases.execute import execute
from api.usecases.reconciling import MENDERS

MACHINES: Final = frozenset({Role.SYSTEM, Role.SIAK})


@dataclass(frozen=True)
class Entity:
    """What a mutation changes: field of the payload, type, and part of the outcome."""

    field: str
    kind: type
    node: str
    key: str


APPLICATION = Entity("application", Application, "Application", "application_id")
DOCUMENT = Entity("document", Document, "Document", "document_id")
BATCH = Entity("signing_batch", SigningBatch, "SigningBatch", "batch_id")
SIGNATORY = Entity("signatory", Signatory, "Signatory", "signatory_id")
DELEGATION = Entity("delegation", Delegation, "Delegation", "delegation_id")
UPLOAD = Entity("upload", Upload, "Upload", "upload_id")
EFFECT = Entity("effect", Effect, "Effect", "effect_id")
RECONCILIATION = Entity("reconciliation", Reconciliation, "Reconciliation", "reconciliation_id")
DIFFERENCE = Entity("difference", SiakDifference, "SiakDifference", "difference_id")


@dataclass(frozen=True)
class Row:
    """One mutation; `action` is the row of the workflow table it carries out, if any."""

    input: type
    command: type[c.Command]
    entity: Entity
    does: str
    action: Action | DocumentAction | None = None
    others: frozenset[Role] = frozenset()  # who may, where no row of the table says so

    @property
    def name(self) -> str:
        """Return the mutation's name: its command's."""
        return self.command.__name__[0].lower() + self.command.__name__[1:]

    @property
    def roles(self) -> frozenset[Role]:
        """Return who may, as the workflow table says."""
        if self.action is None:
            return self.others
        by_table = {
            *((each.action, role) for each in workflow.TRANSITIONS for role in each.roles),
            *((each.action, role) for each in workflow.DOCUMENT_TRANSITIONS for role in each.roles),
        }
        return frozenset(role for action, role in by_table if action is self.action) - MACHINES

    @property
    def description(self) -> str:
        """Return what it does and who may."""
        roles = ", ".join(f"`{role}`" for role in Role if role in self.roles)
        return f"{self.does} For {roles}."


A, D = Action, DocumentAction
ROWS: Final[Sequence[Row]] = (
    Row(i.CreateApplicationInput, c.CreateApplication, APPLICATION,
        "Open an application (`permohonan`) in DRAFT.", A.CREATE),
    Row(i.RecordAnswersInput, c.RecordAnswers, APPLICATION,
        "Keep answers (`jawaban`); requirements follow from them.", A.RECORD_ANSWERS),
    Row(i.PrefillFromSiakInput, c.PrefillFromSiak, APPLICATION,
        "Answer with what SIAK knows where nobody answered yet (`saidBy` is SIAK); nothing is "
        "overwritten.", others=frozenset({Role.SERVICE_OFFICER, Role.DATA_ENTRY_OPERATOR})),
    Row(i.CreateUploadInput, c.CreateUpload, UPLOAD,
        "Ask for a ticket to send one file; PUT the file to its `url`.", others=WORKERS),
    Row(i.AttachRequirementInput, c.AttachRequirement, APPLICATION,
        "Put a sent file (`berkas`) into a requirement's slot.", A.ATTACH),
    Row(i.SubmitApplicationInput, c.SubmitApplication, APPLICATION,
        "Hand the application in (`ajukan`); it gets its number.", A.SUBMIT),
    Row(i.ClaimApplicationInput, c.ClaimApplication, APPLICATION,
        "Take a submitted application for review.", A.CLAIM),
    Row(i.ReleaseApplicationInput, c.ReleaseApplication, APPLICATION,
        "Give a claimed application back to the queue.", A.RELEASE),
    Row(i.ReviewRequirementInput, c.ReviewRequirement, APPLICATION,
        "Accept or refuse what was sent for one requirement (`persyaratan`).",
        A.REVIEW_REQUIREMENT),
    Row(i.RequestCompletionInput, c.RequestCompletion, APPLICATION,
        "Ask the citizen to replace what was refused (`perlu dilengkapi`).",
        A.REQUEST_COMPLETION),
    Row(i.ResubmitApplicationInput, c.ResubmitApplication, APPLICATION,
        "Hand the completed application in again; it keeps its place in the queue.", A.RESUBMIT),
    Row(i.RejectApplicationInput, c.RejectApplication, APPLICATION,
        "Refuse the application for good (`tolak`).", A.REJECT),
    Row(i.ConfirmCompleteInput, c.ConfirmComplete, APPLICATION,
        "Declare the papers complete (`lengkap`).", A.CONFIRM_COMPLETE),
    Row(i.ScheduleAttendanceInput, c.ScheduleAttendance, APPLICATION,
        "Fix when the citizen comes to the office.", A.SCHEDULE_ATTENDANCE),
    Row(i.RecordAttendanceInput, c.RecordAttendance, APPLICATION,
        "Record that the citizen came, and what was done.", A.RECORD_ATTENDANCE),
    Row(i.DecideLateReportInput, c.DecideLateReport, APPLICATION,
        "Decide that a late report (`terlambat`) may be registered.", A.DECIDE_LATE_REPORT),
    Row(i.EnterIntoSiakInput, c.EnterIntoSiak, APPLICATION,
        "Enter the complete file into SIAK.", A.ENTER_INTO_SIAK),
    Row(i.ConfirmDraftInput, c.ConfirmDraft, APPLICATION,
        "Say that the draft (`draf`) is right.", A.CONFIRM_DRAFT),
    Row(i.DisputeDraftInput, c.DisputeDraft, APPLICATION,
        "Say what is wrong in the draft (`draf`).", A.DISPUTE_DRAFT),
    Row(i.ReviseEntryInput, c.ReviseEntry, APPLICATION,
        "Withdraw the entry from SIAK to enter it again.", A.REVISE_ENTRY),
    Row(i.SubmitForVerificationInput, c.SubmitForVerification, APPLICATION,
        "Put the drafted documents before the verifier.", A.SUBMIT_FOR_VERIFICATION),
    Row(i.ReturnToOperatorInput, c.ReturnToOperator, APPLICATION,
        "Send the drafts back to the operator.", A.RETURN_TO_OPERATOR),
    Row(i.VerifyApplicationInput, c.VerifyApplication, APPLICATION,
        "Accept the final documents (`verifikasi`); these very bytes will be signed.", A.VERIFY),
    Row(i.ReturnToVerifierInput, c.ReturnToVerifier, APPLICATION,
        "Send the documents back to the verifier instead of signing them.",
        A.RETURN_TO_VERIFIER),
    Row(i.CancelApplicationInput, c.CancelApplication, APPLICATION,
        "Withdraw the application (`batalkan`).", A.CANCEL),
    Row(i.SignDocumentsInput, c.SignDocuments, BATCH,
        "Sign verified documents electronically (`TTE`). Answers at once with the batch, whose "
        "documents progress one by one.", D.BEGIN_SIGN),
    Row(g.CancelSigningInput, d.CancelSigning, BATCH,
        "Begin no more document of a batch; what is under way ends properly.",
        others=frozenset({Role.HEAD_OF_OFFICE})),
    Row(i.FinishSignInput, c.FinishSign, DOCUMENT,
        "Settle an unclear signature: the signed file is there and valid.", D.FINISH_SIGN),
    Row(i.FailSignInput, c.FailSign, DOCUMENT,
        "Settle an unclear signature: there is none.", D.FAIL_SIGN),
    Row(i.UploadToSiakInput, c.UploadToSiak, DOCUMENT,
        "Send a signed document to SIAK.", D.UPLOAD_TO_SIAK),
    Row(b.RecordSiakAcceptanceInput, c.RecordSiakAcceptance, APPLICATION,
        "By hand: type back what SIAK reserved. Every slip is told at its field.", A.SIAK_ACCEPT),
    Row(b.RecordSiakRefusalInput, c.RecordSiakRefusal, APPLICATION,
        "By hand: type back why SIAK did not take the entry.", A.SIAK_REFUSE),
    Row(b.ConfirmSiakUploadInput, c.ConfirmSiakUpload, DOCUMENT,
        "By hand: say that SIAK holds the signed file.", D.CONFIRM_UPLOAD),
    Row(b.ConfirmSiakIssueInput, c.ConfirmSiakIssue, APPLICATION,
        "By hand: say that SIAK issued the documents (`terbit`).", A.ISSUE),
    Row(b.ConfirmSiakCancelInput, c.ConfirmSiakCancel, EFFECT,
        "By hand: say that an entry is withdrawn in SIAK, or that there was none.",
        others=frozenset({Role.DATA_ENTRY_OPERATOR})),
    Row(i.DeliverDocumentInput, c.DeliverDocument, DOCUMENT,
        "Send an issued document to the citizen (`kirim`), also once more.", D.DELIVER),
    Row(i.PreparePickupInput, c.PreparePickup, DOCUMENT,
        "Make an issued document ready at the counter (`siap diambil`).", D.PREPARE_PICKUP),
    Row(i.CollectDocumentInput, c.CollectDocument, DOCUMENT,
        "Hand a document over at the counter (`ambil`).", D.COLLECT),
    Row(i.AnnulDocumentInput, c.AnnulDocument, DOCUMENT,
        "Withdraw an issued document by decision (`batalkan`).", D.ANNUL),
    Row(g.UnlockSignerInput, d.UnlockSigner, SIGNATORY,
        "Let a signatory try again whose passphrase was wrong five times.",
        others=frozenset({Role.ADMINISTRATOR})),
    Row(g.DelegateSigningInput, d.DelegateSigning, DELEGATION,
        "Let somebody sign for the head of office (`Plt.`, `Plh.`) from the first to the last day.",
        others=frozenset({Role.ADMINISTRATOR})),
    Row(g.EndDelegationInput, d.EndDelegation, DELEGATION,
        "End a delegation now, before its last day.", others=frozenset({Role.ADMINISTRATOR})),
    Row(k.StartReconciliationInput, c.StartReconciliation, RECONCILIATION,
        "Compare our books with SIAK's now (`pencocokan`); it goes on part by part.",
        others=MENDERS),
    Row(k.MendDifferenceInput, c.MendDifference, DIFFERENCE,
        "Do what mends a difference, where that needs nobody's judgement.", others=MENDERS),
    Row(k.RetryEffectInput, c.RetryEffect, EFFECT,
        "Try again what failed for good or whose outcome is unclear.", others=DECIDERS),
    Row(k.CancelEffectInput, c.CancelEffect, EFFECT,
        "Give up what failed for good or whose outcome is unclear.", others=DECIDERS),
)  # fmt: skip


def _read_id(kind: str) -> Callable[[str, Any], str | None]:
    def read(path: str, value: str | None) -> str | None:
        if value is None:
            return None
        plain = plain_id(kind, value)
        if plain is None:
            raise errors.NotFound("Id ini tidak dikenal.", path=(path,))
        return plain

    return read


def _answers(path: str, given: Sequence[AnswerInput]) -> Mapping[str, object]:
    if len(given) > MAX_ANSWERS:
        raise errors.InvalidInput(f"Paling banyak {MAX_ANSWERS} jawaban.", path=(path,))
    return answers_of(given)


def _hashes(path: str, given: Sequence[i.DocumentHashInput]) -> Mapping[str, str]:
    read = _read_id("Document")
    return {read(path, each.document_id) or "": each.sha256 for each in given}


def _documents(
    path: str, given: Sequence[i.DocumentToSignInput | b.TypedDocumentInput]
) -> tuple[c.ToSign | c.TypedDocument, ...]:
    return tuple(
        _typed(each) if isinstance(each, b.TypedDocumentInput) else _to_sign(path, each)
        for each in given
    )


def _to_sign(path: str, given: i.DocumentToSignInput) -> c.ToSign:
    read = _read_id("Document")
    return c.ToSign(read(path, given.document_id) or "", given.expected_version)


def _typed(given: b.TypedDocumentInput) -> c.TypedDocument:
    upload_id = _read_id("Upload")("uploadId", given.upload_id)
    return c.TypedDocument(given.type, given.number, given.nik, upload_id)


def _reasons(path: str, given: Sequence[b.TypedReasonInput]) -> tuple[c.TypedReason, ...]:
    return tuple(c.TypedReason(each.code, each.message, each.field) for each in given)


def _texts(path: str, given: Sequence[str]) -> tuple[str, ...]:
    return tuple(given)


READ: Final[Mapping[str, Callable[[str, Any], Any]]] = {  # values of several types
    "application_id": _read_id("Application"),
    "document_id": _read_id("Document"),
    "effect_id": _read_id("Effect"),
    "batch_id": _read_id("SigningBatch"),
    "signatory_id": _read_id("Signatory"),
    "principal_id": _read_id("Signatory"),
    "delegation_id": _read_id("Delegation"),
    "difference_id": _read_id("SiakDifference"),
    "upload_id": _read_id("Upload"),
    "answers": _answers,
    "hashes": _hashes,
    "documents": _documents,
    "reasons": _reasons,
    "household_niks": _texts,
    "superseded_numbers": _texts,
}


def to_command(row: Row, given: Any) -> c.Command:  # an instance of the row's input
    """Translate an input into its command; field by field, by name."""
    _refuse_nul(given)
    by_hand = {"answers"} if row.command is c.RequestCompletion else set()
    values = {
        part.name: READ.get(part.name, _as_is)(camel(part.name), getattr(given, part.name))
        for part in fields(row.command)
        if hasattr(given, part.name) and part.name not in by_hand
    }
    if row.command is c.RequestCompletion:
        values["refusals"] = tuple(
            c.ReviewRequirement(
                application_id=values["application_id"],
                requirement_code=each.requirement_code,
                verdict=Verdict.REFUSED,
                reason_code=each.reason_code,
                note=each.note,
            )
            for each in given.refusals
        )
        values["answers"] = tuple(
            c.RefuseAnswer(each.field, each.reason_code, each.note) for each in given.answers
        )
    return row.command(**values)


def _as_is(path: str, value: Any) -> Any:  # a value of any type
    return value


def _refuse_nul(value: Any, path: tuple[str, ...] = ()) -> None:  # any part of an input
    if isinstance(value, str) and "\x00" in value:
        raise errors.InvalidInput("Isian memuat karakter yang tidak diterima.", path=path)
    if isinstance(value, list):
        for each in value:
            _refuse_nul(each, path)
    elif is_dataclass(value):
        for part in fields(value):
            _refuse_nul(getattr(value, part.name), (*path, camel(part.name)))


def _payload(row: Row) -> type:
    changed = strawberry.field(
        description="What was changed, as it is now; null when it was refused."
    )
    refused = strawberry.field(description="Why it was refused; empty when it was done.")
    name = f"{row.command.__name__}Payload"
    parts = {
        "__annotations__": {row.entity.field: row.entity.kind | None, "errors": list[UserError]},
        "__doc__": f"Outcome of `{row.name}`.",
        row.entity.field: changed,
        "errors": refused,
    }
    return strawberry.type(type(name, (), parts), description=f"Outcome of `{row.name}`.")


async def _run(row: Row, payload: type, info: Info, given: object) -> object:
    context = info.context
    try:
        if context.actor.role not in row.roles:
            raise errors.NotPermitted(
                f"Peran {context.actor.role} tidak berwenang memakai `{row.name}`."
            )
        outcome = await execute(context.office, context.actor, to_command(row, given))
        await context.reader.renew()
        plain = getattr(outcome, row.entity.key)
        found = (await context.reader.things(row.entity.node, [plain])).get(plain)
        if found is None:
            raise errors.NotFound("Sudah dilakukan, tetapi tidak lagi terlihat bagi Anda.")
    except errors.DomainError as refusal:
        return payload(**{row.entity.field: None, "errors": to_user_errors(refusal)})
    return payload(**{row.entity.field: found, "errors": []})


def _mutation(row: Row) -> StrawberryField:
    payload = _payload(row)

    async def resolve(info, input):  # type: ignore[no-untyped-def]  # typed by the row below
        return await _run(row, payload, info, input)

    asked = Annotated[row.input, strawberry.argument(description="What is asked.")]  # type: ignore[name-defined]  # the row's type
    resolve.__annotations__ = {"info": Info, "input": asked, "return": payload}
    resolve.__name__ = row.name
    made: StrawberryField = strawberry.mutation(
        resolver=resolve,
        name=row.name,
        description=row.description,
        extensions=only(PEOPLE, as_data=True),
    )
    return made


def build_mutation() -> type:
    """Return the root of all changes, one field a row."""
    named = {row.action: row.name for row in ROWS if row.action is not None}
    if named != dict(MUTATION_OF):
        raise ValueError("the mutations and the actions of the workflow differ")
    return create_type(
        "Mutation",
        [_mutation(row) for row in ROWS],
        description="What may be changed: one mutation a request, one act of the workflow each. "
        "Refusals are in the payload's `errors`.",
    )
