"""What BSrE's second wire shape says of signed files, letter for letter."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from tests.simulators.bsre.provider import (
    PDF,
    Provider,
    broken,
    encoded,
    files_of,
)
from tests.simulators.signed_pdfs import signed

INVISIBLE = {"tampilan": "INVISIBLE"}


def test_a_verdict_has_the_vendors_keys_letter_for_letter(bsre: Provider) -> None:
    told = [{**INVISIBLE, "reason": "Penerbitan CONTOH", "location": "Paringin"}]
    (pdf,) = files_of(bsre.sign_v2(signatureProperties=told))

    verdict = bsre.verify_v2(pdf)

    (information,) = verdict.pop("signatureInformations")
    assert verdict == {
        "conclusion": "VALID",
        "description": "Dokumen valid, Sertifikat yang digunakan terpercaya",
        "signatureCount": 1,
    }
    assert information.pop("id").startswith("S-")
    assert re.fullmatch(r"bcs_ecs_\d{13}", information.pop("fieldName"))
    stamp, chain = information.pop("timestampInfomation"), information.pop("certificateDetails")
    assert information == {
        "signatureFormat": "PAdES-BASELINE-T",
        "signerName": "SIMULASI KEPALA DINAS",
        "signatureDate": "2020-03-02T00:00:00.000+00:00",
        "reason": "Penerbitan CONTOH",
        "location": "Paringin",
        "certLevelCode": 0,
        "signatureAlgorithm": None,
        "digestAlgorithm": None,
        "integrityValid": True,
        "certificateTrusted": True,
        "lastSignature": False,
        "ltv": False,
        "modified": False,
    }
    assert set(stamp) == {"id", "signerName", "timestampDate"}
    assert [each["commonName"] for each in chain] == [
        "SIMULASI KEPALA DINAS",
        "SIMULASI Penerbit BSrE",
        "SIMULASI Root CA BSrE",
    ]
    assert set(chain[0]) == {
        "id",
        "commonName",
        "issuerName",
        "serialNumber",
        "notAfterDate",
        "notBeforeDate",
        "signatureAlgoritm",
        "keyUsages",
    }
    assert chain[0]["keyUsages"] == ["digitalSignature", "nonRepudiation"]


def test_a_pdf_without_a_signature_has_none(bsre: Provider) -> None:
    told = bsre.verify_v2(PDF)
    assert (told["conclusion"], told["signatureCount"]) == ("NO_SIGNATURE", 0)
    assert told["signatureInformations"] == []


def test_what_was_altered_is_invalid(bsre: Provider) -> None:
    reason = [{**INVISIBLE, "reason": "Penerbitan CONTOH"}]
    (pdf,) = files_of(bsre.sign_v2(signatureProperties=reason))

    told = bsre.verify_v2(pdf.replace(b"Penerbitan", b"penerbitan"))

    assert told["conclusion"] == "INVALID"
    assert told["signatureInformations"][0]["integrityValid"] is False
    assert told["signatureInformations"][0]["modified"] is True


def test_a_stranger_is_invalid_and_warned_of(bsre: Provider) -> None:
    told = bsre.verify_v2(signed(PDF))
    assert told["conclusion"] == "INVALID"
    assert told["warning"]
    (information,) = told["signatureInformations"]
    assert information["certificateTrusted"] is False
    assert information["timestampInfomation"] is None
    assert information["signatureFormat"] == "PAdES-BASELINE-B"


@pytest.mark.parametrize("file", ["", encoded(b"bukan PDF"), encoded(PDF[:80])])
def test_a_broken_file_breaks_the_service(bsre: Provider, file: str) -> None:
    assert broken(bsre.post("/api/v2/verify/pdf", {"file": file})) == 500


def test_the_services_clock_may_be_wrong(bsre: Provider) -> None:
    bsre.put(clock_skew_seconds=347)

    (pdf,) = files_of(bsre.sign_v2())

    (told,) = bsre.verify_v2(pdf)["signatureInformations"]
    signed_at = datetime.fromisoformat(told["signatureDate"])
    stamped_at = datetime.fromisoformat(told["timestampInfomation"]["timestampDate"])
    assert (signed_at - stamped_at).total_seconds() == 347
    assert bsre.verify_v2(pdf)["conclusion"] == "VALID"
