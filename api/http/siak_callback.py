"""The door SIAK knocks at with its decisions; safe to hear twice."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.domain.ports import SiakEntry
from api.http.bodies import TooLarge, read_body
from api.usecases import siak_answers
from api.usecases.office import Office

BODY_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class CallbackDoor:
    """What the door needs to know SIAK by."""

    office: Office
    secret: str
    matches: Callable[[str, bytes, str | None], bool]
    parse: Callable[[dict[str, Any]], SiakEntry]

    def routes(self) -> list[Route]:
        """Return the door's routes."""
        return [Route("/callbacks/siak", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Apply the decision; 200 only after it is committed."""
        try:
            raw = await read_body(request, BODY_LIMIT)
        except TooLarge:
            return _refuse(413, "BODY_TOO_LARGE")
        if not self.matches(self.secret, raw, request.headers.get("x-siak-signature")):
            return _refuse(401, "WRONG_SIGNATURE")
        try:
            body = json.loads(raw)
            event_id, entry = str(body["event_id"]), self.parse(body["entry"])
        except (ValueError, KeyError, TypeError):
            return _refuse(400, "MALFORMED")
        await siak_answers.hear_callback(self.office, event_id, entry)
        return JSONResponse({"received": True})


def _refuse(status: int, code: str) -> Response:
    return JSONResponse({"error": {"code": code}}, status_code=status)
