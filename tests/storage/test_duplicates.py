"""Likeness is scored by the database, the same on both, for many applications at once."""

from api.storage import duplicates
from api.usecases import commands as c
from tests.factories import OFFICER, Bench


async def scores(bench: Bench, *ids: str) -> dict[str, list[tuple[str, int]]]:
    rules = bench.office.catalogue.duplicate_rules
    async with bench.office.work.read() as connection:
        found = await duplicates.alike(connection, ids, rules)
    return {own: [(each.application_id, each.score) for each in found.get(own, ())] for own in ids}


async def test_a_finished_event_of_once_counts_and_a_finished_card_does_not(bench: Bench) -> None:
    birth, again = [await bench.submitted("AKTA_KELAHIRAN") for _ in range(2)]
    card, another = [await bench.submitted("KK_HILANG_RUSAK") for _ in range(2)]
    await bench.on(OFFICER, c.CancelApplication, card, reason="ditarik")

    found = await scores(bench, birth, again, card, another)

    assert found[birth] == [(again, 100)]
    assert found[again] == [(birth, 100)]
    assert found[another] == []


async def test_services_are_compared_with_themselves_only(bench: Bench) -> None:
    birth = await bench.submitted("AKTA_KELAHIRAN")
    await bench.submitted("KK_HILANG_RUSAK")

    assert await scores(bench, birth) == {birth: []}
