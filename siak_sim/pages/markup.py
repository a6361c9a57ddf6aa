"""HTML as values: whatever was not built here is escaped, so no name can become markup."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TypeAlias
from urllib.parse import urlencode

_VOID = frozenset({"input", "br", "col", "hr", "wbr"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Node: TypeAlias = "str | int | Iterable[Node] | None"


def render(node: Node) -> Markup:
    """Return a node as HTML: text escaped, markup as it is, nothing for nothing."""
    if node is None:
        return Markup("")
    if isinstance(node, Markup):
        return node
    if isinstance(node, str | int):
        return Markup(escape(str(node), quote=True))
    return Markup("".join(map(render, node)))


def tag(_name: str, *children: Node, **attributes: str | int | bool | None) -> Markup:
    """Return one element; `class_` and `for_` lose their line, others turn it into a hyphen."""
    head = _name
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        shown = key.rstrip("_").replace("_", "-")
        head += f" {shown}" if value is True else f' {shown}="{escape(str(value), quote=True)}"'
    if _name in _VOID:
        return Markup(f"<{head}>")
    return Markup(f"<{head}>{render(children)}</{_name}>")


def query(**asked: str | int) -> str:
    """Return the relative address of a view; it stays right behind any path prefix."""
    return "?" + urlencode({key: value for key, value in asked.items() if value != ""})


def link(href: str, *shown: Node, **attributes: str | int | bool | None) -> Markup:
    """Return a link."""
    return tag("a", shown, href=href, **attributes)


@dataclass(frozen=True)
class Column:
    """One column of a table: its heading, and its share of the width as a class `w-…`."""

    title: str
    width: str = ""
    numeric: bool = False


Row: TypeAlias = "Iterable[Node]"


def table(
    caption: str, columns: Iterable[Column], rows: Iterable[Row], *, least: str = ""
) -> Markup:
    """Return a table with a caption for screen readers, fixed columns and scoped headings.

    `least` names the width below which it scrolls inside its frame.
    """
    return grouped_table(caption, columns, [("", rows)], least=least)


def grouped_table(
    caption: str,
    columns: Iterable[Column],
    groups: Iterable[tuple[str, Iterable[Row]]],
    *,
    least: str = "",
) -> Markup:
    """Return a table whose rows stand in groups, each under its own heading."""
    columns = list(columns)
    widths = [tag("col", class_=f"w-{c.width}" if c.width else None) for c in columns]
    heads = [tag("th", c.title, scope="col", class_="num" if c.numeric else None) for c in columns]
    made = tag(
        "table",
        tag("caption", caption, class_="unseen"),
        tag("colgroup", widths),
        tag("thead", tag("tr", heads)),
        [tag("tbody", _heading(columns, title), _rows(columns, rows)) for title, rows in groups],
        class_=least or None,
    )
    return tag("div", made, class_="scroll", role="region", aria_label=caption, tabindex="0")


def _heading(columns: list[Column], title: str) -> Markup | None:
    if not title:
        return None
    return tag("tr", tag("th", title, scope="rowgroup", colspan=len(columns)), class_="group")


def _rows(columns: list[Column], rows: Iterable[Row]) -> list[Markup]:
    return [tag("tr", _cells(columns, list(row))) for row in rows]


def _cells(columns: list[Column], row: list[Node]) -> list[Markup]:
    return [
        tag("td", cell, class_="num" if column.numeric else None)
        for column, cell in zip(columns, row, strict=True)
    ]


def panel(
    title: str, *content: Node, id: str, live: bool = True, note: Node = None, kind: str = ""
) -> Markup:
    """Return a titled part of a view; a live one is exchanged when something happened."""
    head = tag("div", tag("h2", title, id=f"{id}-title"), note, class_="panel-head")
    return tag(
        "section",
        head,
        tag("div", content, id=f"{id}-body", data_live=live, class_="panel-body"),
        class_=f"panel {kind}".strip(),
        id=id,
        aria_labelledby=f"{id}-title",
    )


def facts(rows: Iterable[tuple[str, Node]]) -> Markup:
    """Return names and values; what has no value shows a dash."""
    return tag(
        "dl",
        [tag("div", tag("dt", name), tag("dd", value or "–")) for name, value in rows],
        class_="facts",
    )


def empty(*text: Node) -> Markup:
    """Return what stands where there is nothing yet: what it means and what to do."""
    return tag("p", text, class_="empty")


def action(
    send: str, body: Mapping[str, object] | None, name: str, done: str, *, label: str = ""
) -> Markup:
    """Return a button that sends one request, `METHOD address`, and tells what was done."""
    return tag(
        "button",
        name,
        type="button",
        data_send=send,
        data_body=json.dumps(body) if body is not None else None,
        data_done=done,
        aria_label=label or None,
    )
