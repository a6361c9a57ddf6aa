"""Collection at the office: the code and the slip reach whoever needs them."""

from sqlalchemy import select

from api.domain.values import Channel, DocumentStatus, Medium, Status
from api.storage import tables as t
from api.usecases import commands as c
from api.usecases import delivery
from tests.factories import OFFICER, Bench


async def ready(bench: Bench) -> tuple[str, str]:
    """Return an application and its card that waits at the office."""
    application_id = await bench.issued("KTP_EL_HILANG_RUSAK")
    card = await bench.document(application_id)
    assert (card.medium, card.status) == (Medium.CARD, DocumentStatus.ISSUED)
    await bench.do(OFFICER, c.PreparePickup(document_id=card.id, expected_version=card.version))
    return application_id, card.id


async def promised(bench: Bench, kind: str) -> list[dict[str, object]]:
    async with bench.office.work.read() as connection:
        rows = await connection.execute(select(t.effect.c.payload).where(t.effect.c.kind == kind))
        return [row.payload for row in rows]


async def test_a_slip_is_printed_for_what_waits(bench: Bench) -> None:
    _, card_id = await ready(bench)

    slips = [p for p in await promised(bench, "document.render") if p.get("slip")]
    assert [p["document_id"] for p in slips] == [card_id]


async def test_a_citizen_in_the_chat_gets_the_slip(bench: Bench) -> None:
    application_id, card_id = await ready(bench)
    async with bench.office.work.begin() as store:
        case = await store.applications.lock(application_id)
        assert case is not None
        await store.applications.note(
            case, {"channel": Channel.WHATSAPP, "applicant_phone": "6289900000001"}
        )
        await delivery.keep_slip(bench.office, store, card_id, "a" * 64)

    sent = [p["file"] for p in await promised(bench, "whatsapp.send") if "file" in p]
    assert sent == ["a" * 64]


async def test_the_code_opens_the_counter_and_nothing_else_does(bench: Bench) -> None:
    application_id, _ = await ready(bench)
    card = await bench.document(application_id)
    outcome = c.CollectDocument(
        document_id=card.id,
        expected_version=card.version,
        pickup_code=(card.pickup_code or "").lower(),
        collector_name="SITI CONTOH",
        collector_identity="KTP-el",
        old_card_surrendered=True,
    )

    await bench.do(OFFICER, outcome)

    assert (await bench.case(application_id)).application.status is Status.COMPLETED
