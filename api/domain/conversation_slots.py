"""The uploads of the chat: which paper is asked for next, and what becomes of files that arrive.

A file takes the slot that is asked for; files that come in a bunch take one slot after another, and
an officer confirms every slot later.
"""

from typing import Final

from api.domain.conversation_scene import Scene
from api.domain.conversation_values import (
    AttachFile,
    FileAccepted,
    FileArrived,
    FileRefused,
    Option,
    Reply,
    Turn,
    buttons,
    text,
)
from api.domain.facts import RequirementNeed
from api.domain.messages import Say
from api.domain.service import Requirement

MORE_PAGES: Final = "slot:more:"
SKIP: Final = "slot:skip"


def open_slots(scene: Scene) -> tuple[str, ...]:
    """Return the requirements still waiting for a file, in order; skipped ones left out."""
    if scene.state.completing:
        refused = scene.application.refused if scene.application else ()
        return tuple(each.code for each in refused if each.code not in _renewed(scene))
    return tuple(each.code for each in _needed(scene) if each.code not in scene.state.skipped)


def _renewed(scene: Scene) -> frozenset[str]:
    return frozenset((*scene.state.received, *scene.state.pending.values()))


def _needed(scene: Scene) -> tuple[RequirementNeed, ...]:
    return scene.facts.open_requirements(scene.filled, mandatory_only=False)


def name(scene: Scene, code: str) -> str:
    """Return what a requirement is called."""
    return scene.service.requirements_by_code[code].name


def ask(scene: Scene) -> Reply:
    """Ask for the paper the state's slot names."""
    code = scene.state.slot or ""
    requirement = scene.service.requirements_by_code[code]
    if code in _renewed(scene) or (code in scene.filled and not scene.state.completing):
        return text(scene.say(Say.SLOT_MORE, name=requirement.name))
    options = []
    if not requirement.mandatory and not scene.state.completing:
        options.append(Option(SKIP, scene.say(Say.SLOT_SKIP_BUTTON)))
    if scene.state.last_slot and scene.state.last_slot != code:
        options.append(
            Option(f"{MORE_PAGES}{scene.state.last_slot}", scene.say(Say.SLOT_MORE_BUTTON))
        )
    body = "\n".join((_body(scene, code), *_where_to_print(scene, requirement)))
    return buttons(body, *options) if options else text(body)


def _body(scene: Scene, code: str) -> str:
    requirement = scene.service.requirements_by_code[code]
    refused = {each.code: each for each in (scene.application.refused if scene.application else ())}
    left = len(open_slots(scene))
    if scene.state.completing and code in refused:
        reason = " ".join(filter(None, (f"{refused[code].reason}.", refused[code].note)))
        return scene.say(Say.SLOT_REFUSED, name=requirement.name, reason=reason, left=left)
    key = Say.SLOT if requirement.mandatory else Say.SLOT_OPTIONAL
    return scene.say(key, name=requirement.name, description=requirement.description, left=left)


def _where_to_print(scene: Scene, requirement: Requirement) -> tuple[str, ...]:
    """Return the sentence that tells where the blank form is, for a paper that is a form."""
    if requirement.form is None or scene.world.blank_form is None:
        return ()
    address = scene.world.blank_form(scene.service, requirement.form)
    return (scene.say(Say.SLOT_FORM, address=address),)


def arrived(scene: Scene, file: FileArrived) -> Turn:
    """Give the file the slot its caption names or the one asked for; its bytes come later."""
    code = _named(scene, file.caption) or scene.state.slot
    if code is None:
        return scene.answer(text(scene.say(Say.FILE_NOT_NEEDED)))
    pending = {**scene.state.pending, file.media_id: code}
    scene = scene.turned(pending=pending, slot=code, misses=0)
    following = open_slots(scene)
    scene = scene.turned(slot=following[0] if following else None)
    intent = AttachFile(file.media_id, code, scene.state.application, file.filename)
    return scene.answer(intents=(intent,))


def _named(scene: Scene, words: str) -> str | None:
    """Return the requirement that the words name, if they name exactly one."""
    wanted = " ".join(words.casefold().split())
    if len(wanted) < 2:
        return None
    codes = open_slots(scene)
    fitting = [code for code in codes if wanted in (code.casefold(), name(scene, code).casefold())]
    return fitting[0] if len(fitting) == 1 else None


def named(scene: Scene, words: str) -> str | None:
    """Return the open slot that a typed text names."""
    return _named(scene, words)


def accepted(scene: Scene, file: FileAccepted) -> tuple[Scene, str]:
    """Note that a file was kept; return the sentence that tells so."""
    pending = dict(scene.state.pending)
    code = pending.pop(file.media_id, None)
    if code is None:
        return scene, ""
    received = (*(each for each in scene.state.received if each != code), code)
    scene = scene.turned(pending=pending, received=received, last_slot=code)
    return scene, scene.say(Say.FILE_ACCEPTED, name=name(scene, code), pages=file.pages)


def refused(scene: Scene, file: FileRefused) -> tuple[Scene, str]:
    """Open the slot of a useless file again; return the sentence that tells why."""
    pending = dict(scene.state.pending)
    code = pending.pop(file.media_id, None)
    if code is None:
        return scene, ""
    scene = scene.turned(pending=pending, slot=code)
    return scene, scene.say(Say.FILE_REFUSED, name=name(scene, code), message=file.message)
