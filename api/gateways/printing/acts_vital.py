"""What acts of birth and of death say."""

from api.domain.ports import Json
from api.gateways.printing.acts_said import (
    Parts,
    Said,
    by_virtue,
    clauses,
    name,
    parents,
    sentence,
    spelt_date,
)
from api.gateways.printing.content import Content, plain, strong
from api.gateways.printing.english import SEXES, english_date, english_ordinal
from api.gateways.printing.spelling import date_in_words, number_in_words

NOT_RECORDED = "yang perkawinannya belum tercatat sesuai dengan peraturan perundang-undangan"
PARENTS_UNKNOWN = "yang tidak diketahui asal-usul atau keberadaan orang tuanya"
ENGLISH_OF_WORDING = {
    "ANAK_SUAMI_ISTRI": "of the father and mother named",
    "ANAK_SUAMI_ISTRI_BELUM_TERCATAT": (
        "of the father and mother named, whose marriage is not yet registered"
    ),
    "ANAK_SEORANG_IBU": "of the mother named",
    "ORANG_TUA_TIDAK_DIKETAHUI": "whose parents are not known",
    "-": "of the parents named",
}


def birth(content: Content, again: bool) -> Said:
    """Say who was born where and when, and of whom."""
    day, place = content.day("birth_date"), content.text("birth_place")
    opening = [
        *by_virtue("Akta Kelahiran", content, again),
        plain(" bahwa di "),
        strong(place),
        plain(" pada tanggal "),
        *spelt_date(day),
        plain(" telah lahir"),
    ]
    english = (
        f"By virtue of the above Birth Certificate, in {place} on {english_date(day)} was born"
    )
    body = [sentence(opening, english), name(content.text("name")), _child_of(content)]
    return Said("Akta Kelahiran", "Birth Certificate", body, content.optional("nik"))


def _child_of(content: Content) -> Json:
    order, wording = content.number("birth_order"), content.one_of("wording", ENGLISH_OF_WORDING)
    parts = [
        plain(f"anak ke-{number_in_words(order)}, " if order else "anak "),
        strong(content.sex()),
        *_parents_of_birth(content, wording),
        plain("."),
    ]
    sex, whose = SEXES[content.text("sex")], ENGLISH_OF_WORDING[wording]
    child = f"{english_ordinal(order)} child, {sex}" if order else f"child, {sex}"
    return sentence(parts, f"{child}, {whose}")


def _parents_of_birth(content: Content, wording: str) -> Parts:
    if wording == "ORANG_TUA_TIDAK_DIKETAHUI":
        return [plain(f", {PARENTS_UNKNOWN}")]
    if wording == "ANAK_SEORANG_IBU":
        return [plain(", dari seorang ibu bernama "), strong(content.text("mother_name"))]
    if wording == "-":  # an act from before this was distinguished
        known = parents(content)
        return [plain(", dari"), *known] if known else []
    couple = [
        plain(", dari ayah "),
        strong(content.text("father_name")),
        plain(" dan ibu "),
        strong(content.text("mother_name")),
    ]
    unrecorded = wording == "ANAK_SUAMI_ISTRI_BELUM_TERCATAT"
    return [*couple, plain(f" {NOT_RECORDED}")] if unrecorded else couple


def death(content: Content, again: bool) -> Said:
    """Say who died where and when, and what is known of their life."""
    day, place = content.day("death_date"), content.optional("death_place")
    who = f"seorang {content.sex()}" if content.optional("sex") != "-" else "seseorang"
    where = [] if place == "-" else [plain(" di "), strong(place)]
    opening = [
        *by_virtue("Akta Kematian", content, again),
        plain(" bahwa"),
        *where,
        plain(" pada tanggal "),
        *spelt_date(day),
        plain(f" telah meninggal dunia {who} bernama"),
    ]
    english = (
        "By virtue of the above Death Certificate, "
        f"{'' if place == '-' else f'in {place} '}on {english_date(day)} died"
    )
    body = [sentence(opening, english), name(content.text("name"))]
    life = _life_of_dead(content)
    if life:
        body.append(sentence([*life, plain(".")], _english_life(content)))
    return Said("Akta Kematian", "Death Certificate", body, content.optional("nik"))


def _life_of_dead(content: Content) -> Parts:
    """Say where and when the dead was born and of whom, as far as the registry knows."""
    known: Parts = []
    if content.optional("birth_place") != "-":
        known += [plain(" di "), strong(content.text("birth_place"))]
    if content.optional("birth_date") != "-":
        known += [plain(" pada tanggal "), strong(date_in_words(content.day("birth_date")))]
    of = parents(content)
    return clauses(
        [plain("yang lahir"), *known] if known else [],
        [plain("anak dari"), *of] if of else [],
    )


def _english_life(content: Content) -> str:
    said = []
    if content.optional("birth_date") != "-":
        said.append(f"born on {english_date(content.day('birth_date'))}")
    if parents(content):
        said.append("child of the parents named")
    return ", ".join(said)
