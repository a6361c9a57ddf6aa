"""The one address of the operator's page: which view is meant, its frame, its refreshing."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from siak_sim.pages import words
from siak_sim.pages.cards import cards_sheet, level
from siak_sim.pages.desk import Desk, Sheet
from siak_sim.pages.entry import entry_sheet
from siak_sim.pages.examples import examples_sheet
from siak_sim.pages.family import family_sheet
from siak_sim.pages.markup import Markup, Node, link, render, tag
from siak_sim.pages.numbers import numbers_sheet
from siak_sim.pages.papers import paper_sheet
from siak_sim.pages.person import person_sheet
from siak_sim.pages.queue import queue_sheet
from siak_sim.pages.search import by_number, hits, people_of, search_sheet
from siak_sim.pages.shelves import drafts_sheet, files_sheet
from siak_sim.pages.troubles import troubles_sheet
from siak_sim.records import Entry, EntryStatus
from siak_sim.world import SiakWorld

_SLOT = re.compile("@([a-z]+)@")
_ASSETS: Mapping[str, str] = MappingProxyType(
    {"siak.css": "text/css; charset=utf-8", "siak.js": "text/javascript; charset=utf-8"}
)
# nothing runs or loads but what this address serves itself
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
)
_VIEWS: Mapping[str, Callable[[Desk, str], Sheet]] = MappingProxyType(
    {
        "nik": person_sheet,
        "kk": family_sheet,
        "isian": entry_sheet,
        "dok": paper_sheet,
        "draf": lambda desk, _: drafts_sheet(desk),
        "dokumen": lambda desk, _: files_sheet(desk),
        "nomor": numbers_sheet,
        "blangko": lambda desk, _: cards_sheet(desk),
        "kasus": lambda desk, _: examples_sheet(desk),
        "gangguan": lambda desk, _: troubles_sheet(desk),
        "cari": search_sheet,
    }
)
_MENU = (
    ("antrean", "?", "Antrean isian"),
    ("cari", "?cari=", "Cari"),
    ("draf", "?draf=", "Draf"),
    ("dokumen", "?dokumen=", "Dokumen & berkas"),
    ("nomor", "?nomor=", "Nomor"),
    ("blangko", "?blangko=", "Blangko kartu"),
    ("contoh", "?kasus=", "Keluarga contoh"),
    ("gangguan", "?gangguan=", "Gangguan & waktu"),
)


class Pages:
    """The page for people at `/`; every view is one query."""

    def __init__(self, world: SiakWorld) -> None:
        self._world = world
        folder = files("siak_sim.pages")
        self._frame = folder.joinpath("frame.html").read_text("utf-8")
        self._assets = {name: folder.joinpath(name).read_bytes() for name in _ASSETS}
        self._version = hashlib.sha256(b"".join(self._assets.values())).hexdigest()[:12]
        self._answer_names = words.read_answer_names()

    def routes(self) -> list[BaseRoute]:
        """Return the one route."""
        return [Route("/", self._page)]

    async def _page(self, request: Request) -> Response:
        asked = request.query_params
        if name := asked.get("aset"):
            return self._asset(name)
        desk = Desk(self._world, asked, self._answer_names)
        if "denyut" in asked:
            return JSONResponse({"mark": pulse(self._world)}, headers=_fresh())
        if "saran" in asked:
            return _suggestions(desk)
        if way := _only_hit(desk):
            return RedirectResponse(way, 303, headers=_fresh())
        sheet = view(desk)
        page = self._framed(request, desk, sheet)
        return HTMLResponse(page, 200 if sheet.found else 404, headers=_fresh())

    def _asset(self, name: str) -> Response:
        if name not in self._assets:
            return Response(status_code=404)
        headers = {"Cache-Control": "max-age=31536000, immutable"}
        return Response(self._assets[name], media_type=_ASSETS[name], headers=headers)

    def _framed(self, request: Request, desk: Desk, sheet: Sheet) -> str:
        parts: dict[str, Node] = {
            "judul": sheet.title,
            "versi": self._version,
            "cari": desk.wants("cari"),
            "jam": _clock(desk),
            "menu": _menu(desk, sheet.section),
            "denyut": pulse(self._world),
            "token": _token_notice(self._world, request),
            "remah": _trail(sheet),
            "kepala": sheet.heading or sheet.title,
            "isi": sheet.content,
            "benih": self._world.kernel.random.seed,
        }
        return _SLOT.sub(lambda slot: render(parts[slot[1]]), self._frame)


def view(desk: Desk) -> Sheet:
    """Return the view a query means; the queue when it means none."""
    for name, make in _VIEWS.items():
        if name in desk.asked:
            return make(desk, desk.wants(name))
    return queue_sheet(desk)


def pulse(world: SiakWorld) -> str:
    """Return a short mark that is another one whenever something on the page may have changed."""
    kernel = world.kernel
    states = [len(world.registry.find(Entry, "status", status)) for status in EntryStatus]
    struck = [(rule["id"], rule["seen"], rule["struck"]) for rule in kernel.faults.rules()]
    seen = (
        kernel.journal.last,
        states,
        world.stock(),
        struck,
        world.day.as_json(),
        world.locks.dump(),
        kernel.clock.mode,
        len(kernel.clock.waiting()),
        kernel.clock.now().isoformat(timespec="minutes"),
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def _fresh() -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": _POLICY,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _suggestions(desk: Desk) -> Response:
    found = [
        {"kind": hit.kind, "name": hit.name, "detail": hit.detail, "href": hit.href}
        for hit in hits(desk, desk.wants("saran"))
    ]
    return JSONResponse({"hits": found}, headers=_fresh())


def _only_hit(desk: Desk) -> str:
    text = desk.wants("cari")
    if not text or any(name in desk.asked for name in _VIEWS if name != "cari"):
        return ""
    exact = by_number(desk, text)
    return exact[0].href if len(exact) == 1 and not people_of(desk, text, 1) else ""


def _clock(desk: Desk) -> Markup:
    return tag("time", desk.now.strftime("%d-%m-%Y %H.%M"), datetime=desk.now.isoformat())


def _menu(desk: Desk, current: str) -> Markup:
    marks = _menu_marks(desk)
    items = [
        tag(
            "li",
            link(
                href,
                tag("span", name),
                marks.get(section),
                aria_current="page" if section == current else None,
            ),
        )
        for section, href, name in _MENU
    ]
    return tag("ul", items, id="menu", data_live=True)


def _menu_marks(desk: Desk) -> dict[str, Node]:
    """Return what the navigation tells beside the names: how much waits, what is short."""
    find = desk.records.find
    received = len(find(Entry, "status", EntryStatus.RECEIVED))
    drafts = sum(len(e.documents) for e in find(Entry, "status", EntryStatus.ACCEPTED))
    short = [level(left)[1] for left in desk.world.stock().values() if level(left)[1] != "cukup"]
    faults = len(desk.world.kernel.faults.rules())
    shown: dict[str, Node] = {}
    if received:
        shown["antrean"] = tag("b", f"{received} baru")
    if drafts:
        shown["draf"] = tag("b", drafts, tag("span", " menunggu", class_="unseen"))
    if short:
        word = "habis" if "habis" in short else "menipis"
        shown["blangko"] = tag("b", word, class_="alarm")
    if faults:
        shown["gangguan"] = tag("b", faults, tag("span", " aktif", class_="unseen"), class_="alarm")
    return shown


def _trail(sheet: Sheet) -> Node:
    steps = [tag("li", link(href, name)) for href, name in sheet.trail]
    here = tag("li", sheet.title, aria_current="page")
    return tag("ol", steps, here) if sheet.trail else None


def _token_notice(world: SiakWorld, request: Request) -> Node:
    """Tell a guest from another machine what needs the control token."""
    if request.client is None or _is_loopback(request.client.host):
        return None
    if world.kernel.options.control_token is None:
        text = (
            "Dari mesin ini halaman hanya dapat dibaca: program dijalankan tanpa token kontrol "
            "(--control-token)."
        )
        return tag("p", text, class_="notice")
    return tag(
        "form",
        tag("p", "Membuka berkas dan mengubah blangko, gangguan, atau waktu perlu token kontrol."),
        tag("label", "Token kontrol", tag("input", type="password", name="sim_token")),
        tag("button", "Pakai token", type="submit"),
        class_="notice",
        data_token=True,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
