"""BSrE's service beside SIAK: both shapes behind one gate, and its control routes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from siak_sim.signing.bsre import SEAL_SUBSCRIBER
from siak_sim.signing.bsre_manner import MannerInvalid
from siak_sim.signing.bsre_signers import SignerInvalid
from siak_sim.wire.bsre_desk import Desk
from siak_sim.wire.bsre_gate import BsreGate
from siak_sim.wire.bsre_refusals import BASE
from siak_sim.wire.bsre_v1 import BsreV1
from siak_sim.wire.bsre_v2 import BsreV2
from simkit.control import PREFIX, ControlRefused, json_body

if TYPE_CHECKING:
    from siak_sim.world import SiakWorld


class BsreDoors:
    """All routes of BSrE."""

    def __init__(self, world: SiakWorld) -> None:
        self._world = world
        self._gate = BsreGate(world, world.bsre_user, world.bsre_password)

    def routes(self) -> list[BaseRoute]:
        """Return the service's routes behind its gate, and the control routes."""
        desk, manner = Desk(self._world, self._gate), self._world.bsre
        first = [
            Route(
                BASE + path,
                self._gate.guarded(do, error_key=lambda: "error"),
                methods=[verb],
            )
            for verb, path, do in BsreV1(desk).table()
        ]
        second = [
            Route(
                BASE + path,
                self._gate.guarded(do, error_key=lambda: manner.manner.v2_error_key),
                methods=[verb],
            )
            for verb, path, do in BsreV2(desk).table()
        ]
        return [*first, *second, *self._control()]

    def _control(self) -> list[BaseRoute]:
        table = (
            ("/bsre", "GET", self._shown),
            ("/bsre", "PUT", self._change),
            ("/bsre/signers/{nik}", "PUT", self._set_signer),
            ("/bsre/signatures", "GET", self._signatures),
            ("/bsre/totp", "GET", self._codes),
        )
        return [Route(PREFIX + path, endpoint, methods=[verb]) for path, verb, endpoint in table]

    async def _shown(self, _request: Request) -> Response:
        bsre = self._world.bsre
        return JSONResponse(
            {
                "signers": [signer.as_json() for signer in bsre.signers()],
                "default_signer": await bsre.default_signer(),
                "seal_subscriber": SEAL_SUBSCRIBER,
                "root_certificate": await bsre.root(),
                **bsre.manner.as_json(),
            }
        )

    async def _change(self, request: Request) -> Response:
        bsre = self._world.bsre
        try:
            bsre.manner = bsre.manner.changed(await json_body(request))
        except MannerInvalid as refused:
            raise ControlRefused(400, "bad_bsre", str(refused)) from None
        return await self._shown(request)

    async def _set_signer(self, request: Request) -> Response:
        told = await json_body(request)
        try:
            signer = self._world.bsre.put_signer(request.path_params["nik"], told)
        except SignerInvalid as refused:
            raise ControlRefused(400, "bad_signer", str(refused)) from None
        return JSONResponse(signer.as_json())

    async def _signatures(self, _request: Request) -> Response:
        made = [asdict(each) for each in self._world.bsre.ledger.all()]
        return JSONResponse({"signatures": made})

    async def _codes(self, _request: Request) -> Response:
        return JSONResponse({"codes": self._world.bsre.codes.all()})
