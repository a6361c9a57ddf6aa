"""Paper forms by address: blank ones for anybody, filled ones for who may read the answers."""

from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from tests.graphql.house import House
from tests.graphql.story import AP, DO, SA, SO, VE, created, on, submitted

BASE = "http://layanan.example/djm"
FORMS = "query($id: ID!) { application(id: $id) { forms { code title url } } }"


def text_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


async def fetched(house: House, url: str, **headers: str) -> httpx.Response:
    assert url.startswith(BASE)
    return await house.client.get(url.removeprefix(BASE), headers=headers)


async def forms(house: House, role: str, application_id: str) -> Any:
    return (await house.ask(role, FORMS, id=application_id))["application"]["forms"]


async def test_anybody_finds_a_services_forms_and_prints_them_blank(house: House) -> None:
    found = await house.ask(
        None, '{ service(code: "AKTA_KELAHIRAN") { forms { code title blankUrl } } }'
    )

    listed = {form["code"]: form for form in found["service"]["forms"]}
    assert list(listed) == ["F-2.01", "F-2.03", "F-2.04", "F-1.07"]
    assert listed["F-2.03"]["title"] == "SPTJM Kebenaran Data Kelahiran"
    text = text_of(await fetched(house, listed["F-2.01"]["blankUrl"]))
    assert "FORMULIR PELAPORAN PENCATATAN SIPIL Akta kelahiran" in text
    assert "Nama anak" in text
    assert "Sebab kematian" not in text  # that stands on the sheet for deaths


async def test_a_blank_form_may_be_kept_by_who_fetched_it(house: House) -> None:
    first = await house.client.get("/forms/F-1.02.pdf")
    again = await house.client.get(
        "/forms/F-1.02.pdf", headers={"If-None-Match": first.headers["etag"]}
    )

    assert "public" in first.headers["cache-control"]
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/forms/F-9.99.pdf",
        "/forms/F-1.15.pdf",
        "/forms/F-2.01.pdf?service=KIA_BARU",
        "/forms/F-1.02.pdf?service=KIA_BARU",  # it is the same for every service
        "/forms/F-2.01.pdf?service=TIDAK_ADA",
    ],
)
async def test_a_form_that_does_not_exist_is_not_found(path: str, house: House) -> None:
    answer = await house.client.get(path)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


async def test_the_citizen_gets_the_forms_filled_from_the_answers(house: House) -> None:
    application = await submitted(house)

    (form,) = await forms(house, AP, application["id"])
    answer = await fetched(house, form["url"])

    text = text_of(answer)
    assert (form["code"], form["title"]) == (
        "F-1.02",
        "Formulir Pendaftaran Peristiwa Kependudukan",
    )
    assert "Nama lengkap : Contoh Warga Satu" in text
    assert "6 3 1 1 0 1 0 1 0 1 8 0 9 0 0 1" in text
    assert "☒ C. Rusak" in text
    assert "☒ KK lama/KK rusak" in text
    assert answer.headers["cache-control"] == "private, no-store"
    assert "9001" not in answer.headers["content-disposition"]


async def test_what_nobody_answered_stays_blank(house: House) -> None:
    application = await created(house, AP, "AKTA_KELAHIRAN")

    listed = {form["code"]: form for form in await forms(house, AP, application["id"])}
    text = text_of(await fetched(house, listed["F-2.01"]["url"]))

    assert "1. Nama anak : Contoh Anak Kedua" in text
    assert "3. Tempat lahir ayah : 4. Tanggal lahir ayah : 5." in text
    assert "None" not in text
    assert "UNKNOWN" not in text


async def test_only_forms_the_answers_ask_for_are_filled(house: House) -> None:
    application = await created(house, AP, "AKTA_KELAHIRAN")

    codes = [form["code"] for form in await forms(house, AP, application["id"])]

    assert "F-2.01" in codes
    assert "F-2.03" not in codes  # there is a birth letter
    assert "F-2.04" not in codes  # and a marriage certificate


@pytest.mark.parametrize(("role", "may"), [(SO, True), (DO, True), (VE, True), ("AUDITOR", False)])
async def test_who_may_read_the_answers_may_print_them(role: str, may: bool, house: House) -> None:
    application = await submitted(house)

    found = await forms(house, role, application["id"])

    assert bool(found) is may


async def test_a_service_account_that_only_follows_an_application_prints_nothing(
    house: House,
) -> None:
    application = await submitted(house)

    assert await forms(house, SA, application["id"]) == []


async def test_an_address_of_a_filled_form_opens_that_form_only_and_not_for_long(
    house: House,
) -> None:
    application = await submitted(house)
    (form,) = await forms(house, AP, application["id"])

    elsewhere = await fetched(house, form["url"].replace("F-1.02", "F-1.07"))
    unsigned = await fetched(house, form["url"].split("?")[0])
    house.parts.clock.advance(301)
    late = await fetched(house, form["url"])

    assert [each.status_code for each in (elsewhere, unsigned, late)] == [403, 403, 403]
    assert late.json()["error"]["code"] == "LINK_EXPIRED"


async def test_a_form_shows_the_answers_as_they_stand_when_it_is_fetched(house: House) -> None:
    application = await created(house, AP)
    (form,) = await forms(house, AP, application["id"])

    await house.do(
        AP,
        "recordAnswers",
        **on(application),
        answers=[{"field": "applicant_name", "value": "Contoh Nama Baru"}],
    )

    assert "Contoh Nama Baru" in text_of(await fetched(house, form["url"]))


RECEIPT = "query($id: ID!) { application(id: $id) { number receiptUrl } }"


async def test_who_handed_something_in_gets_a_receipt(house: House) -> None:
    application = await submitted(house)

    found = (await house.ask(AP, RECEIPT, id=application["id"]))["application"]
    answer = await fetched(house, found["receiptUrl"])

    text = text_of(answer)
    assert found["number"] in text
    assert "Contoh Warga Satu" not in text  # a receipt may be shown around
    assert answer.headers["cache-control"] == "private, no-store"


async def test_a_draft_has_no_receipt(house: House) -> None:
    application = await created(house, AP)

    found = await house.ask(AP, RECEIPT, id=application["id"])

    assert found["application"]["receiptUrl"] is None


async def test_a_receipts_address_opens_no_other_page(house: House) -> None:
    application = await submitted(house)
    found = (await house.ask(AP, RECEIPT, id=application["id"]))["application"]

    answer = await fetched(house, found["receiptUrl"].replace("receipts", "forms"))

    assert answer.status_code == 403
