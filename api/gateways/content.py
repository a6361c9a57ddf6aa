"""Looks into attachments: what the bytes are, whether they can be read, and what must come off.

The declared name and type of a file are never trusted. Photos leave here upright and without place,
camera or comments; a photo that needs no turning keeps every pixel as it was.
"""

import asyncio
import io
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pypdf
from PIL import Image, ImageOps, JpegImagePlugin

from api.domain.errors import UnacceptableContent
from api.domain.ports import Content
from api.gateways import foreign_pages, page_text

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_PIXELS: Final = 50_500_000  # the largest sensor of a common phone
MAX_PAGES: Final = 20
MIN_LONG_SIDE: Final = 300  # a 2x3 photograph scanned at 300 dpi has 236 x 354
MIN_SHORT_SIDE: Final = 200
_MEGABYTES: Final = MAX_BYTES // (1024 * 1024)

MESSAGES: Final[Mapping[str, str]] = {
    "EMPTY": "Berkasnya kosong (0 byte). Buka dulu berkasnya di ponsel, lalu kirim ulang.",
    "TOO_LARGE": (
        f"Berkasnya lebih besar dari {_MEGABYTES} MB. Kirim sebagai foto biasa (bukan dokumen), "
        "atau foto ulang dengan ukuran lebih kecil."
    ),
    "NOT_READABLE_TYPE": (
        "Jenis berkas ini tidak dapat dibaca. Kirim foto (JPG/PNG) atau PDF. Word atau Excel "
        "disimpan dulu sebagai PDF."
    ),
    "ARCHIVE": (
        "Isi berkas ini arsip ZIP atau dokumen Office, meskipun namanya lain. Kirim isinya satu "
        "per satu sebagai foto (JPG/PNG) atau PDF."
    ),
    "HEIC": (
        "Foto berformat HEIC belum dapat dibaca. Kirim sebagai foto biasa (bukan dokumen), maka "
        "ponsel mengubahnya menjadi JPG."
    ),
    "BROKEN_IMAGE": (
        "Fotonya tidak utuh, sebagian datanya hilang. Foto ulang atau kirim ulang setelah sinyal "
        "baik."
    ),
    "TOO_SMALL": (
        "Fotonya terlalu kecil untuk dibaca. Foto dokumen aslinya dari dekat, seluruh lembar "
        "terlihat, lalu kirim ulang."
    ),
    "TOO_MANY_PIXELS": (
        "Ukuran gambarnya terlalu besar. Foto ulang dengan resolusi lebih rendah, lalu kirim."
    ),
    "PDF_LOCKED": (
        "PDF ini terkunci dengan kata sandi. Kirim PDF tanpa kata sandi, atau foto dokumennya."
    ),
    "PDF_BROKEN": "PDF ini rusak atau tidak utuh. Buat ulang PDF-nya, atau foto dokumennya.",
    "PDF_TOO_LONG": (
        f"PDF ini lebih dari {MAX_PAGES} halaman. Kirim hanya halaman yang diperlukan."
    ),
}

_ORIENTATION: Final = 0x0112
_NEXT_MARKER: Final = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN: Final = 0xDA
_END_OF_IMAGE: Final = 0xD9
_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"}
)
_Strip = Callable[[bytes], bytes]


class ContentInspector:
    """Implements `ContentPort`; decodes beside the event loop."""

    async def inspect(self, data: bytes, name: str | None = None) -> Content:
        """Return the cleaned content, or raise `UnacceptableContent`."""
        return await asyncio.to_thread(inspect, data)

    async def why_unsignable(self, pdf: bytes) -> str | None:
        """Return, for people, why our signer could not sign this PDF; None if it can."""
        return await asyncio.to_thread(foreign_pages.why_unsignable, pdf)

    async def mark_draft(self, pdf: bytes) -> bytes:
        """Return the PDF with DRAF across every page."""
        return await asyncio.to_thread(foreign_pages.mark_draft, pdf)

    async def text_of(self, pdf: bytes) -> tuple[tuple[str, ...], ...]:
        """Return the lines of each page as they are read."""
        return await asyncio.to_thread(page_text.text_of, pdf)


def inspect(data: bytes) -> Content:
    """Judge an attachment by its bytes; return it cleaned, or raise `UnacceptableContent`."""
    if not data:
        raise _unacceptable("EMPTY")
    if len(data) > MAX_BYTES:
        raise _unacceptable("TOO_LARGE")
    if data.startswith(b"\xff\xd8\xff"):
        return _image(data, "JPEG", _strip_jpeg)
    if data.startswith(_PNG_HEAD):
        return _image(data, "PNG", _strip_png)
    if data.lstrip(b"\x00\t\n\r ").startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        raise _unacceptable("ARCHIVE")
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise _unacceptable("HEIC")
    raise _unacceptable("NOT_READABLE_TYPE")


def _unacceptable(reason: str) -> UnacceptableContent:
    return UnacceptableContent(reason, MESSAGES[reason])


def _image(data: bytes, kind: str, strip: _Strip) -> Content:
    try:
        width, height, upright = _decode(data, kind)
        cleaned = strip(upright)
    except UnacceptableContent:
        raise
    except Exception as error:  # decoders raise anything on hostile or cut-off bytes
        raise _unacceptable("BROKEN_IMAGE") from error
    return Content(cleaned, f"image/{kind.lower()}", 1, width, height)


def _decode(data: bytes, kind: str) -> tuple[int, int, bytes]:
    """Return width, height and bytes of the image as people see it."""
    try:
        image = Image.open(io.BytesIO(data), formats=(kind, "MPO") if kind == "JPEG" else (kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _unacceptable("TOO_MANY_PIXELS") from bomb
    with image:
        width, height = image.size
        _check_size(width, height)
        if image.getexif().get(_ORIENTATION, 1) not in range(2, 9):
            image.draft(None, (width // 8, height // 8))  # reads all the data at an eighth the work
            image.load()
            return width, height, data
        turned = ImageOps.exif_transpose(image)
        return turned.width, turned.height, _encode(turned, image)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _unacceptable("TOO_MANY_PIXELS")
    if max(width, height) < MIN_LONG_SIDE or min(width, height) < MIN_SHORT_SIDE:
        raise _unacceptable("TOO_SMALL")


def _encode(turned: Image.Image, original: Image.Image) -> bytes:
    """Save a turned picture as finely as it came."""
    out = io.BytesIO()
    if isinstance(original, JpegImagePlugin.JpegImageFile):
        turned.save(
            out,
            "JPEG",
            qtables=original.quantization,
            subsampling=JpegImagePlugin.get_sampling(original),
            icc_profile=original.info.get("icc_profile"),
        )
    else:
        turned.save(out, "PNG")
    return out.getvalue()


def _strip_jpeg(data: bytes) -> bytes:
    """Copy the picture up to its end, without application data (place, camera) and comments."""
    kept = bytearray(data[:2])
    for start, end, marker in _jpeg_segments(data):
        segment = data[start:end]
        application = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not application or _is_needed(marker, segment):
            kept += segment
    return bytes(kept)


def _is_needed(marker: int, segment: bytes) -> bool:
    """Tell whether colours would change without this application segment."""
    return marker in (0xE0, 0xEE) or (marker == 0xE2 and segment[4:].startswith(b"ICC_PROFILE\0"))


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Walk the segments (start, end, marker); a scan includes its compressed data."""
    at = 2
    while True:
        match = _NEXT_MARKER.match(data, at)
        if match is None:
            raise ValueError("no marker where one belongs")
        marker, start = match[0][-1], match.end() - 2
        if marker == _END_OF_IMAGE:
            yield start, match.end(), marker
            return
        (length,) = struct.unpack_from(">H", data, match.end())
        end = match.end() + length
        if marker == _START_OF_SCAN:
            following = _NEXT_MARKER.search(data, end)
            if following is None:
                raise ValueError("the picture has no end")
            end = following.start()
        yield start, end, marker
        at = end


def _strip_png(data: bytes) -> bytes:
    """Copy the chunks that make the picture, without texts, times and EXIF."""
    kept = bytearray(_PNG_HEAD)
    at = len(_PNG_HEAD)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if kind in _PNG_KEPT:
            kept += data[at:end]
        if kind == b"IEND":
            return bytes(kept)
        at = end
    raise ValueError("the picture has no end")


def _pdf(data: bytes) -> Content:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
        readable = [page.mediabox for page in reader.pages] if 0 < pages <= MAX_PAGES else []
    except Exception as error:  # the parser raises anything on hostile or cut-off bytes
        raise _unacceptable("PDF_BROKEN") from error
    if locked:
        raise _unacceptable("PDF_LOCKED")
    if pages > MAX_PAGES:
        raise _unacceptable("PDF_TOO_LONG")
    if not readable or b"%%EOF" not in data[-2048:]:
        raise _unacceptable("PDF_BROKEN")
    return Content(data, "application/pdf", pages)
