"""The receipt of an application: what was received, and nothing that is nobody else's business."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from api.graphql.ids import plain_id
from api.usecases.rendering import receipt_of
from tests.graphql.house import House, Json
from tests.graphql.story import AP, LOST_CARD, as_answers, created, filled, on, submitted


async def said(house: House, application: Json) -> str:
    """Return what stands on the receipt, as one line."""
    office = house.parts.office
    page = await receipt_of(office, plain_id("Application", application["id"]) or "")
    assert page is not None
    pdf = await office.printer.print(page, draft=False)
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


async def test_the_receipt_names_number_service_papers_and_what_comes_next(house: House) -> None:
    application = await submitted(house)

    text = await said(house, application)

    for part in (
        f"TANDA TERIMA PERMOHONAN Nomor permohonan {application['number']}",
        "Diterima",
        "WITA",
        "1 berkas",
        "paling lambat 24 jam kerja",
        "kirim nomor permohonan ini",
    ):
        assert part in text


async def test_the_receipt_masks_the_applicant(house: House) -> None:
    named = as_answers(LOST_CARD | {"applicant_name": "Siti Rahmah"})
    application = await filled(house, answers=named)
    application = await house.do(AP, "submitApplication", **on(application))

    text = await said(house, application)

    assert "Pemohon S••• R•••" in text
    assert "RAHMAH" not in text.upper()
    assert "6311" not in text


async def test_an_application_not_handed_in_has_no_receipt(house: House) -> None:
    application = await created(house)

    plain = plain_id("Application", application["id"]) or ""

    assert await receipt_of(house.parts.office, plain) is None
    assert await receipt_of(house.parts.office, "tidak-ada") is None
