"""The routes of the contract: reads requests, asks the world, answers in the contract's words."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from siak_sim.entries import Submitted
from siak_sim.households import head_of, members_of
from siak_sim.numbers import nik_warnings, prints_of
from siak_sim.records import Family, Json, PaperStatus, Person
from siak_sim.refusals import Refusal
from siak_sim.regions import place_of
from siak_sim.world import SiakWorld

Endpoint = Callable[[Request], Awaitable[Response]]
_TRY_LATER = 60
_KEY_LENGTH = 200
_SHOWN_FIRST = (PaperStatus.ACTIVE, PaperStatus.RESERVED)


class Doors:
    """All routes under `/v1`."""

    def __init__(self, world: SiakWorld) -> None:
        self._world = world

    def routes(self) -> list[BaseRoute]:
        """Return the routes, each behind the token and SIAK's own troubles."""
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/people/{nik}", self._person),
            ("GET", "/families/{number}", self._family),
            ("GET", "/documents/{number:path}", self._document),
            ("POST", "/entries", self._submit),
            ("GET", "/entries", self._entry_by_key),
            ("GET", "/entries/{entry_id}", self._entry),
            ("POST", "/entries/{entry_id}/verification", self._verify),
            ("PUT", "/entries/{entry_id}/documents/{document_ref}/file", self._upload),
            ("POST", "/entries/{entry_id}/issue", self._issue),
            ("POST", "/entries/{entry_id}/cancel", self._cancel),
        ]
        return [Route("/v1" + path, self._guarded(do), methods=[verb]) for verb, path, do in table]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                self._admit(request)
                return await endpoint(request)
            except Refusal as refusal:
                return answer_refused(refusal)

        return answer

    def _admit(self, request: Request) -> None:
        given = request.headers.get("authorization", "")
        wanted = f"Bearer {self._world.token}"
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise Refusal(401, "UNAUTHENTICATED", "Token tidak ada atau salah.")
        facts = {"method": request.method, "path": request.url.path}
        take = self._world.kernel.faults.take
        if fault := take("maintenance", **facts):
            seconds = int(fault.params.get("seconds", _TRY_LATER))
            raise Refusal(503, "MAINTENANCE", "SIAK sedang dipelihara.", retry_after=seconds)
        if take("session_expired", **facts):
            raise Refusal(401, "SESSION_EXPIRED", "Sesi berakhir; ulangi.", retry_after=1)
        if request.method != "GET" and take("record_locked", **facts):
            words = "Data sedang dibuka operator lain."
            raise Refusal(409, "RECORD_LOCKED", words, retry_after=_TRY_LATER)

    async def _person(self, request: Request) -> Response:
        world = self._world
        fault = world.kernel.faults.take("nik_unknown", method="GET", path=request.url.path)
        person = world.registry.get(Person, request.path_params["nik"])
        if person is None or fault:
            raise Refusal(404, "NIK_UNKNOWN", "NIK tidak ditemukan.")
        return JSONResponse(shown_person(person))

    async def _family(self, request: Request) -> Response:
        registry = self._world.registry
        family = registry.get(Family, request.path_params["number"])
        if family is None or family.dissolved:
            raise Refusal(404, "FAMILY_UNKNOWN", "Nomor KK tidak ditemukan.")
        head = head_of(registry, family)
        place = place_of(self._world.villages, family.village_code)
        return JSONResponse(
            {
                "family_card_number": family.number,
                "head_nik": head.nik if head else None,
                "address": family.address,
                "rt": family.rt,
                "rw": family.rw,
                "village_code": family.village_code,
                "district_code": place.district_code,
                "members": [shown_person(p) for p in members_of(registry, family)],
            }
        )

    async def _document(self, request: Request) -> Response:
        number, document_type = request.path_params["number"], request.query_params.get("type")
        papers = prints_of(self._world.registry, number, document_type)
        if not papers:
            raise Refusal(404, "DOCUMENT_UNKNOWN", "Nomor dokumen tidak ditemukan.")
        counted = [p for p in papers if p.status in _SHOWN_FIRST]
        shown = next((p for p in reversed(counted) if p.status == _SHOWN_FIRST[0]), None)
        shown = shown or (counted or papers)[-1]
        return JSONResponse({**shown.as_json(), "prints": [p.as_json() for p in papers]})

    async def _submit(self, request: Request) -> Response:
        key = request.headers.get("idempotency-key", "")
        if not 0 < len(key) <= _KEY_LENGTH:
            raise Refusal(400, "KEY_MISSING", "Kepala Idempotency-Key wajib ada.")
        raw = await request.body()
        body = _object(raw)
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        entry = self._world.receive(key, digest, _submitted(body))
        return JSONResponse({"entry_id": entry.entry_id, "status": entry.status}, 202)

    async def _entry_by_key(self, request: Request) -> Response:
        entry = self._world.entries.by_key(request.query_params.get("key", ""))
        return JSONResponse(self._world.entries.as_json(entry))

    async def _entry(self, request: Request) -> Response:
        entry = self._world.entries.require(request.path_params["entry_id"])
        return JSONResponse(self._world.entries.as_json(entry))

    async def _verify(self, request: Request) -> Response:
        body = _object(await request.body())
        hashes = body.get("hashes")
        if not isinstance(hashes, dict):
            raise Refusal(422, "HASHES_INCOMPLETE", "Isian hashes wajib ada.", "hashes")
        given = {str(ref): str(sha).lower() for ref, sha in hashes.items()}
        entry_id = request.path_params["entry_id"]
        entry = self._world.entries.verify(entry_id, _text(body, "verifier"), given)
        return JSONResponse(self._world.entries.as_json(entry))

    async def _upload(self, request: Request) -> Response:
        if self._world.kernel.faults.take("upload_refused", path=request.url.path):
            raise Refusal(422, "UPLOAD_REFUSED", "Berkas ditolak SIAK.")
        pdf = await request.body()
        await self._world.require_genuine(pdf)
        document = self._world.entries.store_file(
            request.path_params["entry_id"],
            request.path_params["document_ref"],
            pdf,
            declared=request.headers.get("x-content-sha256", "").lower(),
            signed_from=request.headers.get("x-signed-from-sha256", "").lower(),
        )
        stored = {"document_ref": document.document_ref, "file_sha256": document.file_sha256}
        return JSONResponse(stored)

    async def _issue(self, request: Request) -> Response:
        entry = self._world.entries.issue(request.path_params["entry_id"])
        return JSONResponse(self._world.entries.as_json(entry))

    async def _cancel(self, request: Request) -> Response:
        reason = _text(_object(await request.body()), "reason")
        entry = self._world.entries.cancel(request.path_params["entry_id"], reason)
        return JSONResponse(self._world.entries.as_json(entry))


def answer_refused(refusal: Refusal) -> Response:
    """Answer a refusal in the contract's shape."""
    headers = {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    return JSONResponse(refusal.as_json(), refusal.status, headers=headers)


def shown_person(person: Person) -> Json:
    """Return a person as the contract shows one."""
    return person.as_json(nik_warnings(person.nik, person.birth_date, person.sex))


def _object(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refusal(400, "BODY_INVALID", "Isi permintaan bukan JSON.") from None
    if not isinstance(body, dict):
        raise Refusal(400, "BODY_INVALID", "Isi permintaan bukan objek JSON.")
    return body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refusal(400, "BODY_INVALID", f"Isian {name} wajib ada.", name)
    return value


def _submitted(body: Json) -> Submitted:
    answers, late = body.get("answers"), body.get("late_decision")
    expected, url = body.get("expected_documents") or [], body.get("callback_url")
    if not isinstance(answers, dict):
        raise Refusal(400, "BODY_INVALID", "Isian answers wajib ada.", "answers")
    if late is not None and not isinstance(late, dict):
        raise Refusal(400, "BODY_INVALID", "late_decision berupa objek.", "late_decision")
    if not isinstance(expected, list):
        raise Refusal(400, "BODY_INVALID", "expected_documents: daftar.", "expected_documents")
    return Submitted(
        service=_text(body, "service"),
        application_number=_text(body, "application_number"),
        submitted_on=_date(body, "submitted_on"),
        answers=answers,
        entered_by=_text(body, "entered_by"),
        late_decision=late,
        expected_documents=tuple(map(str, expected)),
        callback_url=str(url) if url else None,
    )


def _date(body: Json, name: str) -> str:
    try:
        return date.fromisoformat(_text(body, name)).isoformat()
    except ValueError:
        raise Refusal(400, "BODY_INVALID", f"Isian {name} bukan tanggal.", name) from None
