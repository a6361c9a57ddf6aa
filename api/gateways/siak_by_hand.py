"""No SIAK at all: an office whose operator works there by hand, so that nothing can be sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from api.domain.ports import Permanent, Submission

CODE = "SIAK_BY_HAND"


class NoSiak:
    """Implements `SiakPort`: whatever is asked, there is nobody to ask."""

    async def submit(self, submission: Submission, *, key: str) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def entry(self, entry_id: str) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def entry_by_key(self, key: str) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def verify(self, entry_id: str, *, verifier: str, hashes: Mapping[str, str]) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def upload(
        self, entry_id: str, ref: str, pdf: bytes, *, verified_sha256: str
    ) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def issue(self, entry_id: str) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def cancel(self, entry_id: str, *, reason: str) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def person(self, nik: str) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def family(self, family_card_number: str) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def document(self, number: str, type: str | None = None) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def entries(
        self, updated_since: datetime | None = None, cursor: str | None = None
    ) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def document_statuses(self, asked: Sequence[tuple[str, str]]) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)

    async def ping(self) -> NoReturn:
        """Refuse."""
        raise Permanent(CODE)
