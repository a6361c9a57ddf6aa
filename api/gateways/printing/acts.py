"""What the excerpts of civil-registration acts say (Kutipan Akta)."""

from api.domain.ports import Json, Page, Permanent
from api.gateways.printing.content import Content, plain, strong
from api.gateways.printing.spelling import date_in_words, number_in_words, short_date

NOT_RECORDED = "yang perkawinannya belum tercatat sesuai dengan peraturan perundang-undangan"
PARENTS_UNKNOWN = "yang tidak diketahui asal-usul atau keberadaan orang tuanya"


def birth(content: Content, page: Page) -> Json:
    """Say who was born where and when, and of whom."""
    day = content.day("birth_date")
    order = content.number("birth_order")
    return {
        "title": "Kutipan Akta Kelahiran",
        "subtitle": "Excerpt of Birth Certificate",
        "number": page.number,
        "nik": content.optional("nik"),
        "opening": [
            plain("Berdasarkan Akta Kelahiran Nomor "),
            strong(page.number),
            plain(" bahwa di "),
            strong(content.text("birth_place")),
            plain(" pada tanggal "),
            strong(date_in_words(day)),
            plain(f" ({short_date(day)}) telah lahir"),
        ],
        "name": content.text("name"),
        "closing": [
            plain(f"anak ke-{number_in_words(order)}, " if order else "anak "),
            strong(content.sex()),
            plain(", "),
            *_parents_of_birth(content),
            plain("."),
        ],
    }


def _parents_of_birth(content: Content) -> list[Json]:
    wording = content.text("wording")
    if wording == "ORANG_TUA_TIDAK_DIKETAHUI":
        return [plain(PARENTS_UNKNOWN)]
    if wording == "ANAK_SEORANG_IBU":
        return [plain("dari seorang ibu bernama "), strong(content.text("mother_name"))]
    couple = [
        plain("dari ayah "),
        strong(content.text("father_name")),
        plain(" dan ibu "),
        strong(content.text("mother_name")),
    ]
    if wording == "ANAK_SUAMI_ISTRI":
        return couple
    if wording == "ANAK_SUAMI_ISTRI_BELUM_TERCATAT":
        return [*couple, plain(f" {NOT_RECORDED}")]
    raise Permanent("UNPRINTABLE", "content.wording: unknown value")


def death(content: Content, page: Page) -> Json:
    """Say who died where and when, and what is known of their life."""
    day = content.day("death_date")
    who = f"seorang {content.sex()}" if content.optional("sex") != "-" else "seseorang"
    return {
        "title": "Kutipan Akta Kematian",
        "subtitle": "Excerpt of Death Certificate",
        "number": page.number,
        "nik": content.optional("nik"),
        "opening": [
            plain("Berdasarkan Akta Kematian Nomor "),
            strong(page.number),
            plain(" bahwa di "),
            strong(content.text("death_place")),
            plain(" pada tanggal "),
            strong(date_in_words(day)),
            plain(f" ({short_date(day)}) telah meninggal dunia {who} bernama"),
        ],
        "name": content.text("name"),
        "closing": _life_of_dead(content),
    }


def _life_of_dead(content: Content) -> list[Json]:
    """Say where and when the dead was born and of whom, as far as the registry knows."""
    clauses: list[list[Json]] = []
    birth = []
    if content.optional("birth_place") != "-":
        birth += [plain(" di "), strong(content.text("birth_place"))]
    if content.optional("birth_date") != "-":
        birth += [plain(" pada tanggal "), strong(date_in_words(content.day("birth_date")))]
    if birth:
        clauses.append([plain("yang lahir"), *birth])
    if parents := _parents_of_dead(content):
        clauses.append([plain("anak dari"), *parents])
    spoken = [part for clause in clauses for part in (plain(", "), *clause)][1:]
    return [*spoken, plain(".")] if spoken else []


def _parents_of_dead(content: Content) -> list[Json]:
    known = [
        (role, content.text(name))
        for role, name in (("ayah", "father_name"), ("ibu", "mother_name"))
        if content.optional(name) != "-"
    ]
    parts = []
    for position, (role, name) in enumerate(known):
        parts += [plain(f"{' dan' if position else ''} {role} "), strong(name)]
    return parts
