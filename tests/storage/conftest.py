"""Fixtures of the storage tests: offices on SQLite alone, where that is enough."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from api.app import Parts
from tests.factories import Bench
from tests.installations import installed


@pytest.fixture
async def sqlite_parts(tmp_path: Path, certificates: Path) -> AsyncIterator[Parts]:
    """Put the service together on an empty SQLite file."""
    async with installed(tmp_path, certificates) as parts:
        yield parts


@pytest.fixture
def sqlite_bench(sqlite_parts: Parts, printed_page: bytes) -> Bench:
    """Offer an office with its people on SQLite."""
    return Bench(sqlite_parts.office, sqlite_parts.clock, printed_page)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_parts(
    tmp_path_factory: pytest.TempPathFactory, certificates: Path
) -> AsyncIterator[Parts]:
    """Put the service together once for a file of tests that only add to it."""
    async with installed(tmp_path_factory.mktemp("office"), certificates) as parts:
        yield parts


@pytest.fixture
def shared_bench(shared_parts: Parts, printed_page: bytes) -> Bench:
    """Offer an office where other tests have left applications behind."""
    return Bench(shared_parts.office, shared_parts.clock, printed_page)
