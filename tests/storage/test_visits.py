"""Times at the office: as many as it receives at once, and not one more."""

import asyncio
from datetime import timedelta

import pytest

from api.domain.errors import InvalidInput
from api.usecases import commands as c
from tests.factories import OFFICER, Bench


async def expected(bench: Bench) -> str:
    """Return an application that waits for a visit."""
    application_id = await bench.submitted("KTP_EL_BARU")
    await bench.review(application_id)
    await bench.on(OFFICER, c.ConfirmComplete, application_id, applicant_confirmed=True)
    return application_id


async def test_no_more_are_expected_at_a_time_than_the_office_receives(bench: Bench) -> None:
    ids = [await expected(bench) for _ in range(bench.office.policy.visits_at_once + 1)]
    at = bench.clock.now() + timedelta(days=2)

    found = await asyncio.gather(
        *(bench.on(OFFICER, c.ScheduleAttendance, each, at=at) for each in ids),
        return_exceptions=True,
    )

    refused = [each for each in found if isinstance(each, InvalidInput)]
    assert [each.path for each in refused] == [("at",)]
    late = next(i for i, f in zip(ids, found, strict=True) if f in refused)
    await bench.on(OFFICER, c.ScheduleAttendance, late, at=at + timedelta(hours=1))


async def test_a_time_in_the_past_is_refused(bench: Bench) -> None:
    application_id = await expected(bench)

    with pytest.raises(InvalidInput):
        await bench.on(OFFICER, c.ScheduleAttendance, application_id, at=bench.clock.now())
