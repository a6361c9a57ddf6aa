"""Interactive messages: buttons, lists, links and flows, with all their limits."""

from __future__ import annotations

from collections.abc import Callable

from simkit.faults import Json
from whatsapp_sim import checks

_HEADER_MEDIA = ("image", "video", "document")
_COMMERCE = frozenset(
    {"product", "product_list", "catalog_message", "address_message", "call_permission_request"}
)


def check_interactive(interactive: Json) -> None:
    """Refuse an interactive message the provider would refuse."""
    kind = checks.text(interactive, "type", 64, "interactive.")
    if kind in _COMMERCE:
        raise checks.refuse(f"interactive type {kind} is not enabled for this account")
    if kind not in _ACTIONS:
        raise checks.refuse(f"interactive.type must be one of {', '.join(sorted(_ACTIONS))}")
    checks.only(interactive, {"type", "header", "body", "footer", "action"}, "interactive")
    check_action, body_most = _ACTIONS[kind]
    body = checks.obj(interactive, "body", "interactive.")
    checks.only(body, {"text"}, "interactive['body']")
    checks.text(body, "text", body_most, "interactive.body.")
    if checks.present(interactive.get("footer")):
        footer = checks.obj(interactive, "footer", "interactive.")
        checks.text(footer, "text", 60, "interactive.footer.")
    if checks.present(interactive.get("header")):
        _check_header(checks.obj(interactive, "header", "interactive."), kind)
    check_action(checks.obj(interactive, "action", "interactive."))


def header_media(interactive: Json) -> Json | None:
    """Return the file in the header, if there is one."""
    header = interactive.get("header") or {}
    found = header.get(header.get("type", ""))
    return found if isinstance(found, dict) else None


def _check_header(header: Json, kind: str) -> None:
    form = checks.text(header, "type", 32, "interactive.header.")
    if form == "text":
        checks.text(header, "text", 60, "interactive.header.")
    elif kind == "list" or form not in _HEADER_MEDIA:
        raise checks.refuse(f"interactive.header.type {form} is not allowed for type {kind}")
    else:
        file = checks.obj(header, form, "interactive.header.")
        if not file.get("id") and not file.get("link"):
            raise checks.missing(f"interactive.header.{form}.id")


def _check_buttons(action: Json) -> None:
    checks.only(action, {"buttons"}, "interactive['action']")
    buttons = checks.rows(action, "buttons", "interactive.action.")
    if not 1 <= len(buttons) <= 3:
        raise checks.refuse("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    titles, ids = [], []
    for button in buttons:
        checks.only(button, {"type", "reply"}, "interactive['action']['buttons']")
        if button.get("type") != "reply":
            raise checks.refuse("interactive.action.buttons.type must be reply")
        reply = checks.obj(button, "reply", "button.")
        checks.only(reply, {"id", "title"}, "interactive['action']['buttons']['reply']")
        titles.append(checks.text(reply, "title", 20, "button.reply."))
        ids.append(checks.text(reply, "id", 256, "button.reply."))
        if ids[-1] != ids[-1].strip():
            raise checks.refuse("button.reply.id must not begin or end with a space")
    _all_different(titles, "Duplicate button title")
    _all_different(ids, "Duplicate button id")


def _check_list(action: Json) -> None:
    checks.only(action, {"button", "sections"}, "interactive['action']")
    checks.text(action, "button", 20, "interactive.action.")
    sections = checks.rows(action, "sections", "interactive.action.")
    if not 1 <= len(sections) <= 10:
        raise checks.refuse("Invalid sections count. Min: 1, Max: 10")
    ids: list[str] = []
    for section in sections:
        checks.only(section, {"title", "rows"}, "interactive['action']['sections']")
        if len(sections) > 1 and not section.get("title"):
            raise checks.missing("section.title (required with more than one section)")
        checks.maybe_text({"title": section.get("title") or None}, "title", 24, "section.")
        ids += [_check_row(row) for row in checks.rows(section, "rows", "section.")]
    if not 1 <= len(ids) <= 10:
        raise checks.refuse("Total row count exceed max allowed count: 10")
    _all_different(ids, "Duplicate row id")


def _check_row(row: Json) -> str:
    checks.only(row, {"id", "title", "description"}, "interactive['action']['sections']['rows']")
    checks.text(row, "title", 24, "row.")
    if row.get("description"):
        checks.text(row, "description", 72, "row.")
    return checks.text(row, "id", 200, "row.")


def _check_link(action: Json) -> None:
    if action.get("name") != "cta_url":
        raise checks.refuse("interactive.action.name must be cta_url")
    parameters = checks.obj(action, "parameters", "interactive.action.")
    checks.only(parameters, {"display_text", "url"}, "interactive['action']['parameters']")
    checks.text(parameters, "display_text", 20, "interactive.action.parameters.")
    url = checks.text(parameters, "url", 2000, "interactive.action.parameters.")
    if not url.startswith(("http://", "https://")):
        raise checks.refuse("interactive.action.parameters.url is not a valid URL")


def _check_location_request(action: Json) -> None:
    if action.get("name") != "send_location":
        raise checks.refuse("interactive.action.name must be send_location")


def _check_flow(action: Json) -> None:
    if action.get("name") != "flow":
        raise checks.refuse("interactive.action.name must be flow")
    parameters = checks.obj(action, "parameters", "interactive.action.")
    if str(parameters.get("flow_message_version")) != "3":
        raise checks.refuse("flow_message_version must be 3")
    if bool(parameters.get("flow_id")) == bool(parameters.get("flow_name")):
        raise checks.refuse("exactly one of flow_id and flow_name is needed")
    checks.text(parameters, "flow_cta", 30, "interactive.action.parameters.")


def _all_different(values: list[str], complaint: str) -> None:
    if len(set(values)) != len(values):
        raise checks.refuse(complaint)


_ACTIONS: dict[str, tuple[Callable[[Json], None], int]] = {
    "button": (_check_buttons, 1024),
    "list": (_check_list, 4096),
    "cta_url": (_check_link, 1024),
    "location_request_message": (_check_location_request, 1024),
    "flow": (_check_flow, 1024),
}
