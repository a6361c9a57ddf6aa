import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable

import pypdf
import pytest
from PIL import Image

from api.domain.errors import UnacceptableContent
from api.domain.ports import Content
from api.gateways.content import MAX_BYTES, ContentInspector, inspect

GPS = 0x8825
ORIENTATION = 0x0112


def picture(width: int = 800, height: int = 600) -> Image.Image:
    """A landscape page, dark on its left third, so that turning it shows."""
    grain = hashlib.shake_256(b"CONTOH").digest(width * height // 4)
    image = Image.frombytes("L", (width // 2, height // 2), grain).resize((width, height))
    image = image.convert("RGB")
    image.paste((10, 10, 10), (0, 0, width // 3, height))
    return image


def jpeg(image: Image.Image | None = None, *, orientation: int | None = None) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "KAMERA CONTOH"
    exif.get_ifd(GPS)[1] = "S"
    exif.get_ifd(GPS)[2] = (2.0, 19.0, 30.0)
    if orientation:
        exif[ORIENTATION] = orientation
    out = io.BytesIO()
    (image or picture()).save(out, "JPEG", quality=85, exif=exif, comment=b"RUMAH CONTOH")
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def pdf(pages: int = 1, password: str | None = None) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("ktp.jpg", b"CONTOH")
    return out.getvalue()


def huge_png() -> bytes:
    """A few bytes that claim to be ten thousand by ten thousand pixels."""
    data = bytearray(png(Image.new("1", (300, 300))))
    data[16:24] = (10_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


def opened(content: Content) -> Image.Image:
    image = Image.open(io.BytesIO(content.data))
    image.load()
    return image


async def test_a_photo_is_accepted_with_its_measures() -> None:
    content = await ContentInspector().inspect(jpeg(), "IMG_0001.jpg")
    assert (content.mime, content.pages) == ("image/jpeg", 1)
    assert (content.width, content.height) == (800, 600)


def test_place_camera_and_comment_come_off_and_no_pixel_changes() -> None:
    before = jpeg()
    assert b"KAMERA CONTOH" in before
    after = inspect(before)
    assert b"KAMERA" not in after.data
    assert b"RUMAH" not in after.data
    assert b"Exif" not in after.data
    assert not opened(after).getexif()
    assert opened(after).tobytes() == Image.open(io.BytesIO(before)).tobytes()


def test_a_second_look_changes_nothing() -> None:
    once = inspect(jpeg(orientation=6))
    assert inspect(once.data) == once


@pytest.mark.parametrize(
    ("orientation", "dark"),
    [(3, (0.9, 0.5)), (6, (0.5, 0.1)), (8, (0.5, 0.9))],
)
def test_a_photo_taken_sideways_stands_upright(orientation: int, dark: tuple[float, float]) -> None:
    content = inspect(jpeg(orientation=orientation))
    image = opened(content).convert("L")
    assert image.size == (content.width, content.height)
    assert image.size == ((800, 600) if orientation == 3 else (600, 800))
    assert not image.getexif()
    assert b"KAMERA" not in content.data
    spot = (int(image.width * dark[0]), int(image.height * dark[1]))
    assert image.getpixel(spot) < 60  # type: ignore[operator]  # one band: a number
    assert content.data.count(b"\xff\xd9") >= 1


def test_what_hides_behind_the_picture_is_cut_off() -> None:
    plain = inspect(jpeg()).data
    assert inspect(jpeg() + b"HIDDEN" * 100).data == plain


def test_a_progressive_photo_survives_cleaning() -> None:
    out = io.BytesIO()
    picture().save(out, "JPEG", progressive=True, comment=b"RUMAH")
    content = inspect(out.getvalue())
    assert b"RUMAH" not in content.data
    assert opened(content).tobytes() == Image.open(out).tobytes()


def test_a_png_loses_its_texts_and_nothing_else() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Location", "RUMAH CONTOH")
    out = io.BytesIO()
    source = picture(400, 300)
    source.save(out, "PNG", pnginfo=info)
    content = inspect(out.getvalue())
    assert content.mime == "image/png"
    assert b"RUMAH" not in content.data
    assert opened(content).tobytes() == source.tobytes()


def test_a_pdf_is_accepted_with_its_pages_and_unchanged() -> None:
    data = pdf(3)
    content = inspect(data)
    assert (content.mime, content.pages, content.data) == ("application/pdf", 3, data)


CASES: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("an empty file", lambda: b"", "EMPTY", "kosong"),
    ("a photo of 40 MB", lambda: jpeg() + b"\0" * (40 << 20), "TOO_LARGE", "16 MB"),
    ("one byte too many", lambda: jpeg().ljust(MAX_BYTES + 1, b"\0"), "TOO_LARGE", "16 MB"),
    ("a truncated photo", lambda: jpeg()[:-4000], "BROKEN_IMAGE", "tidak utuh"),
    ("a photo cut in half", lambda: jpeg()[: len(jpeg()) // 2], "BROKEN_IMAGE", "kirim ulang"),
    ("only a photo's head", lambda: jpeg()[:20], "BROKEN_IMAGE", "tidak utuh"),
    ("a truncated PNG", lambda: png(picture())[:-2000], "BROKEN_IMAGE", "tidak utuh"),
    ("a ZIP named .pdf", archive, "ARCHIVE", "ZIP"),
    ("a HEIC photo", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC", "JPG"),
    ("a program", lambda: b"MZ" + b"\0" * 500, "NOT_READABLE_TYPE", "PDF"),
    ("a text", b"NIK saya ada di sini".lower, "NOT_READABLE_TYPE", "foto"),
    ("a thumbnail", lambda: jpeg(picture(160, 120)), "TOO_SMALL", "terlalu kecil"),
    ("a ribbon", lambda: jpeg(picture(900, 90)), "TOO_SMALL", "dari dekat"),
    ("a decompression bomb", huge_png, "TOO_MANY_PIXELS", "resolusi"),
    ("a locked PDF", lambda: pdf(1, "rahasia"), "PDF_LOCKED", "kata sandi"),
    ("a PDF cut off", lambda: pdf(3)[:-200], "PDF_BROKEN", "rusak"),
    ("a PDF in name only", lambda: b"%PDF-1.7\nCONTOH\n%%EOF", "PDF_BROKEN", "rusak"),
    ("a PDF without pages", lambda: pdf(0), "PDF_BROKEN", "rusak"),
    ("a whole book", lambda: pdf(21), "PDF_TOO_LONG", "20 halaman"),
]


@pytest.mark.parametrize(("_case", "data", "reason", "words"), CASES, ids=[c[0] for c in CASES])
def test_what_cannot_be_used_is_refused_with_words_that_help(
    _case: str, data: Callable[[], bytes], reason: str, words: str
) -> None:
    with pytest.raises(UnacceptableContent) as refused:
        inspect(data())
    assert refused.value.reason == reason
    assert words in refused.value.message


def test_a_photo_cut_off_anywhere_is_refused_and_never_an_accident() -> None:
    whole = jpeg(picture(400, 300))
    for length in (*range(0, len(whole), 1499), len(whole) - 2, len(whole) - 1):
        with pytest.raises(UnacceptableContent):
            inspect(whole[:length])
