"""What the office tells a citizen of its own accord: one function a notice, ready to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.domain.comparison import IdentityStatus
from api.domain.conversation import DRAFT_OK, DRAFT_WRONG, VISIT
from api.domain.conversation_menu import COMPLETE
from api.domain.conversation_values import (
    BODY,
    AnswerToCorrect,
    ButtonsReply,
    ListReply,
    Option,
    RefusedRequirement,
    Reply,
    TextReply,
    buttons,
    choices,
    text,
)
from api.domain.identity import mask_email
from api.domain.messages import INDONESIAN, Messages, Say
from api.domain.service import Service
from api.domain.values import Status

_IDENTITY: Final = {  # what does not agree is not told apart: it would tell whose NIK it is
    IdentityStatus.NIK_UNKNOWN: Say.IDENTITY_NIK,
    IdentityStatus.NIK_INACTIVE: Say.IDENTITY_NIK,
    IdentityStatus.NAME_DIFFERS: Say.IDENTITY_DIFFERS,
    IdentityStatus.FAMILY_DIFFERS: Say.IDENTITY_DIFFERS,
    IdentityStatus.IN_LIMBO: Say.IDENTITY_IN_LIMBO,
}
_PLACE: Final = "kantor Disdukcapil Kabupaten Balangan"


@dataclass(frozen=True)
class Notices:
    """The notices about one application, in one citizen's language."""

    messages: Messages
    number: str
    service: Service
    language: str = INDONESIAN

    def _say(self, key: Say, **values: object) -> str:
        names = {"number": self.number, "service": self.service.name}
        return self.messages.say(key, self.language, **{**names, **values})

    def submitted(self) -> TextReply:
        """The application has come in and has this number."""
        return text(self._say(Say.SUBMITTED))

    def possible_duplicate(self, number: str | None) -> TextReply:
        """The same seems to have been asked for before: by this citizen, or by somebody else."""
        if number is None:
            return text(self._say(Say.DUPLICATE_OF_OTHERS))
        return text(self._say(Say.DUPLICATE_OF_MINE, other=number))

    def resubmitted(self) -> TextReply:
        """The completed application has come in again."""
        return text(self._say(Say.RESUBMITTED))

    def needs_completion(
        self,
        application_id: str,
        refused: Sequence[RefusedRequirement],
        to_correct: Sequence[AnswerToCorrect] = (),
    ) -> tuple[Reply, ...]:
        """Papers or answers have to be given anew, and why; a button leads to them."""
        names, fields = self.service.requirements_by_code, self.service.fields_by_name
        papers = [
            (
                names[each.code].name if each.code in names else each.code,
                " ".join(filter(None, (f"{each.reason}.", each.note))),
            )
            for each in refused
        ]
        answers = [(fields[each.field].label, each.reason) for each in to_correct]
        lines = "\n".join(
            self._say(Say.NEEDS_COMPLETION_LINE, name=name, reason=reason)
            for name, reason in (*papers, *answers)
        )
        body = self._say(Say.NEEDS_COMPLETION, reasons=lines)
        button = Option(f"{COMPLETE}{application_id}", self._say(Say.NEEDS_COMPLETION_BUTTON))
        if len(body) <= BODY:
            return (buttons(body, button),)
        return (text(body), buttons(self._say(Say.NEEDS_COMPLETION_BUTTON), button))

    def complete(self) -> TextReply:
        """All papers are accepted; the promised time begins."""
        return text(self._say(Say.COMPLETE, hours=self.service.sla.max_hours))

    def rejected(self, reason: str) -> TextReply:
        """The application is refused for good."""
        return text(self._say(Say.REJECTED, reason=reason))

    def cancelled(self) -> TextReply:
        """The application is withdrawn."""
        return text(self._say(Say.CANCELLED))

    def draft_preview(self, application_id: str, documents: Sequence[str]) -> ButtonsReply:
        """The citizen is asked to check the draft sent with this message."""
        return buttons(
            self._say(Say.DRAFT_PREVIEW, documents=", ".join(documents)),
            Option(f"{DRAFT_OK}{application_id}", self._say(Say.DRAFT_OK_BUTTON)),
            Option(f"{DRAFT_WRONG}{application_id}", self._say(Say.DRAFT_WRONG_BUTTON)),
        )

    def ready_for_pickup(
        self, documents: Sequence[str], code: str, *, surrender: bool = False, place: str = _PLACE
    ) -> TextReply:
        """Something waits at the office; the code proves who may collect it."""
        return text(
            self._say(
                Say.READY_FOR_PICKUP,
                documents=", ".join(documents),
                code=code,
                place=place,
                surrender=self._say(Say.READY_SURRENDER) if surrender else "",
            )
        )

    def delivered(self, documents: Sequence[str]) -> TextReply:
        """The signed PDF is in the chat; how to print it."""
        return text(self._say(Say.DELIVERED, documents=", ".join(documents)))

    def delivered_by_email(self, documents: Sequence[str], email: str) -> TextReply:
        """The signed PDF went by e-mail; the address is masked."""
        return text(
            self._say(
                Say.DELIVERED_BY_EMAIL, documents=", ".join(documents), email=mask_email(email)
            )
        )

    def completed(self) -> TextReply:
        """All documents have reached the citizen."""
        return text(self._say(Say.COMPLETED))

    def reminder(self, day: str) -> TextReply:
        """The application waits for the citizen and will lapse."""
        return text(self._say(Say.REMINDER, day=day))

    def identity(self, status: IdentityStatus, *, is_draft: bool) -> TextReply | None:
        """SIAK does not know the applicant by these answers; nothing of SIAK's data is told."""
        key = _IDENTITY.get(status)
        if key is None:
            return None
        how = Say.IDENTITY_HOW if is_draft else Say.IDENTITY_LATER
        return text(self._say(key, how=self._say(how)))

    def expired(self) -> TextReply:
        """The application has lapsed."""
        return text(self._say(Say.EXPIRED))

    def appointment_offered(
        self, application_id: str, slots: Sequence[tuple[str, str]]
    ) -> ListReply:
        """The citizen may choose one of up to ten times (id, words) to come to the office."""
        rows = tuple(Option(f"{VISIT}{application_id}:{slot}", words) for slot, words in slots)
        return choices(self._say(Say.APPOINTMENT_OFFERED), self._say(Say.APPOINTMENT_BUTTON), rows)

    def appointment_confirmed(self, when: str) -> TextReply:
        """The time is taken."""
        return text(self._say(Say.APPOINTMENT_CONFIRMED, when=when))

    def status(self, status: Status) -> TextReply:
        """The answer to a number: how it stands, and nothing else."""
        words = self.messages.status(status, self.language)
        return text(self._say(Say.STATUS_LINE, service=self.service.short_name, status=words))
