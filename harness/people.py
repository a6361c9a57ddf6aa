"""Citizens: a phone that says, taps, sends and hears; and a letter box for e-mail."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.control import Control
from harness.papers import Paper
from harness.transcript import Transcript
from harness.waiting import Overdue, until


@dataclass(frozen=True)
class Option:
    """A button or a row that can be tapped."""

    id: str
    title: str
    is_row: bool


@dataclass(frozen=True)
class Heard:
    """A message as the phone shows it."""

    id: str
    text: str
    options: tuple[Option, ...] = ()
    file_name: str = ""

    def option(self, wanted: str) -> Option | None:
        """Return what can be tapped under this title, or by this id."""
        key = wanted.casefold()
        for option in self.options:
            if option.id == wanted or option.title.casefold() == key:
                return option
        return None


def _shown(row: dict[str, Any]) -> Heard:  # one message of the inbox
    kind, body = row["type"], row.get(row["type"], {})
    if kind == "interactive":
        return Heard(row["id"], body["body"]["text"], _options(body["action"]))
    if kind == "document":
        return Heard(row["id"], body.get("caption", ""), (), body.get("filename", ""))
    if kind == "template":
        rendered = row.get("rendered", {})
        buttons = tuple(Option(str(b), str(b), False) for b in rendered.get("buttons", ()))
        return Heard(row["id"], rendered.get("text", ""), buttons)
    return Heard(row["id"], body.get("body", ""))


def _options(action: dict[str, Any]) -> tuple[Option, ...]:  # any JSON
    buttons = [
        Option(b["reply"]["id"], b["reply"]["title"], False) for b in action.get("buttons", ())
    ]
    rows = [
        Option(row["id"], row["title"], True)
        for section in action.get("sections", ())
        for row in section["rows"]
    ]
    return (*buttons, *rows)


class NothingToTap(AssertionError):
    """The wanted button is on none of the messages."""


class Citizen:
    """One person with a phone; what was heard once is not heard again."""

    def __init__(
        self,
        whatsapp: Control,
        mail: Control,
        phone: str,
        name: str,
        transcript: Transcript,
        *,
        patience: float,
    ) -> None:
        self.phone, self.name = phone, name
        self.patience = patience  # seconds to wait for an answer, unless told otherwise
        self._whatsapp, self._mail, self._transcript = whatsapp, mail, transcript
        self._heard = len(self._inbox())

    @property
    def last_heard(self) -> Heard:
        """The message heard last."""
        return _shown(self._inbox()[self._heard - 1])

    @property
    def _path(self) -> str:
        return f"/customers/{self.phone}"

    def _inbox(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._whatsapp.get(self._path + "/inbox")["messages"]
        return found

    def _send(self, message: dict[str, Any]) -> str:
        body = {"name": self.name, "message": message}
        return str(self._whatsapp.post(self._path + "/messages", body)["message_id"])

    def says(self, text: str) -> None:
        """Type a message."""
        self._transcript.note(self.name, text)
        self._send({"type": "text", "text": {"body": text}})

    def taps(self, wanted: str, on: Heard | None = None) -> None:
        """Tap a button or row by its title or id: on this message, or the latest that has it."""
        message = on or self._latest_with(wanted)
        option = message.option(wanted)
        if option is None:
            raise NothingToTap(f"{wanted!r} is not among {[o.title for o in message.options]}")
        self._transcript.note(self.name, f"[{option.title}]")
        kind = "list_reply" if option.is_row else "button_reply"
        reply = {"type": kind, kind: {"id": option.id, "title": option.title}}
        self._send({"type": "interactive", "interactive": reply, "context": {"id": message.id}})

    def _latest_with(self, wanted: str) -> Heard:
        messages = [_shown(row) for row in reversed(self._inbox())]
        for message in messages:
            if message.option(wanted):
                return message
        titles = [option.title for message in messages for option in message.options]
        raise NothingToTap(f"{wanted!r} is not among {titles}")

    def sends(self, paper: Paper, caption: str = "") -> None:
        """Send a file: as a photo, or as a document with its name."""
        self._transcript.note(
            self.name, f"({paper.name}, {len(paper.data)} byte) {caption}".strip()
        )
        kind = "image" if paper.as_photo else "document"
        file = {
            "data_base64": base64.b64encode(paper.data).decode(),
            "mime_type": paper.mime,
            "filename": paper.name,
        }
        self._send({"type": kind, kind: {**file, **({"caption": caption} if caption else {})}})

    def hears(self, pattern: str, deadline: float = 0) -> Heard:
        """Wait for a message whose text fits the pattern; earlier ones count as heard too."""
        wanted = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        return self.hears_what(lambda m: wanted.search(m.text) is not None, pattern, deadline)

    def hears_what(self, fits: Callable[[Heard], bool], what: str, deadline: float = 0) -> Heard:
        """Wait for a message that fits; earlier ones count as heard too."""
        patience = deadline or self.patience
        return until(lambda: self._next(fits), patience, lambda: self._missed(what))

    def _next(self, fits: Callable[[Heard], bool]) -> Heard | None:
        for place, row in enumerate(self._inbox()[self._heard :], start=self._heard):
            message = _shown(row)
            if fits(message):
                self._note_heard(place)
                return message
        return None

    def _note_heard(self, last: int) -> None:
        rows = self._inbox()
        for row in rows[self._heard : last + 1]:
            message = _shown(row)
            titles = " ".join(f"[{option.title}]" for option in message.options)
            file = f"({message.file_name})" if message.file_name else ""
            told = "\n".join(filter(None, (message.text, file, titles)))
            self._transcript.note(f"→ {self.name}", told)
        self._heard = last + 1

    def _missed(self, what: str) -> str:
        unheard = [_shown(row).text[:200] for row in self._inbox()[self._heard :]]
        return f"{self.name} did not hear {what!r}; unheard were {unheard}"

    def hears_nothing_more(self) -> bool:
        """Tell whether everything that came was heard."""
        return len(self._inbox()) == self._heard

    def receives(self, pattern: str = "", deadline: float = 0) -> tuple[str, bytes]:
        """Wait for a file whose name fits; return its name and bytes."""
        wanted = re.compile(pattern, re.IGNORECASE)
        found = self.hears_what(
            lambda m: bool(m.file_name) and wanted.search(m.file_name) is not None,
            f"a file like {pattern!r}",
            deadline,
        )
        data = self._whatsapp.get_bytes(f"{self._path}/inbox/{found.id}/media")
        return found.file_name, data

    def is_mailed(self, address: str, deadline: float = 0) -> tuple[str, bytes]:
        """Wait for a mail with a PDF; return the file's name and bytes."""
        return self.mails(address, 1, deadline)[0]

    def mails(self, address: str, count: int, deadline: float = 0) -> list[tuple[str, bytes]]:
        """Wait for so many PDFs by e-mail; return their names and bytes."""

        def there() -> list[tuple[str, str]] | None:
            rows = self._mail.get("/messages", to=address)["messages"]
            parts = [
                (str(part["filename"]), f"/messages/{row['id']}/attachments/{number}")
                for row in rows
                for number, part in enumerate(row["attachments"])
                if part["mime_type"] == "application/pdf"
            ]
            return parts if len(parts) >= count else None

        patience = deadline or self.patience
        found = until(there, patience, lambda: f"no mail for {self.name} with {count} PDFs")
        self._transcript.note(f"→ {self.name}", "e-mail: " + ", ".join(name for name, _ in found))
        return [(name, self._mail.get_bytes(path)) for name, path in found]

    def changes(self, **traits: Any) -> None:  # traits of the simulated phone
        """Change a habit of the phone: `blocked`, `phone_off`, `on_whatsapp`, `number` …"""
        self._transcript.note(self.name, f"({traits})")
        self._whatsapp.put(self._path, traits)
        if traits.get("number"):
            self.phone = str(traits["number"])
            self._heard = len(self._inbox())


__all__ = ["Citizen", "Heard", "NothingToTap", "Option", "Overdue"]
