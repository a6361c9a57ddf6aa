"""The service with signing elsewhere, a simulated SIAK with its BSrE, and a batch to sign."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, select

from api.app import Parts, build_parts
from api.clock import Clock
from api.config import Settings
from api.domain.case import Document
from api.domain.line import Line
from api.domain.ports import SignerPort
from api.domain.values import DocumentStatus, Medium
from api.gateways.siak import HttpSiak
from api.gateways.signing.bsre import BsreSigner, make_signer
from api.gateways.signing.bsre_line import BsreAccount
from api.gateways.signing.pki import read_certificates
from api.gateways.signing.returned import Judge
from api.storage import tables as t
from api.usecases import commands as c
from siak_sim.app import build_app
from siak_sim.signing.bsre import Bsre
from siak_sim.signing.bsre_signers import DEFAULT_NIK
from siak_sim.wire.bsre_refusals import BASE
from siak_sim.world import SiakWorld
from simkit.program import listening
from tests.factories import HEAD, OPERATOR, PASSPHRASE, Bench
from tests.gateways.siak_service import World, config_at, working
from tests.installations import sqlite_url
from tests.simulators.siak_office import birth_of

PATIENCE = 5  # seconds until an answer is not waited for, in real time


@dataclass
class Elsewhere:
    """Both sides, and what the head of office does."""

    world: World
    parts: Parts
    application_id: str = ""
    signers: list[BsreSigner] = field(default_factory=list)  # made for a test

    @property
    def bsre(self) -> Bsre:
        return self.world.registry.bsre

    @property
    def bench(self) -> Bench:
        return self.world.bench

    async def birth_awaits_signature(self) -> None:
        """Bring a birth, an act and a family card, to the head of office's desk."""
        world = self.world
        answers = birth_of(world.cases["couple_expecting"])
        self.application_id = await self.bench.completed_review("AKTA_KELAHIRAN", **answers)
        await world.work()
        await self.bench.enter(self.application_id)
        await world.work()
        await world.decided(self.application_id)
        await self.bench.on(OPERATOR, c.SubmitForVerification, self.application_id)
        await self.bench.verify(self.application_id)
        await world.work()

    async def documents(self) -> list[Document]:
        """Return the act and the card as they are now."""
        case = await self.bench.case(self.application_id)
        return [each for each in case.counting if each.medium is Medium.PDF]

    async def statuses(self) -> list[DocumentStatus]:
        return [document.status for document in await self.documents()]

    async def wanted(self) -> tuple[c.ToSign, ...]:
        """Return what is verified, to be signed."""
        return tuple(
            c.ToSign(each.id, each.version)
            for each in await self.documents()
            if each.status is DocumentStatus.VERIFIED
        )

    async def sign(
        self, passphrase: str = PASSPHRASE, *, key: str | None = None, only: int | None = None
    ) -> str:
        """Sign what is verified and wait for the batch; return its id."""
        command = c.SignDocuments(
            documents=(await self.wanted())[:only], passphrase=passphrase, idempotency_key=key
        )
        outcome = await self.bench.do(HEAD, command)
        await self.bench.batches_end()
        assert outcome.batch_id is not None
        return outcome.batch_id

    async def finish(self, document: Document) -> c.Outcome:
        """Settle an unclear signature without bringing a file."""
        command = c.FinishSign(document_id=document.id, expected_version=document.version)
        return await self.bench.do(HEAD, command)

    async def items(self, batch_id: str | None = None) -> Sequence[RowMapping]:
        """Return what became of each document of a batch, or of the only one."""
        query = select(t.signing_item).order_by(t.signing_item.c.position)
        if batch_id is not None:
            query = query.where(t.signing_item.c.batch_id == batch_id)
        async with self.bench.office.work.read() as connection:
            return (await connection.execute(query)).mappings().all()

    def asked(self) -> int:
        """Count the signatures that were asked for, of SIAK or of BSrE."""
        return sum(self.world.calls("POST", path) for path in ("*/signature", "*/sign/pdf"))

    def made(self) -> int:
        """Count the signatures BSrE made, by its own ledger."""
        return len(self.bsre.ledger.all())

    def loses_answer(self, kind: str = "disconnect", **more: object) -> None:
        """Lose the answer to one signature."""
        path = "*/signature" if self.parts.settings.signing == "siak" else "*/sign/pdf"
        self.world.breaks(kind, match={"method": "POST", "path": path}, **more)

    def sees_bsre(self, **differently: Any) -> BsreSigner:
        """Return a signer at BSrE as the settings have it, but for what is named."""
        settings = replace(self.parts.settings, **differently)
        account = BsreAccount(
            settings.bsre_url,
            settings.bsre_user,
            settings.bsre_password,
            settings.bsre_timeout_seconds,
        )
        roots = [root for file in settings.trusted_roots for root in read_certificates(file)]
        judge = Judge(tuple(roots), self.bench.clock.now)
        signer = make_signer(settings.signing, account, settings.signer_niks, judge)
        self.signers.append(signer)
        return signer

    async def close(self) -> None:
        """Hang up."""
        for signer in self.signers:
            await signer.close()
        await self.parts.close()

    def signs_with(self, signer: SignerPort) -> None:
        """Let the office sign with this signer from now on."""
        self.bench.office = replace(self.bench.office, signer=signer)

    async def line(self) -> Line:
        """Return how the line to the signer is."""
        remote = self.bench.office.signer.line
        assert remote is not None
        return await self.world.remotes.line(remote)

    def files(self) -> list[str]:
        """Return the SHA-256 of every signed file SIAK's ledger names."""
        documents = [each for entry in self.world.ledger() for each in entry.documents]
        return [each.file_sha256 for each in documents if each.file_sha256]

    async def signed_pdfs(self, only: int | None = None) -> list[bytes]:
        """Return the signed files as they are stored with us."""
        stored = [each.signed_sha256 or "" for each in (await self.documents())[:only]]
        return [await self.bench.office.files.get(sha256) for sha256 in stored]


@asynccontextmanager
async def signing_elsewhere(
    folder: Path,
    template: Path,
    certificates: Path,
    page: bytes,
    at: datetime,
    *,
    signing: str = "siak",
    keys: Path | None = None,
    **more: Any,
) -> AsyncIterator[Elsewhere]:
    """Put the service and SIAK side by side, at this time, until the block ends.

    `keys`: a folder with BSrE's keys, which take long to make; `more`: other settings.
    """
    config = replace(config_at(at, folder), bsre_pki=str(keys or folder / "bsre"))
    simulator = build_app(config)
    async with AsyncExitStack() as serving:
        await serving.enter_async_context(listening(simulator))
        registry = simulator.world
        assert isinstance(registry, SiakWorld)
        registry.bsre.put_signer(DEFAULT_NIK, {"passphrase": PASSPHRASE})
        shutil.copy(template, folder / "db.sqlite3")
        data = folder / "data"
        data.mkdir()
        (data / "pki").symlink_to(certificates)
        settings = Settings(
            database_url=sqlite_url(folder / "db.sqlite3"),
            data_dir=data,
            public_url="http://127.0.0.1:1",
            siak_url=simulator.kernel.url,
            siak_token=str(simulator.ready()["token"]),
            siak_timeout_seconds=PATIENCE,
            signing=signing,
            signing_niks=f"{HEAD.id}={DEFAULT_NIK}",
            signing_roots=str(registry.bsre.keys.root_file),
            bsre_url=simulator.kernel.url + BASE,
            bsre_user=registry.bsre_user,
            bsre_password=registry.bsre_password,
            bsre_timeout_seconds=PATIENCE,
        )
        parts = build_parts(replace(settings, **more), Clock(seed=6311, frozen_at=at))
        bench = Bench(parts.office, parts.clock, page)
        line = parts.gateways.siak
        assert isinstance(line, HttpSiak)
        cases = registry.teller.told()["cases"]
        world = World(bench, line, working(bench), simulator, config, cases, None, serving)
        elsewhere = Elsewhere(world, parts)
        try:
            await elsewhere.birth_awaits_signature()
            yield elsewhere
        finally:
            await elsewhere.close()
