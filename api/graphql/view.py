"""GraphQL over HTTP: media types, methods and sizes as the specification has them; JSON always."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final

import orjson
from graphql import OperationType
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse

from api.domain.callers import caller
from api.graphql.context import Context
from api.graphql.credentials import viewer_of
from api.graphql.engine import Answer, Engine, Invalid, Request, declined, refusal
from api.graphql.errors import RequestRefused, TopLevelCode
from api.graphql.live import Live
from api.usecases.access import Viewer
from api.usecases.office import Office
from api.usecases.reading import Reader

MAX_BODY: Final = 1024 * 1024
JSON: Final = "application/json"
RESPONSE_JSON: Final = "application/graphql-response+json"
EVENTS: Final = "text/event-stream"
LIVE_ONLY: Final = (
    "Langganan memakai WebSocket (`graphql-transport-ws`) atau `Accept: text/event-stream`."
)
PREFLIGHT: Final = "graphql-require-preflight"
STATUS: Final = {
    TopLevelCode.UNAUTHENTICATED: 401,
    TopLevelCode.FORBIDDEN: 403,
    TopLevelCode.RATE_LIMITED: 429,
    TopLevelCode.INTERNAL_SERVER_ERROR: 500,
}
Page = Callable[[HttpRequest], Response]


class Malformed(Exception):
    """The HTTP request carries no GraphQL request."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class View:
    """The endpoint."""

    def __init__(
        self,
        office: Office,
        engine: Engine,
        *,
        introspection: bool = True,
        page: Page | None = None,
    ) -> None:
        self._office = office
        self._engine = engine
        self._live = Live(office, engine)
        self._introspection = introspection  # for strangers
        self._page = page

    async def answer(self, http: HttpRequest) -> Response:
        """Answer one HTTP request."""
        office = self._office
        request_id = office.clock.new_id()
        accepted = http.headers.get("accept", "")
        if self._page and http.method == "GET" and "text/html" in accepted:
            return self._page(http)
        media = _media_type(accepted)
        try:
            if media is None:
                raise Malformed(406, f"Jawaban hanya tersedia sebagai {RESPONSE_JSON} atau {JSON}.")
            request = await _read(http)
            if media == EVENTS:
                return _streamed(self._stream(http, request), request_id)
            answer = await self._run(office, http, request, request_id)
        except Malformed as fault:
            body = {"errors": [refusal(TopLevelCode.BAD_USER_INPUT, fault.message, request_id)]}
            written_as = JSON if media in (None, EVENTS) else media
            return _response(body, fault.status, written_as, request_id, fault.headers)
        status = 200
        if answer.code is not None and media == RESPONSE_JSON:
            status = STATUS.get(answer.code, 400)
        return _response(answer.body, status, media or JSON, request_id, {})

    async def _run(
        self, office: Office, http: HttpRequest, request: Request, request_id: str
    ) -> Answer:
        try:
            operation = self._engine.prepare(request)
            if http.method == "GET" and operation.kind is not OperationType.QUERY:
                raise Malformed(405, "Mutasi dikirim dengan POST.", Allow="POST")
            if operation.kind is OperationType.SUBSCRIPTION:
                raise RequestRefused(TopLevelCode.BAD_USER_INPUT, LIVE_ONLY)
            viewer = await self._viewer(http)
            if operation.introspects and viewer is None and not self._introspection:
                raise RequestRefused(
                    TopLevelCode.FORBIDDEN, "Skema hanya dibaca dengan token di kantor ini."
                )
        except (Invalid, RequestRefused) as refused:
            return declined(refused, request_id)
        async with Reader(office, viewer.actor if viewer else None) as reader:
            context = Context(office, viewer, reader, request_id, _caller(office, http))
            return await self._engine.run(request, operation, context)

    async def _viewer(self, http: HttpRequest) -> Viewer | None:
        headers = http.headers
        return await viewer_of(
            self._office, headers.get("authorization"), headers.get("x-acting-role")
        )

    async def _stream(self, http: HttpRequest, request: Request) -> AsyncIterator[bytes]:
        """Write every answer as a server-sent event, as graphql-sse has it."""
        answers = self._live.answers(
            request, lambda: self._viewer(http), _caller(self._office, http)
        )
        async with aclosing(answers):
            async for answer in answers:
                yield b"event: next\ndata: " + orjson.dumps(answer.body) + b"\n\n"
        yield b"event: complete\ndata:\n\n"


def _caller(office: Office, http: HttpRequest) -> str:
    peer = http.client.host if http.client else ""
    forwarded = ",".join(http.headers.getlist("x-forwarded-for"))
    return caller(peer, forwarded, office.strangers.proxies)


def _media_type(accepted: str) -> str | None:
    """Return the media type of the answer; None when none of ours is accepted."""
    if not accepted.strip():
        return JSON
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights[name] = max(weights.get(name, 0.0), _weight(parameters))
    if weights.get(EVENTS, 0.0) > 0.0:
        return EVENTS
    new = weights.get(RESPONSE_JSON, 0.0)
    old = max(weights.get(name, 0.0) for name in (JSON, "application/*", "*/*"))
    if new == old == 0.0:
        return None
    return RESPONSE_JSON if new >= old else JSON


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


async def _read(http: HttpRequest) -> Request:
    if http.method == "POST":
        return _request(await _posted(http))
    if http.method not in ("GET", "HEAD"):
        raise Malformed(405, "Pakai POST, atau GET untuk kueri.", Allow="GET, POST")
    if not http.headers.get(PREFLIGHT):
        raise Malformed(400, "Kueri dengan GET memerlukan header `GraphQL-Require-Preflight: 1`.")
    given: dict[str, Any] = dict(http.query_params)  # texts, or JSON below
    if "variables" in given:
        try:
            given["variables"] = orjson.loads(given["variables"])
        except orjson.JSONDecodeError:
            raise Malformed(400, "`variables` bukan JSON yang benar.") from None
    return _request(given)


async def _posted(http: HttpRequest) -> object:
    kind, _, parameters = http.headers.get("content-type", "").partition(";")
    charset = parameters.lower().partition("charset=")[2].strip(' "')
    if kind.strip().lower() != JSON or charset not in ("", "utf-8", "utf8"):
        raise Malformed(415, f"Isi permintaan harus {JSON} dengan UTF-8.")
    length = http.headers.get("content-length", "")
    if length.isdigit() and int(length) > MAX_BODY:
        raise Malformed(413, "Permintaan lebih dari 1 MiB. Berkas dikirim lewat `createUpload`.")
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise Malformed(
                413, "Permintaan lebih dari 1 MiB. Berkas dikirim lewat `createUpload`."
            )
    try:
        found: object = orjson.loads(bytes(body))
    except orjson.JSONDecodeError:
        raise Malformed(400, "Isi permintaan bukan JSON yang benar.") from None
    return found


def _request(given: object) -> Request:
    if isinstance(given, list):
        raise Malformed(400, "Kirim satu permintaan saja; kumpulan permintaan tidak diterima.")
    if not isinstance(given, Mapping):
        raise Malformed(400, "Isi permintaan harus objek JSON dengan `query`.")
    query, name = given.get("query"), given.get("operationName")
    variables, extensions = given.get("variables"), given.get("extensions")
    if not isinstance(query, str) or not query.strip():
        raise Malformed(400, "`query` harus teks dokumen GraphQL.")
    if variables is not None and not isinstance(variables, dict):
        raise Malformed(400, "`variables` harus objek JSON.")
    if extensions is not None and not isinstance(extensions, dict):
        raise Malformed(400, "`extensions` harus objek JSON.")
    if name is not None and not isinstance(name, str):
        raise Malformed(400, "`operationName` harus teks.")
    return Request(query, variables or {}, name or None)


def _response(
    body: Mapping[str, Any],
    status: int,
    media: str,
    request_id: str,
    headers: Mapping[str, str],
) -> Response:
    return Response(
        orjson.dumps(body),
        status,
        headers={
            "Content-Type": f"{media}; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Request-Id": request_id,
            **headers,
        },
    )


def _streamed(events: AsyncIterator[bytes], request_id: str) -> Response:
    headers = {"Cache-Control": "no-store", "X-Request-Id": request_id, "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type=EVENTS, headers=headers)
