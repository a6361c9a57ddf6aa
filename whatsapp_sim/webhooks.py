"""Webhook delivery: handshake, signature, faults of the way, retries for seven days."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import httpx

from simkit.clock import Job
from simkit.faults import Json
from simkit.journal import phones_in
from whatsapp_sim.events import envelope, wire_bytes
from whatsapp_sim.records import Attempt, Callback, Delivery
from whatsapp_sim.world import World

GIVE_UP_AFTER = timedelta(days=7)
KINDS = (
    "webhook_drop",
    "webhook_duplicate",
    "webhook_delay",
    "webhook_reorder",
    "webhook_bad_signature",
)
_AT_ONCE = 8  # more only makes the client search its connections longer
SCOPES = ("phone", "account", "app")


class HandshakeFailed(Exception):
    """The callback did not answer the verification request as it must."""


class Webhooks:
    """Hands events over to the business, again and again if need be."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._client: httpx.AsyncClient | None = None
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._held: dict[str, Delivery] = {}
        self._batch: dict[str, list[tuple[str, Json]]] = {}
        world.resume.append(self.resume)
        world.on_reset.append(self.forget_held)

    async def open(self) -> None:
        """Begin to be able to call out."""
        timeout = self._world.switches.webhook_timeout
        self._client = httpx.AsyncClient(timeout=timeout, trust_env=False)

    async def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            await self._client.aclose()

    @property
    def client(self) -> httpx.AsyncClient:
        """The connection to the outside, once opened."""
        assert self._client is not None
        return self._client

    async def register(
        self, url: str, verify_token: str, *, scope: str = "app", app_secret: str | None = None
    ) -> None:
        """Run the verification handshake and remember the callback."""
        challenge = self._world.kernel.random.digits(10, "challenge")
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": verify_token,
        }
        try:
            answer = await self.client.get(httpx.URL(url).copy_merge_params(query))
        except (httpx.HTTPError, httpx.InvalidURL) as broken:
            raise HandshakeFailed(f"callback not reachable: {type(broken).__name__}") from None
        if answer.status_code != 200 or answer.text != challenge:
            raise HandshakeFailed(f"callback answered {answer.status_code} without the challenge")
        secret = app_secret or self._world.account.app_secret
        self._world.callbacks[scope] = Callback(url, verify_token, secret)

    def callback(self) -> Callback | None:
        """Return the most specific callback there is."""
        found = (self._world.callbacks.get(scope) for scope in SCOPES)
        return next((callback for callback in found if callback), None)

    def emit(self, wa_id: str, event: str, value: Json, field: str = "messages") -> None:
        """Send an event on its way; `event` names it: message, sent, delivered, failed …"""
        if self._world.switches.batch_webhooks:
            waiting = self._batch.setdefault(wa_id, [])
            waiting.append((field, value))
            if len(waiting) == 1:
                self._schedule(self._now(), partial(self._flush, wa_id), wa_id)
        else:
            self._send(wa_id, event, [(field, value)])

    async def _flush(self, wa_id: str) -> None:
        self._send(wa_id, "batch", self._batch.pop(wa_id, []))

    def _send(self, wa_id: str, event: str, values: list[tuple[str, Json]]) -> None:
        callback = self.callback()
        if callback is None:
            return
        facts = {"phone": wa_id, "event": event}
        take = self._world.kernel.faults.take
        delivery = self._new_delivery(wa_id, event, callback.url, values)
        if take("webhook_drop", **facts):
            delivery.next_at = None
            delivery.attempts.append(Attempt(self._now(), None, "dropped by a fault"))
            return
        delivery.wrong_signature = take("webhook_bad_signature", **facts) is not None
        if duplicate := take("webhook_duplicate", **facts):
            for _ in range(int(duplicate.params.get("copies", 1))):
                self._copy(delivery)
        if delay := take("webhook_delay", **facts):
            delivery.next_at = self._now() + timedelta(
                seconds=float(delay.params.get("seconds", 60))
            )
        if reorder := take("webhook_reorder", **facts):
            self._hold(delivery, float(reorder.params.get("seconds", 5)))
        else:
            self._go(delivery)
            held = self._held.pop(wa_id, None)
            if held is not None:
                self._now_go(held)

    def _new_delivery(
        self, wa_id: str, event: str, url: str, values: list[tuple[str, Json]]
    ) -> Delivery:
        payload = envelope(self._world.account, values)
        body = wire_bytes(payload, escape=self._world.switches.escape_webhook_json)
        number = f"delivery-{len(self._world.deliveries) + 1}"
        delivery = Delivery(number, wa_id, event, url, body, self._now(), self._now())
        self._world.deliveries[number] = delivery
        return delivery

    def _copy(self, delivery: Delivery) -> None:
        number = f"delivery-{len(self._world.deliveries) + 1}"
        copy = replace(delivery, id=number, attempts=[])
        self._world.deliveries[number] = copy
        self._go(copy)

    def _hold(self, delivery: Delivery, at_most: float) -> None:
        """Keep one event back until the next has gone, or for some seconds."""
        self._held[delivery.wa_id] = delivery
        delivery.next_at = self._now() + timedelta(seconds=at_most)
        self._schedule(delivery.next_at, partial(self._release, delivery), delivery.wa_id)

    async def _release(self, delivery: Delivery) -> None:
        if self._held.get(delivery.wa_id) is delivery:
            del self._held[delivery.wa_id]
            self._now_go(delivery)

    def _now_go(self, delivery: Delivery) -> None:
        delivery.next_at = self._now()
        self._go(delivery)

    def _go(self, delivery: Delivery) -> None:
        when = delivery.next_at or self._now()
        self._schedule(when, partial(self._attempt, delivery), delivery.wa_id)

    def _schedule(self, when: datetime, job: Job, wa_id: str) -> None:
        self._world.kernel.clock.schedule(when, job, "webhook", lane=wa_id)

    async def _attempt(self, delivery: Delivery) -> None:
        status, note = await self._post(delivery)
        delivery.attempts.append(Attempt(self._now(), status, note))
        delivery.wrong_signature = False
        delivery.next_at = None if status == 200 else self._next(delivery)
        await self._note(delivery, status or 0)
        if delivery.next_at is not None:
            self._go(delivery)

    def _next(self, delivery: Delivery) -> datetime | None:
        """Return when to try again: twice as long each time, until seven days have gone."""
        pause = self._world.switches.first_retry_after * 2 ** (len(delivery.attempts) - 1)
        when = self._now() + timedelta(seconds=pause)
        return when if when - delivery.created_at <= GIVE_UP_AFTER else None

    async def _post(self, delivery: Delivery) -> tuple[int | None, str]:
        headers = {
            "content-type": "application/json",
            "user-agent": "facebookexternalua",
            "x-hub-signature-256": "sha256=" + self._signature(delivery),
        }
        try:
            async with self._at_once:
                answer = await self.client.post(
                    delivery.url, content=delivery.body, headers=headers
                )
        except httpx.HTTPError as broken:
            return None, type(broken).__name__
        return answer.status_code, ""

    def _signature(self, delivery: Delivery) -> str:
        callback = self.callback()
        secret = callback.app_secret if callback else self._world.account.app_secret
        signed = hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()
        return signed[::-1] if delivery.wrong_signature else signed

    async def _note(self, delivery: Delivery, status: int) -> None:
        await self._world.kernel.journal.record(
            "POST",
            urlsplit(delivery.url).path,
            status,
            request=json.loads(delivery.body),
            direction="out",
            phones=phones_in(delivery.body.decode()) | {delivery.wa_id},
            note=f"{delivery.event}, attempt {len(delivery.attempts)}",
        )

    def resume(self) -> None:
        """Go on with what a dump left undelivered."""
        self.forget_held()
        for delivery in self._world.deliveries.values():
            if delivery.next_at is not None:
                self._go(delivery)

    def forget_held(self) -> None:
        """Drop what is held back."""
        self._held.clear()
        self._batch.clear()

    def forget_callbacks(self) -> None:
        """Have nobody to tell anything any more."""
        self._world.callbacks.clear()

    def _now(self) -> datetime:
        return self._world.kernel.clock.now()
