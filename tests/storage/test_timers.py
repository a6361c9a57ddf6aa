"""Timers, on both databases: each asks when it fires whether it still applies."""

from typing import Any

from api.domain.values import Action, DocumentStatus, Status
from api.domain.words import Effect
from api.usecases import commands as c
from tests.factories import OFFICER, PHONE, Bench
from tests.stations import ask, stand
from tests.storage.house import House

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


async def _status(bench: Bench, application_id: str) -> Status:
    return (await bench.case(application_id)).application.status


async def _from_chat(house: House) -> str:
    """Return a draft of a citizen who is reached by the chat."""
    outcome = await house.bench.do(
        house.bench.applicant,
        c.CreateApplication(
            service_code="KK_HILANG_RUSAK",
            purpose_noticed=True,
            applicant_phone=PHONE,
            channel=c.Channel.WHATSAPP,
        ),
    )
    assert outcome.application_id
    return outcome.application_id


async def _needs_completion(house: House) -> str:
    bench, application_id = house.bench, await _from_chat(house)
    await bench.answer_everything(application_id, bench.applicant)
    await bench.attach_everything(application_id, bench.applicant)
    await bench.on(bench.applicant, c.SubmitApplication, application_id)
    slot = next(s for s in (await bench.case(application_id)).slots if s.attachments)
    await bench.review(application_id, refuse=slot.code)
    await bench.on(OFFICER, c.RequestCompletion, application_id)
    return application_id


async def _texts(house: House, word: str) -> list[Any]:
    return [r for r in await house.rows(kind=Effect.WHATSAPP_SEND) if f"wa.{word}:" in r["key"]]


async def test_a_claim_ends_by_itself(house: House) -> None:
    application_id = await stand(house.bench, Status.UNDER_REVIEW)

    await house.later(59 * MINUTE)
    before = await _status(house.bench, application_id)
    await house.later(1 * MINUTE)

    assert before is Status.UNDER_REVIEW
    assert await _status(house.bench, application_id) is Status.SUBMITTED
    assert (await house.bench.case(application_id)).application.claimed_by is None


async def test_an_old_claim_s_timer_does_not_end_a_new_claim(house: House) -> None:
    application_id = await stand(house.bench, Status.UNDER_REVIEW)
    await house.later(30 * MINUTE)
    await house.bench.on(OFFICER, c.ReleaseApplication, application_id)
    await house.bench.on(OFFICER, c.ClaimApplication, application_id)

    await house.later(30 * MINUTE)

    assert await _status(house.bench, application_id) is Status.UNDER_REVIEW


async def test_a_forgotten_draft_lapses_after_one_reminder(house: House) -> None:
    application_id = await _from_chat(house)

    await house.later(11 * DAY)
    reminded = len(await _texts(house, "reminder"))
    await house.later(2 * DAY)
    before = await _status(house.bench, application_id)
    await house.later(1 * DAY)

    assert (reminded, before) == (1, Status.DRAFT)
    assert await _status(house.bench, application_id) is Status.EXPIRED
    assert len(await _texts(house, "reminder")) == 1
    assert len(await _texts(house, "expired")) == 1


async def test_a_draft_handed_in_does_not_lapse(house: House) -> None:
    application_id = await stand(house.bench, Status.SUBMITTED)

    await house.later(60 * DAY)

    assert await _status(house.bench, application_id) is Status.SUBMITTED


async def test_papers_never_completed_lapse(house: House) -> None:
    application_id = await _needs_completion(house)

    await house.later(14 * DAY)

    assert await _status(house.bench, application_id) is Status.EXPIRED
    application = (await house.bench.case(application_id)).application
    assert application.closing_reason == "TIDAK_DILENGKAPI_WAKTU"


async def test_papers_completed_in_time_do_not_lapse_nor_are_asked_for(house: House) -> None:
    application_id = await _needs_completion(house)
    await house.later(10 * DAY)
    bench = house.bench
    await bench.attach_everything(application_id, bench.applicant)
    await bench.on(bench.applicant, c.ResubmitApplication, application_id)

    await house.later(30 * DAY)

    assert await _status(bench, application_id) is Status.SUBMITTED
    assert await _texts(house, "reminder") == []


async def test_a_second_completion_has_its_own_time(house: House) -> None:
    application_id = await _needs_completion(house)
    bench = house.bench
    await house.later(10 * DAY)
    await bench.attach_everything(application_id, bench.applicant)
    await bench.on(bench.applicant, c.ResubmitApplication, application_id)
    slot = next(s for s in (await bench.case(application_id)).slots if s.attachments)
    await bench.review(application_id, refuse=slot.code)
    await bench.on(OFFICER, c.RequestCompletion, application_id)

    await house.later(4 * DAY)
    at_the_first_date = await _status(bench, application_id)
    await house.later(10 * DAY)

    assert at_the_first_date is Status.NEEDS_COMPLETION
    assert await _status(bench, application_id) is Status.EXPIRED


async def test_who_never_comes_to_the_office_lets_it_lapse(house: House) -> None:
    application_id = await stand(house.bench, Status.AWAITING_ATTENDANCE, "KTP_EL_BARU")

    await house.later(30 * DAY)

    assert await _status(house.bench, application_id) is Status.EXPIRED


async def test_a_delivery_without_receipt_takes_the_next_way(house: House) -> None:
    application_id = await house.issued(applicant_email="warga@contoh.id")
    await house.worker.drain()

    await house.later(23 * HOUR)
    before = (await house.bench.document(application_id)).failed_channels
    await house.later(1 * HOUR)

    document = await house.bench.document(application_id)
    assert before == ()
    assert document.failed_channels == ("WHATSAPP",)
    assert document.status is DocumentStatus.DELIVERED  # the mail relay took it
    assert len(house.outside.email.calls) == 1


async def test_a_delivery_with_a_receipt_is_left_in_peace(house: House) -> None:
    application_id = await house.issued()
    await house.worker.drain()
    await house.receipt(await house.delivery(application_id), "delivered")

    await house.later(48 * HOUR)

    document = await house.bench.document(application_id)
    assert (document.status, document.failed_channels) == (DocumentStatus.DELIVERED, ())


async def test_a_timer_that_no_longer_applies_changes_nothing(house: House) -> None:
    application_id = await stand(house.bench, Status.UNDER_REVIEW)
    await ask(house.bench, application_id, Action.REJECT)
    version = (await house.bench.case(application_id)).application.version

    await house.later(60 * DAY)

    assert (await house.bench.case(application_id)).application.version == version
    timers = await house.rows(kind=Effect.TIMER)
    assert {r["state"] for r in timers} == {"done"}
