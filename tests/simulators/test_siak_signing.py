"""Signatures at SIAK's door: uploaded ones judged, others made inside through BSrE."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.simulators.programs import FROZEN, ROOT, Program
from tests.simulators.siak_office import Office, birth_of, final, sha, signed

Json = dict[str, Any]
CANARY = "kata-sandi-rahasia-4711"


@pytest.fixture
def office(frozen: Callable[..., Program]) -> Office:
    return Office(frozen("siak_sim"))


@pytest.fixture
def verified(office: Office) -> Json:
    """An accepted and verified birth: an act and a family card to sign."""
    entry = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    assert office.verify(entry).status_code == 200
    return entry


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def reason_of(pdf: bytes) -> str:
    return str(PdfFileReader(BytesIO(pdf)).embedded_signatures[-1].sig_object["/Reason"])


def upload(office: Office, entry: Json, pdf: bytes) -> httpx.Response:
    return office.upload(entry, entry["documents"][0], pdf)


# uploaded


def test_a_real_signature_bound_to_the_number_is_taken(office: Office, verified: Json) -> None:
    pdf = signed(final(verified["documents"][0]))
    assert upload(office, verified, pdf).json()["file_sha256"] == sha(pdf)


def test_a_signature_over_other_bytes_is_refused(office: Office, verified: Json) -> None:
    pdf = signed(final(verified["documents"][0]))
    at = pdf.rindex(b"/Contents <") + 400
    forged = pdf[:at] + (b"0" if pdf[at : at + 1] != b"0" else b"1") + pdf[at + 1 :]

    assert code_of(upload(office, verified, forged)) == (422, "SIGNATURE_BROKEN")


def test_a_signature_bound_to_another_number_is_refused(office: Office, verified: Json) -> None:
    document = verified["documents"][0]
    number = document["number"]
    for reason in ("Penandatanganan", number[:-1], number + "1", "6311-LU-01012020-9001"):
        pdf = signed(final(document), reason=reason)
        assert code_of(upload(office, verified, pdf)) == (422, "NUMBER_NOT_BOUND")

    pdf = signed(final(document), reason=f"Akta nomor {number}, Paringin")
    assert upload(office, verified, pdf).status_code == 200


def test_the_number_cannot_be_written_in_afterwards(office: Office, verified: Json) -> None:
    document = verified["documents"][0]
    wrong = document["number"][:-1] + "9"
    pdf = signed(final(document), reason=f"Contoh {wrong}")
    at = pdf.index(b"/Reason")
    swapped = pdf[:at] + pdf[at:].replace(wrong[-4:].encode(), document["number"][-4:].encode(), 1)

    assert document["number"] in reason_of(swapped)
    assert code_of(upload(office, verified, swapped)) == (422, "SIGNATURE_BROKEN")


def test_a_stranger_is_refused_when_roots_were_named(
    program: Callable[..., Program], office: Office, tmp_path: Path
) -> None:
    root = tmp_path / "root.pem"
    root.write_text(office.program.get("/bsre")["root_certificate"], "ascii")
    careful = Office(program("siak_sim", "--clock", FROZEN, "--trust-root", str(root)))
    entry = careful.enter("AKTA_KELAHIRAN", birth_of(careful.cases["couple_expecting"]))
    careful.verify(entry)

    refused = upload(careful, entry, signed(final(entry["documents"][0])))

    assert code_of(refused) == (422, "NOT_TRUSTED")


# made inside


def wish(office: Office, document: Json, **more: Any) -> Json:
    pdf = final(document)
    return {
        "nik": office.program.ready["bsre_nik"],
        "passphrase": office.program.ready["bsre_passphrase"],
        "pdf_base64": base64.b64encode(pdf).decode(),
        "signed_from_sha256": sha(pdf),
        "reason": "Penandatanganan dokumen",
        **more,
    }


def sign(office: Office, entry: Json, place: int = 0, **more: Any) -> httpx.Response:
    document = entry["documents"][place]
    path = f"/entries/{entry['entry_id']}/documents/{document['document_ref']}/signature"
    return office.call("POST", path, json=wish(office, document, **more), timeout=60)


def file(office: Office, entry: Json, place: int = 0) -> httpx.Response:
    ref = entry["documents"][place]["document_ref"]
    return office.call("GET", f"/entries/{entry['entry_id']}/documents/{ref}/file")


def test_siak_has_the_verified_bytes_signed_and_keeps_the_file(
    office: Office, verified: Json
) -> None:
    assert code_of(file(office, verified)) == (404, "FILE_UNKNOWN")

    stored = [sign(office, verified, place).json() for place in (0, 1)]

    kept = file(office, verified)
    assert kept.headers["content-type"] == "application/pdf"
    assert kept.content.startswith(final(verified["documents"][0]))
    assert sha(kept.content) == stored[0]["file_sha256"]
    assert office.issue(verified).json()["status"] == "ISSUED"


def test_what_bsre_signed_is_genuine_to_others(
    office: Office, verified: Json, tmp_path: Path
) -> None:
    sign(office, verified)
    pdf, root = tmp_path / "akta.pdf", tmp_path / "root.pem"
    pdf.write_bytes(file(office, verified).content)
    root.write_text(office.program.get("/bsre")["root_certificate"], "ascii")

    judged = subprocess.run(
        [sys.executable, "-m", "api", "verify-pdf", str(pdf), "--root", str(root)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "ASLI" in judged.stdout.splitlines(), judged.stdout + judged.stderr
    assert "SIMULASI KEPALA DINAS" in judged.stdout
    assert "PAdES B-T" in judged.stdout
    assert verified["documents"][0]["number"] in reason_of(pdf.read_bytes())


def test_asking_again_answers_the_same_without_another_signature(
    office: Office, verified: Json
) -> None:
    office.program.post("/faults", {"kind": "disconnect", "after_effect": True})
    with pytest.raises(httpx.TransportError):
        sign(office, verified)
    held = file(office, verified).content

    again = sign(office, verified, passphrase="salah")

    assert again.json()["file_sha256"] == sha(held)


def test_asking_many_times_at_once_is_one_signature(office: Office, verified: Json) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: sign(office, verified), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["file_sha256"] for answer in answers}) == 1


def test_only_the_verified_bytes_are_signed(office: Office, verified: Json) -> None:
    other = final({"register_number": "AKTA_KELAHIRAN/0/1", "number": "0"})
    forged = {"pdf_base64": base64.b64encode(other).decode(), "signed_from_sha256": sha(other)}
    damaged = {"pdf_base64": base64.b64encode(other).decode()}

    assert code_of(sign(office, verified, **forged)) == (422, "NOT_THE_VERIFIED_DOCUMENT")
    assert code_of(sign(office, verified, **damaged)) == (422, "HASH_MISMATCH")
    assert code_of(sign(office, verified, pdf_base64="%%%")) == (400, "BODY_INVALID")
    fresh = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting_2"]))
    assert code_of(sign(office, fresh)) == (409, "NOT_VERIFIED")


def test_verified_bytes_that_are_no_pdf_are_not_signed(office: Office) -> None:
    entry = office.enter("AKTA_KELAHIRAN", birth_of(office.cases["couple_expecting"]))
    junk = b"%PDF-1.7\nbukan PDF\n%%EOF"
    hashes = {document["document_ref"]: sha(junk) for document in entry["documents"]}
    path = f"/entries/{entry['entry_id']}/verification"
    office.call("POST", path, json={"verifier": "verifikator-1", "hashes": hashes})
    sent = {"pdf_base64": base64.b64encode(junk).decode(), "signed_from_sha256": sha(junk)}
    assert code_of(sign(office, entry, **sent)) == (422, "NOT_SIGNABLE")


@pytest.mark.parametrize(
    "state",
    ["EXPIRED", "RENEW", "WAITING_FOR_VERIFICATION", "NEW", "NO_CERTIFICATE", "SUSPEND", "REVOKE"],
)
def test_only_a_certificate_in_force_signs(office: Office, verified: Json, state: str) -> None:
    nik = office.program.ready["bsre_nik"]
    put(office, nik, {"state": state})

    refused = sign(office, verified)

    assert code_of(refused) == (422, "CERTIFICATE_UNUSABLE")
    assert state in refused.json()["error"]["message"]
    put(office, nik, {"state": "ISSUE"})
    assert sign(office, verified).status_code == 200


def test_a_signer_is_known_and_gives_the_passphrase(office: Office, verified: Json) -> None:
    nik = office.program.ready["bsre_nik"]
    assert code_of(sign(office, verified, passphrase="salah")) == (422, "WRONG_PASSPHRASE")
    assert code_of(sign(office, verified, nik="6311010101809999")) == (422, "SIGNER_UNKNOWN")
    put(office, nik, {"state": "NOT_REGISTERED"})
    assert code_of(sign(office, verified)) == (422, "SIGNER_UNKNOWN")
    assert code_of(file(office, verified)) == (404, "FILE_UNKNOWN")


def test_a_certificate_ends_after_two_years_and_can_be_renewed(
    office: Office, verified: Json
) -> None:
    nik = office.program.ready["bsre_nik"]
    assert sign(office, verified).status_code == 200
    office.program.advance(731 * 86400)

    assert code_of(sign(office, verified, 1)) == (422, "CERTIFICATE_UNUSABLE")
    assert signers(office)[nik]["state"] == "EXPIRED"
    put(office, nik, {"state": "ISSUE"})
    assert sign(office, verified, 1).status_code == 200


def put(office: Office, nik: str, body: Json) -> httpx.Response:
    return office.program.client.put(f"/_sim/v1/bsre/signers/{nik}", json=body)


def signers(office: Office) -> dict[str, Json]:
    return {signer["nik"]: signer for signer in office.program.get("/bsre")["signers"]}


def test_signers_are_registered_and_told(office: Office, verified: Json) -> None:
    told = office.program.get("/bsre")
    assert told["default_signer"] == {
        "nik": office.program.ready["bsre_nik"],
        "passphrase": office.program.ready["bsre_passphrase"],
    }
    assert told["root_certificate"].startswith("-----BEGIN CERTIFICATE-----")

    put(office, "6311010101809002", {"name": "PLT KADIS", "passphrase": "lain"})

    assert signers(office)["6311010101809002"]["name"] == "SIMULASI PLT KADIS"
    answer = sign(office, verified, nik="6311010101809002", passphrase="lain")
    assert answer.status_code == 200
    put(office, office.program.ready["bsre_nik"], {"passphrase": "baru"})
    assert office.program.get("/bsre")["default_signer"]["passphrase"] is None


@pytest.mark.parametrize("body", [{"state": "MAYBE"}, {"passphrase": ""}, {"name": 7}])
def test_a_signer_that_cannot_be_is_refused(office: Office, body: Json) -> None:
    assert put(office, "6311010101809003", body).status_code == 400
    assert "6311010101809003" not in signers(office)


def test_bsre_may_be_down_or_slow(office: Office, verified: Json) -> None:
    office.program.post("/faults", {"kind": "bsre_down"})
    refused = sign(office, verified)
    assert code_of(refused) == (503, "BSRE_UNAVAILABLE")
    assert refused.json()["error"]["retry_after_seconds"] == 60

    office.program.post("/faults", {"kind": "bsre_slow", "seconds": 30})
    with pytest.raises(httpx.ReadTimeout):
        office.ask(
            "POST",
            f"/entries/{verified['entry_id']}/documents"
            f"/{verified['documents'][0]['document_ref']}/signature",
            json=wish(office, verified["documents"][0]),
            timeout=0.3,
        )
    office.program.reset(7)  # what is under way then comes to nothing
    later = Office(office.program)
    entry = later.enter("AKTA_KELAHIRAN", birth_of(later.cases["couple_expecting"]))
    later.verify(entry)
    assert entry["entry_id"] == verified["entry_id"]
    assert code_of(file(later, entry)) == (404, "FILE_UNKNOWN")
    assert sign(later, entry).status_code == 200


def test_the_delay_can_be_set(office: Office) -> None:
    answer = office.program.client.put("/_sim/v1/bsre", json={"delay_seconds": 0.9})
    assert answer.json()["delay_seconds"] == 0.9
    assert office.program.get("/bsre")["delay_seconds"] == 0.9
    refused = office.program.client.put("/_sim/v1/bsre", json={"delay_seconds": "lama"})
    assert refused.status_code == 400


def test_no_passphrase_is_written_down(office: Office, verified: Json) -> None:
    nik = office.program.ready["bsre_nik"]
    put(office, nik, {"passphrase": CANARY})
    for wrong in ({"nik": "6311010101809999"}, {"pdf_base64": "%%%"}, {}):
        answer = sign(office, verified, **{"passphrase": CANARY, **wrong})
        assert CANARY not in answer.text

    written = [
        office.program.get("/journal"),
        office.program.get("/state"),
        office.program.get("/bsre"),
        office.program.get("/entries"),
        office.program.client.get("/").text,
    ]

    assert file(office, verified).status_code == 200
    assert all(CANARY not in json.dumps(each) for each in written)


def test_keys_and_signers_survive_a_restart(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    options = ("siak_sim", "--clock", FROZEN, "--state", str(tmp_path / "siak.json"))
    first = program(*options)
    office = Office(first)
    root = first.get("/bsre")["root_certificate"]
    put(office, "6311010101809002", {"name": "PLT KADIS", "state": "SUSPEND"})
    first.process.terminate()
    first.process.wait(10)

    later = Office(program(*options))

    assert later.program.get("/bsre")["root_certificate"] == root
    assert signers(later)["6311010101809002"]["state"] == "SUSPEND"
    later.program.reset(7)
    assert later.program.get("/bsre")["root_certificate"] != root
