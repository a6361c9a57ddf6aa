"""A citizen at a phone, and the use cases reduced to what the chat can see of them."""

import json
from dataclasses import replace
from datetime import date

from api.domain.catalogue import Catalogue
from api.domain.conversation import converse
from api.domain.conversation_values import (
    AttachFile,
    CancelApplication,
    ChatWorld,
    Choice,
    ConversationState,
    FileAccepted,
    FileArrived,
    FileRefused,
    GiveAnswers,
    Inbound,
    Intent,
    ListReply,
    OpenApplication,
    Option,
    RefusedRequirement,
    Reply,
    Resubmit,
    StartApplication,
    Submit,
    Text,
    Turn,
    options_of,
)
from api.domain.messages import Messages
from api.domain.values import Action, Status

TODAY = date(2026, 1, 20)
NIK = "6311061201809001"
NKK = "6311061504109001"
IN_DRAFT = frozenset({Action.SUBMIT, Action.CANCEL, Action.ATTACH})
IN_QUEUE = frozenset({Action.CANCEL})
SENT_BACK = frozenset({Action.RESUBMIT, Action.CANCEL, Action.ATTACH})


class Phone:
    """Plays one citizen; keeps the transcript, the intents and the application they lead to."""

    def __init__(self, catalogue: Catalogue, messages: Messages) -> None:
        self.state = ConversationState()
        self.world = ChatWorld(catalogue, messages, TODAY)
        self.replies: tuple[Reply, ...] = ()
        self.intents: list[Intent] = []
        self.transcript: list[str] = []
        self.files = 0

    @property
    def application(self) -> OpenApplication:
        return self.world.applications[-1]

    @property
    def last(self) -> str:
        return "\n".join(reply.body for reply in self.replies)

    @property
    def options(self) -> dict[str, str]:
        found: tuple[Option, ...] = options_of(self.replies[-1]) if self.replies else ()
        return {option.title: option.id for option in found}

    def says(self, *bodies: str) -> "Phone":
        for body in bodies:
            self._receive(Text(body), f"> {body}")
        return self

    def taps(self, *titles: str) -> "Phone":
        for title in titles:
            self._receive(Choice(self.options[title], title), f"> [{title}]")
        return self

    def presses(self, choice_id: str) -> "Phone":
        self._receive(Choice(choice_id), f"> [{choice_id}]")
        return self

    def sends(self, inbound: Inbound) -> "Phone":
        self._receive(inbound, f"> ({type(inbound).__name__})")
        return self

    def sends_file(self, caption: str = "") -> str:
        self.files += 1
        media = f"media-{self.files}"
        self._receive(FileArrived(media, "image/jpeg", caption=caption), f"> (file {caption})")
        return media

    def file_is_kept(self, media: str, pages: int = 1) -> "Phone":
        code = self.state.pending.get(media)
        if code:
            filled = self.application.filled | {code}
            left = tuple(each for each in self.application.refused if each.code != code)
            self._application(filled=filled, refused=left)
        kept = FileAccepted(media, f"attachment-{media}", "image/jpeg", pages)
        self._receive(kept, "(file kept)")
        return self

    def file_is_refused(self, media: str, message: str) -> "Phone":
        self._receive(FileRefused(media, "BROKEN_IMAGE", message), "(file refused)")
        return self

    def photographs(self, times: int = 1, caption: str = "") -> "Phone":
        for _ in range(times):
            self.file_is_kept(self.sends_file(caption))
        return self

    def is_sent_back(self, *refused: RefusedRequirement) -> "Phone":
        filled = self.application.filled - {each.code for each in refused}
        self._application(
            status=Status.NEEDS_COMPLETION, actions=SENT_BACK, refused=refused, filled=filled
        )
        return self

    def _application(self, **changes: object) -> None:
        *others, current = self.world.applications
        changed = replace(current, **changes)  # type: ignore[arg-type]  # named by the tests
        self.world = replace(self.world, applications=(*others, changed))

    def _receive(self, inbound: Inbound, line: str) -> None:
        turn = converse(self.state, inbound, self.world)
        self.state = ConversationState.from_json(json.loads(json.dumps(turn.state.to_json())))
        assert self.state == turn.state
        self._remember(turn, line)
        for intent in turn.intents:
            self._carry_out(intent)

    def _remember(self, turn: Turn, line: str) -> None:
        self.replies = turn.replies
        self.transcript.append(line)
        for reply in turn.replies:
            titles = " ".join(f"[{each.title}]" for each in options_of(reply))
            self.transcript.append(f"{reply.body} {titles}".strip())
            fits(reply)

    def _carry_out(self, intent: Intent) -> None:
        self.intents.append(intent)
        match intent:
            case StartApplication():
                made = OpenApplication(
                    f"app-{len(self.world.applications) + 1}",
                    None,
                    Status.DRAFT,
                    intent.service_code,
                    IN_DRAFT,
                    district=intent.district_code,
                )
                applications = (*self.world.applications, made)
                self.world = replace(self.world, applications=applications)
                self.state = replace(self.state, application=made.id)
            case GiveAnswers():
                self._application(answers={**self.application.answers, **intent.answers})
            case Submit() | Resubmit():
                self._application(status=Status.SUBMITTED, actions=IN_QUEUE, number="DJ-2026-0001")
            case CancelApplication():
                self.world = replace(self.world, applications=self.world.applications[:-1])
            case AttachFile():
                pass


def fits(reply: Reply) -> None:
    """Hold a reply against WhatsApp's limits."""
    options = options_of(reply)
    assert 0 < len(reply.body) <= (1024 if options else 4096)
    assert len({option.id for option in options}) == len(options)
    if isinstance(reply, ListReply):
        assert len(reply.button) <= 20
        assert 0 < len(options) <= 10
        assert all(0 < len(each.title) <= 24 for each in options)
        assert all(len(each.description) <= 72 and len(each.id) <= 200 for each in options)
    else:
        assert len(options) <= 3
        assert all(0 < len(each.title) <= 20 and len(each.id) <= 256 for each in options)


def agrees(phone: Phone) -> Phone:
    return phone.says("halo").taps("Setuju, mulai")


def introduces_herself(phone: Phone, service: str = "akta kelahiran") -> Phone:
    agrees(phone).says(service, "Siti Contoh", NIK, NKK).taps("Paringin")
    return phone


def answers_for_a_birth(phone: Phone) -> Phone:
    introduces_herself(phone).taps("Lewat WhatsApp", "Ibu")
    return phone.says("5 Januari 2026").taps("Ya", "Ya", "Tidak", "Tidak")


def has_submitted(phone: Phone) -> Phone:
    return answers_for_a_birth(phone).photographs(4).taps("Lewati", "Kirim")


def attached(phone: Phone) -> list[str]:
    return [each.requirement_code for each in phone.intents if isinstance(each, AttachFile)]
