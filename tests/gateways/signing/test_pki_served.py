"""The PKI over HTTP, asked by programs that are not ours."""

import asyncio
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from asn1crypto import ocsp, tsp
from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from api.gateways.signing import pki as development
from api.gateways.signing.forms import as_asn1
from api.gateways.signing.pki import NewSignatory, ensure_pki, read_certificate
from api.gateways.signing.tsa import request_for
from tests.gateways.conftest import NOW, PASSPHRASE, Judge
from tests.gateways.signing.served import ServedPki

OCSP = {"Content-Type": "application/ocsp-request"}
TSQ = {"Content-Type": "application/timestamp-query"}


async def ask_openssl(judge: Judge, served: ServedPki, serial: int) -> str:
    """Return what `openssl ocsp` says of a serial number; it sends a nonce and checks it."""
    command = (
        *("openssl", "ocsp", "-issuer", served.folder / development.ISSUING),
        *("-serial", f"0x{serial:x}", "-url", f"{served.url}/ocsp"),
        *("-CAfile", served.folder / development.ROOT, "-nonce"),
    )
    return await asyncio.to_thread(judge, *command)


async def test_openssl_hears_of_a_good_certificate_with_its_own_nonce(
    served: ServedPki, judge: Judge
) -> None:
    said = await ask_openssl(judge, served, served.serial())

    assert "Response verify OK" in said
    assert ": good" in said
    assert "WARNING: no nonce" not in said


async def test_openssl_hears_of_a_revocation_with_its_reason(
    served: ServedPki, judge: Judge
) -> None:
    reason = x509.ReasonFlags.key_compromise
    served.services.revocations.revoke(served.serial(), NOW, reason)

    said = await ask_openssl(judge, served, served.serial())

    assert ": revoked" in said
    assert "Reason: keyCompromise" in said


async def test_a_suspension_is_heard_of_and_its_end_too(served: ServedPki, judge: Judge) -> None:
    revocations = served.services.revocations

    revocations.suspend(served.serial(), NOW)
    held = await ask_openssl(judge, served, served.serial())
    revocations.resume(served.serial())
    resumed = await ask_openssl(judge, served, served.serial())

    assert "Reason: certificateHold" in held
    assert ": good" in resumed


async def test_a_serial_number_nobody_issued_is_unknown(served: ServedPki, judge: Judge) -> None:
    assert ": unknown" in await ask_openssl(judge, served, 0xC0FFEE)


async def test_a_signatory_who_came_after_the_start_is_known(
    served: ServedPki, judge: Judge
) -> None:
    await ask_openssl(judge, served, served.serial())
    new = NewSignatory("pelaksana", "PELAKSANA CONTOH", PASSPHRASE)
    ensure_pki(served.folder, NOW, [new], rounds=1000)
    path = served.folder / "signatories" / "pelaksana.pem"

    assert ": good" in await ask_openssl(judge, served, read_certificate(path).serial_number)


async def test_a_service_of_the_office_is_known(served: ServedPki, judge: Judge) -> None:
    name = "SIMULASI Segel Layanan"
    development.ensure_service(served.folder, "seal.pem", "seal.key", name, NOW)
    certificate = read_certificate(served.folder / "seal.pem")

    assert ": good" in await ask_openssl(judge, served, certificate.serial_number)


async def test_the_question_may_stand_in_the_address(served: ServedPki) -> None:
    question = quote(b64encode(_question(served, served.serial())), safe="")

    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{served.url}/ocsp/{question}")

    response = ocsp.OCSPResponse.load(answer.content)
    assert answer.headers["content-type"] == "application/ocsp-response"
    assert "max-age" in answer.headers["cache-control"]
    assert _statuses(response) == ["good"]


@pytest.mark.parametrize(
    "body", [b"", b"\x30\x00", b"bukan OCSP", b"\x30\x80" * 40, b"\x30\x03\x02\x01"]
)
async def test_what_is_no_ocsp_request_is_malformed(body: bytes, served: ServedPki) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{served.url}/ocsp", content=body, headers=OCSP)

    assert answer.status_code == 200
    assert ocsp.OCSPResponse.load(answer.content)["response_status"].native == "malformed_request"


async def test_another_issuers_certificate_is_not_answered_for(
    served: ServedPki, pki: Path
) -> None:
    foreign = as_asn1(read_certificate(pki / development.ISSUING))
    body = _question(served, served.serial(), issuer=foreign)

    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{served.url}/ocsp", content=body, headers=OCSP)

    assert ocsp.OCSPResponse.load(answer.content)["response_status"].native == "unauthorized"


@pytest.mark.parametrize("size", [0, 33])
async def test_a_nonce_of_the_wrong_length_is_malformed(size: int, served: ServedPki) -> None:
    body = _question(served, served.serial(), nonce=b"n" * size)

    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{served.url}/ocsp", content=body, headers=OCSP)

    assert ocsp.OCSPResponse.load(answer.content)["response_status"].native == "malformed_request"


async def test_the_doors_take_only_their_own_kind_of_body_and_no_endless_ones(
    served: ServedPki,
) -> None:
    async with httpx.AsyncClient() as client:
        wrong = await client.post(f"{served.url}/tsa", content=b"{}", headers=OCSP)
        long = await client.post(f"{served.url}/ocsp", content=b"0" * 20_000, headers=OCSP)

    assert (wrong.status_code, long.status_code) == (415, 413)


async def test_openssl_reads_both_lists_and_finds_who_is_revoked(
    served: ServedPki, judge: Judge, tmp_path: Path
) -> None:
    served.services.revocations.revoke(served.serial(), NOW)
    said = {}

    async with httpx.AsyncClient() as client:
        for name, issuer in (("root", development.ROOT), ("issuing-ca", development.ISSUING)):
            answer = await client.get(f"{served.url}/{name}.crl")
            assert answer.headers["content-type"] == "application/pkix-crl"
            (tmp_path / name).write_bytes(answer.content)
            said[name] = judge(
                *("openssl", "crl", "-inform", "DER", "-in", tmp_path / name, "-text", "-noout"),
                *("-CAfile", served.folder / issuer),
            )

    assert all("verify OK" in each for each in said.values())
    assert "No Revoked Certificates" in said["root"]
    assert f"{served.serial():X}" in said["issuing-ca"]


async def test_the_certificates_come_as_text_and_as_they_are(served: ServedPki) -> None:
    async with httpx.AsyncClient() as client:
        for name in ("root", "issuing-ca"):
            text = await client.get(f"{served.url}/{name}.pem")
            plain = await client.get(f"{served.url}/{name}.cer")
            path = served.folder / f"{name}.pem"
            assert text.content == path.read_bytes()
            assert plain.content == as_asn1(read_certificate(path)).dump()
        missing = await client.get(f"{served.url}/issuing-ca.key")

    assert missing.status_code == 404


@pytest.mark.parametrize("algorithm", ["-sha256", "-sha384", "-sha512"])
async def test_openssl_asks_for_a_time_stamp_and_verifies_it(
    algorithm: str, served: ServedPki, judge: Judge, tmp_path: Path
) -> None:
    data, query, reply = tmp_path / "data", tmp_path / "tsq", tmp_path / "tsr"
    data.write_bytes(b"CONTOH")
    judge("openssl", "ts", "-query", "-data", data, algorithm, "-cert", "-out", query)

    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{served.url}/tsa", content=query.read_bytes(), headers=TSQ)
    reply.write_bytes(answer.content)
    said = judge(
        *("openssl", "ts", "-verify", "-queryfile", query, "-in", reply),
        *("-CAfile", served.folder / development.ROOT),
        *("-untrusted", served.folder / development.ISSUING),
    )

    assert answer.headers["content-type"] == "application/timestamp-reply"
    assert "Verification: OK" in said


async def test_without_being_asked_for_the_certificates_stay_out(served: ServedPki) -> None:
    request = tsp.TimeStampReq.load(request_for(b"9" * 32, 7))
    request["cert_req"] = False

    response = await _stamped(served, request.dump())

    assert len(response["time_stamp_token"]["content"]["certificates"]) == 0
    assert response["status"]["status"].native == "granted"


@pytest.mark.parametrize("nonce", [0, 1, 127, 128, 2**63 - 1, -5])
async def test_the_nonce_comes_back_as_it_went(nonce: int, served: ServedPki) -> None:
    request = tsp.TimeStampReq.load(request_for(b"9" * 32, 7))
    request["nonce"] = nonce

    response = await _stamped(served, request.dump())

    info = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert info["nonce"].native == nonce


@pytest.mark.parametrize(
    ("_case", "changes", "failure"),
    [
        ("SHA-1", {"algorithm": "sha1", "size": 20}, "unsupported algorithm identifier"),
        ("a digest too short", {"size": 20}, "data submitted has the wrong format"),
        ("a policy of somebody else", {"policy": "1.2.3.4"}, "policy is not supported"),
        ("a critical wish", {"extension": True}, "extension is not supported"),
    ],
)
async def test_openssl_reads_why_a_request_is_not_stamped(
    _case: str,
    changes: dict[str, object],
    failure: str,
    served: ServedPki,
    judge: Judge,
    tmp_path: Path,
) -> None:
    said = await _refusal(served, judge, tmp_path, _request(**changes))

    assert "Status: Rejected." in said
    assert failure in said


async def test_what_is_no_time_stamp_request_is_rejected(
    served: ServedPki, judge: Judge, tmp_path: Path
) -> None:
    said = await _refusal(served, judge, tmp_path, b"bukan permintaan")

    assert "data submitted has the wrong format" in said


async def test_pyhanko_gets_its_time_stamps_from_us(served: ServedPki) -> None:
    stamper = RequestsHTTPTimeStamper(f"{served.url}/tsa")

    token = await stamper.async_timestamp(b"9" * 32, "sha256")

    info = token["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == b"9" * 32


async def test_pdfsig_trusts_a_signature_after_asking_us_for_its_certificate(
    served: ServedPki, prepared: bytes, judge: Judge, tmp_path: Path
) -> None:
    signed, nss = await _signed(served, prepared, tmp_path), await _nss(served, judge, tmp_path)

    said = await asyncio.to_thread(judge, "pdfsig", "-nssdir", nss, signed)

    assert "Certificate is Trusted." in said
    assert any("/pki/ocsp" in each for each in served.asked)


async def test_pdfsig_learns_from_us_of_a_revocation(
    served: ServedPki, prepared: bytes, judge: Judge, tmp_path: Path
) -> None:
    signed, nss = await _signed(served, prepared, tmp_path), await _nss(served, judge, tmp_path)
    served.services.revocations.revoke(served.serial(), NOW)

    said = await asyncio.to_thread(judge, "pdfsig", "-nssdir", nss, signed)

    assert "Certificate has been Revoked." in said


async def test_certificates_name_the_addresses_only_of_what_is_served(
    served: ServedPki, pki: Path
) -> None:
    named = as_asn1(read_certificate(served.folder / "signatories" / "kepala.pem"))
    unnamed = as_asn1(read_certificate(pki / "signatories" / "kepala.pem"))

    assert named.ocsp_urls == [f"{served.url}/ocsp"]
    assert [each.url for each in named.crl_distribution_points] == [f"{served.url}/issuing-ca.crl"]
    assert unnamed.ocsp_urls == []
    assert unnamed.crl_distribution_points == []


def _request(
    *, algorithm: str = "sha256", size: int = 32, policy: str = "", extension: bool = False
) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": b"9" * size}
    request: dict[str, object] = {"version": 1, "message_imprint": imprint, "nonce": 7}
    if policy:
        request["req_policy"] = policy
    if extension:
        wish = {"extn_id": "1.2.3.4", "critical": True, "extn_value": b"\x05\x00"}
        request["extensions"] = [wish]
    return bytes(tsp.TimeStampReq(request).dump())


async def _refusal(served: ServedPki, judge: Judge, folder: Path, body: bytes) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{served.url}/tsa", content=body, headers=TSQ)
    (folder / "tsr").write_bytes(answer.content)
    return judge("openssl", "ts", "-reply", "-in", folder / "tsr", "-text")


async def _signed(served: ServedPki, prepared: bytes, folder: Path) -> Path:
    key = await served.signer.unlock("kepala", PASSPHRASE)
    file = await key.sign(prepared, field="TTE", reason="Pengesahan", now=NOW)
    key.close()
    assert IncrementalPdfFileWriter(BytesIO(file.pdf))
    path = folder / "signed.pdf"
    path.write_bytes(file.pdf)
    return path


async def _nss(served: ServedPki, judge: Judge, folder: Path) -> str:
    database = f"sql:{folder}"
    root = served.folder / development.ROOT
    judge("certutil", "-N", "-d", database, "--empty-password")
    judge("certutil", "-A", "-d", database, "-n", "root", "-t", "CT,CT,CT", "-i", root)
    return database


async def _stamped(served: ServedPki, body: bytes) -> tsp.TimeStampResp:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{served.url}/tsa", content=body, headers=TSQ)
    assert answer.status_code == 200
    return tsp.TimeStampResp.load(answer.content, strict=True)


def _question(
    served: ServedPki, serial: int, *, issuer: object = None, nonce: bytes | None = None
) -> bytes:
    authority = issuer or as_asn1(read_certificate(served.folder / development.ISSUING))
    asked = ocsp.CertId(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "issuer_name_hash": authority.subject.sha256,  # type: ignore[attr-defined]
            "issuer_key_hash": authority.public_key.sha256,  # type: ignore[attr-defined]
            "serial_number": serial,
        }
    )
    tbs: dict[str, object] = {"request_list": [{"req_cert": asked}]}
    if nonce is not None:
        tbs["request_extensions"] = [{"extn_id": "nonce", "extn_value": nonce}]
    return bytes(ocsp.OCSPRequest({"tbs_request": tbs}).dump())


def _statuses(response: ocsp.OCSPResponse) -> list[str]:
    data = response.basic_ocsp_response["tbs_response_data"]
    return [each["cert_status"].name for each in data["responses"]]
