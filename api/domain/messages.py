"""The words of the chat: a key a sentence, Indonesian complete, other languages where present."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.domain.values import Mode, Status

INDONESIAN = "id"


class Say(StrEnum):
    """Every sentence the chat can say; the text lives in the message catalogue."""

    NOTICE = "notice"
    NOTICE_YES = "notice_yes"
    NOTICE_NO = "notice_no"
    DECLINED = "declined"
    MENU = "menu"
    MENU_BUTTON = "menu_button"
    MENU_RESUME = "menu_resume"
    MENU_COMPLETE = "menu_complete"
    MENU_STATUS = "menu_status"
    MENU_STATUS_HINT = "menu_status_hint"
    MENU_HELP = "menu_help"
    MENU_HELP_HINT = "menu_help_hint"
    MENU_BACK = "menu_back"
    GROUP = "group"
    GROUP_BUTTON = "group_button"
    CHOOSE_BUTTON = "choose_button"
    CHOOSE_MORE = "choose_more"
    SERVICE_INTRO = "service_intro"
    ASK_TEXT = "ask.text"
    ASK_APPLICANT_NAME = "ask.applicant_name"
    ASK_APPLICANT_NIK = "ask.applicant_nik"
    ASK_APPLICANT_NKK = "ask.applicant_nkk"
    ASK_APPLICANT_EMAIL = "ask.applicant_email"
    ASK_DISTRICT = "ask.district_code"
    ASK_DELIVERY = "ask.delivery_method"
    ASK_DATE = "ask.date"
    ASK_BOOLEAN = "ask.boolean"
    ASK_CHOICE = "ask.choice"
    ASK_NUMBER = "ask.number"
    DISTRICT_LABEL = "district_label"
    YES = "yes"
    NO = "no"
    INVALID_ANSWER = "invalid_answer"
    ANSWER_REFUSED = "answer_refused"
    SLOT = "slot"
    SLOT_OPTIONAL = "slot_optional"
    SLOT_FORM = "slot_form"
    SLOT_REFUSED = "slot_refused"
    SLOT_MORE = "slot_more"
    SLOT_MORE_BUTTON = "slot_more_button"
    SLOT_SKIP_BUTTON = "slot_skip_button"
    FILE_ACCEPTED = "file_accepted"
    FILE_REFUSED = "file_refused"
    FILES_PENDING = "files_pending"
    FILE_TOO_EARLY = "file_too_early"
    FILE_WITHOUT_APPLICATION = "file_without_application"
    FILE_NOT_NEEDED = "file_not_needed"
    SUMMARY = "summary"
    SUMMARY_LATE = "summary_late"
    SUMMARY_SHORT = "summary_short"
    SUMMARY_SEND = "summary_send"
    SUMMARY_CHANGE = "summary_change"
    SUMMARY_CANCEL = "summary_cancel"
    EDIT = "edit"
    EDIT_FILE = "edit_file"
    EDIT_BACK = "edit_back"
    RESUBMIT = "resubmit"
    RESUBMIT_BUTTON = "resubmit_button"
    COMPLETION_OTHER = "completion_other"
    CANCEL_ASK = "cancel_ask"
    CANCEL_YES = "cancel_yes"
    CANCEL_NO = "cancel_no"
    CANCEL_KEPT = "cancel_kept"
    CANCEL_DROPPED = "cancel_dropped"
    CANCEL_WHICH = "cancel_which"
    CANCEL_NOTHING = "cancel_nothing"
    STATUS_ASK = "status_ask"
    STATUS_LIST = "status_list"
    STATUS_LINE = "status_line"
    DISPUTE_ASK = "dispute_ask"
    DISPUTE_THANKS = "dispute_thanks"
    CONFIRM_THANKS = "confirm_thanks"
    HELP = "help"
    NOT_UNDERSTOOD = "not_understood"
    HAND_OVER = "hand_over"
    UNSUPPORTED = "unsupported"
    STALE_CHOICE = "stale_choice"
    NOTHING_TO_GO_BACK = "nothing_to_go_back"
    SUBMITTED = "submitted"
    DUPLICATE_OF_MINE = "duplicate_of_mine"
    DUPLICATE_OF_OTHERS = "duplicate_of_others"
    RESUBMITTED = "resubmitted"
    NEEDS_COMPLETION = "needs_completion"
    NEEDS_COMPLETION_LINE = "needs_completion_line"
    NEEDS_COMPLETION_BUTTON = "needs_completion_button"
    COMPLETE = "complete"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    DRAFT_PREVIEW = "draft_preview"
    DRAFT_OK_BUTTON = "draft_ok_button"
    DRAFT_WRONG_BUTTON = "draft_wrong_button"
    READY_FOR_PICKUP = "ready_for_pickup"
    READY_SURRENDER = "ready_surrender"
    DELIVERED = "delivered"
    DELIVERED_BY_EMAIL = "delivered_by_email"
    COMPLETED = "completed"
    REMINDER = "reminder"
    EXPIRED = "expired"
    IDENTITY_NIK = "identity_nik"
    IDENTITY_DIFFERS = "identity_differs"
    IDENTITY_IN_LIMBO = "identity_in_limbo"
    IDENTITY_HOW = "identity_how"
    IDENTITY_LATER = "identity_later"
    APPOINTMENT_OFFERED = "appointment_offered"
    APPOINTMENT_BUTTON = "appointment_button"
    APPOINTMENT_CONFIRMED = "appointment_confirmed"
    DRAFT_NAME = "draft_name"


REQUIRED_KEYS = frozenset(
    {*Say, *(f"status.{each}" for each in Status), *(f"mode.{each}" for each in Mode)}
)


@dataclass(frozen=True)
class Messages:
    """The message catalogue: language, then key, then template."""

    texts: Mapping[str, Mapping[str, str]]

    def say(self, key: Say, language: str = INDONESIAN, **values: object) -> str:
        """Return the sentence in the language, or in Indonesian where it has no word for it."""
        return self._template(key, language).format(**values)

    def status(self, status: Status, language: str = INDONESIAN) -> str:
        """Return what a citizen is told about a status."""
        return self._template(f"status.{status}", language)

    def mode(self, mode: Mode, language: str = INDONESIAN) -> str:
        """Return what a citizen has to do besides the chat."""
        return self._template(f"mode.{mode}", language)

    def _template(self, key: str, language: str) -> str:
        return self.texts.get(language, {}).get(key) or self.texts[INDONESIAN][key]

    def problems(self) -> Iterator[str]:
        """List keys that are missing or unknown, and translations with other placeholders."""
        indonesian = self.texts.get(INDONESIAN, {})
        for key in sorted(REQUIRED_KEYS - set(indonesian)):
            yield f"{INDONESIAN}: {key} is missing"
        for language, texts in self.texts.items():
            for key, template in texts.items():
                if key not in REQUIRED_KEYS:
                    yield f"{language}: {key} is said nowhere"
                elif _placeholders(template) - _placeholders(indonesian.get(key, "")):
                    yield f"{language}: {key} has other placeholders"


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
