"""How the service itself stands: the lines to the outside systems, and what waits for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import strawberry

from api.domain.line import LineStatus, Remote
from api.graphql.context import Info
from api.graphql.enum_kinds import described
from api.graphql.fields import field
from api.graphql.signing_certificate import SigningCertificate
from api.usecases.certificates import CertificateNews, news_for
from api.usecases.line_words import sentence
from api.usecases.remotes import Standing


class RemoteMode(StrEnum):
    """How work gets to an outside system."""

    INTERFACE = "INTERFACE"
    BY_HAND = "BY_HAND"


described(
    Remote,
    "RemoteName",
    "An outside system.",
    {
        "SIAK": "The national population registry.",
        "WHATSAPP": "The WhatsApp gateway.",
        "MAIL": "The mail relay.",
        "BSRE": "The provider of electronic signatures (BSrE), where the office signs with it.",
        "TSA": "A time-stamp authority outside, where one is set.",
    },
)
described(
    LineStatus,
    "RemoteStatus",
    "Whether an outside system is called.",
    {
        "UP": "It answers, as far as is known.",
        "DOWN": "It serves nobody: what needs it waits, and it is tried again now and then.",
    },
)
described(
    RemoteMode,
    "RemoteMode",
    "How work gets to an outside system.",
    {
        "INTERFACE": "The service calls it.",
        "BY_HAND": "An operator works in it and types the results back.",
    },
)


@strawberry.type(
    name="RemoteSystem", description="The line to an outside system, and what waits for it."
)
class RemoteSystem:
    """See the table `remote` and `api.usecases.remotes.Standing`."""

    queued: int = strawberry.field(description="How many promised effects for it are under way.")
    stuck: int = strawberry.field(
        description="How many gave up or are unclear; see `failedEffects`."
    )
    oldest_queued_at: datetime | None = strawberry.field(
        description="When the oldest one under way was promised; null when none is."
    )

    @field("Which system.", kind=Remote)
    @staticmethod
    def name(root: strawberry.Parent[Standing]) -> Remote:
        """Return the remote."""
        return root.line.remote

    @field("How work gets there.", kind=RemoteMode)
    @staticmethod
    def mode(root: strawberry.Parent[Standing]) -> RemoteMode:
        """Return the mode."""
        return RemoteMode.BY_HAND if root.by_hand else RemoteMode.INTERFACE

    @field("Whether it is called.", kind=LineStatus)
    @staticmethod
    def status(root: strawberry.Parent[Standing]) -> LineStatus:
        """Return the status."""
        return root.line.status

    @field("Since when it has that status; null before the first call.")
    @staticmethod
    def since(root: strawberry.Parent[Standing]) -> datetime | None:
        """Return the moment."""
        return root.line.since

    @field("Why it is down, as a code for programs; null while it is up.")
    @staticmethod
    def code(root: strawberry.Parent[Standing]) -> str | None:
        """Return the code."""
        return root.line.code if root.line.is_down else None

    @field("How it is, in Indonesian, for officers.")
    @staticmethod
    def message(root: strawberry.Parent[Standing]) -> str:
        """Return the sentence."""
        return sentence(root.line, by_hand=root.by_hand)

    @field("When it is tried again; null while it is up.")
    @staticmethod
    def retry_at(root: strawberry.Parent[Standing]) -> datetime | None:
        """Return the moment."""
        return root.line.retry_at

    @field("When it answered last, within a minute; null before the first answer.")
    @staticmethod
    def answered_at(root: strawberry.Parent[Standing]) -> datetime | None:
        """Return the moment."""
        return root.line.answered_at


@dataclass(frozen=True)
class Present:
    """The service at one moment."""

    now: datetime
    standings: Mapping[Remote, Standing]


@strawberry.type(description="How the service stands.")
class System:
    """See `Present`."""

    now: datetime = strawberry.field(description="The service's time.")

    @field(
        "The certificate today's signatory signs with; null for other roles than head of office "
        "and administrator.",
        kind=SigningCertificate | None,
    )
    @staticmethod
    async def signing_certificate(
        root: strawberry.Parent[Present], info: Info
    ) -> CertificateNews | None:
        """Return how it stands."""
        return await news_for(info.context.office, info.context.actor)

    @field("The national population registry (SIAK).", kind=RemoteSystem)
    @staticmethod
    def siak(root: strawberry.Parent[Present]) -> Standing:
        """Return how SIAK stands."""
        return root.standings[Remote.SIAK]

    @field("The WhatsApp gateway.", kind=RemoteSystem)
    @staticmethod
    def whatsapp(root: strawberry.Parent[Present]) -> Standing:
        """Return how WhatsApp stands."""
        return root.standings[Remote.WHATSAPP]

    @field("The mail relay.", kind=RemoteSystem)
    @staticmethod
    def mail(root: strawberry.Parent[Present]) -> Standing:
        """Return how mail stands."""
        return root.standings[Remote.MAIL]

    @field("The provider of electronic signatures (BSrE).", kind=RemoteSystem)
    @staticmethod
    def bsre(root: strawberry.Parent[Present]) -> Standing:
        """Return how BSrE stands."""
        return root.standings[Remote.BSRE]

    @field("The time-stamp authority outside.", kind=RemoteSystem)
    @staticmethod
    def tsa(root: strawberry.Parent[Present]) -> Standing:
        """Return how the time-stamp authority stands."""
        return root.standings[Remote.TSA]
