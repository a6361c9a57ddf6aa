"""The stamp people see: where it goes on the page, and what is drawn there."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.stamp import BaseStampStyle, StaticStampStyle, TextStampStyle
from pypdf import PageObject, PdfReader

from siak_sim.signing.bsre_orders import Box, Look

_LARGEST_SIDE = 4000  # pixels: what is larger is no stamp
_FOOT = 0.3  # of the height, for text under a picture
_LINE = 28  # letters
_MIDDLE = AxisAlignment.ALIGN_MID
_LETTER = 0.5  # of the font's size: an average letter's width


class MarkerMissing(ValueError):
    """The page does not have the marker the stamp should stand at."""


@dataclass(frozen=True)
class Stamp:
    """A stamp ready to be drawn: page from 0, corners in points, pyHanko's style, its words."""

    page: int
    box: tuple[int, int, int, int]
    style: BaseStampStyle
    words: dict[str, str]


def stamp_for(look: Look, pdf: bytes, password: str) -> Stamp:
    """Return the stamp for a look on this very file. Raises `MarkerMissing`, or `ValueError`."""
    reader = PdfReader(BytesIO(pdf), password=password or None)
    if look.marker:
        page, x, y = _marked(reader, look.marker)
        box = look.box
        middle = Box(x - box.width / 2, y - box.height / 2, box.width, box.height)
        corners = _corners(middle, reader.pages[page])
    else:
        page = len(reader.pages) - 1 if look.page < 0 else look.page - 1
        if not 0 <= page < len(reader.pages):
            raise ValueError("no such page")
        corners = _corners(look.box, reader.pages[page])
    words = textwrap.fill(look.text, _LINE)
    return Stamp(page, corners, _style(look), {"isi": words})


def _corners(box: Box, page: PageObject) -> tuple[int, int, int, int]:
    area = page.mediabox
    y = float(area.height) - box.y - box.height if box.down else box.y
    left, low = float(area.left) + box.x, float(area.bottom) + y
    return round(left), round(low), round(left + box.width), round(low + box.height)


def _marked(reader: PdfReader, marker: str) -> tuple[int, float, float]:
    """Return page and point of the marker's first letter, measured by average letters."""
    found: list[tuple[float, float]] = []

    def look_at(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:  # pypdf's own types
        if marker in text and not found:
            before = text[: text.index(marker)].rsplit("\n", 1)[-1]
            shift = len(before) * size * _LETTER
            x, y = tm[4] + shift * tm[0], tm[5] + shift * tm[1]
            found.append((x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]))

    for number, page in enumerate(reader.pages):
        page.extract_text(visitor_text=look_at)
        if found:
            return number, *found[0]
    raise MarkerMissing("no page has the marker")


def _style(look: Look) -> BaseStampStyle:
    picture = PdfImage(_opened(look.image)) if look.image else None
    if not look.text:
        return StaticStampStyle(background=picture, background_opacity=1.0, border_width=0)
    foot = round(look.box.height * _FOOT) if picture else 0
    above, below = Margins(bottom=foot), Margins(top=round(look.box.height) - foot if foot else 0)
    return TextStampStyle(
        stamp_text="%(isi)s",
        inner_content_layout=SimpleBoxLayoutRule(_MIDDLE, _MIDDLE, below),
        background=picture,
        background_layout=SimpleBoxLayoutRule(_MIDDLE, _MIDDLE, above),
        background_opacity=1.0,
        border_width=0,
    )


def _opened(image: bytes) -> Image.Image:
    try:
        opened = Image.open(BytesIO(image))
        if max(opened.size) > _LARGEST_SIDE:
            raise ValueError("the picture is too large")
        return opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise ValueError("not a picture") from None
