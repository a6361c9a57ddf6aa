"""The doors for pages made on demand: blank forms for anybody, filled ones by signed address."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.domain.ports import Page, Permanent, PrinterPort
from api.usecases.office import Office
from api.usecases.paper_forms import blank_form, filled_form

READS: Final = ["GET", "HEAD"]
PDF: Final = "application/pdf"
SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
A_DAY: Final = "public, max-age=86400"
NOWHERE: Final = "private, no-store"
OtherPage = Callable[[Office, str], Awaitable[Page | None]]


@dataclass(frozen=True)
class PageDoors:
    """Prints a page when it is asked for and keeps none that says anything about anybody."""

    office: Office
    printer: PrinterPort
    others: Mapping[str, OtherPage] = field(default_factory=dict)  # by the first part of the path
    blanks: dict[str, bytes] = field(default_factory=dict)  # as many as sheets in the catalogue
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        return [
            Route("/forms/{code}.pdf", self.blank, methods=READS),
            Route("/pages/{path:path}", self.page, methods=READS),
        ]

    async def blank(self, request: Request) -> Response:
        """Give an empty form to anybody."""
        code, service = request.path_params["code"], request.query_params.get("service")
        page = blank_form(self.office, code, service)
        if page is None:
            return _refuse(404, "NOT_FOUND", "Formulir ini tidak ada.")
        pdf = await self._blank_pdf(page)
        tag = f'"{hashlib.sha256(pdf).hexdigest()[:32]}"'
        headers = {**SAFE, "Cache-Control": A_DAY, "ETag": tag}
        if tag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = f'inline; filename="{code}.pdf"'
        return Response(pdf, media_type=PDF, headers=headers)

    async def _blank_pdf(self, page: Page) -> bytes:
        """Print a sheet once, however many ask for it at the same time."""
        key = page.verification_url
        if key not in self.blanks:
            async with self.turn:
                if key not in self.blanks:
                    self.blanks[key] = await self.printer.print(page, draft=False)
        return self.blanks[key]

    async def page(self, request: Request) -> Response:
        """Give a page about one application to whoever holds a good address."""
        path, query = request.path_params["path"], request.query_params
        expires, signature = query.get("expires", ""), query.get("signature", "")
        if not self.office.links.may_open_page(path, expires, signature):
            return _refuse(403, "LINK_EXPIRED", "Alamat ini tidak sah atau sudah lewat waktunya.")
        kind, _, rest = path.removesuffix(".pdf").partition("/")
        application_id, _, code = rest.partition("/")
        page = await self._found(kind, application_id, code)
        if page is None:
            return _refuse(404, "NOT_FOUND", "Halaman ini tidak ada.")
        try:
            pdf = await self.printer.print(page, draft=False)
        except Permanent:
            message = "Ada huruf dalam jawaban yang tidak dapat dicetak."
            return _refuse(422, "UNPRINTABLE", message)
        headers = {
            **SAFE,
            "Cache-Control": NOWHERE,
            "Content-Disposition": f'inline; filename="{code or kind}.pdf"',
        }
        return Response(pdf, media_type=PDF, headers=headers)

    async def _found(self, kind: str, application_id: str, code: str) -> Page | None:
        if kind == "forms":
            return await filled_form(self.office, application_id, code)
        make = self.others.get(kind)
        return await make(self.office, application_id) if make and not code else None


def _refuse(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)
