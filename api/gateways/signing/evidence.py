"""Fresh proof that no certificate of a signature was revoked: OCSP answers and lists."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1_x509

from api.gateways.signing.forms import as_asn1 as as_asn1
from api.gateways.signing.forms import to_the_second as to_the_second

FRESH = timedelta(hours=1)


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

    def joined(self, other: "Evidence") -> "Evidence":
        """Return both together."""
        return Evidence(
            self.certificates + other.certificates,
            self.ocsp_responses + other.ocsp_responses,
            self.crls + other.crls,
            max(self.made_at, other.made_at),
        )
