"""The chat: (state, inbound message, world) -> (state, replies, intents). Pure; no clock, no I/O.

Replies answer at once; intents are what the use cases carry out, in order. Results of intents reach
the citizen as notices (`messages_notices`), because only the use case knows how they went.
"""

from collections.abc import Callable, Mapping
from typing import Final

from api.domain import conversation_menu as menu
from api.domain import conversation_slots as slots
from api.domain import conversation_steps as steps
from api.domain.conversation_questions import MORE, belongs_to, is_answer_id
from api.domain.conversation_scene import Scene
from api.domain.conversation_values import (
    ChatWorld,
    Choice,
    ChooseAppointment,
    ConversationState,
    DisputeDraft,
    FileAccepted,
    FileArrived,
    FileRefused,
    Inbound,
    Option,
    Resubmit,
    Step,
    Submit,
    Text,
    Turn,
    Unsupported,
    buttons,
    options_of,
    text,
)
from api.domain.messages import Say
from api.domain.values import Action

CONSENT_YES: Final = "consent:yes"
CONSENT_NO: Final = "consent:no"
DRAFT_OK: Final = "draft:ok:"
DRAFT_WRONG: Final = "draft:wrong:"
VISIT: Final = "visit:"
_YES: Final = frozenset({"ya", "iya", "setuju", "setuju mulai", "mulai", "oke", "ok"})
_NO: Final = frozenset({"tidak", "tidak setuju", "tdk", "jangan"})
_START: Final = frozenset({"menu", "mulai", "halo", "hai", "assalamualaikum", "info"})
_STATUS: Final = ("cek status", "status", "cek")
_LANGUAGES: Final[Mapping[str, str]] = {"bahasa banjar": "bjn", "bahasa indonesia": "id"}


def converse(state: ConversationState, inbound: Inbound, world: ChatWorld) -> Turn:
    """Lead the dialogue one message further."""
    scene = Scene(state, world)
    match inbound:
        case FileAccepted():
            return _file_accepted(scene, inbound)
        case FileRefused():
            return _file_refused(scene, inbound)
    if state.step in (Step.NOTICE, Step.DECLINED):
        return _before_consent(scene, inbound)
    match inbound:
        case FileArrived():
            return _file_arrived(scene, inbound)
        case Choice():
            return _chosen(scene, inbound.id)
        case Text():
            return _typed(scene, inbound.body)
        case Unsupported():
            return _unsupported(scene)


def _before_consent(scene: Scene, inbound: Inbound) -> Turn:
    said = _said(inbound)
    if said == CONSENT_YES or (scene.state.greeted and said in _YES and not _declined(scene)):
        return menu.menu(scene)
    if scene.state.greeted and (said == CONSENT_NO or said in _NO):
        return scene.turned(step=Step.DECLINED).answer(text(scene.say(Say.DECLINED)))
    if _declined(scene) and said not in _START | _YES:
        return scene.answer(text(scene.say(Say.DECLINED)))
    return scene.turned(step=Step.NOTICE, greeted=True).answer(
        buttons(
            scene.say(Say.NOTICE),
            Option(CONSENT_YES, scene.say(Say.NOTICE_YES)),
            Option(CONSENT_NO, scene.say(Say.NOTICE_NO)),
        )
    )


def _declined(scene: Scene) -> bool:
    return scene.state.step is Step.DECLINED


def _said(inbound: Inbound) -> str:
    match inbound:
        case Text():
            return _plain(inbound.body)
        case Choice():
            return inbound.id
        case _:
            return ""


def _plain(body: str) -> str:
    return " ".join(body.casefold().replace(",", " ").strip("*_.!? \n").split())


def _typed(scene: Scene, body: str) -> Turn:
    words = _plain(body)
    if scene.state.cancelling is not None:
        if words in _YES or words in ("batal", "ya batalkan"):
            return menu.cancel(scene)
        if words in _NO or words == "tidak lanjut":
            return menu.keep(scene)
        scene = scene.turned(cancelling=None)
    if words in _LANGUAGES:
        return menu.menu(scene.turned(language=_LANGUAGES[words]))
    if words in _GLOBAL_WORDS:
        return _GLOBAL_WORDS[words](scene)
    for word in _STATUS:
        if words.startswith(f"{word} "):
            return menu.status(scene, body.strip()[len(word) :].strip().upper())
    option = _option_named(scene, words)
    return _chosen(scene, option) if option else _in_own_words(scene, body, words)


def _option_named(scene: Scene, words: str) -> str | None:
    """Return the button or row the citizen typed instead of pressing: its title, or its place."""
    shown = (menu.shown_list(scene),) if scene.state.step is Step.MENU else steps.prompt(scene)
    options = options_of(shown[-1]) if shown else ()
    for place, option in enumerate(options, start=1):
        if words in (_plain(option.title), str(place)):
            return option.id
    return None


def _in_own_words(scene: Scene, body: str, words: str) -> Turn:
    match scene.state.step:
        case Step.QUESTION:
            return steps.answer(scene, body)
        case Step.UPLOAD:
            return _slot_named(scene, words)
        case Step.DISPUTE:
            dispute = DisputeDraft(scene.state.disputing or "", body.strip())
            thanks = text(scene.say(Say.DISPUTE_THANKS))
            return steps.idle(scene).answer(thanks, intents=(dispute,))
        case Step.TRACK:
            return menu.status(scene, body.strip().upper())
        case Step.MENU:
            return _from_the_menu(scene, words)
        case _:
            return menu.not_understood(scene)


def _slot_named(scene: Scene, words: str) -> Turn:
    code = slots.named(scene, words)
    if code:
        return steps.again(scene.turned(slot=code, misses=0))
    if words == "selesai":
        return steps.proceed(scene)
    if scene.state.pending:
        return scene.answer(text(scene.say(Say.FILES_PENDING)))
    return menu.not_understood(scene)


def _from_the_menu(scene: Scene, words: str) -> Turn:
    service = menu.service_named(scene, words)
    if service:
        return menu.choose_service(scene, service)
    drafts = scene.allowing(Action.CONFIRM_DRAFT)
    if len(drafts) == 1 and words in ("benar", "ya benar", "sudah benar"):
        return menu.confirm_draft(scene, drafts[0].id)
    if len(drafts) == 1 and words in ("salah", "ada yang salah"):
        return menu.dispute_draft(scene, drafts[0].id)
    for application in scene.world.applications:
        if application.number and application.number.casefold() == words:
            return menu.status(scene, application.number)
    return menu.not_understood(scene)


def _chosen(scene: Scene, choice: str) -> Turn:
    if choice == menu.CANCEL_YES:
        return menu.cancel(scene) if scene.state.cancelling else menu.stale(scene)
    if choice == menu.CANCEL_NO:
        return menu.keep(scene)
    scene = scene.turned(cancelling=None)
    if choice in _CHOICES:
        return _CHOICES[choice](scene)
    if choice in _STEP_CHOICES:
        step, act = _STEP_CHOICES[choice]
        return act(scene) if scene.state.step is step else menu.stale(scene)
    if is_answer_id(choice):
        asked = scene.state.step is Step.QUESTION and belongs_to(choice, scene.state.asking)
        return steps.answer(scene, choice) if asked else menu.stale(scene)
    for prefix, act_on in _PREFIXES.items():
        if choice.startswith(prefix):
            return act_on(scene, choice.removeprefix(prefix))
    return menu.stale(scene)


def _submit(scene: Scene) -> Turn:
    intent: Submit | Resubmit = Submit(scene.state.application)
    if scene.state.completing:
        intent = Resubmit(scene.state.application or "")
    return steps.idle(scene).answer(intents=(intent,))


def _to_edit(scene: Scene) -> Turn:
    return steps.again(scene.turned(step=Step.EDIT, page=0))


def _next_page(scene: Scene) -> Turn:
    return steps.again(scene.turned(page=scene.state.page + 1))


def _add_pages(scene: Scene, code: str) -> Turn:
    return steps.add_pages(scene, code) if menu.is_in_application(scene) else menu.stale(scene)


def _edit(scene: Scene, name: str) -> Turn:
    return steps.edit(scene, name) if scene.state.step is Step.EDIT else menu.stale(scene)


def _resume(scene: Scene, application_id: str) -> Turn:
    inside = menu.take_up(scene, application_id, Action.SUBMIT)
    return steps.proceed(inside) if inside else menu.stale(scene)


def _complete(scene: Scene, application_id: str) -> Turn:
    inside = menu.take_up(scene, application_id, Action.RESUBMIT)
    return steps.proceed(inside) if inside else menu.stale(scene)


def _visit(scene: Scene, rest: str) -> Turn:
    application_id, _, slot_id = rest.partition(":")
    application = scene.find(application_id)
    if application is None or Action.SCHEDULE_ATTENDANCE not in application.actions:
        return menu.stale(scene)
    return scene.answer(intents=(ChooseAppointment(application_id, slot_id),))


def _again(scene: Scene) -> Turn:
    if scene.state.step is Step.MENU:
        return scene.answer(menu.shown_list(scene))
    if scene.state.pending and scene.state.slot is None:
        return steps.proceed(scene.turned(pending={}))  # files that got lost on their way
    return steps.again(scene)


def _back(scene: Scene) -> Turn:
    return steps.back(scene) if menu.is_in_application(scene) else menu.menu(scene)


def _unsupported(scene: Scene) -> Turn:
    sentence = scene.say(Say.UNSUPPORTED)
    if scene.state.step is Step.MENU:
        return menu.menu(scene, first=sentence)
    return steps.again(scene, first=sentence)


def _file_arrived(scene: Scene, file: FileArrived) -> Turn:
    if scene.state.step is Step.QUESTION:
        return steps.again(scene, first=scene.say(Say.FILE_TOO_EARLY))
    if menu.is_in_application(scene):
        return slots.arrived(scene, file)
    if scene.state.step is not Step.MENU:
        return steps.again(scene, first=scene.say(Say.FILE_WITHOUT_APPLICATION))
    sent_back = menu.the_one_sent_back(scene)
    if sent_back:
        waiting = slots.open_slots(sent_back)
        first = waiting[0] if waiting else None
        return slots.arrived(sent_back.turned(step=Step.UPLOAD, slot=first), file)
    return menu.menu(scene, first=scene.say(Say.FILE_WITHOUT_APPLICATION))


def _file_accepted(scene: Scene, file: FileAccepted) -> Turn:
    if file.media_id not in scene.state.pending:
        return scene.answer()
    scene, sentence = slots.accepted(scene, file)
    if scene.state.pending or scene.state.step is not Step.UPLOAD:
        return scene.answer(text(sentence))
    return steps.proceed(scene, first=sentence)


def _file_refused(scene: Scene, file: FileRefused) -> Turn:
    if file.media_id not in scene.state.pending:
        return scene.answer(text(file.message))
    scene, sentence = slots.refused(scene, file)
    if scene.state.step is Step.QUESTION:
        return scene.answer(text(sentence))
    return steps.again(scene.turned(step=Step.UPLOAD), first=sentence)


_GLOBAL_WORDS: Final[Mapping[str, Callable[[Scene], Turn]]] = {
    **dict.fromkeys(_START, menu.menu),
    **dict.fromkeys(_STATUS, menu.status),
    **dict.fromkeys(("bantuan", "help", "tolong"), menu.help_),
    **dict.fromkeys(("batal", "batalkan"), menu.ask_cancel),
    "ulang": _again,
    "kembali": _back,
}
_CHOICES: Final[Mapping[str, Callable[[Scene], Turn]]] = {
    CONSENT_YES: menu.menu,
    menu.MENU: menu.menu,
    menu.STATUS: menu.status,
    menu.HELP: menu.help_,
    steps.CANCEL: menu.ask_cancel,
    MORE: _next_page,
}
_STEP_CHOICES: Final[Mapping[str, tuple[Step, Callable[[Scene], Turn]]]] = {
    steps.SUBMIT: (Step.SUMMARY, _submit),
    steps.RESUBMIT: (Step.SUMMARY, _submit),
    steps.EDIT: (Step.SUMMARY, _to_edit),
    steps.EDIT_BACK: (Step.EDIT, steps.proceed),
    slots.SKIP: (Step.UPLOAD, steps.skip),
}
_PREFIXES: Final[Mapping[str, Callable[[Scene, str], Turn]]] = {
    menu.GROUP: menu.group,
    menu.SERVICE: menu.choose_service,
    menu.RESUME: _resume,
    menu.COMPLETE: _complete,
    menu.CANCEL_ONE: menu.confirm_cancel,
    slots.MORE_PAGES: _add_pages,
    f"{steps.EDIT}:": _edit,
    DRAFT_OK: menu.confirm_draft,
    DRAFT_WRONG: menu.dispute_draft,
    VISIT: _visit,
}
