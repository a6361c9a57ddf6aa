"""Our books compared with SIAK's by night or by hand: found, told, mended; on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.domain.errors import InvalidInput, NotFound, NotPermitted
from api.domain.ports import EntryPage, ListedDocument, ListedEntry, Permanent, StandingDocument
from api.domain.values import DocumentStatus, Status
from api.storage import tables as t
from api.usecases import commands as c
from tests.factories import ADMINISTRATOR, HEAD, OFFICER, OPERATOR
from tests.scripted import ScriptedSiak
from tests.storage.house import House

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
HOUR = 3600.0


@dataclass
class SiakWithBooks(ScriptedSiak):
    """A SIAK that lists what the test puts there, one entry a page, and knows every number."""

    listed: list[ListedEntry] = field(default_factory=list)

    async def entries(
        self, updated_since: datetime | None = None, cursor: str | None = None
    ) -> EntryPage:
        """Return the entry the cursor stands for."""
        self.next(f"list:{cursor}")
        place = int(cursor or 0)
        page = tuple(self.listed[place : place + 1])
        more = place + 1 < len(self.listed)
        return EntryPage(page, str(place + 1) if more else None)

    async def document_statuses(
        self, asked: Sequence[tuple[str, str]]
    ) -> tuple[StandingDocument, ...]:
        """Say that every number is in force."""
        return tuple(StandingDocument(kind, number, "ACTIVE") for kind, number in asked)


@dataclass
class Books:
    """An office that compares, and what its SIAK lists."""

    house: House
    siak: SiakWithBooks

    async def list(self, application_id: str, status: str, standing: str = "") -> None:
        """Let SIAK list the entry of an application with this status."""
        case = await self.house.bench.case(application_id)
        entry = self.house.bench.accepted(case)
        signed = {d.siak_ref: d.signed_sha256 for d in case.documents}
        standing = standing or {"ISSUED": "ACTIVE", "CANCELLED": "VOID"}.get(status, "RESERVED")
        documents = tuple(
            ListedDocument(
                ref=d.ref,
                type=d.type,
                medium=d.medium,
                number=d.number,
                register_number=f"{d.type}/{d.number}/1",
                status=standing,
                file_sha256=signed.get(d.ref),
            )
            for d in entry.documents
        )
        service = case.application.service_code
        number = case.application.number or ""
        self.siak.listed.append(ListedEntry(entry.id, number, service, status, LONG_AGO, documents))
        self.siak.present = replace(entry, status=status)

    async def compare(self) -> list[Any]:
        """Compare now and return the differences found."""
        self.house.clock.advance(HOUR)
        outcome = await self.house.bench.do(OPERATOR, c.StartReconciliation())
        await self.house.worker.drain()
        report = (await self.rows(t.reconciliation, id=outcome.reconciliation_id))[0]
        assert report["state"] == "DONE", report
        return await self.rows(t.difference, reconciliation_id=report["id"])

    async def rows(self, table: Any, **wanted: Any) -> list[Any]:
        query = select(table)
        for name, value in wanted.items():
            query = query.where(table.c[name] == value)
        async with self.house.bench.office.work.read() as connection:
            return list((await connection.execute(query)).mappings().all())

    async def mend(self, difference: Any) -> None:
        """Mend a difference and let the work be done."""
        command = c.MendDifference(difference_id=difference["id"])
        await self.house.bench.do(OPERATOR, command)
        await self.house.worker.drain()

    async def status(self, application_id: str) -> Status:
        return (await self.house.bench.case(application_id)).application.status


@pytest.fixture
def books(house: House) -> Books:
    siak = SiakWithBooks()
    house.outside.siak = siak
    house.worker = type(house.worker)(house.bench.office, house.outside.gateways, is_alone=False)
    return Books(house, siak)


async def test_equal_books_are_read_to_the_end_and_nothing_is_told(books: Books) -> None:
    for service in ("KK_HILANG_RUSAK", "AKTA_KEMATIAN"):
        await books.list(await books.house.bench.issued(service), "ISSUED")

    assert await books.compare() == []

    (report,) = await books.rows(t.reconciliation)
    assert (report["checked_entries"], report["code"]) == (2, None)
    assert report["checked_documents"] >= 2


async def test_an_acceptance_nobody_heard_is_heard_again(books: Books) -> None:
    bench = books.house.bench
    application_id = await bench.completed_review()
    await bench.enter(application_id)
    key = f"siak.submit:{application_id}:1"
    await bench.office.work.run(lambda s: s.outbox.settle(key, "dead", bench.clock.now()))
    await books.list(application_id, "ACCEPTED")

    (found,) = await books.compare()
    assert (found["kind"], found["remedy"]) == ("ANSWER_NOT_HEARD", "HEAR_AGAIN")
    await books.mend(found)

    assert (await bench.case(application_id)).counting


async def test_numbers_kept_for_a_withdrawn_entry_are_given_back(books: Books) -> None:
    bench = books.house.bench
    application_id = await bench.drafted()
    await books.list(application_id, "ACCEPTED")
    await bench.on(OFFICER, c.CancelApplication, application_id, reason="ditarik")
    entry_id = books.siak.listed[0].id
    await books.house.worker.drain()
    books.siak.calls.clear()

    (found,) = await books.compare()
    assert found["kind"] == "NUMBERS_STILL_RESERVED"
    await books.mend(found)

    assert f"cancel:{entry_id}" in books.siak.calls
    (mended,) = await books.rows(t.difference, id=found["id"])
    assert (mended["mended_by"], bool(mended["mended_at"])) == (OPERATOR.human_id, True)


async def test_a_document_that_lapsed_elsewhere_lapses_here(books: Books) -> None:
    application_id = await books.house.bench.issued("KK_HILANG_RUSAK")
    await books.list(application_id, "ISSUED", standing="SUPERSEDED")

    (found,) = await books.compare()
    await books.mend(found)

    (document,) = (await books.house.bench.case(application_id)).documents
    assert document.status is DocumentStatus.SUPERSEDED
    assert await books.compare() == []


async def test_an_entry_siak_cancelled_returns_to_the_operator(books: Books) -> None:
    application_id = await books.house.bench.verified()
    await books.list(application_id, "CANCELLED")

    (found,) = await books.compare()
    assert (found["kind"], found["remedy"]) == ("CANCELLED_BY_SIAK", "TAKE_BACK")
    await books.mend(found)

    case = await books.house.bench.case(application_id)
    assert case.application.status is Status.COMPLETE
    assert [r["code"] for r in case.application.siak_reasons] == ["CANCELLED_BY_SIAK"]
    assert not case.counting


async def test_what_needs_judgement_names_the_way_instead(books: Books) -> None:
    application_id = await books.house.bench.issued()
    await books.list(application_id, "ISSUED", standing="ANNULLED")

    (found,) = await books.compare()

    assert (found["kind"], found["remedy"]) == ("ANNULLED_BY_SIAK", "ANNUL_DOCUMENT")
    with pytest.raises(InvalidInput, match="annulDocument"):
        await books.mend(found)


async def test_mending_twice_does_it_once(books: Books) -> None:
    bench = books.house.bench
    application_id = await bench.drafted()
    await books.list(application_id, "ACCEPTED")
    await bench.on(OFFICER, c.CancelApplication, application_id, reason="ditarik")
    await books.house.worker.drain()
    (found,) = await books.compare()
    await books.mend(found)
    calls = list(books.siak.calls)

    await books.mend(found)

    assert books.siak.calls == calls


@pytest.mark.parametrize("actor", [OFFICER, HEAD])
async def test_only_operators_and_administrators_compare(books: Books, actor: Any) -> None:
    with pytest.raises(NotPermitted):
        await books.house.bench.do(actor, c.StartReconciliation())
    with pytest.raises(NotPermitted):
        await books.house.bench.do(actor, c.MendDifference(difference_id="x"))


async def test_an_unknown_difference_is_not_found(books: Books) -> None:
    with pytest.raises(NotFound):
        await books.house.bench.do(ADMINISTRATOR, c.MendDifference(difference_id="x"))


async def test_two_who_ask_at_once_get_one_comparison(books: Books) -> None:
    first = await books.house.bench.do(OPERATOR, c.StartReconciliation())
    second = await books.house.bench.do(ADMINISTRATOR, c.StartReconciliation())

    assert first.reconciliation_id == second.reconciliation_id


async def test_a_siak_that_refuses_the_listing_ends_the_comparison(books: Books) -> None:
    books.siak.errors.append(Permanent("NOT_FOUND"))
    await books.house.bench.do(OPERATOR, c.StartReconciliation())

    await books.house.worker.drain()

    (report,) = await books.rows(t.reconciliation)
    assert (report["state"], report["code"]) == ("FAILED", "NOT_FOUND")


async def test_the_night_compares_and_plans_the_next_night(books: Books) -> None:
    house = books.house
    await house.worker._recover(everything=False)
    (first,) = [r for r in await house.rows() if r["key"].startswith("timer.reconcile_siak")]

    house.clock.advance((first["due_at"] - house.clock.now()).total_seconds() + 1)
    await house.worker.drain()

    (report,) = await books.rows(t.reconciliation)
    assert report["state"] == "DONE"
    timers = [r for r in await house.rows() if r["key"].startswith("timer.reconcile_siak")]
    assert timers[1]["due_at"] - timers[0]["due_at"] == timedelta(days=1)
    assert timers[0]["due_at"].astimezone(UTC).hour == 18  # two o'clock in Makassar
