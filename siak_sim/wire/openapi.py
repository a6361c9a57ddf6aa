"""The contract once more, as an OpenAPI description for tools."""

from __future__ import annotations

from siak_sim.records import Json
from siak_sim.wire.openapi_schemas import DATE_TIME, SHA256, TEXT, content_of, schemas

_REFUSALS = {
    400: "BODY_INVALID or KEY_MISSING",
    401: "UNAUTHENTICATED, SESSION_NEEDED, or SESSION_EXPIRED (repeat)",
    404: "NIK_UNKNOWN, FAMILY_UNKNOWN, DOCUMENT_UNKNOWN, ENTRY_UNKNOWN, FILE_UNKNOWN, NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "The state does not allow it; with retry_after_seconds it may be repeated",
    422: "What was sent does not fit",
    429: "TOO_MANY_REQUESTS (repeat)",
    503: "MAINTENANCE or BSRE_UNAVAILABLE (repeat)",
}
_RETRY_AFTER: Json = {
    "Retry-After": {
        "description": "Seconds; with it nothing was done, and the request may be repeated.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    }
}
_FILE = "/v1/entries/{entry_id}/documents/{document_ref}/file"
_SIGNATURE = "/v1/entries/{entry_id}/documents/{document_ref}/signature"


def describe(url: str) -> Json:
    """Return the description of every route of the contract."""
    bearer = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "SIAK (simulated)",
            "version": "1",
            "description": "docs/siak-contract.md says the same in words.",
        },
        "servers": [{"url": url}],
        "security": [{"session": []}],
        "paths": {**_sessions(), **_look_ups(), **_entries(), **_files()},
        "components": {
            "securitySchemes": {
                "session": {**bearer, "description": "What POST /v1/sessions answers."},
                "integration": {**bearer, "description": "The installation's own token."},
            },
            "schemas": schemas(),
        },
    }


def _sessions() -> Json:
    opening = _call("Open an operator's session", _answer("Session", 201), 400, body="Operator")
    return {
        "/v1/sessions": {"post": {**opening, "security": [{"integration": []}]}},
        "/v1/sessions/current": {
            "delete": _call("End the session", {"204": {"description": "ended"}}, 409)
        },
    }


def _look_ups() -> Json:
    number, kind = _given("number"), _given("type", "query", required=False)
    return {
        "/v1/people/{nik}": {
            "get": _call("Look a person up", _answer("Person"), given=(_given("nik"),))
        },
        "/v1/families/{family_card_number}": {
            "get": _call(
                "Look a family up", _answer("Family"), given=(_given("family_card_number"),)
            )
        },
        "/v1/documents/{number}": {
            "get": _call("Ask how a document stands", _answer("Document"), given=(number, kind))
        },
        "/v1/documents/status": {
            "post": _call(
                "Ask how many documents stand",
                _answer("DocumentStatuses"),
                400,
                409,
                body="DocumentQuestion",
            )
        },
    }


def _entries() -> Json:
    key = _given("Idempotency-Key", "header", {**TEXT, "minLength": 1, "maxLength": 200})
    entry, identity = _answer("Entry"), _given("entry_id")
    limit = {"type": "integer", "minimum": 1, "maximum": 500}
    return {
        "/v1/entries": {
            "post": _call(
                "Hand an entry in",
                _answer("Received", 202),
                400,
                409,
                given=(key,),
                body="Submission",
            ),
            "get": _call(
                "Find the entry of a key, or list entries by when they changed",
                _answer("EntryOrPage"),
                400,
                404,
                given=(
                    _given("key", "query", required=False),
                    _given("updated_since", "query", DATE_TIME, required=False),
                    _given("cursor", "query", required=False),
                    _given("limit", "query", limit, required=False),
                ),
            ),
        },
        "/v1/entries/{entry_id}": {"get": _call("Return an entry", entry, given=(identity,))},
        "/v1/entries/{entry_id}/verification": {
            "post": _call(
                "Record who verified which bytes",
                entry,
                400,
                409,
                422,
                given=(identity,),
                body="Verification",
            )
        },
        "/v1/entries/{entry_id}/issue": {"post": _call("Issue", entry, 409, given=(identity,))},
        "/v1/entries/{entry_id}/cancel": {
            "post": _call("Cancel", entry, 400, 409, given=(identity,), body="Cancellation")
        },
    }


def _files() -> Json:
    document = (_given("entry_id"), _given("document_ref"))
    hashes = (
        _given("X-Content-SHA256", "header", SHA256),
        _given("X-Signed-From-SHA256", "header", SHA256),
    )
    stored = _answer("StoredFile")
    pdf = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
    put = _call("Store the signed file", stored, 409, 422, given=(*document, *hashes))
    return {
        _FILE: {
            "put": {**put, "requestBody": {"required": True, "content": pdf}},
            "get": _call(
                "Return the signed file",
                {"200": {"description": "the PDF", "content": pdf}},
                given=document,
            ),
        },
        _SIGNATURE: {
            "post": _call(
                "Have BSrE sign the verified bytes, and store the file",
                stored,
                400,
                409,
                422,
                given=document,
                body="SignatureWish",
            )
        },
    }


def _call(
    summary: str, answers: Json, *refusals: int, given: tuple[Json, ...] = (), body: str = ""
) -> Json:
    by_path = (404, 405) if any(each["in"] == "path" for each in given) else ()
    statuses = sorted({401, 429, 503, *by_path, *refusals})
    call: Json = {
        "summary": summary,
        "parameters": list(given),
        "responses": {**answers, **{str(status): _refused(status) for status in statuses}},
    }
    if body:
        call["requestBody"] = {"required": True, "content": content_of(body)}
    return call


def _given(name: str, place: str = "path", schema: Json = TEXT, *, required: bool = True) -> Json:
    if place == "path":
        schema = {**schema, "minLength": 1}
    return {"name": name, "in": place, "required": required, "schema": schema}


def _answer(schema: str, status: int = 200) -> Json:
    return {str(status): {"description": schema, "content": content_of(schema)}}


def _refused(status: int) -> Json:
    refused: Json = {"description": _REFUSALS[status], "content": content_of("Refusal")}
    return {**refused, "headers": _RETRY_AFTER} if status in (401, 409, 429, 503) else refused
