"""What people do at the page and what they read there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx

from api.http.verification_page import FIELD


def said(page: httpx.Response) -> str:
    """Return what people read, as one line."""
    body = re.sub(r"<(style|script|title)>.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def heading(page: httpx.Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text)
    assert found is not None, page.text
    return unescape(found[1])


async def send(client: httpx.AsyncClient, path: str, pdf: bytes, **more: Any) -> httpx.Response:
    """Send a file by the page's form."""
    return await client.post(path, files={FIELD: ("akta.pdf", pdf, "application/pdf")}, **more)
