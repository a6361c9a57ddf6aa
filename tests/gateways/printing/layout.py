"""Where each word of a PDF stands, as poppler sees it; marks behind the text are left out."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
_LARGEST = 40  # points; what is higher is a letter of CONTOH or DRAF, set aslant behind the text


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def core(self) -> tuple[float, float]:
        """Where its letters are: the box without the air above and below them."""
        air = (self.bottom - self.top) * 0.22
        return self.top + air, self.bottom - air

    def covers(self, other: "Word") -> bool:
        """Tell whether the letters of two words lie upon each other."""
        (top, bottom), (their_top, their_bottom) = self.core, other.core
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(bottom, their_bottom) - max(top, their_top)
        return wide > 0.6 and high > 0.4


@dataclass(frozen=True)
class Sheet:
    """A page's size in points and its words."""

    width: float
    height: float
    words: tuple[Word, ...]

    def beyond(self, side: float, top: float, bottom: float) -> list[str]:
        """Return the words nearer to the edges than allowed."""
        return [
            word.text
            for word in self.words
            if word.left < side
            or word.right > self.width - side
            or word.top < top
            or word.bottom > self.height - bottom
        ]

    def collisions(self) -> list[tuple[str, str]]:
        """Return pairs of words that lie upon each other."""
        return [(one.text, other.text) for one, other in self._pairs() if one.covers(other)]

    def _pairs(self) -> Iterator[tuple[Word, Word]]:
        ordered = sorted(self.words, key=lambda word: word.top)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if other.top > one.bottom:
                    break
                yield one, other

    def lines(self) -> list[list[Word]]:
        """Return the words by line, each line from left to right."""
        found: list[list[Word]] = []
        for word in sorted(self.words, key=lambda word: (word.bottom, word.left)):
            if found and abs(found[-1][0].bottom - word.bottom) < 1:
                found[-1].append(word)
            else:
                found.append([word])
        return [sorted(line, key=lambda word: word.left) for line in found]


def sheets_of(pdf: bytes) -> list[Sheet]:
    """Return the pages of a PDF with the place of each word."""
    command = ["pdftotext", "-bbox", "-", "-"]
    said = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    return [_sheet(*found) for found in _PAGE.findall(said)]


def _sheet(width: str, height: str, body: str) -> Sheet:
    words = (_word(*row) for row in _WORD.findall(body))
    return Sheet(
        float(width),
        float(height),
        tuple(word for word in words if word.bottom - word.top < _LARGEST),
    )


def _word(left: str, top: str, right: str, bottom: str, text: str) -> Word:
    return Word(float(left), float(top), float(right), float(bottom), text)
