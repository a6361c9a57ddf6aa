"""Villages and districts of Balangan, by their Kemendagri codes."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

REGENCY = "BALANGAN"
PROVINCE = "KALIMANTAN SELATAN"
# postal codes of the districts; the last digit stands for the whole district here
_POSTAL = {
    "01": "71665",
    "02": "71666",
    "03": "71664",
    "04": "71663",
    "05": "71661",
    "06": "71662",
    "07": "71618",
    "08": "71667",
}


@dataclass(frozen=True)
class Village:
    """A village (`desa`) or urban village (`kelurahan`) with its district."""

    code: str
    name: str
    district_code: str
    district: str
    regency: str = REGENCY
    province: str = PROVINCE

    @property
    def number_prefix(self) -> str:
        """The six digits with which NIK and family card numbers made here begin."""
        return self.district_code.replace(".", "")

    @property
    def postal_code(self) -> str:
        """The postal code printed on family cards."""
        return _POSTAL.get(self.district_code[-2:], "00000")


def read_villages() -> Mapping[str, Village]:
    """Read the villages of Balangan from the data file of this package."""
    with files("siak_sim").joinpath("regions.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    districts = {row["code"]: row["name"] for row in rows if row["level"] == "kecamatan"}
    return {
        row["code"]: Village(
            row["code"], row["name"], row["parent_code"], districts[row["parent_code"]]
        )
        for row in rows
        if row["level"] in ("desa", "kelurahan")
    }


def place_of(villages: Mapping[str, Village], code: str) -> Village:
    """Return the village of a code; one outside Balangan has only its code."""
    if code in villages:
        return villages[code]
    return Village(code, code, code[:8], code[:8], regency=code[:5], province=code[:2])
