"""Reasons in Indonesian: what SIAK says when it refuses an entry or warns about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from siak_sim.records import Json, Reason

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        # refusals
        "SERVICE_UNKNOWN": "Layanan ini tidak dikenal SIAK.",
        "ANSWER_MISSING": "Isian wajib belum diisi.",
        "ANSWER_INVALID": "Isian tidak dapat dibaca.",
        "NIK_UNKNOWN": "NIK tidak ditemukan di SIAK.",
        "NIK_INACTIVE": "NIK tidak aktif (meninggal, pindah, ganda, atau diblokir).",
        "PERSON_IN_LIMBO": "SKPWNI sudah terbit; pelayanan lain menunggu kedatangan di tujuan.",
        "NAME_MISMATCH": "Nama tidak sama dengan data SIAK.",
        "NAME_NOT_ALLOWED": "Nama melebihi 60 huruf atau memuat tanda yang tidak diperbolehkan.",
        "BIRTH_DATE_MISMATCH": "Tanggal lahir tidak sama dengan data SIAK.",
        "SEX_MISMATCH": "Jenis kelamin orang ini di SIAK tidak sesuai dengan perannya.",
        "FAMILY_UNKNOWN": "Nomor KK tidak ditemukan di SIAK.",
        "FAMILY_MISMATCH": "Orang ini tidak tercantum pada KK tersebut.",
        "ONE_HEAD": "Kepala keluarga harus tepat satu; penggantiannya melalui KK_BARU.",
        "DUPLICATE_ENTRY": "Peristiwa ini sudah dicatat atau sedang diproses.",
        "WITNESS_NOT_ALLOWED": "Saksi harus dewasa, bukan pelapor, orang tua, atau orang sama.",
        "DECISION_NEEDED": "Pelaporan lewat 60 hari; perlu keputusan kepala dinas.",
        "DATE_IN_FUTURE": "Tanggal peristiwa belum terjadi.",
        "DATE_BEFORE_BIRTH": "Tanggal peristiwa mendahului tanggal lahir.",
        "DATE_AFTER_DEATH": "Ibu sudah meninggal pada tanggal lahir anak.",
        "PARENT_TOO_YOUNG": "Umur orang tua pada tanggal lahir anak tidak mungkin.",
        "APPLICANT_IS_SUBJECT": "Pelapor tidak boleh orang yang meninggal.",
        "MUSLIM_MARRIAGE": "Perkawinan Islam dicatat oleh KUA; bawa buku nikah untuk KK.",
        "MUSLIM_DIVORCE": "Perceraian Islam oleh Pengadilan Agama; bawa akta cerai untuk KK.",
        "UNDERAGE": "Umur saat kawin kurang dari 19 tahun.",
        "ALREADY_MARRIED": "Status di SIAK masih kawin.",
        "NOT_MARRIED": "Keduanya tidak tercatat sebagai suami istri di SIAK.",
        "CLOSE_KIN": "Keduanya sekandung atau orang tua dan anak.",
        "NOT_ELIGIBLE": "Umur atau status perkawinan tidak memenuhi syarat.",
        "HAS_FATHER": "Anak ini sudah mempunyai ayah pada data SIAK.",
        "PARENT_MISMATCH": "Orang tua anak ini di SIAK lain.",
        "VALUE_MISMATCH": "Nilai semula tidak sama dengan data SIAK.",
        "WRONG_SERVICE": "Perubahan ini melalui layanan lain.",
        "ACT_UNKNOWN": "Nomor akta tidak ditemukan atau bukan terbitan Balangan.",
        "ACT_MISMATCH": "Akta ini bukan milik orang tersebut atau jenisnya lain.",
        "ACT_ANNULLED": "Akta ini sudah dibatalkan.",
        "MOVE_UNKNOWN": "Nomor SKPWNI tidak ditemukan, tujuannya lain, atau sudah dipakai.",
        "MOVE_MISMATCH": "Yang datang tidak sama dengan yang pindah menurut SKPWNI.",
        "MINORS_REMAIN": "Yang tinggal di KK hanya anak di bawah umur; perlu wali.",
        "VILLAGE_UNKNOWN": "Desa/kelurahan ini tidak ada di Kabupaten Balangan.",
        "NUMBERS_SPENT": "Nomor urut hari ini habis; isi kembali besok.",
        # warnings
        "NIK_DIGITS": "Angka NIK berbeda dengan data; NIK tetap berlaku.",
        "FAMILY_IN_PROCESS": "Keluarga ini masih mempunyai permohonan lain yang belum terbit.",
        "NAME_ONE_WORD": "Nama satu kata; Permendagri 73/2022 menganjurkan dua kata.",
        "POSSIBLE_TWIN": "Anak lain dari ibu yang sama lahir pada hari yang sama.",
        "POSSIBLE_DUPLICATE": "Ada data yang mirip; petugas yang memutuskan.",
        "PARENTS_NOT_SPOUSES": "Orang tua tidak tercatat sebagai suami istri di SIAK.",
        "MIXED_FAITH": "Salah satu pihak beragama Islam; petugas yang memutuskan.",
        "FAITH_EXCLUDES": "Pengakuan anak dikecualikan bagi agama yang tidak membenarkannya.",
        "ACT_ELSEWHERE": "Akta terbitan daerah lain atau sebelum SIAK; periksa aslinya.",
        "MOVE_OLD": "SKPWNI berumur lebih dari 100 hari.",
        "LATE_REPORT": "Pelaporan melewati batas waktu.",
    }
)


@dataclass
class Findings:
    """What a look at an entry brought up."""

    reasons: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)

    def refuse(
        self,
        code: str,
        answer: str | None = None,
        *,
        words: str = "",
        duplicate: Json | None = None,
    ) -> None:
        """Add a reason to refuse; the same reason for the same answer once."""
        _add(self.reasons, Reason(code, answer, words or MESSAGES[code], duplicate))

    def warn(
        self,
        code: str,
        answer: str | None = None,
        *,
        words: str = "",
        duplicate: Json | None = None,
    ) -> None:
        """Add something the operator should know."""
        _add(self.warnings, Reason(code, answer, words or MESSAGES[code], duplicate))


def _add(to: list[Reason], reason: Reason) -> None:
    if all((reason.code, reason.field) != (each.code, each.field) for each in to):
        to.append(reason)
