"""Keeps the promises of the outbox: claims what is due, acts through the gateways, finishes.

Never a call inside a transaction. A handler returns how it went; finishing and what follows from it
are one transaction, guarded by the claim's lease.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from api.domain.line import Remote
from api.domain.ports import (
    Ambiguous,
    Blocked,
    GatewayError,
    Permanent,
    Transient,
)
from api.domain.values import DeliveryMethod
from api.domain.words import Effect
from api.storage.outbox import IDEMPOTENT, Promise
from api.storage.store import Store
from api.storage.wakeups import listen
from api.usecases import (
    chat,
    checkpoints,
    delivery,
    notify,
    receipts,
    reconciling,
    signing_recovery,
)
from api.usecases.certificates import CertificateWatch
from api.usecases.office import Office
from api.usecases.once import KEY_HOURS
from api.worker.acts import Acts, Done, Gateways, Later
from api.worker.circuits import Circuits, Ping

log = logging.getLogger("dik_jamila.worker")

LEASE = timedelta(seconds=60)
ATTEMPTS = 10
BACKOFF_CAP = 300.0  # seconds
BLOCKED_SECONDS = 5.0
RESENDS = {Effect.WHATSAPP_SEND: 2, Effect.EMAIL_SEND: 1}  # of what may have arrived already
IDLE_SECONDS = 1.0  # the safety net under the wake-up
RECOVER_SECONDS = 2.0  # between looks for claims whose holder is gone
CALL_SECONDS = 45.0  # for a whole handler; below the lease, so that no claim outlives it


class Worker:
    """Drains the outbox, several effects at a time, one at a time per lane."""

    def __init__(
        self, office: Office, gateways: Gateways, *, is_alone: bool, parallel: int = 8
    ) -> None:
        self._office = office
        self._acts = Acts(office, gateways)
        self._is_alone = is_alone  # no other process may hold claims: they may all be freed
        self._parallel = parallel
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._circuits = Circuits(office, _pings(gateways))
        self._recover_next = 0.0  # on the event loop's clock
        self._forget_next = office.clock.now()
        self._certificates = CertificateWatch()
        office.work.on_promise(self._wake.set)

    def wake(self) -> None:
        """Look at the outbox now."""
        self._wake.set()

    async def run(self) -> None:
        """Keep promises until cancelled; what was interrupted before is picked up first."""
        listener = self._listen()
        try:
            while True:
                try:
                    await self._round()
                except Exception:  # the database may be away; promises outlive that
                    log.exception("the outbox cannot be worked on")
                    await asyncio.sleep(IDLE_SECONDS)
        finally:
            tasks = [*self._running, *([listener] if listener else [])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _round(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._recover_next:
            await self._recover(everything=self._is_alone and not self._recover_next)
            self._recover_next = now + RECOVER_SECONDS
        self._wake.clear()
        if not await self._start_due():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)

    def _listen(self) -> asyncio.Task[None] | None:
        """Hear promises of other processes where the database can tell of them."""
        if not self._office.work.is_postgresql:
            return None
        return asyncio.create_task(listen(self._office.work.engine, self._wake.set))

    async def _recover(self, *, everything: bool) -> None:
        await self._forget_old_keys()
        async with self._office.work.begin() as store:
            now = self._office.clock.now()
            unclear = await store.outbox.release_expired(now, everything=everything)
            for row in unclear:
                await self._reconcile_later(
                    store, row["id"], row["attempts"], Effect(row["kind"]), row["payload"]
                )
        await signing_recovery.recover(self._office, everything=everything)
        await receipts.match_waiting(self._office)

    async def _forget_old_keys(self) -> None:
        """Forget idempotency keys past their time and plan the night, once an hour."""
        now = self._office.clock.now()
        if now < self._forget_next:
            return
        self._forget_next = now + timedelta(hours=1)
        async with self._office.work.begin() as store:
            await store.requests.forget_keys(now - timedelta(hours=KEY_HOURS))
            await reconciling.plan(self._office, store)
            await checkpoints.plan(self._office, store)
        await self._certificates.look(self._office)

    async def _start_due(self) -> bool:
        free = self._parallel - len(self._running)
        if free <= 0:
            return False
        async with self._office.work.begin() as store:
            promises, pings = await self._circuits.claim(store, LEASE, free)
        for work in (*map(self._keep, promises), *map(self._circuits.ping, pings)):
            task = asyncio.create_task(work)
            self._running.add(task)
            task.add_done_callback(self._ended)
        return bool(promises or pings)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()

    async def drain(self, *, rounds: int = 10_000) -> None:
        """Keep every promise that is due now, and what follows from it."""
        for _ in range(rounds):
            was_running = bool(self._running)
            if await self._start_due():
                continue
            if self._running:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            elif not was_running:  # what ended meanwhile may have made way for more
                return
        raise RuntimeError("the outbox does not come to rest")

    async def _keep(self, promise: Promise) -> None:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                outcome = await self._acts.carry_out(promise)
        except TimeoutError:
            await self._finish_badly(promise, Ambiguous("TIMEOUT", tells_of_line=True))
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
        await self._office.work.run(lambda store: self._end_well(store, promise, outcome))
        self._circuits.forget(promise)
        self._log(promise, "later" if isinstance(outcome, Later) else "done")

    async def _end_well(self, store: Store, promise: Promise, outcome: Done | Later) -> None:
        now = self._office.clock.now()
        called = not isinstance(outcome, Done) or outcome.called
        await self._circuits.hear_well(store, promise, called=called)
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
        is_ours = await store.outbox.finish(promise, "done", now, external_id=outcome.external_id)
        if is_ours and outcome.apply is not None:
            await outcome.apply(store)

    async def _finish_badly(self, promise: Promise, error: GatewayError) -> None:
        state = await self._office.work.run(lambda store: self._end_badly(store, promise, error))
        self._circuits.forget(promise)
        self._log(promise, state, error.code)

    async def _end_badly(self, store: Store, promise: Promise, error: GatewayError) -> str:
        now = self._office.clock.now()
        is_down = await self._circuits.hear_badly(store, promise, error)
        state, due_in, spent = self._judge(promise, error, is_down)
        is_ours = await store.outbox.finish(
            promise,
            state,
            now,
            due_at=now + timedelta(seconds=due_in),
            error_class=type(error).__name__.lower(),
            error=error.code[:200],
            spent=spent,
        )
        if is_ours and state == "dead":
            await self._give_up(store, promise, error)
        if is_ours and state == "unknown":
            await self._reconcile_later(
                store, promise.id, promise.attempts, promise.kind, promise.payload
            )
        return state

    def _judge(
        self, promise: Promise, error: GatewayError, is_down: bool
    ) -> tuple[str, float, bool]:
        """Return the next state, seconds until the next try, and whether an attempt is spent."""
        repeatable = isinstance(error, Transient) or (
            isinstance(error, Ambiguous) and promise.kind in IDEMPOTENT
        )
        if is_down and repeatable:
            return "pending", 0.0, False  # its circuit says when
        if isinstance(error, Blocked):
            return "pending", error.retry_after or BLOCKED_SECONDS, False
        if repeatable:
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
        elif promise.kind is Effect.SIAK_RECONCILE:
            await reconciling.give_up(self._office, store, promise.payload, error.code)

    async def _reconcile_later(
        self, store: Store, effect_id: str, attempts: int, kind: Effect, payload: Mapping[str, Any]
    ) -> None:
        """Try an unclear message again after a grace time, as often as its kind allows.

        A page with personal data is left to an officer; an e-mail keeps its Message-ID.
        """
        is_page = kind is Effect.WHATSAPP_SEND and payload.get("file")
        if is_page or attempts > RESENDS.get(kind, 0):
            return
        now = self._office.clock.now()
        await store.outbox.promise(
            Effect.TIMER,
            f"timer.reconcile:{effect_id}:{attempts}",
            {"timer": "reconcile", "effect_id": effect_id},
            now=now,
            due_at=now + timedelta(seconds=self._office.policy.receipt_seconds),
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


def _pings(gateways: Gateways) -> Mapping[Remote, Ping]:
    """Return how to try the systems for which nothing may be waiting."""
    bsre = gateways.bsre
    at_bsre = {} if bsre is None else {Remote.BSRE: bsre.ping}
    return {Remote.SIAK: lambda: gateways.siak.ping(), **at_bsre}
