"""BSrE's second wire shape: JSON in and out, many files with one passphrase."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from pyhanko.pdf_utils.crypt import StandardSecurityHandler
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from tests.simulators.bsre.provider import (
    PDF,
    STRANGER,
    Provider,
    bottom_lines,
    broken,
    encoded,
    error_of,
    files_of,
    letter,
    picture,
)
from tests.simulators.bsre.test_bsre_v1 import widget

MAIL = "kepala.dinas@simulasi.invalid"
SEAL = "SIMULASI-SEGEL-9001"
VISIBLE = {
    "tampilan": "VISIBLE",
    "imageBase64": encoded(picture()),
    "page": 1,
    "originX": 50,
    "originY": 30,
    "width": 120,
    "height": 60,
}
INVISIBLE = {"tampilan": "INVISIBLE"}


def locked(pdf: bytes, password: str) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    writer.output_version = (2, 0)
    handler = StandardSecurityHandler.build_from_pw(password, password)
    writer.security_handler = handler
    writer._encrypt = writer.add_object(handler.as_pdf_object())
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


# signing


def test_the_page_of_siak_shows_what_was_signed(bsre: Provider) -> None:
    page = bsre.program.client.get
    assert "Belum ada tanda tangan." in page("/", params={"gangguan": ""}).text
    bsre.sign_v2()
    assert "layanan v2" in page("/", params={"gangguan": ""}).text


async def test_many_files_are_signed_with_one_passphrase(bsre: Provider) -> None:
    sent = [PDF, letter(), letter(pages=2)]

    answer = bsre.sign_v2(*sent)

    got = files_of(answer)
    assert set(answer.json()) == {"time", "file"}
    assert isinstance(answer.json()["time"], int)
    assert [after.startswith(before) for before, after in zip(sent, got, strict=True)] == [True] * 3
    root = Path(bsre.program.ready["bsre_root"])
    assert [await bottom_lines(pdf, root) for pdf in got] == [[True]] * 3
    fields = {made["field"] for made in bsre.signatures()}
    assert len(fields) == 3
    assert all(re.fullmatch(r"bcs_ecs_\d{13}", field) for field in fields)


def test_one_file_too_is_answered_as_a_list(bsre: Provider) -> None:
    (pdf,) = files_of(bsre.sign_v2())
    assert pdf.startswith(PDF)


def test_each_file_may_have_properties_of_its_own(bsre: Provider) -> None:
    properties = [{**INVISIBLE, "reason": "satu"}, {**VISIBLE, "reason": "dua"}]

    first, second = files_of(bsre.sign_v2(PDF, letter(), signatureProperties=properties))

    assert bsre.verify_v2(first)["signatureInformations"][0]["reason"] == "satu"
    assert bsre.verify_v2(second)["signatureInformations"][0]["reason"] == "dua"
    assert widget(second)[:2] == (0, [50, 310, 170, 370])  # counted from the top of the page


def test_a_stamp_finds_its_marker(bsre: Provider) -> None:
    told = {"tampilan": "VISIBLE", "imageBase64": encoded(picture()), "tag_koordinat": "~"}

    (pdf,) = files_of(bsre.sign_v2(letter("~"), signatureProperties=[told]))

    _, (left, low, right, high), _ = widget(pdf)
    assert abs((left + right) / 2 - 300) < 12
    assert abs((low + high) / 2 - 120) < 12


def test_an_encrypted_pdf_is_signed_with_its_password(bsre: Provider) -> None:
    pdf = locked(letter(), "buka")

    assert broken(bsre.sign_v2(pdf)) == 500
    told = [{**INVISIBLE, "pdfPassword": "buka"}]
    (got,) = files_of(bsre.sign_v2(pdf, signatureProperties=told))

    assert bsre.verify_v2(got, password="buka")["conclusion"] == "VALID"
    assert broken(bsre.post("/api/v2/verify/pdf", {"file": encoded(got)})) == 500


def test_a_signer_may_be_named_by_mail(bsre: Provider) -> None:
    files_of(bsre.sign_v2(nik=None, email=MAIL))
    assert bsre.signatures()[0]["nik"] == bsre.nik


def test_one_broken_file_spoils_all(bsre: Provider) -> None:
    assert broken(bsre.sign_v2(PDF, b"bukan PDF")) == 500
    assert broken(bsre.sign_v2(b"")) == 500
    assert bsre.signatures() == []


@pytest.mark.parametrize(
    ("_case", "fields", "code"),
    [
        ("wrong passphrase", {"passphrase": "salah"}, 2031),
        ("wrong code", {"passphrase": None, "totp": "000000"}, 2031),
        ("a NIK nobody has", {"nik": STRANGER}, 2021),
        ("no NIK at all", {"nik": "63110"}, 2011),
        ("a mail nobody has", {"nik": None, "email": "lain@simulasi.invalid"}, 2011),
        ("no identity", {"nik": None}, 4014),
        ("no passphrase", {"passphrase": None}, 4014),
        ("no file", {"file": None}, 4014),
        ("an empty list", {"file": []}, 4014),
        ("file not a list", {"file": encoded(PDF)}, 4015),
        ("not base64", {"file": ["%%%"]}, 4015),
        ("a file that is a number", {"file": [7]}, 4015),
        ("no properties", {"signatureProperties": None}, 4014),
        ("properties that are texts", {"signatureProperties": ["INVISIBLE"]}, 4015),
        ("two properties for one file", {"signatureProperties": [INVISIBLE] * 2}, 4015),
        ("no look", {"signatureProperties": [{"reason": "x"}]}, 4014),
        ("a look unknown", {"signatureProperties": [{"tampilan": "TAMPAK"}]}, 4015),
        ("a reason that is a list", {"signatureProperties": [{**INVISIBLE, "reason": [1]}]}, 4015),
        ("no picture", {"signatureProperties": [{**VISIBLE, "imageBase64": ""}]}, 4014),
        ("a place left out", {"signatureProperties": [{**VISIBLE, "originY": None}]}, 4014),
        ("a width of words", {"signatureProperties": [{**VISIBLE, "width": "lebar"}]}, 4015),
        ("page nought", {"signatureProperties": [{**VISIBLE, "page": 0}]}, 4015),
        ("NIK a number", {"nik": 6311064101709001}, 4015),
    ],
)
def test_a_body_that_cannot_be_is_refused_by_number(
    bsre: Provider, _case: str, fields: dict[str, Any], code: int
) -> None:
    assert error_of(bsre.sign_v2(**fields)) == (400, code)
    assert bsre.signatures() == []


def test_an_installation_may_call_the_sentence_message(bsre: Provider) -> None:
    bsre.put(v2_error_key="message")

    told = bsre.sign_v2(passphrase="salah")

    assert told.json() == {"status_code": 2031, "message": "Passphrase anda salah !!!"}


# one-time passwords


def test_a_code_signs_once_and_as_many_files_as_were_told(bsre: Provider) -> None:
    asked = bsre.post("/api/v2/sign/get/totp", {"nik": bsre.nik, "data": 2})
    assert asked.json()["success"] is True
    code = bsre.code("sign")
    assert code not in asked.text

    assert len(files_of(bsre.sign_v2(PDF, PDF, passphrase=None, totp=code))) == 2
    assert error_of(bsre.sign_v2(passphrase=None, totp=code)) == (400, 2031)


def test_a_code_for_one_file_does_not_sign_two(bsre: Provider) -> None:
    bsre.post("/api/v2/sign/get/totp", {"email": MAIL, "data": 1})
    told = bsre.sign_v2(PDF, PDF, passphrase=None, totp=bsre.code("sign"))
    assert error_of(told) == (400, 2031)


def test_a_code_lapses(bsre: Provider) -> None:
    bsre.post("/api/v2/sign/get/totp", {"nik": bsre.nik, "data": 1})
    code = bsre.code("sign")
    bsre.program.advance(301)

    assert error_of(bsre.sign_v2(passphrase=None, totp=code)) == (400, 2031)
    assert bsre.program.get("/bsre/totp") == {"codes": []}


def test_a_code_is_asked_for_properly(bsre: Provider) -> None:
    path = "/api/v2/sign/get/totp"
    assert error_of(bsre.post(path, {"data": 1})) == (400, 4014)
    assert error_of(bsre.post(path, {"nik": bsre.nik})) == (400, 4014)
    assert error_of(bsre.post(path, {"nik": bsre.nik, "data": "dua"})) == (400, 4015)
    assert error_of(bsre.post(path, {"nik": STRANGER, "data": 1})) == (400, 2021)


# status


@pytest.mark.parametrize(
    ("_case", "identity", "code", "status"),
    [
        ("unknown", {"nik": STRANGER}, 2021, "NO_CERTIFICATE"),
        ("malformed", {"nik": "63110"}, 2011, "NOT_REGISTERED"),
        ("empty", {"nik": ""}, 2011, "NOT_REGISTERED"),
        ("nothing", {}, 2011, "NOT_REGISTERED"),
        ("mail unknown", {"email": "lain@simulasi.invalid"}, 2011, "NOT_REGISTERED"),
        ("mail known", {"email": MAIL}, 1111, "ISSUE"),
    ],
)
def test_a_status_is_always_answered(
    bsre: Provider, _case: str, identity: dict[str, str], code: int, status: str
) -> None:
    answer = bsre.post("/api/v2/user/check/status", identity)

    assert answer.status_code == 200
    assert set(answer.json()) == {"status_code", "message", "status"}
    assert (answer.json()["status_code"], answer.json()["status"]) == (code, status)


@pytest.mark.parametrize("state", ["EXPIRED", "RENEW", "NEW", "SUSPEND", "REVOKE"])
def test_a_state_is_told_and_does_not_sign(bsre: Provider, state: str) -> None:
    bsre.put_signer(state=state)

    told = bsre.post("/api/v2/user/check/status", {"nik": bsre.nik}).json()

    assert told["status"] == state
    assert error_of(bsre.sign_v2()) == (400, 2021)


def test_a_certificate_ends_after_two_years(bsre: Provider) -> None:
    files_of(bsre.sign_v2())
    bsre.program.advance(732 * 86_400)
    told = bsre.post("/api/v2/user/check/status", {"nik": bsre.nik}).json()
    assert told["status"] == "EXPIRED"
    assert error_of(bsre.sign_v2()) == (400, 2021)


# registration, chains, seals


def test_who_registers_waits_to_be_verified(bsre: Provider) -> None:
    told = {"nik": STRANGER, "nama": "CONTOH BARU", "email": "baru@simulasi.invalid"}

    first = bsre.post("/api/v2/user/registration", told)
    again = bsre.post("/api/v2/user/register", told)

    assert first.json()["message"] == "Pendaftaran berhasil"
    assert error_of(again) == (400, 4024)
    status = bsre.post("/api/v2/user/check/status", {"email": told["email"]}).json()
    assert status["status"] == "WAITING_FOR_VERIFICATION"
    bsre.put_signer(STRANGER, state="ISSUE", passphrase="sandi-baru")
    files_of(bsre.sign_v2(nik=STRANGER, passphrase="sandi-baru"))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"email": "a@b.invalid"}, 4014),
        ({"nama": "CONTOH"}, 4014),
        ({"nama": "CONTOH", "email": "bukan email"}, 4015),
        ({"nama": "CONTOH", "email": "a@b.invalid", "nik": "1"}, 4015),
        ({"nama": "CONTOH", "email": MAIL}, 4024),
    ],
)
def test_a_registration_must_be_whole(bsre: Provider, told: dict[str, str], code: int) -> None:
    assert error_of(bsre.post("/api/v2/user/registration", told)) == (400, code)


def test_a_chain_leads_from_the_signer_to_the_root(bsre: Provider) -> None:
    told = bsre.get(f"/api/v2/user/certificate/chain/{bsre.nik}").json()

    pems = [f"-----BEGIN CERTIFICATE-----\n{e}\n-----END CERTIFICATE-----\n" for e in told["data"]]
    signer, issuer, root = (x509.load_pem_x509_certificate(pem.encode()) for pem in pems)
    signer.verify_directly_issued_by(issuer)
    issuer.verify_directly_issued_by(root)
    assert told["success"] is True
    assert root == x509.load_pem_x509_certificate(bsre.root().encode())


def test_a_chain_nobody_has_is_answered_with_what_only_claims_to_be_json(bsre: Provider) -> None:
    answer = bsre.get(f"/api/v2/user/certificate/chain/{STRANGER}")
    assert answer.status_code == 400
    assert "json" in answer.headers["content-type"]
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_a_seal_is_activated_asked_for_used_once_and_revoked(bsre: Provider) -> None:
    wish = {
        "idSubscriber": SEAL,
        "signatureProperties": [INVISIBLE],
        "file": [encoded(PDF)],
    }
    assert bsre.post("/api/v2/seal/get/activation", {"idSubscriber": SEAL}).json()["success"]
    active = {"idSubscriber": SEAL, "totp": bsre.code("activation")}
    assert bsre.post("/api/v2/seal/get/totp", {**active, "data": 1}).json()["success"]
    code = bsre.code("seal")

    (pdf,) = files_of(bsre.post("/api/v2/seal/pdf", {**wish, "totp": code}))

    (told,) = bsre.verify_v2(pdf)["signatureInformations"]
    assert told["signerName"] == "SIMULASI SEGEL DISDUKCAPIL"
    assert bsre.signatures()[0]["via"] == "seal"
    assert error_of(bsre.post("/api/v2/seal/pdf", {**wish, "totp": code})) == (400, 2031)
    assert bsre.post("/api/v2/seal/revoke/activation", active).json()["success"]
    refused = bsre.post("/api/v2/seal/get/totp", {**active, "data": 1})
    assert error_of(refused) == (400, 2031)
    unknown = bsre.post("/api/v2/seal/get/activation", {"idSubscriber": "LAIN"})
    assert error_of(unknown) == (400, 2011)


def test_the_journal_tells_neither_secrets_nor_files(bsre: Provider) -> None:
    bsre.post("/api/v2/sign/get/totp", {"nik": bsre.nik, "data": 1})
    code = bsre.code("sign")
    bsre.sign_v2(passphrase=None, totp=code)
    bsre.sign_v2(letter())

    told = bsre.program.client.get("/_sim/v1/journal").text

    assert "/bsre/api/v2/sign/pdf" in told
    for secret in (bsre.nik, bsre.passphrase, f'"{code}"', encoded(letter())[:600]):
        assert secret not in told
