"""What acts about couples say: marriage and divorce."""

from api.domain.ports import Json
from api.gateways.printing.acts_said import (
    Parts,
    Said,
    born,
    clauses,
    name,
    parents,
    registered,
    sentence,
    spelt_date,
    witnesses,
)
from api.gateways.printing.content import Content, plain, strong
from api.gateways.printing.english import english_date

BELIEF = "KEPERCAYAAN"  # terhadap Tuhan Yang Maha Esa: its own officiants, PP 40/2019 art. 39


def marriage(content: Content, _again: bool) -> Said:
    """Say who was married to whom, before whom and when."""
    what = [plain(" telah tercatat perkawinan antara")]
    opening = registered(
        content,
        "Akta Perkawinan",
        "Marriage Certificate",
        what,
        "a marriage was registered between",
    )
    body = [
        opening,
        _spouse(content, "husband"),
        sentence([plain("dengan")], "and"),
        _spouse(content, "wife"),
        _rite(content),
    ]
    return Said("Akta Perkawinan", "Marriage Certificate", body)


def _spouse(content: Content, role: str) -> Json:
    of = parents(content, f"{role}_")
    about = clauses(born(content, f"{role}_"), [plain("anak dari"), *of] if of else [])
    return name(content.text(f"{role}_name"), about)


def _rite(content: Content) -> Json:
    day = content.day("marriage_date")
    held: Parts = [
        plain("yang telah dilangsungkan "),
        *_officiant(content),
        plain("pada tanggal "),
        *spelt_date(day),
    ]
    seen = witnesses(content)
    return sentence(
        [*clauses(held, seen), plain(".")], f"which was solemnized on {english_date(day)}"
    )


def _officiant(content: Content) -> Parts:
    religion, officiant = content.optional("religion"), content.optional("officiant_name")
    if officiant == "-":
        return []
    if religion.startswith(BELIEF):
        before = [plain("di hadapan pemuka penghayat kepercayaan")]
    else:
        before = [plain("di hadapan pemuka agama")]
        if religion != "-":
            before += [plain(" "), strong(religion.capitalize())]
    return [*before, plain(" bernama "), strong(officiant), plain(" ")]


def divorce(content: Content, _again: bool) -> Said:
    """Say who was divorced from whom, by which court's decision."""
    what = [plain(" telah tercatat perceraian antara")]
    opening = registered(
        content,
        "Akta Perceraian",
        "Divorce Certificate",
        what,
        "a divorce was registered between",
    )
    body = [
        opening,
        _spouse(content, "husband"),
        sentence([plain("dengan")], "and"),
        _spouse(content, "wife"),
        _decision(content),
    ]
    return Said("Akta Perceraian", "Divorce Certificate", body)


def _decision(content: Content) -> Json:
    day = content.day("decision_final_date")
    parts: Parts = []
    if content.optional("decision_number") != "-":
        parts = [
            plain("berdasarkan putusan "),
            strong(content.text("court_name")),
            plain(" Nomor "),
            strong(content.text("decision_number")),
            plain(" "),
        ]
    parts += [plain("yang berkekuatan hukum tetap sejak tanggal "), *spelt_date(day)]
    if content.optional("marriage_certificate_number") != "-":
        parts += [
            plain("; perkawinan keduanya tercatat dengan Akta Perkawinan Nomor "),
            strong(content.text("marriage_certificate_number")),
        ]
    return sentence(
        [*parts, plain(".")], f"by a decision final and binding since {english_date(day)}"
    )
