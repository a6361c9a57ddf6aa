"""Numbers that identify people, families, phones and regions: parsed once, valid ever after.

Tolerance is part of the rule: a NIK never changes, so digits that disagree with the recorded birth
date, sex or region are worth a warning to an officer and never a reason to refuse.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Self

_SEPARATORS: Final = re.compile(r"[\s.\-]")
_SIXTEEN: Final = re.compile(r"[0-9]{16}")
_MOBILE: Final = re.compile(r"8[0-9]{8,11}")
_REGION: Final = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_WOMAN: Final = 40


class IdentityRule(StrEnum):
    """Which rule a text broke; the last part of a message's key."""

    SIXTEEN_DIGITS = "sixteen_digits"
    SERIAL = "serial"
    MOBILE = "mobile"
    REGION = "region"


class NotAnIdentity(ValueError):
    """The text cannot be such a number; carries the rule it broke, never the text."""

    def __init__(self, rule: IdentityRule) -> None:
        super().__init__(rule.value)
        self.rule = rule


class NikWarning(StrEnum):
    """What in a NIK disagrees with the record; normal for old or moved residents."""

    BIRTH_DATE_DIFFERS = "BIRTH_DATE_DIFFERS"
    SEX_DIFFERS = "SEX_DIFFERS"
    OTHER_REGENCY = "OTHER_REGENCY"
    NO_SUCH_DATE = "NO_SUCH_DATE"


def _sixteen_digits(text: str) -> str:
    digits = _SEPARATORS.sub("", text)
    if not _SIXTEEN.fullmatch(digits):
        raise NotAnIdentity(IdentityRule.SIXTEEN_DIGITS)
    if digits.endswith("0000"):
        raise NotAnIdentity(IdentityRule.SERIAL)
    return digits


def mask_number(number: str) -> str:
    """Return a NIK or family card number as lists, logs and chat may show it."""
    if len(number) < 12:
        return "•" * len(number)
    return f"{number[:4]}{'•' * (len(number) - 8)}{number[-4:]}"


def mask_phone(number: str) -> str:
    """Return a phone number with its middle hidden."""
    return f"{number[:4]}{'•' * max(len(number) - 7, 1)}{number[-3:]}"


def mask_email(address: str) -> str:
    """Return an e-mail address that its owner recognises and nobody else can use."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"


@dataclass(frozen=True)
class Nik:
    """A single identity number: first region, birth date (+40 for women), serial."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read sixteen digits, with or without spaces, dots and dashes; serial 0000 is refused."""
        return cls(_sixteen_digits(text))

    @property
    def masked(self) -> str:
        """The number as lists, logs and chat may show it."""
        return mask_number(self.value)

    @property
    def sex(self) -> str:
        """`P` (woman) when the day carries +40, else `L` (man)."""
        return "P" if int(self.value[6:8]) > _WOMAN else "L"

    def _written_date(self) -> tuple[int, int, int]:
        day, month, year = (int(self.value[at : at + 2]) for at in (6, 8, 10))
        return (day - _WOMAN if day > _WOMAN else day), month, year

    def warnings(
        self, *, born: date | None = None, sex: str | None = None, region: str = "6311"
    ) -> tuple[NikWarning, ...]:
        """List what disagrees with the record; the century comes from the record, not from here."""
        day, month, year = self._written_date()
        found: list[NikWarning] = []
        if not (1 <= day <= 31 and 1 <= month <= 12):
            found.append(NikWarning.NO_SUCH_DATE)
        if born is not None and (born.day, born.month, born.year % 100) != (day, month, year):
            found.append(NikWarning.BIRTH_DATE_DIFFERS)
        if sex is not None and sex != self.sex:
            found.append(NikWarning.SEX_DIFFERS)
        if not self.value.startswith(region.replace(".", "")):
            found.append(NikWarning.OTHER_REGENCY)
        return tuple(found)


@dataclass(frozen=True)
class FamilyCardNumber:
    """The number of a family card (NKK): region, date it was made (no +40), serial."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read sixteen digits, with or without spaces, dots and dashes; serial 0000 is refused."""
        return cls(_sixteen_digits(text))

    @property
    def masked(self) -> str:
        """The number as lists, logs and chat may show it."""
        return mask_number(self.value)


@dataclass(frozen=True)
class Phone:
    """An Indonesian mobile number in E.164, with its plus."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 08…, 8…, 62… or +62… with any spaces, dashes and brackets."""
        digits = re.sub(r"[\s.\-()]", "", text).removeprefix("+")
        if digits.startswith("62"):
            digits = digits[2:]
        digits = digits.removeprefix("0")
        if not _MOBILE.fullmatch(digits):
            raise NotAnIdentity(IdentityRule.MOBILE)
        return cls(f"+62{digits}")

    @property
    def wa_id(self) -> str:
        """The same number as WhatsApp writes it: digits only."""
        return self.value.removeprefix("+")

    @property
    def masked(self) -> str:
        """The number with its middle hidden."""
        return mask_phone(self.value)


@dataclass(frozen=True)
class RegionCode:
    """A region's code in the ministry's form: 63, 63.11, 63.11.06 or 63.11.06.1019."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code with its dots."""
        code = text.strip()
        if not _REGION.fullmatch(code):
            raise NotAnIdentity(IdentityRule.REGION)
        return cls(code)

    @property
    def parent(self) -> str | None:
        """The code one level up; a province has none."""
        head, dot, _ = self.value.rpartition(".")
        return head if dot else None

    def is_within(self, other: str) -> bool:
        """Tell whether this region is `other` or lies in it."""
        return self.value == other or self.value.startswith(f"{other}.")

    @property
    def siak_prefix(self) -> str:
        """The first digits of NIK and family card numbers made there."""
        return self.value.replace(".", "")[:6]
