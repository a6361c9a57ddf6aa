"""The contract once more, as an OpenAPI description for tools."""

from __future__ import annotations

from siak_sim.records import Json

_REFUSALS = {
    400: "BODY_INVALID or KEY_MISSING",
    401: "UNAUTHENTICATED, or SESSION_EXPIRED (repeat)",
    404: "NIK_UNKNOWN, FAMILY_UNKNOWN, DOCUMENT_UNKNOWN or ENTRY_UNKNOWN",
    409: "The state does not allow it; with retry_after_seconds it may be repeated",
    422: "What was sent does not fit",
    503: "MAINTENANCE (repeat)",
}
_TEXT: Json = {"type": "string"}
_DATE: Json = {"type": "string", "format": "date"}
_SHA: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def describe(url: str) -> Json:
    """Return the description of every route of the contract."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "SIAK (simulated)",
            "version": "1",
            "description": "docs/siak-contract.md says the same in words.",
        },
        "servers": [{"url": url}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _paths() -> Json:
    entry = _answer("Entry")
    return {
        "/v1/people/{nik}": {
            "get": _call("Look a person up", _answer("Person"), 404, path=("nik",))
        },
        "/v1/families/{family_card_number}": {
            "get": _call("Look a family up", _answer("Family"), 404, path=("family_card_number",))
        },
        "/v1/documents/{number}": {
            "get": _call(
                "Ask how a document stands",
                _answer("Document"),
                404,
                path=("number",),
                query=("type",),
            )
        },
        "/v1/entries": {
            "post": _call(
                "Hand an entry in",
                {"202": _body("Received")["200"]},
                400,
                409,
                header=("Idempotency-Key",),
                body=_json("Submission"),
            ),
            "get": _call("Find the entry of a key", entry, 404, query=("key",)),
        },
        "/v1/entries/{entry_id}": {"get": _call("Return an entry", entry, 404, path=("entry_id",))},
        "/v1/entries/{entry_id}/verification": {
            "post": _call(
                "Record who verified which bytes",
                entry,
                404,
                409,
                422,
                path=("entry_id",),
                body=_json("Verification"),
            )
        },
        "/v1/entries/{entry_id}/documents/{document_ref}/file": {
            "put": _call(
                "Store the signed file",
                _body("StoredFile"),
                404,
                409,
                422,
                path=("entry_id", "document_ref"),
                header=("X-Content-SHA256", "X-Signed-From-SHA256"),
                body={"required": True, "content": {"application/pdf": {}}},
            )
        },
        "/v1/entries/{entry_id}/issue": {
            "post": _call("Issue", entry, 404, 409, path=("entry_id",))
        },
        "/v1/entries/{entry_id}/cancel": {
            "post": _call("Cancel", entry, 404, 409, path=("entry_id",), body=_json("Cancellation"))
        },
    }


def _call(
    summary: str,
    answers: Json,
    *refusals: int,
    path: tuple[str, ...] = (),
    query: tuple[str, ...] = (),
    header: tuple[str, ...] = (),
    body: Json | None = None,
) -> Json:
    places = (("path", path), ("query", query), ("header", header))
    call: Json = {
        "summary": summary,
        "parameters": [
            {"name": name, "in": place, "required": name != "type", "schema": _TEXT}
            for place, names in places
            for name in names
        ],
        "responses": {**answers, **{str(s): _refused(s) for s in (401, 503, *refusals)}},
    }
    if body:
        call["requestBody"] = body
    return call


def _answer(schema: str) -> Json:
    return _body(schema)


def _body(schema: str) -> Json:
    return {"200": {"description": schema, "content": _content(schema)}}


def _refused(status: int) -> Json:
    return {"description": _REFUSALS[status], "content": _content("Refusal")}


def _json(schema: str) -> Json:
    return {"required": True, "content": _content(schema)}


def _content(schema: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _object(required: str, **properties: Json) -> Json:
    return {"type": "object", "required": required.split(), "properties": properties}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _ref(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}


def _schemas() -> Json:
    maybe = {"type": ["string", "null"]}
    finding = _object("code field message", code=_TEXT, field=maybe, message=_TEXT)
    error = _object(
        "code message",
        code=_TEXT,
        message=_TEXT,
        field=_TEXT,
        retry_after_seconds={"type": "integer"},
    )
    prints = _object("register_number number type status", status=_TEXT, number=_TEXT, type=_TEXT)
    return {
        "Refusal": _object("error", error=error),
        "Received": _object("entry_id status", entry_id=_TEXT, status=_TEXT),
        "StoredFile": _object("document_ref file_sha256", document_ref=_TEXT, file_sha256=_SHA),
        "Cancellation": _object("reason", reason=_TEXT),
        "Verification": _object(
            "verifier hashes",
            verifier=_TEXT,
            hashes={"type": "object", "additionalProperties": _SHA},
        ),
        "Submission": _object(
            "service application_number submitted_on answers entered_by",
            service=_TEXT,
            application_number=_TEXT,
            submitted_on=_DATE,
            reported_late={"type": "boolean"},
            late_decision={"type": ["object", "null"]},
            expected_documents=_list(_TEXT),
            answers={"type": "object"},
            entered_by=_TEXT,
            callback_url=maybe,
        ),
        "Person": _object("nik name sex birth_date status", nik=_TEXT, name=_TEXT, status=_TEXT),
        "Family": _object(
            "family_card_number head_nik members",
            family_card_number=_TEXT,
            head_nik=maybe,
            members=_list(_ref("Person")),
        ),
        "Document": {**prints, "description": "With `prints`, all prints of the number."},
        "EntryDocument": _object(
            "document_ref type medium number register_number status content",
            document_ref=_TEXT,
            type=_TEXT,
            medium={"enum": ["PDF", "CARD"]},
            number=_TEXT,
            register_number=_TEXT,
            status=_TEXT,
            content={"type": "object"},
            file_sha256=_SHA,
        ),
        "Entry": _object(
            "entry_id application_number status reasons warnings documents household",
            entry_id=_TEXT,
            application_number=_TEXT,
            service=_TEXT,
            status={"enum": ["RECEIVED", "ACCEPTED", "REFUSED", "CANCELLED", "ISSUED"]},
            reasons=_list(finding),
            warnings=_list(finding),
            registration_date=maybe,
            series=maybe,
            household=_list(_TEXT),
            documents=_list(_ref("EntryDocument")),
            superseded=_list(_TEXT),
            issued_at=maybe,
        ),
    }
