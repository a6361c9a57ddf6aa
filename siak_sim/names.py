"""Names as people in Balangan bear them, drawn from a seed; nobody real is meant."""

from simkit.randomness import Seeded

_MEN_FIRST = ("MUHAMMAD", "AHMAD", "AKHMAD", "ABDUL", "NOOR", "NOR")
_MEN = (
    "RAHMADI",
    "SYAHRANI",
    "MASRANI",
    "SUPIANI",
    "JAMHURI",
    "MAWARDI",
    "FAHRURAZI",
    "GAZALI",
    "KASPUL ANWAR",
    "RUSDI",
    "ARBAIN",
    "SYARKAWI",
    "IDERIS",
    "JARKASI",
    "HAMDANI",
    "BAHRUDIN",
    "SYAMSUDDIN",
    "RUSDIANSYAH",
    "IRWANSYAH",
    "FITRIANSYAH",
)
_WOMEN_FIRST = ("SITI", "NOOR", "NOR", "NUR", "SITI NOR")
_WOMEN = (
    "HAYATI",
    "LAILA",
    "JANAH",
    "RABIATUL ADAWIYAH",
    "RUSMINI",
    "MASITAH",
    "MASTURA",
    "JAMILAH",
    "SALASIAH",
    "MAIMUNAH",
    "RAUDAH",
    "FATIMAH",
    "AISYAH",
    "MARLIANA",
    "HIDAYAH",
    "AMINAH",
)
_OTHER_MEN = ("YOHANES ANDI", "MARKUS DARMA", "PETRUS IWAN", "SURYA DARMA", "BUDI SANTOSO")
_OTHER_WOMEN = ("MARIA LINA", "DEWI LESTARI", "RUTH MEGA", "SRI WAHYUNI", "KARTINI RATNA")
_ONE_WORD_OVER_40 = 0.45
_ONE_WORD_FROM_20 = 0.15


class Names:
    """Draws names; older people often have one word, children always two."""

    def __init__(self, random: Seeded) -> None:
        self._random = random

    def draw(self, sex: str, age: int, religion: str) -> str:
        """Return a name that fits sex, age and religion."""
        pick = self._random.choice
        if religion != "ISLAM":
            return pick(_OTHER_MEN if sex == "L" else _OTHER_WOMEN, "names")
        last = pick(_MEN if sex == "L" else _WOMEN, "names")
        if self._one_word(age):
            return last
        pool = _MEN_FIRST if sex == "L" else _WOMEN_FIRST
        first = pick(pool, "names")
        return f"{first} {last}"

    def _one_word(self, age: int) -> bool:
        share = _ONE_WORD_OVER_40 if age > 40 else _ONE_WORD_FROM_20 if age >= 20 else 0.0
        return self._random.draw("names") < share
