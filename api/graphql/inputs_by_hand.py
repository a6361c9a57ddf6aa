"""Inputs of the operator's word where there is no interface to SIAK.

Numbers are texts here, not scalars: a slip of the pen is told at its field, in Indonesian, with all
the others of the form, and does not refuse the whole request.
"""

from datetime import date

import strawberry
from strawberry import ID

from api.graphql.inputs import OnApplication, OnDocument, OnEffect
from api.graphql.scalars import Sha256


@strawberry.input(description="One document as SIAK shows it.")
class TypedDocumentInput:
    """See `TypedDocument`."""

    type: str = strawberry.field(description="Code of the kind of document, for example `KK`.")
    number: str = strawberry.field(
        description="The number SIAK reserved; a card's number is the person's NIK."
    )
    nik: str | None = strawberry.field(
        default=None, description="The person's NIK; for a birth act the one SIAK gave the child."
    )
    upload_id: ID | None = strawberry.field(
        default=None,
        description="SIAK's own draft (PDF), which becomes the final page; needed for `KK`.",
    )


@strawberry.input(description="Input of `recordSiakAcceptance`.")
class RecordSiakAcceptanceInput(OnApplication):
    """See `RecordSiakAcceptance`."""

    siak_reference: str | None = strawberry.field(
        default=None, description="What SIAK calls the entry, at most 80 characters."
    )
    registration_date: date = strawberry.field(
        description="The date of registration (`tanggal pencatatan`) in SIAK."
    )
    series: str | None = strawberry.field(
        default=None, description="The series inside the act's number; a birth needs `LU` or `LT`."
    )
    household_niks: list[str] = strawberry.field(
        description="NIK of everybody on the family cards concerned, as SIAK shows them; kept as "
        "keyed hashes only, so that nobody handles their own household."
    )
    is_alone: bool = strawberry.field(
        default=False, description="True when nobody stands on such a card; then name no NIK."
    )
    documents: list[TypedDocumentInput] = strawberry.field(
        description="Every document of the bundle: no kind missing, none too many."
    )


@strawberry.input(description="One reason SIAK showed.")
class TypedReasonInput:
    """See `TypedReason`."""

    code: str = strawberry.field(description="A code in capitals, for example `NAME_MISMATCH`.")
    field: str | None = strawberry.field(
        default=None, description="Name of the question whose answer is at fault."
    )
    message: str = strawberry.field(description="What SIAK says, in Indonesian.")


@strawberry.input(description="Input of `recordSiakRefusal`.")
class RecordSiakRefusalInput(OnApplication):
    """See `RecordSiakRefusal`."""

    reasons: list[TypedReasonInput] = strawberry.field(description="1 to 20 reasons.")


@strawberry.input(description="Input of `confirmSiakUpload`.")
class ConfirmSiakUploadInput(OnDocument):
    """See `ConfirmSiakUpload`."""

    sha256: Sha256 = strawberry.field(
        description="Hash of the file you uploaded there; must be the document's `signedSha256`."
    )


@strawberry.input(description="Input of `confirmSiakIssue`.")
class ConfirmSiakIssueInput(OnApplication):
    """See `ConfirmSiakIssue`."""

    superseded_numbers: list[str] = strawberry.field(
        default_factory=list,
        description="Numbers of earlier documents that lapsed with it; an earlier print of the "
        "same number lapses anyway.",
    )


@strawberry.input(description="Input of `confirmSiakCancel`.")
class ConfirmSiakCancelInput(OnEffect):
    """See `ConfirmSiakCancel`."""
