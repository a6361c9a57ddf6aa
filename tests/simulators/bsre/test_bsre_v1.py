"""BSrE's first wire shape: forms in, a PDF or its id out."""

from __future__ import annotations

import base64
import hashlib
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

from tests.simulators.bsre.provider import (
    PDF,
    STRANGER,
    V1_SIGN,
    Provider,
    bottom_lines,
    broken,
    error_of,
    letter,
    pdfsig,
    picture,
    qpdf,
)
from tests.simulators.signed_pdfs import signed


def widget(pdf: bytes) -> tuple[int, list[float], Any]:
    """Page, rectangle and appearance of the last signature's field."""
    for number, page in enumerate(PdfReader(BytesIO(pdf)).pages):
        for each in page.get("/Annots", []):
            found = each.get_object()
            if found.get("/FT") == "/Sig":
                return number, [float(side) for side in found["/Rect"]], found.get("/AP")
    raise AssertionError("no signature's field")


# signing


def test_a_form_is_answered_with_the_signed_pdf_and_its_id(bsre: Provider) -> None:
    answer = bsre.sign_v1(reason="Penerbitan CONTOH", location="Paringin")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["id_dokumen"])
    assert answer.content.startswith(PDF)
    signature = PdfFileReader(BytesIO(answer.content)).embedded_regular_signatures[-1]
    assert re.fullmatch(r"bcs_ecs_\d{13}", str(signature.field_name))
    assert signature.sig_object["/Reason"] == "Penerbitan CONTOH"
    assert signature.sig_object["/Location"] == "Paringin"


async def test_what_is_signed_is_genuine_to_independent_judges(
    bsre_today: Provider, tmp_path: Path
) -> None:
    pdf, root = tmp_path / "surat.pdf", Path(bsre_today.program.ready["bsre_root"])
    fields = {"xAxis": 50, "yAxis": 60, "width": 120, "height": 60, "page": 1}
    stamped = {"tampilan": "visible", "image": "true", "imageTTD": picture(), **fields}
    for answer in (bsre_today.sign_v1(), bsre_today.sign_v1(letter(), **stamped)):
        pdf.write_bytes(answer.content)

        told = pdfsig(pdf, root, tmp_path)

        assert "Signature is Valid" in told
        assert "Certificate is Trusted" in told
        assert "Total document signed" in told
        assert "ETSI.CAdES.detached" in told
        assert "No syntax or stream encoding errors" in qpdf(pdf)
        assert await bottom_lines(pdf.read_bytes(), root, at=None) == [True]


async def test_a_second_signature_leaves_the_first_one_good(bsre: Provider, tmp_path: Path) -> None:
    twice = bsre.sign_v1(bsre.sign_v1().content).content

    assert await bottom_lines(twice, Path(bsre.program.ready["bsre_root"])) == [True, True]
    assert bsre.verify_v1(twice)["jumlah_signature"] == 2


def test_a_file_is_fetched_by_its_id_once(bsre: Provider) -> None:
    answer = bsre.sign_v1()
    path = f"/api/sign/download/{answer.headers['id_dokumen']}"

    first, second = bsre.get(path), bsre.get(path)

    assert first.content == answer.content
    assert first.headers["content-type"] == "application/pdf"
    assert error_of(second) == (400, 4044)
    assert second.json()["error"].startswith("File tidak tersedia")
    assert error_of(bsre.get("/api/sign/download/tidak-ada")) == (400, 4044)


def test_an_installation_may_answer_the_id_alone(bsre: Provider) -> None:
    bsre.put(v1_answer="id")

    told = bsre.sign_v1().json()

    fetched = bsre.get(f"/api/sign/download/{told['id_dokumen']}").content
    assert set(told) == {"message", "id_dokumen"}
    assert bsre.verify_v1(fetched)["summary"] == "DOCUMENT VALID !!!"


def test_a_client_may_ask_for_the_file_in_json(bsre: Provider) -> None:
    told = bsre.sign_v1(jenis_response="BASE64").json()

    assert set(told) == {"waktu", "message", "id_dokumen", "base64_signed_file"}
    assert base64.b64decode(told["base64_signed_file"]).startswith(PDF)


# stamps


def test_a_picture_is_drawn_where_the_form_says(bsre: Provider) -> None:
    fields = {"xAxis": 50, "yAxis": 60, "width": 120, "height": 60, "page": 2}

    answer = bsre.sign_v1(
        letter(pages=2), tampilan="visible", image="true", imageTTD=picture(), **fields
    )

    assert answer.status_code == 200, answer.text
    page, box, look = widget(answer.content)
    assert (page, box) == (1, [50, 60, 170, 120])
    assert b"/Image" in answer.content[len(letter(pages=2)) :]
    assert look is not None


def test_a_link_becomes_a_qr_code_at_the_marker(bsre: Provider) -> None:
    answer = bsre.sign_v1(
        letter("#", pages=2),
        tampilan="VISIBLE",
        image="false",
        linkQR="https://contoh.invalid/v/1",
        tag_koordinat="#",
        width=60,
        height=60,
        text="Ditandatangani secara elektronik",
    )

    assert answer.status_code == 200, answer.text
    page, (left, low, right, high), _ = widget(answer.content)
    assert (page, right - left, high - low) == (1, 60, 60)
    assert abs((left + right) / 2 - 300) < 12
    assert abs((low + high) / 2 - 120) < 12


def test_the_older_spelling_names_a_page_and_measures_in_millimetres(bsre: Provider) -> None:
    answer = bsre.sign_v1(
        letter(pages=3),
        tampilan="visible",
        image="false",
        linkQR="https://contoh.invalid/v/1",
        halaman="terakhir",
        xAxis="10",
        yAxis="20",
        width="25.4",
        height="25.4",
    )

    assert answer.status_code == 200, answer.text
    assert widget(answer.content)[:2] == (2, [28, 57, 100, 129])


def test_an_invisible_signature_has_no_place_on_the_page(bsre: Provider) -> None:
    page, box, _ = widget(bsre.sign_v1(letter()).content)
    assert (page, box) == (0, [0, 0, 0, 0])


# refusals


@pytest.mark.parametrize(
    ("_case", "fields", "code"),
    [
        ("wrong passphrase", {"passphrase": "salah"}, 2031),
        ("nobody has the NIK", {"nik": STRANGER}, 2011),
        ("no NIK at all", {"nik": "63110"}, 2011),
        ("NIK missing", {"nik": None}, 4014),
        ("passphrase missing", {"passphrase": None}, 4014),
        ("look missing", {"tampilan": None}, 4014),
        ("look unknown", {"tampilan": "terlihat"}, 4015),
        ("form of the answer unknown", {"jenis_response": "XML"}, 4015),
        ("QR without a link", {"tampilan": "visible", "image": "false"}, 4014),
        ("picture without a picture", {"tampilan": "visible", "image": "true"}, 4014),
        ("image neither true nor false", {"tampilan": "visible", "image": "ya"}, 4015),
        ("no place", {"tampilan": "visible", "linkQR": "x"}, 4014),
        (
            "a place that is no number",
            {"tampilan": "visible", "linkQR": "x", "page": 1, "xAxis": "kiri"},
            4015,
        ),
        ("no marker", {"tampilan": "visible", "linkQR": "x", "tag_koordinat": "~"}, 4015),
    ],
)
def test_a_form_that_cannot_be_is_refused_by_number(
    bsre: Provider, _case: str, fields: dict[str, Any], code: int
) -> None:
    assert error_of(bsre.sign_v1(letter(), **fields)) == (400, code)
    assert bsre.signatures() == []


def test_a_form_without_a_pdf_is_refused(bsre: Provider) -> None:
    fields = {"nik": bsre.nik, "passphrase": bsre.passphrase, "tampilan": "invisible"}
    assert error_of(bsre.form(V1_SIGN, fields)) == (400, 4014)
    assert error_of(bsre.form(V1_SIGN, fields, file=("surat.docx", PDF))) == (400, 4015)


@pytest.mark.parametrize(
    ("_case", "pdf"),
    [
        ("empty", b""),
        ("not a PDF", b"bukan PDF sama sekali"),
        ("cut off", PDF[: len(PDF) // 2]),
        ("head and foot only", b"%PDF-1.7\nbukan PDF\n%%EOF"),
    ],
)
def test_a_broken_pdf_breaks_the_service(bsre: Provider, _case: str, pdf: bytes) -> None:
    assert broken(bsre.sign_v1(pdf)) == 500
    assert broken(bsre.form("/api/sign/verify", {}, signed_file=("surat.pdf", pdf))) == 500
    assert bsre.signatures() == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("EXPIRED", 2021),
        ("RENEW", 2021),
        ("WAITING_FOR_VERIFICATION", 2021),
        ("NEW", 2021),
        ("NO_CERTIFICATE", 2021),
        ("NOT_REGISTERED", 2011),
        ("SUSPEND", 2021),
        ("REVOKE", 2021),
    ],
)
def test_who_has_no_certificate_in_force_does_not_sign(
    bsre: Provider, state: str, code: int
) -> None:
    bsre.put_signer(state=state)

    assert error_of(bsre.sign_v1()) == (400, code)
    told = bsre.get(f"/api/user/status/{bsre.nik}")
    assert (told.status_code, told.json()["status"]) == (200, state)


def test_a_status_is_told_with_its_number(bsre: Provider) -> None:
    known = bsre.get(f"/api/user/status/{bsre.nik}").json()
    unknown = bsre.get(f"/api/user/status/{STRANGER}").json()

    words = "User sudah terdaftar dan memiliki sertifikat dengan status ISSUE"
    assert known == {"status_code": 1111, "status": "ISSUE", "message": words}
    unregistered = {"status_code": 1110, "status": "NOT_REGISTERED"}
    assert unknown == {**unregistered, "message": "User belum terdaftar"}


# verifying


def test_a_verdict_has_the_documented_shape(bsre: Provider) -> None:
    pdf = bsre.sign_v1(reason="Penerbitan CONTOH", location="Paringin").content

    told = bsre.verify_v1(pdf)

    (detail,) = told.pop("details")
    assert told == {
        "nama_dokumen": "surat.pdf",
        "jumlah_signature": 1,
        "notes": (
            "Tanda tangan elektronik valid dan dokumen merupakan dokumen asli sejak ditandatangani"
        ),
        "summary": "DOCUMENT VALID !!!",
    }
    assert set(detail) == {"info_tsa", "signature_field", "info_signer", "signature_document"}
    assert detail["info_tsa"]["name"] == "SIMULASI Stempel Waktu BSrE"
    assert set(detail["info_tsa"]) == {"name", "tsa_cert_validity"}
    assert detail["info_signer"]["signer_name"] == "SIMULASI KEPALA DINAS"
    assert detail["info_signer"]["cert_user_certified"] is True
    assert set(detail["info_signer"]) == {
        "issuer_dn",
        "signer_name",
        "signer_cert_validity",
        "signer_dn",
        "cert_user_certified",
    }
    document = detail["signature_document"]
    assert document.pop("signature_value")
    assert re.fullmatch(r"[0-9a-f]{64}", document.pop("hash_value"))
    assert document == {
        "signed_using_tsa": True,
        "reason": "Penerbitan CONTOH",
        "document_integrity": True,
        "signed_in": "2020-03-02 07:00:00.00",  # by the clocks of Jakarta
        "location": "Paringin",
    }


def test_a_pdf_without_a_signature_is_told_as_such(bsre: Provider) -> None:
    assert bsre.verify_v1(PDF) == {
        "nama_dokumen": "surat.pdf",
        "jumlah_signature": 0,
        "notes": None,
        "details": [],
        "summary": None,
    }


def test_an_altered_pdf_is_not_valid(bsre: Provider) -> None:
    pdf = bsre.sign_v1(reason="Penerbitan CONTOH").content

    told = bsre.verify_v1(pdf.replace(b"Penerbitan", b"penerbitan"))

    assert told["summary"] == "DOCUMENT NOT VALID !!!"
    assert told["details"][0]["signature_document"]["document_integrity"] is False


def test_a_strangers_signature_is_not_certified(bsre: Provider) -> None:
    told = bsre.verify_v1(signed(PDF))
    assert told["summary"] == "DOCUMENT NOT VALID !!!"
    assert told["details"][0]["info_signer"]["cert_user_certified"] is False
    assert told["details"][0]["info_tsa"] == {"name": None, "tsa_cert_validity": "null to null"}


# who signed what


def test_every_signature_is_in_the_ledger_with_both_hashes(bsre: Provider) -> None:
    answer = bsre.sign_v1()

    (made,) = bsre.signatures()

    assert made["sha256_before"] == hashlib.sha256(PDF).hexdigest()
    assert made["sha256_after"] == hashlib.sha256(answer.content).hexdigest()
    assert (made["nik"], made["via"]) == (bsre.nik, "v1")
    assert made["document_id"] == answer.headers["id_dokumen"]


def test_the_journal_tells_no_secret(bsre: Provider) -> None:
    bsre.sign_v1()
    bsre.get(f"/api/user/status/{bsre.nik}")

    told = bsre.program.client.get("/_sim/v1/journal").text

    assert "/bsre/api/sign/pdf" in told
    assert bsre.passphrase not in told
    assert bsre.nik not in told
