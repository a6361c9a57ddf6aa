"""Fields with resolvers, typed: a resolver may return the domain's value for a GraphQL type."""

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

import strawberry
from strawberry.extensions import FieldExtension

F = TypeVar("F", bound=Callable[..., object])


def live(description: str, *, kind: object, access: Sequence[FieldExtension]) -> Callable[[F], F]:
    """Make a generator a subscription; `kind` is the GraphQL type of what it yields."""

    def make(resolver: F) -> F:
        made = strawberry.subscription(
            resolver, description=description, graphql_type=kind, extensions=list(access)
        )
        return cast(F, made)

    return make


def field(
    description: str,
    *,
    kind: object = None,
    name: str | None = None,
    access: Sequence[FieldExtension] = (),
) -> Callable[[F], F]:
    """Make a resolver a field; `kind` is its GraphQL type where it returns another value."""

    def make(resolver: F) -> F:
        made = strawberry.field(
            resolver,
            name=name,
            description=description,
            graphql_type=kind,
            extensions=list(access),
        )
        return cast(F, made)

    return make
