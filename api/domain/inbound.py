"""What comes in from WhatsApp, in our own words: messages and receipts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InboundMessage:
    """One message of a citizen, as the webhook tells it."""

    id: str
    phone: str | None
    user_id: str | None
    profile_name: str
    kind: str  # text, choice, file, number_changed, other
    text: str = ""
    choice_id: str = ""
    media_id: str = ""
    mime: str = ""
    file_name: str = ""
    new_phone: str | None = None
    timestamp: int = 0  # seconds since 1970


@dataclass(frozen=True)
class Receipt:
    """What became of one of our messages."""

    message_id: str
    status: str  # sent, delivered, read, failed, …
    key: str | None
    code: str | None = None

    @property
    def event_id(self) -> str:
        """Return what makes this receipt one of a kind."""
        return f"{self.message_id}:{self.status}"
