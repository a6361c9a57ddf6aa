"""An office with its worker, and outside systems that follow a script."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from api.domain.inbound import Receipt
from api.domain.ports import OutgoingMessage
from api.domain.words import Effect
from api.storage import tables as t
from api.usecases import receipts
from api.worker import Worker
from tests.factories import Bench
from tests.scripted import Outside


class House:
    """An office with its worker, and outside systems that follow a script."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.clock = bench, bench.clock
        self.outside = Outside()
        self.worker = Worker(bench.office, self.outside.gateways, is_alone=False)

    async def promise_text(self, key: str, lane: str = "wa:1", **payload: Any) -> None:
        """Promise a text to a citizen."""
        message = OutgoingMessage("62899000001", None, "text", body="CONTOH")
        async with self.bench.office.work.begin() as store:
            await store.outbox.promise(
                Effect.WHATSAPP_SEND,
                key,
                {"message": asdict(message), **payload},
                now=self.clock.now(),
                lane=lane,
            )

    async def promise_siak_call(self, key: str = "siak.cancel:1") -> None:
        """Promise a call to SIAK that may be repeated."""
        async with self.bench.office.work.begin() as store:
            await store.outbox.promise(
                Effect.SIAK_CANCEL,
                key,
                {"entry_id": "E1", "submit_key": "k", "reason": "SIMULASI"},
                now=self.clock.now(),
                lane="siak:1",
            )

    async def rows(self, *, kind: Effect | None = None) -> list[Any]:
        """Return the effects as an officer sees them, in the order of their promises."""
        query = select(t.effect).order_by(t.effect.c.seq)
        if kind is not None:
            query = query.where(t.effect.c.kind == kind)
        async with self.bench.office.work.read() as connection:
            return list((await connection.execute(query)).mappings().all())

    async def row(self, key: str) -> Any:
        """Return one effect."""
        return next(row for row in await self.rows() if row["key"] == key)

    async def later(self, seconds: float) -> None:
        """Let time pass, and everything that falls due be done."""
        self.clock.advance(seconds)
        await self.worker.drain()

    async def issued(self, **answers: Any) -> str:
        """Return an application in ISSUED whose SIAK calls are done."""
        application_id = await self.bench.issued(**answers)
        self.outside.siak.present = self.bench.accepted(await self.bench.case(application_id))
        return application_id

    async def delivery(self, application_id: str) -> Any:
        """Return the newest promise that carries the document to the citizen."""
        rows = [r for r in await self.rows() if r["payload"].get("delivers")]
        return [r for r in rows if r["application_id"] == application_id][-1]

    async def receipt(self, row: Any, status: str, code: str | None = None) -> bool:
        """Let a receipt for a message arrive, as WhatsApp tells it."""
        message_id = row["external_id"] or f"wamid.{row['key']}"
        return await receipts.hear(self.bench.office, Receipt(message_id, status, row["key"], code))
