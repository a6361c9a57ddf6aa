"""The public page behind a document's QR code."""

from dataclasses import dataclass

from starlette.routing import Route

from api.usecases.office import Office


@dataclass(frozen=True)
class VerificationDoors:
    """Answers anybody who scans a document."""

    office: Office

    def routes(self) -> list[Route]:
        """Return the doors' routes."""
        return []
