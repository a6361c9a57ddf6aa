"""Names as people in Balangan bear them, drawn from a seed; nobody real is meant."""

from datetime import date

from siak_sim.people.draws import Assumptions, Dice
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
    """Draws names for the named cases; older people often have one word, children always two."""

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


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


# pools of the generated population, by sex: what may stand first, and what is always there
_FIRST = {
    "L": _words("MUHAMMAD MUHAMMAD AHMAD AKHMAD ABDUL NOOR NOR M. HAIRUL FAHRUL RIZKI"),
    "P": _words("SITI SITI NOOR NOR NUR RABIATUL HALIMATUS SRI DEWI PUTRI RIZKA"),
}
_LAST = {
    "L": _words(
        """RAHMADI SYAHRANI MASRANI SUPIANI JAMHURI MAWARDI FAHRURAZI GAZALI KASPUL_ANWAR RUSDI
        ARBAIN SYARKAWI IDERIS JARKASI HAMDANI BAHRUDIN SYAMSUDDIN RUSDIANSYAH IRWANSYAH
        FITRIANSYAH ARSYAD SAPUANI HASBULLAH ASMURANSYAH JUMBERANI MASKUR SURIANSYAH TAUFIK
        RIDHANI ANSHARI KHAIRUDDIN BURHANUDDIN HERLIANSYAH MUKHLIS SALMANI WAHYUDI BASUNI ILHAM"""
    ),
    "P": _words(
        """HAYATI LAILA JANAH ADAWIYAH RUSMINI MASITAH MASTURA JAMILAH SALASIAH MAIMUNAH RAUDAH
        FATIMAH AISYAH MARLIANA HIDAYAH AMINAH NORHASANAH MARIATI SALMAH RUKAYAH ARBAYAH KAMARIAH
        HALIMAH ZAINAB NORLIANI MISNAWATI ERNAWATI MARDIANA HERLINA RAHMAWATI YULIANI SAIDAH
        KHADIJAH NURJANNAH WAHDAH MUNAWARAH"""
    ),
}
_JAVANESE = {
    "L": (
        _words("BUDI SLAMET JOKO AGUS EKO TRI DWI BAMBANG"),
        _words("SANTOSO WIDODO SUSILO PRASETYO HARTONO SUPRIYADI WALUYO RIYANTO SUTRISNO HANDOKO"),
    ),
    "P": (
        _words("SRI ENDANG TRI DWI RETNO WAHYU"),
        _words(
            "LESTARI WAHYUNI RAHAYU NINGSIH HANDAYANI SUPRAPTI WIDYASTUTI SULASTRI UTAMI SETYOWATI"
        ),
    ),
}
# a small and neutral pool; what people of Pitap and Halong are really called is theirs to tell
_NEUTRAL = {
    "L": (
        _words("ANDI DARMA IWAN SURYA ADI RUDI DODI"),
        _words("DARMAWAN SAPUTRA WIRA KUSUMA PERMANA JAYA LANTING"),
    ),
    "P": (
        _words("LINA MEGA RATNA DEWI KARTINI SINTA"),
        _words("LESTARI SARI KARTIKA WULAN PERMATA ANGGRAINI MELATI"),
    ),
}
_CHRISTIAN = {
    "L": _words("YOHANES MARKUS PETRUS LUKAS STEFANUS DANIEL"),
    "P": _words("MARIA RUTH ESTER MARTA KRISTINA DEBORA"),
}
_TWO_WORDS_SINCE = date(2022, 4, 21)
# how one name is spelt on two papers
_SPELLINGS = (
    ("AKHMAD", "AHMAD"),
    ("AHMAD", "AKHMAD"),
    ("NOOR", "NUR"),
    ("NOR", "NUR"),
    ("NUR", "NOR"),
    ("MUHAMMAD", "MUH."),
    ("M.", "MUHAMMAD"),
    ("UDDIN", "UDIN"),
    ("UDIN", "UDDIN"),
    ("SYAH", "SAH"),
    ("YAH", "IAH"),
)


def given_name(
    table: Assumptions, dice: Dice, sex: str, born: date, religion: str, javanese: bool, on: date
) -> str:
    """Return a name of the generated population that fits all of these."""
    if religion != "ISLAM":
        first, last = _NEUTRAL[sex]
        if religion in ("KRISTEN", "KATHOLIK"):
            first = _CHRISTIAN[sex]
    elif dice.happens(table.share("names", _SHARE_OF_JAVANESE[javanese])):
        first, last = _JAVANESE[sex]
    else:
        first, last = _FIRST[sex], _LAST[sex]
    name = dice.pick(last)
    if dice.happens(table.share("names", _one_word(born, on))):
        return name
    return f"{dice.pick(first)} {name}"


_SHARE_OF_JAVANESE = {True: "javanese_in_their_villages", False: "javanese_elsewhere"}


def _one_word(born: date, on: date) -> str:
    if born >= _TWO_WORDS_SINCE:
        return "one_word_since_2022"
    age = on.year - born.year
    if age > 40:
        return "one_word_over_40"
    return "one_word_20_to_40" if age >= 20 else "one_word_under_20"


def spelt_otherwise(name: str) -> str:
    """Return the name as another paper spells it; the same where there is no other spelling."""
    for here, there in _SPELLINGS:
        if here in name:
            return name.replace(here, there, 1)
    return name
