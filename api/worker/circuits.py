"""Claims with regard to the lines: effects of a system that is down stay where they are.

While one is down, one effect tries it when its time has come, in all processes together; where none
waits, a ping does. An effect that tried in vain goes behind the others, so that one which always
fails does not keep a healthy system down.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from api.domain.line import REMOTE_OF, Line, Remote, held, kinds_of
from api.domain.ports import Ambiguous, GatewayError
from api.storage.outbox import Promise
from api.storage.store import Store
from api.usecases.office import Office
from api.usecases.remotes import Remotes, hear_answer, hear_failure, is_answer, reserve_try

log = logging.getLogger("dik_jamila.worker")

Ping = Callable[[], Awaitable[None]]
PING_SECONDS = 30.0


class Circuits:
    """Decides what may be claimed, and keeps what the outcomes say of the lines."""

    def __init__(self, office: Office, pings: Mapping[Remote, Ping]) -> None:
        self._office = office
        self._pings = pings
        self._tries: set[str] = set()  # effects of ours that try a line

    async def claim(
        self, store: Store, lease: timedelta, limit: int
    ) -> tuple[tuple[Promise, ...], tuple[Remote, ...]]:
        """Claim what is due, and say which lines are to be pinged."""
        now = self._office.clock.now()
        down = [line for line in await store.lines.all() if line.is_down]
        spared = [kind for line in down for kind in kinds_of(line.remote)]
        promises = await store.outbox.claim(now, lease, limit, spared=spared)
        pings: list[Remote] = []
        for line in down:
            if line.may_be_tried(now) and len(promises) < limit:
                tries, is_ping = await self._claim_try(store, line, lease)
                promises += tries
                pings += [line.remote] if is_ping else []
        return promises, tuple(pings)

    async def _claim_try(
        self, store: Store, line: Line, lease: timedelta
    ) -> tuple[tuple[Promise, ...], bool]:
        now, remote = self._office.clock.now(), line.remote
        ours = await store.lines.get_to_try(remote, now)
        if ours is None:  # another process is at it
            return (), False
        tries = await store.outbox.claim(now, lease, 1, only=kinds_of(remote))
        is_ping = not tries and remote in self._pings
        if tries or is_ping:
            await reserve_try(self._office, store, ours)
        self._tries |= {promise.id for promise in tries}
        return tries, is_ping

    async def ping(self, remote: Remote) -> None:
        """Try a line nothing waits for, so that everybody learns when it is back."""
        remotes = Remotes(self._office)
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self._pings[remote]()
        except TimeoutError:
            error = Ambiguous("TIMEOUT", tells_of_line=True)
            await remotes.failed(remote, error, is_try=True)
        except GatewayError as error:
            await remotes.failed(remote, error, is_try=True)
        except Exception:  # the lines outlive a mistake of ours; it is tried again later
            log.exception("a ping failed", extra={"remote": remote.value})
        else:
            await remotes.succeeded(remote)

    async def hear_well(self, store: Store, promise: Promise, *, called: bool) -> None:
        """Keep that an effect's system answered; without a call, let another one try."""
        remote = REMOTE_OF.get(promise.kind)
        if remote is None:
            return
        if called:
            await hear_answer(self._office, store, remote)
        elif promise.id in self._tries:
            now = self._office.clock.now()
            line = await store.lines.get_locked(remote, now)
            await store.lines.keep(held(line, now))

    async def hear_badly(self, store: Store, promise: Promise, error: GatewayError) -> bool:
        """Keep how an effect failed; say whether its system is down, so that it may only wait."""
        remote = REMOTE_OF.get(promise.kind)
        if remote is None:
            return False
        is_try = promise.id in self._tries
        if error.tells_of_line:
            is_down = await hear_failure(
                self._office, store, remote, error, effect_id=promise.id, is_try=is_try
            )
        else:
            is_down = False
            if is_answer(error):
                await hear_answer(self._office, store, remote)
        return is_down

    def forget(self, promise: Promise) -> None:
        """Let go of an effect whose outcome is committed."""
        self._tries.discard(promise.id)
