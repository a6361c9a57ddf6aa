"""One office with documents in every state for a whole module."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.verification.office import Office, at_the_door, make_office


@pytest.fixture(scope="session")
def office(
    tmp_path_factory: pytest.TempPathFactory, certificates: Path, printed_page: bytes
) -> Office:
    return make_office(tmp_path_factory.mktemp("office"), certificates, printed_page)


@pytest.fixture
async def door(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody, before the page."""
    app = office.app()
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        yield client
