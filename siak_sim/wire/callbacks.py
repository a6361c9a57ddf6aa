"""Signed callbacks: who was decided upon, told until the other side says 200."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx

from siak_sim.records import Json
from simkit.kernel import Kernel

KINDS = ("callback_twice", "callback_lost", "callback_late", "callback_bad_signature")
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 600.0
_ATTEMPTS = 40
_TIMEOUT = 10.0


@dataclass(frozen=True)
class Callback:
    """One event for one address; its bytes never change."""

    event_id: str
    url: str
    body: str
    attempts: int = 0


def signature(secret: str, body: bytes) -> str:
    """Return the value of `X-SIAK-Signature` for a raw body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Callbacks:
    """Sends events and repeats them with growing distance."""

    def __init__(
        self, kernel: Kernel, secret: str, closed_until: Callable[[], datetime | None]
    ) -> None:
        self._kernel, self._secret, self._closed_until = kernel, secret, closed_until
        self._open: dict[str, Callback] = {}
        self._client: httpx.AsyncClient | None = None

    async def open(self) -> None:
        """Get ready to send."""
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)

    async def close(self) -> None:
        """Send nothing more."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def tell(self, url: str, event_type: str, entry: Json) -> None:
        """Promise to tell an address what became of an entry."""
        event_id = "event-" + self._kernel.random.text(20, "events")
        body = json.dumps({"event_id": event_id, "type": event_type, "entry": entry})
        callback = Callback(event_id, url, body)
        facts = {"event": event_type, "service": str(entry["service"])}
        if self._kernel.faults.take("callback_lost", **facts):
            return
        late = self._kernel.faults.take("callback_late", **facts)
        self._schedule(callback, float(late.params.get("seconds", 60)) if late else 0.0)
        if self._kernel.faults.take("callback_twice", **facts):
            self._schedule(replace(callback, event_id=event_id), 0.0, again=True)

    def _schedule(self, callback: Callback, pause: float, *, again: bool = False) -> None:
        slot = callback.event_id + ("+" if again else "")
        self._open[slot] = callback
        self._deliver_at(slot, self._kernel.clock.now() + timedelta(seconds=pause))

    def _deliver_at(self, slot: str, at: datetime) -> None:
        self._kernel.clock.schedule(
            at, lambda: self._deliver(slot), f"callback {slot}", lane=f"callback {slot}"
        )

    async def _deliver(self, slot: str) -> None:
        callback = self._open.get(slot)
        if callback is None:
            return
        if (opens := self._closed_until()) is not None:
            self._deliver_at(slot, opens)
            return
        status = await self._post(callback)
        if status == httpx.codes.OK or callback.attempts + 1 >= _ATTEMPTS:
            self._open.pop(slot, None)
            return
        pause = min(_FIRST_PAUSE * 2**callback.attempts, _LONGEST_PAUSE)
        waiting = replace(callback, attempts=callback.attempts + 1)
        self._schedule(waiting, pause, again=slot.endswith("+"))

    async def _post(self, callback: Callback) -> int:
        if self._client is None:
            return 0
        body = callback.body.encode()
        bad = self._kernel.faults.take("callback_bad_signature")
        headers = {
            "Content-Type": "application/json",
            "X-SIAK-Signature": signature("bukan rahasia" if bad else self._secret, body),
        }
        try:
            answer = await self._client.post(callback.url, content=body, headers=headers)
            status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            status = 0
        event = json.loads(body)
        await self._kernel.journal.record(
            "POST",
            urlsplit(callback.url).path,
            status,
            direction="out",
            request={
                "event_id": callback.event_id,
                "type": event["type"],
                "entry_id": event["entry"]["entry_id"],
            },
            note="bad signature" if bad else "",
        )
        return status

    def reset(self) -> None:
        """Forget what was to be told."""
        self._open.clear()

    def dump(self) -> list[Json]:
        """Return what is still to be told."""
        return [{"slot": slot, **asdict(callback)} for slot, callback in self._open.items()]

    def restore(self, rows: list[Json]) -> None:
        """Take up again what was still to be told."""
        self._open.clear()
        for row in rows:
            values = dict(row)
            slot = str(values.pop("slot"))
            self._schedule(Callback(**values), 0.0, again=slot.endswith("+"))
