"""Lays out every document as PDF by Typst; hides templates, fonts, threads and the QR code."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date
from io import BytesIO
from pathlib import Path

import segno
import typst

from api.domain.calendar import long_date
from api.domain.ports import Json, Page, Permanent
from api.gateways.printing.acts import SAYINGS
from api.gateways.printing.glyphs import Glyphs
from api.gateways.printing.words import kind_of, words

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE_OF = {
    "KK": "family_card.typ",
    "BIODATA_WNI": "biodata.typ",
    "SKPWNI": "move_letter.typ",
    **dict.fromkeys((*SAYINGS, "CATATAN_PINGGIR_AKTA", "KUTIPAN_AKTA"), "act.typ"),
    "SURAT_LAHIR_MATI": "act_stillbirth.typ",
    "FORM": "form.typ",
    "PICKUP_SLIP": "slip.typ",
    "APPLICATION_RECEIPT": "receipt.typ",
}
LETTER = "letter.typ"
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
# Typst names each character it lacks: the text `"漢"` …, the codepoint `"\u{e000}"` …
_COMPLAINT = re.compile(r"the (?:text|codepoint) `\"(.+?)\"`")
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


@dataclass(frozen=True)
class SignatureArea:
    """Where the signature lies on the last page, in points from its right and bottom edges."""

    right: float = 82
    bottom: float = 84
    width: float = 170
    height: float = 54

    def box(self, page_width: float) -> tuple[int, int, int, int]:
        """Return the rectangle in PDF coordinates: left, bottom, right, top."""
        right = page_width - self.right
        corners = (right - self.width, self.bottom, right, self.bottom + self.height)
        left, low, end, high = (round(corner) for corner in corners)
        return left, low, end, high


SIGNATURE_AREA = SignatureArea()


class TypstPrinter:
    """A printer whose bytes depend on the page alone: own fonts, fixed time, no randomness."""

    def __init__(self, *, specimen: bool = True, place: str = "Paringin", workers: int = 2) -> None:
        self._specimen = specimen  # only a signer with real certificates may take CONTOH away
        self._place = place
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="typst")
        self._local = threading.local()
        self._glyphs = Glyphs(self._lacking)

    async def print(self, page: Page, *, draft: bool) -> bytes:
        """Return the PDF, or raise `Permanent` UNPRINTABLE naming the field at fault."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._print, page, draft)

    async def check_text(self, text: str) -> tuple[str, ...]:
        """Return the characters of a text that paper cannot show, in order of appearance."""
        if self._glyphs.is_plain(text):
            return ()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._glyphs.unprintable, text)

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=True)

    def _print(self, page: Page, draft: bool) -> bytes:
        data = {
            "draft": draft,
            "specimen": self._specimen,
            "area": asdict(SIGNATURE_AREA),
            "qr": qr_code(page.verification_url) if page.verification_url else "",
            "url": page.verification_url,
            "signatory": self._signatory(page),
            **words(page),
        }
        template = TEMPLATE_OF.get(kind_of(page), LETTER)
        try:
            return self._compile(template, data, page)
        except typst.TypstError as error:
            raise self._unprintable(error, page) from None

    def _signatory(self, page: Page) -> Json | None:
        if page.signatory is None:
            return None
        day = page.registration_date or _content_day(page)
        return {
            "place": self._place,
            "date": long_date(day) if day else "",
            "position": page.signatory.position,
            "name": page.signatory.name,
            "employee_number": page.signatory.employee_number,
        }

    def _compile(self, template: str, data: Json, page: Page | None = None) -> bytes:
        pdf = self._compiler().compile(
            str(TEMPLATES / template),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            pdf_standards=STANDARDS,
            timestamp=page.made_at.astimezone(UTC).replace(microsecond=0) if page else 0,
        )
        assert isinstance(pdf, bytes)  # a list comes only for images of several pages
        return pdf

    def _compiler(self) -> typst.Compiler:
        # a Compiler must not be entered by two threads at once, so each thread has its own
        if not hasattr(self._local, "compiler"):
            self._local.compiler = typst.Compiler(
                root=TEMPLATES,
                font_paths=typst.Fonts(include_system_fonts=False),
                ignore_system_fonts=True,
            )
        compiler: typst.Compiler = self._local.compiler
        return compiler

    def _lacking(self, text: str) -> tuple[str, ...]:
        try:
            self._compile("glyphs.typ", {"text": text})
        except typst.TypstError as error:
            return _complaints(error)
        return ()

    def _unprintable(self, error: typst.TypstError, page: Page) -> Permanent:
        missing = _complaints(error)
        if not missing:
            return Permanent("UNPRINTABLE", f"template {page.type}: {error.message}")
        field = next(_fields_with(missing[0], asdict(page)), "page")
        return Permanent("UNPRINTABLE", f"{field}: no glyph for U+{ord(missing[0]):04X}")


def qr_code(address: str) -> str:
    """Return the QR code of an address as SVG; the fixed mask keeps it fast and repeatable."""
    drawing = BytesIO()
    code = segno.make(address, error="m", mask=0, boost_error=False, micro=False)
    code.save(drawing, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawing.getvalue().decode()


def _content_day(page: Page) -> date | None:
    value = page.content.get("registration_date")
    return date.fromisoformat(value[:10]) if isinstance(value, str) else None


def _complaints(error: typst.TypstError) -> tuple[str, ...]:
    found = _COMPLAINT.findall(error.diagnostic)
    texts = [_ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) for text in found]
    return tuple(dict.fromkeys("".join(texts)))


def _fields_with(character: str, value: object, where: str = "") -> Iterator[str]:
    """Yield the paths of all fields that hold the character, never their values."""
    if isinstance(value, str) and character in value:
        yield where
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _fields_with(character, item, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _fields_with(character, item, f"{where}.{index}")
