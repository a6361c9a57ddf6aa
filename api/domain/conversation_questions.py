"""The questions of the chat: which comes next, how it is put, how an answer is read."""

from collections.abc import Iterator, Mapping
from typing import Final

from api.domain.answers import Answer, InvalidAnswer, check_value, unprintable
from api.domain.conversation_scene import Scene
from api.domain.conversation_values import (
    BUTTON_TITLE,
    BUTTONS,
    ROWS,
    AnswerToCorrect,
    Option,
    Reply,
    buttons,
    choices,
    text,
)
from api.domain.identity import mask_email, mask_number
from api.domain.messages import Say
from api.domain.service import Field, FieldType, Rules

DISTRICT: Final = "district_code"
_DISTRICT_FIELD: Final = Field(
    DISTRICT, "Kecamatan", FieldType.REGION, rules=Rules(levels=("kecamatan",), within="63.11")
)
_BEFORE_START: Final = ("applicant_name", "applicant_nik", "applicant_nkk", DISTRICT)
_ANSWER: Final = "answer"
MORE: Final = "more"
_OWN_WORDS: Final[Mapping[str, Say]] = {
    "applicant_name": Say.ASK_APPLICANT_NAME,
    "applicant_nik": Say.ASK_APPLICANT_NIK,
    "applicant_nkk": Say.ASK_APPLICANT_NKK,
    "applicant_email": Say.ASK_APPLICANT_EMAIL,
    "delivery_method": Say.ASK_DELIVERY,
    DISTRICT: Say.ASK_DISTRICT,
}
_WORDS: Final[Mapping[FieldType, Say]] = {
    FieldType.DATE: Say.ASK_DATE,
    FieldType.BOOLEAN: Say.ASK_BOOLEAN,
    FieldType.ENUM: Say.ASK_CHOICE,
    FieldType.CODELIST: Say.ASK_CHOICE,
    FieldType.INTEGER: Say.ASK_NUMBER,
    FieldType.DECIMAL: Say.ASK_NUMBER,
}


def question(scene: Scene, name: str) -> Field | None:
    """Return the question of that name, if the service or the chat itself asks it."""
    return _DISTRICT_FIELD if name == DISTRICT else scene.service.fields_by_name.get(name)


def next_question(scene: Scene) -> str | None:
    """Return the first question still to be asked; what is answered is not asked again."""
    return next(_open_questions(scene), None)


def _open_questions(scene: Scene) -> Iterator[str]:
    for name in _BEFORE_START:
        known = scene.district if name == DISTRICT else scene.facts.is_answered(name)
        if not known and question(scene, name):
            yield name
    missing = scene.facts.missing_answers()
    yield from (name for name in ("delivery_method", "applicant_email") if name in missing)
    yield from scene.facts.undecided_fields()


def next_correction(scene: Scene) -> str | None:
    """Return the first answer the office sent back and the citizen has not given anew."""
    found = (each.field for each in _corrections(scene) if each.field not in scene.state.answers)
    return next(found, None)


def why_again(scene: Scene, name: str) -> str:
    """Return why an answer has to be given anew; nothing for a question asked the first time."""
    reasons = (each.reason for each in _corrections(scene) if each.field == name)
    reason = next(reasons, "")
    if not reason or not scene.state.completing:
        return ""
    return scene.say(Say.ANSWER_REFUSED, label=label(scene, name), reason=reason)


def _corrections(scene: Scene) -> tuple[AnswerToCorrect, ...]:
    return scene.application.to_correct if scene.application else ()


def answered_questions(scene: Scene) -> tuple[str, ...]:
    """Return what the citizen was asked and may still change, in the order of asking."""
    names = (*_BEFORE_START, "delivery_method", "applicant_email", *scene.service.deciding_fields)
    return tuple(name for name in names if name != DISTRICT and scene.facts.is_answered(name))


def label(scene: Scene, name: str) -> str:
    """Return what a question is called in summaries and lists."""
    asked = question(scene, name)
    return scene.say(Say.DISTRICT_LABEL) if name == DISTRICT or asked is None else asked.label


def _options(scene: Scene, asked: Field) -> Mapping[str, str]:
    if asked.name == DISTRICT:
        return {region.code: region.name for region in scene.world.catalogue.districts}
    if asked.type is FieldType.BOOLEAN:
        return {"true": scene.say(Say.YES), "false": scene.say(Say.NO)}
    return {} if asked.many else scene.world.catalogue.options(asked)


def put(scene: Scene, asked: Field) -> Reply:
    """Put the question: with buttons or a list where the answers are closed, else as text."""
    key = _OWN_WORDS.get(asked.name) or _WORDS.get(asked.type, Say.ASK_TEXT)
    body = scene.say(key, label=asked.label)
    options = tuple(
        Option(f"{_ANSWER}:{asked.name}:{code}", title)
        for code, title in _options(scene, asked).items()
    )
    if not options:
        return text(body)
    if len(options) <= BUTTONS and all(len(each.title) <= BUTTON_TITLE for each in options):
        return buttons(body, *options)
    rows = paged(options, scene.state.page, scene.say(Say.CHOOSE_MORE))
    return choices(body, scene.say(Say.CHOOSE_BUTTON), rows)


def paged(options: tuple[Option, ...], page: int, more: str) -> tuple[Option, ...]:
    """Return the rows of one page; the last row of each turns to the next."""
    if len(options) <= ROWS:
        return options
    size = ROWS - 1
    start = page * size % (-(-len(options) // size) * size)
    return (*options[start : start + size], Option(MORE, more))


def read(scene: Scene, asked: Field, raw: str) -> Answer:
    """Return the answer in its kept form, or raise `InvalidAnswer`."""
    if asked.type is FieldType.TEXT and scene.world.unprintable:
        raise unprintable(asked.name, scene.world.unprintable)
    prefix = f"{_ANSWER}:{asked.name}:"
    return check_value(
        scene.world.catalogue, asked, raw.removeprefix(prefix), today=scene.world.today
    )


def is_answer_id(choice_id: str) -> bool:
    """Tell whether a pressed button or row answers a question, now or earlier."""
    return choice_id.startswith(f"{_ANSWER}:")


def belongs_to(choice_id: str, name: str | None) -> bool:
    """Tell whether a pressed button or row answers that very question."""
    return choice_id.startswith(f"{_ANSWER}:{name}:")


def explain(scene: Scene, refused: InvalidAnswer) -> str:
    """Return the sentence that names the broken rule and the way out."""
    return scene.say(Say.INVALID_ANSWER, message=refused.message)


def shown(scene: Scene, name: str) -> str:
    """Return an answer as the chat may repeat it: labels for codes, numbers masked."""
    asked, value = question(scene, name), scene.answers.get(name)
    if asked is None or value is None:
        return ""
    if isinstance(value, bool):
        return scene.say(Say.YES if value else Say.NO)
    match asked.type:
        case FieldType.NIK | FieldType.NKK:
            return mask_number(str(value))
        case FieldType.EMAIL:
            return mask_email(str(value))
        case FieldType.DATE:
            return "-".join(reversed(str(value).split("-")))
        case _:
            return _options(scene, asked).get(str(value), str(value))


def ready_to_start(scene: Scene) -> bool:
    """Tell whether all is known that an application needs to exist."""
    return not any(name in _BEFORE_START for name in _open_questions(scene))
