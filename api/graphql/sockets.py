"""GraphQL over WebSocket: `graphql-transport-ws`, its states kept by Strawberry's own handler.

The token comes with `connection_init`, as `{"Authorization": "Bearer …"}`; a socket without one is
closed with 4403. Queries and mutations may come this way too.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from json import JSONDecodeError
from typing import Any, Final

import orjson
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import (
    NonJsonMessageReceived,
    NonTextMessageReceived,
    WebSocketDisconnected,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.unset import UNSET

from api.domain.callers import caller
from api.graphql.credentials import viewer_of
from api.graphql.engine import Answer, Engine, Request
from api.graphql.errors import RequestRefused
from api.graphql.live import Live
from api.usecases.access import Viewer
from api.usecases.office import Office

PROTOCOL: Final = "graphql-transport-ws"
MAX_OPERATIONS: Final = 20  # at once on one socket
INIT_WITHIN: Final = timedelta(seconds=10)
WRONG_PROTOCOL: Final = 4406


@dataclass
class Connection:
    """What a client told when it connected."""

    office: Office
    caller: str
    connection_params: Mapping[str, object] = field(default_factory=dict)

    async def viewer(self) -> Viewer | None:
        """Return who holds the token now."""
        told = {name.lower(): value for name, value in self.connection_params.items()}
        authorization, role = told.get("authorization"), told.get("x-acting-role")
        return await viewer_of(
            self.office,
            authorization if isinstance(authorization, str) else None,
            role if isinstance(role, str) else None,
        )


class SocketDoor:
    """Answers WebSockets at the endpoint."""

    def __init__(self, office: Office, engine: Engine) -> None:
        self._office = office
        self._live = Live(office, engine)

    async def answer(self, socket: WebSocket) -> None:
        """Serve one socket until either side ends it."""
        if PROTOCOL not in socket.scope.get("subprotocols", ()):
            await socket.accept()
            await socket.close(WRONG_PROTOCOL, f"only {PROTOCOL}")
            return
        await socket.accept(subprotocol=PROTOCOL)
        peer = socket.client.host if socket.client else ""
        forwarded = ",".join(socket.headers.getlist("x-forwarded-for"))
        strangers = self._office.strangers
        connection = Connection(self._office, caller(peer, forwarded, strangers.proxies))
        handler: BaseGraphQLTransportWSHandler[Connection, None] = BaseGraphQLTransportWSHandler(
            view=_Welcome(),  # type: ignore[arg-type]  # only this one method is asked of it
            websocket=_Wire(socket),  # type: ignore[arg-type]  # the same three methods
            context=connection,
            root_value=None,
            schema=_Streams(self._live),  # type: ignore[arg-type]  # only `stream` is asked of it
            connection_init_wait_timeout=INIT_WITHIN,
            max_subscriptions_per_connection=MAX_OPERATIONS,
        )
        await handler.handle()


class _Welcome:
    """Decides who may connect."""

    async def on_ws_connect(self, connection: Connection) -> object:
        """Refuse whoever brings no good token."""
        try:
            viewer = await connection.viewer()
        except RequestRefused:
            viewer = None
        if viewer is None:
            raise ConnectionRejectionError
        return UNSET


@dataclass(frozen=True)
class _Streams:
    """Runs operations for the handler."""

    live: Live

    async def stream(
        self,
        query: object,
        *,
        variable_values: object,
        context_value: Connection,
        root_value: None,
        operation_name: object,
    ) -> AsyncIterator[ExecutionResult]:
        """Return every answer to one operation."""
        if not isinstance(query, str) or not isinstance(variable_values or {}, dict):
            return _refused("`query` harus teks dan `variables` sebuah objek.")
        name = operation_name if isinstance(operation_name, str) else None
        request = Request(query, dict(variable_values or {}), name or None)  # type: ignore[call-overload]  # looked at above
        return _results(self.live.answers(request, context_value.viewer, context_value.caller))


async def _results(answers: AsyncGenerator[Answer, None]) -> AsyncIterator[ExecutionResult]:
    async with aclosing(answers):
        async for answer in answers:
            errors = [_Written(each) for each in answer.body.get("errors", ())]
            kind = ExecutionResult if "data" in answer.body else PreExecutionError
            yield kind(data=answer.body.get("data"), errors=list(errors) or None)


async def _refused(message: str) -> AsyncIterator[ExecutionResult]:
    yield PreExecutionError(data=None, errors=[GraphQLError(message)])


class _Written(GraphQLError):
    """An error that is on the wire what it was written as."""

    def __init__(self, body: Mapping[str, Any]) -> None:  # as `written` made it
        super().__init__(str(body["message"]))
        self._body = dict(body)

    @property
    def formatted(self) -> Any:  # the body
        """Return the error object."""
        return self._body


@dataclass(frozen=True)
class _Wire:
    """One socket as the handler speaks to it."""

    socket: WebSocket

    async def iter_json(self) -> AsyncIterator[object]:
        """Yield what the client sends."""
        try:
            while self.socket.application_state is not WebSocketState.DISCONNECTED:
                yield orjson.loads(await self.socket.receive_text())
        except KeyError:
            raise NonTextMessageReceived from None
        except JSONDecodeError:
            raise NonJsonMessageReceived from None
        except WebSocketDisconnect:
            return

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send one message."""
        try:
            await self.socket.send_text(orjson.dumps(message).decode())
        except (WebSocketDisconnect, RuntimeError) as gone:
            raise WebSocketDisconnected from gone

    async def close(self, code: int, reason: str) -> None:
        """End the socket."""
        await self.socket.close(code, reason)
