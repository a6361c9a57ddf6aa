"""Mounts GraphQL: the endpoint `/graphql` with its schema, built once."""

from starlette.routing import Route

from api.graphql.engine import Engine
from api.graphql.schema import build_schema
from api.graphql.view import Page, View
from api.usecases.office import Office

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # wrong ones get JSON too


def graphql_routes(
    office: Office, *, introspection: bool = True, page: Page | None = None
) -> list[Route]:
    """Return the endpoint; `page` answers browsers, `introspection` is what strangers may do."""
    view = View(office, Engine(build_schema()), introspection=introspection, page=page)
    return [Route("/graphql", view.answer, methods=list(METHODS))]
