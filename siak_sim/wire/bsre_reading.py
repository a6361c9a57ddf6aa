"""Reads what clients send to BSrE: identities, form fields, signature properties, files."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from starlette.datastructures import UploadFile
from starlette.requests import Request

from siak_sim.records import Json
from siak_sim.signing.bsre_orders import Box, Look, Order
from siak_sim.wire.bsre_refusals import malformed, missing

NIK = re.compile(r"[0-9]{16}")
_MILLIMETRE = 72 / 25.4
_FIRST, _LAST = 1, -1
_PAGES = {"pertama": _FIRST, "terakhir": _LAST}
_MOST_FILES = 100
_SIDE = 100.0  # of a stamp at a marker, where no size is told
_WORDS = ("reason", "location", "contactInfo", "tag_koordinat", "pdfPassword")


@dataclass(frozen=True)
class Form:
    """A multipart form: texts and files by name."""

    texts: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        if not self.texts.get(name):
            raise missing(_label(name))
        return self.texts[name]

    def pdf(self, name: str) -> tuple[str, bytes]:
        """Return name and bytes of a file that must be there and be called a PDF."""
        if name not in self.files:
            raise missing(name)
        filename, octets = self.files[name]
        if not filename.lower().endswith(".pdf"):
            raise malformed(name, "harus berformat .pdf")
        return filename, octets


async def read_form(request: Request) -> Form:
    """Read a form; a body of another kind has no fields."""
    texts, files = {}, {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = (value.filename or "", await value.read())
            else:
                texts[name] = value
    return Form(texts, files)


async def read_object(request: Request) -> Json:
    """Read a JSON object."""
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        raise malformed("body", "harus berupa JSON") from None
    if not isinstance(body, dict):
        raise malformed("body", "harus berupa objek JSON")
    return body


def v1_order(form: Form, field: str) -> Order:
    """Return what a v1 form asks for."""
    _, pdf = form.pdf("file")
    texts = form.texts
    shown = form.text("tampilan").lower()
    if shown not in ("visible", "invisible"):
        raise malformed("tampilan", "hanya diperbolehkan visible atau invisible")
    return Order(
        pdf,
        reason=texts.get("reason", ""),
        location=texts.get("location", ""),
        field=field,
        look=_v1_look(form) if shown == "visible" else None,
    )


def _v1_look(form: Form) -> Look:
    texts = form.texts
    with_image = texts.get("image", "false").lower()
    if with_image not in ("true", "false"):
        raise malformed("image", "hanya diperbolehkan true atau false")
    if with_image == "true":
        if "imageTTD" not in form.files:
            raise missing("imageTTD")
        image = form.files["imageTTD"][1]
    else:
        image = qr_of(form.text("linkQR"))
    text, marker = texts.get("text", ""), texts.get("tag_koordinat", "")
    if marker:
        width, height = (_measure(texts.get(side) or _SIDE, side) for side in ("width", "height"))
        return Look(Box(0, 0, width, height), marker=marker, image=image, text=text)
    halaman = texts.get("halaman", "")
    unit = _MILLIMETRE if halaman else 1.0  # the older guide measures in millimetres
    sides = (_measure(form.text(n), n) * unit for n in ("xAxis", "yAxis", "width", "height"))
    page = _named_page(halaman) if halaman else _page(form.text("page"))
    return Look(_box(*sides), page=page, image=image, text=text)


def v2_orders(body: Json, field: str) -> list[Order]:
    """Return what a v2 body asks for: one order for each file."""
    files = [_file(item) for item in _list(body, "file")]
    properties = _list(body, "signatureProperties")
    if not all(isinstance(item, dict) for item in properties):
        raise malformed("signatureProperties", "harus berupa daftar objek")
    if len(properties) not in (1, len(files)):
        raise malformed("signatureProperties", "satu untuk semua file, atau satu untuk setiap file")
    told = properties * len(files) if len(properties) == 1 else properties
    return [_v2_order(pdf, item, field) for pdf, item in zip(files, told, strict=True)]


def _v2_order(pdf: bytes, told: Json, field: str) -> Order:
    words = {name: told.get(name) or "" for name in _WORDS}
    if not all(isinstance(value, str) for value in words.values()):
        raise malformed("signatureProperties", "berisi teks")
    shown = told.get("tampilan")
    if shown is None:
        raise missing("tampilan")
    if shown not in ("VISIBLE", "INVISIBLE"):
        raise malformed("tampilan", "hanya diperbolehkan VISIBLE atau INVISIBLE")
    return Order(
        pdf,
        reason=words["reason"],
        location=words["location"],
        contact=words["contactInfo"],
        field=field,
        look=_v2_look(told, words["tag_koordinat"]) if shown == "VISIBLE" else None,
        password=words["pdfPassword"],
    )


def _v2_look(told: Json, marker: str) -> Look:
    image = told.get("imageBase64")
    if not image:
        raise missing("imageBase64")
    picture = _octets(image, "imageBase64")
    if marker:
        width, height = (_measure(told.get(side) or _SIDE, side) for side in ("width", "height"))
        return Look(Box(0, 0, width, height), marker=marker, image=picture)
    names = ("originX", "originY", "width", "height")
    for name in ("page", *names):
        if told.get(name) is None:
            raise missing(name)
    sides = (_measure(told[name], name) for name in names)
    return Look(_box(*sides, down=True), page=_page(told["page"]), image=picture)


def qr_of(link: str) -> bytes:
    """Return a picture of a QR code."""
    import segno  # only who stamps waits for it

    picture = BytesIO()
    try:
        segno.make(link, error="m", mask=0, boost_error=False).save(picture, kind="png", scale=8)
    except ValueError:
        raise malformed("linkQR", "terlalu panjang") from None
    return picture.getvalue()


def text_of(body: Json, name: str) -> str:
    """Return a text of a JSON body; nothing when it is not there."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise malformed(name, "harus berupa teks")
    return value or ""


def count_of(body: Json) -> int:
    """Return how many files a one-time password is wanted for."""
    count = body.get("data")
    if count is None:
        raise missing("data")
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= _MOST_FILES:
        raise malformed("data", f"harus berupa angka, 1 sampai {_MOST_FILES}")
    return count


def pdf_of(body: Json, name: str) -> bytes:
    """Return a file of a JSON body."""
    if not body.get(name) and body.get(name) != "":
        raise missing(name)
    return _file(body[name])


def _list(body: Json, name: str) -> list[Json]:
    found = body.get(name)
    if not found:
        raise missing(name)
    if not isinstance(found, list):
        raise malformed(name, "harus berupa daftar")
    if len(found) > _MOST_FILES:
        raise malformed(name, f"paling banyak {_MOST_FILES}")
    return found


def _file(item: object) -> bytes:
    return _octets(item, "file")


def _octets(item: object, name: str) -> bytes:
    if not isinstance(item, str):
        raise malformed(name, "harus berupa base64")
    try:
        return base64.b64decode(item, validate=True)
    except (binascii.Error, ValueError):
        raise malformed(name, "harus berupa base64") from None


def _measure(value: object, name: str) -> float:
    try:
        number = float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number) or not 0 <= number <= 14_400:
        raise malformed(name, "hanya diperbolehkan angka")
    return number


def _box(x: float, y: float, width: float, height: float, *, down: bool = False) -> Box:
    if width < 1 or height < 1:
        raise malformed("width", "dan height lebih dari nol")
    return Box(x, y, width, height, down)


def _page(value: object) -> int:
    number = _measure(value, "page")
    if number < 1 or number != int(number):
        raise malformed("page", "hanya diperbolehkan angka mulai 1")
    return int(number)


def _named_page(word: str) -> int:
    page = _PAGES.get(word.lower())
    if page is None:
        raise malformed("halaman", "hanya diperbolehkan pertama atau terakhir")
    return page


def _label(name: str) -> str:
    return name.upper() if name == "nik" else name
