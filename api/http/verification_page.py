"""Writes the verification page: one document's standing, one file's verdict, and the form."""

from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Final

from api.domain.calendar import long_date
from api.domain.verification import CheckedFile, Finding, PublicFacts, Standing
from api.http.verification_look import SCRIPT, SIGNS, STYLE
from api.http.verification_words import OFFICE, Told, moment, of_document, of_file

FIELD: Final = "berkas"
MEGABYTE: Final = 1024 * 1024
ASK: Final = Told(
    "ask",
    "Periksa dokumen kependudukan",
    "Pindai kode QR pada dokumen dengan kamera ponsel, atau periksa berkas PDF-nya di bawah ini.",
    "",
)


def standing_page(facts: PublicFacts, *, now: datetime, most: int) -> str:
    """Return the page behind a QR code."""
    told = of_document(facts)
    return _page(told.word, [_section(told, "h1", _facts(facts))], now, most)


def form_page(*, now: datetime, most: int) -> str:
    """Return the page that only asks for a file."""
    return _page(ASK.word, [_section(ASK, "h1", "")], now, most)


def file_page(found: CheckedFile, facts: PublicFacts | None, *, now: datetime, most: int) -> str:
    """Return the verdict on a file, then how the document behind the QR code stands."""
    told = of_file(found)
    own = _facts(found.facts) if found.is_asked is not True else ""
    if own and facts is not None:
        own = f"<p>Dokumen dari berkas ini:</p>{own}"
    sections = [_section(told, "h1", _signature(found) + own)]
    if facts is not None:
        told = of_document(facts)
        told = replace(told, look=f"next {told.look}", word=f"Kode QR: {told.word}")
        sections.append(_section(told, "h2", _facts(facts)))
    return _page(told.word, sections, now, most)


def refusal_page(word: str, meaning: str, advice: str, *, now: datetime, most: int) -> str:
    """Return the page that refuses a request."""
    return _page(word, [_section(Told("who", word, meaning, advice), "h1", "")], now, most)


def _page(title: str, sections: list[str], now: datetime, most: int) -> str:
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex"><link rel="icon" href="data:,">'
        f"<title>{escape(title)} – Pemeriksaan dokumen</title><style>{STYLE}</style></head><body>"
        f"<header><b>Pemeriksaan dokumen</b>{OFFICE}</header>"
        f"<main>{''.join(sections)}{_form(most)}</main>"
        f"<footer><p>Diperiksa {moment(now)}. Halaman ini tidak menampilkan NIK, alamat atau data "
        "keluarga, dan tidak mencatat siapa yang memeriksa.</p></footer>"
        f"<script>{SCRIPT}</script></body></html>"
    )


def _section(told: Told, level: str, more: str) -> str:
    advice = f"<p><strong>{escape(told.advice)}</strong></p>" if told.advice else ""
    return (
        f'<section class="{told.look}"><div class="top">{_sign(told.look)}'
        f"<{level}>{escape(told.word)}</{level}></div>"
        f'<div class="in"><p>{escape(told.meaning)}</p>{advice}{more}</div></section>'
    )


def _sign(look: str) -> str:
    drawn = SIGNS[look.split()[-1]]
    return (
        '<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" '
        'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">'
        f'<circle cx="12" cy="12" r="11" stroke-width="1.4"/><path d="{drawn}"/></svg>'
    )


def _facts(facts: PublicFacts) -> str:
    if facts.standing is Standing.UNKNOWN:
        return ""
    ended = "Dibatalkan sejak" if facts.standing is Standing.ANNULLED else "Diganti sejak"
    return _list(
        ("Jenis dokumen", facts.kind),
        ("Atas nama (huruf awal)", facts.subject),
        ("Nomor berakhir dengan", facts.number_tail),
        ("Tanggal terbit", long_date(facts.issued_on) if facts.issued_on else ""),
        (ended, long_date(facts.ended_on) if facts.ended_on else ""),
        ("Diterbitkan oleh", OFFICE),
        ("Ditandatangani oleh", facts.signatory),
        ("Jabatan", facts.position),
    )


def _signature(found: CheckedFile) -> str:
    """Return who signed; nothing where anybody could have written any name there."""
    if not found.signer or found.finding in (Finding.ALTERED, Finding.FOREIGN):
        return ""
    return _list(
        ("Nama pada tanda tangan", found.signer),
        ("Waktu tanda tangan", moment(found.signed_at) if found.signed_at else ""),
    )


def _list(*rows: tuple[str, str]) -> str:
    told = [
        f"<div><dt>{escape(label)}</dt><dd>{_value(value)}</dd></div>"
        for label, value in rows
        if value
    ]
    return f"<dl>{''.join(told)}</dl>"


def _value(value: str) -> str:
    """Return a value; the dots of a masked name are not read out."""
    if "•" not in value:
        return escape(value)
    initials = ", ".join("dan" if word == "&" else word[0] for word in value.split())
    return (
        f'<span aria-hidden="true">{escape(value)}</span><span class="vh">{escape(initials)}</span>'
    )


def _form(most: int) -> str:
    size = most // MEGABYTE
    too_big = f"Berkas ini lebih besar dari {size}\u00a0MB, jadi bukan berkas yang kami terbitkan."
    return (
        '<form method="post" enctype="multipart/form-data" aria-labelledby="judul" '
        f'data-most="{most}" data-big="{too_big}" data-busy="Sedang dikirim dan diperiksa …">'
        '<h2 id="judul">Periksa berkas PDF</h2>'
        '<p id="cara">Berkas dibandingkan dengan yang kami terbitkan, sampai byte terakhir. '
        f"Berkasnya hanya ada di memori selama diperiksa dan tidak disimpan. Paling besar "
        f"{size}\u00a0MB.</p>"
        '<label for="berkas">Pilih berkas PDF</label>'
        f'<input id="berkas" name="{FIELD}" type="file" accept="application/pdf,.pdf" required '
        'aria-describedby="cara"><button>Periksa berkas</button>'
        '<p role="status"></p></form>'
    )
