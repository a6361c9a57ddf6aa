"""The provider's own doors: one namespace of ids, any version, bearer or query token."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simkit.control import ControlRefused
from simkit.faults import Json
from simkit.wire import AFTER
from whatsapp_sim.errors import GraphError, unknown_object
from whatsapp_sim.media import PATH, MediaStore
from whatsapp_sim.nodes import Nodes, select_fields
from whatsapp_sim.sending import Sending
from whatsapp_sim.world import World

KINDS = ("token_expired", "media_expired")
_VERSION = re.compile(r"v\d+\.\d+")
_METHODS = ["GET", "POST", "DELETE"]


class Gateway:
    """Leads each call to the node and edge it names."""

    def __init__(self, world: World, media: MediaStore, sending: Sending, nodes: Nodes) -> None:
        self._world, self._media, self._sending, self._nodes = world, media, sending, nodes

    def routes(self) -> list[BaseRoute]:
        """Return the routes: downloads, and everything else."""
        return [
            Route(PATH, self._download),
            Route("/{path:path}", self._graph, methods=_METHODS),
        ]

    async def _download(self, request: Request) -> Response:
        self._authorise(request)
        agent = request.headers.get("user-agent")
        if self._world.switches.require_user_agent_on_media and not agent:
            return Response(status_code=400)
        asked = request.query_params
        media = self._media.open(asked.get("mid", ""), asked.get("ext", ""), asked.get("hash", ""))
        if media is None:
            return JSONResponse(unknown_object("").envelope(self._trace()), 404)
        return Response(media.content, headers={"content-type": media.mime_type})

    async def _graph(self, request: Request) -> Response:
        if request.url.path.startswith("/_sim/"):
            raise ControlRefused(404, "no_such_route", "no such control route")
        segments = [part for part in request.path_params["path"].split("/") if part]
        version = self._world.switches.graph_version_default
        if segments and _VERSION.fullmatch(segments[0]):
            version = segments.pop(0)
        answer = await self._dispatch(request, segments)
        headers = {"facebook-api-version": version, "x-fb-request-id": self._trace()}
        return JSONResponse(answer, headers=headers)

    async def _dispatch(self, request: Request, segments: list[str]) -> Json:
        if segments == ["oauth", "access_token"]:
            return self._nodes.access_token(dict(request.query_params))
        self._authorise(request)
        if not segments:
            raise GraphError(100, "an object id is missing")
        edge = "/".join(segments[1:])
        account = self._world.account
        if segments[0] == account.phone_number_id:
            return await self._number(request, edge)
        if segments[0] == account.account_id:
            parameters = await read_parameters(request)
            return await self._nodes.account(request.method, edge, parameters)
        if segments[0] == account.app_id:
            parameters = await read_parameters(request)
            return await self._nodes.app(request.method, edge, parameters)
        if not edge:
            return self._medium(request, segments[0])
        raise unknown_object(segments[0])

    async def _number(self, request: Request, edge: str) -> Json:
        if (request.method, edge) == ("POST", "media"):
            return await self._upload(request)
        parameters = await read_parameters(request)
        if (request.method, edge) == ("POST", "messages"):
            return await self._messages(request, parameters)
        return await self._nodes.number(request.method, edge, parameters)

    async def _messages(self, request: Request, body: Json) -> Json:
        if body.get("status") == "read":
            return self._nodes.mark_read(body)
        accepted = await self._sending.accept(body)
        request.scope[AFTER].append(accepted.begin)
        return accepted.answer

    async def _upload(self, request: Request) -> Json:
        kind = request.headers.get("content-type", "")
        if not kind.startswith("multipart/form-data"):
            raise GraphError(
                100, "file is missing", message="(#100) The parameter file is required."
            )
        async with request.form() as form:
            product = form.get("messaging_product") or request.query_params.get("messaging_product")
            if product != "whatsapp":
                raise GraphError(
                    100,
                    "messaging_product is missing",
                    message="(#100) The parameter messaging_product is required.",
                )
            file, declared = form.get("file"), form.get("type")
            if not isinstance(file, UploadFile):
                raise GraphError(
                    100, "file is missing", message="(#100) The parameter file is required."
                )
            mime_type = file.content_type or ""
            if "/" not in mime_type or mime_type == "application/octet-stream":
                mime_type = str(declared or mime_type)
            media = self._media.upload(await file.read(), mime_type, file.filename)
        return {"id": media.id}

    def _medium(self, request: Request, media_id: str) -> Json:
        number = request.query_params.get("phone_number_id")
        if request.method == "POST":
            raise unknown_object(media_id)
        media = self._media.require(media_id, number)
        if request.method == "DELETE":
            self._media.delete(media)
            return {"success": True}
        return select_fields(self._media.look_up(media), dict(request.query_params))

    def _authorise(self, request: Request) -> None:
        header = request.headers.get("authorization", "")
        given = header.removeprefix("Bearer ").strip() or request.query_params.get("access_token")
        if not given:
            raise GraphError(104)
        facts = {"method": request.method, "path": request.url.path}
        if self._world.kernel.faults.take("token_expired", **facts):
            raise GraphError(
                190,
                subcode=463,
                message="Error validating access token: Session has expired.",
            )
        if given != self._world.account.token:
            raise GraphError(190)

    def _trace(self) -> str:
        return "A" + self._world.kernel.random.text(22, "trace")

    async def answer_error(self, _request: Request, error: Exception) -> Response:
        """Answer a refusal in the provider's envelope."""
        assert isinstance(error, GraphError)
        shown = f'OAuth "Facebook Platform" "invalid_request" "{_header_text(error.text())}"'
        headers = {
            "www-authenticate": shown,
            "cache-control": "no-store",
            "content-type": self._world.switches.error_content_type,
        }
        return JSONResponse(error.envelope(self._trace()), error.http_status, headers=headers)

    async def answer_unknown(self, request: Request, error: Exception) -> Response:
        """Answer a path or method nobody serves, never with a page of the framework."""
        if request.url.path.startswith("/_sim/"):
            body = {"error": {"code": "no_such_route", "message": "no such control route"}}
            return JSONResponse(body, getattr(error, "status_code", 404))
        return await self.answer_error(request, GraphError(2500))

    async def answer_failure(self, request: Request, _error: Exception) -> Response:
        """Answer an unforeseen failure as the provider would."""
        return await self.answer_error(request, GraphError(131000))


def _header_text(text: str) -> str:
    return re.sub(r'[^\x20-\x7e]|"', "'", text)[:200]


async def read_parameters(request: Request) -> Json:
    """Merge query and body; the body may be JSON or a form."""
    parameters: dict[str, Any] = dict(request.query_params)  # JSON from outside
    raw = await request.body()
    if not raw.strip():
        return parameters
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = parse_qs(raw.decode("utf-8", "replace"))
        return {**parameters, **{key: values[-1] for key, values in form.items()}}
    try:
        body = json.loads(raw)
    except ValueError:
        raise GraphError(100, "the body is not valid JSON") from None
    if not isinstance(body, dict):
        raise GraphError(100, "the body is not a JSON object")
    return {**parameters, **body}
