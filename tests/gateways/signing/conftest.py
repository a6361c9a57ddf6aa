"""BSrE's keys made once, and documents before a head of office who signs elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateways.signing.elsewhere import Elsewhere, signing_elsewhere
from tests.gateways.signing.served import ServedPki, pki_served
from tests.installations import MONDAY, prepare, sqlite_url


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, certificates: Path) -> Path:
    """A database with the office's people, made once."""
    folder = tmp_path_factory.mktemp("template")
    prepare(folder, certificates, sqlite_url(folder / "db.sqlite3"))
    return folder / "db.sqlite3"


@pytest.fixture(scope="session")
def bsre_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the simulated BSrE keeps its keys."""
    return tmp_path_factory.mktemp("bsre")


@pytest.fixture
async def inside(
    tmp_path: Path, template: Path, certificates: Path, printed_page: bytes, bsre_keys: Path
) -> AsyncIterator[Elsewhere]:
    """An act and a family card before the head of office, who signs inside SIAK."""
    async with signing_elsewhere(
        tmp_path, template, certificates, printed_page, MONDAY, keys=bsre_keys
    ) as found:
        yield found


@pytest.fixture
async def at_bsre(anywhere: Elsewhere) -> Elsewhere:
    """An act and a family card before the head of office, who signs at BSrE itself."""
    return anywhere


@pytest.fixture(params=["siak", "bsre_v1", "bsre_v2"])
async def anywhere(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    template: Path,
    certificates: Path,
    printed_page: bytes,
    bsre_keys: Path,
) -> AsyncIterator[Elsewhere]:
    """An act and a family card before the head of office, whose key lies elsewhere."""
    async with signing_elsewhere(
        tmp_path,
        template,
        certificates,
        printed_page,
        MONDAY,
        signing=request.param,
        keys=bsre_keys,
    ) as found:
        yield found


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[ServedPki]:
    """A PKI of one's own behind a real socket; its certificates name the address."""
    async with pki_served(tmp_path / "served") as pki:
        yield pki
