"""What a citizen can do between applications: choose a service, ask for a status, withdraw."""

from typing import Final

from api.domain.conversation_scene import Scene
from api.domain.conversation_steps import again, begin, idle, missed, prompt, resume
from api.domain.conversation_values import (
    DRAFT_BEFORE_START,
    AskStatus,
    CancelApplication,
    ConfirmDraft,
    OpenApplication,
    Option,
    Reply,
    Step,
    Turn,
    buttons,
    choices,
    text,
)
from api.domain.messages import Say
from api.domain.values import Action

MENU: Final = "menu"
STATUS: Final = "status"
HELP: Final = "help"
GROUP: Final = "group:"
SERVICE: Final = "service:"
RESUME: Final = "resume:"
COMPLETE: Final = "complete:"
CANCEL_ONE: Final = "cancel:"
CANCEL_YES: Final = "cancel:yes"
CANCEL_NO: Final = "cancel:no"
_OWN_APPLICATIONS: Final = 2  # rows of the menu kept for what waits for the citizen
_IN_APPLICATION: Final = frozenset({Step.QUESTION, Step.UPLOAD, Step.SUMMARY, Step.EDIT})


def is_in_application(scene: Scene) -> bool:
    """Tell whether the dialogue is about one application now."""
    return scene.state.step in _IN_APPLICATION


def menu(scene: Scene, *, first: str = "") -> Turn:
    """Offer the services, and first of all what waits for the citizen."""
    scene = idle(scene)
    return scene.answer(menu_list(scene), first=first)


def menu_list(scene: Scene) -> Reply:
    """Return the list of what can be done."""
    waiting = [
        *(_row(scene, COMPLETE, Say.MENU_COMPLETE, each) for each in _sent_back(scene)),
        *(_row(scene, RESUME, Say.MENU_RESUME, each) for each in scene.allowing(Action.SUBMIT)),
    ]
    groups = (
        Option(f"{GROUP}{group.code}", group.title, group.description)
        for group in scene.world.catalogue.menu
    )
    rows = (
        *waiting[:_OWN_APPLICATIONS],
        *groups,
        Option(STATUS, scene.say(Say.MENU_STATUS), scene.say(Say.MENU_STATUS_HINT)),
        Option(HELP, scene.say(Say.MENU_HELP), scene.say(Say.MENU_HELP_HINT)),
    )
    return choices(scene.say(Say.MENU), scene.say(Say.MENU_BUTTON), rows)


def _sent_back(scene: Scene) -> tuple[OpenApplication, ...]:
    return scene.allowing(Action.RESUBMIT)


def _row(scene: Scene, prefix: str, title: Say, application: OpenApplication) -> Option:
    what = f"{scene.service_name(application)} {scene.label(application)}"
    return Option(f"{prefix}{application.id}", scene.say(title), what)


def group(scene: Scene, code: str) -> Turn:
    """Offer the services of one group."""
    if code not in (each.code for each in scene.world.catalogue.menu):
        return menu(scene, first=scene.say(Say.STALE_CHOICE))
    scene = idle(scene).turned(group=code)
    return scene.answer(shown_list(scene))


def shown_list(scene: Scene) -> Reply:
    """Return the list the citizen looks at between applications."""
    groups = (each for each in scene.world.catalogue.menu if each.code == scene.state.group)
    found = next(groups, None)
    if found is None:
        return menu_list(scene)
    services = (scene.world.catalogue.service(each) for each in found.services)
    rows = (
        *(Option(f"{SERVICE}{each.code}", each.short_name, each.name) for each in services),
        Option(MENU, scene.say(Say.MENU_BACK)),
    )
    body = scene.say(Say.GROUP, title=found.title)
    return choices(body, scene.say(Say.GROUP_BUTTON), rows)


def choose_service(scene: Scene, code: str) -> Turn:
    """Open the dialogue about a service of the list."""
    if scene.world.catalogue.get_service(code) is None:
        return menu(scene, first=scene.say(Say.STALE_CHOICE))
    return begin(scene, code)


def service_named(scene: Scene, words: str) -> str | None:
    """Return the one service that the words name, by code, name or short name."""
    services = scene.world.catalogue.services
    for service in services:
        names = (service.code.replace("_", " "), service.code, service.name, service.short_name)
        if words in (each.casefold() for each in names):
            return service.code
    within = [each.code for each in services if each.short_name.casefold() in words]
    return within[0] if len(within) == 1 else None


def take_up(scene: Scene, application_id: str, action: Action) -> Scene | None:
    """Return the scene inside a draft or a returned application, if the citizen may go on."""
    application = scene.find(application_id)
    if application is None or action not in application.actions:
        return None
    return resume(scene, application, completing=action is Action.RESUBMIT)


def the_one_sent_back(scene: Scene) -> Scene | None:
    """Return the scene inside the only application that waits for completion."""
    sent_back = _sent_back(scene)
    return take_up(scene, sent_back[0].id, Action.RESUBMIT) if len(sent_back) == 1 else None


def status(scene: Scene, number: str = "") -> Turn:
    """Tell how the citizen's applications stand, or look another number up."""
    known = [each for each in scene.world.applications if not number or each.number == number]
    if number and not known:
        kept = scene if is_in_application(scene) else idle(scene)
        return kept.answer(intents=(AskStatus(number),))
    if not known:
        scene = idle(scene).turned(step=Step.TRACK)
        return scene.answer(*prompt(scene))
    lines = "\n".join(
        scene.say(
            Say.STATUS_LINE,
            number=scene.label(each),
            service=scene.service_name(each),
            status=scene.world.messages.status(each.status, scene.state.language),
        )
        for each in known
    )
    told = scene.say(Say.STATUS_LIST, lines=lines)
    if is_in_application(scene):
        return again(scene, first=told)
    return idle(scene).answer(text(told))


def ask_cancel(scene: Scene) -> Turn:
    """Ask whether the application in hand, or one of those under way, shall be withdrawn."""
    if is_in_application(scene):
        started = scene.state.started and scene.state.application
        return confirm_cancel(scene, scene.state.application if started else DRAFT_BEFORE_START)
    open_ones = scene.allowing(Action.CANCEL)
    if not open_ones:
        return menu(scene, first=scene.say(Say.CANCEL_NOTHING))
    if len(open_ones) == 1:
        return confirm_cancel(idle(scene), open_ones[0].id)
    rows = tuple(
        Option(f"{CANCEL_ONE}{each.id}", scene.label(each), scene.service_name(each))
        for each in open_ones
    )
    body = scene.say(Say.CANCEL_WHICH)
    return idle(scene).answer(choices(body, scene.say(Say.GROUP_BUTTON), rows))


def confirm_cancel(scene: Scene, application_id: str | None) -> Turn:
    """Ask once more before something is withdrawn."""
    application = scene.find(application_id)
    what = scene.label(application) if application else scene.say(Say.DRAFT_NAME)
    if application is None and application_id != DRAFT_BEFORE_START and not scene.state.started:
        return menu(scene, first=scene.say(Say.STALE_CHOICE))
    return scene.turned(cancelling=application_id).answer(
        buttons(
            scene.say(Say.CANCEL_ASK, what=what),
            Option(CANCEL_YES, scene.say(Say.CANCEL_YES)),
            Option(CANCEL_NO, scene.say(Say.CANCEL_NO)),
        )
    )


def cancel(scene: Scene) -> Turn:
    """Withdraw what the citizen was asked about."""
    target = scene.state.cancelling
    if target is None or target == DRAFT_BEFORE_START:
        return menu(scene, first=scene.say(Say.CANCEL_DROPPED))
    return idle(scene).answer(intents=(CancelApplication(target),))


def keep(scene: Scene) -> Turn:
    """Go on as if nothing had been asked."""
    scene = scene.turned(cancelling=None)
    if is_in_application(scene):
        return again(scene, first=scene.say(Say.CANCEL_KEPT))
    return scene.answer(text(scene.say(Say.CANCEL_KEPT)))


def help_(scene: Scene) -> Turn:
    """Explain how the chat works, and go on where it was."""
    if is_in_application(scene):
        return again(scene, first=scene.say(Say.HELP))
    return idle(scene).answer(text(scene.say(Say.HELP)))


def not_understood(scene: Scene) -> Turn:
    """Say so, and show what would be understood here."""
    sentence = scene.say(Say.NOT_UNDERSTOOD)
    if scene.state.step is not Step.MENU:
        return missed(scene, sentence)
    misses = scene.state.misses + 1
    if misses > 1:
        sentence = scene.say(Say.HAND_OVER)
    return scene.turned(misses=misses).answer(shown_list(scene), first=sentence)


def confirm_draft(scene: Scene, application_id: str) -> Turn:
    """Pass on that the preview is right."""
    application = scene.find(application_id)
    if application is None or Action.CONFIRM_DRAFT not in application.actions:
        return stale(scene)
    return scene.answer(
        text(scene.say(Say.CONFIRM_THANKS)), intents=(ConfirmDraft(application_id),)
    )


def dispute_draft(scene: Scene, application_id: str) -> Turn:
    """Ask what is wrong with the preview."""
    application = scene.find(application_id)
    if application is None or Action.DISPUTE_DRAFT not in application.actions:
        return stale(scene)
    scene = idle(scene).turned(step=Step.DISPUTE, disputing=application_id)
    return scene.answer(*prompt(scene))


def stale(scene: Scene) -> Turn:
    """Answer a button of a question that is over."""
    sentence = scene.say(Say.STALE_CHOICE)
    return again(scene, first=sentence) if is_in_application(scene) else menu(scene, first=sentence)
