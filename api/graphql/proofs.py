"""The proof of service of an application, as an address to fetch it from."""

import strawberry

from api.domain.proof import FINISHED
from api.domain.values import Status
from api.graphql.context import Info
from api.graphql.fields import field
from api.usecases.reading import ApplicationRow


@strawberry.type(description="An application as something that can be proven.")
class Provable:
    """The part of an application that tells what was done for it."""

    @field(
        "Download address of the proof of service (`bukti layanan`), good for minutes: a ZIP with "
        "who did what when, the hashes of what was received, verified, signed and handed out, "
        "and the office's seal. Null until the application is finished."
    )
    @staticmethod
    def proof_of_service_url(root: strawberry.Parent[ApplicationRow], info: Info) -> str | None:
        """Return a signed address."""
        if Status(root.status) not in FINISHED:
            return None
        return info.context.office.links.proof(root.id)
