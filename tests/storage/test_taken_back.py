"""SIAK accepted an entry and will not go on with it: back to the operator, nothing half done."""

from __future__ import annotations

import pytest

from api.domain.ports import Permanent
from api.domain.values import DocumentStatus, Status
from api.domain.words import Effect
from api.usecases import commands as c
from tests.factories import OPERATOR
from tests.storage.house import House


async def signed_and_uploaded(house: House) -> str:
    """Return an application whose issue is promised."""
    bench = house.bench
    application_id = await bench.verified()
    await bench.sign(application_id)
    await bench.confirm_uploads(application_id)
    house.outside.siak.present = bench.accepted(await bench.case(application_id))
    return application_id


async def open_effects(house: House, application_id: str) -> list[str]:
    rows = [r for r in await house.rows() if r["application_id"] == application_id]
    waiting = [r for r in rows if r["state"] in ("pending", "running", "dead", "unknown")]
    return [r["kind"] for r in waiting if r["kind"] != Effect.TIMER]


@pytest.mark.parametrize("code", ["STATE_CHANGED", "NOT_ACCEPTED", "ENTRY_UNKNOWN"])
async def test_an_issue_siak_refuses_brings_the_file_back_to_the_operator(
    house: House, code: str
) -> None:
    application_id = await signed_and_uploaded(house)
    siak = house.outside.siak
    siak.refused["issue:"] = Permanent(code, "SIMULASI")
    await house.worker.drain()

    case = await house.bench.case(application_id)
    assert case.application.status is Status.COMPLETE
    assert [r["code"] for r in case.application.siak_reasons] == [code]
    assert {d.status for d in case.documents} == {DocumentStatus.ANNULLED}
    assert [call for call in siak.calls if call.startswith("cancel:")]
    assert await open_effects(house, application_id) == []


async def test_it_is_entered_anew_and_issued_under_new_numbers(house: House) -> None:
    application_id = await signed_and_uploaded(house)
    bench, siak = house.bench, house.outside.siak
    first = {d.number for d in (await bench.case(application_id)).counting}
    siak.refused["issue:"] = Permanent("STATE_CHANGED", "SIMULASI")
    await house.worker.drain()

    await bench.on(OPERATOR, c.EnterIntoSiak, application_id)
    await bench.accept(application_id)
    await bench.on(OPERATOR, c.SubmitForVerification, application_id)
    await bench.verify(application_id)
    await bench.sign(application_id)
    await bench.confirm_uploads(application_id)
    await bench.issue(application_id)

    case = await bench.case(application_id)
    assert case.application.status is Status.ISSUED
    assert first.isdisjoint(d.number for d in case.counting)


async def test_a_verification_siak_no_longer_wants_brings_it_back_too(house: House) -> None:
    application_id = await house.bench.verified()
    house.outside.siak.refused["verify:"] = Permanent("NOT_ACCEPTED", "SIMULASI")
    await house.worker.drain()

    case = await house.bench.case(application_id)
    assert case.application.status is Status.COMPLETE
    kinds = await open_effects(house, application_id)
    assert Effect.SIAK_VERIFY.value not in kinds
