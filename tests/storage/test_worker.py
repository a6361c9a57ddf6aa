"""The worker against scripted outside systems, on both databases: retry classes and receipts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.domain.errors import InvalidInput, InvalidTransition, NotFound, NotPermitted
from api.domain.ports import Ambiguous, Blocked, Down, OutgoingMessage, Permanent, Transient
from api.domain.values import DeliveryMethod, DocumentStatus, Role, Status
from api.domain.words import Effect
from api.usecases import commands as c
from tests.asking import EVERYBODY
from tests.factories import OFFICER
from tests.stations import stand
from tests.storage.house import House

HOUR = 3600.0


async def test_what_goes_wrong_for_a_moment_is_tried_again_later_and_later(house: House) -> None:
    siak = house.outside.siak
    siak.errors.extend([Transient("HTTP_503")] * 3)
    await house.promise_siak_call()
    waits = []

    for _ in range(3):
        await house.worker.drain()
        row = await house.row("siak.cancel:1")
        assert (row["state"], row["error"]) == ("pending", "HTTP_503")
        waits.append((row["due_at"] - house.clock.now()).total_seconds())
        house.clock.advance(waits[-1])
    await house.worker.drain()

    assert (await house.row("siak.cancel:1"))["state"] == "done"
    assert len(siak.calls) == 4
    assert 0.5 <= waits[0] <= 1
    assert 1 <= waits[1] <= 2
    assert 2 <= waits[2] <= 4


async def test_the_other_side_says_when_to_come_back(house: House) -> None:
    house.outside.siak.errors.append(Transient("HTTP_429", retry_after=120))
    await house.promise_siak_call()

    await house.worker.drain()
    await house.later(119)
    early = len(house.outside.siak.calls)
    await house.later(1)

    assert (early, len(house.outside.siak.calls)) == (1, 2)


async def test_after_ten_attempts_it_waits_for_an_officer(house: House) -> None:
    house.outside.siak.errors.extend([Transient("HTTP_500")] * 20)
    await house.promise_siak_call()

    for _ in range(15):
        await house.later(HOUR)

    row = await house.row("siak.cancel:1")
    assert (row["state"], row["attempts"], row["error_class"]) == ("dead", 10, "transient")
    assert len(house.outside.siak.calls) == 10


async def test_waiting_for_a_remote_that_is_down_costs_no_attempt(house: House) -> None:
    house.outside.siak.errors.extend([Blocked("CARD_STOCK_EMPTY", retry_after=600)] * 30)
    await house.promise_siak_call()

    for _ in range(20):
        await house.later(600)

    row = await house.row("siak.cancel:1")
    assert (row["state"], row["attempts"]) == ("pending", 0)


async def test_a_remote_that_did_not_answer_is_spared_for_a_moment(house: House) -> None:
    house.outside.whatsapp.errors.append(Down("UNREACHABLE"))
    await house.promise_text("a", lane="wa:1")
    await house.worker.drain()
    await house.promise_text("b", lane="wa:2")

    await house.worker.drain()
    meanwhile = list(house.outside.whatsapp.calls)
    await house.later(10)

    assert meanwhile == ["a"]
    assert sorted(house.outside.whatsapp.calls) == ["a", "a", "b"]


async def test_what_can_never_work_is_given_up_at_once(house: House) -> None:
    house.outside.siak.errors.append(Permanent("NO_SUCH_ENTRY"))
    await house.promise_siak_call()

    await house.later(0)
    await house.later(HOUR)

    row = await house.row("siak.cancel:1")
    assert (row["state"], row["error"], row["error_class"]) == (
        "dead",
        "NO_SUCH_ENTRY",
        "permanent",
    )
    assert len(house.outside.siak.calls) == 1


@pytest.mark.parametrize("error", [Ambiguous("TIMEOUT"), RuntimeError("a bug")])
async def test_an_unclear_call_that_may_be_repeated_is_repeated(
    house: House, error: Exception
) -> None:
    house.outside.siak.errors.append(error)
    await house.promise_siak_call()

    await house.worker.drain()
    await house.later(HOUR)

    assert (await house.row("siak.cancel:1"))["state"] == "done"
    assert len(house.outside.siak.calls) == 2


async def test_an_unclear_text_is_sent_again_after_a_grace_time(house: House) -> None:
    house.outside.whatsapp.errors.append(Ambiguous("TIMEOUT"))
    await house.promise_text("a")

    await house.worker.drain()
    state = (await house.row("a"))["state"]
    await house.later(59)
    early = len(house.outside.whatsapp.calls)
    await house.later(1)

    assert (state, early) == ("unknown", 1)
    assert house.outside.whatsapp.calls == ["a", "a"]
    assert (await house.row("a"))["state"] == "done"


async def test_a_receipt_settles_an_unclear_text_and_it_is_not_sent_again(house: House) -> None:
    house.outside.whatsapp.errors.append(Ambiguous("TIMEOUT"))
    await house.promise_text("a")
    await house.worker.drain()

    await house.receipt(await house.row("a"), "sent")
    await house.later(HOUR)

    assert house.outside.whatsapp.calls == ["a"]
    assert (await house.row("a"))["state"] == "done"


async def test_a_text_that_stays_unclear_is_not_sent_for_ever(house: House) -> None:
    house.outside.whatsapp.errors.extend([Ambiguous("TIMEOUT")] * 50)
    await house.promise_text("a")

    for _ in range(50):
        await house.later(120)

    assert (await house.row("a"))["state"] == "unknown"
    assert len(house.outside.whatsapp.calls) == 3


async def test_a_page_with_personal_data_waits_for_an_officer(house: House) -> None:
    house.outside.whatsapp.errors.append(Ambiguous("TIMEOUT"))
    sha256 = await house.bench.office.files.put(house.bench.page)
    await house.promise_text("preview", file=sha256)

    await house.worker.drain()
    await house.later(HOUR)

    assert (await house.row("preview"))["state"] == "unknown"
    assert house.outside.whatsapp.calls == ["preview"]


async def test_a_killed_worker_s_text_is_sent_again_after_the_grace_time(house: House) -> None:
    await house.promise_text("a")
    async with house.bench.office.work.begin() as store:
        await store.outbox.claim(house.clock.now(), timedelta(seconds=60), 1)
    house.clock.advance(61)

    await house.worker._recover(everything=False)
    await house.worker.drain()
    at_once = list(house.outside.whatsapp.calls)
    await house.later(60)

    assert at_once == []
    assert house.outside.whatsapp.calls == ["a"]


async def test_an_unclear_e_mail_is_repeated_once(house: House) -> None:
    application_id = await house.issued(delivery_method="EMAIL", applicant_email="warga@contoh.id")
    house.outside.email.errors.extend([Ambiguous("TIMEOUT")] * 5)

    for _ in range(5):
        await house.later(120)

    assert len(house.outside.email.calls) == 2
    assert (await house.delivery(application_id))["state"] == "unknown"


async def test_siak_is_asked_until_it_has_decided(house: House) -> None:
    application_id = await stand(house.bench, Status.IN_SIAK_ENTRY)
    decided = house.bench.accepted(await house.bench.case(application_id))
    house.outside.siak.present = replace(decided, status="RECEIVED", documents=())

    await house.worker.drain()
    await house.later(5)
    waiting = (await house.bench.case(application_id)).application.status
    house.outside.siak.present = decided
    await house.later(5)

    assert waiting is Status.IN_SIAK_ENTRY
    assert house.outside.siak.calls[0].startswith("siak.submit:")
    assert house.outside.siak.calls[1:] == [decided.id] * 2
    assert (await house.bench.case(application_id)).application.status is Status.DRAFTED


async def test_a_receipt_that_overtakes_the_answer_counts(house: House) -> None:
    application_id = await house.issued()
    row = await house.delivery(application_id)
    send = house.outside.whatsapp.send

    async def send_slowly(message: OutgoingMessage, **more: Any) -> str:
        sent = await send(message, **more)
        if more["key"] == row["key"]:
            await house.receipt({**row, "external_id": sent}, "delivered")
        return sent

    house.outside.whatsapp.send = send_slowly  # type: ignore[method-assign]  # the test's own

    await house.worker.drain()

    after = await house.row(row["key"])
    assert (after["state"], after["receipt"]) == ("done", "DELIVERED")
    assert (await house.bench.document(application_id)).status is DocumentStatus.DELIVERED


async def test_a_receipt_nobody_knows_yet_is_kept_and_matched_later(house: House) -> None:
    await house.receipt({"external_id": None, "key": "a"}, "delivered")
    await house.promise_text("a")

    await house.worker._recover(everything=False)
    await house.worker.drain()

    assert (await house.row("a"))["receipt"] == "DELIVERED"
    assert house.outside.whatsapp.calls == []


async def test_the_same_receipt_twice_is_one(house: House) -> None:
    application_id = await house.issued()
    await house.worker.drain()
    row = await house.delivery(application_id)

    answers = [await house.receipt(row, "delivered") for _ in range(3)]

    assert answers == [True, False, False]
    version = (await house.bench.case(application_id)).application.version
    assert await house.receipt(row, "read") is True
    assert (await house.bench.case(application_id)).application.version == version


async def test_a_message_s_status_never_goes_backwards(house: House) -> None:
    application_id = await house.issued()
    await house.worker.drain()
    row = await house.delivery(application_id)

    for status in ("read", "delivered", "sent", "failed"):
        await house.receipt(row, status, "131026" if status == "failed" else None)

    assert (await house.row(row["key"]))["receipt"] == "READ"
    assert (await house.bench.document(application_id)).status is DocumentStatus.DELIVERED


async def test_a_refused_delivery_takes_the_next_way_and_the_office_is_the_last(
    house: House,
) -> None:
    application_id = await house.issued(applicant_email="warga@contoh.id")
    house.outside.whatsapp.errors.append(Permanent("131026"))
    house.outside.email.errors.append(Permanent("550"))

    await house.worker.drain()

    document = await house.bench.document(application_id)
    assert document.failed_channels == ("WHATSAPP", "EMAIL")
    assert document.status is DocumentStatus.READY_FOR_PICKUP
    assert document.pickup_code
    slips = [r for r in await house.rows(kind=Effect.DOCUMENT_RENDER) if r["payload"].get("slip")]
    assert [r["state"] for r in slips] == ["done"]


async def test_a_failure_heard_later_takes_the_next_way_too(house: House) -> None:
    application_id = await house.issued()
    await house.worker.drain()

    await house.receipt(await house.delivery(application_id), "failed", "131026")

    document = await house.bench.document(application_id)
    assert document.status is DocumentStatus.READY_FOR_PICKUP


async def _stuck(house: House) -> tuple[str, Any]:
    application_id = await house.issued()
    house.outside.whatsapp.errors.append(Ambiguous("TIMEOUT"))
    await house.worker.drain()
    return application_id, await house.delivery(application_id)


async def test_an_unclear_document_is_sent_again_when_an_officer_says_so(house: House) -> None:
    application_id, row = await _stuck(house)
    await house.later(HOUR)
    calls = list(house.outside.whatsapp.calls)

    await house.bench.do(OFFICER, c.RetryEffect(effect_id=row["id"], reason="SIMULASI"))
    await house.worker.drain()

    assert row["state"] == "unknown"
    assert calls == [row["key"]]
    assert house.outside.whatsapp.calls == [row["key"]] * 2
    assert (await house.delivery(application_id))["state"] == "done"


async def test_an_unclear_document_given_up_takes_the_next_way(house: House) -> None:
    application_id, row = await _stuck(house)

    await house.bench.do(OFFICER, c.CancelEffect(effect_id=row["id"], reason="SIMULASI"))

    assert (await house.row(row["key"]))["state"] == "cancelled"
    document = await house.bench.document(application_id)
    assert document.status is DocumentStatus.READY_FOR_PICKUP
    assert document.failed_channels == (DeliveryMethod.WHATSAPP.value,)


@pytest.mark.parametrize("kind", [c.RetryEffect, c.CancelEffect])
async def test_stuck_work_is_decided_by_the_office_with_a_reason(
    house: House, kind: type[c.RetryEffect | c.CancelEffect]
) -> None:
    _, row = await _stuck(house)
    moving = next(r for r in await house.rows(kind=Effect.TIMER) if r["state"] == "pending")

    for role in (Role.APPLICANT, Role.SERVICE_ACCOUNT, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            await house.bench.do(EVERYBODY[role], kind(effect_id=row["id"], reason="x"))
    with pytest.raises(InvalidInput):
        await house.bench.do(OFFICER, kind(effect_id=row["id"], reason=" "))
    with pytest.raises(NotFound):
        await house.bench.do(OFFICER, kind(effect_id="none", reason="x"))
    with pytest.raises(InvalidTransition):
        await house.bench.do(OFFICER, kind(effect_id=moving["id"], reason="x"))

    assert (await house.row(row["key"]))["state"] == "unknown"
