"""Composition of one simulated SIAK."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from siak_sim.config import Config
from siak_sim.pages import Pages
from siak_sim.records import Json
from siak_sim.signing.bsre_signers import DEFAULT_NIK
from siak_sim.wire.bsre_doors import BsreDoors
from siak_sim.wire.bsre_refusals import BASE, answer_broken
from siak_sim.wire.control import SiakControl
from siak_sim.wire.doors import Doors
from siak_sim.wire.office_control import OfficeControl
from siak_sim.wire.openapi import describe
from siak_sim.world import KINDS, SiakWorld
from simkit.kernel import Kernel
from simkit.program import Simulator, assemble

_CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 409: "CONFLICT", 429: "TOO_MANY_REQUESTS"}


def build_app(config: Config | None = None) -> Simulator:
    """Build one SIAK; many can live in one process."""
    config = config or Config()
    kernel = Kernel.make("siak_sim", config.options, KINDS)
    world = SiakWorld(kernel, config)

    async def openapi(_request: Request) -> Response:
        return JSONResponse(describe(kernel.url))

    async def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path = request.url.path
        if path.startswith(BASE + "/"):
            return answer_broken(error.status_code, path, world.bsre.service_time())
        return await answer_unknown(request, error)

    return assemble(
        kernel,
        world,
        [
            Route("/openapi.json", openapi),
            *SiakControl(world).routes(),
            *OfficeControl(world).routes(),
            *Pages(world).routes(),
            *Doors(world).routes(),
            *BsreDoors(world).routes(),
        ],
        ready=lambda: _ready(kernel, world),
        error_body=forced_error,
        handlers={HTTPException: unknown},
        started=[world.callbacks.open],
        stopped=[world.callbacks.close],
    )


def _ready(kernel: Kernel, world: SiakWorld) -> Json:
    root = world.bsre.keys.root_file
    return {
        "token": world.token,
        "callback_secret": world.callback_secret,
        "bsre_nik": DEFAULT_NIK,
        "bsre_passphrase": world.bsre_passphrase,
        "bsre_url": kernel.url + BASE,
        "bsre_user": world.bsre_user,
        "bsre_password": world.bsre_password,
        **({"bsre_root": str(root)} if root else {}),
    }


def forced_error(status: int, params: Json) -> Json:
    """Return SIAK's body for an error a fault asks for."""
    code = params.get("code", _CODES.get(status, "SIAK_UNAVAILABLE"))
    error: Json = {"code": code, "message": params.get("message", "SIAK tidak dapat melayani.")}
    if "retry_after_seconds" in params:
        error["retry_after_seconds"] = params["retry_after_seconds"]
    return {"error": error}


async def answer_unknown(_request: Request, error: Exception) -> Response:
    """Answer an unknown route or method in SIAK's shape."""
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "REQUEST_INVALID")
    body = {"error": {"code": code, "message": "Alamat atau cara ini tidak ada."}}
    return JSONResponse(body, error.status_code)
