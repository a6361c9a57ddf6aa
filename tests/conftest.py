"""Fixtures every folder may use; no logic."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.app import Parts, build_parts
from api.clock import Clock
from api.config import Settings
from api.domain.ports import Page, Signatory
from api.gateways.printing.printer import TypstPrinter
from api.gateways.signing import pki
from api.storage import migrate
from api.usecases.access import save_principal
from api.usecases.people import PEOPLE
from tests.factories import PASSPHRASE, Bench
from tests.postgres import Cluster, find_cluster

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning at the office


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a private PostgreSQL server, where its programs are."""
    with find_cluster() as found:
        yield found


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one development PKI with the head of office's certificate."""
    folder = tmp_path_factory.mktemp("pki")
    head = pki.NewSignatory("kepala-1", "Kepala Dinas SIMULASI", PASSPHRASE)
    pki.ensure_pki(folder, MONDAY, [head], rounds=1_000)
    return folder


@pytest.fixture(scope="session")
def printed_page() -> bytes:
    """Print one letter that serves as every document's final rendering."""
    printer = TypstPrinter()
    page = Page(
        type="SURAT_LAHIR_MATI",
        number="CONTOH",
        content={"title": "Surat CONTOH", "lines": [["Nama", "CONTOH"]]},
        signatory=Signatory("kepala-1", "Kepala Dinas SIMULASI", "Kepala Dinas", "1"),
        registration_date=MONDAY.date(),
        verification_url="http://127.0.0.1/v/contoh",
        made_at=MONDAY,
    )
    try:
        return asyncio.run(printer.print(page, draft=False))
    finally:
        printer.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name an empty database of each engine."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite3'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database() as url:
        yield url


@pytest.fixture
async def parts(database_url: str, tmp_path: Path, certificates: Path) -> AsyncIterator[Parts]:
    """Put the service together on an empty database, without anything running."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "pki").symlink_to(certificates)
    settings = Settings(
        database_url=database_url, data_dir=data, public_url="http://127.0.0.1:1", test_mode=True
    )
    await migrate.upgrade(database_url)
    parts = build_parts(settings, Clock(seed=6311, frozen_at=MONDAY))
    for person in PEOPLE:
        await save_principal(parts.office, person)
    yield parts
    await parts.close()


@pytest.fixture
def bench(parts: Parts, printed_page: bytes) -> Bench:
    """Offer an office with its people."""
    return Bench(parts.office, parts.clock, printed_page)
