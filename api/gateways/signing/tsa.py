"""The time-stamp authority (RFC 3161): tokens for signatures, and answers over the wire."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from asn1crypto import tsp

from api.gateways.signing.cms import (
    INTEGER,
    OCTETS,
    SEQUENCE,
    SHA256_ALGORITHM,
    TIME,
    TST_INFO,
    CmsSigner,
    integer,
    oid,
    tlv,
)

POLICY = "1.3.6.1.4.1.4146.2.2"
ACCURACY = tlv(SEQUENCE, integer(1))  # of our clock: a second
BIT_STRING = 0x03
LONGEST_INFO = 250  # bytes, of what is stamped: hash, number, time, nonce
GRANTED, REJECTED = 0, 2
SHA256_SIZE = 32
IMPRINTS: Mapping[str, tuple[bytes, int]] = {  # hashes we stamp, and how long they are
    "sha256": (SHA256_ALGORITHM, SHA256_SIZE),
    "sha384": (tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.2")), 48),
    "sha512": (tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.3")), 64),
}
FAILURES = {  # bits of PKIFailureInfo
    "bad_alg": 0,
    "bad_request": 2,
    "bad_data_format": 5,
    "unaccepted_policy": 15,
    "unaccepted_extension": 16,
}


class Rejected(Exception):
    """A request this authority does not stamp; the name of the failure says why."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


class TimeStampAuthority:
    """Stamps imprints with its own key at the time it is told."""

    def __init__(self, signer: CmsSigner) -> None:
        self._signer = signer

    @property
    def size(self) -> int:
        """Return how many bytes a token of ours has at most."""
        return self._signer.size + LONGEST_INFO

    def token(self, signature: bytes, now: datetime) -> bytes:
        """Return the time-stamp token over a signature, to the second."""
        return self.token_over(sha256(signature).digest(), now)

    def token_over(self, digest: bytes, now: datetime) -> bytes:
        """Return the token over a SHA-256."""
        return self._token(SHA256_ALGORITHM, digest, now)

    def respond(self, request: bytes, now: datetime) -> bytes:
        """Return the answer to a request as it came over the wire: a token or a refusal."""
        try:
            token = self._asked(request, now)
        except Rejected as refusal:
            return tlv(SEQUENCE, _refusal(FAILURES[refusal.failure]))
        return tlv(SEQUENCE, tlv(SEQUENCE, integer(GRANTED)), token)

    def _asked(self, request: bytes, now: datetime) -> bytes:
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            version, imprint = asked["version"].native, asked["message_imprint"]
            algorithm = imprint["hash_algorithm"]["algorithm"].native
            digest, nonce = imprint["hashed_message"].native, asked["nonce"].native
            policy, extensions = asked["req_policy"].native, asked["extensions"].native
            wants_certificates = bool(asked["cert_req"].native)
        except (ValueError, TypeError, KeyError):
            raise Rejected("bad_data_format") from None
        if version != "v1":
            raise Rejected("bad_request")
        if algorithm not in IMPRINTS:
            raise Rejected("bad_alg")
        der, size = IMPRINTS[algorithm]
        if len(digest) != size:
            raise Rejected("bad_data_format")
        if policy not in (None, POLICY):
            raise Rejected("unaccepted_policy")
        if extensions:
            raise Rejected("unaccepted_extension")
        return self._token(der, digest, now, nonce=nonce, with_certificates=wants_certificates)

    def _token(
        self,
        algorithm: bytes,
        imprint: bytes,
        now: datetime,
        *,
        nonce: int | None = None,
        with_certificates: bool = True,
    ) -> bytes:
        echoed = b"" if nonce is None else _signed_integer(nonce)
        # one number for one statement: hash, moment and nonce make it unique
        unique = sha256(imprint + now.isoformat().encode() + echoed).digest()[:16]
        info = tlv(
            SEQUENCE,
            integer(1),
            oid(POLICY),
            tlv(SEQUENCE, algorithm, tlv(OCTETS, imprint)),
            integer(int.from_bytes(unique, "big")),
            tlv(TIME, now.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()),
            ACCURACY,
            echoed,
        )
        return self._signer.sign(
            sha256(info).digest(),
            content_type=TST_INFO,
            content=info,
            with_certificates=with_certificates,
        )


def request_for(digest: bytes, nonce: int) -> bytes:
    """Return the request for a token with its certificates over a SHA-256."""
    imprint = tlv(SEQUENCE, SHA256_ALGORITHM, tlv(OCTETS, digest))
    return tlv(SEQUENCE, integer(1), imprint, integer(nonce), b"\x01\x01\xff")


def _refusal(bit: int) -> bytes:
    """Return a PKIStatusInfo that rejects for one reason."""
    bits = bytearray(bit // 8 + 1)
    bits[-1] = 0x80 >> bit % 8
    return tlv(SEQUENCE, integer(REJECTED), tlv(BIT_STRING, bytes((7 - bit % 8,)), bytes(bits)))


def _signed_integer(number: int) -> bytes:
    size = (number + (number < 0)).bit_length() // 8 + 1
    return tlv(INTEGER, number.to_bytes(size, "big", signed=True))
