"""An office without an interface: its operator works in SIAK by hand and says what SIAK said."""

from __future__ import annotations

import hashlib
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pypdf import PdfWriter

from api.domain.calendar import office_date
from api.domain.ports import Page, Signatory
from api.worker import Worker
from tests.graphql.house import House, Json, opened
from tests.graphql.story import (
    AP,
    DO,
    HO,
    NIK,
    NKK,
    PERSON,
    SO,
    VE,
    as_answers,
    batch_ended,
    filled,
    hashes,
    judged,
    key,
    on,
    on_document,
    seen,
    uploaded,
)

CHILD = "6311015511269003"
MOTHER, WITNESS, OTHER_WITNESS = "6311014501859004", "6311010101709005", "6311010101719006"
FAMILY = [NIK, MOTHER]
DETAIL = """query($id: ID!) { application(id: $id) { id version status registrationDate siakEntryId
    siakReasons { code field message remedy hint }
    availableActions { action mutation isAllowed reasonsBlocked { code message } }
    documents { id version status medium number siakRef finalSha256 previewUrl finalUrl signedUrl
        verifiedSha256 signedSha256 type { code }
        availableActions { action isAllowed reasonsBlocked { code } } }
    effects(last: 20) { nodes { id kind state documentId } } } }"""
TASKS = "{ siakTasks { nodes { id kind state application { number } } } }"


class ByHand(House):
    """The house with the gateways of its own settings: a real printer, and no SIAK."""

    @property
    def worker(self) -> Worker:
        gateways = replace(self.parts.gateways, whatsapp=self.phone, email=self.post)
        return Worker(self.parts.office, gateways, is_alone=True)

    @property
    def today(self) -> date:
        return office_date(self.parts.clock.now())

    async def detail(self, application: Json, role: str = DO) -> Json:
        """Return everything about an application."""
        found: Json = (await self.ask(role, DETAIL, id=application["id"]))["application"]
        return found

    async def tasks(self) -> list[Json]:
        """Return what the operator has to do in SIAK."""
        found: list[Json] = (await self.ask(DO, TASKS))["siakTasks"]["nodes"]
        return found

    async def to_dos(self, application: Json) -> dict[str, str]:
        """Return the application's acts in SIAK: the state of each kind."""
        effects = (await self.detail(application))["effects"]["nodes"]
        return {e["kind"]: e["state"] for e in effects if e["kind"].startswith("SIAK")}

    async def file(self, url: str) -> bytes:
        """Download."""
        path = url.removeprefix("http://layanan.example/djm")
        return (await self.client.get(path)).content


@asynccontextmanager
async def by_hand(data: Path, certificates: Path, **more: Any) -> AsyncIterator[ByHand]:
    """Offer an office in by-hand mode, on a bare installation without any setting of SIAK's."""
    async with opened(data, certificates, siak_mode="by_hand", siak_url="", **more) as house:
        yield ByHand(**vars(house))


def birth(born: date) -> Json:
    """Return complete answers about a child of a married couple."""
    return {
        **PERSON,
        "delivery_method": "WHATSAPP",
        "applicant_relation": "AYAH",
        "child_name": "Contoh Anak Pertama",
        "child_sex": "P",
        "child_birth_date": born.isoformat(),
        "child_birth_place": "Paringin",
        "birth_location_type": "RS_RB",
        "birth_type": "TUNGGAL",
        "birth_order": 1,
        "birth_attendant": "DOKTER",
        "has_birth_letter": True,
        "parents_have_marriage_certificate": True,
        "kk_shows_parents_as_spouses": True,
        "single_mother_record": False,
        "foundling": False,
        "wants_child_card": False,
        "marriage_certificate_number": "6311-KW-01012020-9001",
        "marriage_date": "2020-01-01",
        "mother_name": "Contoh Ibu",
        "mother_nik": MOTHER,
        "father_name": "Contoh Warga Satu",
        "father_nik": NIK,
        "witness1_name": "Contoh Saksi Satu",
        "witness1_nik": WITNESS,
        "witness2_name": "Contoh Saksi Dua",
        "witness2_nik": OTHER_WITNESS,
    }


async def ready(house: ByHand, service: str, answers: Json | None = None) -> Json:
    """Return an application whose file is complete."""
    more = {"answers": as_answers(answers)} if answers else {}
    application = await filled(house, AP, service, **more)
    application = await house.do(AP, "submitApplication", **on(application))
    application = await house.do(SO, "claimApplication", **on(application))
    application = await judged(house, application)
    return await house.do(SO, "confirmComplete", **on(application), applicantConfirmed=True)


async def entered(house: ByHand, service: str, answers: Json | None = None) -> Json:
    """Return an application the operator has entered in SIAK."""
    return await house.do(DO, "enterIntoSiak", **on(await ready(house, service, answers)))


async def entered_birth(house: ByHand) -> Json:
    return await entered(house, "AKTA_KELAHIRAN", birth(house.today - timedelta(days=10)))


async def siaks_card(house: ByHand) -> bytes:
    """Return a family card as SIAK prints it: a real PDF, made by our own printer in its stead."""
    member = {
        "name": "CONTOH ANAK PERTAMA",
        "nik": CHILD,
        "sex": "P",
        "birth_date": house.today.isoformat(),
    }
    place = dict.fromkeys(("village", "district", "regency", "province"), "CONTOH")
    page = Page(
        type="KK",
        number=NKK,
        content={"address": "JALAN CONTOH 1", "members": [member], **place},
        signatory=Signatory("kepala-1", "Kepala Dinas SIMULASI", "Kepala Dinas", "1"),
        registration_date=house.today,
        verification_url="http://siak.example/v/contoh",
        made_at=house.parts.clock.now(),
    )
    return await house.parts.printer.print(page, draft=False)


def sheets(width: float = 595, pages: int = 1) -> bytes:
    """Return a plain PDF."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, 842)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def act_number(house: ByHand, serial: int = 9001, series: str = "LU") -> str:
    return f"6311-{series}-{house.today:%d%m%Y}-{serial}"


async def typed_birth(house: ByHand, application: Json, **other: Any) -> Json:
    """Return what the operator types for a birth: act and family card."""
    ticket = await uploaded(house, DO, await siaks_card(house))
    return {
        **on(application),
        "siakReference": "SIAK-CONTOH-1",
        "registrationDate": house.today.isoformat(),
        "series": "LU",
        "householdNiks": FAMILY,
        "documents": [
            {"type": "AKTA_KELAHIRAN", "number": act_number(house), "nik": CHILD},
            {"type": "KK", "number": NKK, "uploadId": ticket["id"]},
        ],
        **other,
    }


async def accepted_birth(house: ByHand) -> Json:
    """Return a birth whose numbers were typed back and whose pages are laid out."""
    application = await entered_birth(house)
    await house.do(DO, "recordSiakAcceptance", **await typed_birth(house, application))
    await house.settle()
    return await house.detail(application)


async def signed(house: ByHand, application: Json) -> Json:
    """Return the application verified by one and signed by another."""
    application = await house.do(DO, "submitForVerification", **on(application))
    await house.do(VE, "verifyApplication", **on(application), hashes=hashes(application))
    await house.settle()
    application = await seen(house, HO, application)
    await house.do(
        HO,
        "signDocuments",
        documents=[on_document(d) for d in application["documents"]],
        passphrase=house.passphrase,
        idempotencyKey=key(),
    )
    await batch_ended(house)
    await house.settle()
    return await house.detail(application)


async def put_into_siak(house: ByHand, application: Json) -> Json:
    """Let the operator upload each signed file to SIAK, by what the download hashes to."""
    for document in (await house.detail(application))["documents"]:
        pdf = await house.file(document["signedUrl"])
        sha256 = hashlib.sha256(pdf).hexdigest()
        await house.do(DO, "confirmSiakUpload", **on_document(document), sha256=sha256)
    return await house.detail(application)
