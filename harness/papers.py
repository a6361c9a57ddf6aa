"""Real files a citizen sends: photos and PDFs made at run time, and those that cannot be used."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
_ORIENTATION, _GPS = 0x0112, 0x8825
_SIDEWAYS = 6  # the camera was held upright, the sensor lies
_MEGABYTE = 1024 * 1024
_LINES = 14


@dataclass(frozen=True)
class Paper:
    """One file as it leaves the phone; `as_photo` tells whether the chat shows it as a picture."""

    name: str
    mime: str
    data: bytes
    as_photo: bool = True


def _sheet(title: str, size: tuple[int, int], page: int = 1) -> Image.Image:
    """Draw a sheet that looks like what it stands for, CONTOH across it."""
    picture = Image.new("RGB", size, (250, 248, 240))
    draw = ImageDraw.Draw(picture)
    width, height = size
    head, body = ImageFont.load_default(height // 22), ImageFont.load_default(height // 36)
    draw.rectangle((20, 20, width - 20, height - 20), outline=(60, 90, 90), width=4)
    draw.text((60, 60), f"{title} CONTOH", fill=(20, 40, 40), font=head)
    for line in range(_LINES):
        top = 160 + line * (height - 240) // _LINES
        draw.text((60, top), f"Baris {line + 1}, halaman {page}", fill=(70, 70, 70), font=body)
        draw.line((width // 3, top + 30, width - 60, top + 30), fill=(190, 190, 180), width=2)
    draw.text((width // 4, height // 2), "CONTOH", fill=(205, 120, 110), font=head)
    return picture


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[_ORIENTATION] = _SIDEWAYS
    place = exif.get_ifd(_GPS)
    place[1], place[2] = "S", (2.0, 20.0, 12.0)
    place[3], place[4] = "E", (115.0, 28.0, 5.0)
    exif[_GPS] = place
    return exif


@lru_cache(maxsize=64)
def photo(title: str) -> Paper:
    """Return a JPEG as a phone makes it: lying on its side, with the place it was taken at."""
    out = io.BytesIO()
    lying = _sheet(title, (1200, 900)).transpose(Image.Transpose.ROTATE_90)
    lying.save(out, "JPEG", quality=82, exif=_exif())
    return Paper(f"{_file_name(title)}.jpg", JPEG, out.getvalue())


@lru_cache(maxsize=64)
def screenshot(title: str) -> Paper:
    """Return a PNG."""
    out = io.BytesIO()
    _sheet(title, (900, 1200)).save(out, "PNG")
    return Paper(f"{_file_name(title)}.png", PNG, out.getvalue())


@lru_cache(maxsize=64)
def scan(title: str, pages: int = 2) -> Paper:
    """Return a PDF of scanned pages."""
    out = io.BytesIO()
    first, *others = (_sheet(title, (800, 1130), number + 1) for number in range(pages))
    first.save(out, "PDF", save_all=True, append_images=others, resolution=96)
    return Paper(f"{_file_name(title)}.pdf", PDF, out.getvalue(), as_photo=False)


def _file_name(title: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in title).casefold().split())[:40]


def cut_off(title: str) -> Paper:
    """Return a photo whose second half got lost on the way."""
    whole = photo(title)
    return Paper(whole.name, JPEG, whole.data[: len(whole.data) // 2])


def zip_named_pdf(title: str) -> Paper:
    """Return a ZIP archive that calls itself a PDF."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("surat.jpg", photo(title).data)
    return Paper(f"{_file_name(title)}.pdf", PDF, out.getvalue(), as_photo=False)


def huge(title: str, megabytes: int = 40) -> Paper:
    """Return a good photo of so many megabytes, as a camera with a large sensor makes it."""
    data = photo(title).data
    comment = b"\xff\xfe\xff\xff" + b"\x00" * 0xFFFD  # a full comment segment
    padding = comment * (megabytes * _MEGABYTE // len(comment) + 1)
    return Paper(f"{_file_name(title)}.jpg", JPEG, data[:2] + padding + data[2:], as_photo=False)


def empty(title: str) -> Paper:
    """Return a file of no bytes."""
    return Paper(f"{_file_name(title)}.pdf", PDF, b"", as_photo=False)


def like(title: str, place: int, accepts: tuple[str, ...] = (JPEG, PNG, PDF)) -> Paper:
    """Return a usable file for the slot at this place: photo, scan and PNG take turns."""
    makers = [m for kind, m in ((JPEG, photo), (PDF, scan), (PNG, screenshot)) if kind in accepts]
    return makers[place % len(makers)](title)


def place_of(photo: bytes) -> object | None:
    """Return where a photo says it was taken; None when it does not tell."""
    with Image.open(io.BytesIO(photo)) as picture:
        return dict(picture.getexif().get_ifd(_GPS)) or None


def size_of(photo: bytes) -> tuple[int, int]:
    """Return width and height of a photo as its bytes lie."""
    with Image.open(io.BytesIO(photo)) as picture:
        return picture.size
