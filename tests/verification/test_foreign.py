"""Files others signed are told apart from ours, and from those whose signer we trust."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.gateways.signing.local import LocalSigner
from api.gateways.signing.pki import ROOT, NewSignatory, ensure_pki
from tests.installations import MONDAY
from tests.verification.office import Office, at_the_door
from tests.verification.reading import heading, said, send


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another authority, with a signatory of its own."""
    folder = tmp_path_factory.mktemp("foreign") / "pki"
    ensure_pki(folder, MONDAY, [NewSignatory("lain", "LEMBAGA LAIN CONTOH", "frasa")], rounds=1_000)
    return folder


@pytest.fixture(scope="module")
def signed(foreign: Path, printed_page: bytes) -> bytes:
    """A letter the other authority's signatory signed."""

    async def sign() -> bytes:
        key = await LocalSigner(foreign, lambda: MONDAY).unlock("lain", "frasa")
        file = await key.sign(printed_page, field="T", reason="CONTOH", now=MONDAY)
        key.close()
        return file.pdf

    return asyncio.run(sign())


async def test_a_file_of_another_authority_is_not_from_this_office(
    office: Office, signed: bytes
) -> None:
    app = office.app()
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        page = await send(client, "/v", signed)

    assert heading(page) == "Bukan dari kantor ini"
    assert "LEMBAGA LAIN" not in said(page)  # anybody can write a name into a certificate


async def test_a_file_of_an_authority_we_trust_is_not_on_our_books(
    office: Office, foreign: Path, signed: bytes
) -> None:
    app = office.app(signing_roots=str(foreign / ROOT))
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        page = await send(client, "/v", signed)

    assert heading(page) == "Tidak tercatat"
    assert "LEMBAGA LAIN CONTOH" in said(page)
