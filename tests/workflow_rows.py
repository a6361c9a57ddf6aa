"""The workflow's rows written out by hand, independent of the code: what the office agreed to.

`=` stays, `*` follows from the documents; what is written in the last column has to be asked
before (guards may be added in the code, none of these may be missing).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from api.domain.values import (
    Action,
    DocumentAction,
    DocumentStatus,
    Medium,
    Mode,
    Role,
    Status,
)
from api.domain.words import Guard

APPLICATION = """
CREATE | - | DRAFT | AP SO SA | ALL | PURPOSE_NOTICED
RECORD_ANSWERS | DRAFT NEEDS_COMPLETION | = | AP SA | ALL |
RECORD_ANSWERS | UNDER_REVIEW COMPLETE | = | SO DO | ALL |
ATTACH | DRAFT NEEDS_COMPLETION UNDER_REVIEW | = | AP SO SA | ALL | SLOT_OPEN
SUBMIT | DRAFT | SUBMITTED | AP SO SA | ALL | DECIDING_QUESTIONS_ANSWERED SLOTS_FILLED
CLAIM | SUBMITTED | UNDER_REVIEW | SO | ALL | IN_JURISDICTION NOT_OWN_HOUSEHOLD
RELEASE | UNDER_REVIEW | SUBMITTED | SO SYS | ALL | CLAIM_MAY_END
REVIEW_REQUIREMENT | UNDER_REVIEW | = | SO | ALL | CLAIMANT
REQUEST_COMPLETION | UNDER_REVIEW | NEEDS_COMPLETION | SO | ALL | SOMETHING_REFUSED
REQUEST_COMPLETION | COMPLETE | NEEDS_COMPLETION | DO | ALL | SOMETHING_REFUSED
RESUBMIT | NEEDS_COMPLETION | SUBMITTED | AP SO SA | ALL | REFUSED_REPLACED
REJECT | UNDER_REVIEW | REJECTED | SO | ALL |
REJECT | COMPLETE | REJECTED | DO | ALL |
CONFIRM_COMPLETE | UNDER_REVIEW | COMPLETE | SO | FULL | CLAIMANT ALL_ACCEPTED
CONFIRM_COMPLETE | UNDER_REVIEW | AWAITING_ATTENDANCE | SO | OFFICE | CLAIMANT ALL_ACCEPTED
SCHEDULE_ATTENDANCE | AWAITING_ATTENDANCE | = | AP SO | OFFICE |
RECORD_ATTENDANCE | AWAITING_ATTENDANCE | COMPLETE | SO | OFFICE |
DECIDE_LATE_REPORT | COMPLETE | = | HO | ALL | LATE_AND_UNDECIDED
ENTER_INTO_SIAK | COMPLETE | IN_SIAK_ENTRY | DO | ALL | ANSWERS_COMPLETE LATE_REPORT_DECIDED
SIAK_REFUSE | IN_SIAK_ENTRY | COMPLETE | SIAK | ALL |
SIAK_REFUSE | IN_SIAK_ENTRY | COMPLETE | DO | ALL | SIAK_BY_HAND NOT_YET_ACCEPTED
SIAK_REFUSE | DRAFTED AWAITING_VERIFICATION | COMPLETE | SIAK | ALL | NO_SIGNING_UNDER_WAY
SIAK_REFUSE | AWAITING_SIGNATURE SIGNED UPLOADED | COMPLETE | SIAK | ALL | NO_SIGNING_UNDER_WAY
SIAK_REFUSE | DRAFTED AWAITING_VERIFICATION | COMPLETE | DO | ALL | \
SIAK_BY_HAND NO_SIGNING_UNDER_WAY
SIAK_REFUSE | AWAITING_SIGNATURE SIGNED UPLOADED | COMPLETE | DO | ALL | \
SIAK_BY_HAND NO_SIGNING_UNDER_WAY
SIAK_ACCEPT | IN_SIAK_ENTRY | = | SIAK | ALL |
SIAK_ACCEPT | IN_SIAK_ENTRY | = | DO | ALL | \
SIAK_BY_HAND THE_OPERATOR NOT_YET_ACCEPTED NOT_OWN_HOUSEHOLD
FINISH_DRAFTS | IN_SIAK_ENTRY | DRAFTED | SYS | ALL | RENDERINGS_STORED
CONFIRM_DRAFT | DRAFTED | = | AP | ALL | DRAFT_POLICY_ON
DISPUTE_DRAFT | DRAFTED | = | AP | ALL | DRAFT_POLICY_ON
REVISE_ENTRY | DRAFTED | COMPLETE | DO | ALL |
SUBMIT_FOR_VERIFICATION | DRAFTED | AWAITING_VERIFICATION | DO | ALL | \
DRAFT_NOT_DISPUTED DRAFT_ANSWERED
RETURN_TO_OPERATOR | AWAITING_VERIFICATION | DRAFTED | VE | ALL | NOT_THE_OPERATOR
VERIFY | AWAITING_VERIFICATION | * | VE | ALL | NOT_THE_OPERATOR NOT_OWN_HOUSEHOLD HOUSEHOLD_KNOWN
RETURN_TO_VERIFIER | AWAITING_SIGNATURE SIGNED | AWAITING_VERIFICATION | HO | ALL | \
NO_SIGNING_UNDER_WAY NO_UPLOAD_PROMISED
ISSUE | UPLOADED | ISSUED | SIAK | ALL |
ISSUE | UPLOADED | ISSUED | DO | ALL | SIAK_BY_HAND
CANCEL | DRAFT SUBMITTED UNDER_REVIEW NEEDS_COMPLETION AWAITING_ATTENDANCE COMPLETE \
| CANCELLED | AP SO | ALL |
CANCEL | IN_SIAK_ENTRY DRAFTED AWAITING_VERIFICATION AWAITING_SIGNATURE | CANCELLED | SO | ALL | \
NO_SIGNING_UNDER_WAY NOTHING_SIGNED
EXPIRE | DRAFT NEEDS_COMPLETION AWAITING_ATTENDANCE | EXPIRED | SYS | ALL | EXPIRY_DUE
"""

DOCUMENT = """
BEGIN_SIGN | VERIFIED | SIGNING | HO | PDF | \
NOT_THE_OPERATOR NOT_THE_VERIFIER BYTES_ARE_VERIFIED SIGNER_IS_SIGNATORY
FINISH_SIGN | SIGNING | SIGNED | SYS | PDF | SIGNATURE_ACCEPTED
FINISH_SIGN | SIGN_UNKNOWN | SIGNED | SYS HO | PDF | SIGNATURE_ACCEPTED
FAIL_SIGN | SIGNING | VERIFIED | SYS | PDF |
FAIL_SIGN | SIGN_UNKNOWN | VERIFIED | SYS HO | PDF |
LOSE_SIGN | SIGNING | SIGN_UNKNOWN | SYS | PDF |
UPLOAD_TO_SIAK | SIGNED | = | DO SYS SA | PDF |
CONFIRM_UPLOAD | SIGNED | UPLOADED | SIAK | PDF |
CONFIRM_UPLOAD | SIGNED | UPLOADED | DO | PDF | SIAK_BY_HAND
DELIVER | ISSUED READY_FOR_PICKUP DELIVERED | = | SYS SO SA | PDF | NUMBER_UNCHANGED
CONFIRM_DELIVERY | ISSUED READY_FOR_PICKUP | DELIVERED | SYS | PDF |
FAIL_DELIVERY | ISSUED | = | SYS | PDF |
PREPARE_PICKUP | ISSUED | READY_FOR_PICKUP | SO SYS | BOTH | PICKUP_IN_ORDER
COLLECT | READY_FOR_PICKUP | COLLECTED | SO | BOTH |
SUPERSEDE | ISSUED READY_FOR_PICKUP DELIVERED COLLECTED | SUPERSEDED | SIAK | BOTH |
SUPERSEDE | ISSUED READY_FOR_PICKUP DELIVERED COLLECTED | SUPERSEDED | SYS | BOTH | SIAK_BY_HAND
ANNUL | ISSUED READY_FOR_PICKUP DELIVERED COLLECTED | ANNULLED | HO | BOTH |
"""

ROLES = {
    "AP": Role.APPLICANT,
    "SO": Role.SERVICE_OFFICER,
    "DO": Role.DATA_ENTRY_OPERATOR,
    "VE": Role.VERIFIER,
    "HO": Role.HEAD_OF_OFFICE,
    "SA": Role.SERVICE_ACCOUNT,
    "SYS": Role.SYSTEM,
    "SIAK": Role.SIAK,
}
OFFICE_MODES = frozenset({Mode.PREREGISTRATION, Mode.INTAKE_THEN_OFFICE})
MODES = {"ALL": frozenset(Mode), "OFFICE": OFFICE_MODES, "FULL": frozenset(Mode) - OFFICE_MODES}
MEDIA = {"PDF": frozenset({Medium.PDF}), "BOTH": frozenset(Medium)}


@dataclass(frozen=True)
class Row:
    """One agreed way of an application: this role, from here, to there."""

    action: Action
    source: Status | None
    target: str
    role: Role
    modes: frozenset[Mode]
    guards: frozenset[Guard]


@dataclass(frozen=True)
class DocumentRow:
    """One agreed way of a document."""

    action: DocumentAction
    source: DocumentStatus
    target: str
    role: Role
    media: frozenset[Medium]
    guards: frozenset[Guard]


def _cells(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        yield [cell.strip() for cell in line.split("|")]


def _guards(words: str) -> frozenset[Guard]:
    return frozenset(Guard(word) for word in words.split())


def application_rows() -> Iterator[Row]:
    """Yield each way written above, one for each source and role."""
    for action, sources, target, roles, modes, guards in _cells(APPLICATION):
        for source in sources.split():
            for role in roles.split():
                yield Row(
                    Action(action),
                    None if source == "-" else Status(source),
                    target,
                    ROLES[role],
                    MODES[modes],
                    _guards(guards),
                )


def document_rows() -> Iterator[DocumentRow]:
    """Yield each way of a document written above, one for each source and role."""
    for action, sources, target, roles, media, guards in _cells(DOCUMENT):
        for source in sources.split():
            for role in roles.split():
                yield DocumentRow(
                    DocumentAction(action),
                    DocumentStatus(source),
                    target,
                    ROLES[role],
                    MEDIA[media],
                    _guards(guards),
                )
