"""The code lists SIAK reads answers by, and how a changed value is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from siak_sim.labels import same_value
from siak_sim.law.contents import clean_name
from siak_sim.law.households import RELATIONS

REGENCY = "63.11"
UNREGISTERED_UNION = "KAWIN_BELUM_TERCATAT"
_RELIGIONS = ("ISLAM", "KRISTEN", "KATHOLIK", "HINDU", "BUDHA", "KHONGHUCU", "KEPERCAYAAN")
_MARITAL = (
    "BELUM_KAWIN",
    "KAWIN",
    "CERAI_HIDUP",
    "CERAI_MATI",
    UNREGISTERED_UNION,
    "CERAI_BELUM_TERCATAT",
)
_EDUCATION = (
    "TIDAK_BELUM_SEKOLAH",
    "BELUM_TAMAT_SD_SEDERAJAT",
    "TAMAT_SD_SEDERAJAT",
    "SLTP_SEDERAJAT",
    "SLTA_SEDERAJAT",
    "DIPLOMA_I_II",
    "AKADEMI_DIPLOMA_III_S_MUDA",
    "DIPLOMA_IV_STRATA_I",
    "STRATA_II",
    "STRATA_III",
)
_BLOOD = ("A", "B", "AB", "O", "TIDAK_TAHU")
_RHESUS = tuple(f"{group}_{sign}" for group in _BLOOD[:4] for sign in ("POS", "NEG"))
SEXES = ("L", "P")
# by the catalogue's element of data, and by the answers that name one of these codes
CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AGAMA": _RELIGIONS,
        "STATUS_KAWIN": _MARITAL,
        "SHDK": RELATIONS,
        "PENDIDIKAN": _EDUCATION,
        "GOLONGAN_DARAH": (*_BLOOD, *_RHESUS),
        "JENIS_KELAMIN": SEXES,
        "KEWARGANEGARAAN": ("WNI", "WNA"),
    }
)
_SEX_WORDS = {"LAKI_LAKI": "L", "LELAKI": "L", "PEREMPUAN": "P"}
_NAMES = ("NAMA_AYAH", "NAMA_IBU", "TEMPAT_LAHIR")


def read_value(element: str, value: str) -> str:
    """Return a value that came as code or as label in the form the register keeps it."""
    if element in _NAMES:
        return clean_name(value)
    code = as_code(value)
    if element == "JENIS_KELAMIN":
        return _SEX_WORDS.get(code, code)
    return next((each for each in CODES.get(element, ()) if same_value(each, value)), code)


def is_readable(element: str, value: str) -> bool:
    """Tell whether a value may stand in the register for an element."""
    if element == "TANGGAL_LAHIR":
        return _is_date(value)
    read = read_value(element, value)
    return read in CODES[element] if element in CODES else bool(read)


def as_code(value: str) -> str:
    """Return a code for a value that came as code or as label; dates stay as they are."""
    if value[:4].isdigit():
        return value
    words = "".join(sign if sign.isalnum() else " " for sign in value.upper())
    return "_".join(words.split())


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
