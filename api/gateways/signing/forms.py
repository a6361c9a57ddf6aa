"""The forms in which pyHanko and ASN.1 want certificates and times."""

from datetime import UTC, datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return the certificate in the form pyHanko works with."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def to_the_second(now: datetime) -> datetime:
    """Return the instant in UTC without fractions, as ASN.1 times want it."""
    return now.astimezone(UTC).replace(microsecond=0)
