"""Every type of document, signed, is accepted by four foreign programs, and by the page."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from api.catalogue import loader
from api.domain.values import Medium
from api.gateways.printing.printer import TypstPrinter
from api.gateways.signing.evidence import as_asn1
from api.gateways.signing.local import LocalSigner
from api.gateways.signing.pki import ROOT, read_certificate
from tests.gateways.conftest import NOW, PASSPHRASE
from tests.gateways.conftest import judge as judge
from tests.gateways.conftest import nss as nss
from tests.gateways.conftest import pki as pki
from tests.gateways.conftest import printer as printer
from tests.gateways.printing.specimens import specimens
from tests.verification.office import Office, at_the_door
from tests.verification.reading import heading, said, send

Judge = Callable[..., str]
TYPES = sorted(each.code for each in loader.load().document_types if each.medium is Medium.PDF)

NAMES = {  # of everybody the specimens tell of
    str(value)
    for page in specimens().values()
    for key, value in page.content.items()
    if key.endswith("name") and value and "•" not in value
}


@dataclass(frozen=True)
class Shown:
    """What the page said of one type's file: before it was on the books, then as the issued one."""

    before: str
    after: str
    document: str


@pytest.fixture(scope="module")
def signed(printer: TypstPrinter, pki: Path) -> Mapping[str, bytes]:
    """Print one specimen of each type and sign it with the same key."""

    async def make() -> Mapping[str, bytes]:
        key = await LocalSigner(pki, lambda: NOW).unlock("kepala", PASSPHRASE)
        found = {}
        for page in specimens().values():
            if page.type in TYPES and page.type not in found:
                pdf = await printer.print(page, draft=False)
                reason = f"Pengesahan {page.number}"
                file = await key.sign(pdf, field="Tanda_Tangan", reason=reason, now=NOW)
                found[page.type] = file.pdf
        key.close()
        return found

    return asyncio.run(make())


@pytest.fixture(scope="module")
def shown(
    office: Office, signed: Mapping[str, bytes], pki: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Shown]:
    """Ask the page of an office on whose books each file stands in its turn."""
    folder = tmp_path_factory.mktemp("types") / "office"
    shutil.copytree(office.folder, folder)
    return asyncio.run(_ask(replace(office, folder=folder), signed, pki / ROOT))


async def _ask(office: Office, files: Mapping[str, bytes], root: Path) -> dict[str, Shown]:
    app = office.app(signing_roots=str(root))
    pages = {page.type: page for page in reversed([*specimens().values()])}
    found = {}
    async with app.router.lifespan_context(app), at_the_door(app) as client:
        books = app.state.parts.office
        for kind, pdf in files.items():
            before = heading(await send(client, "/v", pdf))
            facts = {
                "type": kind,
                "content": dict(pages[kind].content),
                "signed_sha256": await books.files.put(pdf),
            }
            async with books.work.begin() as store:
                await store.documents.note(office.active.id, facts)
            after = heading(await send(client, f"/v/{office.active.token}", pdf))
            page = said(await client.get(f"/v/{office.active.token}"))
            found[kind] = Shown(before, after, page)
    return found


def test_there_is_a_specimen_of_every_type_that_is_signed(signed: Mapping[str, bytes]) -> None:
    assert sorted(signed) == TYPES


@pytest.mark.parametrize("kind", TYPES)
def test_pdfsig_accepts(
    kind: str, signed: Mapping[str, bytes], nss: str, judge: Judge, tmp_path: Path
) -> None:
    (tmp_path / "file.pdf").write_bytes(signed[kind])

    told = judge("pdfsig", "-nssdir", nss, tmp_path / "file.pdf")

    assert "Signature is Valid." in told
    assert "Certificate is Trusted." in told
    assert "Total document signed" in told


@pytest.mark.parametrize("kind", TYPES)
def test_qpdf_accepts(kind: str, signed: Mapping[str, bytes], judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(signed[kind])

    assert "No syntax or stream encoding errors" in judge("qpdf", "--check", tmp_path / "file.pdf")


@pytest.mark.parametrize("kind", TYPES)
def test_openssl_accepts(
    kind: str, signed: Mapping[str, bytes], pki: Path, judge: Judge, tmp_path: Path
) -> None:
    pdf = signed[kind]
    signature = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0]
    _, size, start, rest = signature.byte_range
    (tmp_path / "content").write_bytes(pdf[:size] + pdf[start : start + rest])
    (tmp_path / "cms").write_bytes(signature.pkcs7_content)

    told = judge(
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", tmp_path / "cms"),
        *("-content", tmp_path / "content", "-CAfile", pki / ROOT, "-purpose", "any"),
        *("-out", tmp_path / "out"),
    )

    assert "Verification successful" in told


@pytest.mark.parametrize("kind", TYPES)
async def test_stock_pyhanko_accepts(kind: str, signed: Mapping[str, bytes], pki: Path) -> None:
    context = ValidationContext(
        trust_roots=[as_asn1(read_certificate(pki / ROOT))], allow_fetching=False
    )
    signature = PdfFileReader(BytesIO(signed[kind])).embedded_regular_signatures[0]

    status = await async_validate_pdf_signature(signature, context)

    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE


@pytest.mark.parametrize("kind", TYPES)
def test_the_page_accepts(kind: str, shown: Mapping[str, Shown]) -> None:
    found = shown[kind]

    assert found.before == "Tidak tercatat"  # the validator accepts it, the books do not know it
    assert found.after == "Berkas asli"
    assert "Asli dan berlaku" in found.document
    assert not [name for name in NAMES if name in found.document]
    assert loader.load().document_type(kind).name in found.document
