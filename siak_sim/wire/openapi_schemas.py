"""What bodies look like in the contract, as JSON schemas."""

from __future__ import annotations

from siak_sim.records import EntryStatus, Json, PaperStatus, PersonStatus

TEXT: Json = {"type": "string"}
DATE_TIME: Json = {"type": "string", "format": "date-time"}
SHA256: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_WORD: Json = {"type": "string", "minLength": 1, "pattern": "\\S"}
_DATE: Json = {"type": "string", "format": "date"}
_FLAG: Json = {"type": "boolean"}
_FREE: Json = {"type": "object"}
_MAYBE_TEXT: Json = {"type": ["string", "null"]}
_TOLD_OF_PEOPLE = (
    "nik",
    "name",
    "birth_place",
    "religion",
    "marital_status",
    "occupation",
    "education",
    "blood_type",
    "citizenship",
    "relation",
    "father_name",
    "mother_name",
)
_STATUSES = [status.value for status in PaperStatus]


def content_of(schema: str) -> Json:
    """Return a JSON body of a named schema."""
    return {"application/json": {"schema": _ref(schema)}}


def schemas() -> Json:
    """Return every named schema."""
    return {**_asked(), **_people(), **_papers(), **_entries(), **_refusals()}


def _asked() -> Json:
    return {
        "Operator": _object("operator", operator=_WORD),
        "Cancellation": _object("reason", reason=_WORD),
        "Verification": _object(
            "verifier hashes",
            verifier=_WORD,
            hashes={"type": "object", "additionalProperties": SHA256},
        ),
        "DocumentQuestion": _object(
            "documents",
            documents={
                **_list(_object("type number", type=TEXT, number=TEXT)),
                "maxItems": 500,
            },
        ),
        "SignatureWish": _object(
            "nik passphrase pdf_base64 signed_from_sha256 reason",
            nik=_WORD,
            passphrase={**_WORD, "format": "password"},
            pdf_base64={"type": "string", "contentEncoding": "base64"},
            signed_from_sha256=SHA256,
            reason=_WORD,
        ),
        "Submission": _object(
            "service application_number submitted_on answers entered_by",
            service=_WORD,
            application_number=_WORD,
            submitted_on=_DATE,
            reported_late=_FLAG,
            late_decision={"type": ["object", "null"]},
            expected_documents=_list(TEXT),
            answers=_FREE,
            entered_by=_WORD,
            callback_url=_maybe({**TEXT, "format": "uri", "pattern": "^https?://"}),
        ),
    }


def _people() -> Json:
    person = dict.fromkeys(_TOLD_OF_PEOPLE, TEXT)
    person |= {
        "sex": {"enum": ["L", "P"]},
        "birth_date": _DATE,
        "status": {"enum": [status.value for status in PersonStatus]},
        "family_card_number": _MAYBE_TEXT,
        "nik_warnings": _list(TEXT),
    }
    return {
        "Person": _object(" ".join(person), **person),
        "Family": _object(
            "family_card_number head_nik address rt rw village_code district_code members",
            family_card_number=TEXT,
            head_nik=_MAYBE_TEXT,
            address=TEXT,
            rt=TEXT,
            rw=TEXT,
            village_code=TEXT,
            district_code=TEXT,
            members=_list(_ref("Person")),
        ),
    }


def _papers() -> Json:
    paper: Json = {
        "number": TEXT,
        "type": TEXT,
        "status": {"enum": _STATUSES},
        "register_number": TEXT,
        "issued_on": {"anyOf": [_DATE, {"type": "null"}]},
        "superseded_by": _MAYBE_TEXT,
        "note": TEXT,
    }
    standing = _object(
        "type number status register_number superseded_by",
        type=TEXT,
        number=TEXT,
        status={"enum": [*_STATUSES, None]},
        register_number=_MAYBE_TEXT,
        superseded_by=_MAYBE_TEXT,
    )
    return {
        "Print": _object(" ".join(paper), **paper),
        "Document": _object(" ".join([*paper, "prints"]), **paper, prints=_list(_ref("Print"))),
        "DocumentStatuses": _object("documents", documents=_list(standing)),
    }


def _entries() -> Json:
    finding = _object(
        "code field message",
        code=TEXT,
        field=_MAYBE_TEXT,
        message=TEXT,
        duplicate=_ref("Duplicate"),
    )
    listed: Json = {
        "document_ref": TEXT,
        "type": TEXT,
        "medium": {"enum": ["PDF", "CARD"]},
        "number": TEXT,
        "register_number": TEXT,
        "status": {"enum": _STATUSES},
    }
    head: Json = {
        "entry_id": TEXT,
        "application_number": TEXT,
        "service": TEXT,
        "status": {"enum": [status.value for status in EntryStatus]},
    }
    entry: Json = {
        **head,
        "reasons": _list(finding),
        "warnings": _list(finding),
        "registration_date": {"anyOf": [_DATE, {"type": "null"}]},
        "series": {"enum": ["LU", "LT", None]},
        "household": _list(TEXT),
        "documents": _list(_ref("EntryDocument")),
        "verified": _maybe(_object("verifier at", verifier=TEXT, at=DATE_TIME)),
        "issued_at": _maybe(DATE_TIME),
        "superseded": _list(TEXT),
        "cancelled": _maybe(_object("reason at", reason=TEXT, at=DATE_TIME)),
    }
    paged: Json = {**head, "updated_at": DATE_TIME, "documents": _list(_ref("ListedDocument"))}
    return {
        "Duplicate": _object(
            "entry_id application_number document_number registered_on agrees differs score",
            entry_id=_MAYBE_TEXT,
            application_number=_MAYBE_TEXT,
            document_number=_MAYBE_TEXT,
            registered_on=_MAYBE_TEXT,
            agrees=_list(TEXT),
            differs=_list(TEXT),
            score={"type": "integer", "minimum": 0, "maximum": 100},
        ),
        "Received": _object("entry_id status", entry_id=TEXT, status=head["status"]),
        "StoredFile": _object("document_ref file_sha256", document_ref=TEXT, file_sha256=SHA256),
        "ListedDocument": _object(" ".join(listed), **listed, file_sha256=SHA256),
        "EntryDocument": _object(
            " ".join([*listed, "content"]), **listed, content=_FREE, file_sha256=SHA256
        ),
        "Entry": _object(" ".join(entry), **entry),
        "ListedEntry": _object(" ".join(paged), **paged),
        "EntryPage": _object("entries next", entries=_list(_ref("ListedEntry")), next=_MAYBE_TEXT),
        "EntryOrPage": {"oneOf": [_ref("Entry"), _ref("EntryPage")]},
        "Session": _object(
            "session operator expires_at", session=TEXT, operator=TEXT, expires_at=DATE_TIME
        ),
    }


def _refusals() -> Json:
    error = _object(
        "code message",
        code={"type": "string", "pattern": "^[A-Z_]+$"},
        message=TEXT,
        field=TEXT,
        retry_after_seconds={"type": "integer", "minimum": 0},
    )
    return {"Refusal": _object("error", error=error)}


def _object(required: str, **properties: Json) -> Json:
    return {"type": "object", "required": required.split(), "properties": properties}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _ref(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}


def _maybe(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}
