"""Looks at a file right after signing: is it, byte for byte, what was to be made, and does it hold?

What our validator would refuse for a change of bytes this refuses, too: the container has one
spelling only, everything else is under the digest, and the digest is computed from the file. What
does not depend on the file, certificates and proofs, the validator judges once for all files.
"""

import re
from collections.abc import Callable
from hashlib import sha256

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from api.gateways.signing.cms import CmsSigner

BYTE_RANGE = re.compile(rb"/ByteRange \[0 (\d+) +(\d+) +(\d+) *\]")

Verify = Callable[[bytes, bytes], None]


class SelfCheck:
    """Judges what one signer made, with the public key of its certificate."""

    def __init__(self, signer: CmsSigner, certificate: x509.Certificate) -> None:
        self._signer = signer
        self._verify = verifier(certificate)

    def holds(self, signed: bytes, pdf: bytes, signature: bytes, token: bytes) -> bool:
        """Tell whether the file is the PDF with this very signature and time-stamp, and no more."""
        found = container_of(signed, after=len(pdf)) if signed.startswith(pdf) else None
        if found is None:
            return False
        start, end = found
        digest = sha256(memoryview(signed)[:start])
        digest.update(memoryview(signed)[end:])
        made = self._signer.assembled(digest.digest(), signature, token).hex().upper().encode()
        written = signed[start + 1 : end - 1]
        if written[: len(made)] != made or written.strip(b"0") != made.strip(b"0"):
            return False
        try:
            self._verify(signature, self._signer.signed_bytes(digest.digest()))
        except InvalidSignature:
            return False
        return True


def container_of(signed: bytes, *, after: int) -> tuple[int, int] | None:
    """Return where the only signature after a place begins and ends; it must cover all else."""
    found = BYTE_RANGE.findall(signed, after)
    if len(found) != 1 or signed.count(b"/ByteRange", after) != 1:
        return None
    start, end, rest = (int(number) for number in found[0])
    covers = after <= start < end and end + rest == len(signed)
    if not covers or signed[start : start + 1] != b"<" or signed[end - 1 : end] != b">":
        return None
    return start, end


def token_holds(token: bytes, digest: bytes, tsa: x509.Certificate) -> bool:
    """Tell whether a token stamps this SHA-256 and its authority's key made it."""
    try:
        signed_data = cms.ContentInfo.load(token, strict=True)["content"]
        content = signed_data["encap_content_info"]["content"]
        info = signed_data["signer_infos"][0]
        attributes = info["signed_attrs"]
        digests = [each["values"][0].native for each in attributes if _is_digest(each)]
        imprint = content.parsed["message_imprint"]["hashed_message"].native
        if digests != [sha256(content.contents).digest()]:
            return False
        if imprint != digest:
            return False
        verifier(tsa)(info["signature"].native, attributes.untag().dump())
    except (ValueError, TypeError, KeyError, InvalidSignature):
        return False
    return True


def verifier(certificate: x509.Certificate) -> Verify:
    """Return what raises `InvalidSignature` unless the certificate's key signed (SHA-256)."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return lambda signature, data: key.verify(signature, data, padding.PKCS1v15(), SHA256())
    assert isinstance(key, ec.EllipticCurvePublicKey)  # the PKI's keys are of these two kinds
    return lambda signature, data: key.verify(signature, data, ec.ECDSA(SHA256()))


def _is_digest(attribute: cms.CMSAttribute) -> bool:
    return bool(attribute["type"].native == "message_digest")
