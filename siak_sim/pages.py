"""The operator's page: search, people, families, the queue of entries, blank cards."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from importlib.resources import files
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from siak_sim.entries import OFFICE_ZONE
from siak_sim.households import head_of, members_of
from siak_sim.labels import printed, title_of
from siak_sim.numbers import nik_warnings, prints_of
from siak_sim.records import Entry, EntryStatus, Family, Paper, Person
from siak_sim.regions import place_of
from siak_sim.world import SiakWorld

_MANY = 60
_SLOT = re.compile("@(cari|samping|isi)@")
_STATUS = {
    "RECEIVED": "diterima",
    "ACCEPTED": "disetujui",
    "REFUSED": "ditolak",
    "CANCELLED": "dibatalkan",
    "ISSUED": "terbit",
    "ACTIVE": "aktif",
    "DECEASED": "meninggal",
    "MOVED": "pindah",
    "IN_LIMBO": "dalam perpindahan",
    "INACTIVE": "tidak aktif",
    "RESERVED": "dipesan",
    "SUPERSEDED": "diganti",
    "ANNULLED": "dibatalkan",
    "VOID": "tidak dipakai",
}
_GOOD = ("ACTIVE", "ISSUED", "ACCEPTED")
_WAITING = ("RECEIVED", "RESERVED", "IN_LIMBO")


class Pages:
    """The page for people at `/`; every view is one query."""

    def __init__(self, world: SiakWorld) -> None:
        self._world = world
        self._frame = files("siak_sim").joinpath("page.html").read_text("utf-8")

    def routes(self) -> list[BaseRoute]:
        """Return the one route."""
        return [Route("/", self._page)]

    async def _page(self, request: Request) -> Response:
        asked = request.query_params
        if nik := asked.get("nik"):
            main = self._person(nik)
        elif number := asked.get("kk"):
            main = self._family(number)
        elif entry_id := asked.get("isian"):
            main = self._entry(entry_id)
        elif "kasus" in asked:
            main = self._cases()
        elif text := asked.get("cari", "").strip():
            main = self._search(text)
        else:
            main = self._queue()
        parts = {"cari": escape(asked.get("cari", "")), "samping": self._beside(), "isi": main}
        page = _SLOT.sub(lambda slot: parts[slot[1]], self._frame)
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    def _beside(self) -> str:
        entries = self._world.registry.all(Entry)
        counts = {s: sum(e.status == s for e in entries) for s in EntryStatus}
        stock = self._world.stock()
        now = _local(self._world.kernel.clock.now())
        rows = "".join(
            f"<div><dt>{escape(_STATUS[s])}</dt><dd>{n}</dd></div>" for s, n in counts.items()
        )
        cards = "".join(
            f"<div><dt>{escape(title_of(card))}</dt><dd{' class=none' if not left else ''}>"
            f"{left}</dd></div>"
            for card, left in stock.items()
        )
        return (
            f"<h2>Isian</h2><dl>{rows}</dl><h2>Blangko kartu</h2><dl>{cards}</dl>"
            f"<p class=quiet>Waktu simulasi<br><b>{now} WITA</b></p>"
        )

    def _queue(self) -> str:
        entries = list(reversed(self._world.registry.all(Entry)))[:_MANY]
        if not entries:
            return (
                "<h1>Antrean isian</h1><p class=empty>Belum ada isian. Isian operator muncul di "
                "sini begitu diterima SIAK; sementara itu lihat "
                "<a href='?kasus'>keluarga contoh</a>.</p>"
            )
        rows = "".join(map(self._queue_row, entries))
        return (
            "<h1>Antrean isian</h1><table><thead><tr><th>Diterima<th>Permohonan<th>Layanan"
            f"<th>Operator<th>Status<th>Dokumen<tbody>{rows}</table>"
        )

    def _queue_row(self, entry: Entry) -> str:
        documents = " · ".join(_file_link(d.type, d.file_sha256) for d in entry.documents)
        return (
            f"<tr><td class=num>{_local(datetime.fromisoformat(entry.received_at))}"
            f"<td>{_link('isian', entry.entry_id, entry.application_number)}"
            f"<td>{escape(printed(entry.service))}<td>{escape(entry.entered_by)}"
            f"<td>{_mark(entry.status)}<td>{documents or '–'}"
        )

    def _entry(self, entry_id: str) -> str:
        entry = self._world.registry.get(Entry, entry_id)
        if entry is None:
            return _missing("Isian")
        found = [*entry.reasons, *entry.warnings]
        findings = "".join(
            f"<li><b>{escape(r.code)}</b> {escape(r.message)} "
            f"<span class=quiet>{escape(r.field or '')}</span>"
            for r in found
        )
        documents = "".join(
            f"<tr><td>{escape(title_of(d.type))}<td class=num>{escape(d.register_number)}"
            f"<td>{_mark(self._world.registry.require(Paper, d.register_number).status)}"
            f"<td>{_file_link('PDF bertanda tangan', d.file_sha256)}"
            for d in entry.documents
        )
        answers = "".join(
            f"<tr><th>{escape(name)}<td>{_value(value)}" for name, value in entry.answers.items()
        )
        verified = entry.verified["verifier"] if entry.verified else "–"
        return (
            f"<h1>{escape(entry.application_number)} {_mark(entry.status)}</h1>"
            f"<p>{escape(printed(entry.service))} · diajukan {escape(entry.submitted_on)} · "
            f"operator {escape(entry.entered_by)} · verifikator {escape(str(verified))} · "
            f"tanggal pencatatan {escape(entry.registration_date or '–')}</p>"
            + (f"<ul class=findings>{findings}</ul>" if findings else "")
            + (
                "<h2>Dokumen</h2><table><thead><tr><th>Jenis<th>Nomor register<th>Status<th>Berkas"
                f"<tbody>{documents}</table>"
                if documents
                else ""
            )
            + f"<h2>Isian</h2><table class=facts><tbody>{answers}</table>"
        )

    def _search(self, text: str) -> str:
        registry, wanted = self._world.registry, text.upper()
        people = [p for p in registry.all(Person) if wanted in p.name or wanted in p.nik]
        for family in registry.all(Family):
            if wanted in family.number:
                people += members_of(registry, family)
        rows = "".join(map(self._person_row, dict.fromkeys(people[:_MANY])))
        if not rows:
            return (
                f"<h1>Tidak ada yang cocok</h1><p class=empty>Tidak ada nama, NIK, atau nomor KK "
                f"yang memuat “{escape(text)}”.</p>"
            )
        return f"<h1>{len(people)} orang ditemukan</h1>{_people_table(rows)}"

    def _person_row(self, person: Person) -> str:
        number = person.family_card_number
        return (
            f"<tr><td class=num>{_link('nik', person.nik, person.nik)}<td>{escape(person.name)}"
            f"<td>{escape(person.sex)}<td class=num>{escape(person.birth_date)}"
            f"<td>{escape(printed(person.relation))}<td>{escape(printed(person.marital_status))}"
            f"<td>{_mark(person.status)}"
            f"<td class=num>{_link('kk', number, number) if number else '–'}"
        )

    def _person(self, nik: str) -> str:
        person = self._world.registry.get(Person, nik)
        if person is None:
            return _missing("NIK")
        facts = {
            "NIK": person.nik,
            "Tempat, tanggal lahir": f"{person.birth_place}, {person.birth_date}",
            "Jenis kelamin": "Laki-laki" if person.sex == "L" else "Perempuan",
            "Agama": printed(person.religion),
            "Status perkawinan": printed(person.marital_status),
            "Pendidikan": printed(person.education),
            "Pekerjaan": printed(person.occupation),
            "Ayah": person.father_name,
            "Ibu": person.mother_name,
        }
        rows = "".join(f"<tr><th>{k}<td>{escape(v or '–')}" for k, v in facts.items())
        notes = nik_warnings(nik, person.birth_date, person.sex)
        warned = "".join(f"<li>{escape(note)}" for note in notes)
        family = self._family(person.family_card_number) if person.family_card_number else ""
        return (
            f"<h1>{escape(person.name)} {_mark(person.status)}</h1>"
            f"<table class=facts><tbody>{rows}{self._relatives(person)}</table>"
            + (f"<ul class=findings>{warned}</ul>" if warned else "")
            + self._papers(nik)
            + family
        )

    def _family(self, number: str) -> str:
        registry = self._world.registry
        family = registry.get(Family, number)
        if family is None:
            return _missing("Nomor KK")
        place = place_of(self._world.villages, family.village_code)
        head = head_of(registry, family)
        rows = "".join(map(self._person_row, members_of(registry, family)))
        title = f"Keluarga {head.name}" if head else "Keluarga yang sudah berakhir"
        return (
            f"<h2>{escape(title)} <span class=num>{escape(number)}</span></h2>"
            f"<p>{escape(family.address)} RT {escape(family.rt)} RW {escape(family.rw)}, "
            f"{escape(place.name)}, Kec. {escape(place.district)}</p>"
            f"{_people_table(rows)}{self._papers(number)}"
        )

    def _papers(self, number: str) -> str:
        papers = prints_of(self._world.registry, number)
        items = "".join(
            f"<li><span class=num>{escape(p.register_number)}</span> {_mark(p.status)} "
            f"<span class=quiet>{escape(p.issued_on or '')}</span>"
            for p in papers
        )
        return f"<ul class=papers>{items}</ul>" if items else ""

    def _cases(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(name)}</code><br><span class=quiet>{escape(case['about'])}"
            f"</span><td class=name>{_link('nik', case['nik'], case['name'])}"
            f"<td class=num>{_link('kk', case['family_card_number'], case['family_card_number'])}"
            f"<td class=num>{escape(case['phone'])}<td class=num>{escape(case['village'])}"
            for name, case in self._world.teller.told()["cases"].items()
        )
        return (
            "<h1>Keluarga contoh</h1><table><thead><tr><th>Kasus<th>Nama<th>Nomor KK<th>Telepon"
            f"<th>Desa<tbody>{rows}</table>"
        )

    def _relatives(self, person: Person) -> str:
        everyone = self._world.registry.all(Person)
        niks = {nik for nik in (person.father_nik, person.mother_nik) if nik}
        rows = (
            ("Orang tua", [p for p in everyone if p.nik in niks]),
            ("Suami/istri", [p for p in everyone if p.nik in person.spouse_niks]),
            ("Anak", [p for p in everyone if person.nik in (p.father_nik, p.mother_nik)]),
        )
        return "".join(
            f"<tr><th>{label}<td>{', '.join(_link('nik', p.nik, p.name) for p in people)}"
            for label, people in rows
            if people
        )


def _people_table(rows: str) -> str:
    head = "NIK<th>Nama<th>JK<th>Lahir<th>Hubungan<th>Perkawinan<th>Status<th>Nomor KK"
    return f"<table><thead><tr><th>{head}<tbody>{rows}</table>"


def _link(name: str, value: str, shown: str) -> str:
    return f"<a href='?{escape(urlencode({name: value}), quote=True)}'>{escape(shown)}</a>"


def _mark(status: str) -> str:
    kind = "good" if status in _GOOD else "wait" if status in _WAITING else "over"
    return f"<span class='mark {kind}'>{escape(_STATUS.get(status, status))}</span>"


def _file_link(shown: str, sha256: str | None) -> str:
    name = escape(printed(shown))
    return f"<a href='_sim/v1/files/{sha256}'>{name}</a>" if sha256 else name


def _local(at: datetime) -> str:
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H.%M")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    text = escape(str(value))
    return f"<span class=num>{text}</span>" if text.isdigit() else text


def _missing(what: str) -> str:
    return f"<h1>{what} tidak ditemukan</h1><p class=empty>Periksa angkanya, lalu cari lagi.</p>"
