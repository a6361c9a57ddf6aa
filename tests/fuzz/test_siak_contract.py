"""Schemathesis against the simulated SIAK's own description: it keeps to what it promises.

Whatever is asked, right or wrong, about what exists or not: never 5xx but those of the contract,
and only statuses, content types and bodies that the description names.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.simulators.programs import FROZEN, running
from tests.simulators.siak_office import Office, birth_of

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "15"))  # of each operation and mode
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@schemathesis.serializer("application/pdf")
def as_it_is(_context: Any, value: Any) -> bytes:  # schemathesis' own types
    """Send a generated file as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """A SIAK with entries in every stage."""
    with running("siak_sim", "--clock", FROZEN) as program:
        office = Office(program)
        for place, name in enumerate(("couple_expecting", *EXPECTING)):
            entry = office.enter("AKTA_KELAHIRAN", birth_of(office.cases[name]))
            if place > 1:
                office.verify(entry)
            if place > 2:
                office.finish(entry)
        yield office


EXPECTING = ("couple_expecting_2", "couple_expecting_3", "couple_expecting_4")


def live(office: Office) -> dict[str, list[str]]:
    """Values that lead to something, by the parameter they are for."""
    entries = office.program.get("/entries")["entries"]
    case = office.cases["couple_expecting"]
    documents = [document for entry in entries for document in entry["documents"]]
    return {
        "nik": [case["nik"], office.program.ready["bsre_nik"]],
        "family_card_number": [case["family_card_number"]],
        "number": [document["number"] for document in documents],
        "type": ["KK", "AKTA_KELAHIRAN"],
        "entry_id": [entry["entry_id"] for entry in entries],
        "document_ref": [document["document_ref"] for document in documents],
        "key": [entry["key"] for entry in entries],
    }


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_keeps_to_the_description(office: Office, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{office.program.url}/openapi.json")
    known, statuses = live(office), Counter[int]()

    for found in schema.get_all_operations():
        attempt(found.ok(), mode, office, known, statuses)

    assert sum(statuses.values()) >= 16 * EXAMPLES // 2
    assert {200, 400, 404} <= set(statuses), statuses
    if mode is GenerationMode.POSITIVE:
        assert {201, 202, 204, 409, 422} <= set(statuses), statuses
        assert undecided(office) == []


JUNK: tuple[Any, ...] = (
    *(None, "", 0, -1, 1e308, True, [], {}, [None], {"a": 1}, "\u0000", "x" * 5000),
    *("2020-13-99", "0001-01-01", "9999-12-31", "9" * 16, ["6311"], [{"nik": 5}], {"": None}),
)


def test_every_entry_is_decided_whatever_stands_in_its_answers(office: Office) -> None:
    identities = office.program.get("/identities")["identities"]
    for place, identity in enumerate(identities):
        answers = dict(identity["answers"])
        answers[sorted(answers)[place % len(answers)]] = JUNK[place % len(JUNK)]
        body = office.body(identity["service"], answers)
        headers = {"Idempotency-Key": f"aneh-{place}"}
        received = office.call("POST", "/entries", json=body, headers=headers)
        assert received.status_code == 202, received.text

    assert len(identities) > 100
    assert undecided(office) == []


def undecided(office: Office) -> list[str]:
    """Entries that stay undecided although their time has come."""
    office.program.advance(60)
    entries = office.program.get("/entries")["entries"]
    return [entry["service"] for entry in entries if entry["status"] == "RECEIVED"]


def attempt(
    operation: Any,
    mode: GenerationMode,
    office: Office,
    known: dict[str, list[str]],
    statuses: Counter[int],
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize="FUZZ_EXAMPLES" not in os.environ,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def ask(case: Any, data: st.DataObject) -> None:  # schemathesis' own type
        if mode is GenerationMode.POSITIVE:
            lead_somewhere(case, data, known)
        if operation.path == "/v1/sessions":
            bearer = office.program.ready["token"]
        else:
            office.sign_in()
            bearer = office.headers["Authorization"].removeprefix("Bearer ")
        headers = {"Authorization": f"Bearer {bearer}"}
        answer = case.call(headers=headers)
        case.validate_response(answer, headers=headers, checks=CHECKS)
        statuses[answer.status_code] += 1

    ask()


def lead_somewhere(case: Any, data: st.DataObject, known: dict[str, list[str]]) -> None:
    """Let half of the parameters name something that exists."""
    for values in (case.path_parameters, case.query):
        for name in values or {}:
            if name in known and data.draw(st.booleans()):
                values[name] = data.draw(st.sampled_from(known[name]))
