"""SIAK's own control routes: who lives here, what was entered, how many blank cards are left."""

from __future__ import annotations

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from siak_sim.law.invariants import broken
from siak_sim.records import Entry, GivenNumber, Paper, Serial
from siak_sim.world import CARD_TYPES, SiakWorld
from simkit.control import PREFIX, ControlRefused, json_body


class SiakControl:
    """The control routes that only SIAK has."""

    def __init__(self, world: SiakWorld) -> None:
        self._world = world

    def routes(self) -> list[BaseRoute]:
        """Return the routes, each with its full path."""
        return [
            Route(PREFIX + "/population", self._population),
            Route(PREFIX + "/manifest", self._manifest),
            Route(PREFIX + "/identities", self._identities),
            Route(PREFIX + "/entries", self._entries),
            Route(PREFIX + "/numbers", self._numbers),
            Route(PREFIX + "/invariants", self._invariants),
            Route(PREFIX + "/files/{sha256}", self._file),
            Route(PREFIX + "/card-stock", self._stock),
            Route(PREFIX + "/card-stock", self._set_stock, methods=["PUT"]),
        ]

    async def _population(self, _request: Request) -> Response:
        return JSONResponse(self._world.teller.told())

    async def _manifest(self, _request: Request) -> Response:
        return JSONResponse(self._world.manifest())

    async def _identities(self, _request: Request) -> Response:
        return JSONResponse({"synthetic": True, "identities": self._world.identities()})

    async def _entries(self, _request: Request) -> Response:
        entries = self._world.entries
        rows = [
            {
                "key": entry.key_used,
                "entered_by": entry.entered_by,
                "received_at": entry.received_at,
                "expected_documents": list(entry.expected_documents),
                **entries.as_json(entry),
            }
            for entry in self._world.registry.all(Entry)
        ]
        return JSONResponse({"entries": rows})

    async def _numbers(self, _request: Request) -> Response:
        registry = self._world.registry
        serials = {serial.series: serial.last for serial in registry.all(Serial)}
        papers = [paper.as_json() for paper in registry.own(Paper)]
        given = [asdict(number) for number in registry.all(GivenNumber)]
        return JSONResponse({"serials": serials, "numbers": given, "papers": papers})

    async def _invariants(self, _request: Request) -> Response:
        return JSONResponse({"broken": broken(self._world.registry)})

    async def _file(self, request: Request) -> Response:
        pdf = self._world.entries.file(request.path_params["sha256"])
        if pdf is None:
            raise ControlRefused(404, "no_such_file", "no file has this hash")
        return Response(pdf, media_type="application/pdf")

    async def _stock(self, _request: Request) -> Response:
        return JSONResponse(self._world.stock())

    async def _set_stock(self, request: Request) -> Response:
        body = await json_body(request)
        for card, left in body.items():
            if card not in CARD_TYPES or not isinstance(left, int) or left < 0:
                raise ControlRefused(400, "bad_stock", f"{', '.join(CARD_TYPES)}: whole numbers")
        self._world.set_stock(body)
        return JSONResponse(self._world.stock())
