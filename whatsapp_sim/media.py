"""Files on the gateway: taken in, looked up, signed for five minutes, expired, deleted."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from simkit.faults import Json
from whatsapp_sim.errors import GraphError, unknown_object
from whatsapp_sim.records import Media
from whatsapp_sim.world import World

URL_LIFE = timedelta(minutes=5)
UPLOAD_LIFE = timedelta(days=30)
INBOUND_LIFE = timedelta(days=7)
PATH = "/whatsapp_business/attachments/"

_MB = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES: dict[str, tuple[int, tuple[str, ...]]] = {
    "image": (5 * _MB, ("image/jpeg", "image/png")),
    "audio": (16 * _MB, ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")),
    "video": (16 * _MB, ("video/mp4", "video/3gpp")),
    "sticker": (500 * 1024, ("image/webp",)),
    "document": (
        100 * _MB,
        (
            "application/pdf",
            "text/plain",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            f"{_OFFICE}.wordprocessingml.document",
            f"{_OFFICE}.spreadsheetml.sheet",
            f"{_OFFICE}.presentationml.presentation",
        ),
    ),
}
_MAGIC = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
    "audio/ogg": b"OggS",
}


def plain_type(mime_type: str) -> str:
    """Return a MIME type without its parameters."""
    return mime_type.partition(";")[0].strip().lower()


class MediaStore:
    """All files of one gateway."""

    def __init__(self, world: World) -> None:
        self._world = world

    def upload(self, content: bytes, mime_type: str, filename: str | None) -> Media:
        """Take in a file the business uploads; a wrong type or size is refused."""
        plain = plain_type(mime_type)
        limits = [most for most, types in _TYPES.values() if plain in types]
        if not limits:
            raise GraphError(
                100,
                f"file type {plain[:60]} is not supported",
                message="(#100) Param file must be a file with one of the following types: "
                + ", ".join(sorted(t for _, types in _TYPES.values() for t in types))
                + f". Received file of type '{plain[:60]}'.",
            )
        if not content:
            raise GraphError(100, "the file is empty", message="(#100) Param file is empty.")
        if len(content) > max(limits):
            raise GraphError(131053, f"file is larger than {max(limits)} bytes")
        return self._keep(content, mime_type, filename, None, UPLOAD_LIFE)

    def take_in(self, content: bytes, mime_type: str, filename: str | None, wa_id: str) -> Media:
        """Take in a file a customer sends; nothing is checked, people send anything."""
        return self._keep(content, mime_type, filename, wa_id, INBOUND_LIFE)

    def _keep(
        self,
        content: bytes,
        mime_type: str,
        filename: str | None,
        wa_id: str | None,
        life: timedelta,
    ) -> Media:
        media = Media(
            id=self._world.kernel.random.digits(15, "media"),
            content=content,
            mime_type=mime_type,
            sha256=hashlib.sha256(content).hexdigest(),
            expires_at=self._world.kernel.clock.now() + life,
            filename=filename,
            wa_id=wa_id,
        )
        self._world.media[media.id] = media
        return media

    def find(self, media_id: str) -> Media | None:
        """Return a file whose id is still good."""
        media = self._world.media.get(media_id)
        alive = media is not None and not media.deleted
        return media if media and alive and self._now() < media.expires_at else None

    def require(self, media_id: str, phone_number_id: str | None) -> Media:
        """Return a file whose id is good for this number."""
        media = self.find(media_id)
        if media is None or phone_number_id not in {None, "", self._world.account.phone_number_id}:
            raise unknown_object(media_id)
        return media

    def look_up(self, media: Media) -> Json:
        """Return what the provider tells about a file, with an address good for five minutes."""
        return {
            "messaging_product": "whatsapp",
            "url": self.url(media),
            "mime_type": media.mime_type,
            "sha256": media.sha256,
            "file_size": len(media.content),
            "id": media.id,
        }

    def url(self, media: Media) -> str:
        """Return the signed address of a file."""
        until = str(int((self._now() + URL_LIFE).timestamp()))
        base = self._world.kernel.url + PATH
        return f"{base}?mid={media.id}&ext={until}&hash={self._sign(media.id, until)}"

    def open(self, media_id: str, until: str, signature: str) -> Media | None:
        """Return the file behind a signed address, or nothing when it is not good any more."""
        if not hmac.compare_digest(signature.encode(), self._sign(media_id, until).encode()):
            return None
        facts = {"media": media_id}
        media = self.find(media_id)
        if media is not None and media.wa_id:
            facts["phone"] = media.wa_id
        expired = not until.isdigit() or int(until) <= self._now().timestamp()
        if expired or self._world.kernel.faults.take("media_expired", **facts):
            return None
        return media

    def delete(self, media: Media) -> None:
        """Forget a file; the customer keeps what has been delivered."""
        media.deleted = True

    def in_webhook(self, media: Media) -> Json:
        """Return how a customer's file appears in a webhook."""
        shown: Json = {
            "mime_type": media.mime_type,
            "sha256": base64.b64encode(bytes.fromhex(media.sha256)).decode(),
            "id": media.id,
        }
        if self._world.switches.include_media_url_in_webhook:
            shown["url"] = self.url(media)
        return shown

    def _sign(self, media_id: str, until: str) -> str:
        secret = self._world.account.app_secret.encode()
        return hmac.new(secret, f"{media_id}:{until}".encode(), "sha256").hexdigest()[:43]

    def _now(self) -> datetime:
        return self._world.kernel.clock.now()


def unfit(kind: str, content: bytes, mime_type: str, payload: Json) -> str | None:
    """Tell why a file cannot go out as this kind of message, if it cannot."""
    most, types = _TYPES[kind]
    plain = plain_type(mime_type)
    if plain not in types and kind != "document":
        return f"{plain} cannot be sent as {kind}"
    if len(content) > most:
        return f"file is larger than {most} bytes"
    if kind == "audio" and payload.get("voice") and plain != "audio/ogg":
        return "a voice message must be ogg with opus"
    magic = _MAGIC.get(plain)
    if magic and not content.startswith(magic):
        return f"the content is not {plain}"
    return None
