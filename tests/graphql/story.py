"""How far an application came, told with the mutations of those who bring it there."""

from __future__ import annotations

import asyncio
import hashlib
import io
from itertools import count
from typing import Any

from PIL import Image

from tests.graphql.house import House, Json

SO, DO, VE, HO = "SERVICE_OFFICER", "DATA_ENTRY_OPERATOR", "VERIFIER", "HEAD_OF_OFFICE"
AP, SA = "APPLICANT", "SERVICE_ACCOUNT"
NIK, NKK = "6311010101809001", "6311010101109001"
PERSON = {
    "applicant_name": "Contoh Warga Satu",
    "applicant_nik": NIK,
    "applicant_nkk": NKK,
    "applicant_phone": "+6289900000001",
    "applicant_email": "warga@contoh.example",
    "applicant_relation": "DIRI_SENDIRI",
}
LOST_CARD = {
    **PERSON,
    "delivery_method": "WHATSAPP",
    "loss_kind": "RUSAK",
    "has_signed_pdf": False,
    "is_foreigner": False,
}
CHILD_CARD = {
    **PERSON,
    "delivery_method": "AMBIL_DI_KANTOR",
    "pickup_by_proxy": False,
    "child_nik": "6311010501209002",
    "child_birth_date": "2020-01-05",
    "loss_kind": "RUSAK",
}
FIRST_CARD = {
    **{name: value for name, value in PERSON.items() if name != "applicant_relation"},
    "delivery_method": "AMBIL_DI_KANTOR",
    "subject_birth_date": "2005-01-05",
    "ever_married": False,
    "biometrics_recorded": False,
    "preferred_recording_place": "KANTOR_DISDUKCAPIL",
}
LATE_BIRTH = {
    **PERSON,
    "delivery_method": "WHATSAPP",
    "applicant_relation": "AYAH",
    "child_name": "Contoh Anak Kedua",
    "child_sex": "L",
    "child_birth_date": "2024-01-05",
    "child_birth_place": "Paringin",
    "has_birth_letter": True,
    "parents_have_marriage_certificate": True,
    "kk_shows_parents_as_spouses": True,
    "single_mother_record": False,
    "foundling": False,
    "wants_child_card": False,
}
ANSWERS = {
    "KK_HILANG_RUSAK": LOST_CARD,
    "KIA_HILANG_RUSAK": CHILD_CARD,
    "KTP_EL_BARU": FIRST_CARD,
    "AKTA_KELAHIRAN": LATE_BIRTH,
}


class Keys:
    """Idempotency keys nobody used before."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self) -> str:
        return f"kunci-{next(self._numbers)}"


key = Keys()


def on(application: Json) -> Json:
    """Return what names an application as it was last seen."""
    return {"applicationId": application["id"], "expectedVersion": application["version"]}


def on_document(document: Json) -> Json:
    return {"documentId": document["id"], "expectedVersion": document["version"]}


def as_answers(given: Json) -> list[Json]:
    return [{"field": name, "value": value} for name, value in given.items()]


def photo(shade: int) -> bytes:
    """Return a JPEG unlike any other shade's."""
    buffer = io.BytesIO()
    image = Image.new("RGB", (900, 1200), (shade, 200, 190))
    for x in range(0, 900, 9):
        image.paste((shade, x % 255, 40), (x, 300, x + 4, 900))
    image.save(buffer, "JPEG")
    return buffer.getvalue()


async def created(
    house: House, role: str = AP, service: str = "KK_HILANG_RUSAK", **more: Any
) -> Json:
    return await house.do(
        role,
        "createApplication",
        **{
            "serviceCode": service,
            "purposeNoticed": True,
            "answers": as_answers(ANSWERS.get(service, {})),
            "idempotencyKey": key(),
            **more,
        },
    )


async def uploaded(house: House, role: str, data: bytes) -> Json:
    """Ask for a ticket and send the file."""
    ticket = await house.do(
        role,
        "createUpload",
        fileName="foto.jpg",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    path = ticket["url"].removeprefix("http://layanan.example/djm")
    answer = await house.client.put(path, content=data)
    assert answer.status_code in (200, 201, 204), answer.text
    return ticket


async def filled(
    house: House, role: str = AP, service: str = "KK_HILANG_RUSAK", **more: Any
) -> Json:
    """Return a draft with a file in every needed slot."""
    application = await created(house, role, service, **more)
    found = await house.ask(
        role,
        "query($id: ID!) { application(id: $id) { missingRequirements { code } } }",
        id=application["id"],
    )
    for number, slot in enumerate(found["application"]["missingRequirements"]):
        ticket = await uploaded(house, role, photo(number * 20))
        application = await house.do(
            role,
            "attachRequirement",
            **on(application),
            requirementCode=slot["code"],
            uploadId=ticket["id"],
        )
    return application


async def submitted(house: House, role: str = AP, service: str = "KK_HILANG_RUSAK") -> Json:
    application = await filled(house, role, service)
    return await house.do(role, "submitApplication", **on(application))


async def claimed(house: House, service: str = "KK_HILANG_RUSAK") -> Json:
    return await house.do(SO, "claimApplication", **on(await submitted(house, AP, service)))


async def judged(house: House, application: Json, *, refuse: str | None = None) -> Json:
    """Give a verdict on every slot that holds something."""
    found = await house.ask(
        SO,
        """query($id: ID!) { application(id: $id) {
            requirements { requirement { code } isFilled attachments { sha256 } } } }""",
        id=application["id"],
    )
    for slot in found["application"]["requirements"]:
        code = slot["requirement"]["code"]
        if not slot["attachments"]:
            continue
        verdict: Json = {"verdict": "ACCEPTED"}
        if code == refuse:
            verdict = {"verdict": "REFUSED", "reasonCode": "FOTO_TIDAK_TERBACA"}
        application = await house.do(
            SO, "reviewRequirement", **on(application), requirementCode=code, **verdict
        )
    return application


async def complete(house: House, service: str = "KK_HILANG_RUSAK") -> Json:
    application = await judged(house, await claimed(house, service))
    return await house.do(SO, "confirmComplete", **on(application), applicantConfirmed=True)


async def seen(house: House, role: str, application: Json) -> Json:
    """Return the application as it is now."""
    from tests.graphql.house import SELECTION

    query = f"query($id: ID!) {{ application(id: $id) {{ {SELECTION['application']} }} }}"
    found: Json = (await house.ask(role, query, id=application["id"]))["application"]
    return found


async def drafted(house: House, service: str = "KK_HILANG_RUSAK") -> Json:
    application = await complete(house, service)
    await house.do(DO, "enterIntoSiak", **on(application))
    await house.settle()
    return await seen(house, DO, application)


async def before_the_verifier(house: House, service: str = "KK_HILANG_RUSAK") -> Json:
    return await house.do(DO, "submitForVerification", **on(await drafted(house, service)))


def hashes(application: Json) -> list[Json]:
    return [
        {"documentId": d["id"], "sha256": d["finalSha256"]}
        for d in application["documents"]
        if d["medium"] == "PDF"
    ]


async def verified(house: House, service: str = "KK_HILANG_RUSAK") -> Json:
    application = await before_the_verifier(house, service)
    done = await house.do(VE, "verifyApplication", **on(application), hashes=hashes(application))
    await house.settle()
    return await seen(house, HO, done)


async def batch_ended(house: House) -> None:
    """Wait until the running signing batches are through."""
    if house.parts.office.tasks:
        await asyncio.wait(house.parts.office.tasks, timeout=20)


async def signing(house: House) -> Json:
    """Return an application whose documents are being signed, and the batch they are in."""
    application = await verified(house)
    batch = await house.do(
        HO,
        "signDocuments",
        documents=[on_document(d) for d in application["documents"]],
        passphrase=house.passphrase,
        idempotencyKey=key(),
    )
    return application | {"batchId": batch["id"]}


async def issued(house: House, service: str = "KK_HILANG_RUSAK") -> Json:
    application = await verified(house, service)
    pdfs = [d for d in application["documents"] if d["medium"] == "PDF"]
    if pdfs:
        await house.do(
            HO,
            "signDocuments",
            documents=[on_document(d) for d in pdfs],
            passphrase=house.passphrase,
            idempotencyKey=key(),
        )
        await batch_ended(house)
        await house.settle()
    return await seen(house, SO, application)
