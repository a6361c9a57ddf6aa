"""Takes one file out of a form or a plain body, in memory only: nothing is ever put on a disk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from api.http.bodies import TooLarge

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

PDF = "application/pdf"
FORM = "multipart/form-data"
ENVELOPE = 8 * 1024  # what a form may add to its file
DRAINED = 4  # times the limit: so much is read and thrown away, so that the answer is seen


class NoFile(Exception):
    """The form came without a file, or is no form."""


async def read_file(request: Request, name: str, limit: int) -> bytes:
    """Return the file of the field `name`; raise `TooLarge` or `NoFile`."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind == PDF.encode():
        plain = bytearray()
        await _hear(request, limit, plain.extend)
        return bytes(plain)
    boundary = options.get(b"boundary")
    if kind != FORM.encode() or not boundary:
        raise NoFile
    form = _Form(name.encode())
    try:
        parser = MultipartParser(boundary, form.callbacks())
        await _hear(request, limit + ENVELOPE, parser.write)
        parser.finalize()
    except MultipartParseError:
        raise NoFile from None
    if len(form.data) > limit:
        raise TooLarge
    if not form.data:
        raise NoFile
    return bytes(form.data)


async def _hear(request: Request, limit: int, take: Callable[[bytes], object]) -> None:
    """Hand the body over piece by piece; one somewhat too large is heard to its end, then refused.

    A browser shows the answer only after it has sent everything; what declares much more than
    that, or sends it, is cut off.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > DRAINED * limit:
        raise TooLarge
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > DRAINED * limit:
            raise TooLarge
        if size <= limit:
            take(part)
    if size > limit:
        raise TooLarge


@dataclass
class _Form:
    """Listens to the parser and keeps the first file of one field."""

    name: bytes
    data: bytearray = field(default_factory=bytearray)
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _is_wanted: bool = False

    def callbacks(self) -> "MultipartCallbacks":
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._content,
            "on_header_end": self._end,
            "on_part_data": self._keep,
        }

    def _begin(self) -> None:
        self._is_wanted = False

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _content(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._is_wanted = options.get(b"name") == self.name and not self.data
        self._header.clear()
        self._value.clear()

    def _keep(self, data: bytes, start: int, end: int) -> None:
        if self._is_wanted:
            self.data += data[start:end]
