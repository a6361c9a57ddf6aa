"""An office with documents in every state, made once through the use cases, opened at will."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from api.app import Parts, build_app
from api.clock import Clock
from api.config import Settings
from api.usecases import commands as c
from tests.factories import HEAD, Bench
from tests.installations import MONDAY, prepare, sqlite_url

BIRTH = {
    "number": "6311-LU-23112026-9001",
    "nik": "6311064103269001",
    "name": "AISYAH PUTRI CONTOH",
    "birth_place": "PARINGIN",
    "birth_date": "2026-03-01",
    "father_name": "AHMAD RIFANI CONTOH",
    "mother_name": "SITI RAHMAH CONTOH",
}
NUMBERS = {"active": "9001", "superseded": "9002", "annulled": "9003", "signed": "9004"}
LATER = timedelta(days=2)  # when documents are superseded and annulled
TODAY = MONDAY + timedelta(days=3)  # when anybody looks


@dataclass(frozen=True)
class Paper:
    """One document: the token of its QR code, its number and its signed file."""

    id: str
    token: str
    number: str
    pdf: bytes = field(repr=False)


@dataclass(frozen=True)
class Office:
    """A folder with the office's books and its documents by how they stand."""

    folder: Path
    papers: Mapping[str, Paper]

    @property
    def active(self) -> Paper:
        return self.papers["active"]

    def settings(self, **more: Any) -> Settings:
        """Return settings without limits for strangers, unless some are named."""
        unlimited = {"verify_per_minute": 0, "verify_files_per_minute": 0}
        return Settings(
            database_url=sqlite_url(self.folder / "db.sqlite3"),
            data_dir=self.folder / "data",
            public_url="http://127.0.0.1:1",
            worker="off",
            **{**unlimited, **more},
        )

    def environment(self) -> dict[str, str]:
        """Return what a command of the service needs to find these books."""
        return {
            "DIKJAMILA_DATABASE_URL": sqlite_url(self.folder / "db.sqlite3"),
            "DIKJAMILA_DATA_DIR": str(self.folder / "data"),
        }

    def app(self, **more: Any) -> Starlette:
        """Return the whole service on these books, on a day when everything has happened."""
        return build_app(self.settings(**more), Clock(seed=1, frozen_at=TODAY))


@asynccontextmanager
async def at_the_door(
    app: Starlette, address: str = "127.0.0.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """Offer a client from this address, in process, without a login."""
    transport = httpx.ASGITransport(app=app, client=(address, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://kantor.example") as client:
        yield client


def make_office(folder: Path, certificates: Path, page: bytes) -> Office:
    """Issue one document, supersede one, annul one, and leave one signed but not issued."""
    prepare(folder, certificates, sqlite_url(folder / "db.sqlite3"))
    office = Office(folder, {})
    return Office(folder, asyncio.run(_fill(office, page)))


async def _fill(office: Office, page: bytes) -> dict[str, Paper]:
    app = build_app(office.settings(), Clock(seed=6311, frozen_at=MONDAY))
    async with app.router.lifespan_context(app):
        parts: Parts = app.state.parts
        bench = Bench(parts.office, parts.clock, page)
        found = {}
        for name in ("active", "superseded", "annulled"):
            found[name] = await bench.issued()
        found["signed"] = await bench.verified()
        await bench.sign(found["signed"])
        later = await bench.verified()
        await bench.sign(later)
        await bench.confirm_uploads(later)
        parts.clock.advance(LATER.total_seconds())
        old = await bench.document(found["superseded"])
        await bench.issue(later, superseded=(old.number,))
        void = await bench.document(found["annulled"])
        await bench.do(
            HEAD,
            c.AnnulDocument(
                document_id=void.id, expected_version=void.version, reason="CONTOH: putusan"
            ),
        )
        return {name: await _paper(bench, name, which) for name, which in found.items()}


async def _paper(bench: Bench, name: str, application_id: str) -> Paper:
    """Return the document, which gets the content of a birth certificate."""
    document = (await bench.case(application_id)).documents[0]
    content = {**BIRTH, "number": f"6311-LU-23112026-{NUMBERS[name]}"}
    async with bench.office.work.begin() as store:
        await store.documents.note(
            document.id,
            {"content": content, "number": content["number"], "type": "AKTA_KELAHIRAN"},
        )
    pdf = await bench.office.files.get(document.signed_sha256 or "")
    return Paper(document.id, document.token, content["number"], pdf)
