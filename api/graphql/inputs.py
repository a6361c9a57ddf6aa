"""Inputs of the mutations; a field's name is its command's, and what is asked is described here."""

from datetime import datetime

import strawberry
from strawberry import ID

from api.domain.values import DeliveryMethod, Verdict
from api.graphql.answers import AnswerInput
from api.graphql.scalars import PhoneNumber, Sha256

KEY = (
    "Your own key for this request: the same key with the same input has one effect and replays "
    "its outcome for 72 hours."
)


@strawberry.input
class Keyed:
    """What every input may carry."""

    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input
class SurelyKeyed:
    """What inputs carry whose effect must never be doubled."""

    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input
class OnApplication(Keyed):
    """What inputs about an application carry."""

    application_id: ID = strawberry.field(description="The application.")
    expected_version: int = strawberry.field(
        description="The application's version you saw; another one is a `VersionConflict`."
    )


@strawberry.input
class OnDocument(Keyed):
    """What inputs about a document carry."""

    document_id: ID = strawberry.field(description="The document.")
    expected_version: int = strawberry.field(
        description="The document's version you saw; another one is a `VersionConflict`."
    )


@strawberry.input
class OnEffect(Keyed):
    """What inputs about an effect carry."""

    effect_id: ID = strawberry.field(description="The effect.")
    reason: str = strawberry.field(description="Why, for the log.")


@strawberry.input(description="Input of `createApplication`.")
class CreateApplicationInput(SurelyKeyed):
    """See `CreateApplication`."""

    service_code: str = strawberry.field(description="The service (`layanan`) applied for.")
    purpose_noticed: bool = strawberry.field(
        description="True when the applicant was told what the data are for."
    )
    district_code: str | None = strawberry.field(
        default=None, description="The district (`kecamatan`) it belongs to."
    )
    applicant_phone: PhoneNumber | None = strawberry.field(
        default=None, description="The applicant's number, for messages and documents."
    )
    applicant_name: str | None = strawberry.field(
        default=None, description="The applicant's (`pemohon`) name."
    )
    answers: list[AnswerInput] = strawberry.field(
        default_factory=list, description="Answers already known."
    )
    on_behalf_of: str | None = strawberry.field(
        default=None,
        description="For service accounts: your code of the person who asked for it, for the log.",
    )


@strawberry.input(description="Input of `recordAnswers`.")
class RecordAnswersInput(OnApplication):
    """See `RecordAnswers`."""

    answers: list[AnswerInput] = strawberry.field(
        description="Answers as far as they are known; others stay as they are."
    )


@strawberry.input(description="Input of `prefillFromSiak`.")
class PrefillFromSiakInput(OnApplication):
    """See `PrefillFromSiak`."""


@strawberry.input(description="Input of `createUpload`.")
class CreateUploadInput(Keyed):
    """See `CreateUpload`."""

    file_name: str = strawberry.field(description="The file's name.")
    size: int = strawberry.field(description="The file's size in bytes.")
    sha256: Sha256 = strawberry.field(description="The file's hash; other bytes are refused.")


@strawberry.input(description="Input of `attachRequirement`.")
class AttachRequirementInput(OnApplication):
    """See `AttachRequirement`."""

    requirement_code: str = strawberry.field(description="The requirement's code.")
    upload_id: ID = strawberry.field(description="The upload whose file was sent.")


@strawberry.input(description="Input of `submitApplication`.")
class SubmitApplicationInput(OnApplication):
    """See `SubmitApplication`."""


@strawberry.input(description="Input of `claimApplication`.")
class ClaimApplicationInput(OnApplication):
    """See `ClaimApplication`."""


@strawberry.input(description="Input of `releaseApplication`.")
class ReleaseApplicationInput(OnApplication):
    """See `ReleaseApplication`."""


@strawberry.input(description="Input of `reviewRequirement`.")
class ReviewRequirementInput(OnApplication):
    """See `ReviewRequirement`."""

    requirement_code: str = strawberry.field(description="The requirement's code.")
    verdict: Verdict = strawberry.field(description="What you say of it.")
    reason_code: str | None = strawberry.field(
        default=None, description="Why it is refused; needed for a refusal."
    )
    note: str | None = strawberry.field(
        default=None, description="Words to the citizen, in Indonesian."
    )


@strawberry.input(description="One requirement that is refused.")
class RefusalInput:
    """A verdict given together with the request for completion."""

    requirement_code: str = strawberry.field(description="The requirement's code.")
    reason_code: str = strawberry.field(description="Why it is refused.")
    note: str | None = strawberry.field(
        default=None, description="Words to the citizen, in Indonesian."
    )


@strawberry.input(description="One answer (`jawaban`) the citizen has to give anew.")
class AnswerRefusalInput:
    """See `RefuseAnswer`."""

    field: str = strawberry.field(description="Name of the question.")
    reason_code: str = strawberry.field(description="Why, with effect `RETURN`.")
    note: str | None = strawberry.field(
        default=None, description="Words to the citizen, in Indonesian."
    )


@strawberry.input(description="Input of `requestCompletion`.")
class RequestCompletionInput(OnApplication):
    """See `RequestCompletion`."""

    refusals: list[RefusalInput] = strawberry.field(
        default_factory=list, description="Requirements refused in the same act."
    )
    answers: list[AnswerRefusalInput] = strawberry.field(
        default_factory=list, description="Answers the citizen has to give anew."
    )
    siak_reasons: bool = strawberry.field(
        default=False,
        description="Send back what SIAK refused, as far as the citizen can mend it: the answers "
        "at fault, each with the reason in plain words.",
    )
    note: str | None = strawberry.field(
        default=None, description="Words to the citizen, in Indonesian."
    )


@strawberry.input(description="Input of `resubmitApplication`.")
class ResubmitApplicationInput(OnApplication):
    """See `ResubmitApplication`."""


@strawberry.input(description="Input of `rejectApplication`.")
class RejectApplicationInput(OnApplication):
    """See `RejectApplication`."""

    reason_code: str = strawberry.field(description="Why, with effect `REJECT`.")
    note: str | None = strawberry.field(
        default=None, description="Words to the citizen, in Indonesian."
    )


@strawberry.input(description="Input of `confirmComplete`.")
class ConfirmCompleteInput(OnApplication):
    """See `ConfirmComplete`."""

    applicant_confirmed: bool = strawberry.field(
        description="True when you know who the applicant is and their relation to the subject."
    )


@strawberry.input(description="Input of `scheduleAttendance`.")
class ScheduleAttendanceInput(OnApplication):
    """See `ScheduleAttendance`."""

    at: datetime = strawberry.field(description="When the citizen comes to the office.")


@strawberry.input(description="Input of `recordAttendance`.")
class RecordAttendanceInput(OnApplication):
    """See `RecordAttendance`."""

    biometrics_taken: bool = strawberry.field(
        default=False, description="Whether biometrics were taken (`PREREGISTRATION`)."
    )
    originals_seen: bool = strawberry.field(
        default=False, description="Whether originals were seen (`INTAKE_THEN_OFFICE`)."
    )
    parties_present: bool = strawberry.field(
        default=False, description="Whether the parties were present (`INTAKE_THEN_OFFICE`)."
    )
    witnesses_present: bool = strawberry.field(
        default=False, description="Whether witnesses were present (`INTAKE_THEN_OFFICE`)."
    )


@strawberry.input(description="Input of `decideLateReport`.")
class DecideLateReportInput(OnApplication):
    """See `DecideLateReport`."""

    note: str = strawberry.field(description="Ground of the decision, in Indonesian.")
    approved: bool = strawberry.field(
        name="isApproved", default=True, description="Whether it may be registered."
    )


@strawberry.input(description="Input of `enterIntoSiak`.")
class EnterIntoSiakInput(OnApplication):
    """See `EnterIntoSiak`."""


@strawberry.input(description="Input of `confirmDraft`.")
class ConfirmDraftInput(OnApplication):
    """See `ConfirmDraft`."""


@strawberry.input(description="Input of `disputeDraft`.")
class DisputeDraftInput(OnApplication):
    """See `DisputeDraft`."""

    note: str = strawberry.field(description="What is wrong, in Indonesian.")


@strawberry.input(description="Input of `reviseEntry`.")
class ReviseEntryInput(OnApplication):
    """See `ReviseEntry`."""

    reason: str = strawberry.field(description="Why, in Indonesian.")


@strawberry.input(description="Input of `submitForVerification`.")
class SubmitForVerificationInput(OnApplication):
    """See `SubmitForVerification`."""


@strawberry.input(description="Input of `returnToOperator`.")
class ReturnToOperatorInput(OnApplication):
    """See `ReturnToOperator`."""

    reason: str = strawberry.field(description="What is wrong, in Indonesian.")


@strawberry.input(description="The bytes of one document, as you saw them.")
class DocumentHashInput:
    """A document and its hash."""

    document_id: ID = strawberry.field(description="The document.")
    sha256: Sha256 = strawberry.field(description="Its `finalSha256` you saw.")


@strawberry.input(description="Input of `verifyApplication`.")
class VerifyApplicationInput(OnApplication):
    """See `VerifyApplication`."""

    hashes: list[DocumentHashInput] = strawberry.field(
        description="The final renderings you accept, one for each PDF."
    )


@strawberry.input(description="Input of `returnToVerifier`.")
class ReturnToVerifierInput(OnApplication):
    """See `ReturnToVerifier`."""

    reason: str = strawberry.field(description="What is wrong, in Indonesian.")


@strawberry.input(description="Input of `cancelApplication`.")
class CancelApplicationInput(OnApplication):
    """See `CancelApplication`."""

    reason: str | None = strawberry.field(default=None, description="Why, in Indonesian.")


@strawberry.input(description="One document to sign, as you saw it.")
class DocumentToSignInput:
    """See `ToSign`."""

    document_id: ID = strawberry.field(description="The document.")
    expected_version: int = strawberry.field(description="The document's version you saw.")


@strawberry.input(description="Input of `signDocuments`.")
class SignDocumentsInput(SurelyKeyed):
    """See `SignDocuments`."""

    documents: list[DocumentToSignInput] = strawberry.field(
        description="1 to 200 verified documents."
    )
    passphrase: str = strawberry.field(
        description="Opens your key once for this batch; kept by nobody."
    )


@strawberry.input(description="Input of `finishSign`.")
class FinishSignInput(OnDocument):
    """See `FinishSign`."""

    upload_id: ID | None = strawberry.field(
        default=None, description="The signed file, when it came by another way."
    )


@strawberry.input(description="Input of `failSign`.")
class FailSignInput(OnDocument):
    """See `FailSign`."""

    reason: str = strawberry.field(description="Ground of the decision, in Indonesian.")


@strawberry.input(description="Input of `uploadToSiak`.")
class UploadToSiakInput(OnDocument):
    """See `UploadToSiak`."""


@strawberry.input(description="Input of `deliverDocument`.")
class DeliverDocumentInput(SurelyKeyed):
    """See `DeliverDocument`."""

    document_id: ID = strawberry.field(description="The document.")
    expected_version: int = strawberry.field(
        description="The document's version you saw; another one is a `VersionConflict`."
    )
    channel: DeliveryMethod | None = strawberry.field(
        default=None, description="By which way; left out: as the citizen chose."
    )
    email: str | None = strawberry.field(
        default=None, description="Another e-mail address, for `EMAIL`."
    )


@strawberry.input(description="Input of `preparePickup`.")
class PreparePickupInput(OnDocument):
    """See `PreparePickup`."""


@strawberry.input(description="Input of `collectDocument`.")
class CollectDocumentInput(OnDocument):
    """See `CollectDocument`."""

    pickup_code: str = strawberry.field(description="The code (`kode ambil`) the citizen shows.")
    collector_name: str = strawberry.field(description="Who collects it.")
    collector_identity: str = strawberry.field(
        description="Kind of identity shown, without its number, for example `KTP-el`."
    )
    old_card_surrendered: bool = strawberry.field(
        default=False, description="Whether the old card was handed in."
    )


@strawberry.input(description="Input of `annulDocument`.")
class AnnulDocumentInput(OnDocument):
    """See `AnnulDocument`."""

    reason: str = strawberry.field(description="Ground of the decision, in Indonesian.")
