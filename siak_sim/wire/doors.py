"""The routes of the contract: sessions, look-ups, comparing; entries have doors of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from siak_sim.law.households import head_of, members_of
from siak_sim.law.numbers import nik_warnings, prints_of
from siak_sim.records import Family, Json, Person
from siak_sim.regions import place_of
from siak_sim.wire.entry_doors import Endpoint, EntryDoors
from siak_sim.wire.gate import Gate
from siak_sim.wire.listing import MOST, Listing
from siak_sim.wire.reading import a_text, an_object, unreadable
from siak_sim.wire.refusals import Refusal
from siak_sim.wire.sessions import Session
from siak_sim.world import SiakWorld


class Doors:
    """All routes under `/v1`."""

    def __init__(self, world: SiakWorld) -> None:
        self._world, self._gate = world, Gate(world)
        self._listing = Listing(world.registry)

    def routes(self) -> list[BaseRoute]:
        """Return the routes, each behind the gate."""
        table: list[tuple[str, str, Endpoint]] = [
            ("DELETE", "/sessions/current", self._close_session),
            ("GET", "/people/{nik}", self._person),
            ("GET", "/families/{number}", self._family),
            ("POST", "/documents/status", self._statuses),
            ("GET", "/documents/{number:path}", self._document),
            *EntryDoors(self._world, self._listing).table(),
        ]
        opening = Route("/v1/sessions", self._answered(self._open_session), methods=["POST"])
        return [
            opening,
            *(Route("/v1" + path, self._guarded(do), methods=[verb]) for verb, path, do in table),
        ]

    def _guarded(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        async def admitted(request: Request) -> Response:
            return await endpoint(request, self._gate.admit(request))

        return self._answered(admitted)

    def _answered(
        self, endpoint: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                response = await endpoint(request)
            except Refusal as refusal:
                response = answer_refused(refusal)
            if delay := self._world.day.answer_delay():
                await asyncio.sleep(delay)
            return response

        return answer

    async def _open_session(self, request: Request) -> Response:
        self._gate.admit_integration(request)
        operator = a_text(an_object(await request.body()), "operator")
        session = self._world.sessions.open(operator)
        expires_at = session.expires_at.isoformat().replace("+00:00", "Z")
        told = {"session": session.token, "operator": operator, "expires_at": expires_at}
        return JSONResponse(told, 201)

    async def _close_session(self, _request: Request, session: Session) -> Response:
        self._world.sessions.close(session.token)
        return Response(status_code=204)

    async def _person(self, request: Request, _session: Session) -> Response:
        world = self._world
        fault = world.kernel.faults.take("nik_unknown", method="GET", path=request.url.path)
        person = world.registry.get(Person, request.path_params["nik"])
        if person is None or fault:
            raise Refusal(404, "NIK_UNKNOWN", "NIK tidak ditemukan.")
        return JSONResponse(shown_person(person))

    async def _family(self, request: Request, _session: Session) -> Response:
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

    async def _document(self, request: Request, _session: Session) -> Response:
        number, document_type = request.path_params["number"], request.query_params.get("type")
        shown = self._listing.standing(number, document_type)
        if shown is None:
            raise Refusal(404, "DOCUMENT_UNKNOWN", "Nomor dokumen tidak ditemukan.")
        papers = prints_of(self._world.registry, number, document_type)
        return JSONResponse({**shown.as_json(), "prints": [p.as_json() for p in papers]})

    async def _statuses(self, request: Request, _session: Session) -> Response:
        rows = an_object(await request.body()).get("documents")
        if not isinstance(rows, list) or len(rows) > MOST:
            raise unreadable(f"documents: daftar, paling banyak {MOST}.", "documents")
        asked = [_asked(row) for row in rows]
        return JSONResponse({"documents": self._listing.statuses(asked)})


def answer_refused(refusal: Refusal) -> Response:
    """Answer a refusal in the contract's shape."""
    headers = {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    return JSONResponse(refusal.as_json(), refusal.status, headers=headers)


def shown_person(person: Person) -> Json:
    """Return a person as the contract shows one."""
    return person.as_json(nik_warnings(person.nik, person.birth_date, person.sex))


def _asked(row: object) -> Json:
    if not isinstance(row, dict) or not all(isinstance(row.get(k), str) for k in _ASKED):
        raise unreadable("Setiap dokumen: type dan number.", "documents")
    return {name: row[name] for name in _ASKED}


_ASKED = ("type", "number")
