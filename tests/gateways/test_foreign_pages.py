"""Pages that come from SIAK: which of them our signer can take, and how their drafts look."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from api.gateways import foreign_pages as pages
from api.gateways.content import ContentInspector
from api.gateways.signing.local import LocalSigner
from tests.factories import PASSPHRASE

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def sheets(width: float = 595, count: int = 1, password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(width, 842)
    if password:
        writer.encrypt(password)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def words_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


async def test_what_is_taken_can_be_signed(printed_page: bytes, certificates: Path) -> None:
    signer = LocalSigner(certificates, lambda: NOW)
    key = await signer.unlock("kepala-1", PASSPHRASE)

    for pdf in (printed_page, sheets(count=3)):
        assert await ContentInspector().why_unsignable(pdf) is None
        signed = await key.sign(pdf, field=pages.FIELD, reason="SIMULASI", now=NOW)
        assert signed.pdf.startswith(pdf)
        assert (await signer.verify(signed.pdf)).genuine
    key.close()


async def test_a_signed_page_is_not_taken_again(printed_page: bytes, certificates: Path) -> None:
    signer = LocalSigner(certificates, lambda: NOW)
    key = await signer.unlock("kepala-1", PASSPHRASE)
    signed = await key.sign(printed_page, field=pages.FIELD, reason="SIMULASI", now=NOW)
    key.close()

    assert pages.why_unsignable(signed.pdf) == pages.SIGNED


@pytest.mark.parametrize(
    ("_case", "pdf", "problem"),
    [
        ("no room for the signature", sheets(width=200), pages.NARROW),
        ("a password", sheets(password="SIMULASI"), pages.UNREADABLE),
        ("cut off", sheets()[:200], pages.UNREADABLE),
        ("no PDF", b"CONTOH", pages.UNREADABLE),
    ],
)
def test_what_cannot_be_signed_is_told_in_words(_case: str, pdf: bytes, problem: str) -> None:
    assert pages.why_unsignable(pdf) == problem


async def test_every_page_of_a_draft_says_so(printed_page: bytes) -> None:
    marked = await ContentInspector().mark_draft(printed_page)
    several = words_of(pages.mark_draft(sheets(count=3)))

    assert "DRAF" in words_of(marked)[0]
    assert "CONTOH" in words_of(marked)[0]
    assert "DRAF" not in words_of(printed_page)[0]
    assert ["DRAF" in text for text in several] == [True] * 3
