"""Builds the schema, once per process, and prints it sorted for the committed file."""

import strawberry
from graphql import lexicographic_sort_schema
from graphql import print_schema as print_core_schema
from strawberry.schema.config import StrawberryConfig

from api.graphql.access import require_declared
from api.graphql.errors import ERROR_TYPES
from api.graphql.mutations import build_mutation
from api.graphql.queries import Query
from api.graphql.resolvers import straighten
from api.graphql.scalars import SCALARS
from api.graphql.subscriptions import Subscription


def build_schema() -> strawberry.Schema:
    """Return the schema; refuse when a root field declares no permission."""
    schema = strawberry_schema()
    straighten(schema)
    return schema


def strawberry_schema() -> strawberry.Schema:
    """Return the schema with every resolver called the way Strawberry calls it."""
    mutation = build_mutation()
    require_declared(Query)
    require_declared(mutation)
    require_declared(Subscription)
    return strawberry.Schema(
        query=Query,
        mutation=mutation,
        subscription=Subscription,
        types=ERROR_TYPES,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )


def print_schema() -> str:
    """Return the schema as text, sorted, as `schema.graphql` holds it."""
    core = build_schema()._schema  # the only way to graphql-core's schema
    return print_core_schema(lexicographic_sort_schema(core)) + "\n"
