"""The catalogue as clients see it: services, their questions, requirements, documents and terms.

Values come straight from `api.domain.catalogue`; a field's Python name is the domain's attribute.
"""

from typing import Annotated

import strawberry

from api.domain.catalogue import RejectionReason as DomainReason
from api.domain.errors import InvalidInput
from api.domain.facts import Facts
from api.domain.service import DocumentType as DomainDocumentType
from api.domain.service import Field, FieldType
from api.domain.service import Service as DomainService
from api.domain.values import Medium, Mode, Scope
from api.graphql.answers import MAX_ANSWERS, AnswerInput, answers_of
from api.graphql.context import Info
from api.graphql.enums import RejectionEffect
from api.graphql.errors import RequestRefused, TopLevelCode
from api.graphql.fields import field
from api.graphql.forms import HasForms
from api.usecases.foresight import facts_for


@strawberry.type(description="A regency, district or village (`wilayah`).")
class Region:
    """See `api.domain.catalogue.Region`."""

    code: str = strawberry.field(description="The ministry's code, for example `63.11.06`.")
    name: str = strawberry.field(description="Its name.")
    level: str = strawberry.field(description="`kabupaten`, `kecamatan`, `desa` or `kelurahan`.")
    parent_code: str = strawberry.field(description="Code of the region it lies in.")


@strawberry.type(description="One permitted answer of a closed list.")
class Option:
    """A code with its label."""

    code: str = strawberry.field(description="What to send.")
    label: str = strawberry.field(description="What people read, in Indonesian.")


def _options(question: Field, info: Info) -> list[Option]:
    choices = info.context.office.catalogue.options(question)
    return [Option(code=code, label=label) for code, label in choices.items()]


@strawberry.type(description="A part of a question that is answered by records.")
class QuestionItem:
    """See `api.domain.service.Field`."""

    name: str = strawberry.field(description="Key in the record.")
    label: str = strawberry.field(description="What people read, in Indonesian.")
    type: FieldType = strawberry.field(description="What kind of value it takes.")

    @field("Permitted values; empty when the list is open.")
    @staticmethod
    def options(root: strawberry.Parent[Field], info: Info) -> list[Option]:
        """Return the closed list."""
        return _options(root, info)


@strawberry.type(description="One question (`pertanyaan`) of a service's form.")
class Question:
    """See `api.domain.service.Field`."""

    name: str = strawberry.field(description="Name of the answer, for `AnswerInput.field`.")
    label: str = strawberry.field(description="The question, in Indonesian.")
    type: FieldType = strawberry.field(description="What kind of value answers it.")
    many: bool = strawberry.field(name="isList", description="Whether it takes a list of values.")
    required: bool = strawberry.field(
        name="isRequired", description="Whether SIAK always needs it; others depend on answers."
    )
    item_fields: list[QuestionItem] = strawberry.field(
        name="items", description="Parts of each record, for questions answered by records."
    )

    @field("Permitted values; empty when the list is open.")
    @staticmethod
    def options(root: strawberry.Parent[Field], info: Info) -> list[Option]:
        """Return the closed list."""
        return _options(root, info)


@strawberry.type(description="One paper (`persyaratan`) a service may ask for.")
class Requirement:
    """See `api.domain.service.Requirement`."""

    code: str = strawberry.field(description="Code of the slot, for `attachRequirement`.")
    name: str = strawberry.field(description="Its name, in Indonesian.")
    description: str = strawberry.field(description="What exactly is asked for, in Indonesian.")
    group: str | None = strawberry.field(
        description="Requirements of one group stand in for each other."
    )
    form: str | None = strawberry.field(description="Number of the form (`formulir`), if any.")
    accepts: list[str] = strawberry.field(description="What the slot takes, by media type.")
    mandatory: bool = strawberry.field(
        name="isMandatory", description="Whether it must be met once it is needed."
    )
    surrender_original: bool = strawberry.field(
        name="isSurrendered", description="Whether the office keeps the original."
    )


@strawberry.type(description="A kind of document (`jenis dokumen`) the office issues.")
class DocumentType:
    """See `api.domain.service.DocumentType`."""

    code: str = strawberry.field(description="Its code, for example `AKTA_KELAHIRAN`.")
    name: str = strawberry.field(description="Its name, in Indonesian.")
    medium: Medium = strawberry.field(description="What it is made of.")


@strawberry.type(description="A document a service may yield.")
class BundleItem:
    """See `api.domain.service.BundleItem`."""

    document: DocumentType = strawberry.field(description="The kind of document.")
    condition: bool = strawberry.field(
        name="isConditional",
        resolver=lambda root: root.condition is not None,
        graphql_type=bool,
        description="Whether it comes only under certain answers.",
    )


@strawberry.type(description="How soon the office promises documents once papers are complete.")
class Sla:
    """See `api.domain.service.Sla`."""

    target_hours: int = strawberry.field(description="Usual time, in hours.")
    max_hours: int = strawberry.field(description="Longest time, in hours.")
    working_time: bool = strawberry.field(
        name="isWorkingTime", description="Whether only the office's working time counts."
    )


@strawberry.type(description="By when an event has to be reported (`batas pelaporan`).")
class ReportingDeadline:
    """See `api.domain.service.ReportingDeadline`."""

    days: int = strawberry.field(description="Days after the event.")
    counted_from: str = strawberry.field(description="Name of the answer that holds the event.")
    effect: str = strawberry.field(description="What lateness means, in Indonesian.")
    decision_required: bool = strawberry.field(
        name="isDecisionRequired", description="Whether the head of office decides on late reports."
    )


@strawberry.type(description="Why an application or a requirement is refused (`alasan`).")
class RejectionReason:
    """See `api.domain.catalogue.RejectionReason`."""

    code: str = strawberry.field(description="Its code, for `reasonCode`.")
    label: str = strawberry.field(description="What the citizen reads, in Indonesian.")

    @field("What it leads to.")
    @staticmethod
    def effect(root: strawberry.Parent[DomainReason]) -> RejectionEffect:
        """Return what follows."""
        return RejectionEffect(root.effect)


@strawberry.type(description="Whether a requirement is needed under given answers.")
class RequirementNeed:
    """See `api.domain.facts.RequirementNeed`."""

    requirement: Requirement = strawberry.field(description="The requirement.")
    need: bool | None = strawberry.field(
        name="isNeeded", description="Whether it is needed; null while an answer is missing."
    )


@strawberry.type(description="What a service asks for and yields under given answers.")
class ServiceNeeds:
    """See `api.domain.facts.Facts`."""

    reported_late: bool | None = strawberry.field(
        name="isReportedLate",
        description="Whether the event is reported late; null while unknown.",
    )

    @field("Every requirement, and whether it is needed.", kind=list[RequirementNeed])
    @staticmethod
    def requirements(root: strawberry.Parent[Facts]) -> object:
        """Return the needs."""
        return root.requirements()

    @field("Questions whose answers could still change what is asked for.", kind=list[Question])
    @staticmethod
    def undecided_questions(root: strawberry.Parent[Facts]) -> list[Field]:
        """Return the open questions."""
        return [root.service.fields_by_name[name] for name in root.undecided_fields()]

    @field("Required questions without an answer.", kind=list[Question])
    @staticmethod
    def missing_answers(root: strawberry.Parent[Facts]) -> list[Field]:
        """Return the unanswered ones."""
        return [root.service.fields_by_name[name] for name in root.missing_answers()]

    @field("Documents these answers are sure to yield.", kind=list[DocumentType])
    @staticmethod
    def expected_documents(root: strawberry.Parent[Facts]) -> tuple[DomainDocumentType, ...]:
        """Return the documents."""
        return root.expected_documents()


@strawberry.type(description="One service (`layanan`) of the office; readable without login.")
class Service(HasForms):
    """See `api.domain.service.Service`."""

    code: str = strawberry.field(description="Its code, for example `AKTA_KELAHIRAN`.")
    name: str = strawberry.field(description="Its name, in Indonesian.")
    short_name: str = strawberry.field(description="At most 24 characters, for chat lists.")
    name_en: str = strawberry.field(description="Its name in English.")
    summary: str = strawberry.field(description="What it is for, in Indonesian.")
    mode: Mode = strawberry.field(description="How far it can be had by WhatsApp.")
    scope: Scope = strawberry.field(
        name="half", description="Which half of the registry answers for it."
    )
    fee_idr: int = strawberry.field(description="Fee in rupiah; the law says 0.")
    sla: Sla = strawberry.field(description="How soon it is done.")
    deadline: ReportingDeadline | None = strawberry.field(
        description="By when the event has to be reported, if at all."
    )
    fields: list[Question] = strawberry.field(
        name="questions", description="Its form (`formulir`), in order."
    )
    deciding_fields: list[str] = strawberry.field(
        name="decidingQuestions",
        description="Names of the questions that decide what is asked for.",
    )
    requirements: list[Requirement] = strawberry.field(description="Every paper it may ask for.")
    bundle: list[BundleItem] = strawberry.field(description="Documents it may yield.")
    linked_services: list[str] = strawberry.field(
        description="Codes of services offered afterwards."
    )

    @field(
        "What would be asked for and yielded under these answers, given today.", kind=ServiceNeeds
    )
    @staticmethod
    def requirements_for(
        root: strawberry.Parent[DomainService],
        info: Info,
        answers: Annotated[
            list[AnswerInput], strawberry.argument(description="Answers known so far.")
        ],
    ) -> Facts:
        """Derive the needs."""
        if len(answers) > MAX_ANSWERS:
            raise RequestRefused(
                TopLevelCode.BAD_USER_INPUT, f"Paling banyak {MAX_ANSWERS} jawaban sekaligus."
            )
        try:
            return facts_for(info.context.office, root, answers_of(answers))
        except InvalidInput as refusal:
            raise RequestRefused(TopLevelCode.BAD_USER_INPUT, refusal.message) from None
