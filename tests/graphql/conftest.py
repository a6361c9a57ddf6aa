"""A house to ask: the whole service in process, its certificates made once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.clock import Clock
from api.gateways.signing import pki
from tests.graphql.by_hand_office import ByHand, by_hand
from tests.graphql.house import PASSPHRASE, House, opened


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki") / "pki"
    signatory = pki.NewSignatory("kepala-1", "Kepala Dinas SIMULASI", PASSPHRASE)
    pki.ensure_pki(folder, Clock().now(), [signatory], rounds=1_000)
    return folder


@pytest.fixture
async def house(tmp_path: Path, certificates: Path) -> AsyncIterator[House]:
    async with opened(tmp_path / "data", certificates) as found:
        yield found


@pytest.fixture
async def house_anywhere(
    tmp_path: Path, certificates: Path, database_url: str
) -> AsyncIterator[House]:
    """On SQLite and on PostgreSQL."""
    async with opened(tmp_path / "data", certificates, database_url=database_url) as found:
        yield found


@pytest.fixture
async def office(tmp_path: Path, certificates: Path) -> AsyncIterator[ByHand]:
    async with by_hand(tmp_path / "data", certificates) as found:
        yield found


@pytest.fixture
async def office_anywhere(
    tmp_path: Path, certificates: Path, database_url: str
) -> AsyncIterator[ByHand]:
    """On SQLite and on PostgreSQL."""
    async with by_hand(tmp_path / "data", certificates, database_url=database_url) as found:
        yield found
