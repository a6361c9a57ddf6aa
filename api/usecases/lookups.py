"""Asks SIAK about people and families: at once, for a few seconds at most, remembered for a while.

Never inside a transaction. The line hears how each call went; a NIK stands in no log line.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from api.domain.comparison import Known
from api.domain.line import Remote
from api.domain.ports import Ambiguous, GatewayError, Json
from api.usecases.office import Office
from api.usecases.remotes import Remotes

log = logging.getLogger("dik_jamila.lookups")
LIMIT = 3.0  # seconds for one call, and for all together
MOST = 40  # people looked up for one application
WAIT = 5.0  # seconds until asking again, where nobody named a time


LookUp = Callable[[str], Awaitable[Json | None]]


@dataclass(frozen=True)
class _Silence:
    """SIAK did not answer, and when asking again is worth it."""

    retry_after: float | None


async def look_up(office: Office, niks: Sequence[str], homes_of: Sequence[str] = ()) -> Known:
    """Return what SIAK knows of these people, and of the families some of them live in."""
    until = asyncio.get_running_loop().time() + LIMIT
    siak = office.siak
    wanted = list(dict.fromkeys((*niks, *homes_of)))[:MOST]
    people = await _all(office, "person", wanted, siak.person, until)
    found = [people.get(nik) for nik in homes_of]
    cards = [each.get("family_card_number") for each in found if isinstance(each, dict)]
    numbers = list(dict.fromkeys(str(number) for number in cards if number))
    families = await _all(office, "family", numbers, siak.family, until)
    answers = {**people, **families}
    waits = [each.retry_after for each in answers.values() if isinstance(each, _Silence)]
    return Known(
        checked_at=office.clock.now(),
        people={key: each for key, each in people.items() if not isinstance(each, _Silence)},
        families={key: each for key, each in families.items() if not isinstance(each, _Silence)},
        unanswered=frozenset(k for k, each in answers.items() if isinstance(each, _Silence)),
        retry_after=max((each or WAIT for each in waits), default=None),
    )


async def _all(
    office: Office, kind: str, keys: Sequence[str], ask: LookUp, until: float
) -> dict[str, Json | _Silence | None]:
    found = await asyncio.gather(*(_one(office, kind, key, ask, until) for key in keys))
    return dict(zip(keys, found, strict=True))


async def _one(
    office: Office, kind: str, key: str, ask: LookUp, until: float
) -> Json | _Silence | None:
    async def call() -> Json | None:
        return await Remotes(office).ask(Remote.SIAK, lambda: _within_limit(ask, key))

    try:
        async with asyncio.timeout_at(until):
            return await office.recent.get((kind, key), call)
    except GatewayError as error:
        log.info("look-up failed", extra={"kind": kind, "code": error.code})
        return _Silence(error.retry_after)
    except TimeoutError:
        log.info("look-up failed", extra={"kind": kind, "code": "TIMEOUT"})
        return _Silence(None)


async def _within_limit(ask: LookUp, key: str) -> Json | None:
    """Give a call up in time, so that the line hears that there was no answer."""
    try:
        async with asyncio.timeout(LIMIT):
            return await ask(key)
    except TimeoutError:
        raise Ambiguous("TIMEOUT", tells_of_line=True) from None
