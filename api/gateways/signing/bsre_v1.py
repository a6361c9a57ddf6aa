"""BSrE's first interface: a form with a file; the answer is the PDF, or where to fetch it once."""

from __future__ import annotations

from urllib.parse import quote

import httpx
from cryptography import x509

from api.domain.ports import Ambiguous, GatewayError, Permanent
from api.gateways.signing.bsre_line import BsreLine, broke_over_it, json_in, kind_of, unclear
from api.gateways.signing.bsre_wire import PLACE, Secret, SecretKind, pdf_of, pdf_of_base64
from api.gateways.signing.bsre_words import refusal_of_number, state_in

_PDF = ("application/pdf", "application/octet-stream")


class BsreV1:
    """Speaks the first interface; implements `BsreWire`."""

    def __init__(self, line: BsreLine) -> None:
        self._line = line

    async def state(self, nik: str) -> str:
        """Return BSrE's word for how the signer stands."""
        answer = await self._line.send("GET", f"/api/user/status/{quote(nik, safe='')}")
        return state_in(json_in(answer))

    async def certificate(self, nik: str) -> x509.Certificate | None:
        """Return nothing: this interface tells of no certificate."""
        return None

    async def sign(self, pdf: bytes, *, nik: str, secret: Secret, reason: str) -> bytes:
        """Have the PDF signed, invisibly, and return what came back."""
        if secret.kind is not SecretKind.PASSPHRASE:
            raise Permanent("SIGNER_NOT_SET_UP", "the first interface takes a passphrase only")
        form = {
            "nik": nik,
            "passphrase": secret.value,
            "tampilan": "invisible",  # the page is finished: its QR is drawn
            "image": "false",
            "reason": reason,
            "location": PLACE,
        }
        file = {"file": ("dokumen.pdf", pdf, "application/pdf")}
        answer = await self._line.send("POST", "/api/sign/pdf", signs=True, data=form, files=file)
        return await self._signed(answer)

    async def _signed(self, answer: httpx.Response) -> bytes:
        """Return the file; what the answer is says its content type, not its status alone."""
        if kind_of(answer) in _PDF and answer.is_success:
            return pdf_of(answer.content)
        body = json_in(answer)
        refused = refusal_of_number(body)
        if refused is not None:
            raise refused
        inside, name = body.get("base64_signed_file"), body.get("id_dokumen")
        if answer.is_success and isinstance(inside, str):
            return pdf_of_base64(inside)
        if answer.is_success and isinstance(name, str) and name:
            return await self._downloaded(name)
        if broke_over_it(answer):
            raise Permanent("DOCUMENT_REFUSED", f"HTTP {answer.status_code}")
        raise unclear("ANSWER_UNREADABLE", f"HTTP {answer.status_code}", signs=True)

    async def _downloaded(self, name: str) -> bytes:
        """Fetch the file BSrE gives out once; without it nobody here knows what was signed."""
        try:
            answer = await self._line.send("GET", f"/api/sign/download/{quote(name, safe='')}")
        except GatewayError as error:
            raise Ambiguous(
                "FILE_NOT_FETCHED", error.code, tells_of_line=error.tells_of_line
            ) from None
        if kind_of(answer) not in _PDF or not answer.is_success:
            raise Ambiguous("FILE_NOT_FETCHED", f"HTTP {answer.status_code}")
        return pdf_of(answer.content)
