"""BSrE's second interface: JSON, files as base64 in lists; we send one document a request."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import httpx
from cryptography import x509

from api.domain.ports import GatewayError, Permanent
from api.gateways.signing.bsre_line import BsreLine, broke_over_it, json_in, unclear
from api.gateways.signing.bsre_wire import PLACE, Secret, pdf_of_base64
from api.gateways.signing.bsre_words import refusal_of_number, state_in


class BsreV2:
    """Speaks the second interface; implements `BsreWire`."""

    def __init__(self, line: BsreLine) -> None:
        self._line = line

    async def state(self, nik: str) -> str:
        """Return BSrE's word for how the signer stands; unknown people come with HTTP 200, too."""
        answer = await self._line.send("POST", "/api/v2/user/check/status", json={"nik": nik})
        return state_in(json_in(answer))

    async def certificate(self, nik: str) -> x509.Certificate | None:
        """Return the signer's certificate, if its chain can be had."""
        path = f"/api/v2/user/certificate/chain/{quote(nik, safe='')}"
        try:
            answer = await self._line.send("GET", path)
        except GatewayError:
            return None
        return _lowest(json_in(answer).get("data"))

    async def sign(self, pdf: bytes, *, nik: str, secret: Secret, reason: str) -> bytes:
        """Have the PDF signed, invisibly, and return what came back."""
        body = {
            "nik": nik,
            secret.kind.value: secret.value,
            "signatureProperties": [{"tampilan": "INVISIBLE", "reason": reason, "location": PLACE}],
            "file": [base64.b64encode(pdf).decode("ascii")],
        }
        answer = await self._line.send("POST", "/api/v2/sign/pdf", signs=True, json=body)
        return _signed(answer)


def _signed(answer: httpx.Response) -> bytes:
    body = json_in(answer)
    refused = refusal_of_number(body)
    if refused is not None:
        raise refused
    if answer.is_success:
        return _only_file(body.get("file"))
    if broke_over_it(answer):
        raise Permanent("DOCUMENT_REFUSED", f"HTTP {answer.status_code}")
    raise unclear("ANSWER_UNREADABLE", f"HTTP {answer.status_code}", signs=True)


def _only_file(files: Any) -> bytes:  # any JSON value
    if not (isinstance(files, list) and len(files) == 1 and isinstance(files[0], str)):
        raise unclear("ANSWER_UNREADABLE", "not one file for one", signs=True)
    return pdf_of_base64(files[0])


def _lowest(chain: Any) -> x509.Certificate | None:  # any JSON value
    """Return the certificate of a chain that issued none of the others: the signer's own."""
    try:
        found = [x509.load_der_x509_certificate(base64.b64decode(each)) for each in chain]
    except (TypeError, ValueError):
        return None
    issuers = {each.issuer for each in found}
    return next((each for each in found if each.subject not in issuers), None)
