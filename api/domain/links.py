"""Addresses that carry their own permission: signed, and good for a short time."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

FILE_SECONDS = 300


class Links:
    """Makes and checks addresses of files, uploads and verification pages."""

    def __init__(self, base_url: str, secret: bytes, now: Callable[[], datetime]) -> None:
        self._base = base_url.rstrip("/")
        self._secret = secret
        self._now = now

    def file(self, sha256: str, name: str, mime: str) -> str:
        """Return a download address that is good for five minutes."""
        expires = int(self._now().timestamp()) + FILE_SECONDS
        signature = self._sign("file", sha256, name, mime, str(expires))
        query = f"name={quote(name, safe='')}&type={quote(mime, safe='')}"
        return f"{self._base}/files/{sha256}?{query}&expires={expires}&signature={signature}"

    def may_download(self, sha256: str, name: str, mime: str, expires: str, signature: str) -> bool:
        """Tell whether a download address is ours and still good."""
        expected = self._sign("file", sha256, name, mime, expires)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            return False
        return expires.isdigit() and int(expires) >= self._now().timestamp()

    def upload(self, upload_id: str) -> str:
        """Return the address a ticket's file is PUT to; its life is the ticket's."""
        return f"{self._base}/uploads/{upload_id}?signature={self._sign('upload', upload_id)}"

    def may_upload(self, upload_id: str, signature: str) -> bool:
        """Tell whether an upload address is ours."""
        expected = self._sign("upload", upload_id)
        return hmac.compare_digest(expected.encode(), signature.encode())

    def verification(self, token: str) -> str:
        """Return the public address behind a document's QR code."""
        return f"{self._base}/v/{token}"

    def _sign(self, *parts: str) -> str:
        text = "\x00".join(parts).encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()[:40]
