"""The papers and answers of an application as they stand: slots, files, what is still missing."""

from datetime import datetime
from typing import cast

import strawberry

from api.domain.case import Slot
from api.domain.catalogue import Catalogue
from api.domain.service import Field
from api.domain.values import Verdict
from api.graphql.context import Info
from api.graphql.fields import field
from api.graphql.scalars import Sha256
from api.graphql.services import Question, RejectionReason, Requirement
from api.usecases.reading import ApplicationRow, AttachmentRow, may_read_personal_data
from api.usecases.soon import Later, then


@strawberry.type(description="A file (`berkas`) in a requirement's slot.")
class Attachment:
    """See the table `attachment`."""

    application: strawberry.Private[ApplicationRow]
    file_name: strawberry.Private[str]

    sha256: Sha256 = strawberry.field(description="Hash of the file.")
    mime: str = strawberry.field(name="mediaType", description="What the file is.")
    size: int = strawberry.field(description="Its size in bytes.")
    pages: int = strawberry.field(description="How many pages it has.")
    attached_at: datetime = strawberry.field(description="When it came.")

    @field(
        "Download address, good for minutes; null unless you work on such applications or opened "
        "this one."
    )
    @staticmethod
    def url(root: strawberry.Parent["Attachment"], info: Info) -> str | None:
        """Return a signed address where permitted."""
        if not may_read_personal_data(info.context.actor, root.application):
            return None
        return info.context.office.links.file(root.sha256, root.file_name, root.mime)


@strawberry.type(description="One requirement (`persyaratan`) of an application as it stands.")
class RequirementSlot:
    """See `api.domain.case.Slot`."""

    application: strawberry.Private[ApplicationRow]

    requirement: Requirement = strawberry.field(description="What is asked for.")
    is_needed: bool | None = strawberry.field(
        description="Whether it is needed; null while an answer that decides it is missing."
    )
    is_filled: bool = strawberry.field(description="Whether something usable is there.")
    is_fresh: bool = strawberry.field(description="Whether something came after the last verdict.")
    verdict: Verdict | None = strawberry.field(description="What the officer said of it.")
    reason: RejectionReason | None = strawberry.field(description="Why it was refused.")
    note: str | None = strawberry.field(
        description="The officer's words to the citizen, in Indonesian."
    )

    @field("The files that were sent for it and not replaced, oldest first.", kind=list[Attachment])
    @staticmethod
    def attachments(
        root: strawberry.Parent["RequirementSlot"], info: Info
    ) -> Later[list[Attachment]]:
        """Return the files."""
        code = root.requirement.code
        return then(
            info.context.reader.attachments(root.application.id),
            lambda found: [
                _attachment(root.application, row, number)
                for number, row in enumerate(found, 1)
                if row.requirement_code == code
            ],
        )


def as_it_stands(slot: Slot, application: ApplicationRow, catalogue: Catalogue) -> RequirementSlot:
    """Return a slot as clients get it; the catalogue's values stand for their types."""
    asked = catalogue.service(application.service_code).requirements_by_code[slot.code]
    reason = catalogue.rejection_reason(slot.reason_code) if slot.reason_code else None
    return RequirementSlot(
        application=application,
        requirement=cast(Requirement, asked),
        is_needed=slot.needed,
        is_filled=slot.is_filled,
        is_fresh=slot.fresh,
        verdict=slot.verdict,
        reason=cast(RejectionReason | None, reason),
        note=slot.note,
    )


def _attachment(application: ApplicationRow, row: AttachmentRow, number: int) -> Attachment:
    return Attachment(
        application=application,
        file_name=f"{row.requirement_code}-{number}.{row.mime.rpartition('/')[2]}",
        sha256=Sha256(row.sha256),
        mime=row.mime,
        size=row.size,
        pages=row.pages,
        attached_at=row.attached_at,
    )


@strawberry.type(description="A question of the service without the answer it needs.")
class MissingAnswer:
    """See `Case.undecided` and `Case.missing`."""

    asked: strawberry.Private[Field]
    is_deciding: bool = strawberry.field(
        description="Whether it decides requirements, so that it is needed to submit; otherwise it "
        "is needed for SIAK."
    )

    @field("The question.", kind=Question)
    @staticmethod
    def question(root: strawberry.Parent["MissingAnswer"]) -> Field:
        """Return the question of the catalogue."""
        return root.asked


def missing(question: Field, is_deciding: bool) -> MissingAnswer:
    """Return an unanswered question as clients get it."""
    return MissingAnswer(asked=question, is_deciding=is_deciding)
