"""Likeness is scored by the database, the same on both, for many applications at once."""

from dataclasses import replace

from sqlalchemy import select

from api.domain.values import Actor, Channel
from api.storage import duplicates
from api.storage import tables as t
from api.usecases import commands as c
from tests.factories import MACHINE, OFFICER, VILLAGE, Bench

NEIGHBOUR = replace(VILLAGE, id="desa-2", human_id="desa-2")


async def scores(bench: Bench, *ids: str) -> dict[str, list[tuple[str, int]]]:
    rules = bench.office.catalogue.duplicate_rules
    async with bench.office.work.read() as connection:
        found = await duplicates.alike(connection, ids, rules)
    return {own: [(each.application_id, each.score) for each in found.get(own, ())] for own in ids}


async def test_a_finished_event_of_once_counts_and_a_finished_card_does_not(bench: Bench) -> None:
    birth, again = [await bench.submitted("AKTA_KELAHIRAN") for _ in range(2)]
    card, another = [await bench.submitted("KK_HILANG_RUSAK") for _ in range(2)]
    await bench.on(OFFICER, c.CancelApplication, card, reason="ditarik")

    found = await scores(bench, birth, again, card, another)

    assert found[birth] == [(again, 100)]
    assert found[again] == [(birth, 100)]
    assert found[another] == []


async def test_services_are_compared_with_themselves_only(bench: Bench) -> None:
    birth = await bench.submitted("AKTA_KELAHIRAN")
    await bench.submitted("KK_HILANG_RUSAK")

    assert await scores(bench, birth) == {birth: []}


async def told_by_chat(bench: Bench, actor: Actor) -> list[str]:
    """Let somebody apply by chat, and return what the chat says when it is handed in."""
    made = await bench.do(
        actor,
        c.CreateApplication(
            service_code="KK_HILANG_RUSAK",
            purpose_noticed=True,
            channel=Channel.WHATSAPP,
            applicant_phone="+6289900000001",
        ),
    )
    application_id = made.application_id or ""
    await bench.answer_everything(application_id, MACHINE)
    await bench.attach_everything(application_id, actor)
    await bench.on(actor, c.SubmitApplication, application_id)
    query = (
        select(t.effect.c.payload)
        .where(t.effect.c.key.like(f"wa.submitted:{application_id}:%"))
        .order_by(t.effect.c.seq)
    )
    async with bench.office.work.read() as connection:
        return [row.payload["message"]["body"] for row in await connection.execute(query)]


async def test_the_chat_names_ones_own_earlier_application_and_only_that(bench: Bench) -> None:
    first = await told_by_chat(bench, VILLAGE)
    again = await told_by_chat(bench, VILLAGE)
    others = await told_by_chat(bench, NEIGHBOUR)

    assert len(first) == 1
    number = first[0].split("Nomor: *")[1].split("*")[0]
    assert f"tampaknya sama dengan *{number}*" in again[1]
    assert "orang lain" in others[1]
    assert number not in others[1]
