"""BSrE's second wire shape: JSON in and out, many files with one passphrase."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from siak_sim.records import Json
from siak_sim.signing.bsre import SEAL_SUBSCRIBER
from siak_sim.signing.bsre_codes import ACTIVATION, SEAL, SIGN
from siak_sim.signing.bsre_signers import SignerInvalid, SignerState
from siak_sim.wire.bsre_desk import Desk
from siak_sim.wire.bsre_gate import Endpoint
from siak_sim.wire.bsre_reading import NIK, count_of, pdf_of, read_object, text_of, v2_orders
from siak_sim.wire.bsre_refusals import (
    CERTIFICATE_READY,
    KNOWN_ALREADY,
    NO_CERTIFICATE,
    NOT_REGISTERED,
    WRONG_PASSPHRASE,
    BsreError,
    malformed,
    missing,
    words_for,
)
from siak_sim.wire.bsre_v2_verdict import verdict

if TYPE_CHECKING:
    from siak_sim.signing.bsre_pki import Certified

_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_BY_PHONE = "TOTP dibuat melalui aplikasi BeSign Mobile"
_BY_MAIL = "TOTP telah dikirim ke email"


class BsreV2:
    """The routes of the second shape."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._bsre = desk, desk.bsre

    def table(self) -> list[tuple[str, str, Endpoint]]:
        """Return the routes, without the gate."""
        return [
            ("POST", "/api/v2/sign/pdf", self._sign),
            ("POST", "/api/v2/sign/get/totp", self._sign_code),
            ("POST", "/api/v2/user/check/status", self._status),
            ("POST", "/api/v2/verify/pdf", self._verify),
            ("POST", "/api/v2/user/registration", self._register),
            ("POST", "/api/v2/user/register", self._register),
            ("GET", "/api/v2/user/certificate/chain/{id}", self._chain),
            ("GET", "/api/user/certificate/chain/{id}", self._chain),
            ("POST", "/api/v2/seal/get/activation", self._activate),
            ("POST", "/api/v2/seal/revoke/activation", self._revoke),
            ("POST", "/api/v2/seal/get/totp", self._seal_code),
            ("POST", "/api/v2/seal/pdf", self._seal),
        ]

    async def _sign(self, request: Request) -> Response:
        body = await read_object(request)
        identity = _identity(body)
        passphrase, code = text_of(body, "passphrase"), text_of(body, "totp")
        if not passphrase and not code:
            raise missing("passphrase")
        orders = v2_orders(body, self._desk.field())
        nik = self._nik_of(identity)
        self._desk.gate.trouble(request, nik)
        if passphrase:
            await self._bsre.admit(nik, passphrase)
        else:
            self._bsre.admit_by_code(nik, code, len(orders))
        begun = self._desk.now()
        signed = await self._desk.sign(request, nik, orders, via="v2")
        return self._files(signed, self._desk.milliseconds_since(begun))

    def _files(self, signed: list[bytes] | Response, took: int) -> Response:
        if isinstance(signed, Response):
            return signed
        encoded = [base64.b64encode(pdf).decode("ascii") for pdf in signed]
        return JSONResponse({"time": took, "file": encoded})

    def _nik_of(self, identity: str) -> str:
        """Return the NIK of who is known; a NIK nobody has may lack no more than a certificate."""
        signer = self._bsre.people.find(identity)
        if signer is not None:
            return signer.nik
        state = SignerState.NO_CERTIFICATE if NIK.fullmatch(identity) else None
        if state:
            raise BsreError(NO_CERTIFICATE, words_for(state))
        raise BsreError(NOT_REGISTERED, words_for(SignerState.NOT_REGISTERED))

    async def _sign_code(self, request: Request) -> Response:
        body = await read_object(request)
        nik, files = self._nik_of(_identity(body)), count_of(body)
        self._desk.gate.trouble(request, nik)
        self._bsre.codes.give(nik, SIGN, files)
        return JSONResponse({"success": True, "message": _BY_PHONE})

    async def _status(self, request: Request) -> Response:
        await self._bsre.pause(self._bsre.latency.status)
        body = await read_object(request)
        identity = text_of(body, "nik") or text_of(body, "email")
        self._desk.gate.trouble(request, identity)
        signer = self._bsre.people.find(identity)
        state = self._bsre.status(signer.nik) if signer else SignerState.NOT_REGISTERED
        if signer is None and NIK.fullmatch(identity):
            state = SignerState.NO_CERTIFICATE
        codes = {SignerState.ISSUE: CERTIFICATE_READY, SignerState.NOT_REGISTERED: NOT_REGISTERED}
        told: Json = {"status_code": codes.get(state, NO_CERTIFICATE)}
        return JSONResponse({**told, "message": words_for(state), "status": state.value})

    async def _verify(self, request: Request) -> Response:
        body = await read_object(request)
        pdf, password = pdf_of(body, "file"), text_of(body, "password")
        self._desk.gate.trouble(request)
        return JSONResponse(verdict(await self._desk.judge(pdf, password)))

    async def _register(self, request: Request) -> Response:
        body = await read_object(request)
        nik, name, email = (text_of(body, key) for key in ("nik", "nama", "email"))
        if not name or not email:
            raise missing("nama" if not name else "email")
        if not _MAIL.fullmatch(email):
            raise malformed("Email", "hanya diperbolehkan mencantumkan alamat email")
        if nik and not NIK.fullmatch(nik):
            raise malformed("NIK", "hanya diperbolehkan 16 angka")
        if any(self._bsre.people.find(each) for each in (nik, email)):
            raise BsreError(KNOWN_ALREADY, f"{'NIK' if nik else 'Email'} telah terdaftar")
        told = {"name": name, "email": email}
        try:
            self._bsre.put_signer(nik or email, {**told, "state": "WAITING_FOR_VERIFICATION"})
        except SignerInvalid:
            raise malformed("nama", "berisi teks") from None
        return JSONResponse({"success": True, "message": "Pendaftaran berhasil"})

    async def _chain(self, request: Request) -> Response:
        identity = request.path_params["id"]
        signer = self._bsre.people.find(identity)
        if signer is None and identity != SEAL_SUBSCRIBER:
            # as the real one does: said to be JSON, and is none
            return Response("ID tidak ditemukan", 400, media_type="application/json")
        whose = signer.nik if signer else SEAL_SUBSCRIBER
        return JSONResponse({"success": True, "data": await self._certificates(whose)})

    async def _certificates(self, whose: str) -> list[str]:
        root, issuer = await self._bsre.keys.authorities()
        own = await self._bsre.certificate(whose)
        return [_der(each) for each in (own, issuer, root)]

    async def _activate(self, request: Request) -> Response:
        _subscriber(await read_object(request))
        self._bsre.codes.give(SEAL_SUBSCRIBER, ACTIVATION)
        return JSONResponse({"success": True, "message": _BY_MAIL})

    async def _revoke(self, request: Request) -> Response:
        self._require_code(await read_object(request), ACTIVATION)
        self._bsre.codes.void(SEAL_SUBSCRIBER, ACTIVATION)
        self._bsre.codes.void(SEAL_SUBSCRIBER, SEAL)
        return JSONResponse({"success": True, "message": "Aktivasi dicabut"})

    async def _seal_code(self, request: Request) -> Response:
        body = await read_object(request)
        self._require_code(body, ACTIVATION)
        self._bsre.codes.give(SEAL_SUBSCRIBER, SEAL, count_of(body))
        return JSONResponse({"success": True, "message": _BY_MAIL})

    async def _seal(self, request: Request) -> Response:
        body = await read_object(request)
        _subscriber(body)
        orders = v2_orders(body, self._desk.field())
        self._desk.gate.trouble(request, SEAL_SUBSCRIBER)
        self._require_code(body, SEAL, len(orders))
        self._bsre.codes.void(SEAL_SUBSCRIBER, SEAL)
        begun = self._desk.now()
        signed = await self._desk.sign(request, SEAL_SUBSCRIBER, orders, via="seal")
        return self._files(signed, self._desk.milliseconds_since(begun))

    def _require_code(self, body: Json, purpose: str, files: int = 0) -> None:
        _subscriber(body)
        code = text_of(body, "totp")
        if not code:
            raise missing("totp")
        if not self._bsre.codes.fits(SEAL_SUBSCRIBER, purpose, code, files):
            raise BsreError(WRONG_PASSPHRASE, "TOTP anda salah !!!")


def _identity(body: Json) -> str:
    identity = text_of(body, "nik") or text_of(body, "email")
    if not identity:
        raise missing("NIK")
    return identity


def _subscriber(body: Json) -> None:
    told = text_of(body, "idSubscriber")
    if not told:
        raise missing("idSubscriber")
    if told != SEAL_SUBSCRIBER:
        raise BsreError(NOT_REGISTERED, "Subscriber tidak terdaftar")


def _der(certified: Certified) -> str:
    lines = certified.certificate.strip().splitlines()
    return "".join(lines[1:-1])
