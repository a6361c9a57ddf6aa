"""The routes of entries: handed in, verified, filed, issued or cancelled; one by one or listed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from siak_sim.entries import Submitted
from siak_sim.records import Entry, EntryDocument, Json
from siak_sim.wire.filing import ToSign
from siak_sim.wire.listing import MOST, Listing
from siak_sim.wire.reading import (
    a_count,
    a_date,
    a_text,
    an_address,
    an_instant,
    an_object,
    unreadable,
)
from siak_sim.wire.refusals import Refusal
from siak_sim.wire.sessions import Session
from siak_sim.world import SiakWorld

Endpoint = Callable[[Request, Session], Awaitable[Response]]
_KEY_LENGTH = 200


class EntryDoors:
    """All routes under `/v1/entries`."""

    def __init__(self, world: SiakWorld, listing: Listing) -> None:
        self._world, self._listing = world, listing

    def table(self) -> list[tuple[str, str, Endpoint]]:
        """Return method, path and endpoint of each."""
        document = "/entries/{entry_id}/documents/{document_ref}"
        return [
            ("POST", "/entries", self._submit),
            ("GET", "/entries", self._find),
            ("GET", "/entries/{entry_id}", self._entry),
            ("POST", "/entries/{entry_id}/verification", self._verify),
            ("PUT", document + "/file", self._upload),
            ("GET", document + "/file", self._file),
            ("POST", document + "/signature", self._sign),
            ("POST", "/entries/{entry_id}/issue", self._issue),
            ("POST", "/entries/{entry_id}/cancel", self._cancel),
        ]

    async def _submit(self, request: Request, session: Session) -> Response:
        key = request.headers.get("idempotency-key", "")
        if not 0 < len(key) <= _KEY_LENGTH:
            raise Refusal(400, "KEY_MISSING", "Kepala Idempotency-Key wajib ada.")
        body = an_object(await request.body())
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        entry = self._world.receive(key, digest, _submitted(body), session.operator)
        return JSONResponse({"entry_id": entry.entry_id, "status": entry.status}, 202)

    async def _find(self, request: Request, _session: Session) -> Response:
        asked = request.query_params
        if "key" in asked:
            return self._shown(self._world.entries.by_key(asked["key"]))
        since = an_instant(asked, "updated_since")
        limit = a_count(asked, "limit", MOST)
        return JSONResponse(self._listing.entries(since, asked.get("cursor"), limit))

    async def _entry(self, request: Request, _session: Session) -> Response:
        return self._shown(self._world.entries.require(request.path_params["entry_id"]))

    async def _verify(self, request: Request, _session: Session) -> Response:
        body = an_object(await request.body())
        hashes = body.get("hashes")
        if not isinstance(hashes, dict):
            raise Refusal(422, "HASHES_INCOMPLETE", "Isian hashes wajib ada.", "hashes")
        given = {str(ref): str(sha).lower() for ref, sha in hashes.items()}
        entry_id = request.path_params["entry_id"]
        return self._shown(self._world.entries.verify(entry_id, a_text(body, "verifier"), given))

    async def _upload(self, request: Request, _session: Session) -> Response:
        if self._world.kernel.faults.take("upload_refused", path=request.url.path):
            raise Refusal(422, "UPLOAD_REFUSED", "Berkas ditolak SIAK.")
        document = await self._world.filing.upload(
            request.path_params["entry_id"],
            request.path_params["document_ref"],
            await request.body(),
            declared=request.headers.get("x-content-sha256", "").lower(),
            signed_from=request.headers.get("x-signed-from-sha256", "").lower(),
        )
        return _stored(document)

    async def _sign(self, request: Request, _session: Session) -> Response:
        wanted = _to_sign(an_object(await request.body()))
        entry_id, ref = request.path_params["entry_id"], request.path_params["document_ref"]
        return _stored(await self._world.filing.sign(entry_id, ref, wanted))

    async def _file(self, request: Request, _session: Session) -> Response:
        entry_id, ref = request.path_params["entry_id"], request.path_params["document_ref"]
        return Response(self._world.filing.file(entry_id, ref), media_type="application/pdf")

    async def _issue(self, request: Request, session: Session) -> Response:
        return self._shown(self._world.issue(request.path_params["entry_id"], session.operator))

    async def _cancel(self, request: Request, _session: Session) -> Response:
        reason = a_text(an_object(await request.body()), "reason")
        return self._shown(self._world.entries.cancel(request.path_params["entry_id"], reason))

    def _shown(self, entry: Entry) -> Response:
        return JSONResponse(self._world.entries.as_json(entry))


def _stored(document: EntryDocument) -> Response:
    stored = {"document_ref": document.document_ref, "file_sha256": document.file_sha256}
    return JSONResponse(stored)


def _to_sign(body: Json) -> ToSign:
    try:
        pdf = base64.b64decode(a_text(body, "pdf_base64"), validate=True)
    except ValueError:
        raise unreadable("pdf_base64 bukan Base64.", "pdf_base64") from None
    return ToSign(
        nik=a_text(body, "nik"),
        passphrase=a_text(body, "passphrase"),
        pdf=pdf,
        signed_from=a_text(body, "signed_from_sha256").lower(),
        reason=a_text(body, "reason"),
    )


def _submitted(body: Json) -> Submitted:
    answers, late = body.get("answers"), body.get("late_decision")
    expected = body.get("expected_documents") or []
    if not isinstance(answers, dict):
        raise unreadable("Isian answers wajib ada.", "answers")
    if late is not None and not isinstance(late, dict):
        raise unreadable("late_decision berupa objek.", "late_decision")
    if not isinstance(expected, list):
        raise unreadable("expected_documents: daftar.", "expected_documents")
    return Submitted(
        service=a_text(body, "service"),
        application_number=a_text(body, "application_number"),
        submitted_on=a_date(body, "submitted_on"),
        answers=answers,
        entered_by=a_text(body, "entered_by"),
        late_decision=late,
        expected_documents=tuple(map(str, expected)),
        callback_url=an_address(body, "callback_url"),
    )
