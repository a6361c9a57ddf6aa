"""Executes operations as graphql-core does, with less ceremony around plain values.

What is asked of a selection is worked out once and used for every object it is asked of; scalars
that are plain attributes are written on the spot; of a list, one item after the other is completed,
so that what the first had to wait for is there for the rest. Whatever is unusual goes the way of
graphql-core itself, so that answers and errors are the same.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
    is_scalar_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path, gather_with_cancel

from api.graphql.resolvers import Attribute, Direct, Surroundings

Value = Any  # of whatever type a resolver returns, or what became of it in the answer
Details = list[FieldDetails]
Fields = dict[str, Details]

AS_IS: Final = {"String": str, "ID": str, "Boolean": bool}
PRESENT: Final = frozenset({str, int, bool, float, list, tuple, dict, type(None)})


def is_promise(value: Value) -> TypeGuard[Awaitable[Value]]:
    """Tell whether a value has to be awaited."""
    return type(value) not in PRESENT and hasattr(value, "__await__")


@dataclass(frozen=True, slots=True)
class Step:
    """One field of a selection: what is the same for every object it is asked of."""

    name: str  # in the answer
    details: Details
    field: GraphQLField
    nodes: list[FieldNode]
    resolve: Callable[..., Value] | None  # None: graphql-core says what is wrong
    arguments: dict[str, Value]
    info: Surroundings | None  # None: made for each object
    attribute: str | None  # of a scalar or enum that is a plain attribute
    as_is: type | None  # what such an attribute is written as without a look
    write: Callable[[Value], Value]
    is_nullable: bool


class PlainExecutor(Executor[None]):
    """graphql-core's executor for operations without incremental delivery."""

    def __init__(self, *args: Value, **options: Value) -> None:
        super().__init__(*args, **options)
        self._plans: dict[int, tuple[Fields, list[Step]]] = {}  # by identity, kept alive

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Value,
        path: Path | None,
        grouped_field_set: Fields,
        position_context: None,
    ) -> dict[str, Value] | Awaitable[dict[str, Value]]:
        """Answer a selection of one object."""
        planned = self._plans.get(id(grouped_field_set))
        if planned is None:
            planned = grouped_field_set, self._plan(parent_type, grouped_field_set)
            self._plans[id(grouped_field_set)] = planned
        results: dict[str, Value] = {}
        waiting: list[str] = []
        try:
            for step in planned[1]:
                if step.attribute is not None:
                    written = _written(step, step.attribute, source_value)
                    if written is not Undefined:
                        results[step.name] = written
                        continue
                own_path = Path(path, step.name, parent_type.name)
                results[step.name] = written = self._execute(
                    parent_type, source_value, step, own_path
                )
                if is_promise(written):
                    waiting.append(step.name)
        except Exception:
            if waiting:
                self.settle_in_background([results[name] for name in waiting])
            raise
        return _filled(results, waiting) if waiting else results

    def _plan(self, parent_type: GraphQLObjectType, asked: Fields) -> list[Step]:
        found = []
        for name, details in asked.items():
            field = self.schema.get_field(parent_type, details[0].node.name.value)
            if field is not None:
                found.append(self._step(parent_type, name, details, field))
        return found

    def _step(
        self, parent_type: GraphQLObjectType, name: str, details: Details, field: GraphQLField
    ) -> Step:
        node, own = details[0].node, field.resolve
        resolve: Callable[..., Value] | None = own or self.field_resolver
        arguments: dict[str, Value] = {}
        try:
            if field.args or node.arguments:
                arguments = get_argument_values(
                    field, node, self.variable_values, details[0].fragment_variable_values, True
                )
            if isinstance(own, Direct):
                resolve, arguments = own.resolver, own.read(arguments)
        except Exception:  # any resolver's or scalar's; graphql-core meets it again and reports it
            resolve = None
        kind = get_nullable_type(field.type)
        nodes = [each.node for each in details]
        info = None
        if isinstance(own, Direct | Attribute):  # which use nothing of it but the context
            info = self.build_resolve_info(field, nodes, parent_type, Path(None, name, None))
        return Step(
            name=name,
            details=details,
            field=field,
            nodes=nodes,
            resolve=resolve,
            arguments=arguments,
            info=info,
            attribute=own.name if isinstance(own, Attribute) and is_leaf_type(kind) else None,
            as_is=AS_IS.get(kind.name) if is_scalar_type(kind) else None,
            write=kind.coerce_output_value if is_leaf_type(kind) else _nothing,
            is_nullable=not is_non_null_type(field.type),
        )

    def _execute(
        self, parent_type: GraphQLObjectType, source: Value, step: Step, path: Path
    ) -> Value | Awaitable[Value]:
        if step.resolve is None:
            return self.execute_field(parent_type, source, step.details, path, None)
        kind = step.field.type
        info = step.info or self.build_resolve_info(step.field, step.nodes, parent_type, path)
        try:
            result = step.resolve(source, info, **step.arguments)
            if is_promise(result):
                return self.complete_awaitable_value(kind, step.details, info, path, result, None)
            completed = self.complete_value(kind, step.details, info, path, result, None)
        except Exception as error:
            self.handle_field_error(error, kind, step.details, path)
            return None
        if is_promise(completed):
            return self._settled(completed, kind, step.details, path)
        return completed

    async def _settled(
        self, promise: Awaitable[Value], kind: GraphQLOutputType, details: Details, path: Path
    ) -> Value:
        try:
            return await promise
        except Exception as error:
            self.handle_field_error(error, kind, details, path)
            return None

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: Details,
        info: Surroundings,
        path: Path,
        result: Value,
        position_context: None,
    ) -> Value | Awaitable[Value]:
        """Complete objects and lists here, everything else where graphql-core does."""
        kind: GraphQLOutputType = return_type
        if type(return_type) is GraphQLNonNull:  # exact types: asked for every object
            kind = return_type.of_type
        details = field_details_list
        if result is not None and result is not Undefined and not isinstance(result, Exception):
            if type(kind) is GraphQLList:
                return self.complete_list_value(kind, details, info, path, result, None)
            if type(kind) is GraphQLObjectType and _is_of(kind, result, info):
                asked = self.collect_subfields(kind, details).grouped_field_set
                return self.execute_fields(kind, result, path, asked, None)
        return super().complete_value(return_type, details, info, path, result, None)

    def complete_list_value(
        self,
        return_type: GraphQLList[GraphQLOutputType],
        field_details_list: Details,
        info: Surroundings,
        path: Path,
        result: Value,
        position_context: None,
    ) -> list[Value] | Awaitable[list[Value]]:
        """Complete one item after the other, without waiting where nothing has to be awaited."""
        kind, details = return_type.of_type, field_details_list
        if type(result) not in (list, tuple) or any(map(is_promise, result)):
            return super().complete_list_value(return_type, details, info, path, result, None)
        completed: list[Value] = []
        promised = self._items(kind, details, info, path, result, completed)
        for _ in promised:
            return _kept(promised, completed)
        return completed

    def _items(
        self,
        kind: GraphQLOutputType,
        details: Details,
        info: Surroundings,
        path: Path,
        items: Sequence[Value],
        completed: list[Value],
    ) -> Iterator[None]:
        """Add the items to the completed; stop after each that has to be awaited first."""
        for index, item in enumerate(items):
            own_path = Path(path, index, None)
            try:
                done = self.complete_value(kind, details, info, own_path, item, None)
            except Exception as error:
                self.handle_field_error(error, kind, details, own_path)
                done = None
            if is_promise(done):
                completed.append(self._settled(done, kind, details, own_path))
                yield
            else:
                completed.append(done)


def _is_of(kind: GraphQLObjectType, value: Value, info: Surroundings) -> bool:
    return kind.is_type_of is None or kind.is_type_of(value, info) is True


def _written(step: Step, attribute: str, source: Value) -> Value:
    """Return a plain attribute as it is written; Undefined where graphql-core has to look at it."""
    try:
        value = getattr(source, attribute)
        if type(value) is step.as_is:
            return value
        if value is None:
            return None if step.is_nullable else Undefined
        written = step.write(value)
    except Exception:  # whatever a scalar raises; graphql-core meets it again and reports it
        return Undefined
    return Undefined if written is None else written


def _nothing(value: Value) -> Value:
    return Undefined


async def _filled(results: dict[str, Value], waiting: list[str]) -> dict[str, Value]:
    if len(waiting) == 1:
        results[waiting[0]] = await results[waiting[0]]
        return results
    found = await gather_with_cancel(*(results[name] for name in waiting))
    results.update(zip(waiting, found, strict=True))
    return results


async def _kept(promised: Iterator[None], completed: list[Value]) -> list[Value]:
    completed[-1] = await completed[-1]
    for _ in promised:
        completed[-1] = await completed[-1]
    return completed
