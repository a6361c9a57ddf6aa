"""Each guard of the workflow, asked of a handmade case: once it says no, once it says yes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.domain.case import Application, Case, Document, Policy, Slot
from api.domain.chain import GENESIS
from api.domain.laws import SENTENCES, refusals
from api.domain.values import (
    Actor,
    Channel,
    DocumentStatus,
    Medium,
    Mode,
    Role,
    Scope,
    Status,
    Verdict,
)
from api.domain.words import Guard

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(minutes=1), NOW - timedelta(minutes=1)
D = DocumentStatus
ACCEPTED, REFUSED = Verdict.ACCEPTED, Verdict.REFUSED

APPLICATION = Application(
    id="P1",
    service_code="AKTA_KELAHIRAN",
    status=Status.UNDER_REVIEW,
    version=7,
    channel=Channel.COUNTER,
    created_by="petugas-1",
    created_at=NOW,
    updated_at=NOW,
    head_hash=GENESIS,
)
CASE = Case(
    application=APPLICATION,
    mode=Mode.FULL,
    half=Scope.CIVIL_REGISTRATION,
    documents=(),
    slots=(),
    undecided=(),
    missing=(),
    reported_late=False,
    late_needs_decision=False,
    policy=Policy(),
    now=NOW,
)
ACT = Document(
    id="D1",
    application_id="P1",
    type="AKTA_KELAHIRAN",
    medium=Medium.PDF,
    status=D.VERIFIED,
    version=2,
    siak_ref="1",
    number="6311-LU-CONTOH",
    content={},
    token="t",
    signatory_id="kepala-1",
    final_sha256="a" * 64,
    verified_sha256="a" * 64,
)
CARD = replace(ACT, id="D2", medium=Medium.CARD, final_sha256=None, verified_sha256=None)
SLOT = Slot("KK", "Kartu Keluarga", True, True, None, ("application/pdf",), attachments=1)
EMPTY = replace(SLOT, attachments=0)
LOST = replace(SLOT, verdict=REFUSED)
REPLACED = replace(LOST, fresh=True)
GOOD = replace(SLOT, verdict=ACCEPTED)

OFFICER = Actor("petugas-1", Role.SERVICE_OFFICER, "petugas-1")
MACHINE = Actor("sistem-1", Role.SERVICE_ACCOUNT, "petugas-1")
CITIZEN = Actor("warga-1", Role.APPLICANT, "warga-1")
VERIFIER = Actor("verifikator-1", Role.VERIFIER, "verifikator-1")
HEAD = Actor("kepala-1", Role.HEAD_OF_OFFICE, "kepala-1")
SERVICE = Actor("system", Role.SYSTEM, "system")


def at(**facts: Any) -> Case:
    """Return the case with other facts about its application."""
    return replace(CASE, application=replace(APPLICATION, **facts))


def slots(*present: Slot, submitted: bool = True) -> Case:
    """Return the case with these requirement slots."""
    case = at(first_submitted_at=EARLIER if submitted else None)
    return replace(case, slots=present)


def documents(*present: Document) -> Case:
    """Return the case with these documents."""
    return replace(CASE, documents=present)


def policy(case: Case, **decided: Any) -> Case:
    """Return the case in an office that decided otherwise."""
    return replace(case, policy=replace(case.policy, **decided))


@dataclass(frozen=True)
class Asked:
    """One question to a guard."""

    case: Case = CASE
    actor: Actor = OFFICER
    document: Document | None = None


A = Asked
SPOUSE = replace(OFFICER, nik_key="hash-of-a-family-member")
LATE = replace(CASE, reported_late=True, late_needs_decision=True)
DECIDED = replace(LATE, application=replace(APPLICATION, late_decision={"decided_by": "kepala-1"}))
CONFIRMING = {"draft_confirmation": True}
EITHER = (replace(EMPTY, group="g"), replace(SLOT, code="SPTJM", group="g"))

NO: Mapping[Guard, Mapping[str, Asked]] = {
    Guard.SLOT_OPEN: {
        "nothing was refused": A(slots(GOOD), CITIZEN),
    },
    Guard.DECIDING_QUESTIONS_ANSWERED: {"one open": A(replace(CASE, undecided=("q",)))},
    Guard.SLOTS_FILLED: {
        "empty": A(slots(EMPTY)),
        "refused, nothing new": A(slots(LOST)),
        "one filled, one empty": A(slots(SLOT, replace(EMPTY, code="B"))),
    },
    Guard.IN_JURISDICTION: {
        "another district": A(
            at(district_code="63.11.02"), replace(OFFICER, districts=frozenset({"63.11.06"}))
        )
    },
    Guard.NOT_OWN_HOUSEHOLD: {
        "own application": A(at(applicant_key="hash-of-a-family-member"), SPOUSE),
        "family member's": A(at(household=("x", "hash-of-a-family-member")), SPOUSE),
    },
    Guard.HOUSEHOLD_KNOWN: {"SIAK has not said": A()},
    Guard.CLAIM_MAY_END: {
        "a colleague's, still running": A(at(claimed_by="petugas-2", claimed_until=LATER)),
        "the lease still runs": A(at(claimed_by="petugas-2", claimed_until=LATER), SERVICE),
    },
    Guard.CLAIMANT: {
        "a colleague's": A(at(claimed_by="petugas-2")),
        "nobody's": A(at(claimed_by=None)),
    },
    Guard.SOMETHING_REFUSED: {
        "all accepted": A(slots(GOOD)),
        "already replaced": A(slots(REPLACED)),
    },
    Guard.REFUSED_REPLACED: {"one is not": A(slots(GOOD, LOST))},
    Guard.ALL_ACCEPTED: {
        "one not looked at": A(slots(GOOD, replace(SLOT, code="B"))),
        "one refused": A(slots(GOOD, replace(LOST, code="B"))),
        "a new file since": A(slots(replace(GOOD, fresh=True))),
        "an extra paper not looked at": A(slots(GOOD, replace(SLOT, code="B", mandatory=False))),
        "nothing came": A(slots(EMPTY)),
    },
    Guard.LATE_AND_UNDECIDED: {"in time": A(), "decided": A(DECIDED)},
    Guard.LATE_REPORT_DECIDED: {"late": A(LATE)},
    Guard.ANSWERS_COMPLETE: {"one missing": A(replace(CASE, missing=("q",)))},
    Guard.NOT_YET_ACCEPTED: {"drafts are there": A(documents(ACT))},
    Guard.RENDERINGS_STORED: {
        "no document": A(),
        "one not printed yet": A(documents(ACT, replace(ACT, final_sha256=None))),
    },
    Guard.DRAFT_POLICY_ON: {"not in this office": A()},
    Guard.DRAFT_NOT_DISPUTED: {"disputed": A(at(draft_answer="DISPUTED"))},
    Guard.DRAFT_ANSWERED: {
        "not shown": A(policy(CASE, **CONFIRMING)),
        "still time": A(policy(at(draft_shown_at=EARLIER), **CONFIRMING)),
    },
    Guard.NOT_THE_OPERATOR: {
        "own entry": A(at(operator_id="verifikator-1"), VERIFIER),
        "own entry by a service account": A(at(operator_id="petugas-1"), MACHINE),
    },
    Guard.NOT_THE_VERIFIER: {"verified it": A(at(verifier_id="kepala-1"), HEAD)},
    Guard.IN_VERIFIERS_HALF: {
        "the other half": A(
            actor=replace(VERIFIER, scopes=frozenset({Scope.POPULATION_REGISTRATION}))
        )
    },
    Guard.NO_SIGNING_UNDER_WAY: {
        "signing": A(documents(replace(ACT, status=D.SIGNING))),
        "unclear": A(documents(ACT, replace(ACT, status=D.SIGN_UNKNOWN))),
    },
    Guard.NO_UPLOAD_PROMISED: {"promised": A(documents(replace(ACT, upload_promised=True)))},
    Guard.NOTHING_SIGNED: {
        "one signed": A(documents(ACT, replace(ACT, status=D.SIGNED, signed_sha256="b" * 64)))
    },
    Guard.EXPIRY_DUE: {"not yet": A(at(expires_at=LATER)), "never": A()},
    Guard.BYTES_ARE_VERIFIED: {
        "rendered again": A(document=replace(ACT, final_sha256="c" * 64)),
        "never verified": A(document=replace(ACT, verified_sha256=None, final_sha256=None)),
    },
    Guard.SIGNER_IS_SIGNATORY: {
        "another name on the page": A(actor=HEAD, document=replace(ACT, signatory_id="kepala-2")),
        "no name on the page": A(actor=HEAD, document=replace(ACT, signatory_id=None)),
    },
    Guard.SIGNATURE_ACCEPTED: {"no signed file": A(document=ACT)},
    Guard.UPLOAD_NOT_PROMISED: {"promised": A(document=replace(ACT, upload_promised=True))},
    Guard.NUMBER_UNCHANGED: {"a new number": A(at(number_changed_at=NOW), SERVICE)},
    Guard.PICKUP_IN_ORDER: {"nobody printed the card": A(actor=SERVICE, document=CARD)},
    Guard.SIAK_BY_HAND: {"SIAK answers by itself": A()},
    Guard.THE_OPERATOR: {"a colleague entered it": A(at(operator_id="petugas-2"))},
}

YES: Mapping[Guard, Mapping[str, Asked]] = {
    Guard.SLOT_OPEN: {
        "before the first submission": A(slots(GOOD, submitted=False), CITIZEN),
        "something was refused": A(slots(GOOD, LOST), CITIZEN),
        "the officer adds": A(slots(GOOD), OFFICER),
        "an answer asks for more": A(slots(GOOD, replace(EMPTY, code="B")), CITIZEN),
    },
    Guard.DECIDING_QUESTIONS_ANSWERED: {"none open": A()},
    Guard.SLOTS_FILLED: {
        "filled": A(slots(SLOT)),
        "replaced": A(slots(REPLACED)),
        "one of two alternatives": A(slots(*EITHER)),
        "not needed": A(slots(replace(EMPTY, needed=False))),
        "not mandatory": A(slots(replace(EMPTY, mandatory=False))),
    },
    Guard.IN_JURISDICTION: {
        "own district": A(
            at(district_code="63.11.06"), replace(OFFICER, districts=frozenset({"63.11.06"}))
        ),
        "whole regency": A(at(district_code="63.11.06")),
    },
    Guard.NOT_OWN_HOUSEHOLD: {
        "somebody else's": A(at(household=("x",), applicant_key="y"), SPOUSE),
        "own NIK not known": A(at(household=("x",))),
    },
    Guard.HOUSEHOLD_KNOWN: {
        "named": A(at(household=("x",))),
        "named: nobody": A(at(household=())),
    },
    Guard.CLAIM_MAY_END: {
        "one's own": A(at(claimed_by="petugas-1", claimed_until=LATER)),
        "lease over": A(at(claimed_by="petugas-2", claimed_until=EARLIER), SERVICE),
    },
    Guard.CLAIMANT: {"one's own": A(at(claimed_by="petugas-1"))},
    Guard.SOMETHING_REFUSED: {"one": A(slots(GOOD, LOST))},
    Guard.REFUSED_REPLACED: {
        "replaced": A(slots(GOOD, REPLACED)),
        "no longer needed": A(slots(replace(LOST, needed=False))),
    },
    Guard.ALL_ACCEPTED: {
        "all": A(slots(GOOD)),
        "one of two alternatives": A(slots(EITHER[0], replace(EITHER[1], verdict=ACCEPTED))),
    },
    Guard.LATE_AND_UNDECIDED: {"late": A(LATE)},
    Guard.LATE_REPORT_DECIDED: {
        "decided": A(DECIDED),
        "in time": A(),
        "late without consequence": A(replace(CASE, reported_late=True)),
    },
    Guard.ANSWERS_COMPLETE: {"none missing": A()},
    Guard.NOT_YET_ACCEPTED: {
        "nothing yet": A(),
        "only annulled ones": A(documents(replace(ACT, status=D.ANNULLED))),
    },
    Guard.RENDERINGS_STORED: {
        "printed": A(documents(ACT)),
        "a card has no page": A(documents(CARD)),
        "annulled ones do not count": A(
            documents(ACT, replace(ACT, status=D.ANNULLED, final_sha256=None))
        ),
    },
    Guard.DRAFT_POLICY_ON: {"in this office": A(policy(CASE, **CONFIRMING))},
    Guard.DRAFT_NOT_DISPUTED: {
        "no answer": A(),
        "confirmed": A(at(draft_answer="CONFIRMED")),
    },
    Guard.DRAFT_ANSWERED: {
        "not asked in this office": A(),
        "confirmed": A(policy(at(draft_answer="CONFIRMED"), **CONFIRMING)),
        "time over": A(policy(at(draft_shown_at=NOW - timedelta(hours=24)), **CONFIRMING)),
    },
    Guard.NOT_THE_OPERATOR: {"somebody else's entry": A(at(operator_id="operator-1"), VERIFIER)},
    Guard.NOT_THE_VERIFIER: {"somebody else did": A(at(verifier_id="verifikator-1"), HEAD)},
    Guard.IN_VERIFIERS_HALF: {
        "own half": A(actor=replace(VERIFIER, scopes=frozenset({Scope.CIVIL_REGISTRATION}))),
        "both halves": A(actor=VERIFIER),
    },
    Guard.NO_SIGNING_UNDER_WAY: {"none": A(documents(ACT))},
    Guard.NO_UPLOAD_PROMISED: {
        "none": A(documents(ACT)),
        "only of an annulled one": A(
            documents(ACT, replace(ACT, status=D.ANNULLED, upload_promised=True))
        ),
    },
    Guard.NOTHING_SIGNED: {"none": A(documents(ACT))},
    Guard.EXPIRY_DUE: {"due": A(at(expires_at=NOW)), "over": A(at(expires_at=EARLIER))},
    Guard.BYTES_ARE_VERIFIED: {"the same": A(document=ACT)},
    Guard.SIGNER_IS_SIGNATORY: {"own name on the page": A(actor=HEAD, document=ACT)},
    Guard.SIGNATURE_ACCEPTED: {"kept": A(document=replace(ACT, signed_sha256="b" * 64))},
    Guard.UPLOAD_NOT_PROMISED: {"not yet": A(document=ACT)},
    Guard.NUMBER_UNCHANGED: {
        "unchanged": A(actor=SERVICE),
        "the officer decides": A(at(number_changed_at=NOW), OFFICER),
    },
    Guard.PICKUP_IN_ORDER: {
        "the officer printed the card": A(document=CARD),
        "a PDF needs no card stock": A(actor=SERVICE, document=ACT),
    },
    Guard.SIAK_BY_HAND: {"typed by hand": A(replace(CASE, policy=Policy(siak_by_hand=True)))},
    Guard.THE_OPERATOR: {"who entered it": A(at(operator_id="petugas-1"))},
}

ASKED_OF_THE_INPUT = {Guard.PURPOSE_NOTICED}  # at CREATE, when there is no case yet


def _named(table: Mapping[Guard, Mapping[str, Asked]]) -> list[Any]:
    return [
        pytest.param(guard, asked, id=f"{guard} {words}")
        for guard, cases in table.items()
        for words, asked in cases.items()
    ]


@pytest.mark.parametrize(("guard", "asked"), _named(NO))
def test_the_guard_refuses_and_says_why(guard: Guard, asked: Asked) -> None:
    found = refusals((guard,), asked.case, asked.actor, asked.document)

    assert [(r.code, r.message) for r in found] == [(guard.value, SENTENCES[guard])]


@pytest.mark.parametrize(("guard", "asked"), _named(YES))
def test_the_guard_lets_pass(guard: Guard, asked: Asked) -> None:
    assert refusals((guard,), asked.case, asked.actor, asked.document) == ()


def test_no_guard_is_without_a_case_for_and_a_case_against() -> None:
    assert set(NO) == set(YES) == set(Guard) - ASKED_OF_THE_INPUT


def test_every_reason_is_named_in_the_order_of_the_table() -> None:
    case = replace(slots(EMPTY), undecided=("q",))
    guards = (Guard.DECIDING_QUESTIONS_ANSWERED, Guard.SLOTS_FILLED, Guard.CLAIMANT)

    found = refusals(guards, case, OFFICER)

    assert [r.code for r in found] == [guard.value for guard in guards]


@pytest.mark.parametrize("guard", list(Guard))
def test_a_refusal_is_a_whole_sentence_for_people(guard: Guard) -> None:
    sentence = SENTENCES[guard]

    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert len(sentence) > 20
