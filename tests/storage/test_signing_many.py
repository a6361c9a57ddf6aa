"""Many documents under one passphrase, killed again and again: each is signed once."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from api.app import Parts, build_parts, pki_folder
from api.clock import Clock
from api.config import Settings
from api.domain.words import Effect
from api.gateways.signing import pki
from api.storage import tables as t
from api.usecases.access import create_token
from tests.factories import HEAD, PASSPHRASE, Bench
from tests.running import ROOT, clean_environment

MANY = {"sqlite": 200, "postgresql": 60}  # the second engine is asked the same of fewer
KILLS = (  # after which step of which document, in hundredths of all
    ("_begin", 20),  # the attempt is noted, nothing is signed
    ("_signed", 22),  # in the middle of the signature
    ("_stored", 18),  # the file is on the disk, the books do not know
    ("_finish", 15),  # between two documents
)
PATIENCE = 30.0

pytestmark = [pytest.mark.slow]


@dataclass
class Office:
    """A data folder with documents to sign, and the head of office's token."""

    settings: Settings
    token: str
    size: int

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment(
            DIKJAMILA_DATABASE_URL=self.settings.database_url,
            DIKJAMILA_DATA_DIR=str(self.settings.data_dir),
            DIKJAMILA_SIAK_URL="http://127.0.0.1:1",
            DIKJAMILA_WHATSAPP_URL="http://127.0.0.1:1",
            DIKJAMILA_TEST_MODE="1",
        )

    @contextmanager
    def served(self, *program: str) -> Iterator[Served]:
        """Run the service until the block ends; it may die before."""
        command = [sys.executable, "-m", *program, "serve", "--port", "0"]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            yield Served(process, ready["graphql"], self.token)
        finally:
            process.kill()
            process.wait(PATIENCE)
            if process.stdout is not None:
                process.stdout.close()


@dataclass
class Served:
    """The running program, asked as the head of office."""

    process: subprocess.Popen[str]
    address: str
    token: str

    def asks(self, query: str, **variables: Any) -> Any:
        answer = httpx.post(
            self.address,
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=PATIENCE,
        ).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def signs(self, documents: list[dict[str, Any]], key: str) -> str:
        """Start a batch and return its id."""
        payload = self.asks(
            """mutation($input: SignDocumentsInput!) { signDocuments(input: $input) {
                signingBatch { id } errors { message } } }""",
            input={"documents": documents, "passphrase": PASSPHRASE, "idempotencyKey": key},
        )["signDocuments"]
        assert payload["errors"] == []
        return str(payload["signingBatch"]["id"])

    def batch(self, batch_id: str) -> dict[str, Any]:
        query = """query($id: ID!) { signingBatch(id: $id) {
            state total signed refused failed left waiting } }"""
        found: dict[str, Any] = self.asks(query, id=batch_id)["signingBatch"]
        return found

    def ended(self, batch_id: str) -> dict[str, Any]:
        """Wait until a batch is no longer running."""
        deadline = time.monotonic() + PATIENCE
        while (batch := self.batch(batch_id))["state"] == "RUNNING":
            assert time.monotonic() < deadline, batch
            time.sleep(0.1)
        return batch

    def dies(self, batch_id: str) -> None:
        """Wait until the program has killed itself."""
        try:
            assert self.process.wait(PATIENCE) == -9
        except subprocess.TimeoutExpired:
            pytest.fail(f"it lives: {self.batch(batch_id)}")

    def unsigned(self, batch_id: str) -> list[dict[str, Any]]:
        """Return what of a batch is to be signed again, page by page."""
        query = """query($id: ID!, $after: String) { signingBatch(id: $id) {
            unsigned(first: 100, after: $after) { nodes { document { id version } }
                pageInfo { hasNextPage endCursor } } } }"""
        found: list[dict[str, Any]] = []
        page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
        while page["hasNextPage"]:
            part = self.asks(query, id=batch_id, after=page["endCursor"])["signingBatch"]
            found += [node["document"] for node in part["unsigned"]["nodes"]]
            page = part["unsigned"]["pageInfo"]
        return [{"documentId": d["id"], "expectedVersion": d["version"]} for d in found]

    def verified(self) -> list[dict[str, Any]]:
        """Return everything that waits for the signature, as the desk lists it."""
        query = """query($after: String) { applications(first: 100, after: $after,
            filter: {documentStatuses: [VERIFIED]}) { nodes { documents { id version } }
                pageInfo { hasNextPage endCursor } } }"""
        found: list[dict[str, Any]] = []
        page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
        while page["hasNextPage"]:
            part = self.asks(query, after=page["endCursor"])["applications"]
            found += [d for node in part["nodes"] for d in node["documents"]]
            page = part["pageInfo"]
        return [{"documentId": d["id"], "expectedVersion": d["version"]} for d in found]


@pytest.fixture
async def many(
    office_url: str, tmp_path: Path, printed_page: bytes
) -> AsyncIterator[tuple[Office, Parts]]:
    """Bring many documents before the head of office, by use cases only."""
    settings = Settings(database_url=office_url, data_dir=tmp_path / "data", test_mode=True)
    clock = Clock()
    head = pki.NewSignatory(HEAD.id, "Kepala Dinas SIMULASI", PASSPHRASE)
    pki.ensure_pki(pki_folder(settings), clock.now(), [head], rounds=1_000)
    parts = build_parts(settings, clock)
    bench = Bench(parts.office, clock, printed_page)
    size = MANY[parts.engine.dialect.name]
    for _ in range(size):
        await bench.verified()
    async with parts.office.work.begin() as store:  # the bench has printed everything itself
        printing = update(t.effect).where(t.effect.c.kind == Effect.DOCUMENT_RENDER)
        await store.connection.execute(printing.values(state="cancelled"))
    token = await create_token(parts.office, HEAD.id, secret=clock.secret(), label="uji")
    yield Office(settings, token, size), parts
    await parts.close()


async def test_all_are_signed_once_although_the_service_dies_four_times(
    many: tuple[Office, Parts],
) -> None:
    office, parts = many

    told = await asyncio.to_thread(sign_and_die, office)

    states = [batch["state"] for batch in told]
    assert states == ["INTERRUPTED"] * len(KILLS) + ["FINISHED"]
    assert all(batch["waiting"] == 0 for batch in told)
    assert sum(batch["signed"] for batch in told) == told[0]["total"] == office.size
    await each_is_signed_once(parts, office.size)


def sign_and_die(office: Office) -> list[dict[str, Any]]:
    """Sign, be killed, start again and sign what is left; return how each batch ended."""
    told: list[dict[str, Any]] = []
    batch_id: str | None = None
    for turn, (after, number) in enumerate((*KILLS, ("", 0))):
        at = str(office.size * number // 100)
        dying = ("tests.dying", after, at) if after else ("api",)
        with office.served(*dying) as service:
            if batch_id is not None:
                told.append(service.ended(batch_id))
            rest = service.verified() if batch_id is None else service.unsigned(batch_id)
            batch_id = service.signs(rest, f"kumpulan-{turn}")
            if after:
                service.dies(batch_id)
            else:
                told.append(service.ended(batch_id))
    return told


async def each_is_signed_once(parts: Parts, size: int) -> None:
    """Fail unless attempts, log and files all tell of one signature a document."""
    async with parts.office.work.read() as connection:
        attempts = (await connection.execute(select(t.sign_attempt))).mappings().all()
        finished = select(t.event.c.document_id).where(t.event.c.action == "FINISH_SIGN")
        logged = (await connection.execute(finished)).scalars().all()
        signed = select(t.document.c.signed_sha256).where(t.document.c.signed_sha256.is_not(None))
        files = (await connection.execute(signed)).scalars().all()
    done = Counter(row["document_id"] for row in attempts if row["state"] == "DONE")
    assert len(done) == len(set(logged)) == len(set(files)) == size
    assert set(done.values()) == {1}
    assert len(logged) == len(files) == size
    assert {row["state"] for row in attempts} == {"DONE", "FAILED"}
    for sha256 in files:
        verdict = await parts.office.signer.verify(await parts.office.files.get(sha256))
        assert verdict.genuine, verdict
