"""Two transactions that wait for each other: the database ends one, and it is tried again."""

import asyncio

from api.domain.case import Application
from api.storage.store import Store
from tests.factories import Bench


async def test_whoever_the_database_chose_tries_again(bench: Bench) -> None:
    can_wait_for_each_other = bench.office.work.is_postgresql  # else writers queue for one lock
    first, second = await bench.create(), await bench.create()
    both_hold_one = asyncio.Barrier(2)
    tries = 0

    async def lock(store: Store, mine: str, other: str) -> Application | None:
        nonlocal tries
        tries += 1
        await store.applications.lock(mine)
        if can_wait_for_each_other and tries <= 2:
            await both_hold_one.wait()
        return await store.applications.lock(other)

    found = await asyncio.gather(
        bench.office.work.run(lambda store: lock(store, first, second)),
        bench.office.work.run(lambda store: lock(store, second, first)),
    )

    assert [each is not None for each in found] == [True, True]
    assert tries > 2 if can_wait_for_each_other else tries == 2
