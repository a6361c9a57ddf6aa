"""Runs one GraphQL request: parse, guard, validate, coerce, execute, and words for every failure.

Documents are kept parsed and validated in bounded caches. Nothing a client sent as a variable
appears in a message or in the log.
"""

import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    execute,
    get_named_type,
    get_nullable_type,
    is_input_type,
    is_list_type,
    parse,
    type_from_ast,
    validate,
)
from graphql.execution import Executor, create_source_event_stream
from graphql.utilities import validate_input_value
from strawberry.schema import Schema

from api.domain.errors import DomainError
from api.graphql.context import Context
from api.graphql.errors import RequestRefused, TopLevelCode
from api.graphql.execution import PlainExecutor, is_promise
from api.graphql.guard import Guard

log = logging.getLogger("dik_jamila.graphql")

MAX_TOKENS: Final = 4_000
MAX_ERRORS: Final = 5
KEPT: Final = 256
KEPT_LENGTH: Final = 16_384


@dataclass(frozen=True)
class Request:
    """A well-formed GraphQL request."""

    query: str
    variables: Mapping[str, Any]  # as the client sent them
    operation_name: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a request came to; `code` is set when nothing was executed."""

    body: dict[str, Any]
    code: TopLevelCode | None = None


@dataclass(frozen=True)
class Operation:
    """A parsed and valid operation."""

    document: DocumentNode
    kind: OperationType
    introspects: bool = False


class Engine:
    """One schema with its caches."""

    def __init__(self, schema: Schema, executor: type[Executor[None]] = PlainExecutor) -> None:
        self._executor = executor
        self._core: GraphQLSchema = schema._schema  # the only way to graphql-core's schema
        self._parsed: OrderedDict[str, DocumentNode] = OrderedDict()
        self._valid: OrderedDict[str, Sequence[GraphQLError]] = OrderedDict()
        self._connections, self._lists = _plural_fields(self._core)

    def prepare(self, request: Request) -> Operation:
        """Return the operation to run; `RequestRefused` or `Invalid` otherwise."""
        document = self._document(request.query)
        guard = Guard(document, request.variables, self._connections, self._lists)
        guard.check()
        errors = self._errors(request.query, document)
        if errors:
            raise Invalid(errors)
        operation = _operation(document, request.operation_name)
        self._check_variables(operation, request.variables)
        return Operation(document, operation.operation, guard.introspects)

    async def run(
        self,
        request: Request,
        operation: Operation,
        context: Context,
        event: Any = None,  # of a subscription, whose selection is then executed upon it
    ) -> Answer:
        """Execute a prepared operation."""
        executed = execute(
            self._core,
            operation.document,
            root_value=event,
            context_value=context,
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
            executor_class=self._executor,
            is_awaitable=is_promise,
        )
        result = executed if isinstance(executed, ExecutionResult) else await executed
        return _answer(result, context)

    async def events(
        self, request: Request, operation: Operation, context: Context
    ) -> AsyncGenerator[Any, None] | Answer:  # of whatever type the subscription yields
        """Open the stream of a subscription; an answer where it cannot be opened."""
        executor = self._executor.build(
            self._core,
            operation.document,
            context_value=context,
            raw_variable_values=dict(request.variables),
            operation_name=request.operation_name,
            is_awaitable=is_promise,
        )
        if isinstance(executor, list):
            return _answer(ExecutionResult(None, executor), context)
        opened = create_source_event_stream(executor)
        stream = await opened if is_promise(opened) else opened
        if isinstance(stream, ExecutionResult):
            return _answer(stream, context)
        return cast("AsyncGenerator[Any, None]", stream)

    def _document(self, query: str) -> DocumentNode:
        found = self._parsed.get(query)
        if found is not None:
            self._parsed.move_to_end(query)
            return found
        try:
            document = parse(query, max_lexical_tokens=MAX_TOKENS)
        except RecursionError:
            raise RequestRefused(
                TopLevelCode.QUERY_TOO_COMPLEX, "Dokumen terlalu dalam bersarang."
            ) from None
        except GraphQLError as error:
            raise Invalid([error]) from None
        _keep(self._parsed, query, document)
        return document

    def _errors(self, query: str, document: DocumentNode) -> Sequence[GraphQLError]:
        found = self._valid.get(query)
        if found is None:
            found = validate(self._core, document, max_errors=MAX_ERRORS, hide_suggestions=True)
            _keep(self._valid, query, found)
        return found

    def _check_variables(self, operation: OperationDefinitionNode, sent: Mapping[str, Any]) -> None:
        found: list[str] = []
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            kind = type_from_ast(self._core, definition.type)
            value = sent.get(name, Undefined)
            if value is Undefined and definition.default_value is not None:
                continue
            if kind is not None and is_input_type(kind):
                found += _faults(name, kind, value)
        if found:
            raise RequestRefused(TopLevelCode.BAD_USER_INPUT, " ".join(found[:MAX_ERRORS]))


def _answer(result: ExecutionResult, context: Context) -> Answer:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [written(each, context.request_id) for each in result.errors]
    return Answer(body)


class Invalid(Exception):
    """The document is no valid request to this schema."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("invalid document")
        self.errors = errors


def _faults(name: str, kind: GraphQLInputType, value: Any) -> list[str]:  # JSON of any type
    found: list[str] = []
    nullable = get_nullable_type(kind)
    if value is Undefined and nullable is kind:
        return []

    def note(error: GraphQLError, path: Sequence[str | int]) -> None:
        place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
        found.append(f"Variabel `${name}{place[:80]}` tidak sesuai jenisnya ({kind}).")

    if value is Undefined:
        return [f"Variabel `${name}` ({kind}) belum diisi."]
    validate_input_value(value, kind, note, hide_suggestions=True)
    return found[:MAX_ERRORS]


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name is None and len(operations) == 1:
        return operations[0]
    for each in operations:
        if name is not None and each.name is not None and each.name.value == name:
            return each
    raise RequestRefused(
        TopLevelCode.BAD_USER_INPUT,
        "Sebut `operationName`, salah satu operasi dalam dokumen."
        if operations
        else "Dokumen tidak memuat operasi.",
    )


def _keep(cache: OrderedDict[str, Any], query: str, value: Any) -> None:  # of both caches
    if len(query) <= KEPT_LENGTH and "passphrase" not in query:  # it may stand there in full
        cache[query] = value
        if len(cache) > KEPT:
            cache.popitem(last=False)


def _plural_fields(schema: GraphQLSchema) -> tuple[frozenset[str], frozenset[str]]:
    connections, lists = set(), set()
    for kind in schema.type_map.values():
        for name, field in getattr(kind, "fields", {}).items():
            if get_named_type(field.type).name.endswith("Connection"):
                connections.add(name)
            elif is_list_type(get_nullable_type(field.type)) and name not in ("nodes", "edges"):
                lists.add(name)
    return frozenset(connections), frozenset(lists)


def refusal(code: TopLevelCode, message: str, request_id: str) -> dict[str, Any]:
    """Return an error object of the answer's `errors`."""
    return {"message": message, "extensions": {"code": code.value, "requestId": request_id}}


def _invalid(error: GraphQLError, request_id: str) -> dict[str, Any]:
    body = refusal(TopLevelCode.GRAPHQL_VALIDATION_FAILED, error.message, request_id)
    if error.locations:
        body["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return body


def declined(refused: "Invalid | RequestRefused", request_id: str) -> Answer:
    """Return the answer to a request that is not executed."""
    if isinstance(refused, RequestRefused):
        return Answer(
            {"errors": [refusal(refused.code, refused.message, request_id)]}, refused.code
        )
    return Answer(
        {"errors": [_invalid(each, request_id) for each in refused.errors]},
        TopLevelCode.GRAPHQL_VALIDATION_FAILED,
    )


def written(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Return an execution error on the wire; whatever is not a documented refusal is masked."""
    cause = _cause(error)
    if isinstance(cause, RequestRefused):
        body = refusal(cause.code, cause.message, request_id)
    elif isinstance(cause, DomainError):
        body = refusal(TopLevelCode.BAD_USER_INPUT, cause.message, request_id)
    else:
        _log(cause, error, request_id)
        body = refusal(
            TopLevelCode.INTERNAL_SERVER_ERROR,
            f"Terjadi kesalahan di layanan ini. Sebut nomor {request_id} bila melapor.",
            request_id,
        )
    if error.path:
        body["path"] = list(error.path)
    return body


def _cause(error: GraphQLError) -> BaseException:
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _log(cause: BaseException, error: GraphQLError, request_id: str) -> None:
    trace, place = cause.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rpartition('/api/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    log.error(
        "graphql failure",
        extra={
            "request_id": request_id,
            "kind": type(cause).__name__,
            "place": place,
            "path": ".".join(str(part) for part in error.path or ()),
        },
    )
