"""BSrE's first wire shape: forms in, a PDF or its id out."""

from __future__ import annotations

import asyncio
import base64
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from siak_sim.records import Json
from siak_sim.signing.bsre_signers import SignerState
from siak_sim.wire.bsre_desk import Desk
from siak_sim.wire.bsre_gate import Endpoint
from siak_sim.wire.bsre_reading import Form, read_form, v1_order
from siak_sim.wire.bsre_refusals import (
    CERTIFICATE_READY,
    GONE,
    NO_CERTIFICATE,
    UNKNOWN_BY_V1,
    BsreError,
    malformed,
    words_for,
)

if TYPE_CHECKING:
    from siak_sim.signing.bsre_judging import Certificate, Judged

_DONE = "Proses berhasil"
_VALID, _NOT_VALID = "DOCUMENT VALID !!!", "DOCUMENT NOT VALID !!!"
_GENUINE = "Tanda tangan elektronik valid dan dokumen merupakan dokumen asli sejak ditandatangani"
_NO_TIME = "Dokumen asli dan valid, tetapi dokumen tidak menggunakan waktu TSA"
_CHANGED = "Konten Dokumen mengalami perubahan oleh pihak yang tidak berhak"
_STRANGER = "Dokumen asli, tetapi sertifikat penandatangan tidak dipercaya"
_JAKARTA = timezone(timedelta(hours=7))
_FORMS = ("", "BYTE", "BASE64")


class BsreV1:
    """The routes of the first shape."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def table(self) -> list[tuple[str, str, Endpoint]]:
        """Return the routes, without the gate."""
        return [
            ("POST", "/api/sign/pdf", self._sign),
            ("GET", "/api/sign/download/{id}", self._download),
            ("POST", "/api/sign/verify", self._verify),
            ("GET", "/api/user/status/{nik}", self._status),
        ]

    async def _sign(self, request: Request) -> Response:
        begun = self._desk.now()
        form = await read_form(request)
        nik, passphrase = form.text("nik"), form.text("passphrase")
        form_of_answer = form.texts.get("jenis_response", "").upper()
        if form_of_answer not in _FORMS:
            raise malformed("jenis_response", "hanya diperbolehkan BYTE atau BASE64")
        order = v1_order(form, self._desk.field())
        self._desk.gate.trouble(request, nik)
        await self._desk.bsre.admit(self._desk.require_nik(nik), passphrase)
        document_id = self._desk.document_id()
        signed = await self._desk.sign(request, nik, [order], via="v1", document_id=document_id)
        if isinstance(signed, Response):
            return signed
        self._desk.downloads.keep(document_id, signed[0])
        told: Json = {"message": _DONE, "id_dokumen": document_id}
        if form_of_answer == "BASE64":
            took = f"{self._desk.milliseconds_since(begun)} ms"
            encoded = base64.b64encode(signed[0]).decode("ascii")
            return JSONResponse({"waktu": took, **told, "base64_signed_file": encoded})
        if self._desk.bsre.manner.v1_answer == "id":
            return JSONResponse(told)
        return _pdf(signed[0], document_id)

    async def _download(self, request: Request) -> Response:
        document_id = request.path_params["id"]
        pdf = self._desk.downloads.fetch(document_id)
        if pdf is None:
            words = "File tidak tersedia, pastikan bahwa dokumen belum di download"
            raise BsreError(GONE, words)
        return _pdf(pdf, document_id)

    async def _verify(self, request: Request) -> Response:
        form = await read_form(request)
        name, pdf = _signed_file(form)
        judged = await self._desk.judge(pdf)
        return JSONResponse(_verdict(name, judged))

    async def _status(self, request: Request) -> Response:
        await self._desk.bsre.pause(self._desk.bsre.latency.status)
        self._desk.gate.trouble(request, request.path_params["nik"])
        state = await asyncio.to_thread(self._desk.bsre.status, request.path_params["nik"])
        codes = {
            SignerState.ISSUE: CERTIFICATE_READY,
            SignerState.NOT_REGISTERED: UNKNOWN_BY_V1,
        }
        told = {"status_code": codes.get(state, NO_CERTIFICATE), "status": state.value}
        return JSONResponse({**told, "message": words_for(state)})


def _pdf(pdf: bytes, document_id: str) -> Response:
    return Response(pdf, media_type="application/pdf", headers={"id_dokumen": document_id})


def _signed_file(form: Form) -> tuple[str, bytes]:
    return form.pdf("signed_file")


def _verdict(name: str, judged: list[Judged]) -> Json:
    if not judged:
        empty: Json = {"nama_dokumen": name, "jumlah_signature": 0, "notes": None}
        return {**empty, "details": [], "summary": None}
    whole = all(each.intact and not each.changed for each in judged)
    trusted = all(each.trusted for each in judged)
    return {
        "nama_dokumen": name,
        "jumlah_signature": len(judged),
        "notes": _notes(judged, whole=whole, trusted=trusted),
        "details": [_detail(each) for each in judged],
        "summary": _VALID if whole and trusted else _NOT_VALID,
    }


def _notes(judged: list[Judged], *, whole: bool, trusted: bool) -> str:
    if not whole:
        return _CHANGED
    if not trusted:
        return _STRANGER
    return _GENUINE if all(each.stamper for each in judged) else _NO_TIME


def _detail(judged: Judged) -> Json:
    signer, stamper = judged.chain[0], judged.stamper
    return {
        "info_tsa": {
            "name": stamper.name if stamper else None,
            "tsa_cert_validity": _validity(stamper) if stamper else "null to null",
        },
        "signature_field": judged.field,
        "info_signer": {
            "issuer_dn": signer.issuer,
            "signer_name": signer.name,
            "signer_cert_validity": _validity(signer),
            "signer_dn": signer.subject,
            "cert_user_certified": judged.trusted,
        },
        "signature_document": {
            "signed_using_tsa": stamper is not None,
            "reason": judged.reason,
            "document_integrity": judged.intact and not judged.changed,
            "signature_value": judged.value,
            "signed_in": _told(judged.signed_at) if judged.signed_at else None,
            "location": judged.location,
            "hash_value": judged.digest,
        },
    }


def _validity(certificate: Certificate) -> str:
    return f"{_told(certificate.begins_at)} to {_told(certificate.ends_at)}"


def _told(at: datetime) -> str:
    """Return an instant as this shape writes it: by the clocks of Jakarta, without saying so."""
    return at.astimezone(_JAKARTA).strftime("%Y-%m-%d %H:%M:%S.00")
