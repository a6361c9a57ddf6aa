"""Root certificate and revocation list, for whoever checks a signature with other tools."""

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SERVED = {
    "root.pem": "application/x-pem-file",
    "issuing-ca.pem": "application/x-pem-file",
}


@dataclass(frozen=True)
class PkiDoors:
    """The public files of the development PKI."""

    folder: Path

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        return [Route("/pki/{name}", self.get, methods=["GET"])]

    async def get(self, request: Request) -> Response:
        """Give one of the public files."""
        name = request.path_params["name"]
        path = self.folder / name
        if name not in SERVED or not path.is_file():
            return Response(status_code=404)
        return Response(path.read_bytes(), media_type=SERVED[name])
