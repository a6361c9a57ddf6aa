"""Everything BSrE answers, as data: what it is, how it is made, and what the officer gets of it.

The test drives each row over sockets; the page of the manual is drawn from the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from api.domain.values import DocumentStatus
from api.usecases.signing_words import LOST, sentence_of

V1, V2 = "bsre_v1", "bsre_v2"
BOTH = (V1, V2)
SIGNING = {"method": "POST", "path": "/bsre/*/sign/pdf"}
STATUS = {"path": "/bsre/*/user/*"}
DOWNLOAD = {"path": "/bsre/*/download/*"}


class End(Enum):
    """How it ends: the document's status, and whether BSrE was asked for a signature."""

    UNASKED = (DocumentStatus.VERIFIED, 0)
    REFUSED = (DocumentStatus.VERIFIED, 1)
    UNCLEAR = (DocumentStatus.SIGN_UNKNOWN, 1)

    @property
    def status(self) -> DocumentStatus:
        """Return the document's status afterwards."""
        return self.value[0]

    @property
    def asked(self) -> int:
        """Return how many signatures were asked for."""
        return self.value[1]


@dataclass(frozen=True)
class Row:
    """One answer, or the lack of one."""

    name: str
    code: str
    end: End
    fault: Mapping[str, Any] = field(default_factory=dict)  # JSON of a fault rule
    state: str = ""  # of the certificate, in BSrE's words
    passphrase: str = ""  # another than the right one
    manner: Mapping[str, Any] = field(default_factory=dict)  # how this BSrE behaves
    special: str = ""  # what the test does itself
    versions: tuple[str, ...] = BOTH
    made: int = 0  # signatures BSrE made all the same
    is_down: bool = False  # the line counts as down at once

    @property
    def sentence(self) -> str:
        """Return what the officer reads."""
        return LOST if self.end is End.UNCLEAR else sentence_of(self.code)


def _fault(kind: str, match: Mapping[str, str] = SIGNING, **more: Any) -> Mapping[str, Any]:
    return {"kind": kind, "match": dict(match), **more}


def _states(code: str, *states: str) -> list[Row]:
    return [Row(f"certificate {state}", code, End.UNASKED, state=state) for state in states]


def _unclear(name: str, code: str, fault: Mapping[str, Any], made: int, *only: str) -> Row:
    return Row(name, code, End.UNCLEAR, fault, made=made, versions=only or BOTH)


def _garbage(name: str, what: str, *only: str) -> Row:
    return _unclear(name, "ANSWER_UNREADABLE", _fault("bsre_garbage", what=what), 1, *only)


ROWS: tuple[Row, ...] = (
    *_states("CERTIFICATE_EXPIRED", "EXPIRED"),
    *_states("CERTIFICATE_REVOKED", "REVOKE"),
    *_states("CERTIFICATE_SUSPENDED", "SUSPEND"),
    *_states("CERTIFICATE_NOT_READY", "NEW", "WAITING_FOR_VERIFICATION", "RENEW"),
    *_states("NO_CERTIFICATE", "NO_CERTIFICATE"),
    *_states("SIGNER_UNKNOWN", "NOT_REGISTERED"),
    Row("a NIK nobody has", "SIGNER_UNKNOWN", End.UNASKED, special="stranger", versions=(V1,)),
    Row("a NIK nobody has", "NO_CERTIFICATE", End.UNASKED, special="stranger", versions=(V2,)),
    Row("a signatory without a NIK", "SIGNER_NOT_SET_UP", End.UNASKED, special="nobody"),
    Row("the passphrase is wrong", "WRONG_PASSPHRASE", End.REFUSED, passphrase="SIMULASI-salah"),
    Row(
        "the passphrase is wrong, said with HTTP 500",
        "WRONG_PASSPHRASE",
        End.REFUSED,
        _fault("bsre_error", status=500, code=2031),
    ),
    Row(
        "the passphrase is wrong, said as `message`",
        "WRONG_PASSPHRASE",
        End.REFUSED,
        passphrase="SIMULASI-salah",
        manner={"v2_error_key": "message"},
        versions=(V2,),
    ),
    Row(
        "suspended after the status was asked",
        "CERTIFICATE_SUSPENDED",
        End.REFUSED,
        special="suspended meanwhile",
    ),
    Row(
        "2021, although the state is ISSUE",
        "CERTIFICATE_UNUSABLE",
        End.REFUSED,
        _fault("bsre_error", code=2021),
    ),
    Row(
        "a field is missing (4014)", "REQUEST_REFUSED", End.REFUSED, _fault("bsre_error", code=4014)
    ),
    Row(
        "a field is badly formed (4015)",
        "REQUEST_REFUSED",
        End.REFUSED,
        _fault("bsre_error", code=4015),
    ),
    Row(
        "a PDF it cannot read (HTTP 500)",
        "DOCUMENT_REFUSED",
        End.REFUSED,
        _fault("bsre_error", status=500),
    ),
    Row(
        "another authority signed", "SIGNATURE_NOT_ACCEPTED", End.REFUSED, special="foreign", made=1
    ),
    Row(
        "our account is refused (HTTP 401)",
        "BSRE_LOGIN_REFUSED",
        End.UNASKED,
        special="account",
        is_down=True,
    ),
    Row("connection refused", "BSRE_UNAVAILABLE", End.UNASKED, special="stopped", is_down=True),
    Row(
        "it says it is down (HTTP 503)",
        "BSRE_UNAVAILABLE",
        End.UNASKED,
        _fault("bsre_down", STATUS),
        is_down=True,
    ),
    Row(
        "down only when it is to sign",
        "BSRE_UNAVAILABLE",
        End.REFUSED,
        _fault("bsre_down"),
        is_down=True,
    ),
    Row(
        "too many requests (HTTP 429)",
        "BSRE_UNAVAILABLE",
        End.REFUSED,
        _fault("status", status=429),
        is_down=True,
    ),
    Row("the line is down already", "CIRCUIT_OPEN", End.UNASKED, special="circuit", is_down=True),
    Row(
        "the status breaks (HTTP 500)",
        "BSRE_UNAVAILABLE",
        End.UNASKED,
        _fault("bsre_error", STATUS, status=500),
    ),
    Row("no answer about the status", "NO_ANSWER", End.UNASKED, _fault("disconnect", STATUS)),
    Row(
        "a status that is no answer",
        "ANSWER_UNREADABLE",
        End.UNASKED,
        _fault("status", STATUS, status=404, body=["?"]),
    ),
    _unclear("cut off before the work", "NO_ANSWER", _fault("disconnect"), 0),
    _unclear("work done, answer lost", "NO_ANSWER", _fault("disconnect", after_effect=True), 1),
    _unclear("hangs before the work", "NO_ANSWER", _fault("hang"), 0),
    _unclear("hangs after the work", "NO_ANSWER", _fault("hang", after_effect=True), 1),
    _unclear("half an answer", "NO_ANSWER", _fault("truncate"), 1),
    _unclear("a proxy's 502", "NO_ANSWER", _fault("status", status=502), 0),
    _unclear("a proxy's 504", "NO_ANSWER", _fault("status", status=504), 0),
    _garbage("a web page instead of the file", "html"),
    _garbage("an empty file", "empty"),
    _garbage("half a file", "half"),
    _garbage("the file without a signature", "unsigned"),
    _garbage("the file changed on its way", "altered"),
    _garbage("fewer files than were sent", "fewer", V2),
    Row(
        "signed, and the download is cut off",
        "FILE_NOT_FETCHED",
        End.UNCLEAR,
        _fault("disconnect", DOWNLOAD),
        manner={"v1_answer": "id"},
        versions=(V1,),
        made=1,
    ),
    Row(
        "signed, and the file was fetched before (4044)",
        "FILE_NOT_FETCHED",
        End.UNCLEAR,
        _fault("status", DOWNLOAD, status=400, body={"status_code": 4044}),
        manner={"v1_answer": "id"},
        versions=(V1,),
        made=1,
    ),
)


def table() -> str:
    """Return the page's table."""
    head = ("what BSrE does", "interface", "code", "document", "signatures made there", "read")
    rows = [
        (
            row.name,
            "both" if row.versions == BOTH else row.versions[0].removeprefix("bsre_"),
            f"`{row.code}`",
            f"`{row.end.status}`",
            str(row.made),
            row.sentence,
        )
        for row in ROWS
    ]
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
