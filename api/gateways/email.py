"""The mail relay: one message by SMTP, with a Message-ID made from the effect's key."""

import hashlib
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from api.domain.ports import Ambiguous, Down, OutgoingEmail, Permanent, Transient


@dataclass(frozen=True)
class Relay:
    """Where mail is handed over, and who it is from."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    use_tls: bool = False

    @classmethod
    def from_url(cls, url: str, sender: str) -> "Relay":
        """Read `smtp://user:password@host:port` or `smtps://…`."""
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if parts.scheme == "smtps" else 25),
            sender=sender,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
        )


class SmtpMail:
    """Sends through a relay; the same key always makes the same Message-ID."""

    def __init__(self, relay: Relay, *, timeout: float = 15.0) -> None:
        self._relay = relay
        self._timeout = timeout

    async def send(self, email: OutgoingEmail, *, key: str) -> str:
        """Hand the mail to the relay and return its Message-ID."""
        message = self._message(email, key)
        relay = self._relay
        try:
            await aiosmtplib.send(
                message,
                hostname=relay.host,
                port=relay.port,
                username=relay.user,
                password=relay.password,
                use_tls=relay.use_tls,
                timeout=self._timeout,
            )
        except aiosmtplib.SMTPConnectError as error:
            raise Down("UNREACHABLE", type(error).__name__) from None
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = {refused.code for refused in error.recipients}
            if all(code >= 500 for code in codes):
                raise Permanent("RECIPIENT_REFUSED", str(min(codes))) from None
            raise Transient("RECIPIENT_DEFERRED", str(min(codes))) from None
        except aiosmtplib.SMTPResponseException as error:
            kind = Permanent if error.code >= 500 else Transient
            raise kind("RELAY_REFUSED", str(error.code)) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Ambiguous("NO_ANSWER", type(error).__name__, tells_of_line=True) from None
        return str(message["Message-ID"])

    def _message(self, email: OutgoingEmail, key: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._relay.sender
        message["To"] = email.to
        message["Subject"] = email.subject
        domain = self._relay.sender.rpartition("@")[2].rstrip(">") or "localhost"
        message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(email.body)
        for name, data in email.attachments:
            message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
        return message
