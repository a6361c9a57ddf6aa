"""Specimens of civil registration: acts, excerpts, marginal notes, the letter of a stillbirth."""

from collections.abc import Mapping

from api.domain.ports import Json, Page
from tests.gateways.printing.specimen_pages import page

BIRTH: Json = {
    "number": "6311-LU-20112026-9001",
    "nik": "6311064611269001",
    "name": "AISYAH PUTRI CONTOH",
    "sex": "P",
    "birth_place": "PARINGIN",
    "birth_date": "2026-11-06",
    "birth_order": 1,
    "father_name": "AHMAD RIFANI CONTOH",
    "mother_name": "SITI RAHMAH CONTOH",
    "wording": "ANAK_SUAMI_ISTRI",
    "registration_date": "2026-11-20",
}
DEATH: Json = {
    "number": "6311-KM-20112026-9001",
    "nik": "6311061201459001",
    "name": "HASAN BASRI CONTOH",
    "death_place": "PARINGIN",
    "death_date": "2026-11-01",
    "birth_place": "JUAI",
    "birth_date": "1945-01-12",
    "sex": "L",
    "father_name": "UMAR CONTOH",
    "mother_name": "FATIMAH CONTOH",
    "registration_date": "2026-11-20",
}


def specimens() -> Mapping[str, Page]:
    """Return the pages by name."""
    return {
        "birth": page("AKTA_KELAHIRAN", BIRTH["number"], BIRTH),
        "death": page("AKTA_KEMATIAN", DEATH["number"], DEATH),
    }
