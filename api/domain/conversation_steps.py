"""The way through one application: questions, uploads, summary; always the next thing open."""

import re
from typing import Final

from api.domain import conversation_questions as questions
from api.domain import conversation_slots as slots
from api.domain.answers import InvalidAnswer
from api.domain.conversation_scene import Scene
from api.domain.conversation_values import (
    BODY,
    ConversationState,
    GiveAnswers,
    Intent,
    OpenApplication,
    Option,
    Reply,
    StartApplication,
    Step,
    Turn,
    buttons,
    choices,
    preceded,
    text,
)
from api.domain.messages import Say

SUBMIT: Final = "submit"
RESUBMIT: Final = "resubmit"
EDIT: Final = "edit"
EDIT_BACK: Final = "edit:back"
CANCEL: Final = "cancel"
PATIENCE: Final = 2  # misunderstandings in a row before an officer is named


def begin(scene: Scene, service_code: str) -> Turn:
    """Open the dialogue about a service: what it is, then the first question."""
    scene = idle(scene).turned(service=service_code)
    service = scene.service
    intro = scene.say(
        Say.SERVICE_INTRO,
        name=service.name,
        summary=service.summary,
        mode=scene.world.messages.mode(service.mode, scene.state.language),
    )
    return proceed(scene, first=intro)


def resume(scene: Scene, application: OpenApplication, *, completing: bool) -> Scene:
    """Take up a draft, or an application that was sent back."""
    return idle(scene).turned(
        service=application.service_code,
        application=application.id,
        started=True,
        completing=completing,
    )


def idle(scene: Scene) -> Scene:
    """Leave whatever the dialogue was about; nothing personal stays in the state."""
    blank = ConversationState(step=Step.MENU, greeted=True, language=scene.state.language)
    return Scene(blank, scene.world)


def proceed(scene: Scene, *, first: str = "", intents: tuple[Intent, ...] = ()) -> Turn:
    """Ask for the next thing still open: a question, a paper, or the citizen's word to send."""
    scene = _advance(scene)
    return scene.answer(*prompt(scene), intents=intents, first=first)


def _advance(scene: Scene) -> Scene:
    scene = scene.turned(misses=0, page=0, asking=None)
    find = questions.next_correction if scene.state.completing else questions.next_question
    name = find(scene)
    if name is not None:
        return scene.turned(step=Step.QUESTION, asking=name)
    waiting = slots.open_slots(scene)
    if waiting:
        slot = scene.state.slot if scene.state.slot in waiting else waiting[0]
        return scene.turned(step=Step.UPLOAD, slot=slot)
    step = Step.UPLOAD if scene.state.pending else Step.SUMMARY
    return scene.turned(step=step, slot=None)


def prompt(scene: Scene) -> tuple[Reply, ...]:
    """Return what the citizen is asked at this step of an application."""
    match scene.state.step:
        case Step.QUESTION:
            asked = questions.question(scene, scene.state.asking or "")
            if asked is None:
                return ()
            return preceded(questions.why_again(scene, asked.name), questions.put(scene, asked))
        case Step.UPLOAD if scene.state.slot is None:
            return (text(scene.say(Say.FILES_PENDING)),)
        case Step.UPLOAD:
            return (slots.ask(scene),)
        case Step.EDIT:
            return (_edit_list(scene),)
        case Step.DISPUTE:
            return (text(scene.say(Say.DISPUTE_ASK)),)
        case Step.TRACK:
            return (text(scene.say(Say.STATUS_ASK)),)
        case _:
            return _resubmit_prompt(scene) if scene.state.completing else _summary(scene)


def again(scene: Scene, *, first: str = "") -> Turn:
    """Repeat what is being asked."""
    return scene.answer(*prompt(scene), first=first)


def answer(scene: Scene, raw: str) -> Turn:
    """Read an answer to the question being asked, and go on or explain what is wrong."""
    name = scene.state.asking or ""
    asked = questions.question(scene, name)
    if asked is None:
        return proceed(scene)
    try:
        value = questions.read(scene, asked, raw)
    except InvalidAnswer as refused:
        return missed(scene, questions.explain(scene, refused))
    history = (*(each for each in scene.state.asked if each != name), name)
    scene = scene.turned(asked=history)
    if name == questions.DISTRICT:
        scene = scene.turned(district=str(value))
    else:
        scene = scene.turned(answers={**scene.state.answers, name: value})
    if scene.state.started:
        return proceed(scene, intents=(GiveAnswers({name: value}, scene.state.application),))
    return _start(scene) if questions.ready_to_start(scene) else proceed(scene)


def _start(scene: Scene) -> Turn:
    start = StartApplication(
        scene.service.code, scene.district or "", str(scene.answers["applicant_name"])
    )
    given = GiveAnswers(dict(scene.state.answers))
    return proceed(scene.turned(started=True), intents=(start, given))


def missed(scene: Scene, sentence: str) -> Turn:
    """Say what was not understood and ask again; name the officers after a few in a row."""
    misses = scene.state.misses + 1
    if misses >= PATIENCE:
        sentence = f"{sentence}\n\n{scene.say(Say.HAND_OVER)}"
    return again(scene.turned(misses=misses), first=sentence)


def back(scene: Scene) -> Turn:
    """Return to the question answered last."""
    fixed = {questions.DISTRICT} if scene.state.started else set()
    history = [name for name in scene.state.asked if name not in fixed]
    if not history or scene.state.completing:
        return again(scene, first=scene.say(Say.NOTHING_TO_GO_BACK))
    name = history.pop()
    return again(
        scene.turned(step=Step.QUESTION, asking=name, asked=tuple(history), page=0, misses=0)
    )


def edit(scene: Scene, name: str) -> Turn:
    """Ask one question anew, from the list of what can be changed."""
    if name not in questions.answered_questions(scene):
        return again(scene, first=scene.say(Say.STALE_CHOICE))
    return again(scene.turned(step=Step.QUESTION, asking=name, page=0))


def add_pages(scene: Scene, code: str) -> Turn:
    """Let the next file go to a slot that already has one."""
    if code not in scene.service.requirements_by_code:
        return again(scene, first=scene.say(Say.STALE_CHOICE))
    return again(scene.turned(step=Step.UPLOAD, slot=code, asking=None))


def skip(scene: Scene) -> Turn:
    """Leave an optional paper out."""
    code = scene.state.slot
    if code is None or scene.service.requirements_by_code[code].mandatory:
        return again(scene, first=scene.say(Say.STALE_CHOICE))
    return proceed(scene.turned(skipped=(*scene.state.skipped, code)))


def _edit_list(scene: Scene) -> Reply:
    fields = [
        Option(f"{EDIT}:{name}", questions.label(scene, name), questions.shown(scene, name))
        for name in questions.answered_questions(scene)
    ]
    files = [
        Option(
            f"{slots.MORE_PAGES}{requirement.code}",
            scene.say(Say.EDIT_FILE, name=requirement.name),
        )
        for requirement in scene.service.requirements
        if requirement.code in scene.filled
    ]
    options = (Option(EDIT_BACK, scene.say(Say.EDIT_BACK)), *fields, *files)
    rows = questions.paged(options, scene.state.page, scene.say(Say.CHOOSE_MORE))
    return choices(scene.say(Say.EDIT), scene.say(Say.GROUP_BUTTON), rows)


def _summary(scene: Scene) -> tuple[Reply, ...]:
    options = (
        Option(SUBMIT, scene.say(Say.SUMMARY_SEND)),
        Option(EDIT, scene.say(Say.SUMMARY_CHANGE)),
        Option(CANCEL, scene.say(Say.SUMMARY_CANCEL)),
    )
    body = _summary_body(scene)
    if len(body) <= BODY:
        return (buttons(body, *options),)
    return (text(body), buttons(scene.say(Say.SUMMARY_SHORT), *options))


def _summary_body(scene: Scene) -> str:
    lines = [
        f"{questions.label(scene, name)}: {questions.shown(scene, name)}"
        for name in questions.answered_questions(scene)
    ]
    district = scene.world.catalogue.get_region(scene.district or "")
    if district:
        lines.append(f"{scene.say(Say.DISTRICT_LABEL)}: {district.name}")
    files = [each.name for each in scene.service.requirements if each.code in scene.filled]
    deadline = scene.service.deadline
    late = ""
    if deadline and scene.facts.needs_head_decision:
        late = scene.say(Say.SUMMARY_LATE, days=deadline.days)
    body = scene.say(
        Say.SUMMARY,
        service=scene.service.name,
        lines="\n".join(lines),
        files="; ".join(files) or "-",
        documents=", ".join(each.name for each in scene.facts.expected_documents()),
        late=late,
    )
    return re.sub(r"\n{3,}", "\n\n", body)


def _resubmit_prompt(scene: Scene) -> tuple[Reply, ...]:
    application = scene.application
    number = scene.label(application) if application else ""
    done = scene.state.received or scene.state.answers
    key = Say.RESUBMIT if done else Say.COMPLETION_OTHER
    return (
        buttons(
            scene.say(key, number=number),
            Option(RESUBMIT, scene.say(Say.RESUBMIT_BUTTON)),
            Option(CANCEL, scene.say(Say.SUMMARY_CANCEL)),
        ),
    )
