"""Composition of one simulated gateway."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException

from simkit.faults import Json
from simkit.kernel import Kernel
from simkit.program import Simulator, assemble
from whatsapp_sim import gateway as gateway_module
from whatsapp_sim import sending as sending_module
from whatsapp_sim import webhooks as webhooks_module
from whatsapp_sim.config import Config
from whatsapp_sim.control import GatewayControl
from whatsapp_sim.errors import GraphError
from whatsapp_sim.gateway import Gateway
from whatsapp_sim.media import MediaStore
from whatsapp_sim.nodes import Nodes
from whatsapp_sim.phones import Phones
from whatsapp_sim.sending import Sending
from whatsapp_sim.webhooks import HandshakeFailed, Webhooks
from whatsapp_sim.world import World

KINDS = (*webhooks_module.KINDS, *sending_module.KINDS, *gateway_module.KINDS)
_HTTP_CODES = {400: 100, 401: 190, 403: 10, 429: 130429, 500: 131000, 503: 131016}
_log = logging.getLogger(__name__)


def build_app(config: Config | None = None) -> Simulator:
    """Build one gateway; many can live in one process."""
    config = config or Config()
    kernel = Kernel.make("whatsapp_sim", config.options, KINDS)
    world = World(kernel, config)
    media, webhooks = MediaStore(world), Webhooks(world)
    sending = Sending(world, media, webhooks)
    phones = Phones(world, media, webhooks, sending)
    gateway = Gateway(world, media, sending, Nodes(world, webhooks))
    registration = _Registration(webhooks, config, world.account.verify_token)
    return assemble(
        kernel,
        world,
        [*GatewayControl(world, phones, webhooks).routes(), *gateway.routes()],
        ready=lambda: ready_fields(world),
        error_body=forced_error,
        handlers={
            GraphError: gateway.answer_error,
            HTTPException: gateway.answer_unknown,
            Exception: gateway.answer_failure,
        },
        started=[webhooks.open, registration.begin],
        stopped=[registration.end, webhooks.close],
    )


def ready_fields(world: World) -> Json:
    """Return what a client needs to know, for the ready line."""
    account = world.account
    return {
        "token": account.token,
        "phone_number_id": account.phone_number_id,
        "account_id": account.account_id,
        "app_id": account.app_id,
        "app_secret": account.app_secret,
        "verify_token": account.verify_token,
        "display_phone_number": account.display_phone_number,
    }


def forced_error(status: int, params: Json) -> Json:
    """Return the provider's body for an error a fault asks for."""
    code = int(params.get("code", _HTTP_CODES.get(status, 131000)))
    return GraphError(code, str(params.get("details", "simulated failure"))).envelope("Asimulated")


@dataclass
class _Registration:
    """Registers the callback named at the start, as soon as it answers."""

    webhooks: Webhooks
    config: Config
    verify_token: str
    task: asyncio.Task[None] | None = field(default=None)

    async def begin(self) -> None:
        if self.config.webhook:
            self.task = asyncio.create_task(self._keep_trying(self.config.webhook))

    async def end(self) -> None:
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task

    async def _keep_trying(self, url: str) -> None:
        pause = 0.1
        while True:
            try:
                await self.webhooks.register(url, self.verify_token)
            except HandshakeFailed as failed:
                _log.info("callback not registered yet: %s", failed)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)
            else:
                return
