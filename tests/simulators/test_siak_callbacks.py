"""What SIAK decided is told: once, signed, repeated until it is taken."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator

import pytest

from tests.simulators.business import Callback, Received, callback
from tests.simulators.programs import Program
from tests.simulators.siak_office import (
    Office,
    lost_card,
)


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


@pytest.fixture
def heard() -> Iterator[Callback]:
    with callback() as listening:
        yield listening


def events(received: list[Received]) -> list[str]:
    return [str(json.loads(item.body)["event_id"]) for item in received]


def test_the_decision_is_told_once_and_signed(office: Office, heard: Callback) -> None:
    secret = office.program.ready["callback_secret"]
    entry = office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), callback_url=heard.url)

    (told,) = heard.received

    event = json.loads(told.body)
    assert event["type"] == "entry.accepted"
    assert event["entry"] == entry
    mac = hmac.new(secret.encode(), told.body, hashlib.sha256).hexdigest()
    assert told.headers["x-siak-signature"] == f"sha256={mac}"


def test_a_refusal_is_told_too(office: Office, heard: Callback) -> None:
    office.program.post("/faults", {"kind": "refuse", "code": "DATA_GANDA", "message": "Ganda."})
    office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), callback_url=heard.url)
    event = json.loads(heard.received[0].body)
    assert event["type"] == "entry.refused"
    reason = {"code": "DATA_GANDA", "field": None, "message": "Ganda."}
    assert event["entry"]["reasons"] == [reason]


def test_a_callback_is_repeated_with_growing_distance_until_it_is_taken(
    office: Office, heard: Callback
) -> None:
    heard.answer = 500
    office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), callback_url=heard.url)
    counts = [len(heard.received)]
    for seconds in (1, 1, 1, 1, 1, 1):
        office.program.advance(seconds)
        counts.append(len(heard.received))
    assert counts == [1, 2, 2, 3, 3, 3, 3]

    heard.answer = 200
    office.program.advance(3600)
    office.program.advance(86400)

    assert len(heard.received) == 4
    assert len(set(events(heard.received))) == 1


@pytest.mark.parametrize(
    ("kind", "at_once", "after_an_hour"),
    [("callback_twice", 2, 2), ("callback_late", 0, 1), ("callback_lost", 0, 0)],
)
def test_callbacks_go_astray_on_demand(
    office: Office, heard: Callback, kind: str, at_once: int, after_an_hour: int
) -> None:
    office.program.post("/faults", {"kind": kind})
    office.enter("KTP_EL_HILANG_RUSAK", lost_card(office), callback_url=heard.url)
    assert len(heard.received) == at_once
    office.program.advance(3600)
    assert len(heard.received) == after_an_hour
    assert len(set(events(heard.received))) <= 1
