"""BSrE's second shape of a verdict on a PDF, with the vendor's own spelling of its keys."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from siak_sim.records import Json

if TYPE_CHECKING:
    from siak_sim.signing.bsre_judging import Certificate, Judged

_VALID = "Dokumen valid, Sertifikat yang digunakan terpercaya"
_NONE = "Dokumen tidak memiliki tanda tangan elektronik"
_CHANGED = "Dokumen tidak valid, dokumen telah mengalami perubahan setelah ditandatangani"
_STRANGER = "Dokumen tidak valid, Sertifikat yang digunakan tidak terpercaya"
_NO_TIME = "Tanda tangan tidak menggunakan stempel waktu"


def verdict(judged: list[Judged]) -> Json:
    """Return the answer of the second shape."""
    whole = all(each.intact and not each.changed for each in judged)
    trusted = all(each.trusted for each in judged)
    conclusion = "NO_SIGNATURE" if not judged else "VALID" if whole and trusted else "INVALID"
    told: Json = {
        "conclusion": conclusion,
        "description": _description(judged, whole=whole, trusted=trusted),
        "signatureInformations": [_information(each) for each in judged],
        "signatureCount": len(judged),
    }
    if any(each.stamped_at is None for each in judged):
        told["warning"] = [_NO_TIME]
    return told


def _description(judged: list[Judged], *, whole: bool, trusted: bool) -> str:
    if not judged:
        return _NONE
    if not whole:
        return _CHANGED
    return _VALID if trusted else _STRANGER


def _information(judged: Judged) -> Json:
    return {
        "id": "S-" + _id(judged.field, judged.value),
        "signatureFormat": f"PAdES-BASELINE-{'T' if judged.stamped_at else 'B'}",
        "signerName": judged.chain[0].name,
        "signatureDate": _instant(judged.signed_at),
        "fieldName": judged.field,
        "reason": judged.reason,
        "location": judged.location,
        "certLevelCode": 0,
        "signatureAlgorithm": None,
        "digestAlgorithm": None,
        "timestampInfomation": _stamp(judged),
        "certificateDetails": [_certificate(each) for each in judged.chain],
        "integrityValid": judged.intact and not judged.changed,
        "certificateTrusted": judged.trusted,
        "lastSignature": False,
        "ltv": False,
        "modified": judged.changed or not judged.intact,
    }


def _stamp(judged: Judged) -> Json | None:
    if judged.stamper is None:
        return None
    return {
        "id": "T-" + _id(judged.field, judged.digest),
        "signerName": judged.stamper.name,
        "timestampDate": _instant(judged.stamped_at),
    }


def _certificate(shown: Certificate) -> Json:
    return {
        "id": "C-" + shown.sha256,
        "commonName": shown.name,
        "issuerName": shown.issuer_from_top,
        "serialNumber": str(shown.serial),
        "notAfterDate": _instant(shown.ends_at),
        "notBeforeDate": _instant(shown.begins_at),
        "signatureAlgoritm": shown.algorithm,
        "keyUsages": list(shown.usages),
    }


def _id(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest().upper()


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else None
