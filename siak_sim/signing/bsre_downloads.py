"""Signed files that wait at BSrE for their one download."""

from __future__ import annotations

_KEPT = 200


class Downloads:
    """Signed files that wait to be fetched, each once; the oldest are given up."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def keep(self, document_id: str, pdf: bytes) -> None:
        """Keep a file for its one download."""
        self._files[document_id] = pdf
        while len(self._files) > _KEPT:
            del self._files[next(iter(self._files))]

    def fetch(self, document_id: str) -> bytes | None:
        """Return a file and forget it."""
        return self._files.pop(document_id, None)

    def clear(self) -> None:
        """Forget all files."""
        self._files.clear()
