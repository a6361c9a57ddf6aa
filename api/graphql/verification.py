"""Verification as clients see it: how a document stands, and what a file turned out to be."""

from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api.domain.errors import NotFound
from api.domain.verification import CheckedFile, Finding, PublicFacts, Standing
from api.graphql.access import PEOPLE, only, public
from api.graphql.context import Context, Info
from api.graphql.enum_kinds import described
from api.graphql.errors import RequestRefused, TopLevelCode
from api.graphql.fields import field
from api.graphql.ids import plain_id
from api.usecases.strangers import TooOften
from api.usecases.verification import check_upload, look_up

described(
    Standing,
    "VerificationState",
    "How a document stands, for anybody who asks.",
    {
        "GENUINE_ACTIVE": "Issued by this office and in force (`asli dan berlaku`).",
        "SUPERSEDED": "Issued once; a newer document took its place (`sudah diganti`).",
        "ANNULLED": "Issued once, and withdrawn by decision (`dibatalkan`).",
        "UNKNOWN": "Not on the books, or not issued yet (`tidak dikenal`).",
    },
)
described(
    Finding,
    "FileFinding",
    "What a file turned out to be.",
    {
        "ISSUED_FILE": "Byte for byte what this office issued, or its archive copy.",
        "NOT_ON_THE_BOOKS": "Our signature holds, but we issued no such file.",
        "ALTERED": "Changed, cut or extended after it was signed.",
        "NOT_ACCEPTED": "Whole, but its certificate or its time-stamp does not hold.",
        "FOREIGN": "Signed, by nobody this office trusts.",
        "UNSIGNED": "It carries no electronic signature.",
        "UNREADABLE": "It is no PDF, or too broken to be read.",
    },
)


@strawberry.type(
    description="How a document stands, with the few facts anybody may compare with the paper."
)
class Verification:
    """See `api.domain.verification.PublicFacts`."""

    @field("How it stands.", kind=Standing)
    @staticmethod
    def state(root: strawberry.Parent[PublicFacts]) -> Standing:
        """Return the standing."""
        return root.standing

    @field("The kind of document, in Indonesian; null when unknown.")
    @staticmethod
    def document_kind(root: strawberry.Parent[PublicFacts]) -> str | None:
        """Return the kind."""
        return root.kind or None

    @field("The day it was issued, in the office's time; null when unknown.")
    @staticmethod
    def issued_on(root: strawberry.Parent[PublicFacts]) -> date | None:
        """Return the day."""
        return root.issued_on

    @field("Since when it is superseded or annulled; null while it is in force.")
    @staticmethod
    def ended_on(root: strawberry.Parent[PublicFacts]) -> date | None:
        """Return the day."""
        return root.ended_on

    @field("Who signed it; null when unknown.")
    @staticmethod
    def signatory_name(root: strawberry.Parent[PublicFacts]) -> str | None:
        """Return the name."""
        return root.signatory or None

    @field("In which position (`jabatan`); null when unknown.")
    @staticmethod
    def signatory_position(root: strawberry.Parent[PublicFacts]) -> str | None:
        """Return the position."""
        return root.position or None

    @field("Whom it is about: the first letter of each word of the name; null when unknown.")
    @staticmethod
    def subject_masked(root: strawberry.Parent[PublicFacts]) -> str | None:
        """Return the masked name."""
        return root.subject or None

    @field("The last four characters of its number; null when unknown.")
    @staticmethod
    def number_tail(root: strawberry.Parent[PublicFacts]) -> str | None:
        """Return the tail."""
        return root.number_tail or None


@strawberry.type(description="What a file turned out to be.")
class FileVerification:
    """See `api.domain.verification.CheckedFile`."""

    finding: Finding = strawberry.field(description="What it is.")
    is_good: bool = strawberry.field(
        name="isAcceptable",
        description="Whether it may be accepted: the issued file of a document in force.",
    )
    reasons: list[str] = strawberry.field(
        description="Why the signature is refused, for programs, for example `EXTENDED`."
    )
    signer: str = strawberry.field(
        name="signerName", description="Who signed it, as far as can be told; else empty."
    )
    signed_at: datetime | None = strawberry.field(description="When; null if nobody can tell.")
    level: str = strawberry.field(
        description="Level of a judged signature, for example `B-LT`; empty for an issued file, "
        "which is known by its hash."
    )

    @field(
        "How the document stands whose file this is; `UNKNOWN` if it is none of ours.",
        kind=Verification,
    )
    @staticmethod
    def document(root: strawberry.Parent[CheckedFile]) -> PublicFacts:
        """Return the document's facts."""
        return root.facts


@strawberry.type(description="What may be asked about documents and files from anywhere.")
class VerificationQuery:
    """The root fields of verification; part of `Query`."""

    @field(
        "How the document behind a QR code stands, with the few facts the public page shows. "
        "Unknown, malformed and not yet issued look alike. Without a token it is limited per "
        "address (`RATE_LIMITED`).",
        kind=Verification,
        access=public(),
    )
    @staticmethod
    async def verify_document(
        info: Info,
        token: Annotated[
            str, strawberry.argument(description="What follows `/v/` in the QR code's address.")
        ],
    ) -> PublicFacts:
        """Return how the document stands."""
        _spend(info.context)
        return await look_up(info.context.office, token)

    @field(
        "What the PDF of your upload (`createUpload`, then `PUT`) is; null if it is not yours or "
        "has not come.",
        kind=FileVerification | None,
        access=only(PEOPLE),
    )
    @staticmethod
    async def verify_upload(
        info: Info,
        upload_id: Annotated[ID, strawberry.argument(description="The upload.")],
    ) -> CheckedFile | None:
        """Judge one file."""
        context, plain = info.context, plain_id("Upload", upload_id)
        try:
            return await check_upload(context.office, context.actor, plain) if plain else None
        except NotFound:
            return None


def _spend(context: Context) -> None:
    """Take one of a stranger's look-ups, or refuse the field; a token has no limit."""
    if context.viewer is not None:
        return
    strangers = context.office.strangers
    try:
        strangers.lookups.spend(context.caller, context.office.clock.now())
    except TooOften as refused:
        raise RequestRefused(
            TopLevelCode.RATE_LIMITED,
            f"Terlalu banyak pemeriksaan dari jaringan ini. Tunggu {refused.seconds} detik.",
        ) from None
