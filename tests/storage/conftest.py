"""Fixtures of the storage tests: offices on copies of one prepared database of each engine."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from api.app import Parts
from tests.factories import Bench
from tests.installations import opened, prepare, sqlite_url
from tests.postgres import Cluster
from tests.storage.house import House


@pytest.fixture(scope="session")
def prepared_file(tmp_path_factory: pytest.TempPathFactory, certificates: Path) -> Path:
    """Make a SQLite file with schema and people, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    file = folder / "db.sqlite3"
    prepare(folder, certificates, sqlite_url(file))
    return file


@pytest.fixture(scope="session")
def prepared_database(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, certificates: Path
) -> Iterator[str]:
    """Make a PostgreSQL database with schema and people, to be copied; offer its name."""
    with cluster.database() as url:
        prepare(tmp_path_factory.mktemp("prepared"), certificates, url)
        yield url.split("@/")[1].split("?")[0]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def office_url(
    request: pytest.FixtureRequest, tmp_path: Path, prepared_file: Path
) -> Iterator[str]:
    """Name a database with schema and people, of each engine."""
    if request.param == "sqlite":
        yield sqlite_url(shutil.copy(prepared_file, tmp_path / "db.sqlite3"))
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database(request.getfixturevalue("prepared_database")) as url:
        yield url


@pytest.fixture
async def parts(office_url: str, tmp_path: Path, certificates: Path) -> AsyncIterator[Parts]:
    """Put the service together, without anything running."""
    async with opened(tmp_path, certificates, office_url) as parts:
        yield parts


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_parts(
    tmp_path_factory: pytest.TempPathFactory, prepared_file: Path, certificates: Path
) -> AsyncIterator[Parts]:
    """Put the service together once, on SQLite, for a file of tests that only add to it."""
    folder = tmp_path_factory.mktemp("office")
    url = sqlite_url(shutil.copy(prepared_file, folder / "db.sqlite3"))
    async with opened(folder, certificates, url) as parts:
        yield parts


@pytest.fixture
def shared_bench(shared_parts: Parts, printed_page: bytes) -> Bench:
    """Offer an office where other tests have left applications behind."""
    return Bench(shared_parts.office, shared_parts.clock, printed_page)


@pytest.fixture
def house(bench: Bench) -> House:
    """Offer an office whose outside systems follow a script."""
    return House(bench)
