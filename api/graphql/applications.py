"""Applications as clients see them: core, personal data by permission, and what hangs on them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import strawberry

from api.domain.calendar import office_date
from api.domain.case import Case
from api.domain.identity import mask_email, mask_number, mask_phone
from api.domain.service import DocumentType as DomainDocumentType
from api.domain.service import Requirement as DomainRequirement
from api.domain.service import Service as DomainService
from api.domain.values import Channel, DeliveryMethod, Status
from api.domain.words import Effect as DomainEffect
from api.graphql.actions import AvailableAction, to_available
from api.graphql.answers import Answer, mask_words, shown
from api.graphql.claims import Assignment, LateDecision, decided
from api.graphql.context import Info
from api.graphql.documents import Document
from api.graphql.effects import (
    EFFECTS,
    EVENTS,
    Effect,
    WorkflowEvent,
    effect_cursor,
    event_cursor,
)
from api.graphql.enums import DraftAnswer, SortDirection
from api.graphql.fields import field
from api.graphql.forms import Printable
from api.graphql.likeness import PossibleDuplicate, to_duplicates
from api.graphql.lists import After, Before, Connection, First, Last, Paging, connection
from api.graphql.nodes import Node, stands_for
from api.graphql.proofs import Provable
from api.graphql.refusals import AnswerToCorrect, SiakReason, to_correct, to_siak_reason
from api.graphql.scalars import NIK, FamilyCardNumber, PhoneNumber
from api.graphql.services import DocumentType, Region, Requirement, Service
from api.graphql.siak import BesideSiak
from api.graphql.slots import MissingAnswer, RequirementSlot, as_it_stands, missing
from api.usecases.reading import (
    AnswerRow,
    ApplicationRow,
    DocumentRow,
    available_actions,
    lacking,
)
from api.usecases.soon import Later, then

Row = strawberry.Parent[ApplicationRow]
MESSAGES = (DomainEffect.WHATSAPP_SEND.value, DomainEffect.EMAIL_SEND.value)


@strawberry.type(description="One application (`permohonan`) for a service.")
class Application(BesideSiak, Provable, Printable, Node):
    """See the table `application`."""

    is_type_of = stands_for(ApplicationRow)

    number: str | None = strawberry.field(
        description="What people call it aloud; null until it is submitted."
    )
    status: Status = strawberry.field(description="Where it stands.")
    version: int = strawberry.field(description="Grows with every change; for `expectedVersion`.")
    channel: Channel = strawberry.field(description="By which way it came in.")
    created_at: datetime = strawberry.field(description="When it was opened.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    first_submitted_at: datetime | None = strawberry.field(
        name="submittedAt", description="When it was first handed in: its place in the queue."
    )
    submitted_on: date | None = strawberry.field(
        description="The same day in the office's time; lateness counts from it."
    )
    delivery_method: DeliveryMethod | None = strawberry.field(
        description="How the citizen wants the documents."
    )
    completed_at: datetime | None = strawberry.field(
        description="When papers were complete (`lengkap`); the office's promise counts from it."
    )
    appointment_at: datetime | None = strawberry.field(
        description="When the citizen comes to the office."
    )
    entry_round: int = strawberry.field(description="How often it was entered into SIAK.")
    siak_entry_id: str | None = strawberry.field(description="What SIAK calls the entry.")
    registration_date: date | None = strawberry.field(
        description="Date of registration, fixed at SIAK's acceptance."
    )
    draft_answer: DraftAnswer | None = strawberry.field(
        description="What the applicant said of the draft."
    )
    draft_note: str | None = strawberry.field(
        description="What the applicant found wrong in the draft."
    )
    draft_shown_at: datetime | None = strawberry.field(
        description="When the draft was shown to the applicant."
    )
    number_changed_at: datetime | None = strawberry.field(
        name="phoneChangedAt",
        description="When the applicant's number changed; an officer then decides how to deliver.",
    )
    expires_at: datetime | None = strawberry.field(description="When it expires if nobody goes on.")
    closing_reason: str | None = strawberry.field(
        description="Code of the reason it was closed for, if it was."
    )

    @field("The service (`layanan`) applied for.", kind=Service)
    @staticmethod
    def service(root: Row, info: Info) -> DomainService:
        """Return the service of the catalogue."""
        return info.context.office.catalogue.service(root.service_code)

    @field("The district (`kecamatan`) it belongs to; null while unknown.", kind=Region | None)
    @staticmethod
    def district(root: Row, info: Info) -> object:
        """Return the region of the catalogue."""
        code = root.district_code
        return info.context.office.catalogue.get_region(code) if code else None

    @field("Who holds it for review; null when nobody does.")
    @staticmethod
    def assignment(root: Row, info: Info) -> Assignment | None:
        """Return the claim."""
        if root.claimed_by is None:
            return None
        return Assignment(
            officer_name=root.claimant_name,
            lease_until=root.claimed_until,
            is_mine=root.claimed_by == info.context.actor.human_id,
        )

    @field("The decision on a late report; null when there is none.")
    @staticmethod
    def late_decision(root: Row) -> LateDecision | None:
        """Return the decision."""
        return decided(root.late_decision)

    @field("Why SIAK refused the last entry, and what to do about it.")
    @staticmethod
    def siak_reasons(root: Row, info: Info) -> list[SiakReason]:
        """Return SIAK's reasons."""
        catalogue = info.context.office.catalogue
        service = catalogue.service(root.service_code)
        return [to_siak_reason(catalogue, service, each) for each in root.siak_reasons or ()]

    @field("Answers the citizen was asked to give anew.", kind=list[AnswerToCorrect])
    @staticmethod
    def answers_to_correct(root: Row, info: Info) -> Later[list[AnswerToCorrect]]:
        """Return the answers that were sent back."""
        catalogue = info.context.office.catalogue
        service = catalogue.service(root.service_code)
        return then(
            info.context.reader.case(root.id),
            lambda case: [
                to_correct(catalogue, service, each)
                for each in (case.refused_answers if case else ())
            ],
        )

    @field("The applicant's (`pemohon`) name, masked.")
    @staticmethod
    def applicant_name_masked(root: Row) -> str | None:
        """Return the first letters."""
        return mask_words(root.applicant_name) if root.applicant_name else None

    @field(
        "The applicant's name. Null unless you work on such applications or opened this one; "
        "reading it is logged."
    )
    @staticmethod
    def applicant_name(root: Row, info: Info) -> str | None:
        """Return the full name where permitted."""
        permitted = info.context.reader.may_read_personal_data(root, "applicantName")
        return root.applicant_name if permitted else None

    @field("The applicant's number, masked.")
    @staticmethod
    def applicant_phone_masked(root: Row) -> str | None:
        """Return the ends of the number."""
        return mask_phone(f"+{root.applicant_phone}") if root.applicant_phone else None

    @field(
        "The applicant's number. Null unless you work on such applications or opened this one; "
        "reading it is logged."
    )
    @staticmethod
    def applicant_phone(root: Row, info: Info) -> PhoneNumber | None:
        """Return the full number where permitted."""
        permitted = info.context.reader.may_read_personal_data(root, "applicantPhone")
        if not permitted or root.applicant_phone is None:
            return None
        return PhoneNumber(root.applicant_phone)

    @field("The applicant's e-mail address, masked.")
    @staticmethod
    def applicant_email_masked(root: Row) -> str | None:
        """Return what the owner recognises."""
        return mask_email(root.applicant_email) if root.applicant_email else None

    @field(
        "The applicant's e-mail address. Null unless you work on such applications or opened this "
        "one; reading it is logged."
    )
    @staticmethod
    def applicant_email(root: Row, info: Info) -> str | None:
        """Return the full address where permitted."""
        permitted = info.context.reader.may_read_personal_data(root, "applicantEmail")
        return root.applicant_email if permitted else None

    @field("The applicant's identity number, masked.", kind=str | None)
    @staticmethod
    def applicant_nik_masked(root: Row, info: Info) -> Later[str | None]:
        """Return the ends of the number."""
        return then(
            info.context.reader.answer(root.id, "applicant_nik"),
            lambda v: mask_number(v) if v else None,
        )

    @field(
        "The applicant's identity number. Null unless you work on such applications or opened "
        "this one; reading it is logged.",
        kind=NIK | None,
    )
    @staticmethod
    def applicant_nik(root: Row, info: Info) -> Later[str | None]:
        """Return the full number where permitted."""
        if not info.context.reader.may_read_personal_data(root, "applicantNik"):
            return None
        return info.context.reader.answer(root.id, "applicant_nik")

    @field(
        "The number of the applicant's family card (`KK`). Null unless you work on such "
        "applications or opened this one; reading it is logged.",
        kind=FamilyCardNumber | None,
    )
    @staticmethod
    def applicant_family_card_number(root: Row, info: Info) -> Later[str | None]:
        """Return the full number where permitted."""
        if not info.context.reader.may_read_personal_data(root, "applicantFamilyCardNumber"):
            return None
        return info.context.reader.answer(root.id, "applicant_nkk")

    @field("The answers (`jawaban`) that count, in the order they were given.", kind=list[Answer])
    @staticmethod
    def answers(root: Row, info: Info) -> Later[list[Answer]]:
        """Return the answers, masked where asked to."""
        catalogue, reader = info.context.office.catalogue, info.context.reader
        service = catalogue.service(root.service_code)

        def show(found: Sequence[AnswerRow]) -> list[Answer]:
            in_full = bool(found) and reader.may_read_personal_data(root, "answers")
            return [shown(catalogue, service, row, in_full=in_full) for row in found]

        return then(reader.answers(root.id), show)

    @field(
        "Other applications that may be the same one, the likest first.",
        kind=list[PossibleDuplicate],
    )
    @staticmethod
    def possible_duplicates(root: Row, info: Info) -> Later[list[PossibleDuplicate]]:
        """Return the likenesses."""
        context = info.context
        service = context.office.catalogue.service(root.service_code)
        found = context.reader.likenesses(root.id)
        return then(found, lambda found: to_duplicates(service, found, context.actor))

    @field("Every requirement of the service as it stands here.", kind=list[RequirementSlot])
    @staticmethod
    def requirements(root: Row, info: Info) -> Later[list[RequirementSlot]]:
        """Return the slots."""
        catalogue = info.context.office.catalogue
        return then(
            info.context.reader.case(root.id),
            lambda case: [as_it_stands(s, root, catalogue) for s in (case.slots if case else ())],
        )

    @field(
        "Needed requirements with nothing usable; of alternatives all are named.",
        kind=list[Requirement],
    )
    @staticmethod
    def missing_requirements(root: Row, info: Info) -> Later[list[DomainRequirement]]:
        """Return what is lacking."""
        known = info.context.office.catalogue.service(root.service_code).requirements_by_code
        return then(
            info.context.reader.case(root.id),
            lambda case: [known[slot.code] for slot in (lacking(case) if case else ())],
        )

    @field("Questions whose answers are needed to go on.", kind=list[MissingAnswer])
    @staticmethod
    def missing_answers(root: Row, info: Info) -> Later[list[MissingAnswer]]:
        """Return the unanswered questions."""
        fields = info.context.office.catalogue.service(root.service_code).fields_by_name

        def tell(case: Case | None) -> list[MissingAnswer]:
            if case is None:
                return []
            names = dict.fromkeys((*case.undecided, *case.missing))
            return [missing(fields[name], name in case.undecided) for name in names]

        return then(info.context.reader.case(root.id), tell)

    @field("Whether the event was reported late; null while unknown.", kind=bool | None)
    @staticmethod
    def is_reported_late(root: Row, info: Info) -> Later[bool | None]:
        """Tell whether it is late."""
        found = info.context.reader.case(root.id)
        return then(found, lambda case: case.reported_late if case else None)

    @field("Documents the answers are sure to yield.", kind=list[DocumentType])
    @staticmethod
    def expected_documents(root: Row, info: Info) -> Later[tuple[DomainDocumentType, ...]]:
        """Return the kinds of documents."""
        catalogue = info.context.office.catalogue

        def tell(case: Case | None) -> tuple[DomainDocumentType, ...]:
            if case is None:
                return ()
            service = catalogue.service(root.service_code)
            day = root.submitted_on or office_date(case.now)
            return catalogue.facts(service, case.answers, day).expected_documents()

        return then(info.context.reader.case(root.id), tell)

    @field("Its documents, those of the last entry last.", kind=list[Document])
    @staticmethod
    def documents(root: Row, info: Info) -> Later[Sequence[DocumentRow]]:
        """Return the documents."""
        return info.context.reader.documents(root.id)

    @field(
        "What your role may do with it, in the workflow's order.",
        kind=list[AvailableAction],
    )
    @staticmethod
    def available_actions(root: Row, info: Info) -> Later[list[AvailableAction]]:
        """Derive the actions."""
        actor = info.context.actor
        return then(
            info.context.reader.case(root.id),
            lambda case: [
                to_available(a) for a in (available_actions(case, actor) if case else ())
            ],
        )

    @field("What was done, oldest first unless asked otherwise.", kind=Connection[WorkflowEvent])
    @staticmethod
    def history(
        root: Row,
        info: Info,
        direction: Annotated[
            SortDirection, strawberry.argument(description="Oldest or newest first.")
        ] = SortDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the log."""
        window = Paging(first, after, last, before).window(EVENTS, int)
        page = info.context.reader.history(
            root.id, window, descending=direction is SortDirection.DESC
        )
        return then(page, lambda page: connection(page, event_cursor))

    @field("What was promised for it, oldest first.", kind=Connection[Effect])
    @staticmethod
    def effects(
        root: Row,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the effects."""
        window = Paging(first, after, last, before).window(EFFECTS, int)
        page = info.context.reader.effects(root.id, window)
        return then(page, lambda page: connection(page, effect_cursor))

    @field(
        "Messages to the citizen with their delivery state, oldest first.",
        kind=Connection[Effect],
    )
    @staticmethod
    def notifications(
        root: Row,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the messages."""
        window = Paging(first, after, last, before).window(EFFECTS, int)
        page = info.context.reader.effects(root.id, window, MESSAGES)
        return then(page, lambda page: connection(page, effect_cursor))
