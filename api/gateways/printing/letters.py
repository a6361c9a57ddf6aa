"""What letters and slips say."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from api.domain.calendar import long_date
from api.domain.ports import Json, Page, Permanent
from api.gateways.printing.content import Content
from api.gateways.printing.spelling import short_date

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DELIVERED = "Anda diberi tahu begitu dokumen selesai."
DELIVERY: Mapping[str, str] = MappingProxyType(
    {
        "WHATSAPP": "Dokumen PDF dikirim lewat WhatsApp.",
        "EMAIL": "Dokumen PDF dikirim ke alamat email Anda.",
        "AMBIL_DI_KANTOR": "Dokumen diambil di kantor; Anda diberi tahu bila sudah siap.",
        "AMBIL_DI_KECAMATAN": "Dokumen diambil di kecamatan; Anda diberi tahu bila sudah siap.",
    }
)
ATTENDANCE: Mapping[str, str] = MappingProxyType(
    {
        "PREREGISTRATION": "Anda perlu datang sendiri untuk perekaman.",
        "INTAKE_THEN_OFFICE": "Para pihak hadir di kantor pada hari yang disepakati.",
    }
)


def slip(content: Content, page: Page) -> Json:
    """Say what to collect where and when, and what to bring."""
    return {
        "title": "Bukti Pengambilan",
        "code": page.number,
        "name": content.text("name"),
        "documents": [str(item) for item in content.items("documents")],
        "place": content.text("place"),
        "hours": content.optional("hours"),
        "until": long_date(content.day("until")) if content.optional("until") != "-" else "-",
        "bring": [str(item) for item in content.items("bring")],
    }


def receipt(content: Content, page: Page) -> Json:
    """Say what was received when, what happens next, and how to ask."""
    received_at = content.moment("received_at")
    return {
        "title": "Tanda Terima Permohonan",
        "number": page.number,
        "rows": [
            ["Nomor permohonan", page.number],
            ["Layanan", content.text("service")],
            ["Pemohon", content.optional("name")],
            ["Diterima", f"{long_date(received_at.date())}, pukul {received_at:%H.%M} WITA"],
        ],
        "papers": [
            [record.text("name"), f"{record.number('files')} berkas"]
            for record in content.records("papers")
        ],
        "next": [
            "Petugas memeriksa berkas. Bila ada yang kurang, Anda diberi tahu apa dan bagaimana "
            "melengkapinya; nomor dan tempat Anda di antrean tetap.",
            f"Sesudah berkas dinyatakan lengkap, dokumen selesai paling lambat "
            f"{content.number('hours')} jam kerja, kecuali ada gangguan.",
            _handing_over(content),
        ],
        "ask": [
            "Lewat WhatsApp layanan: ketik status, atau kirim nomor permohonan ini.",
            "Di kantor Disdukcapil Kabupaten Balangan, Paringin: sebutkan nomor permohonan ini.",
        ],
    }


def _handing_over(content: Content) -> str:
    """Say how the documents come to the citizen, and whether somebody has to come to them."""
    kinds = content.items("media")
    sentences = [ATTENDANCE.get(content.optional("mode"), "")]
    if "PDF" in kinds:
        sentences.append(DELIVERY.get(content.optional("delivery"), DELIVERED))
    if "CARD" in kinds:
        sentences.append("Kartu dicetak di kantor dan diambil di sana dengan kode pengambilan.")
    return " ".join([*filter(None, sentences), "Semua layanan tidak dipungut biaya."])


def letter(content: Content, page: Page) -> Json:
    """Say labelled lines under a title."""
    lines = []
    for index, line in enumerate(content.items("lines")):
        if not isinstance(line, list | tuple) or len(line) != 2:
            raise Permanent("UNPRINTABLE", f"content.lines.{index}: missing or malformed")
        lines.append([_written(part) for part in line])
    return {"title": content.text("title"), "number": page.number, "lines": lines}


def _written(value: object) -> str:
    """Return a value as a letter shows it: nothing is a dash, an ISO date is in figures."""
    if value in (None, ""):
        return "-"
    text = str(value)
    try:
        return short_date(date.fromisoformat(text)) if ISO_DATE.fullmatch(text) else text
    except ValueError:
        return text
