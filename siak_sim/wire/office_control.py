"""Control routes of the office's day: hours, and records that are open."""

from __future__ import annotations

import math

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from siak_sim.wire.day import DayRefused
from siak_sim.world import SiakWorld
from simkit.control import PREFIX, ControlRefused, json_body

_LONGEST_LOCK = 24 * 60


class OfficeControl:
    """What a tester decides about the office's day."""

    def __init__(self, world: SiakWorld) -> None:
        self._world = world

    def routes(self) -> list[BaseRoute]:
        """Return the routes, each with its full path."""
        table = (
            ("/day", "GET", self._day),
            ("/day", "PUT", self._set_day),
            ("/locks", "GET", self._locks),
            ("/locks", "POST", self._lock),
            ("/locks", "DELETE", self._unlock),
        )
        return [Route(PREFIX + path, endpoint, methods=[verb]) for path, verb, endpoint in table]

    async def _day(self, _request: Request) -> Response:
        return JSONResponse(self._world.day.as_json())

    async def _set_day(self, request: Request) -> Response:
        try:
            self._world.day.change(await json_body(request))
        except DayRefused as refused:
            raise ControlRefused(400, "bad_day", str(refused)) from None
        return JSONResponse(self._world.day.as_json())

    async def _locks(self, _request: Request) -> Response:
        return JSONResponse({"locks": [lock.as_json() for lock in self._world.locks.held()]})

    async def _lock(self, request: Request) -> Response:
        body = await json_body(request)
        record, operator = body.get("record"), body.get("operator", "operator-lain")
        if not (isinstance(record, str) and record and isinstance(operator, str) and operator):
            raise ControlRefused(400, "bad_lock", "record and operator are texts")
        minutes = _number(body.get("minutes", 10), "bad_lock", "minutes")
        if not 0 < minutes <= _LONGEST_LOCK:
            raise ControlRefused(400, "bad_lock", f"minutes: up to {_LONGEST_LOCK}")
        lock = self._world.locks.take(record, operator, minutes)
        return JSONResponse(lock.as_json(), 201)

    async def _unlock(self, request: Request) -> Response:
        record = request.query_params.get("record") or (await json_body(request)).get("record")
        if record is None:
            self._world.locks.clear()
        elif not self._world.locks.release(str(record)):
            raise ControlRefused(404, "no_such_lock", "this record is not open")
        return JSONResponse({"success": True})


def _number(value: object, code: str, name: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        if math.isfinite(number) and number >= 0:
            return number
    raise ControlRefused(400, code, f"{name} is a number, 0 or more")
