"""What goes into and comes out of the chat: state, inbound messages, replies, intents, the world.

Replies fit WhatsApp's limits by construction: too long a label is cut, never a whole message lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from api.domain.answers import Answer
from api.domain.catalogue import Catalogue
from api.domain.messages import INDONESIAN, Messages
from api.domain.service import Service
from api.domain.values import Action, Status

BODY: Final = 1024  # of a message with buttons or a list
TEXT_BODY: Final = 4096
BUTTON_TITLE: Final = 20
ROW_TITLE: Final = 24
ROW_DESCRIPTION: Final = 72
BUTTONS: Final = 3
ROWS: Final = 10


class Step(StrEnum):
    """Where in the dialogue a citizen stands."""

    NOTICE = "NOTICE"
    DECLINED = "DECLINED"
    MENU = "MENU"
    QUESTION = "QUESTION"
    UPLOAD = "UPLOAD"
    SUMMARY = "SUMMARY"
    EDIT = "EDIT"
    TRACK = "TRACK"
    DISPUTE = "DISPUTE"


@dataclass(frozen=True)
class ConversationState:
    """All the dialogue remembers between two messages; a JSON object at rest."""

    step: Step = Step.NOTICE
    greeted: bool = False
    language: str = INDONESIAN
    group: str | None = None  # of the menu, while its services are shown
    service: str | None = None
    application: str | None = None  # filled by the use case that carries out StartApplication
    started: bool = False
    completing: bool = False
    district: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    asking: str | None = None
    asked: tuple[str, ...] = ()
    page: int = 0
    slot: str | None = None
    last_slot: str | None = None
    pending: Mapping[str, str] = field(default_factory=dict)  # media id -> requirement
    received: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    cancelling: str | None = None  # id of an application, or DRAFT_BEFORE_START
    disputing: str | None = None
    misses: int = 0

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """Return the state as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:  # Any: JSON
        """Read a stored state; what an older version did not know takes its default."""
        known = {each.name: raw[each.name] for each in fields(cls) if each.name in raw}
        for name in ("asked", "received", "skipped"):
            known[name] = tuple(known.get(name, ()))
        return cls(**{**known, "step": Step(known.get("step", Step.NOTICE))})


DRAFT_BEFORE_START: Final = "-"


@dataclass(frozen=True)
class Text:
    """The citizen typed something."""

    body: str


@dataclass(frozen=True)
class Choice:
    """The citizen pressed a button or chose a row."""

    id: str
    title: str = ""


@dataclass(frozen=True)
class FileArrived:
    """The citizen sent a file; its bytes are not here yet."""

    media_id: str
    mime: str = ""
    filename: str = ""
    caption: str = ""


@dataclass(frozen=True)
class FileAccepted:
    """The file's bytes were looked at and kept."""

    media_id: str
    attachment_id: str
    mime: str
    pages: int = 1


@dataclass(frozen=True)
class FileRefused:
    """The file cannot be used; `message` tells the citizen why and what to do."""

    media_id: str
    code: str
    message: str


@dataclass(frozen=True)
class Unsupported:
    """Something the chat cannot read: a place, a voice note, a sticker."""

    kind: str = ""


Inbound = Text | Choice | FileArrived | FileAccepted | FileRefused | Unsupported


def cut(text: str, limit: int) -> str:
    """Return the text, shortened with an ellipsis where it is too long."""
    text = text.strip()
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


@dataclass(frozen=True)
class Option:
    """One button or row: the id comes back, the title is read."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class TextReply:
    """A plain message."""

    body: str


@dataclass(frozen=True)
class ButtonsReply:
    """A message with up to three buttons."""

    body: str
    buttons: tuple[Option, ...]


@dataclass(frozen=True)
class Section:
    """Rows of a list under one title."""

    title: str
    rows: tuple[Option, ...]


@dataclass(frozen=True)
class ListReply:
    """A message with a button that opens a list of up to ten rows."""

    body: str
    button: str
    sections: tuple[Section, ...]

    @property
    def rows(self) -> tuple[Option, ...]:
        """All rows, over the sections."""
        return tuple(row for section in self.sections for row in section.rows)


Reply = TextReply | ButtonsReply | ListReply


def text(body: str) -> TextReply:
    """Make a plain message."""
    return TextReply(cut(body, TEXT_BODY))


def buttons(body: str, *options: Option) -> ButtonsReply:
    """Make a message with buttons."""
    fitted = (Option(each.id, cut(each.title, BUTTON_TITLE)) for each in options[:BUTTONS])
    return ButtonsReply(cut(body, BODY), tuple(fitted))


def choices(body: str, button: str, rows: tuple[Option, ...]) -> ListReply:
    """Make a message with a list; a title too long for its row is told in full below it."""
    return ListReply(cut(body, BODY), cut(button, BUTTON_TITLE), (Section("", _fit(rows)),))


def _fit(rows: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(
        Option(
            row.id,
            cut(row.title, ROW_TITLE),
            cut(
                row.description or (row.title if len(row.title) > ROW_TITLE else ""),
                ROW_DESCRIPTION,
            ),
        )
        for row in rows[:ROWS]
    )


def options_of(reply: Reply) -> tuple[Option, ...]:
    """Return what can be pressed in a reply."""
    match reply:
        case ButtonsReply():
            return reply.buttons
        case ListReply():
            return reply.rows
        case _:
            return ()


def preceded(first: str, reply: Reply) -> tuple[Reply, ...]:
    """Put a sentence before a reply: in the same message if it fits, else in one of its own."""
    body = f"{first}\n\n{reply.body}" if first else reply.body
    limit = TEXT_BODY if isinstance(reply, TextReply) else BODY
    if len(body) > limit:
        return (text(first), reply)
    match reply:
        case TextReply():
            return (TextReply(body),)
        case ButtonsReply():
            return (ButtonsReply(body, reply.buttons),)
        case ListReply():
            return (ListReply(body, reply.button, reply.sections),)


@dataclass(frozen=True)
class StartApplication:
    """Make an application of this service; its id goes into the state's `application`."""

    service_code: str
    district_code: str
    applicant_name: str


@dataclass(frozen=True)
class GiveAnswers:
    """Record answers, already in the catalogue's form."""

    answers: Mapping[str, Answer]
    application_id: str | None = None  # None: the one StartApplication just made


@dataclass(frozen=True)
class AttachFile:
    """Fetch the file and attach it to the requirement's slot."""

    media_id: str
    requirement_code: str
    application_id: str | None = None
    filename: str = ""


@dataclass(frozen=True)
class Submit:
    """Hand the application in."""

    application_id: str | None = None


@dataclass(frozen=True)
class Resubmit:
    """Hand the completed application in again."""

    application_id: str


@dataclass(frozen=True)
class CancelApplication:
    """Withdraw the application."""

    application_id: str


@dataclass(frozen=True)
class AskStatus:
    """Look up an application by its number; the answer tells the status and nothing else."""

    number: str


@dataclass(frozen=True)
class ConfirmDraft:
    """The preview is right."""

    application_id: str


@dataclass(frozen=True)
class DisputeDraft:
    """The preview is wrong; the text says where."""

    application_id: str
    text: str


@dataclass(frozen=True)
class ChooseAppointment:
    """Take one of the offered times."""

    application_id: str
    slot_id: str


Intent = (
    StartApplication
    | GiveAnswers
    | AttachFile
    | Submit
    | Resubmit
    | CancelApplication
    | AskStatus
    | ConfirmDraft
    | DisputeDraft
    | ChooseAppointment
)


@dataclass(frozen=True)
class RefusedRequirement:
    """A paper the officer sent back, not yet replaced."""

    code: str
    reason: str
    note: str = ""


@dataclass(frozen=True)
class AnswerToCorrect:
    """An answer the office sent back, not yet given anew."""

    field: str
    reason: str


@dataclass(frozen=True)
class OpenApplication:
    """What the chat may know of one of the citizen's applications."""

    id: str
    number: str | None
    status: Status
    service_code: str
    actions: frozenset[Action] = frozenset()  # what the table lets the applicant do from here
    answers: Mapping[str, Answer] = field(default_factory=dict)
    district: str | None = None
    filled: frozenset[str] = frozenset()  # requirements with a usable file
    refused: tuple[RefusedRequirement, ...] = ()
    to_correct: tuple[AnswerToCorrect, ...] = ()
    submitted_on: date | None = None


@dataclass(frozen=True)
class ChatWorld:
    """All the dialogue may look at besides its own state; the current application included."""

    catalogue: Catalogue
    messages: Messages
    today: date
    applications: tuple[OpenApplication, ...] = ()
    unprintable: tuple[str, ...] = ()  # characters of the message that paper cannot show
    blank_form: Callable[[Service, str], str] | None = None  # where an empty form is printed from


@dataclass(frozen=True)
class Turn:
    """What one inbound message leads to."""

    state: ConversationState
    replies: tuple[Reply, ...] = ()
    intents: tuple[Intent, ...] = ()
