"""BSrE's words in ours: states of a certificate, numbers of refusals, and what they mean here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.domain.ports import CertificateState, Json, Permanent, Transient

_REFUSALS_FROM = 2000  # what is below tells how things stand

MAY_SIGN = "ISSUE"
STATES: Mapping[str, tuple[CertificateState, str]] = {  # where it stands, and our refusal
    "EXPIRED": (CertificateState.EXPIRED, "CERTIFICATE_EXPIRED"),
    "REVOKE": (CertificateState.REVOKED, "CERTIFICATE_REVOKED"),
    "SUSPEND": (CertificateState.SUSPENDED, "CERTIFICATE_SUSPENDED"),
    "NEW": (CertificateState.NOT_READY, "CERTIFICATE_NOT_READY"),
    "WAITING_FOR_VERIFICATION": (CertificateState.NOT_READY, "CERTIFICATE_NOT_READY"),
    "RENEW": (CertificateState.NOT_READY, "CERTIFICATE_NOT_READY"),
    "NO_CERTIFICATE": (CertificateState.NONE, "NO_CERTIFICATE"),
    "NOT_REGISTERED": (CertificateState.NONE, "SIGNER_UNKNOWN"),
}
NUMBERS: Mapping[int, str] = {  # `status_code` of a refusal
    2011: "SIGNER_UNKNOWN",
    2021: "CERTIFICATE_UNUSABLE",  # the state tells why
    2031: "WRONG_PASSPHRASE",
}


def refusal_of_number(body: Json) -> Permanent | None:
    """Return the refusal an answer's `status_code` tells of, or None where it tells of none."""
    number = number_in(body)
    if number is None or number < _REFUSALS_FROM:
        return None
    return Permanent(NUMBERS.get(number, "REQUEST_REFUSED"), str(number))


def number_in(body: Json) -> int | None:
    """Return BSrE's number of four digits, which some servers send as text."""
    raw: Any = body.get("status_code")  # any JSON value
    text = str(raw)
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else None


def state_in(body: Json) -> str:
    """Return the state an answer names; the refusal where it names none, or `Transient`."""
    state = body.get("status")
    if isinstance(state, str) and (state == MAY_SIGN or state in STATES):
        return state
    refused = refusal_of_number(body)
    if refused is not None:
        raise refused
    raise Transient("ANSWER_UNREADABLE", "no state we know", tells_of_line=True)
