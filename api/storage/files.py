"""Files by the SHA-256 of their content, encrypted at rest, on the local disk."""

import asyncio
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12  # bytes


class LocalFiles:
    """A folder of files that are written once: temporary name, flush, rename, flush the folder."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = AESGCM(key)
        folder.mkdir(parents=True, exist_ok=True)

    async def put(self, data: bytes) -> str:
        """Store the bytes durably and return their SHA-256 in hex."""
        return await asyncio.to_thread(self._put, data)

    async def get(self, sha256: str) -> bytes:
        """Return the bytes; `FileNotFoundError` if they are not there or were altered."""
        return await asyncio.to_thread(self._get, sha256)

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise FileNotFoundError("not a content hash")
        return self._folder / sha256[:2] / sha256

    def _put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(exist_ok=True)
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, data, sha256.encode())
        temporary = path.with_name(f".{sha256}.{nonce.hex()}")
        with temporary.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
        for folder in (path.parent, self._folder):
            descriptor = os.open(folder, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        return sha256

    def _get(self, sha256: str) -> bytes:
        sealed = self._path(sha256).read_bytes()
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], sha256.encode())
        except InvalidTag:
            raise FileNotFoundError("the stored file cannot be opened with this key") from None
