"""Fetches proof of non-revocation from the addresses certificates name; never in a transaction."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

import httpx
from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1_x509

from api.gateways.signing.evidence import Evidence

LONGEST_PROOF = 2_000_000  # bytes
OK = 200
SECONDS = 5.0  # for one answer; what does not come is left out


async def gather(
    client: httpx.AsyncClient, certificates: Sequence[asn1_x509.Certificate], now: datetime
) -> Evidence:
    """Return what can be had for the certificates; what cannot is left out, and judged later."""
    known = {each.dump(): each for each in certificates}
    judged = [each for each in known.values() if not each.self_issued]
    answers = await asyncio.gather(*(_answer(client, each, known.values()) for each in judged))
    addresses = {url: None for each in judged for url in _addresses(each.crl_distribution_points)}
    lists = await asyncio.gather(*(_list(client, url) for url in addresses))
    return Evidence(
        certificates=tuple(judged),
        ocsp_responses=tuple(each for each in answers if each is not None),
        crls=tuple(each for each in lists if each is not None),
        made_at=now,
    )


async def _answer(
    client: httpx.AsyncClient,
    certificate: asn1_x509.Certificate,
    known: Iterable[asn1_x509.Certificate],
) -> ocsp.OCSPResponse | None:
    issuer = next((each for each in known if each.subject == certificate.issuer), None)
    if issuer is None:
        return None
    for url in certificate.ocsp_urls:
        body = await _fetched(client, "POST", url, _question(certificate, issuer))
        try:
            response = ocsp.OCSPResponse.load(body or b"", strict=True)
            if response["response_status"].native == "successful":
                return response
        except ValueError:
            continue
    return None


async def _list(client: httpx.AsyncClient, url: str) -> crl.CertificateList | None:
    body = await _fetched(client, "GET", url)
    try:
        found = crl.CertificateList.load(body or b"", strict=True)
        return found if found["tbs_cert_list"]["issuer"].native else None
    except ValueError:
        return None


async def _fetched(
    client: httpx.AsyncClient, method: str, url: str, body: bytes | None = None
) -> bytes | None:
    headers = {"Content-Type": "application/ocsp-request"} if body is not None else {}
    try:
        # no password of ours goes to an address a certificate names
        answer = await client.request(
            method, url, content=body, headers=headers, timeout=SECONDS, auth=None
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    good = answer.status_code == OK and len(answer.content) <= LONGEST_PROOF
    return answer.content if good else None


def _question(certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate) -> bytes:
    asked = ocsp.CertId(
        {
            "hash_algorithm": {"algorithm": "sha1"},  # RFC 5019; it identifies, nothing more
            "issuer_name_hash": issuer.subject.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": certificate.serial_number,
        }
    )
    request = ocsp.OCSPRequest({"tbs_request": {"request_list": [{"req_cert": asked}]}})
    return bytes(request.dump())


def _addresses(points: Sequence[object]) -> list[str]:
    """Return the HTTP addresses of distribution points."""
    return [url for point in points if (url := point.url)]  # type: ignore[attr-defined]  # asn1crypto's
