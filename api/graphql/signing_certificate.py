"""The certificate today's signatory signs with, as those see it who can have it renewed."""

from datetime import datetime

import strawberry

from api.domain.ports import CertificateState
from api.graphql.enum_kinds import described
from api.graphql.fields import field
from api.usecases.certificates import CertificateNews

described(
    CertificateState,
    "SigningCertificateState",
    "Whether a certificate may sign.",
    {
        "USABLE": "It may.",
        "EXPIRED": "Its time is over.",
        "REVOKED": "It was revoked for good.",
        "SUSPENDED": "It is on hold.",
        "NOT_READY": "It is requested, being checked or renewed, or not valid yet.",
        "NONE": "There is none.",
    },
)


@strawberry.type(description="The certificate (`sertifikat elektronik`) of whoever signs today.")
class SigningCertificate:
    """See `api.usecases.certificates.CertificateNews`."""

    message: str = strawberry.field(description="How it stands, in Indonesian.")
    days_left: int | None = strawberry.field(
        description="Days until it ends; null when the signer does not tell."
    )
    warning: str | None = strawberry.field(
        description="What to do about its end, in Indonesian; null until sixty days before."
    )

    @field("Whether it may sign; null when the signer does not tell.", kind=CertificateState | None)
    @staticmethod
    def state(root: strawberry.Parent[CertificateNews]) -> CertificateState | None:
        """Return the state."""
        return root.standing.state if root.standing else None

    @field("When it ends; null when the signer does not tell.")
    @staticmethod
    def not_after(root: strawberry.Parent[CertificateNews]) -> datetime | None:
        """Return the end."""
        return root.standing.not_after if root.standing else None

    @field("Its serial number, in hexadecimal digits; null when the signer does not tell.")
    @staticmethod
    def serial_number(root: strawberry.Parent[CertificateNews]) -> str | None:
        """Return the number."""
        return (root.standing.serial or None) if root.standing else None
