"""The OCSP responder of the issuing authority (RFC 6960, 5019): who is good, revoked, unknown."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from asn1crypto import algos, core, ocsp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from api.gateways.signing.certificates import Authority
from api.gateways.signing.forms import as_asn1
from api.gateways.signing.revocation import Revocation

LONGEST_NONCE = 32  # RFC 8954; longer ones and empty ones are malformed
MOST_QUESTIONS = 20
LIFE = timedelta(days=1)


class Responder:
    """Answers for the certificates of one issuer.

    `is_issued` tells which serial numbers exist, `revocation` which of them no longer count.
    """

    def __init__(
        self,
        own: Authority,
        issuer: Authority,
        is_issued: Callable[[int], bool],
        revocation: Callable[[int], Revocation | None],
    ) -> None:
        self._certificate = as_asn1(own.certificate)
        self._key = own.key
        self._issuer = as_asn1(issuer.certificate)
        self._is_issued = is_issued
        self._revocation = revocation

    def respond(self, request: bytes, now: datetime) -> bytes:
        """Return the answer to a request as it came over the wire."""
        try:
            asked = ocsp.OCSPRequest.load(request, strict=True)
            tbs = asked["tbs_request"]
            questions = [each["req_cert"] for each in tbs["request_list"]]
            nonce = _nonce(tbs)
            ours = [self._is_ours(each) for each in questions]
        except (ValueError, TypeError, KeyError):
            return _refusal("malformed_request")
        if not 0 < len(questions) <= MOST_QUESTIONS:
            return _refusal("malformed_request")
        if not any(ours):
            return _refusal("unauthorized")
        found = [
            self._single(question, now, is_ours=is_ours)
            for question, is_ours in zip(questions, ours, strict=True)
        ]
        return bytes(self._signed(found, now, nonce).dump())

    def answer(self, serial_number: int, now: datetime) -> ocsp.OCSPResponse:
        """Return the answer for one certificate, unasked, to be kept with a signature."""
        # RFC 5019 names the issuer by SHA-1; it identifies here, it does not protect
        question = ocsp.CertId(
            {
                "hash_algorithm": {"algorithm": "sha1"},
                "issuer_name_hash": self._issuer.subject.sha1,
                "issuer_key_hash": self._issuer.public_key.sha1,
                "serial_number": serial_number,
            }
        )
        return self._signed([self._single(question, now, is_ours=True)], now, None)

    def _is_ours(self, question: ocsp.CertId) -> bool:
        algorithm = question["hash_algorithm"]["algorithm"].native
        if algorithm not in ("sha1", "sha256", "sha384", "sha512"):
            return False
        name = hashlib.new(algorithm, self._issuer.subject.dump()).digest()
        key = hashlib.new(algorithm, bytes(self._issuer.public_key["public_key"])).digest()
        asked = (question["issuer_name_hash"].native, question["issuer_key_hash"].native)
        return asked == (name, key)

    def _single(
        self, question: ocsp.CertId, now: datetime, *, is_ours: bool
    ) -> ocsp.SingleResponse:
        serial = question["serial_number"].native
        status = self._status(serial) if is_ours else _unknown()
        return ocsp.SingleResponse(
            {
                "cert_id": question,
                "cert_status": status,
                "this_update": now,
                "next_update": now + LIFE,
            }
        )

    def _status(self, serial: int) -> ocsp.CertStatus:
        revocation = self._revocation(serial)
        if revocation is not None:
            info = {
                "revocation_time": revocation.at.replace(microsecond=0),
                "revocation_reason": revocation.reason.name,
            }
            return ocsp.CertStatus("revoked", ocsp.RevokedInfo(info))
        return ocsp.CertStatus("good", core.Null()) if self._is_issued(serial) else _unknown()

    def _signed(
        self, found: Sequence[ocsp.SingleResponse], now: datetime, nonce: bytes | None
    ) -> ocsp.OCSPResponse:
        facts = {
            "responder_id": ocsp.ResponderId("by_name", self._certificate.subject),
            "produced_at": now,
            "responses": list(found),
        }
        if nonce is not None:
            echo = {"extn_id": "nonce", "critical": False, "extn_value": core.OctetString(nonce)}
            facts["response_extensions"] = [ocsp.ResponseDataExtension(echo)]
        data = ocsp.ResponseData(facts)
        basic = ocsp.BasicOCSPResponse(
            {
                "tbs_response_data": data,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signature": core.OctetBitString(self._key.sign(data.dump(), ec.ECDSA(SHA256()))),
                "certs": [self._certificate],
            }
        )
        return ocsp.OCSPResponse(
            {
                "response_status": "successful",
                "response_bytes": {
                    "response_type": "basic_ocsp_response",
                    "response": core.ParsableOctetString(basic.dump()),
                },
            }
        )


def _unknown() -> ocsp.CertStatus:
    return ocsp.CertStatus("unknown", core.Null())


def _nonce(tbs: ocsp.TBSRequest) -> bytes | None:
    """Return the nonce to echo; a critical extension nobody here knows is refused."""
    for extension in tbs["request_extensions"]:
        if extension["extn_id"].native == "nonce":
            nonce: bytes = extension["extn_value"].parsed.native
            if not 0 < len(nonce) <= LONGEST_NONCE:
                raise ValueError("a nonce has 1 to 32 bytes")
            return nonce
        if extension["critical"].native:
            raise ValueError("a critical extension is not known")
    return None


def _refusal(status: str) -> bytes:
    return bytes(ocsp.OCSPResponse({"response_status": status}).dump())
