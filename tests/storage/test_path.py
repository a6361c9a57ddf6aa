"""The whole path through the use cases, on both databases."""

from api.domain.values import Status
from tests.factories import Bench


async def test_an_application_comes_from_draft_to_completed(bench: Bench) -> None:
    application_id = await bench.issued()

    await bench.deliver(application_id)

    case = await bench.case(application_id)
    assert case.application.status is Status.COMPLETED
