"""Takes Strawberry's calling convention off resolvers that do not need it, once per schema.

A field without a resolver is an attribute; a resolver that declared no permission is called with
its object and its arguments. Fields that declared a permission keep Strawberry's way, which asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo
from strawberry import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

DEFINITION = "strawberry-definition"
Value = Any  # of whatever type a resolver takes or returns
Arguments = dict[str, Value]
Surroundings = GraphQLResolveInfo[Any]  # its context is all that resolvers use


@dataclass(frozen=True, slots=True)
class Attribute:
    """Resolves a field from an attribute of its object."""

    name: str

    def __call__(self, source: Value, info: Surroundings) -> Value:
        """Return the attribute."""
        return getattr(source, self.name)


@dataclass(frozen=True, slots=True)
class Direct:
    """Resolves a field by its resolver; `read` turns arguments into what the resolver takes."""

    resolver: Callable[..., Value]
    read: Callable[[Arguments], Arguments]

    def __call__(self, source: Value, info: Surroundings, **arguments: Value) -> Value:
        """Return what the resolver returns."""
        return self.resolver(source, info, **self.read(arguments))


def straighten(schema: Schema) -> None:
    """Let fields of object types be resolved without detours."""
    for kind in schema._schema.type_map.values():  # the only way to graphql-core's schema
        if isinstance(kind, GraphQLObjectType) and DEFINITION in kind.extensions:
            for field in kind.fields.values():
                _straighten(schema, field)


def _straighten(schema: Schema, core: GraphQLField) -> None:
    field: StrawberryField = core.extensions[DEFINITION]
    if field.is_basic_field:
        core.resolve = Attribute(field.python_name)
    elif field.base_resolver is not None and not field.extensions:
        called = _called(field)
        if called is not None:
            core.resolve = Direct(called, partial(_read, schema, field))


def _called(field: StrawberryField) -> Callable[..., Value] | None:
    """Return the resolver as a function of object and surroundings, if it can be one."""
    resolver = field.base_resolver
    if resolver is None or resolver.self_parameter is not None:
        return None
    wrapped = resolver.wrapped_func
    if isinstance(wrapped, classmethod):
        return None
    function = wrapped.__func__ if isinstance(wrapped, staticmethod) else wrapped
    root = resolver.parent_parameter or resolver.root_parameter
    info = resolver.info_parameter
    names = tuple(each.name for each in (root, info) if each is not None)
    if list(resolver.signature.parameters)[: len(names)] != list(names):
        return None
    if root is not None and info is not None:
        return function
    if root is not None:
        return lambda source, _info, **arguments: function(source, **arguments)
    if info is not None:
        return lambda _source, surroundings, **arguments: function(surroundings, **arguments)
    return lambda _source, _info, **arguments: function(**arguments)


def _read(schema: Schema, field: StrawberryField, given: Mapping[str, Value]) -> Arguments:
    if not field.arguments:
        return {}
    return convert_arguments(
        dict(given),
        field.arguments,
        scalar_registry=schema.schema_converter.scalar_registry,
        config=schema.config,
    )
