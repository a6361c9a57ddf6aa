"""How BSrE's service refuses: its own numbered errors, and those of the framework below it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from siak_sim.signing.bsre import BsreRefusal, BsreRefused
from siak_sim.signing.bsre_signers import SignerState

BASE = "/bsre"
KINDS = ("bsre_error", "bsre_garbage")  # of faults, beside bsre_down and bsre_slow of SIAK's door
CERTIFICATE_READY, UNKNOWN_BY_V1 = 1111, 1110
NOT_REGISTERED, NO_CERTIFICATE, WRONG_PASSPHRASE = 2011, 2021, 2031
MISSING, BAD_FORMAT, KNOWN_ALREADY, GONE = 4014, 4015, 4024, 4044


class BsreError(Exception):
    """An error with a number of BSrE's own."""

    def __init__(self, code: int, words: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.words, self.status = code, words, status


class ServiceBroken(Exception):
    """An error of the framework: it says its HTTP status and nothing of use."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def missing(field: str) -> BsreError:
    """Return the refusal of a request that lacks a field."""
    return BsreError(MISSING, f"{field} harus diisi")


def malformed(field: str, rule: str) -> BsreError:
    """Return the refusal of a field whose value cannot be."""
    return BsreError(BAD_FORMAT, f"Data tidak sesuai ketentuan : Kolom '{field}' {rule}")


def refusal(refused: BsreRefused) -> BsreError | ServiceBroken:
    """Say in the wire's words why BSrE does not sign."""
    if refused.why == BsreRefusal.DOCUMENT_REFUSED:
        return ServiceBroken(500)
    if refused.why == BsreRefusal.MARKER_MISSING:
        return malformed("tag_koordinat", "tidak ditemukan pada dokumen")
    if refused.why == BsreRefusal.WRONG_PASSPHRASE:
        return BsreError(WRONG_PASSPHRASE, "Passphrase anda salah !!!")
    if refused.why == BsreRefusal.SIGNER_UNKNOWN:
        return BsreError(NOT_REGISTERED, "Penandatangan tidak terdaftar")
    return BsreError(NO_CERTIFICATE, words_for(refused.state))


def words_for(state: SignerState) -> str:
    """Return the sentence that tells a signer's state."""
    if state == SignerState.NOT_REGISTERED:
        return "User belum terdaftar"
    if state == SignerState.NO_CERTIFICATE:
        return "User belum memiliki sertifikat"
    return f"User sudah terdaftar dan memiliki sertifikat dengan status {state}"


def answer_error(error: BsreError, key: str = "error") -> Response:
    """Answer an error of BSrE's own."""
    return JSONResponse({"status_code": error.code, key: error.words}, error.status)


def answer_broken(status: int, path: str, now: datetime) -> Response:
    """Answer an error of the framework."""
    body = {
        "timestamp": instant(now),
        "status": status,
        "error": _phrase(status),
        "path": path,
    }
    headers = {"WWW-Authenticate": 'Basic realm="Realm"'} if status == 401 else {}
    return JSONResponse(body, status, headers=headers)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"


def instant(at: datetime) -> str:
    """Return an instant as the service writes it."""
    return at.isoformat(timespec="milliseconds")
