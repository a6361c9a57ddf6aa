"""The doors of the public verification page: anybody may look, seldom enough, and keep nothing."""

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.domain.callers import caller
from api.http.bodies import TooLarge
from api.http.forms import NoFile, read_file
from api.http.verification_look import HEADERS
from api.http.verification_page import (
    FIELD,
    MEGABYTE,
    file_page,
    form_page,
    refusal_page,
    standing_page,
)
from api.usecases.office import Office
from api.usecases.strangers import TooOften
from api.usecases.verification import check_file, look_up

MOST: Final = 10 * MEGABYTE  # of a file; ours have a few hundred kilobytes
SENDING: Final = 120.0  # seconds a file may take to arrive
READS: Final = ("GET", "HEAD")
ALLOWED: Final = "GET, HEAD, OPTIONS, POST"
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
TOO_LARGE: Final = (
    "Berkas terlalu besar",
    f"Berkas ini lebih besar dari {MOST // MEGABYTE} MB, jadi bukan berkas yang kami terbitkan.",
    "Pilih berkas PDF yang Anda terima dari pemilik dokumen.",
)
NO_FILE: Final = (
    "Belum ada berkas",
    "Tidak ada berkas yang terkirim.",
    "Pilih berkas PDF-nya dahulu, lalu tekan Periksa berkas.",
)
TOO_SLOW: Final = (
    "Pengiriman terlalu lama",
    "Berkasnya tidak sampai seluruhnya dalam dua menit.",
    "Cobalah lagi di tempat dengan sinyal yang lebih baik.",
)
NOT_SO: Final = (
    "Cara ini tidak dilayani",
    "Halaman ini hanya dapat dibuka, atau dikirimi satu berkas PDF.",
    "Buka kembali alamat pada kode QR.",
)


@dataclass(frozen=True)
class VerificationDoors:
    """Answers anybody who scans a document or brings its file."""

    office: Office

    def routes(self) -> list[Route]:
        """Return the doors' routes; whatever follows `/v/` is a token, known or not."""
        return [
            Route("/v", self.answer, methods=list(METHODS)),
            Route("/v/{token:path}", self.answer, methods=list(METHODS)),
        ]

    async def answer(self, request: Request) -> Response:
        """Show how a document stands, or what a file is."""
        token = request.path_params.get("token") or None
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**HEADERS, "Allow": ALLOWED})
        try:
            if request.method in READS:
                return await self._look(request, token)
            if request.method == "POST":
                return await self._check(request, token)
        except TooOften as refused:
            return self._too_often(refused.seconds)
        return self._refuse(405, NOT_SO, Allow=ALLOWED)

    async def _look(self, request: Request, token: str | None) -> Response:
        now = self.office.clock.now()
        self.office.strangers.lookups.spend(self._who(request), now)
        if token is None:
            return _html(form_page(now=now, most=MOST))
        return _html(standing_page(await look_up(self.office, token), now=now, most=MOST))

    async def _check(self, request: Request, token: str | None) -> Response:
        now, who = self.office.clock.now(), self._who(request)
        self.office.strangers.checks.spend(who, now)
        try:
            with self.office.strangers.one_file(who):
                async with asyncio.timeout(SENDING):
                    pdf = await read_file(request, FIELD, MOST)
                found = await check_file(self.office, pdf, token)
        except TooLarge:
            return self._refuse(413, TOO_LARGE)
        except NoFile:
            return self._refuse(422, NO_FILE)
        except (TimeoutError, ClientDisconnect):
            return self._refuse(408, TOO_SLOW)
        facts = await look_up(self.office, token) if token is not None else None
        return _html(file_page(found, facts, now=now, most=MOST))

    def _who(self, request: Request) -> str:
        peer = request.client.host if request.client else ""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        return caller(peer, forwarded, self.office.strangers.proxies)

    def _too_often(self, seconds: int) -> Response:
        words = (
            "Terlalu sering",
            "Dari jaringan Anda terlalu banyak pemeriksaan dalam waktu singkat.",
            f"Tunggu {seconds} detik, lalu coba lagi.",
        )
        return self._refuse(429, words, Retry_After=str(seconds))

    def _refuse(self, status: int, words: tuple[str, str, str], **headers: str) -> Response:
        page = refusal_page(*words, now=self.office.clock.now(), most=MOST)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return _html(page, status, named)


def _html(page: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return HTMLResponse(page, status, headers={**HEADERS, **(headers or {})})
