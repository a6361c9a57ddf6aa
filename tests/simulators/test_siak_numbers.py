"""Numbers on the wire: gapless, unique, void for good when an entry is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.simulators.programs import Program
from tests.simulators.siak_office import (
    Office,
    birth_of,
)


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


@pytest.fixture
def accepted(office: Office) -> dict[str, Any]:
    return office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))


def test_numbers_are_gapless_and_unique_however_many_enter_at_once(office: Office) -> None:
    names = ["couple_expecting", *(f"couple_expecting_{n}" for n in range(2, 7))]
    bodies = [
        office.body(
            "AKTA_KELAHIRAN", birth_of(office.cases[name], f"Contoh {word}", birth_order=order)
        )
        for name in names
        for order, word in enumerate(("Satu", "Dua", "Tiga"), start=1)
    ]

    def send(body: dict[str, Any]) -> str:
        key = {"Idempotency-Key": body["application_number"]}
        return str(office.call("POST", "/entries", json=body, headers=key).json()["entry_id"])

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(send, bodies))
    office.program.advance(1)

    acts = sorted(office.entry(entry_id)["documents"][0]["number"] for entry_id in ids)
    assert acts == [f"6311-LU-02032020-{9001 + place}" for place in range(18)]


def test_a_cancelled_number_is_void_and_never_used_again(
    office: Office, accepted: dict[str, Any]
) -> None:
    cancelled = office.cancel(accepted).json()

    assert cancelled["status"] == "CANCELLED"
    assert cancelled["cancelled"]["reason"] == "salah isi"
    number = accepted["documents"][0]["number"]
    assert office.document(number)["status"] == "VOID"
    later = office.enter(
        "AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting_2"], "Contoh Kedua")
    )
    assert later["documents"][0]["number"] == number[:-4] + "9002"
    assert office.cancel(accepted).json()["status"] == "CANCELLED"


def test_every_number_given_out_tells_how_it_stands(office: Office) -> None:
    first, second, third = (
        office.enter("AKTA_KELAHIRAN", birth_of(office.cases[case], "Contoh Ani"))
        for case in ("couple_expecting_2", "couple_expecting_3", "couple_expecting_4")
    )
    office.finish(first)
    office.cancel(second)

    given = office.program.get("/numbers")["numbers"]

    stands = {(n["entry_id"], n["purpose"]): (n["status"], n["note"]) for n in given}
    for purpose in ("act", "nik"):
        assert stands[first["entry_id"], purpose] == ("ACTIVE", "")
        assert stands[second["entry_id"], purpose] == ("VOID", "salah isi")
        assert stands[third["entry_id"], purpose] == ("RESERVED", "")
    assert [n["serial"] for n in given if n["series"] == "LU:2020-03-02"] == [9001, 9002, 9003]
    assert office.program.get("/invariants") == {"broken": []}


def test_serials_begin_anew_every_day_and_for_every_series(office: Office) -> None:
    office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    office.program.advance(86400)
    late = birth_of(office.cases["late_birth_day_61"])
    decided = {"decided_by": "kadis", "decided_on": "2020-03-02"}
    second = office.enter("AKTA_KELAHIRAN", late, late_decision=decided)
    third = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting_2"]))
    numbers = [entry["documents"][0]["number"] for entry in (second, third)]
    assert numbers == ["6311-LT-03032020-9001", "6311-LU-03032020-9001"]
