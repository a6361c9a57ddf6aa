"""Codes as they are printed on documents; most print as they are, without underscores."""

from collections.abc import Mapping
from types import MappingProxyType

_PRINTED: Mapping[str, str] = MappingProxyType(
    {
        "KEPERCAYAAN": "KEPERCAYAAN TERHADAP TUHAN YME",
        "TIDAK_BELUM_SEKOLAH": "TIDAK/BELUM SEKOLAH",
        "BELUM_TAMAT_SD_SEDERAJAT": "BELUM TAMAT SD/SEDERAJAT",
        "TAMAT_SD_SEDERAJAT": "TAMAT SD/SEDERAJAT",
        "SLTP_SEDERAJAT": "SLTP/SEDERAJAT",
        "SLTA_SEDERAJAT": "SLTA/SEDERAJAT",
        "DIPLOMA_I_II": "DIPLOMA I/II",
        "AKADEMI_DIPLOMA_III_S_MUDA": "AKADEMI/DIPLOMA III/S. MUDA",
        "DIPLOMA_IV_STRATA_I": "DIPLOMA IV/STRATA I",
        "BELUM_TIDAK_BEKERJA": "BELUM/TIDAK BEKERJA",
        "PELAJAR_MAHASISWA": "PELAJAR/MAHASISWA",
        "PEGAWAI_NEGERI_SIPIL_PNS": "PEGAWAI NEGERI SIPIL (PNS)",
        "TENTARA_NASIONAL_INDONESIA_TNI": "TENTARA NASIONAL INDONESIA (TNI)",
        "KEPOLISIAN_RI_POLRI": "KEPOLISIAN RI (POLRI)",
        "PETANI_PEKEBUN": "PETANI/PEKEBUN",
        "NELAYAN_PERIKANAN": "NELAYAN/PERIKANAN",
        "BURUH_TANI_PERKEBUNAN": "BURUH TANI/PERKEBUNAN",
        "BURUH_NELAYAN_PERIKANAN": "BURUH NELAYAN/PERIKANAN",
        "USTADZ_MUBALIGH": "USTADZ/MUBALIGH",
        "BIDAN_PERAWAT": "BIDAN/PERAWAT",
        "TUKANG_LAS_PANDAI_BESI": "TUKANG LAS/PANDAI BESI",
        "PSIKIATER_PSIKOLOG": "PSIKIATER/PSIKOLOG",
        "ANGGOTA_DPRD_KABUPATEN_KOTA": "ANGGOTA DPRD KABUPATEN/KOTA",
        "ANGGOTA_DPR_RI": "ANGGOTA DPR-RI",
        "KEPALA_KELUARGA_DAN_SELURUH": "KEPALA KELUARGA DAN SELURUH ANGGOTA KELUARGA",
        "KEPALA_KELUARGA_DAN_SEBAGIAN": "KEPALA KELUARGA DAN SEBAGIAN ANGGOTA KELUARGA",
        "TIDAK_TAHU": "-",
        "A_POS": "A+",
        "A_NEG": "A-",
        "B_POS": "B+",
        "B_NEG": "B-",
        "AB_POS": "AB+",
        "AB_NEG": "AB-",
        "O_POS": "O+",
        "O_NEG": "O-",
    }
)

_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "KK": "Kartu Keluarga",
        "BIODATA_WNI": "Biodata Penduduk Warga Negara Indonesia",
        "KTP_EL": "Kartu Tanda Penduduk Elektronik",
        "KIA": "Kartu Identitas Anak",
        "SKPWNI": "Surat Keterangan Pindah Warga Negara Indonesia",
        "AKTA_KELAHIRAN": "Kutipan Akta Kelahiran",
        "AKTA_KEMATIAN": "Kutipan Akta Kematian",
        "AKTA_PERKAWINAN": "Kutipan Akta Perkawinan",
        "AKTA_PERCERAIAN": "Kutipan Akta Perceraian",
        "AKTA_PENGAKUAN_ANAK": "Kutipan Akta Pengakuan Anak",
        "AKTA_PENGESAHAN_ANAK": "Kutipan Akta Pengesahan Anak",
        "SURAT_LAHIR_MATI": "Surat Keterangan Lahir Mati",
        "CATATAN_PINGGIR_AKTA": "Kutipan Akta dengan Catatan Pinggir",
        "KUTIPAN_AKTA": "Kutipan Akta (Terbit Kembali)",
    }
)


def printed(code: str) -> str:
    """Return a code of a code list as it stands on paper."""
    return _PRINTED.get(code, code.replace("_", " "))


def title_of(document_type: str) -> str:
    """Return the title of a document type."""
    return _TITLES.get(document_type, printed(document_type).title())


def same_value(one: str, other: str) -> bool:
    """Tell whether two spellings mean one value: code or label, any case, any separators."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(sign for sign in printed(text).upper() if sign.isalnum() or sign in "+-")
