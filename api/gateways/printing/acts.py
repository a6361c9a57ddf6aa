"""What excerpts of civil-registration acts say (Kutipan Akta): the first, and printed again."""

from collections.abc import Callable, Mapping

from api.domain.calendar import long_date
from api.domain.ports import Json, Page
from api.gateways.printing.acts_children import acknowledgement, legitimation
from api.gateways.printing.acts_couples import divorce, marriage
from api.gateways.printing.acts_said import Said
from api.gateways.printing.acts_vital import birth, death
from api.gateways.printing.content import Content
from api.gateways.printing.english import english_ordinal
from api.gateways.printing.marginal_notes import marginal_note
from api.gateways.printing.spelling import number_in_words

# by type: what it says, and whether that is said again, long after it was registered
SAYINGS: Mapping[str, Callable[[Content, bool], Said]] = {
    "AKTA_KELAHIRAN": birth,
    "AKTA_KEMATIAN": death,
    "AKTA_PERKAWINAN": marriage,
    "AKTA_PERCERAIAN": divorce,
    "AKTA_PENGAKUAN_ANAK": acknowledgement,
    "AKTA_PENGESAHAN_ANAK": legitimation,
}
CAUSES = {
    "HILANG": ", karena hilang",
    "RUSAK": ", karena rusak",
    "TIDAK DIKUASAI": ", karena tidak dikuasai oleh yang bersangkutan",
}


def first_excerpt(content: Content, page: Page) -> Json:
    """Say what an act says, on the day it is registered."""
    said = SAYINGS[page.type](content, False)
    return {
        **_sheet(said, page),
        "issued": "Kutipan ini",
    }


def excerpt_with_notes(content: Content, page: Page) -> Json:
    """Say what an act says and what was noted in its margin."""
    said = _act_of(content)
    return {
        **_sheet(said, page),
        "edition": "dengan Catatan Pinggir",
        "edition_english": "with Marginal Notes",
        "notes": [marginal_note(note) for note in content.records("notes")],
        "issued": "Kutipan dengan catatan pinggir ini",
    }


def excerpt_again(content: Content, page: Page) -> Json:
    """Say what an act says, and that this is not the first excerpt of it."""
    said = _act_of(content)
    copy = content.number("copy") or 2
    return {
        **_sheet(said, page),
        "edition": f"Kutipan {_ordinal(copy).title()}",
        "edition_english": f"{english_ordinal(copy).capitalize()} Excerpt",
        "notes": [marginal_note(note) for note in content.records("notes")],
        "annulled": content.flag("annulled"),
        "issued": f"Kutipan {_ordinal(copy)} ini",
        "why": _why_again(content),
    }


def _act_of(content: Content) -> Said:
    return SAYINGS[content.one_of("act_type", SAYINGS)](content.part("act"), True)


def _sheet(said: Said, page: Page) -> Json:
    return {
        "title": f"Kutipan {said.act}",
        "subtitle": f"Excerpt of {said.english}",
        "number": page.number,
        "nik": said.nik,
        "edition": None,
        "edition_english": None,
        "body": said.body,
        "notes": [],
        "annulled": False,
        "why": "",
    }


def _why_again(content: Content) -> str:
    """Say what an excerpt takes the place of, and what became of that."""
    first = ""
    if content.optional("first_issued_on") != "-":
        first = (
            f", yang pertama kali terbit pada tanggal {long_date(content.day('first_issued_on'))}"
        )
    cause = CAUSES.get(content.optional("cause"), "")
    return f" menggantikan kutipan terdahulu{first}{cause}"


def _ordinal(number: int) -> str:
    """Return `kedua`, `ketiga`, `kedua belas`: the first is `pertama` and never asked for."""
    return f"ke{number_in_words(number)}"
