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

    def proof(self, application_id: str) -> str:
        """Return the address of a proof of service, good for five minutes."""
        expires = str(int(self._now().timestamp()) + FILE_SECONDS)
        signature = self._sign("proof", application_id, expires)
        query = f"expires={expires}&signature={signature}"
        return f"{self._base}/proofs/{quote(application_id, safe='')}?{query}"

    def may_read_proof(self, application_id: str, expires: str, signature: str) -> bool:
        """Tell whether the address of a proof is ours and still good."""
        expected = self._sign("proof", application_id, expires)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            return False
        return expires.isdigit() and int(expires) >= self._now().timestamp()

    def page(self, path: str) -> str:
        """Return the address of a page made on demand, good for five minutes."""
        expires = str(int(self._now().timestamp()) + FILE_SECONDS)
        signature = self._sign("page", path, expires)
        return f"{self._base}/pages/{quote(path)}?expires={expires}&signature={signature}"

    def may_open_page(self, path: str, expires: str, signature: str) -> bool:
        """Tell whether the address of a page is ours and still good."""
        expected = self._sign("page", path, expires)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            return False
        return expires.isdigit() and int(expires) >= self._now().timestamp()

    def blank_form(self, code: str, service: str | None = None) -> str:
        """Return the public address of an empty form, or of its sheet for one service."""
        sheet = f"?service={quote(service, safe='')}" if service else ""
        return f"{self._base}/forms/{quote(code, safe='')}.pdf{sheet}"

    def verification(self, token: str) -> str:
        """Return the public address behind a document's QR code."""
        return f"{self._base}/v/{token}"

    def _sign(self, *parts: str) -> str:
        text = "\x00".join(parts).encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()[:40]
