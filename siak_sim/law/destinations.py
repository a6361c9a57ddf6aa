"""Names of places beyond Balangan, as far as their Kemendagri codes tell them."""

from collections.abc import Mapping
from types import MappingProxyType

_PROVINCES: Mapping[str, str] = MappingProxyType(
    {
        "11": "ACEH",
        "12": "SUMATERA UTARA",
        "13": "SUMATERA BARAT",
        "14": "RIAU",
        "15": "JAMBI",
        "16": "SUMATERA SELATAN",
        "17": "BENGKULU",
        "18": "LAMPUNG",
        "19": "KEPULAUAN BANGKA BELITUNG",
        "21": "KEPULAUAN RIAU",
        "31": "DKI JAKARTA",
        "32": "JAWA BARAT",
        "33": "JAWA TENGAH",
        "34": "DAERAH ISTIMEWA YOGYAKARTA",
        "35": "JAWA TIMUR",
        "36": "BANTEN",
        "51": "BALI",
        "52": "NUSA TENGGARA BARAT",
        "53": "NUSA TENGGARA TIMUR",
        "61": "KALIMANTAN BARAT",
        "62": "KALIMANTAN TENGAH",
        "63": "KALIMANTAN SELATAN",
        "64": "KALIMANTAN TIMUR",
        "65": "KALIMANTAN UTARA",
        "71": "SULAWESI UTARA",
        "72": "SULAWESI TENGAH",
        "73": "SULAWESI SELATAN",
        "74": "SULAWESI TENGGARA",
        "75": "GORONTALO",
        "76": "SULAWESI BARAT",
        "81": "MALUKU",
        "82": "MALUKU UTARA",
        "91": "PAPUA",
        "92": "PAPUA BARAT",
        "93": "PAPUA SELATAN",
        "94": "PAPUA TENGAH",
        "95": "PAPUA PEGUNUNGAN",
        "96": "PAPUA BARAT DAYA",
    }
)
# of Kalimantan Selatan, where most who leave Balangan go
_REGENCIES: Mapping[str, str] = MappingProxyType(
    {
        "63.01": "KABUPATEN TANAH LAUT",
        "63.02": "KABUPATEN KOTABARU",
        "63.03": "KABUPATEN BANJAR",
        "63.04": "KABUPATEN BARITO KUALA",
        "63.05": "KABUPATEN TAPIN",
        "63.06": "KABUPATEN HULU SUNGAI SELATAN",
        "63.07": "KABUPATEN HULU SUNGAI TENGAH",
        "63.08": "KABUPATEN HULU SUNGAI UTARA",
        "63.09": "KABUPATEN TABALONG",
        "63.10": "KABUPATEN TANAH BUMBU",
        "63.11": "KABUPATEN BALANGAN",
        "63.71": "KOTA BANJARMASIN",
        "63.72": "KOTA BANJARBARU",
    }
)


def province_of(code: str) -> str:
    """Return the name of the province a region code lies in; nothing for an unknown one."""
    return _PROVINCES.get(code[:2], "")


def regency_of(code: str) -> str:
    """Return the name of the regency or town a region code lies in; nothing for one far away."""
    return _REGENCIES.get(code[:5], "")
