"""What stock pyHanko says about a PDF's last signature, with roots of our own choice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from siak_sim.signing.signed_files import BROKEN, Seal

# a stranger's certificate is an answer, not an incident to be written down
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)


def examine(pdf: bytes, root_files: Sequence[str], at: datetime) -> Seal:
    """Judge the last signature of a file; without roots nobody is trusted. Computes for a while."""
    try:
        return asyncio.run(_examine(pdf, root_files, at))
    # a damaged file may break the parser anywhere, and each break means: not genuine
    except Exception:
        return BROKEN


async def _examine(pdf: bytes, root_files: Sequence[str], at: datetime) -> Seal:
    paths = [Path(name) for name in root_files]
    roots = list(load_certs_from_pemder(paths))  # type: ignore[no-untyped-call]  # theirs
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, moment=at, revocation_mode="soft-fail"
    )
    signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
    if not signatures:
        return BROKEN
    status = await async_validate_pdf_signature(signatures[-1], context, context)
    reason = signatures[-1].sig_object.get("/Reason", "")
    return Seal(_is_intact(status), bool(status.bottom_line), str(reason))


def _is_intact(status: PdfSignatureStatus) -> bool:
    """Tell whether digest and signature hold, and nothing was changed after them."""
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    archived = status.modification_level == ModificationLevel.LTA_UPDATES
    unchanged = whole or (archived and status.docmdp_ok is not False)
    return bool(status.intact and status.valid and unchanged)
