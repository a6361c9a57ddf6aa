"""The papers and answers of an application as they stand: slots, files, what is still missing."""

from datetime import datetime

import strawberry

from api.domain.case import Slot
from api.domain.service import Field
from api.domain.service import Requirement as DomainRequirement
from api.domain.values import Verdict
from api.graphql.context import Info
from api.graphql.fields import field
from api.graphql.scalars import Sha256
from api.graphql.services import Question, RejectionReason, Requirement
from api.usecases.reading import ApplicationRow, AttachmentRow, may_read_personal_data


@strawberry.type(description="A file (`berkas`) in a requirement's slot.")
class Attachment:
    """See the table `attachment`."""

    sha256: Sha256 = strawberry.field(description="Hash of the file.")
    mime: str = strawberry.field(name="mediaType", description="What the file is.")
    size: int = strawberry.field(description="Its size in bytes.")
    pages: int = strawberry.field(description="How many pages it has.")
    attached_at: datetime = strawberry.field(description="When it came.")
    url: str | None = strawberry.field(
        description="Download address, good for minutes; null unless you work on such applications "
        "or opened this one."
    )


@strawberry.type(description="One requirement (`persyaratan`) of an application as it stands.")
class RequirementSlot:
    """See `api.domain.case.Slot`."""

    slot: strawberry.Private[Slot]
    application: strawberry.Private[ApplicationRow]

    @field("What is asked for.", kind=Requirement)
    @staticmethod
    def requirement(root: strawberry.Parent["RequirementSlot"], info: Info) -> DomainRequirement:
        """Return the requirement of the catalogue."""
        service = info.context.office.catalogue.service(root.application.service_code)
        return service.requirements_by_code[root.slot.code]

    @field("Whether it is needed; null while an answer that decides it is missing.")
    @staticmethod
    def is_needed(root: strawberry.Parent["RequirementSlot"]) -> bool | None:
        """Tell whether it is needed."""
        return root.slot.needed

    @field("Whether something usable is there.")
    @staticmethod
    def is_filled(root: strawberry.Parent["RequirementSlot"]) -> bool:
        """Tell whether it is filled."""
        return root.slot.is_filled

    @field("Whether something came after the last verdict.")
    @staticmethod
    def is_fresh(root: strawberry.Parent["RequirementSlot"]) -> bool:
        """Tell whether it has to be looked at again."""
        return root.slot.fresh

    @field("What the officer said of it.")
    @staticmethod
    def verdict(root: strawberry.Parent["RequirementSlot"]) -> Verdict | None:
        """Return the verdict."""
        return root.slot.verdict

    @field("Why it was refused.", kind=RejectionReason | None)
    @staticmethod
    def reason(root: strawberry.Parent["RequirementSlot"], info: Info) -> object:
        """Return the reason of the catalogue."""
        code = root.slot.reason_code
        return info.context.office.catalogue.rejection_reason(code) if code else None

    @field("The officer's words to the citizen, in Indonesian.")
    @staticmethod
    def note(root: strawberry.Parent["RequirementSlot"]) -> str | None:
        """Return the note."""
        return root.slot.note

    @field("The files that were sent for it and not replaced, oldest first.", kind=list[Attachment])
    @staticmethod
    async def attachments(
        root: strawberry.Parent["RequirementSlot"], info: Info
    ) -> list[Attachment]:
        """Return the files."""
        found = await info.context.reader.attachments(root.application.id)
        return [
            _attachment(root.application, row, number, info)
            for number, row in enumerate(found, 1)
            if row.requirement_code == root.slot.code
        ]


def _attachment(
    application: ApplicationRow, row: AttachmentRow, number: int, info: Info
) -> Attachment:
    url = None
    if may_read_personal_data(info.context.actor, application):
        name = f"{row.requirement_code}-{number}.{row.mime.rpartition('/')[2]}"
        url = info.context.office.links.file(row.sha256, name, row.mime)
    return Attachment(
        sha256=Sha256(row.sha256),
        mime=row.mime,
        size=row.size,
        pages=row.pages,
        attached_at=row.attached_at,
        url=url,
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
