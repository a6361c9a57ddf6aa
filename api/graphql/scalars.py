"""Scalars of the schema: what each accepts, in one place; refusals never repeat the value."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from api.domain.identity import FamilyCardNumber as ParsedFamilyCardNumber
from api.domain.identity import Nik as ParsedNik
from api.domain.identity import NotAnIdentity
from api.domain.identity import Phone as ParsedPhone

NIK = NewType("NIK", str)
FamilyCardNumber = NewType("FamilyCardNumber", str)
PhoneNumber = NewType("PhoneNumber", str)
Sha256 = NewType("Sha256", str)
AnswerValue = NewType("AnswerValue", object)

_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})"
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DEEPEST = 4
_LONGEST = 2_000
_MOST = 50


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{what} must be a text")
    return value


def _moment(value: object) -> datetime:
    text = _text(value, "DateTime")
    if not _MOMENT.fullmatch(text):
        raise ValueError("DateTime must be RFC 3339 with an offset")
    try:
        moment = datetime.fromisoformat(text.upper())
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("DateTime must be a moment that exists") from None


def _day(value: object) -> date:
    text = _text(value, "Date")
    if not _DAY.fullmatch(text):
        raise ValueError("Date must be YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("Date must be a day that exists") from None


def _identity(parse: Callable[[str], str], what: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        try:
            return parse(_text(value, what))
        except NotAnIdentity:
            raise ValueError(f"{what} is not written as the scalar's description says") from None

    return read


def _sha256(value: object) -> str:
    text = _text(value, "Sha256").lower()
    if not _SHA256.fullmatch(text):
        raise ValueError("Sha256 must be 64 hexadecimal digits")
    return text


def _answer(value: object, depth: int = 1) -> object:
    if isinstance(value, str):
        if len(value) > _LONGEST or "\x00" in value:
            raise ValueError("AnswerValue is too long or holds a NUL")
        return value
    if isinstance(value, bool | int | float):
        return value
    if depth < _DEEPEST and isinstance(value, list) and len(value) <= _MOST:
        return [_answer(each, depth + 1) for each in value]
    if depth < _DEEPEST and isinstance(value, dict) and len(value) <= _MOST:
        return {str(name): _answer(each, depth + 1) for name, each in value.items()}
    raise ValueError("AnswerValue must be a text, a number, a boolean, a list or a record")


def _as_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _as_phone(value: str) -> str:
    return value if value.startswith("+") else f"+{value}"


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment as RFC 3339 with an offset, for example "
        "`2026-01-05T08:30:00+08:00`. Answers are in UTC.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_as_moment,
        parse_value=_moment,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar date as ISO 8601, for example `2026-01-05`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=date.isoformat,
        parse_value=_day,
    ),
    NIK: strawberry.scalar(
        name="NIK",
        description="A single identity number (`Nomor Induk Kependudukan`): sixteen digits, "
        "spaces, dots and dashes allowed on input; the last four are not 0000.",
        specified_by_url="https://id.wikipedia.org/wiki/Nomor_Induk_Kependudukan",
        parse_value=_identity(lambda text: ParsedNik.parse(text).value, "NIK"),
    ),
    FamilyCardNumber: strawberry.scalar(
        name="FamilyCardNumber",
        description="A family card's number (`nomor kartu keluarga`): sixteen digits, "
        "spaces, dots and dashes allowed on input; the last four are not 0000.",
        specified_by_url="https://id.wikipedia.org/wiki/Kartu_keluarga",
        parse_value=_identity(
            lambda text: ParsedFamilyCardNumber.parse(text).value, "FamilyCardNumber"
        ),
    ),
    PhoneNumber: strawberry.scalar(
        name="PhoneNumber",
        description="An Indonesian mobile number. Answers are E.164 with plus, for example "
        "`+6289900000001`; input may also begin with 62, 0 or 8 and hold spaces and dashes.",
        specified_by_url="https://www.itu.int/rec/T-REC-E.164",
        serialize=_as_phone,
        parse_value=_identity(lambda text: ParsedPhone.parse(text).value, "PhoneNumber"),
    ),
    Sha256: strawberry.scalar(
        name="Sha256",
        description="A SHA-256 as 64 hexadecimal digits; answers are in lower case.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc6234",
        parse_value=_sha256,
    ),
    AnswerValue: strawberry.scalar(
        name="AnswerValue",
        description="An answer (`jawaban`) to a question: a text, a number, a boolean, a list of "
        "these, or a record for a question with items; the question's `type` in the catalogue "
        "decides which. Texts hold at most 2000 characters and no NUL, lists and records at most "
        "50 items, four levels deep.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        parse_value=_answer,
    ),
}
