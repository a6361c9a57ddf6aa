"""The page for people at `/graphql`: GraphiQL where its files are, else a plain page of our own.

Nothing is ever loaded from a foreign host: what the page needs is served from here.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

OWN: Final = Path(__file__).parent / "graphiql_page"
PUBLISHED: Final = (
    "graphiql.min.js",
    "graphiql.min.css",
    "react.production.min.js",
    "react-dom.production.min.js",
)
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


@dataclass(frozen=True)
class GraphiqlDoors:
    """The page, its files, and the example operations for each role."""

    published: Path  # where GraphiQL's files were put when the environment was made
    examples: Path  # the folder of `*.graphql` files shown in the drop-down

    def page(self, request: Request) -> Response:
        """Return the page for a browser."""
        is_there = all((self.published / name).is_file() for name in PUBLISHED)
        return _file(OWN / ("graphiql.html" if is_there else "plain.html"))

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        return [
            Route("/graphiql/examples.json", self.list_examples),
            Route("/graphiql/{name}", self.file),
        ]

    async def list_examples(self, request: Request) -> Response:
        """Return every example with its role and variables."""
        found = [read_example(path) for path in sorted(self.examples.glob("*.graphql"))]
        return JSONResponse(found, headers={"Cache-Control": "no-cache"})

    async def file(self, request: Request) -> Response:
        """Return a file of the page."""
        name = request.path_params["name"]
        own = {path.name: path for path in OWN.iterdir() if path.suffix in (".js", ".css")}
        path = self.published / name if name in PUBLISHED else own.get(name)
        if path is None or not path.is_file():
            return JSONResponse({"error": {"message": "Berkas tidak ada."}}, status_code=404)
        return _file(path)


def read_example(path: Path) -> dict[str, object]:
    """Return an example: its comment lines name title, role and variables."""
    lines = path.read_text("utf-8").splitlines()
    notes = [line[1:].partition(":") for line in lines if line.startswith("#")]
    named = {name.strip(): value.strip() for name, _, value in notes}
    return {
        "name": path.stem,
        "title": named["title"],
        "role": named["role"],
        "state": named.get("state", ""),
        "variables": json.loads(named.get("variables", "{}")),
        "query": "\n".join(line for line in lines if not line.startswith("#")) + "\n",
    }


def _file(path: Path) -> Response:
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
        "Referrer-Policy": "no-referrer",
    }
    return FileResponse(path, media_type=TYPES[path.suffix], headers=headers)
