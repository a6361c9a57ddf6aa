"""Doors of test mode: move the clock, ask what still moves. Mounted nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.usecases.office import Office
from api.usecases.system import moving


@dataclass(frozen=True)
class TestDoors:
    """The clock and the quiet of this process."""

    __test__ = False  # a door, no test class

    office: Office
    advance: Callable[[float], object]
    wake: Callable[[], None]

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        return [
            Route("/_test/clock", self.clock, methods=["GET", "POST"]),
            Route("/_test/idle", self.idle, methods=["GET"]),
        ]

    async def clock(self, request: Request) -> Response:
        """Tell the time, or move it forwards by `advance_seconds`."""
        if request.method == "POST":
            body = await request.json()
            seconds = body.get("advance_seconds") if isinstance(body, dict) else None
            if not isinstance(seconds, int | float) or seconds < 0:
                message = "advance_seconds is a number of at least 0"
                return JSONResponse({"error": {"message": message}}, status_code=409)
            self.advance(float(seconds))
            self.wake()
        return JSONResponse({"now": self.office.clock.now().isoformat()})

    async def idle(self, request: Request) -> Response:
        """Tell whether every promise due by now is kept."""
        rows = await moving(self.office)
        return JSONResponse({"idle": not rows, "moving": rows[:50]})
