"""What SIAK or an officer sent back: reasons, who mends them, answers to be given anew."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import strawberry

from api.domain.case import RefusedAnswer
from api.domain.catalogue import Catalogue
from api.domain.remedies import Remedy, rule_for
from api.domain.service import Service
from api.graphql.enum_kinds import described
from api.graphql.services import Question, RejectionReason

described(
    Remedy,
    "SiakRemedy",
    "Who can do something about a refusal of SIAK, and what.",
    {
        "ASK_APPLICANT": "The citizen corrects an answer: `requestCompletion(siakReasons: true)`.",
        "CORRECT_ENTRY": "The operator corrects the answer (`recordAnswers`) and enters it again.",
        "DECIDE_LATE": "The head of office decides on the late report (`decideLateReport`).",
        "WAIT": "Something else has to be finished first.",
        "CHECK_DUPLICATE": "Compare with the record that is there; if it is the same, reject.",
        "REFER": "Not to be done here: reject with the reason that says where to go.",
    },
)


@strawberry.type(description="The record that an entry repeats, and how sure that is.")
class SiakDuplicate:
    """See `docs/siak-contract.md`, refusals."""

    application_number: str | None = strawberry.field(description="The other application, if any.")
    document_number_masked: str | None = strawberry.field(
        description="The number of its document, masked."
    )
    registered_on: date | None = strawberry.field(description="When it was registered, if it was.")
    agrees: list[str] = strawberry.field(description="Names of the questions that agree.")
    differs: list[str] = strawberry.field(description="Names of the questions that differ.")
    score: int = strawberry.field(description="How alike they are, 0 to 100.")


@strawberry.type(description="Why SIAK refused the entry, and what to do about it.")
class SiakReason:
    """See `api.domain.ports.Reason` and `api.domain.remedies`."""

    code: str = strawberry.field(description="SIAK's code.")
    message: str = strawberry.field(description="SIAK's words, in Indonesian.")
    field: str | None = strawberry.field(
        description="Name of the answer at fault, if it named one."
    )
    question: Question | None = strawberry.field(
        description="The question at fault, if it is one of the service's."
    )
    remedy: Remedy = strawberry.field(description="Who can mend it.")
    hint: str = strawberry.field(description="What to do next, in Indonesian, for officers.")
    duplicate: SiakDuplicate | None = strawberry.field(
        description="The record it repeats, where that is the reason."
    )


def to_siak_reason(
    catalogue: Catalogue,
    service: Service,
    kept: Mapping[str, Any],  # a reason as it is kept
) -> SiakReason:
    """Return one of SIAK's reasons as clients get it."""
    rule, name = rule_for(catalogue.siak_rules, kept["code"]), kept.get("field")
    asked = service.fields_by_name.get(name or "")
    return SiakReason(
        code=kept["code"],
        message=kept["message"],
        field=name,
        question=cast(Question | None, asked),
        remedy=rule.remedy,
        hint=rule.hint,
        duplicate=_duplicate(kept.get("duplicate")),
    )


def _duplicate(kept: Mapping[str, Any] | None) -> SiakDuplicate | None:
    if not kept:
        return None
    number, day = kept.get("document_number"), kept.get("registered_on")
    return SiakDuplicate(
        application_number=kept.get("application_number"),
        document_number_masked=f"…{number[-4:]}" if number else None,
        registered_on=date.fromisoformat(day) if day else None,
        agrees=list(kept.get("agrees") or ()),
        differs=list(kept.get("differs") or ()),
        score=int(kept.get("score") or 0),
    )


@strawberry.type(description="An answer (`jawaban`) the citizen was asked to give anew.")
class AnswerToCorrect:
    """See `api.domain.case.RefusedAnswer`."""

    question: Question = strawberry.field(description="The question.")
    reason: RejectionReason = strawberry.field(description="Why it was sent back.")
    note: str | None = strawberry.field(description="The words to the citizen, in Indonesian.")
    is_corrected: bool = strawberry.field(description="Whether it was given anew since.")


def to_correct(catalogue: Catalogue, service: Service, kept: RefusedAnswer) -> AnswerToCorrect:
    """Return a refused answer as clients get it."""
    return AnswerToCorrect(
        question=cast(Question, service.fields_by_name[kept.field]),
        reason=cast(RejectionReason, catalogue.rejection_reason(kept.reason_code)),
        note=kept.note or None,
        is_corrected=kept.fresh,
    )
