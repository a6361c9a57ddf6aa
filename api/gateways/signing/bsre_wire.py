"""What both of BSrE's interfaces have in common for us, whatever they look like on the wire."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cryptography import x509

from api.domain.ports import Ambiguous

PLACE = "Paringin"
_HEAD, _TAIL = b"%PDF-", b"%%EOF"
_TAIL_WITHIN = 1024  # bytes from the end, as readers look for it


class SecretKind(StrEnum):
    """With what a signer proves who they are; the value is its name on the wire."""

    PASSPHRASE = "passphrase"
    TOTP = "totp"


@dataclass(frozen=True)
class Secret:
    """What a signer typed for one batch."""

    value: str = field(repr=False)
    kind: SecretKind = SecretKind.PASSPHRASE


class BsreWire(Protocol):
    """One of BSrE's interfaces."""

    async def state(self, nik: str) -> str:
        """Return BSrE's word for how the signer stands."""

    async def certificate(self, nik: str) -> x509.Certificate | None:
        """Return the signer's certificate, where this interface tells it."""

    async def sign(self, pdf: bytes, *, nik: str, secret: Secret, reason: str) -> bytes:
        """Have one PDF signed, once, and return the file that came back."""


def pdf_of(content: bytes) -> bytes:
    """Return the bytes if they are a whole PDF; half of one says nothing of what was done."""
    if not content.startswith(_HEAD) or _TAIL not in content[-_TAIL_WITHIN:]:
        raise Ambiguous("ANSWER_UNREADABLE", "not a whole PDF")
    return content


def pdf_of_base64(text: str) -> bytes:
    """Return the PDF a text stands for, if it is a whole one."""
    try:
        return pdf_of(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        raise Ambiguous("ANSWER_UNREADABLE", "not base64") from None
