"""Control routes of the gateway: callbacks, customers, inboxes, switches, live events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from simkit.control import PREFIX, ControlRefused, json_body
from simkit.faults import Json
from whatsapp_sim.phones import Phones
from whatsapp_sim.webhooks import HandshakeFailed, Webhooks
from whatsapp_sim.world import World, digits_of

Endpoint = Callable[[Request], Awaitable[Response]]


class GatewayControl:
    """What testers and the chat page may do with the gateway."""

    def __init__(self, world: World, phones: Phones, webhooks: Webhooks) -> None:
        self._world, self._phones, self._webhooks = world, phones, webhooks

    def routes(self) -> list[BaseRoute]:
        """Return the routes, each with its full path."""
        one = "/customers/{wa_id}"
        table: list[tuple[str, str, Endpoint]] = [
            ("/webhook", "POST", self._webhook),
            ("/webhook", "DELETE", self._forget_webhook),
            ("/customers", "GET", self._customers),
            (one, "GET", self._customer),
            (one, "PUT", self._change),
            (one + "/messages", "POST", self._say),
            (one + "/read", "POST", self._read),
            (one + "/inbox", "GET", self._inbox),
            (one + "/thread", "GET", self._thread),
            (one + "/inbox/{message_id}/media", "GET", self._inbox_media),
            (one + "/thread/{message_id}/media", "GET", self._thread_media),
            ("/deliveries", "GET", self._deliveries),
            ("/switches", "GET", self._switches),
            ("/switches", "PUT", self._switch),
            ("/events", "GET", self._events),
            ("/account", "GET", self._account),
        ]
        routes = [Route(PREFIX + path, endpoint, methods=[m]) for path, m, endpoint in table]
        return [Route("/", self._page), *routes]

    async def _page(self, _request: Request) -> Response:
        return HTMLResponse(files("whatsapp_sim").joinpath("chat.html").read_text("utf-8"))

    async def _webhook(self, request: Request) -> Response:
        body = await json_body(request)
        token = str(body.get("verify_token") or self._world.account.verify_token)
        secret = body.get("app_secret")
        try:
            await self._webhooks.register(str(body.get("url", "")), token, app_secret=secret)
        except HandshakeFailed as failed:
            raise ControlRefused(400, "handshake_failed", str(failed)) from None
        return JSONResponse({"success": True})

    async def _forget_webhook(self, _request: Request) -> Response:
        self._webhooks.forget_callbacks()
        return JSONResponse({"success": True})

    async def _customers(self, request: Request) -> Response:
        asked = request.query_params.get("limit", "")
        count = int(asked) if asked.isdigit() else len(self._world.customers)
        rows = [self._phones.as_json(customer) for customer in self._world.last_active(count)]
        return JSONResponse({"customers": rows, "total": len(self._world.customers)})

    async def _customer(self, request: Request) -> Response:
        customer = self._world.customers.get(_wa_id(request))
        if customer is None:
            raise ControlRefused(404, "no_such_customer", "nobody has this number yet")
        return JSONResponse(self._phones.as_json(customer))

    async def _change(self, request: Request) -> Response:
        customer = self._phones.change(_wa_id(request), await json_body(request))
        return JSONResponse(self._phones.as_json(customer))

    async def _say(self, request: Request) -> Response:
        body = await json_body(request)
        message = body.get("message")
        if not isinstance(message, dict):
            raise ControlRefused(400, "bad_message", "message is missing")
        return JSONResponse(self._phones.say(_wa_id(request), body.get("name"), message))

    async def _read(self, request: Request) -> Response:
        body = await json_body(request)
        self._phones.read(_wa_id(request), body.get("message_id"))
        return JSONResponse({"success": True})

    async def _inbox(self, request: Request) -> Response:
        found = self._world.inbox(_wa_id(request))
        return JSONResponse({"messages": [self._phones.row(message) for message in found]})

    async def _thread(self, request: Request) -> Response:
        found = self._world.thread(_wa_id(request))
        shown = [m for m in found if not m.outgoing or m.position]
        ordered = sorted(shown, key=lambda message: message.at)
        return JSONResponse({"messages": [self._phones.row(message) for message in ordered]})

    async def _inbox_media(self, request: Request) -> Response:
        message = self._phones.require(_wa_id(request), request.path_params["message_id"])
        return self._file(message.media_id)

    async def _thread_media(self, request: Request) -> Response:
        message = self._world.messages.get(request.path_params["message_id"])
        if message is None or message.wa_id != _wa_id(request):
            raise ControlRefused(404, "no_such_message", "no such message in this conversation")
        return self._file(message.media_id)

    def _file(self, media_id: str | None) -> Response:
        media = self._world.media.get(media_id or "")
        if media is None:
            raise ControlRefused(404, "no_media", "this message carries no file")
        return Response(media.content, headers={"content-type": media.mime_type})

    async def _deliveries(self, _request: Request) -> Response:
        rows = [delivery.as_json() for delivery in self._world.deliveries.values()]
        return JSONResponse({"deliveries": rows})

    async def _switches(self, _request: Request) -> Response:
        return JSONResponse(self._world.switches.as_json())

    async def _switch(self, request: Request) -> Response:
        try:
            self._world.switches = self._world.switches.changed(await json_body(request))
        except ValueError as refused:
            raise ControlRefused(400, "bad_switch", str(refused)) from None
        return JSONResponse(self._world.switches.as_json())

    async def _account(self, _request: Request) -> Response:
        account = self._world.account
        return JSONResponse({"name": account.verified_name, "number": account.display_phone_number})

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._world.listeners.add(queue)
        stopping = asyncio.create_task(self._world.kernel.stopping.wait())
        try:
            yield 'data: {"event": "hello", "wa_id": ""}\n\n'
            while not stopping.done():
                waiting = asyncio.create_task(queue.get())
                done, _ = await asyncio.wait(
                    [waiting, stopping], return_when=asyncio.FIRST_COMPLETED
                )
                if waiting not in done:
                    waiting.cancel()
                    break
                yield f"data: {json.dumps(waiting.result())}\n\n"
        finally:
            self._world.listeners.discard(queue)
            stopping.cancel()


def _wa_id(request: Request) -> str:
    return digits_of(request.path_params["wa_id"])
