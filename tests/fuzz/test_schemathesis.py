"""Schemathesis against the served schema: every root field, every role, right and wrong input.

Whatever is asked, the answer keeps to the schema; a top-level error is one of the documented
refusals, and the status is never 5xx.
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.graphql import nodes

from tests.fuzz.served import Served, served

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))  # of each root field, role and mode
ROLES = (
    "APPLICANT",
    "SERVICE_OFFICER",
    "DATA_ENTRY_OPERATOR",
    "VERIFIER",
    "HEAD_OF_OFFICE",
    "SERVICE_ACCOUNT",
    "ADMINISTRATOR",
    "AUDITOR",
)
DOCUMENTED = frozenset({"BAD_USER_INPUT", "QUERY_TOO_COMPLEX", "FORBIDDEN"})


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service")) as known:
        register(known)
        yield known


def register(known: Served) -> None:
    """Give every scalar a strategy, half of it from what exists."""
    digits = st.integers(0, 9999).map(lambda n: f"631101010180{n:04}")
    moments = st.datetimes().map(lambda m: m.isoformat(timespec="seconds") + "+08:00")
    texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
    answer = st.one_of(
        texts.map(nodes.String),
        st.integers(0, 9).map(nodes.Int),
        st.booleans().map(nodes.Boolean),
        st.lists(texts.map(nodes.String), max_size=3).map(nodes.List),
    )
    for name, live, wild in (
        ("NIK", ["6311010101809001"], digits),
        ("FamilyCardNumber", ["6311010101109001"], digits),
        ("PhoneNumber", ["+6289900000001"], st.just("0899 0000 0002")),
        ("Sha256", known.hashes, st.from_regex(r"\A[0-9a-f]{64}\Z")),
        ("DateTime", ["2026-01-05T08:30:00Z"], moments),
        ("Date", ["2026-01-05"], st.dates().map(str)),
        ("ID", known.ids, st.text(max_size=40)),
    ):
        scalar = st.one_of(st.sampled_from(live), wild).map(nodes.String)
        schemathesis.graphql.scalar(name, scalar)
    schemathesis.graphql.scalar("AnswerValue", answer)


def is_documented_refusal(answer: requests.Response) -> bool:
    """The one hook: top-level errors that the conventions name are answers, not failures."""
    errors = answer.json().get("errors", [])
    assert all(error["extensions"]["requestId"] for error in errors)
    return bool(errors) and {error["extensions"]["code"] for error in errors} <= DOCUMENTED


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("role", ROLES)
def test_every_answer_keeps_to_the_schema(service: Served, role: str, mode: GenerationMode) -> None:
    schema = schemathesis.graphql.from_url(service.url)
    headers = {"Authorization": f"Bearer {service.tokens[role]}"}
    outcomes: Counter[str] = Counter()

    for found in schema.get_all_operations():
        attempt(found.ok(), mode, headers, outcomes)

    assert sum(outcomes.values()) >= 47
    if mode is GenerationMode.POSITIVE:
        assert outcomes["answered"] > outcomes["refused"]


def attempt(
    operation: Any, mode: GenerationMode, headers: dict[str, str], outcomes: Counter[str]
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize="FUZZ_EXAMPLES" not in os.environ,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:  # schemathesis' own type
        answer = case.call(headers=headers)
        assert answer.status_code < 500, answer.text
        if is_documented_refusal(answer):
            outcomes["refused"] += 1
            return
        case.validate_response(answer, headers=headers)
        outcomes["answered"] += 1

    ask()
