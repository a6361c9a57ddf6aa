"""Mounts GraphQL: the endpoint `/graphql`, over HTTP and WebSocket, with its schema built once."""

from starlette.routing import BaseRoute, Route, WebSocketRoute

from api.graphql.engine import Engine
from api.graphql.schema import build_schema
from api.graphql.sockets import SocketDoor
from api.graphql.view import Page, View
from api.usecases.office import Office

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # wrong ones get JSON too


def graphql_routes(
    office: Office, *, introspection: bool = True, page: Page | None = None
) -> list[BaseRoute]:
    """Return the endpoint; `page` answers browsers, `introspection` is what strangers may do."""
    engine = Engine(build_schema())
    view = View(office, engine, introspection=introspection, page=page)
    socket = SocketDoor(office, engine)
    return [
        WebSocketRoute("/graphql", socket.answer),
        Route("/graphql", view.answer, methods=list(METHODS)),
    ]
