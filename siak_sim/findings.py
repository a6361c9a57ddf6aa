"""Reasons in Indonesian: what SIAK says when it refuses an entry or warns about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from siak_sim.records import Reason

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
        "FAMILY_UNKNOWN": "Nomor KK tidak ditemukan di SIAK.",
        "FAMILY_MISMATCH": "Orang ini tidak tercantum pada KK tersebut.",
        "DUPLICATE_ENTRY": "Peristiwa ini sudah dicatat atau sedang diproses.",
        "WITNESS_NOT_ALLOWED": "Saksi tidak boleh pelapor, orang tua, atau orang yang sama.",
        "DECISION_NEEDED": "Pelaporan lewat 60 hari; perlu keputusan kepala dinas.",
        "DATE_IN_FUTURE": "Tanggal peristiwa belum terjadi.",
        "DATE_BEFORE_BIRTH": "Tanggal kematian mendahului tanggal lahir.",
        "APPLICANT_IS_SUBJECT": "Pelapor tidak boleh orang yang meninggal.",
        "MUSLIM_MARRIAGE": "Perkawinan Islam dicatat oleh KUA; bawa buku nikah untuk KK.",
        "UNDERAGE": "Umur saat kawin kurang dari 19 tahun.",
        "ALREADY_MARRIED": "Status di SIAK masih kawin.",
        "NOT_MARRIED": "Keduanya tidak tercatat sebagai suami istri di SIAK.",
        "NOT_ELIGIBLE": "Umur atau status perkawinan tidak memenuhi syarat.",
        "VALUE_MISMATCH": "Nilai semula tidak sama dengan data SIAK.",
        "WRONG_SERVICE": "Perubahan nama melalui PERUBAHAN_NAMA atau PEMBETULAN_AKTA.",
        "ACT_UNKNOWN": "Nomor akta tidak ditemukan atau bukan terbitan Balangan.",
        "MOVE_UNKNOWN": "Nomor SKPWNI tidak ditemukan, tujuannya lain, atau sudah dipakai.",
        "VILLAGE_UNKNOWN": "Desa/kelurahan ini tidak ada di Kabupaten Balangan.",
        # warnings
        "NIK_DIGITS": "Angka NIK berbeda dengan data; NIK tetap berlaku.",
        "FAMILY_IN_PROCESS": "Keluarga ini masih mempunyai permohonan lain yang belum terbit.",
        "NAME_ONE_WORD": "Nama satu kata; Permendagri 73/2022 menganjurkan dua kata.",
        "MIXED_FAITH": "Salah satu pihak beragama Islam; petugas yang memutuskan.",
        "MOVE_OLD": "SKPWNI berumur lebih dari 100 hari.",
        "LATE_REPORT": "Pelaporan melewati batas waktu.",
    }
)


@dataclass
class Findings:
    """What a look at an entry brought up."""

    reasons: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)

    def refuse(self, code: str, answer: str | None = None) -> None:
        """Add a reason to refuse; the same reason for the same answer once."""
        _add(self.reasons, code, answer)

    def warn(self, code: str, answer: str | None = None) -> None:
        """Add something the operator should know."""
        _add(self.warnings, code, answer)


def _add(to: list[Reason], code: str, answer: str | None) -> None:
    reason = Reason(code, answer, MESSAGES[code])
    if reason not in to:
        to.append(reason)
