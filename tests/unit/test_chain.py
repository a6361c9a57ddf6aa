"""The event log's chain: any change of an entry or of its order shows in the hashes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from api.domain.chain import GENESIS, Entry, seal, seal_fields
from api.domain.values import Actor, Role

NOW = datetime(2026, 11, 23, 1, 0, 0, 250, tzinfo=UTC)
ENTRY = Entry(
    application_id="P1",
    version=2,
    document_id=None,
    action="CLAIM",
    from_status="SUBMITTED",
    to_status="UNDER_REVIEW",
    actor=Actor("petugas-1", Role.SERVICE_OFFICER, "petugas-1"),
    occurred_at=NOW,
    payload={"b": 1, "a": ["x"]},
)


def test_the_same_entry_has_the_same_seal() -> None:
    again = replace(ENTRY, payload={"a": ["x"], "b": 1})

    assert seal(ENTRY, GENESIS) == seal(again, GENESIS)
    assert len(seal(ENTRY, GENESIS)) == 64


def test_a_moment_is_the_same_in_every_zone() -> None:
    makassar = NOW.astimezone(timezone(timedelta(hours=8)))

    assert seal(replace(ENTRY, occurred_at=makassar), GENESIS) == seal(ENTRY, GENESIS)


@pytest.mark.parametrize(
    "change",
    [
        {"application_id": "P2"},
        {"version": 3},
        {"document_id": "D1"},
        {"action": "RELEASE"},
        {"from_status": None},
        {"to_status": "SUBMITTED"},
        {"actor": replace(ENTRY.actor, id="petugas-2")},
        {"actor": replace(ENTRY.actor, human_id="petugas-2")},
        {"actor": replace(ENTRY.actor, role=Role.HEAD_OF_OFFICE)},
        {"occurred_at": NOW + timedelta(microseconds=1)},
        {"payload": {"a": ["x"], "b": 2}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_no_fact_of_an_entry_can_change_unnoticed(change: dict[str, Any]) -> None:
    assert seal(replace(ENTRY, **change), GENESIS) != seal(ENTRY, GENESIS)


def test_an_entry_cannot_be_moved_behind_another() -> None:
    first = seal(ENTRY, GENESIS)

    assert seal(ENTRY, first) != first


def test_stored_fields_give_the_seal_of_the_entry() -> None:
    stored = {
        "application_id": "P1",
        "version": 2,
        "document_id": None,
        "action": "CLAIM",
        "from_status": "SUBMITTED",
        "to_status": "UNDER_REVIEW",
        "actor_id": "petugas-1",
        "actor_role": "SERVICE_OFFICER",
        "human_id": "petugas-1",
        "occurred_at": NOW,
        "payload": {"a": ["x"], "b": 1},
    }

    assert seal_fields(stored, GENESIS) == seal(ENTRY, GENESIS)
