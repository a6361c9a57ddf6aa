"""The WhatsApp Cloud API on the wire: sending, files, webhooks; the provider's words end here."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import httpx

from api.domain.inbound import InboundMessage, Receipt
from api.domain.ports import (
    Ambiguous,
    Down,
    FetchedMedia,
    GatewayError,
    Json,
    OutgoingMessage,
    Permanent,
    Transient,
)

# codes the provider lets one try again (docs "Error codes")
RETRYABLE = frozenset({1, 2, 4, 613, 80007, 130429, 131000, 131016, 131053, 131056})
WINDOW_CLOSED = "131047"
PAIR_RATE_SECONDS = 6.0
LIMIT_BODY, LIMIT_BUTTON, LIMIT_TITLE, LIMIT_DESCRIPTION, LIMIT_TEXT = 1024, 20, 24, 72, 4096


@dataclass(frozen=True)
class WhatsAppAccount:
    """Where the Cloud API is, and which number is ours."""

    base_url: str  # may carry a path prefix
    version: str  # "v23.0", or "" for the app's default
    phone_number_id: str
    token: str = field(repr=False)


class CloudApi:
    """Sends as our number through the WhatsApp Cloud API."""

    def __init__(self, account: WhatsAppAccount, *, timeout: float = 15.0) -> None:
        self._account = account
        root = "/".join(p for p in (account.base_url.rstrip("/"), account.version) if p)
        self._root = f"{root}/{account.phone_number_id}"
        self.messages_url = f"{self._root}/messages"
        self._graph = root
        self._client = httpx.AsyncClient(
            timeout=timeout,
            headers={"Authorization": f"Bearer {account.token}", "User-Agent": "dik-jamila/1"},
            follow_redirects=True,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def send(
        self, message: OutgoingMessage, *, key: str, document: bytes | None = None
    ) -> str:
        """Send one message and return the provider's message id; `key` comes back in statuses."""
        body = self._envelope(message, key)
        if document is not None:
            media_id = await self._upload(document, message.file_name)
            body["type"] = "document"
            body["document"] = {
                "id": media_id,
                "caption": message.body[:LIMIT_BODY],
                "filename": message.file_name,
            }
        else:
            body |= _content(message)
        answer = await self._post(self.messages_url, json=body)
        return str(answer["messages"][0]["id"])

    def _envelope(self, message: OutgoingMessage, key: str) -> Json:
        body: Json = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "biz_opaque_callback_data": key,
        }
        if message.to:
            body["to"] = f"+{message.to.removeprefix('+')}"
        else:
            body["recipient"] = message.user_id
        return body

    async def _upload(self, data: bytes, name: str) -> str:
        answer = await self._post(
            f"{self._root}/media",
            data={"messaging_product": "whatsapp", "type": "application/pdf"},
            files={"file": (name, data, "application/pdf")},
            idempotent=True,  # an upload nobody refers to does no harm
        )
        return str(answer["id"])

    async def fetch(self, media_id: str) -> FetchedMedia:
        """Look the file up, then download it from the address the provider names."""
        try:
            found = await self._client.get(f"{self._graph}/{media_id}")
            if found.status_code != 200:
                _refuse(found)
            answer = await self._client.get(found.json()["url"])
        except httpx.TransportError as error:
            raise Transient("UNREACHABLE", type(error).__name__, tells_of_line=True) from None
        if answer.status_code == 404:  # the address lived five minutes: ask for another
            raise Transient("MEDIA_URL_EXPIRED")
        if answer.status_code != 200:
            _refuse(answer)
        return FetchedMedia(answer.content, answer.headers.get("content-type", ""))

    async def _post(self, url: str, *, idempotent: bool = False, **content: Any) -> Json:
        try:
            answer = await self._client.post(url, **content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Down("UNREACHABLE", type(error).__name__) from None
        except httpx.TransportError as error:
            kind = Transient if idempotent else Ambiguous
            raise kind("NO_ANSWER", type(error).__name__, tells_of_line=True) from None
        if answer.status_code != 200:
            _refuse(answer)
        found: Json = answer.json()
        return found


def _content(message: OutgoingMessage) -> Json:
    match message.kind:
        case "buttons":
            buttons = [
                {"type": "reply", "reply": {"id": i, "title": title[:LIMIT_BUTTON]}}
                for i, title, _ in message.options
            ]
            return _interactive("button", message.body, {"buttons": buttons})
        case "list":
            sections = [
                _section(title, rows, named=len(message.sections) > 1)
                for title, rows in message.sections
            ]
            action = {"button": message.button[:LIMIT_BUTTON], "sections": sections}
            return _interactive("list", message.body, action)
        case "template":
            return {"type": "template", "template": _template(message)}
        case _:
            return {"type": "text", "text": {"body": message.body[:LIMIT_TEXT]}}


def _interactive(kind: str, body: str, action: Json) -> Json:
    content = {"type": kind, "body": {"text": body[:LIMIT_BODY]}, "action": action}
    return {"type": "interactive", "interactive": content}


def _section(title: str, rows: tuple[tuple[str, str, str], ...], *, named: bool) -> Json:
    section: Json = {
        "rows": [
            {"id": i, "title": text[:LIMIT_TITLE]}
            | ({"description": more[:LIMIT_DESCRIPTION]} if more else {})
            for i, text, more in rows
        ]
    }
    if title or named:
        section["title"] = (title or "-")[:LIMIT_TITLE]
    return section


def _template(message: OutgoingMessage) -> Json:
    template: Json = {"name": message.template, "language": {"code": "id"}}
    if message.parameters:
        values = [{"type": "text", "text": value} for value in message.parameters]
        template["components"] = [{"type": "body", "parameters": values}]
    return template


def _refuse(answer: httpx.Response) -> NoReturn:
    """Raise what the provider's refusal means for us; its code decides, not the HTTP status."""
    try:
        error = answer.json()["error"]
        code = int(error["code"])
    except (ValueError, KeyError, TypeError):
        code, error = 0, {}
    kind: type[GatewayError] = Permanent
    if code in RETRYABLE or answer.status_code == 429 or answer.status_code >= 500:
        kind = Transient
    details = error.get("error_data") if isinstance(error, dict) else None
    named = details.get("details", "") if isinstance(details, dict) else ""
    retry_after = PAIR_RATE_SECONDS if code == 131056 else None
    raise kind(
        str(code or answer.status_code),
        str(named)[:80],
        retry_after=retry_after,
        tells_of_line=answer.status_code >= 500,
    )


def signature_matches(secret: str, raw: bytes, header: str | None) -> bool:
    """Tell whether the webhook's signature over these very bytes is the provider's."""
    if not secret or header is None or not header.startswith("sha256="):
        return False  # without a secret anybody could sign
    expected = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), header.removeprefix("sha256=").encode())


def parse_webhook(body: Mapping[str, Any]) -> Iterator[InboundMessage | Receipt]:
    """Yield every message and receipt of a webhook; unknown things are passed over."""
    for entry in body.get("entry") or ():
        for change in entry.get("changes") or ():
            if change.get("field") == "messages":
                yield from _parse_value(change.get("value") or {})


def _parse_value(value: Mapping[str, Any]) -> Iterator[InboundMessage | Receipt]:
    contacts = value.get("contacts") or []
    for message in value.get("messages") or ():
        if message.get("id"):
            yield _parse_message(message, contacts)
    for status in value.get("statuses") or ():
        if status.get("id") and status.get("status"):
            errors = status.get("errors") or []
            yield Receipt(
                message_id=str(status["id"]),
                status=str(status["status"]),
                key=status.get("biz_opaque_callback_data"),
                code=str(errors[0].get("code")) if errors else None,
            )


def _parse_message(message: Mapping[str, Any], contacts: list[Any]) -> InboundMessage:
    phone, user_id = message.get("from"), message.get("from_user_id")
    contact = next(
        (
            c
            for c in contacts
            if (user_id and c.get("user_id") == user_id) or (phone and c.get("wa_id") == phone)
        ),
        contacts[0] if len(contacts) == 1 else {},
    )
    stamp = str(message.get("timestamp") or "0")
    seconds = int(stamp) if stamp.isdigit() else 0
    return InboundMessage(
        id=str(message["id"]),
        phone=phone or contact.get("wa_id"),
        user_id=user_id or contact.get("user_id"),
        profile_name=str((contact.get("profile") or {}).get("name") or ""),
        timestamp=seconds // 1000 if seconds > 10**11 else seconds,
        **_parse_content(message),
    )


def _parse_content(message: Mapping[str, Any]) -> Json:
    kind = message.get("type")
    inner = message.get(kind) if isinstance(kind, str) else None
    content: Mapping[str, Any] = inner if isinstance(inner, dict) else {}
    match kind:
        case "text":
            return {"kind": "text", "text": str(content.get("body") or "")}
        case "interactive":
            reply = content.get("button_reply") or content.get("list_reply") or {}
            if reply.get("id"):
                return {
                    "kind": "choice",
                    "choice_id": str(reply["id"]),
                    "text": str(reply.get("title") or ""),
                }
            return {"kind": "other"}
        case "button":
            return {
                "kind": "choice",
                "choice_id": str(content.get("payload") or ""),
                "text": str(content.get("text") or ""),
            }
        case "image" | "document" if content.get("id"):
            return {
                "kind": "file",
                "media_id": str(content["id"]),
                "mime": str(content.get("mime_type") or ""),
                "file_name": str(content.get("filename") or ""),
                "text": str(content.get("caption") or ""),
            }
        case "system" if "changed_number" in str(content.get("type")):
            return {"kind": "number_changed", "new_phone": content.get("wa_id")}
        case _:
            return {"kind": "other", "text": str(kind or "")}
