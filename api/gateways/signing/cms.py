"""Assembles CMS signatures from prepared DER parts (RFC 5652, 5035); the key may lie anywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

SEQUENCE, SET, INTEGER, OCTETS, TIME, OID = 0x30, 0x31, 0x02, 0x04, 0x18, 0x06
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1
NULL = b"\x05\x00"
LONGEST_ECDSA = 140  # bytes, for the largest of the usual curves


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


class RawSigner(Protocol):
    """A certificate with its key, wherever the key lies: in memory, in a token, in a program."""

    @property
    def certificate(self) -> x509.Certificate:
        """Return the certificate of the key."""

    def sign(self, data: bytes) -> bytes:
        """Return the raw signature over SHA-256 of the data: PKCS#1 v1.5 (RSA), DER (ECDSA)."""


@dataclass(frozen=True)
class KeyInMemory:
    """A key that was parsed once; implements `RawSigner`."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return "KeyInMemory()"

    def sign(self, data: bytes) -> bytes:
        """Sign; the interpreter is free meanwhile."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), SHA256())
        return self.key.sign(data, ec.ECDSA(SHA256()))


class CmsSigner:
    """One certificate with its key, ready to sign any number of digests."""

    def __init__(self, raw: RawSigner, chain: Sequence[x509.Certificate]) -> None:
        certificate = raw.certificate
        encoded = certificate.public_bytes(Encoding.DER)
        others = (other.public_bytes(Encoding.DER) for other in chain)
        self._certificates = tlv(CONTEXT_0, *sorted((encoded, *others)))
        self._signer_id = tlv(
            SEQUENCE, certificate.issuer.public_bytes(), integer(certificate.serial_number)
        )
        # ESSCertIDv2 with its default hash, SHA-256
        named = tlv(SEQUENCE, tlv(SEQUENCE, tlv(SEQUENCE, tlv(OCTETS, sha256(encoded).digest()))))
        self._signing_certificate = _attribute(SIGNING_CERTIFICATE, named)
        key = certificate.public_key()
        self._algorithm, self._signature_size = ECDSA_SHA256, LONGEST_ECDSA
        if isinstance(key, rsa.RSAPublicKey):
            self._algorithm, self._signature_size = RSA_SHA256, key.key_size // 8
        self._raw = raw.sign

    def sign(
        self,
        digest: bytes,
        *,
        content_type: bytes = DATA,
        content: bytes | None = None,
        stamp: Callable[[bytes], bytes] | None = None,
        with_certificates: bool = True,
    ) -> bytes:
        """Return the ContentInfo that signs the digest; `stamp` turns a signature into a token."""
        signature = self.raw_signature(digest, content_type)
        token = None if stamp is None else stamp(signature)
        return self.assembled(
            digest,
            signature,
            token,
            content_type=content_type,
            content=content,
            with_certificates=with_certificates,
        )

    @property
    def size(self) -> int:
        """Return how many bytes a ContentInfo without time-stamp and content has."""
        return len(self.assembled(bytes(32), bytes(self._signature_size), None))

    def raw_signature(self, digest: bytes, content_type: bytes = DATA) -> bytes:
        """Return the key's signature over the attributes that vouch for the digest."""
        return self._raw(self.signed_bytes(digest, content_type))

    def signed_bytes(self, digest: bytes, content_type: bytes = DATA) -> bytes:
        """Return the attributes as they are signed."""
        return tlv(SET, self._attributes(digest, content_type))

    def assembled(
        self,
        digest: bytes,
        signature: bytes,
        token: bytes | None,
        *,
        content_type: bytes = DATA,
        content: bytes | None = None,
        with_certificates: bool = True,
    ) -> bytes:
        """Return the only ContentInfo there is for these parts."""
        signer_info = tlv(
            SEQUENCE,
            integer(1),
            self._signer_id,
            SHA256_ALGORITHM,
            tlv(CONTEXT_0, self._attributes(digest, content_type)),
            self._algorithm,
            tlv(OCTETS, signature),
            b"" if token is None else tlv(CONTEXT_1, _attribute(TIME_STAMP_TOKEN, token)),
        )
        inner = tlv(CONTEXT_0, tlv(OCTETS, content)) if content is not None else b""
        signed_data = tlv(
            SEQUENCE,
            integer(1 if content_type == DATA else 3),
            tlv(SET, SHA256_ALGORITHM),
            tlv(SEQUENCE, content_type, inner),
            self._certificates if with_certificates else b"",
            tlv(SET, signer_info),
        )
        return tlv(SEQUENCE, SIGNED_DATA, tlv(CONTEXT_0, signed_data))

    def _attributes(self, digest: bytes, content_type: bytes) -> bytes:
        return b"".join(
            sorted(
                (
                    _attribute(CONTENT_TYPE, content_type),
                    _attribute(MESSAGE_DIGEST, tlv(OCTETS, digest)),
                    self._signing_certificate,
                )
            )
        )


def _attribute(kind: bytes, value: bytes) -> bytes:
    return tlv(SEQUENCE, kind, tlv(SET, value))
