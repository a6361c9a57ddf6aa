"""What letters and slips say."""

from api.domain.ports import Json, Page, Permanent
from api.gateways.printing.content import Content
from api.gateways.printing.spelling import long_date


def slip(content: Content, page: Page) -> Json:
    """Say what to collect where and when, and what to bring."""
    return {
        "title": "Bukti Pengambilan",
        "code": page.number,
        "name": content.text("name"),
        "documents": [str(item) for item in content.items("documents")],
        "place": content.text("place"),
        "hours": content.optional("hours"),
        "until": long_date(content.day("until")) if content.optional("until") != "-" else "-",
        "bring": [str(item) for item in content.items("bring")],
    }


def letter(content: Content, page: Page) -> Json:
    """Say labelled lines under a title."""
    lines = []
    for index, line in enumerate(content.items("lines")):
        if not isinstance(line, list | tuple) or len(line) != 2:
            raise Permanent("UNPRINTABLE", f"content.lines.{index}: missing or malformed")
        lines.append(["-" if part in (None, "") else str(part) for part in line])
    return {"title": content.text("title"), "number": page.number, "lines": lines}
