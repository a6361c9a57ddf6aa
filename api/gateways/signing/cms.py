"""Assembles CMS signatures and time-stamp tokens from prepared DER parts (RFC 5652, 3161, 5035)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

SEQUENCE, SET, INTEGER, OCTETS, TIME, OID = 0x30, 0x31, 0x02, 0x04, 0x18, 0x06
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1
NULL = b"\x05\x00"


def tlv(tag: int, *parts: bytes) -> bytes:
    """Return one DER value: tag, length and the joined parts."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def integer(number: int) -> bytes:
    """Return a non-negative INTEGER."""
    return tlv(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    body = bytearray()
    for arc in (first * 40 + second, *rest):
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(arc & 0x7F | 0x80)
        body += bytes(reversed(septets))
    return tlv(OID, bytes(body))


def set_of(*items: bytes) -> bytes:
    """Return the items as DER wants a SET OF: sorted by their encoding."""
    return tlv(SET, *sorted(items))


DATA = oid("1.2.840.113549.1.7.1")
SIGNED_DATA = oid("1.2.840.113549.1.7.2")
CONTENT_TYPE = oid("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE = oid("1.2.840.113549.1.9.16.2.47")
TIME_STAMP_TOKEN = oid("1.2.840.113549.1.9.16.2.14")
TST_INFO = oid("1.2.840.113549.1.9.16.1.4")
SHA256_ALGORITHM = tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
RSA_SHA256 = tlv(SEQUENCE, oid("1.2.840.113549.1.1.11"), NULL)
ECDSA_SHA256 = tlv(SEQUENCE, oid("1.2.840.10045.4.3.2"))
TSA_POLICY = oid("1.3.6.1.4.1.4146.2.2")


class CmsSigner:
    """One certificate with its key, ready to sign any number of digests."""

    def __init__(
        self,
        certificate: x509.Certificate,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
        chain: Sequence[x509.Certificate],
    ) -> None:
        encoded = certificate.public_bytes(Encoding.DER)
        others = (other.public_bytes(Encoding.DER) for other in chain)
        self._certificates = tlv(CONTEXT_0, *sorted((encoded, *others)))
        self._signer_id = tlv(
            SEQUENCE, certificate.issuer.public_bytes(), integer(certificate.serial_number)
        )
        # ESSCertIDv2 with its default hash, SHA-256
        named = tlv(SEQUENCE, tlv(SEQUENCE, tlv(SEQUENCE, tlv(OCTETS, sha256(encoded).digest()))))
        self._signing_certificate = _attribute(SIGNING_CERTIFICATE, named)
        self._raw, self._algorithm = _signing_function(key)

    def sign(
        self,
        digest: bytes,
        *,
        content_type: bytes = DATA,
        content: bytes | None = None,
        stamp: Callable[[bytes], bytes] | None = None,
    ) -> bytes:
        """Return the ContentInfo that signs the digest; `stamp` turns a signature into a token."""
        attributes = sorted(
            (
                _attribute(CONTENT_TYPE, content_type),
                _attribute(MESSAGE_DIGEST, tlv(OCTETS, digest)),
                self._signing_certificate,
            )
        )
        signature = self._raw(tlv(SET, *attributes))
        unsigned = b""
        if stamp is not None:
            unsigned = tlv(CONTEXT_1, _attribute(TIME_STAMP_TOKEN, stamp(signature)))
        signer_info = tlv(
            SEQUENCE,
            integer(1),
            self._signer_id,
            SHA256_ALGORITHM,
            tlv(CONTEXT_0, *attributes),
            self._algorithm,
            tlv(OCTETS, signature),
            unsigned,
        )
        return self._content_info(signer_info, content_type, content)

    def _content_info(
        self, signer_info: bytes, content_type: bytes, content: bytes | None
    ) -> bytes:
        inner = tlv(CONTEXT_0, tlv(OCTETS, content)) if content is not None else b""
        signed_data = tlv(
            SEQUENCE,
            integer(1 if content_type == DATA else 3),
            tlv(SET, SHA256_ALGORITHM),
            tlv(SEQUENCE, content_type, inner),
            self._certificates,
            tlv(SET, signer_info),
        )
        return tlv(SEQUENCE, SIGNED_DATA, tlv(CONTEXT_0, signed_data))


class TimeStampAuthority:
    """A time-stamp authority in the same process: a token for a signature at a given time."""

    def __init__(self, signer: CmsSigner) -> None:
        self._signer = signer

    def token(self, signature: bytes, now: datetime) -> bytes:
        """Return the time-stamp token over the signature, to the second."""
        imprint = sha256(signature).digest()
        info = tlv(
            SEQUENCE,
            integer(1),
            TSA_POLICY,
            tlv(SEQUENCE, SHA256_ALGORITHM, tlv(OCTETS, imprint)),
            # unique because no two signatures are equal
            integer(int.from_bytes(sha256(imprint).digest()[:16], "big")),
            tlv(TIME, now.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()),
        )
        digest = sha256(info).digest()
        return self._signer.sign(digest, content_type=TST_INFO, content=info)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return tlv(SEQUENCE, kind, tlv(SET, value))


def _signing_function(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
) -> tuple[Callable[[bytes], bytes], bytes]:
    if isinstance(key, rsa.RSAPrivateKey):
        return (lambda data: key.sign(data, padding.PKCS1v15(), SHA256())), RSA_SHA256
    return (lambda data: key.sign(data, ec.ECDSA(SHA256()))), ECDSA_SHA256
