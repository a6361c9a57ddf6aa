"""Outgoing messages as the wire carries them: what each type must and may contain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simkit.faults import Json
from whatsapp_sim import checks
from whatsapp_sim.errors import GraphError
from whatsapp_sim.interactive import check_interactive, header_media

_CAPTION = 1024
_CALLBACK_DATA = 512


def check_message(body: Json) -> str:
    """Refuse a message the provider would refuse at once; return its type."""
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(
            100,
            "messaging_product must be whatsapp",
            message="(#100) The parameter messaging_product is required.",
        )
    if body.get("recipient_type", "individual") not in {"individual", "group", None}:
        raise checks.refuse("recipient_type must be individual or group")
    if body.get("recipient_type") == "group":
        raise GraphError(131009, "no such group")
    checks.maybe_text(body, "biz_opaque_callback_data", _CALLBACK_DATA)
    kind = str(body.get("type") or "text")
    if kind not in _TYPES:
        known = ", ".join(sorted(_TYPES))
        raise GraphError(
            100,
            f"type must be one of {known}",
            message=f"(#100) Param type must be one of {{{known}}}.",
        )
    if checks.present(body.get("context")):
        checks.text(checks.obj(body, "context"), "message_id", 512, "context.")
    if kind == "contacts":
        _check_contacts(checks.rows(body, "contacts"))
    else:
        _TYPES[kind](checks.obj(body, kind))
    return kind


def file_of(kind: str, payload: Any) -> Json | None:  # payload: the member named like the type
    """Return the part that names a file, by id or by link, if the message has one."""
    if kind in _FILES:
        return payload if isinstance(payload, dict) else None
    if kind == "interactive":
        return header_media(payload)
    if kind == "template":
        return _template_file(payload)
    return None


def file_kind(kind: str, payload: Any) -> str:  # payload: the member named like the type
    """Return which kind of file the message carries: image, document and so on."""
    if kind == "interactive":
        return str(payload["header"]["type"])
    if kind == "template":
        return next((k for k in _FILES if _parameter(payload, k)), "document")
    return kind


def _template_file(template: Json) -> Json | None:
    found = (_parameter(template, kind) for kind in _FILES)
    return next((file for file in found if file), None)


def _parameter(template: Json, kind: str) -> Json | None:
    for component in template.get("components") or []:
        for parameter in component.get("parameters") or []:
            if parameter.get("type") == kind and isinstance(parameter.get(kind), dict):
                file: Json = parameter[kind]
                return file
    return None


def _check_text(text: Json) -> None:
    checks.only(text, {"body", "preview_url"}, "text")
    checks.text(text, "body", 4096, "text.")


def _file_check(kind: str, *, caption: bool, extra: tuple[str, ...] = ()) -> Callable[[Json], None]:
    def check(file: Json) -> None:
        allowed = {"id", "link", *extra} | ({"caption"} if caption else set())
        checks.only(file, allowed, kind)
        if bool(file.get("id")) == bool(file.get("link")):
            raise GraphError(
                100,
                f"{kind}: exactly one of id and link is needed",
                message=f"(#100) The parameter {kind}['id'] is required.",
            )
        if file.get("link") and not str(file["link"]).startswith(("http://", "https://")):
            raise checks.refuse(f"{kind}.link is not a valid URL")
        if caption and file.get("caption"):
            checks.text(file, "caption", _CAPTION, f"{kind}.")
        checks.maybe_text({"filename": file.get("filename") or None}, "filename", 240, f"{kind}.")

    return check


def _check_location(location: Json) -> None:
    checks.only(location, {"latitude", "longitude", "name", "address"}, "location")
    checks.number(location, "latitude", -90, 90, "location.")
    checks.number(location, "longitude", -180, 180, "location.")


def _check_contacts(cards: list[Json]) -> None:
    if not cards:
        raise checks.missing("contacts")
    for card in cards:
        name = checks.obj(card, "name", "contacts.")
        checks.text(name, "formatted_name", 1024, "contacts.name.")
        parts = ("first_name", "last_name", "middle_name", "suffix", "prefix")
        if not any(name.get(part) for part in parts):
            raise checks.missing("contacts.name: one part besides formatted_name")


def _check_reaction(reaction: Json) -> None:
    checks.only(reaction, {"message_id", "emoji"}, "reaction")
    checks.text(reaction, "message_id", 512, "reaction.")
    emoji = reaction.get("emoji", "")
    if not isinstance(emoji, str) or len(emoji) > 16:
        raise checks.refuse("reaction.emoji must be one emoji, or empty")


def _check_template(template: Json) -> None:
    checks.only(template, {"name", "language", "components", "namespace"}, "template")
    checks.text(template, "name", 512, "template.")
    language = checks.obj(template, "language", "template.")
    checks.text(language, "code", 32, "template.language.")
    if checks.present(template.get("components")):
        checks.rows(template, "components", "template.")


_FILES = ("image", "document", "audio", "video", "sticker")
_TYPES: dict[str, Callable[[Json], None]] = {
    "text": _check_text,
    "image": _file_check("image", caption=True),
    "document": _file_check("document", caption=True, extra=("filename",)),
    "audio": _file_check("audio", caption=False, extra=("voice",)),
    "video": _file_check("video", caption=True),
    "sticker": _file_check("sticker", caption=False),
    "location": _check_location,
    "contacts": lambda _cards: None,
    "reaction": _check_reaction,
    "interactive": check_interactive,
    "template": _check_template,
}
