"""What the verification page says, in plain Indonesian, for each way a document or file stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.domain.calendar import long_date, office_time
from api.domain.verification import CheckedFile, Finding, PublicFacts, Standing

OFFICE: Final = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Balangan"


@dataclass(frozen=True)
class Told:
    """One answer: its sign and colour, its word, what it means, and what to do."""

    look: str  # ok, old, no, who or ask
    word: str
    meaning: str
    advice: str


def moment(at: datetime) -> str:
    """Return a moment in the office's time."""
    here = office_time(at)
    return f"{long_date(here.date())} pukul {here:%H.%M} WITA"


def of_document(facts: PublicFacts) -> Told:
    """Return what is said of a document."""
    since = f" sejak {long_date(facts.ended_on)}" if facts.ended_on else ""
    match facts.standing:
        case Standing.GENUINE_ACTIVE:
            return Told(
                "ok",
                "Asli dan berlaku",
                "Dokumen dengan kode QR ini kami terbitkan dan masih berlaku.",
                "Cocokkan jenis, nama, tanggal dan nomor di bawah ini dengan dokumen yang Anda "
                "pegang. Bila ada yang berbeda, jangan menerimanya.",
            )
        case Standing.SUPERSEDED:
            return Told(
                "old",
                "Sudah diganti",
                f"Dokumen ini pernah kami terbitkan, tetapi tidak berlaku lagi{since}: sudah ada "
                "dokumen yang lebih baru.",
                "Mintalah dokumen yang terbaru kepada pemiliknya.",
            )
        case Standing.ANNULLED:
            return Told(
                "no",
                "Dibatalkan",
                f"Dokumen ini pernah kami terbitkan, tetapi dibatalkan{since}.",
                "Jangan menerima atau memakainya. Pemiliknya dapat bertanya ke kantor kami.",
            )
    return Told(
        "who",
        "Tidak dikenal",
        "Kode ini tidak ada dalam daftar dokumen yang kami terbitkan.",
        "Pindai ulang kode QR itu. Bila tetap tidak dikenal, jangan menerima dokumennya.",
    )


def of_file(found: CheckedFile) -> Told:
    """Return what is said of a file."""
    if found.finding is Finding.ISSUED_FILE:
        return _issued(found)
    if found.finding is Finding.ALTERED and "EXTENDED" in found.reasons:
        return EXTENDED
    if found.finding is Finding.NOT_ACCEPTED:
        return NOT_ACCEPTED.get(found.reasons[0], NOT_ACCEPTED["TIMESTAMP"])
    return FILES[found.finding]


def _issued(found: CheckedFile) -> Told:
    if found.is_asked is False:
        return Told(
            "no",
            "Berkas dari dokumen lain",
            "Berkas ini kami terbitkan, tetapi bukan untuk kode QR yang Anda pindai.",
            "Kode QR dan berkas ini tidak boleh dipakai bersama. Periksa keduanya satu per satu.",
        )
    match found.facts.standing:
        case Standing.SUPERSEDED:
            return Told(
                "old",
                "Berkas asli, sudah diganti",
                "Berkas ini sama persis dengan yang kami terbitkan, tetapi dokumennya tidak "
                "berlaku lagi karena sudah ada yang lebih baru.",
                "Mintalah berkas yang terbaru kepada pemiliknya.",
            )
        case Standing.ANNULLED:
            return Told(
                "no",
                "Berkas asli, sudah dibatalkan",
                "Berkas ini sama persis dengan yang kami terbitkan, tetapi dokumennya sudah "
                "dibatalkan.",
                "Jangan menerima atau memakainya.",
            )
    return Told(
        "ok",
        "Berkas asli",
        "Berkas ini sama persis dengan yang kami terbitkan, dan dokumennya masih berlaku.",
        "Berkas ini boleh diterima. Tidak perlu legalisir.",
    )


EXTENDED: Final = Told(
    "no",
    "Berkas sudah diubah",
    "Berkas ini ditambahi sesuatu setelah ditandatangani. Aplikasi lain mungkin masih menyebut "
    "tanda tangannya sah, tetapi isinya bukan lagi seperti yang kami terbitkan.",
    "Jangan menerimanya. Mintalah berkas aslinya.",
)
NOT_ACCEPTED: Final = {
    "REVOKED": Told(
        "no",
        "Sertifikat sudah dicabut",
        "Sertifikat penanda tangan berkas ini sudah dicabut.",
        "Jangan menerimanya sebelum ditanyakan ke kantor kami.",
    ),
    "EXPIRED": Told(
        "no",
        "Sertifikat tidak berlaku",
        "Sertifikat penanda tangan berkas ini tidak berlaku pada waktu penandatanganan.",
        "Jangan menerimanya sebelum ditanyakan ke kantor kami.",
    ),
    "TIMESTAMP": Told(
        "no",
        "Waktu tanda tangan tidak terbukti",
        "Stempel waktu pada tanda tangan berkas ini tidak dapat dipercaya.",
        "Jangan menerimanya sebelum ditanyakan ke kantor kami.",
    ),
}
FILES: Final = {
    Finding.NOT_ON_THE_BOOKS: Told(
        "who",
        "Tidak tercatat",
        "Tanda tangan elektroniknya sah, tetapi berkas ini tidak ada dalam daftar dokumen yang "
        "kami terbitkan.",
        "Jangan menerimanya sebelum ditanyakan ke kantor kami.",
    ),
    Finding.ALTERED: Told(
        "no",
        "Berkas sudah diubah",
        "Isi berkas ini berubah, terpotong atau rusak setelah ditandatangani.",
        "Jangan menerimanya. Mintalah berkas aslinya.",
    ),
    Finding.FOREIGN: Told(
        "who",
        "Bukan dari kantor ini",
        "Berkas ini bertanda tangan elektronik, tetapi bukan dari penerbit yang kami kenal.",
        "Kami tidak dapat menjamin isinya. Tanyakan kepada lembaga yang menerbitkannya.",
    ),
    Finding.UNSIGNED: Told(
        "who",
        "Tanpa tanda tangan elektronik",
        "Berkas ini tidak memuat tanda tangan elektronik, jadi bukan berkas yang kami terbitkan.",
        "Foto, hasil pindai dan hasil cetak ke PDF kehilangan tanda tangannya. Mintalah berkas "
        "PDF aslinya, atau pindai kode QR pada dokumennya.",
    ),
    Finding.UNREADABLE: Told(
        "who",
        "Bukan PDF yang dapat dibaca",
        "Berkas ini bukan PDF, atau rusak sehingga tidak dapat dibaca.",
        "Pilih berkas PDF yang Anda terima dari pemilik dokumen.",
    ),
}
