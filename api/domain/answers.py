"""Answers to a service's questions: read tolerantly, checked once, kept in one JSON form.

Dates are kept as ISO text, times as HH:MM, phones in E.164 with plus, choices by their code. A
value that passed once passes again unchanged, so chat, API and officers may hand in the same thing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from api.domain.catalogue import Catalogue, Region
from api.domain.errors import InvalidInput
from api.domain.identity import FamilyCardNumber, Nik, NotAnIdentity, Phone, RegionCode
from api.domain.service import Field, FieldType, Rules, Service

Answer = str | int | float | bool | list["Answer"] | dict[str, "Answer"]

RULES: Final[Mapping[str, str]] = {
    "unknown_field": "Pertanyaan ini tidak ada pada layanan tersebut.",
    "text": "Jawaban harus berupa tulisan.",
    "empty": "Jawaban belum diisi. Tulis jawabannya, lalu kirim.",
    "too_short": "Jawaban terlalu pendek, paling sedikit {limit} huruf.",
    "too_long": "Jawaban terlalu panjang, paling banyak {limit} huruf termasuk spasi.",
    "characters": (
        "Ada huruf atau tanda yang tidak diterima. Pakai huruf A-Z, spasi, titik, koma, tanda "
        "petik atau tanda hubung, tanpa gelar."
    ),
    "unprintable": (
        "Dokumen tidak dapat memuat {signs}. Pakai huruf A-Z, angka dan tanda baca biasa, tanpa "
        "emoji atau tanda khusus, lalu kirim lagi."
    ),
    "digits": "Isikan angka saja, paling banyak tiga angka, contoh 003.",
    "pattern": "Penulisannya belum sesuai. Salin persis seperti pada suratnya.",
    "min_words": "Nama sedikitnya {limit} kata (aturan penulisan nama pada dokumen kependudukan).",
    "sixteen_digits": "Nomor harus 16 angka, tanpa huruf. Periksa KTP-el atau Kartu Keluarga.",
    "serial": "Empat angka terakhir tidak boleh 0000. Periksa lagi nomornya.",
    "mobile": "Nomor telepon seluler belum benar. Contoh: 0812 3456 7890.",
    "email": "Alamat email belum benar. Contoh: nama@contoh.id.",
    "date": "Tanggal belum terbaca. Tulis tanggal-bulan-tahun, contoh 05-01-2026.",
    "not_future": "Tanggal tidak boleh sesudah hari ini.",
    "time": "Jam belum terbaca. Tulis jam dan menit, contoh 14.30.",
    "integer": "Isikan bilangan bulat, contoh 2.",
    "decimal": "Isikan angka, contoh 3,2.",
    "range": "Angka harus antara {low} dan {high}.",
    "boolean": "Jawab dengan Ya atau Tidak.",
    "choice": "Pilihan itu tidak ada. Pilih salah satu dari daftar.",
    "region": "Wilayah tidak ditemukan. Tulis nama desa dan kecamatannya, contoh: Juai, Juai.",
    "region_outside": "Tujuan harus di luar Kabupaten Balangan, dengan kode wilayahnya.",
    "min_items": "Isikan sedikitnya {limit}, pisahkan dengan koma.",
    "max_items": "Paling banyak {limit} isian sekaligus.",
    "object": "Rincian belum lengkap.",
}
_YES: Final = frozenset({"ya", "iya", "y", "yes", "true", "1", "betul", "benar", "ada", "sudah"})
_NO: Final = frozenset(
    {"tidak", "tdk", "t", "no", "false", "0", "bukan", "tidak ada", "belum", "kada"}
)
_MONTHS: Final = (
    ("jan", 1), ("feb", 2), ("peb", 2), ("mar", 3), ("apr", 4), ("mei", 5), ("jun", 6),
    ("jul", 7), ("agu", 8), ("ags", 8), ("sep", 9), ("okt", 10), ("nov", 11), ("nop", 11),
    ("des", 12),
)  # fmt: skip
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+\-]+@([A-Za-z0-9\-]+\.)+[A-Za-z]{2,}")
_ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[\s./-]+([0-9]{1,2}|[a-z]+)[\s./-]+([0-9]{4})")
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")
_RANGE_OF_YEARS: Final = (1900, 2200)
_SIGNS_SHOWN: Final = 3


class InvalidAnswer(InvalidInput):
    """An answer breaks a rule of its question; `rule` names it for programs."""

    def __init__(self, field: str, rule: str, **values: object) -> None:
        super().__init__(RULES[rule].format(**values), path=("answers", field))
        self.field = field
        self.rule = rule


def unprintable(field: str, signs: Sequence[str]) -> InvalidAnswer:
    """Return the refusal of an answer with characters that paper cannot show."""
    shown = ", ".join(_named(sign) for sign in signs[:_SIGNS_SHOWN])
    return InvalidAnswer(field, "unprintable", signs=shown)


def _named(sign: str) -> str:
    """Return the sign with its code; one without a shape by its code alone."""
    code = f"U+{ord(sign):04X}"
    return f"{sign} ({code})" if sign.isprintable() else f"tanda tak terlihat ({code})"


class _Broken(ValueError):
    def __init__(self, rule: str, **values: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.values = values


def check_answer(
    catalogue: Catalogue, service: Service, name: str, raw: object, *, today: date
) -> Answer:
    """Return the answer in its kept form, or raise `InvalidAnswer`."""
    question = service.fields_by_name.get(name)
    if question is None:
        raise InvalidAnswer(name, "unknown_field")
    return check_value(catalogue, question, raw, today=today)


def check_value(catalogue: Catalogue, question: Field, raw: object, *, today: date) -> Answer:
    """Return the value that answers `question`, or raise `InvalidAnswer`."""
    reader = _Reader(catalogue, today)
    try:
        return reader.read_many(question, raw) if question.many else reader.read(question, raw)
    except _Broken as broken:
        raise InvalidAnswer(question.name, broken.rule, **broken.values) from None


class _Reader:
    """Reads one value with the lists and the day it may depend on."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        self._catalogue = catalogue
        self._today = today

    def read_many(self, question: Field, raw: object) -> Answer:
        parts = re.split(r"[,;\n]", raw) if isinstance(raw, str) else raw
        if not isinstance(parts, list | tuple):
            raise _Broken("empty")
        items = [self.read(question, part) for part in parts if part not in ("", None)]
        if len(items) < question.rules.min_items:
            raise _Broken("min_items", limit=question.rules.min_items)
        if len(items) > question.rules.max_items:
            raise _Broken("max_items", limit=question.rules.max_items)
        return items

    def read(self, question: Field, raw: object) -> Answer:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            raise _Broken("empty")
        match question.type:
            case FieldType.ENUM | FieldType.CODELIST:
                return _choice(self._catalogue.options(question), raw)
            case FieldType.DATE:
                return self._date(question.rules, raw)
            case FieldType.REGION:
                return self._region(question.rules, _text(raw))
            case FieldType.OBJECT:
                return self._object(question, raw)
            case FieldType.BOOLEAN:
                return _boolean(raw)
            case FieldType.INTEGER | FieldType.DECIMAL:
                return _number(question, raw)
            case _:
                return _TEXT_READERS[question.type](question.rules, _text(raw))

    def _date(self, rules: Rules, raw: object) -> str:
        text = raw.isoformat() if isinstance(raw, date) else _text(raw)
        day = _parse_date(text, self._today)
        if rules.not_future and day > self._today:
            raise _Broken("not_future")
        return day.isoformat()

    def _region(self, rules: Rules, text: str) -> str:
        if rules.outside:
            return _region_outside(rules.outside, text)
        region = self._catalogue.get_region(text)
        candidates = [region] if region else self._regions_named(text)
        fitting = [
            each.code
            for each in candidates
            if each.level in rules.levels and RegionCode(each.code).is_within(rules.within or "")
        ]
        if len(fitting) != 1:
            raise _Broken("region")
        return fitting[0]

    def _regions_named(self, text: str) -> list[Region]:
        name, _, parent = (_plain(part) for part in text.partition(","))
        return [
            region
            for region in self._catalogue.regions
            if _plain(region.name) == name
            and (not parent or self._is_named(region.parent_code, parent))
        ]

    def _is_named(self, code: str, name: str) -> bool:
        region = self._catalogue.get_region(code)
        return region is not None and _plain(region.name) == name

    def _object(self, question: Field, raw: object) -> Answer:
        if not isinstance(raw, Mapping):
            raise _Broken("object")
        if unknown := set(raw) - {item.name for item in question.item_fields}:
            raise _Broken("unknown_field", name=min(map(str, unknown)))
        return {
            item.name: self.read(item, raw[item.name])
            for item in question.item_fields
            if raw.get(item.name) not in (None, "")
        }


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise _Broken("text")
    return " ".join(raw.replace("’", "'").replace("‘", "'").split())


def _plain(text: str) -> str:
    return re.sub(r"^(desa|kelurahan|kecamatan|kec\.?)\s+", "", " ".join(text.casefold().split()))


def _check_text(rules: Rules, text: str) -> str:
    if len(text) > rules.max_length:
        raise _Broken("too_long", limit=rules.max_length)
    if len(text) < rules.min_length:
        raise _Broken("too_short", limit=rules.min_length)
    if rules.pattern and not rules.pattern.fullmatch(text):
        text = text.replace(" ", "")
        if not rules.pattern.fullmatch(text):
            raise _Broken(_pattern_rule(rules.pattern.pattern))
    if len(text.split()) < rules.min_words:
        raise _Broken("min_words", limit=rules.min_words)
    return text


def _pattern_rule(pattern: str) -> str:
    if pattern.startswith("^[A-Za-z"):
        return "characters"
    return "digits" if pattern.startswith("^[0-9]") else "pattern"


def _identity(parse: Callable[[str], str]) -> Callable[[Rules, str], str]:
    def read(rules: Rules, text: str) -> str:
        try:
            return parse(text)
        except NotAnIdentity as error:
            raise _Broken(error.rule.value) from None

    return read


def _email(rules: Rules, text: str) -> str:
    address = text.replace(" ", "")
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise _Broken("email")
    return address


def _time(rules: Rules, text: str) -> str:
    match = _TIME.fullmatch(re.sub(r"^(pukul|jam)\s+|\s*(wita|wib|wit)$", "", text.casefold()))
    if not match:
        raise _Broken("time")
    return f"{int(match[1]):02}:{match[2]}"


def _parse_date(text: str, today: date) -> date:
    plain = text.casefold()
    if plain in ("hari ini", "kemarin"):
        return today - timedelta(days=plain == "kemarin")
    if match := _ISO_DATE.fullmatch(plain):
        year, month, day = match[1], match[2], match[3]
    elif match := _DAY_FIRST.fullmatch(plain):
        day, month, year = match[1], _month(match[2]), match[3]
    else:
        raise _Broken("date")
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise _Broken("date") from None
    if not _RANGE_OF_YEARS[0] <= found.year <= _RANGE_OF_YEARS[1]:
        raise _Broken("date")
    return found


def _month(text: str) -> str:
    named = [number for start, number in _MONTHS if text.startswith(start)]
    return str(named[0]) if named else text


def _boolean(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _text(raw).casefold().rstrip(".!")
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _Broken("boolean")


def _number(question: Field, raw: object) -> int | float:
    rule = "integer" if question.type is FieldType.INTEGER else "decimal"
    if isinstance(raw, bool):
        raise _Broken(rule)
    try:
        number = Decimal(str(raw).strip().replace(",", "."))
    except InvalidOperation:
        raise _Broken(rule) from None
    if not number.is_finite() or (rule == "integer" and number != number.to_integral_value()):
        raise _Broken(rule)
    low, high = question.rules.minimum, question.rules.maximum
    if (low is not None and number < Decimal(str(low))) or (
        high is not None and number > Decimal(str(high))
    ):
        raise _Broken("range", low=low, high=high)
    return int(number) if rule == "integer" else float(number)


def _choice(options: Mapping[str, str], raw: object) -> str:
    text = _text(raw)
    if text in options:
        return text
    wanted = text.casefold()
    for code, label in options.items():
        if wanted in (code.casefold(), code.casefold().replace("_", " "), label.casefold()):
            return code
    raise _Broken("choice")


def _region_outside(regency: str, text: str) -> str:
    try:
        code = RegionCode.parse(text)
    except NotAnIdentity:
        raise _Broken("region_outside") from None
    if code.is_within(regency):
        raise _Broken("region_outside")
    return code.value


_TEXT_READERS: Final[Mapping[FieldType, Callable[[Rules, str], str]]] = {
    FieldType.TEXT: _check_text,
    FieldType.NIK: _identity(lambda text: Nik.parse(text).value),
    FieldType.NKK: _identity(lambda text: FamilyCardNumber.parse(text).value),
    FieldType.PHONE: _identity(lambda text: Phone.parse(text).value),
    FieldType.EMAIL: _email,
    FieldType.TIME: _time,
}
