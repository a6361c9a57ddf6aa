"""Tells whether the service lives, and whether it can work."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api import __version__
from api.usecases.office import Office
from api.usecases.system import is_ready


@dataclass(frozen=True)
class HealthDoors:
    """Liveness and readiness."""

    office: Office

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        return [Route("/health/live", self.live), Route("/health/ready", self.ready)]

    async def live(self, request: Request) -> Response:
        """Answer as long as the process does."""
        return JSONResponse({"status": "live", "version": __version__})

    async def ready(self, request: Request) -> Response:
        """Answer 200 when the database does, else 503."""
        if await is_ready(self.office):
            return JSONResponse({"status": "ready", "version": __version__})
        return JSONResponse({"status": "unavailable"}, status_code=503)
