"""What acts about children of parents not married at their birth say."""

from api.domain.ports import Json
from api.gateways.printing.acts_said import (
    Parts,
    Said,
    born,
    clauses,
    name,
    registered,
    sentence,
    spelt_date,
    witnesses,
)
from api.gateways.printing.content import Content, plain, strong
from api.gateways.printing.english import SEXES, english_date


def acknowledgement(content: Content, _again: bool) -> Said:
    """Say which child which father acknowledged (UU 24/2013 art. 49)."""
    what = [plain(" telah tercatat pengakuan anak "), strong(content.sex()), plain(" bernama")]
    opening = registered(
        content,
        "Akta Pengakuan Anak",
        "Certificate of Child Acknowledgement",
        what,
        f"was registered the acknowledgement of a {_child(content)} named",
    )
    body = [opening, name(content.text("name"), _birth_of(content)), _acknowledged(content)]
    english = "Certificate of Child Acknowledgement"
    return Said("Akta Pengakuan Anak", english, body, content.optional("nik"))


def _acknowledged(content: Content) -> Json:
    day = content.day("acknowledgement_date")
    mother: Parts = []
    if content.optional("mother_name") != "-":
        mother = [plain("anak dari ibu "), strong(content.text("mother_name"))]
    by: Parts = [
        plain("yang diakui oleh ayahnya "),
        strong(content.text("father_name")),
        plain(" dengan surat pengakuan tanggal "),
        *spelt_date(day),
    ]
    return sentence(
        [*clauses(mother, by, witnesses(content)), plain(".")],
        f"acknowledged by the father named on {english_date(day)}",
    )


def legitimation(content: Content, _again: bool) -> Said:
    """Say whose child of a marriage a child is from now on (Perpres 96/2018 art. 50)."""
    what = [plain(" telah tercatat pengesahan anak "), strong(content.sex()), plain(" bernama")]
    opening = registered(
        content,
        "Akta Pengesahan Anak",
        "Certificate of Child Legitimation",
        what,
        f"was registered the legitimation of a {_child(content)} named",
    )
    body = [opening, name(content.text("name"), _birth_of(content)), _legitimated(content)]
    english = "Certificate of Child Legitimation"
    return Said("Akta Pengesahan Anak", english, body, content.optional("nik"))


def _legitimated(content: Content) -> Json:
    parts: Parts = [
        plain("sebagai anak sah dari suami istri "),
        strong(content.text("father_name")),
        plain(" dan "),
        strong(content.text("mother_name")),
        plain(", yang perkawinannya tercatat dengan Akta Perkawinan Nomor "),
        strong(content.text("marriage_certificate_number")),
        plain(" pada tanggal "),
        *spelt_date(content.day("marriage_registered_date")),
    ]
    return sentence(
        [*clauses(parts, witnesses(content)), plain(".")],
        "as a legitimate child of the married couple named",
    )


def _child(content: Content) -> str:
    return f"{SEXES[content.text('sex')]} child"


def _birth_of(content: Content) -> Parts:
    act: Parts = []
    if content.optional("birth_certificate_number") != "-":
        act = [plain("Akta Kelahiran Nomor "), strong(content.text("birth_certificate_number"))]
    return clauses(born(content), act)
