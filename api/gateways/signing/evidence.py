"""Fresh proof that no certificate of a signature was revoked: OCSP answers and lists."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, core, crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

FRESH = timedelta(hours=1)
LIFE = timedelta(days=1)


@dataclass(frozen=True)
class Evidence:
    """What a reader needs, years later, to judge the certificates as of the signature."""

    certificates: tuple[asn1_x509.Certificate, ...]
    ocsp_responses: tuple[ocsp.OCSPResponse, ...]
    crls: tuple[crl.CertificateList, ...]
    made_at: datetime

    def covers(self, now: datetime) -> bool:
        """Tell whether a signature made now may rest on this evidence."""
        return self.made_at <= now < self.made_at + FRESH


class Responder:
    """Answers as the OCSP responder of the issuing authority, which has revoked nobody."""

    def __init__(
        self,
        certificate: x509.Certificate,
        key: ec.EllipticCurvePrivateKey,
        issuer: x509.Certificate,
    ) -> None:
        self._certificate = as_asn1(certificate)
        self._key = key
        self._issuer = as_asn1(issuer)

    def answer(self, serial_number: int, now: datetime) -> ocsp.OCSPResponse:
        """Return a signed answer: this certificate is good as of now."""
        data = ocsp.ResponseData(
            {
                "responder_id": ocsp.ResponderId("by_name", self._certificate.subject),
                "produced_at": now,
                "responses": [self._single(serial_number, now)],
            }
        )
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

    def _single(self, serial_number: int, now: datetime) -> ocsp.SingleResponse:
        # RFC 5019 names the issuer by SHA-1; it identifies here, it does not protect
        identifier = ocsp.CertId(
            {
                "hash_algorithm": {"algorithm": "sha1"},
                "issuer_name_hash": self._issuer.subject.sha1,
                "issuer_key_hash": self._issuer.public_key.sha1,
                "serial_number": serial_number,
            }
        )
        return ocsp.SingleResponse(
            {
                "cert_id": identifier,
                "cert_status": ocsp.CertStatus("good", core.Null()),
                "this_update": now,
                "next_update": now + LIFE,
            }
        )


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return the certificate in the form pyHanko works with."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def to_the_second(now: datetime) -> datetime:
    """Return the instant in UTC without fractions, as ASN.1 times want it."""
    return now.astimezone(UTC).replace(microsecond=0)
