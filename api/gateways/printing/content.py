"""SIAK's content of one document, read value by value; what is missing is named, not shown."""

from collections.abc import Container, Mapping
from datetime import date, datetime

from api.domain.ports import Json, Permanent
from api.gateways.printing.spelling import short_date

SEXES = {"L": "laki-laki", "P": "perempuan"}


class Content:
    """SIAK's content of one document; a value that is missing or malformed is named, not shown."""

    def __init__(self, values: Mapping[str, object], where: str = "content") -> None:
        self._values = values
        self._where = where

    def text(self, name: str) -> str:
        """Return a required text."""
        value = self._values.get(name)
        if value is None or not str(value).strip():
            raise self._unprintable(name)
        return str(value)

    def optional(self, name: str) -> str:
        """Return a text, or a dash where nothing is recorded."""
        value = self._values.get(name)
        return "-" if value is None or not str(value).strip() else str(value)

    def label(self, name: str) -> str:
        """Return the text of a code list's value: `BELUM_KAWIN` reads `BELUM KAWIN`."""
        return self.optional(name).replace("_", " ")

    def day(self, name: str) -> date:
        """Return a required date."""
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError:
            raise self._unprintable(name) from None

    def moment(self, name: str) -> datetime:
        """Return a required point in time."""
        try:
            return datetime.fromisoformat(self.text(name))
        except ValueError:
            raise self._unprintable(name) from None

    def short_day(self, name: str) -> str:
        """Return a date in figures, or a dash."""
        return "-" if self.optional(name) == "-" else short_date(self.day(name))

    def sex(self, name: str = "sex") -> str:
        """Return `laki-laki` or `perempuan`."""
        try:
            return SEXES[self.text(name)]
        except KeyError:
            raise self._unprintable(name) from None

    def number(self, name: str) -> int | None:
        """Return a positive number, or None where nothing is recorded."""
        text = self.optional(name)
        if text == "-":
            return None
        if not text.isdecimal() or int(text) < 1:
            raise self._unprintable(name)
        return int(text)

    def one_of(self, name: str, known: Container[str]) -> str:
        """Return a text that has to be a known one; `-` stands for none."""
        text = self.optional(name)
        if text not in known:
            raise self._unprintable(name)
        return text

    def flag(self, name: str) -> bool:
        """Tell whether something is so; nothing recorded means it is not."""
        return self._values.get(name) is True

    def items(self, name: str) -> list[object]:
        """Return a required list."""
        value = self._values.get(name)
        if not isinstance(value, list):
            raise self._unprintable(name)
        return value

    def records(self, name: str) -> list["Content"]:
        """Return a list of records, each knowing its own place."""
        found = []
        for index, item in enumerate(self.items(name)):
            if not isinstance(item, dict):
                raise self._unprintable(f"{name}.{index}")
            found.append(Content(item, f"{self._where}.{name}.{index}"))
        return found

    def part(self, name: str) -> "Content":
        """Return a record inside this one, which knows its own place."""
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise self._unprintable(name)
        return Content(value, f"{self._where}.{name}")

    def _unprintable(self, name: str) -> Permanent:
        return Permanent("UNPRINTABLE", f"{self._where}.{name}: missing or malformed")


def plain(text: str) -> Json:
    """Return a part of a sentence in ordinary letters."""
    return {"text": text, "strong": False}


def strong(text: str) -> Json:
    """Return a part of a sentence that stands out."""
    return {"text": text, "strong": True}


def kept(text: str) -> Json:
    """Return a part of a sentence that stays on one line."""
    return {"text": text, "strong": False, "kept": True}
