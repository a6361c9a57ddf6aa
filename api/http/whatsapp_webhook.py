"""The door WhatsApp knocks at: verification, signature over the raw bytes, answer after commit."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.domain.inbound import InboundMessage, Receipt
from api.http.bodies import TooLarge, read_body
from api.usecases import chat, receipts
from api.usecases.office import Office

BODY_LIMIT = 3 * 1024 * 1024  # the provider sends up to 3 MB


@dataclass(frozen=True)
class WebhookDoor:
    """What the door needs to know the provider by."""

    office: Office
    app_secret: str
    verify_token: str
    matches: Callable[[str, bytes, str | None], bool]
    parse: Callable[[Mapping[str, Any]], Iterable[InboundMessage | Receipt]]

    def routes(self) -> list[Route]:
        """Return the door's routes."""
        return [
            Route("/webhooks/whatsapp", self.verify, methods=["GET"]),
            Route("/webhooks/whatsapp", self.receive, methods=["POST"]),
        ]

    async def verify(self, request: Request) -> Response:
        """Answer the provider's challenge if it knows our token."""
        query = request.query_params
        token = query.get("hub.verify_token", "")
        known = bool(self.verify_token) and compare_digest(
            token.encode(), self.verify_token.encode()
        )
        if query.get("hub.mode") != "subscribe" or not known:
            return PlainTextResponse("forbidden", status_code=403)
        return PlainTextResponse(query.get("hub.challenge", ""))

    async def receive(self, request: Request) -> Response:
        """Take every message and receipt in; 200 only after they are committed."""
        try:
            raw = await read_body(request, BODY_LIMIT)
        except TooLarge:
            return PlainTextResponse("too large", status_code=413)
        if not self.matches(self.app_secret, raw, request.headers.get("x-hub-signature-256")):
            return PlainTextResponse("wrong signature", status_code=401)
        try:
            body = json.loads(raw)
        except ValueError:
            return PlainTextResponse("", status_code=200)  # signed, but nothing to be done with it
        if isinstance(body, dict):
            for item in self.parse(body):
                if isinstance(item, InboundMessage):
                    await chat.hear(self.office, item)
                else:
                    await receipts.hear(self.office, item)
        return PlainTextResponse("", status_code=200)
