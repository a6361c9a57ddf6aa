"""The control routes under `/_sim/v1` that every simulator has, word for word the same."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simkit.clock import ClockBackwards, ClockMode, parse_instant
from simkit.faults import FaultRefused, Json
from simkit.kernel import Kernel, World

PREFIX = "/_sim/v1"
VERSION = "1"

Endpoint = Callable[[Request], Awaitable[Response]]


class ControlRefused(Exception):
    """A control call that cannot be done; answered with its status, a code and a reason."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


async def json_body(request: Request) -> Json:
    """Read a JSON object; an empty body is an empty object."""
    raw = await request.body()
    try:
        body = json.loads(raw) if raw.strip() else {}
    except ValueError:
        raise ControlRefused(400, "not_json", "the body is not JSON") from None
    if not isinstance(body, dict):
        raise ControlRefused(400, "not_an_object", "the body is not a JSON object")
    return body


async def answer_refusal(_request: Request, refusal: Exception) -> Response:
    """Answer a refused control call."""
    assert isinstance(refusal, ControlRefused)
    body = {"error": {"code": refusal.code, "message": refusal.message}}
    return JSONResponse(body, refusal.status)


async def answer_http_error(_request: Request, error: Exception) -> Response:
    """Answer an unknown route or method in the same shape."""
    assert isinstance(error, HTTPException)
    body = {"error": {"code": f"http_{error.status_code}", "message": error.detail}}
    return JSONResponse(body, error.status_code)


class Control:
    """The common control routes of one simulator."""

    def __init__(self, kernel: Kernel, world: World) -> None:
        self._kernel, self._world = kernel, world

    def routes(self) -> list[BaseRoute]:
        """Return the routes, each with its full path."""
        table: list[tuple[str, str, Endpoint]] = [
            ("/health", "GET", self._health),
            ("/reset", "POST", self._reset),
            ("/state", "GET", self._state),
            ("/state", "PUT", self._put_state),
            ("/clock", "GET", self._clock),
            ("/clock", "POST", self._move_clock),
            ("/faults", "GET", self._faults),
            ("/faults", "POST", self._add_fault),
            ("/faults", "DELETE", self._clear_faults),
            ("/faults/{id}", "DELETE", self._remove_fault),
            ("/journal", "GET", self._journal),
            ("/expect", "POST", self._expect),
            ("/idle", "GET", self._idle),
            ("/coverage", "GET", self._coverage),
        ]
        return [Route(PREFIX + path, endpoint, methods=[verb]) for path, verb, endpoint in table]

    async def _health(self, _request: Request) -> Response:
        kernel = self._kernel
        return JSONResponse(
            {
                "ready": True,
                "program": kernel.program,
                "version": VERSION,
                "seed": kernel.random.seed,
                "now": kernel.clock.now().isoformat(),
            }
        )

    async def _reset(self, request: Request) -> Response:
        body = await json_body(request)
        seed = body.get("seed", self._kernel.random.seed)
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise ControlRefused(400, "bad_seed", "seed is a whole number")
        await reset(self._kernel, self._world, seed)
        return JSONResponse({"success": True, "seed": seed})

    async def _state(self, _request: Request) -> Response:
        return JSONResponse(dump(self._kernel, self._world))

    async def _put_state(self, request: Request) -> Response:
        body = await json_body(request)
        try:
            await restore(self._kernel, self._world, body)
        except (KeyError, TypeError, ValueError) as broken:
            raise ControlRefused(400, "bad_state", f"not a dumped state: {broken!r}") from None
        return JSONResponse({"success": True})

    def _clock_now(self) -> Json:
        clock = self._kernel.clock
        waiting = [{"at": at.isoformat(), "label": label} for at, label in clock.waiting()[:50]]
        return {"now": clock.now().isoformat(), "mode": clock.mode.value, "waiting": waiting}

    async def _clock(self, _request: Request) -> Response:
        return JSONResponse(self._clock_now())

    async def _move_clock(self, request: Request) -> Response:
        body = await json_body(request)
        clock = self._kernel.clock
        try:
            self._switch_mode(body.get("mode"))
            if "advance_seconds" in body:
                await clock.advance(float(body["advance_seconds"]))
            elif "set" in body:
                await clock.set(parse_instant(str(body["set"])))
            elif "mode" not in body:
                raise ControlRefused(400, "bad_clock", "say advance_seconds, set or mode")
        except ClockBackwards as refused:
            raise ControlRefused(409, "clock_backwards", str(refused)) from None
        except (TypeError, ValueError, OverflowError):
            raise ControlRefused(400, "bad_clock", "not a number or not an instant") from None
        return JSONResponse(self._clock_now())

    def _switch_mode(self, mode: object) -> None:
        if mode is None:
            return
        if mode == ClockMode.FROZEN:
            self._kernel.clock.freeze()
        elif mode == ClockMode.REAL:
            self._kernel.clock.run_free()
        else:
            raise ControlRefused(400, "bad_clock", "mode is frozen or real")

    async def _faults(self, _request: Request) -> Response:
        faults = self._kernel.faults
        return JSONResponse({"faults": faults.rules(), "kinds": sorted(faults.kinds)})

    async def _add_fault(self, request: Request) -> Response:
        try:
            fault = self._kernel.faults.add(await json_body(request))
        except FaultRefused as refused:
            raise ControlRefused(400, "bad_fault", str(refused)) from None
        return JSONResponse(fault.as_json(), 201)

    async def _clear_faults(self, _request: Request) -> Response:
        self._kernel.faults.clear()
        return JSONResponse({"success": True})

    async def _remove_fault(self, request: Request) -> Response:
        if not self._kernel.faults.remove(request.path_params["id"]):
            raise ControlRefused(404, "no_such_fault", "no fault has this id")
        return JSONResponse({"success": True})

    async def _journal(self, request: Request) -> Response:
        asked = request.query_params
        since = asked.get("since", "0")
        if not since.isdigit():
            raise ControlRefused(400, "bad_since", "since is the number of an entry")
        journal = self._kernel.journal
        found = journal.entries(int(since), asked.get("path", ""), asked.get("phone", ""))
        return JSONResponse({"entries": [e.as_json() for e in found], "last": journal.last})

    async def _expect(self, request: Request) -> Response:
        body = await json_body(request)
        match = body.get("match", {})
        try:
            count, within = int(body.get("count", 1)), float(body.get("within", 5))
            since = int(body.get("since", 0))
        except (TypeError, ValueError):
            raise ControlRefused(400, "bad_expect", "count, within, since: numbers") from None
        if not isinstance(match, dict):
            raise ControlRefused(400, "bad_expect", "match is an object")
        return JSONResponse(await self._kernel.journal.expect(match, count, within, since))

    async def _idle(self, _request: Request) -> Response:
        busy = self._kernel.clock.busy() + self._world.busy()
        return JSONResponse({"idle": not busy, "busy": busy})

    async def _coverage(self, _request: Request) -> Response:
        return JSONResponse({"endpoints": self._world.coverage()})


async def reset(kernel: Kernel, world: World, seed: int) -> None:
    """Make a fresh world: no work, no faults, no memory, first time, given seed."""
    await kernel.clock.reset()
    kernel.random.reseed(seed)
    kernel.faults.clear()
    kernel.journal.clear()
    await world.reset()


def dump(kernel: Kernel, world: World) -> Json:
    """Return everything a restart needs."""
    return {
        "program": kernel.program,
        "now": kernel.clock.now().isoformat(),
        "random": kernel.random.dump(),
        "faults": kernel.faults.rules(),
        "world": world.dump(),
    }


async def restore(kernel: Kernel, world: World, dumped: Json) -> None:
    """Continue from a dump; time moves up to the dump's time if it lies ahead."""
    when = parse_instant(dumped["now"])
    await kernel.clock.drop_work()
    if when > kernel.clock.now():
        await kernel.clock.set(when)
    kernel.faults.restore(dumped.get("faults", []))
    kernel.random.restore(dumped["random"])
    world.restore(dumped["world"])
