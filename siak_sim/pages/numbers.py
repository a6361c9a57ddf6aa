"""The numbers of a day: every serial of every series with what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from siak_sim.law.numbers import FIRST_SERIAL, REGENCY_PREFIX, prints_of
from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet
from siak_sim.pages.markup import Column, Markup, Node, empty, link, panel, query, table, tag
from siak_sim.pages.queue import about
from siak_sim.records import Entry, GivenNumber, Paper, PaperStatus, Person, Serial

_ACTS = (
    ("LU", "Akta kelahiran, umum (LU)"),
    ("LT", "Akta kelahiran, terlambat (LT)"),
    ("LM", "Lahir mati (LM)"),
    ("KM", "Akta kematian (KM)"),
    ("KW", "Akta perkawinan (KW)"),
    ("CR", "Akta perceraian (CR)"),
    ("PA", "Pengakuan anak (PA)"),
    ("PS", "Pengesahan anak (PS)"),
)
_COLUMNS = (
    Column("Nomor", "act", numeric=True),
    Column("Status", "mark"),
    Column("Atas nama"),
    Column("Permohonan", "application"),
    Column("Keterangan"),
)
_ORDER = (PaperStatus.RESERVED, PaperStatus.ACTIVE, PaperStatus.SUPERSEDED, PaperStatus.VOID)


@dataclass(frozen=True)
class Series:
    """One series of a day: its name, and its numbers in order."""

    title: str
    numbers: tuple[str, ...]


def numbers_sheet(desk: Desk, asked: str) -> Sheet:
    """Return the numbers given out on a day; today when no day is asked for."""
    try:
        on = date.fromisoformat(asked)
    except ValueError:
        on = desk.today
    series = [one for one in _series(desk, on) if one.numbers]
    parts = [_panel(desk, one, place) for place, one in enumerate(series)]
    if not parts:
        text = f"Tidak ada nomor yang diberikan pada {words.day(on.isoformat())}. "
        advice = "Nomor dipesan saat isian disetujui. Pilih hari lain di atas."
        parts = [panel("Nomor", empty(text, advice), id="seri")]
    title = f"Nomor tanggal {words.day(on.isoformat())}"
    return Sheet(title, (_day_picker(desk, on), *parts), section="nomor")


def _series(desk: Desk, on: date) -> Iterable[Series]:
    for kind, title in _ACTS:
        stem = f"{REGENCY_PREFIX}-{kind}-{on:%d%m%Y}-"
        yield Series(title, _given(desk, f"{kind}:{on.isoformat()}", stem))
    stem = f"SKPWNI/{REGENCY_PREFIX}/{on:%d%m%Y}/"
    yield Series("Surat pindah (SKPWNI)", _given(desk, f"SKPWNI:{on.isoformat()}", stem))
    for place in sorted({v.number_prefix for v in desk.villages.values()}):
        stem = f"{place}{on:%d%m%y}"
        name = next(v.district for v in desk.villages.values() if v.number_prefix == place)
        yield Series(f"Nomor KK, Kec. {name}", _given(desk, f"NKK:{stem}", stem))
    yield Series("NIK baru", _niks(desk, on))


def _niks(desk: Desk, on: date) -> tuple[str, ...]:
    entries = [e for e in desk.newest_entries if e.registration_date == on.isoformat()]
    drawn = (n for e in reversed(entries) for n in desk.records.find(GivenNumber, "entry", e.key))
    return tuple(number.number for number in drawn if number.purpose == "nik")


def _given(desk: Desk, series: str, stem: str) -> tuple[str, ...]:
    serial = desk.records.get(Serial, series)
    last = serial.last if serial else FIRST_SERIAL - 1
    return tuple(f"{stem}{number}" for number in range(FIRST_SERIAL, last + 1))


def _panel(desk: Desk, series: Series, place: int) -> Markup:
    rows = [_row(desk, number) for number in series.numbers]
    counts = Counter(status for status, _ in rows)
    note = tag(
        "span",
        [tag("span", words.mark(s), " ", tag("b", counts[s])) for s in _ORDER if counts[s]],
        class_="tally",
        id=f"seri-{place}-jumlah",
        data_live=True,
    )
    shown = table(series.title, _COLUMNS, [row for _, row in rows], least="wide")
    return panel(series.title, shown, id=f"seri-{place}", note=note)


def _row(desk: Desk, number: str) -> tuple[str, tuple[Node, ...]]:
    given = desk.records.get(GivenNumber, number)
    papers = prints_of(desk.records, number)
    paper = papers[0] if papers else None
    status = given.status if given else paper.status if paper else PaperStatus.VOID
    entry = desk.records.get(Entry, _made_by(given, paper))
    return status, (
        words.to_paper(number) if papers else _plain(desk, number),
        words.mark(status),
        about(entry) if entry else "data awal",
        words.to_entry(entry.entry_id, entry.application_number) if entry else "–",
        (given.note if given else "") or (paper.note if paper else ""),
    )


def _made_by(given: GivenNumber | None, paper: Paper | None) -> str:
    if given is not None:
        return given.entry_id
    return (paper.entry_id if paper else None) or ""


def _plain(desk: Desk, number: str) -> Node:
    return words.to_person(number) if desk.records.get(Person, number) else words.digits(number)


def _day_picker(desk: Desk, on: date) -> Markup:
    before, after = on - timedelta(days=1), on + timedelta(days=1)
    return tag(
        "form",
        link(query(nomor=before.isoformat()), "‹ Hari sebelumnya", class_="step"),
        tag(
            "label",
            "Tanggal",
            tag("input", type="date", name="nomor", value=on.isoformat(), required=True),
        ),
        tag("button", "Tampilkan", type="submit"),
        link(query(nomor=after.isoformat()), "Hari berikutnya ›", class_="step"),
        link("?nomor=", "Hari ini", class_="step") if on != desk.today else None,
        class_="filters",
        aria_label="Pilih hari",
    )
