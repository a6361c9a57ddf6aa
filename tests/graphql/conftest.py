"""A house to ask: the whole service in process on SQLite, its certificates made once."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.app import build_app, pki_folder
from api.clock import Clock
from api.config import Settings
from api.gateways import pki
from api.usecases.people import development
from tests.graphql.house import House, Phone, Post, YesSiak

PASSPHRASE = "SIMULASI-frasa-9001"


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki") / "pki"
    signatory = pki.NewSignatory("kepala-1", "Kepala Dinas SIMULASI", PASSPHRASE)
    pki.ensure_pki(folder, Clock().now(), [signatory])
    return folder


@pytest.fixture
async def house(tmp_path: Path, certificates: Path) -> AsyncIterator[House]:
    settings = Settings(
        data_dir=tmp_path / "data", worker="off", public_url="http://layanan.example/djm"
    )
    shutil.copytree(certificates, pki_folder(settings))
    app = build_app(settings)
    async with app.router.lifespan_context(app):
        parts = app.state.parts
        made = await development(
            parts.office, parts.make_certificate, parts.clock.secret, PASSPHRASE
        )
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://layanan") as client:
            yield House(app, parts, made["tokens"], PASSPHRASE, YesSiak(), Phone(), Post(), client)
