"""A mail sink, a simulator of its own: SMTP in, an inbox over HTTP out."""

from __future__ import annotations

import asyncio
import base64
import html
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simkit.control import PREFIX, ControlRefused
from simkit.faults import Json
from simkit.kernel import Kernel, Options
from simkit.program import Simulator, assemble, options_from, options_parser, run

KINDS = ("refuse_recipient", "defer_recipient", "refuse_message", "defer_message", "lose_message")
_SIZE_LIMIT = 32 * 1024 * 1024


@dataclass(frozen=True)
class Mail:
    """One message as it came in, byte for byte."""

    id: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    def parsed(self) -> EmailMessage:
        """Return the message taken apart."""
        return message_from_bytes(self.raw, policy=policy.default)

    def attachments(self) -> list[EmailMessage]:
        """Return the attached files in order."""
        return list(self.parsed().iter_attachments())

    def as_json(self) -> Json:
        """Return head, text and the list of attachments."""
        parsed = self.parsed()
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "from": self.sender,
            "to": list(self.recipients),
            "subject": str(parsed["subject"] or ""),
            "message_id": str(parsed["message-id"] or ""),
            "text": _text(parsed, "plain"),
            "html": _text(parsed, "html"),
            "attachments": [_describe(part) for part in self.attachments()],
        }


def _text(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _content(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else bytes(part)


def _describe(part: EmailMessage) -> Json:
    content = _content(part)
    kind = part.get_content_type()
    return {"filename": part.get_filename(), "mime_type": kind, "size": len(content)}


class Mailbox:
    """All mail of one sink, and the faults its door can show."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._mails: dict[str, Mail] = {}
        self._server: asyncio.Server | None = None
        self.smtp_port = 0

    async def open(self) -> None:
        """Begin to listen for SMTP on a free port."""
        host = self._kernel.options.host
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self, hostname="mailbox", data_size_limit=_SIZE_LIMIT, enable_SMTPUTF8=True
            ),
            host=host,
            port=self.smtp_port,
        )
        self.smtp_port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening for SMTP."""
        if self._server is not None:
            self._server.close()

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Accept a recipient, unless a fault refuses or defers it."""
        fault = self._kernel.faults.take(KINDS[:2], to=address, phase="recipient")
        if fault is not None:
            code = int(fault.params.get("code", 550 if fault.kind == "refuse_recipient" else 451))
            await self._note(code, 1)
            return f"{code} simulated refusal of this recipient"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take the message in, unless a fault refuses, defers or loses it."""
        recipients = tuple(envelope.rcpt_tos)
        fault = self._kernel.faults.take(KINDS[2:], to=recipients[0], phase="message")
        if fault is not None and fault.kind != "lose_message":
            code = int(fault.params.get("code", 554 if fault.kind == "refuse_message" else 451))
            await self._note(code, len(recipients))
            return f"{code} simulated refusal of this message"
        mail_id = self._kernel.random.text(12, "mail")
        if fault is None:
            raw = envelope.original_content or b""
            sender = str(envelope.mail_from or "")
            self.keep(Mail(mail_id, self._kernel.clock.now(), sender, recipients, raw))
        await self._note(250, len(recipients))
        return f"250 OK: queued as {mail_id}"

    async def _note(self, status: int, recipients: int) -> None:
        await self._kernel.journal.record(
            "MAIL", "/smtp", status, request={"recipients": recipients}
        )

    def keep(self, mail: Mail) -> None:
        """Put a message into the inbox."""
        self._mails[mail.id] = mail

    def mails(self, to: str = "") -> list[Mail]:
        """Return the messages, oldest first, of one recipient or of all."""
        wanted = to.lower()
        everything = self._mails.values()
        return [m for m in everything if not to or wanted in map(str.lower, m.recipients)]

    def require(self, mail_id: str) -> Mail:
        """Return one message."""
        if mail_id not in self._mails:
            raise ControlRefused(404, "no_such_message", "no message has this id")
        return self._mails[mail_id]

    async def reset(self) -> None:
        """Empty the inbox."""
        self._mails.clear()

    def dump(self) -> Json:
        """Return the inbox as JSON."""
        return {
            "mails": [
                {
                    "id": mail.id,
                    "at": mail.at.isoformat(),
                    "from": mail.sender,
                    "to": list(mail.recipients),
                    "raw": base64.b64encode(mail.raw).decode(),
                }
                for mail in self._mails.values()
            ]
        }

    def restore(self, dumped: Json) -> None:
        """Take the inbox from a dump."""
        self._mails = {}
        for row in dumped["mails"]:
            at, raw = datetime.fromisoformat(row["at"]), base64.b64decode(row["raw"])
            self.keep(Mail(row["id"], at, row["from"], tuple(row["to"]), raw))

    def busy(self) -> list[str]:
        """Name what is in flight: nothing, mail is kept before it is acknowledged."""
        return []

    def coverage(self) -> list[Json]:
        """Say what of SMTP is imitated."""
        commands = {"EHLO HELO MAIL RCPT DATA RSET NOOP QUIT SMTPUTF8": "imitated"}
        commands |= {"AUTH STARTTLS": "not"}
        return [
            {"endpoint": name, "state": state, "source": "RFC 5321", "date": "2008-10"}
            for name, state in commands.items()
        ]


class Pages:
    """The inbox over HTTP: for people a page, for tests JSON and bytes."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        one = PREFIX + "/messages/{id}"
        return [
            Route("/", self._page),
            Route(PREFIX + "/messages", self._list),
            Route(one, self._one),
            Route(one + "/raw", self._raw),
            Route(one + "/attachments/{n:int}", self._attachment),
        ]

    async def _list(self, request: Request) -> Response:
        found = self._mailbox.mails(request.query_params.get("to", ""))
        return JSONResponse({"messages": [mail.as_json() for mail in found]})

    async def _one(self, request: Request) -> Response:
        return JSONResponse(self._mailbox.require(request.path_params["id"]).as_json())

    async def _raw(self, request: Request) -> Response:
        mail = self._mailbox.require(request.path_params["id"])
        return Response(mail.raw, media_type="message/rfc822")

    async def _attachment(self, request: Request) -> Response:
        parts = self._mailbox.require(request.path_params["id"]).attachments()
        number = request.path_params["n"]
        if number >= len(parts):
            raise ControlRefused(404, "no_such_attachment", "attachments count from 0")
        part = parts[number]
        name = PurePosixPath(part.get_filename() or "lampiran").name.replace('"', "")
        headers = {"content-disposition": f'inline; filename="{_ascii(name)}"'}
        return Response(_content(part), media_type=part.get_content_type(), headers=headers)

    async def _page(self, _request: Request) -> Response:
        rows = "".join(_row(mail) for mail in reversed(self._mailbox.mails()))
        body = rows or "<p>Belum ada surat.</p>"
        return HTMLResponse(_PAGE.replace("@rows@", body))


def _ascii(name: str) -> str:
    return name.encode("ascii", "replace").decode()


def _row(mail: Mail) -> str:
    shown: dict[str, Any] = mail.as_json()  # mixed JSON values, escaped below
    base = f"_sim/v1/messages/{mail.id}"
    links = "".join(
        f'<a href="{base}/attachments/{number}">{html.escape(str(part["filename"]))}</a> '
        for number, part in enumerate(shown["attachments"])
    )
    recipients = html.escape(", ".join(mail.recipients))
    return (
        f"<article><h2>{html.escape(shown['subject']) or '(tanpa judul)'}</h2>"
        f"<p class=head>{shown['at'][:19]} · kepada {recipients} · "
        f'<a href="{base}/raw">naskah</a></p>'
        f"<pre>{html.escape(shown['text'])}</pre><p>{links}</p></article>"
    )


_PAGE = """<!doctype html><html lang=id><meta charset=utf-8>
<meta name=viewport content="width=device-width"><title>Kotak surat CONTOH</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;
color:#1c2b29;background:#f4f6f5}article{background:#fff;border:1px solid #d5dddb;
border-radius:8px;padding:1rem 1.25rem;margin:1rem 0}h2{margin:0;font-size:1.1rem}
.head{color:#56706b;margin:.2rem 0}pre{white-space:pre-wrap;font:inherit}a{color:#0b6b5d}
</style><h1>Kotak surat <small>CONTOH</small></h1>@rows@</html>"""


def build_app(options: Options, smtp_port: int = 0) -> Simulator:
    """Build one mail sink."""
    kernel = Kernel.make("mailbox", options, KINDS)
    mailbox = Mailbox(kernel)
    mailbox.smtp_port = smtp_port
    return assemble(
        kernel,
        mailbox,
        Pages(mailbox).routes(),
        ready=lambda: {"smtp_host": options.host, "smtp_port": mailbox.smtp_port},
        started=[mailbox.open],
        stopped=[mailbox.close],
    )


def main() -> None:
    """Run the mail sink as a program."""
    parser = options_parser("simkit.mailbox", "Mail sink: SMTP in, inbox over HTTP out.")
    parser.add_argument("--smtp-port", type=int, default=0)
    parsed = parser.parse_args()
    run(build_app(options_from(parsed), parsed.smtp_port))


if __name__ == "__main__":
    main()
