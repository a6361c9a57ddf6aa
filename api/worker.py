"""Keeps the promises of the outbox: claims what is due, acts through the gateways, finishes.

Never a call inside a transaction. A handler returns how it went; finishing and what follows from it
are one transaction, guarded by the claim's lease.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.domain.errors import UnacceptableContent
from api.domain.ports import (
    Ambiguous,
    Blocked,
    EmailPort,
    GatewayError,
    OutgoingEmail,
    OutgoingMessage,
    Permanent,
    PrinterPort,
    SiakPort,
    Submission,
    Transient,
    WhatsAppPort,
)
from api.domain.values import DeliveryMethod
from api.domain.words import Effect
from api.storage.outbox import IDEMPOTENT, Promise
from api.storage.store import Store
from api.usecases import (
    chat,
    delivery,
    notify,
    receipts,
    rendering,
    siak_answers,
    signing,
    timers,
)
from api.usecases.office import Office

log = logging.getLogger("dik_jamila.worker")

LEASE = timedelta(seconds=60)
ATTEMPTS = 10
BACKOFF_CAP = 300.0  # seconds
BLOCKED_SECONDS = 5.0
POLL_SECONDS = 5.0  # asking SIAK again, beside its callback
GRACE = timedelta(seconds=60)  # for a receipt to settle an unclear message
IDLE_SECONDS = 1.0  # the safety net under the wake-up

Apply = Callable[[Store], Awaitable[None]]


@dataclass(frozen=True)
class Done:
    """It was done; `apply` is what follows, in the finishing transaction."""

    apply: Apply | None = None
    external_id: str | None = None


@dataclass(frozen=True)
class Later:
    """Nothing went wrong, but the answer is still to come."""

    seconds: float
    external_id: str | None = None


@dataclass(frozen=True)
class Gateways:
    """The outside systems the worker speaks to."""

    siak: SiakPort
    whatsapp: WhatsAppPort
    email: EmailPort
    printer: PrinterPort


class Worker:
    """Drains the outbox, several effects at a time, one at a time per lane."""

    def __init__(
        self, office: Office, gateways: Gateways, *, is_alone: bool, parallel: int = 8
    ) -> None:
        self._office = office
        self._gateways = gateways
        self._is_alone = is_alone  # no other process may hold claims: they may all be freed
        self._parallel = parallel
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        office.work.on_promise(self._wake.set)
        self._handlers: Mapping[Effect, Callable[[Promise], Awaitable[Done | Later]]] = {
            Effect.MEDIA_FETCH: self._fetch_media,
            Effect.DOCUMENT_RENDER: self._render,
            Effect.SIAK_SUBMIT: self._submit,
            Effect.SIAK_VERIFY: self._verify,
            Effect.SIAK_UPLOAD: self._upload,
            Effect.SIAK_ISSUE: self._issue,
            Effect.SIAK_CANCEL: self._cancel,
            Effect.WHATSAPP_SEND: self._send_whatsapp,
            Effect.EMAIL_SEND: self._send_email,
            Effect.TIMER: self._fire_timer,
        }

    def wake(self) -> None:
        """Look at the outbox now."""
        self._wake.set()

    async def run(self) -> None:
        """Keep promises until cancelled; what was interrupted before is picked up first."""
        await self._recover(everything=self._is_alone)
        try:
            while True:
                self._wake.clear()
                if await self._start_due():
                    continue
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)
                    continue
                await self._recover(everything=False)
        finally:
            for task in tuple(self._running):
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _recover(self, *, everything: bool) -> None:
        async with self._office.work.begin() as store:
            now = self._office.clock.now()
            await store.outbox.release_expired(now, everything=everything)
        await signing.recover(self._office, everything=everything)
        await receipts.match_waiting(self._office)

    async def _start_due(self) -> bool:
        free = self._parallel - len(self._running)
        if free <= 0:
            return False
        async with self._office.work.begin() as store:
            promises = await store.outbox.claim(self._office.clock.now(), LEASE, free)
        for promise in promises:
            task = asyncio.create_task(self._keep(promise))
            self._running.add(task)
            task.add_done_callback(self._ended)
        return bool(promises)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()

    async def drain(self, *, rounds: int = 10_000) -> None:
        """Keep every promise that is due now, and what follows from it."""
        for _ in range(rounds):
            if not await self._start_due():
                if not self._running:
                    return
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        raise RuntimeError("the outbox does not come to rest")

    async def _keep(self, promise: Promise) -> None:
        try:
            outcome = await self._handlers[promise.kind](promise)
        except GatewayError as error:
            await self._finish_badly(promise, error)
        except Exception as error:
            log.exception("effect failed", extra={"effect": promise.id, "kind": promise.kind})
            await self._finish_badly(promise, Ambiguous("INTERNAL", type(error).__name__))
        else:
            try:
                await self._finish_well(promise, outcome)
            except Exception as error:
                log.exception("effect failed", extra={"effect": promise.id, "kind": promise.kind})
                await self._finish_badly(promise, Ambiguous("INTERNAL", type(error).__name__))

    async def _finish_well(self, promise: Promise, outcome: Done | Later) -> None:
        async with self._office.work.begin() as store:
            now = self._office.clock.now()
            if isinstance(outcome, Later):
                due_at = now + timedelta(seconds=outcome.seconds)
                await store.outbox.finish(
                    promise,
                    "pending",
                    now,
                    due_at=due_at,
                    external_id=outcome.external_id,
                    spent=False,
                )
                return
            is_ours = await store.outbox.finish(
                promise, "done", now, external_id=outcome.external_id
            )
            if is_ours and outcome.apply is not None:
                await outcome.apply(store)
        self._log(promise, "done")

    async def _finish_badly(self, promise: Promise, error: GatewayError) -> None:
        async with self._office.work.begin() as store:
            now = self._office.clock.now()
            state, due_at, spent = self._judge(promise, error)
            is_ours = await store.outbox.finish(
                promise,
                state,
                now,
                due_at=now + timedelta(seconds=due_at),
                error_class=type(error).__name__.lower(),
                error=error.code[:200],
                spent=spent,
            )
            if is_ours and state == "dead":
                await self._give_up(store, promise, error)
            if is_ours and state == "unknown":
                await self._reconcile_later(store, promise)
        self._log(promise, state, error.code)

    def _judge(self, promise: Promise, error: GatewayError) -> tuple[str, float, bool]:
        """Return the next state, seconds until the next try, and whether an attempt is spent."""
        if isinstance(error, Blocked):
            return "pending", error.retry_after or BLOCKED_SECONDS, False
        repeatable = promise.kind in IDEMPOTENT
        if isinstance(error, Transient) or (isinstance(error, Ambiguous) and repeatable):
            if promise.attempts >= ATTEMPTS:
                return "dead", 0.0, True
            backoff = min(BACKOFF_CAP, 0.5 * 2**promise.attempts)
            spread = backoff * (0.5 + self._office.clock.jitter() / 2)
            return "pending", max(spread, error.retry_after or 0.0), True
        if isinstance(error, Permanent):
            return "dead", 0.0, True
        return "unknown", 0.0, True

    async def _give_up(self, store: Store, promise: Promise, error: GatewayError) -> None:
        """A message that cannot arrive takes the next way; the rest waits for an officer."""
        if promise.payload.get("delivers") and promise.document_id:
            await store.outbox.note(promise.id, state="done", receipt="FAILED")
            await delivery.fail(
                self._office,
                store,
                promise.document_id,
                DeliveryMethod(promise.payload["delivers"]),
                error.code,
            )
        elif promise.kind is Effect.WHATSAPP_SEND:
            row = await store.outbox.by_id(promise.id)
            if row is not None:
                await notify.after_failure(self._office, store, row, error.code)
        elif promise.kind is Effect.MEDIA_FETCH:
            sentence = "Berkas belum dapat kami unduh. Mohon kirim sekali lagi."
            await chat.refuse_file(self._office, store, promise.payload, error.code, sentence)
            await store.outbox.note(promise.id, state="done")

    async def _reconcile_later(self, store: Store, promise: Promise) -> None:
        """A text of unclear outcome is sent again after a grace time; a document is not."""
        if promise.payload.get("delivers"):
            return
        now = self._office.clock.now()
        await store.outbox.promise(
            Effect.TIMER,
            f"timer.reconcile:{promise.id}:{promise.attempts}",
            {"timer": "reconcile", "effect_id": promise.id},
            now=now,
            due_at=now + GRACE,
        )

    def _log(self, promise: Promise, outcome: str, code: str | None = None) -> None:
        log.info(
            "effect",
            extra={
                "effect": promise.id,
                "kind": promise.kind.value,
                "application_id": promise.application_id,
                "outcome": outcome,
                "attempt": promise.attempts,
                "code": code,
            },
        )

    async def _fetch_media(self, promise: Promise) -> Done:
        payload = promise.payload
        media = await self._gateways.whatsapp.fetch(payload["media_id"])
        try:
            content = await self._office.content.inspect(media.data, payload["file_name"] or None)
        except UnacceptableContent as refusal:
            reason, message = refusal.reason, refusal.message
            return Done(
                lambda store: chat.refuse_file(self._office, store, payload, reason, message)
            )
        file = {
            "sha256": await self._office.files.put(content.data),
            "mime": content.mime,
            "size": len(content.data),
            "pages": content.pages,
        }
        application_id = promise.application_id or ""
        return Done(
            lambda store: chat.keep_file(self._office, store, payload, application_id, file)
        )

    async def _render(self, promise: Promise) -> Done:
        document_id = promise.payload["document_id"]
        if promise.payload.get("slip"):
            return await self._render_slip(document_id)
        page = await rendering.page_of(self._office, document_id)
        if page is None:
            return Done()
        number = promise.payload["round"]
        printer, files = self._gateways.printer, self._office.files
        final = await files.put(await printer.print(page, draft=False))
        preview = await files.put(await printer.print(page, draft=True))
        return Done(
            lambda store: siak_answers.keep_rendering(
                self._office, store, document_id, number, final, preview
            )
        )

    async def _render_slip(self, document_id: str) -> Done:
        page = await rendering.slip_of(self._office, document_id)
        if page is None:
            return Done()
        pdf = await self._gateways.printer.print(page, draft=False)
        sha256 = await self._office.files.put(pdf)
        return Done(lambda store: store.documents.note(document_id, {"pickup_slip_sha256": sha256}))

    async def _submit(self, promise: Promise) -> Done | Later:
        siak = self._gateways.siak
        if promise.external_id is not None:
            entry = await siak.entry(promise.external_id)
        else:
            entry = await siak.submit(_submission(promise.payload), key=promise.key)
        if entry.status == "RECEIVED":
            return Later(POLL_SECONDS, entry.id)

        async def apply(store: Store) -> None:
            await siak_answers.hear_decision(self._office, store, entry)

        return Done(apply, entry.id)

    async def _verify(self, promise: Promise) -> Done:
        payload = promise.payload
        await self._gateways.siak.verify(
            payload["entry_id"], verifier=payload["verifier"], hashes=payload["hashes"]
        )
        return Done()

    async def _upload(self, promise: Promise) -> Done:
        payload = promise.payload
        pdf = await self._office.files.get(payload["sha256"])
        held = await self._gateways.siak.upload(
            payload["entry_id"],
            payload["ref"],
            pdf,
            verified_sha256=payload["verified_sha256"],
        )
        document_id = promise.document_id or ""
        return Done(lambda store: siak_answers.hear_upload(self._office, store, document_id, held))

    async def _issue(self, promise: Promise) -> Done:
        try:
            entry = await self._gateways.siak.issue(promise.payload["entry_id"])
        except Permanent as error:
            if error.code == "CARD_STOCK_EMPTY":  # wait for stock, however long
                raise Blocked(error.code, retry_after=600) from None
            raise
        application_id = promise.application_id or ""
        return Done(
            lambda store: siak_answers.hear_issue(self._office, store, application_id, entry)
        )

    async def _cancel(self, promise: Promise) -> Done:
        siak, payload = self._gateways.siak, promise.payload
        entry_id = payload["entry_id"]
        if entry_id is None:
            entry = await siak.entry_by_key(payload["submit_key"])
            if entry is None:
                return Done()  # it never arrived there
            entry_id = entry.id
        await siak.cancel(entry_id, reason=payload["reason"])
        return Done()

    async def _send_whatsapp(self, promise: Promise) -> Done:
        payload = promise.payload
        document = None
        if payload.get("file"):
            document = await self._office.files.get(payload["file"])
        message = OutgoingMessage(**_message(payload["message"]))
        sent = await self._gateways.whatsapp.send(message, key=promise.key, document=document)
        return Done(external_id=sent)

    async def _send_email(self, promise: Promise) -> Done:
        payload = promise.payload
        attachments = tuple(
            [(name, await self._office.files.get(sha256)) for name, sha256 in payload["files"]]
        )
        email = OutgoingEmail(payload["to"], payload["subject"], payload["body"], attachments)
        message_id = await self._gateways.email.send(email, key=promise.key)
        document_id = promise.document_id
        if document_id is None:
            return Done(external_id=message_id)
        return Done(
            lambda store: delivery.confirm(self._office, store, document_id, "ACCEPTED"),
            message_id,
        )

    async def _fire_timer(self, promise: Promise) -> Done:
        payload = promise.payload
        if payload["timer"] == "reconcile":
            return Done(lambda store: self._reconcile(store, payload["effect_id"]))
        application_id = promise.application_id or ""
        return Done(lambda store: timers.fire(self._office, store, application_id, payload))

    async def _reconcile(self, store: Store, effect_id: str) -> None:
        row = await store.outbox.by_id(effect_id)
        if row is not None and row["state"] == "unknown":
            await store.outbox.note(effect_id, state="pending", due_at=self._office.clock.now())


def _submission(payload: Mapping[str, Any]) -> Submission:
    return Submission(
        **{
            **payload,
            "submitted_on": date.fromisoformat(payload["submitted_on"]),
            "expected_documents": tuple(payload["expected_documents"]),
        }
    )


def _message(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored message fields with lists as tuples again."""
    message = dict(raw)
    message["options"] = tuple(tuple(option) for option in raw.get("options", ()))
    message["sections"] = tuple(
        (title, tuple(tuple(row) for row in rows)) for title, rows in raw.get("sections", ())
    )
    message["parameters"] = tuple(raw.get("parameters", ()))
    return message
