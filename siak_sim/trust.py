"""Whether a signature is genuine by stock pyHanko and roots of our own choice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from siak_sim.refusals import Refusal

_NOT_TRUSTED = "Tanda tangan tidak sah atau penanda tangan tidak dipercaya."


class Trust:
    """Judges signatures by the roots that were named at the start."""

    def __init__(self, root_files: Sequence[str]) -> None:
        paths = [Path(name) for name in root_files]
        self._roots = list(load_certs_from_pemder(paths))  # type: ignore[no-untyped-call]  # theirs

    async def require_genuine(self, pdf: bytes, at: datetime) -> None:
        """Refuse a file whose last signature is not genuine at this moment."""
        if not await self._is_genuine(pdf, at):
            raise Refusal(422, "NOT_TRUSTED", _NOT_TRUSTED)

    async def _is_genuine(self, pdf: bytes, at: datetime) -> bool:
        context = ValidationContext(
            trust_roots=self._roots, allow_fetching=False, moment=at, revocation_mode="soft-fail"
        )
        try:
            signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
            if not signatures:
                return False
            status = await async_validate_pdf_signature(signatures[-1], context, context)
        # a damaged file may break the parser anywhere, and each break means: not genuine
        except Exception:
            return False
        return bool(status.bottom_line)
