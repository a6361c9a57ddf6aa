"""The development PKI for other tools: certificates, lists, OCSP answers, time-stamps."""

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.bodies import TooLarge, read_body

LONGEST_REQUEST = 10_000  # bytes; requests have a few hundred
PEM, CERTIFICATE, LIST = "application/x-pem-file", "application/pkix-cert", "application/pkix-crl"
OCSP_REQUEST, OCSP_ANSWER = "application/ocsp-request", "application/ocsp-response"
TSA_REQUEST, TSA_ANSWER = "application/timestamp-query", "application/timestamp-reply"
FRESH = "public, max-age=60"  # seconds until a revocation is told to everybody


class Pki(Protocol):
    """What stands behind the doors."""

    def certificates(self) -> Mapping[str, bytes]:
        """Return the public certificates by file name, `.pem` and `.cer`."""

    def root_crl(self) -> bytes:
        """Return the root's list."""

    def issuing_crl(self, now: datetime) -> bytes:
        """Return the issuing authority's list as of now."""

    def ocsp_answer(self, request: bytes, now: datetime) -> bytes:
        """Answer an OCSP request."""

    def time_stamp(self, request: bytes, now: datetime) -> bytes:
        """Answer a time-stamp request."""


@dataclass(frozen=True)
class PkiDoors:
    """Serves the development PKI; nothing here needs a login, and nothing is kept."""

    pki: Pki
    now: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        certificates = [
            Route(f"/pki/{name}", self.certificate, methods=["GET"])
            for name in self.pki.certificates()
        ]
        return [
            *certificates,
            Route("/pki/root.crl", self.root_list, methods=["GET"]),
            Route("/pki/issuing-ca.crl", self.issuing_list, methods=["GET"]),
            Route("/pki/ocsp", self.ocsp, methods=["POST"]),
            Route("/pki/ocsp/{request:path}", self.ocsp_in_address, methods=["GET"]),
            Route("/pki/tsa", self.tsa, methods=["POST"]),
        ]

    async def certificate(self, request: Request) -> Response:
        """Give a public certificate."""
        name = request.url.path.rpartition("/")[2]
        data = self.pki.certificates()[name]
        return Response(data, media_type=PEM if name.endswith(".pem") else CERTIFICATE)

    async def root_list(self, request: Request) -> Response:
        """Give the root's list of revoked certificates."""
        return _cached(self.pki.root_crl(), LIST)

    async def issuing_list(self, request: Request) -> Response:
        """Give the issuing authority's list of revoked certificates, as of now."""
        return _cached(self.pki.issuing_crl(self.now()), LIST)

    async def ocsp(self, request: Request) -> Response:
        """Answer an OCSP request (RFC 6960, appendix A.1)."""
        try:
            asked = await _body(request, OCSP_REQUEST)
        except _Refused as refused:
            return refused.answer
        answer = self.pki.ocsp_answer(asked, self.now())
        return Response(answer, media_type=OCSP_ANSWER, headers={"Cache-Control": "no-store"})

    async def ocsp_in_address(self, request: Request) -> Response:
        """Answer an OCSP request that is Base64 in the address (RFC 5019, section 5)."""
        text = request.path_params["request"]
        if len(text) > LONGEST_REQUEST:
            return Response(status_code=414)
        try:
            asked = b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            asked = b""  # answered as malformed, in OCSP's own words
        return _cached(self.pki.ocsp_answer(asked, self.now()), OCSP_ANSWER)

    async def tsa(self, request: Request) -> Response:
        """Answer a time-stamp request (RFC 3161, section 3.4)."""
        try:
            asked = await _body(request, TSA_REQUEST)
        except _Refused as refused:
            return refused.answer
        answer = self.pki.time_stamp(asked, self.now())
        return Response(answer, media_type=TSA_ANSWER, headers={"Cache-Control": "no-store"})


class _Refused(Exception):
    """The request is none for this door."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.answer = Response(status_code=status)


async def _body(request: Request, kind: str) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise _Refused(415)
    try:
        return await read_body(request, LONGEST_REQUEST)
    except TooLarge:
        raise _Refused(413) from None


def _cached(data: bytes, kind: str) -> Response:
    tag = sha256(data).hexdigest()[:32]
    headers = {"Cache-Control": FRESH, "ETag": f'"{tag}"'}
    return Response(data, media_type=kind, headers=headers)
