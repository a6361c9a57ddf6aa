"""What both wire shapes of BSrE do alike: sign, judge, keep files for one download."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from siak_sim.signing.bsre_orders import Order
from siak_sim.wire.bsre_gate import BsreGate
from siak_sim.wire.bsre_reading import NIK
from siak_sim.wire.bsre_refusals import NOT_REGISTERED, BsreError, ServiceBroken

if TYPE_CHECKING:
    from siak_sim.signing.bsre_judging import Judged
    from siak_sim.world import SiakWorld

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Desk:
    """Where both shapes have their work done."""

    def __init__(self, world: SiakWorld, gate: BsreGate) -> None:
        self._world, self.gate = world, gate
        self.bsre, self.downloads = world.bsre, world.bsre_downloads

    def now(self) -> datetime:
        """Return the time."""
        return self._world.kernel.clock.now()

    def milliseconds_since(self, begun: datetime) -> int:
        """Return how long something took."""
        return (self.now() - begun) // _MILLISECOND

    def field(self) -> str:
        """Return the name of a new signature's field: the service's clock is in it."""
        return f"bcs_ecs_{(self.bsre.service_time() - _EPOCH) // _MILLISECOND}"

    def document_id(self) -> str:
        """Return a new document's id."""
        return self._world.kernel.random.octets(16, "bsre documents").hex()

    def require_nik(self, nik: str) -> str:
        """Refuse what is no NIK."""
        if not NIK.fullmatch(nik):
            raise BsreError(NOT_REGISTERED, "Penandatangan tidak terdaftar")
        return nik

    async def sign(
        self,
        request: Request,
        nik: str,
        orders: Sequence[Order],
        *,
        via: str,
        document_id: str | None = None,
    ) -> list[bytes] | Response:
        """Sign for somebody who was admitted; a fault may spoil what comes of it."""
        bsre = self.bsre
        await bsre.pause(bsre.latency.sign * len(orders) + bsre.delay_seconds)
        numbered = [
            replace(order, field=_later(order.field, place)) for place, order in enumerate(orders)
        ]
        signed = await bsre.fulfil(nik, numbered, via=via, document_id=document_id)
        return self.gate.spoil(request, nik, [order.pdf for order in orders], signed)

    async def judge(self, pdf: bytes, password: str = "") -> list[Judged]:
        """Judge the signatures of a file; what cannot be read breaks the service."""
        from siak_sim.signing.bsre_judging import NotReadable, judge_pdf  # imports pyHanko

        root, issuer = await self.bsre.keys.authorities()
        authorities = [issuer.certificate, root.certificate]
        try:
            judged = await asyncio.to_thread(judge_pdf, pdf, authorities, self.now(), password)
        except NotReadable:
            raise ServiceBroken(500) from None
        await self.bsre.pause(self.bsre.latency.verifying(len(judged)))
        return judged


def _later(field: str, by: int) -> str:
    head, _, number = field.rpartition("_")
    return f"{head}_{int(number) + by}"
