"""What replaces a document is issued in the transaction in which the old one lapses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import RowMapping, select

from api.domain.values import DocumentStatus
from api.domain.verification import Standing
from api.storage import tables as t
from api.usecases import commands as c
from api.usecases import delivery
from api.usecases.verification import look_up
from tests.factories import HEAD, OPERATOR, Bench

D = DocumentStatus
A_DAY = timedelta(days=1).total_seconds()


async def row_of(bench: Bench, application_id: str) -> RowMapping:
    """Return the application's first document as it is stored."""
    query = select(t.document).where(t.document.c.application_id == application_id)
    async with bench.office.work.read() as connection:
        return (await connection.execute(query)).mappings().one()


async def uploaded(bench: Bench) -> str:
    """Return an application whose signed document only waits for SIAK's issue."""
    application_id = await bench.verified()
    await bench.sign(application_id)
    await bench.confirm_uploads(application_id)
    return application_id


async def test_a_new_card_supersedes_the_old_one_and_the_old_code_says_so(bench: Bench) -> None:
    old, new = await bench.issued(), await uploaded(bench)
    before = await row_of(bench, old)
    bench.clock.advance(A_DAY)

    await bench.issue(new, superseded=(before["number"],))

    lapsed, present = await row_of(bench, old), await row_of(bench, new)
    assert (lapsed["status"], present["status"]) == (D.SUPERSEDED, D.ISSUED)
    assert lapsed["ended_at"] == present["issued_at"] == bench.clock.now()
    assert present["ended_at"] is before["ended_at"] is None
    told = await look_up(bench.office, before["token"])
    assert told.standing is Standing.SUPERSEDED
    assert told.ended_on is not None
    assert (await look_up(bench.office, present["token"])).standing is Standing.GENUINE_ACTIVE


async def test_killed_after_both_were_written_neither_happened_and_again_both_do(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = await bench.issued(), await uploaded(bench)
    number, token = (await row_of(bench, old))["number"], (await row_of(bench, old))["token"]

    async def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(delivery, "begin", die)  # the last thing the transaction does
        with pytest.raises(KeyboardInterrupt):
            await bench.issue(new, superseded=(number,))
    half = [(await row_of(bench, each))["status"] for each in (old, new)]
    standing = (await look_up(bench.office, token)).standing

    await bench.issue(new, superseded=(number,))

    assert half == [D.ISSUED, D.UPLOADED]
    assert standing is Standing.GENUINE_ACTIVE
    assert [(await row_of(bench, each))["status"] for each in (old, new)] == [
        D.SUPERSEDED,
        D.ISSUED,
    ]


async def test_an_annulled_document_says_since_when(bench: Bench) -> None:
    application_id = await bench.issued()
    document = await bench.document(application_id)
    bench.clock.advance(A_DAY)

    await bench.do(
        HEAD,
        c.AnnulDocument(
            document_id=document.id, expected_version=document.version, reason="CONTOH: putusan"
        ),
    )

    assert (await row_of(bench, application_id))["ended_at"] == bench.clock.now()
    told = await look_up(bench.office, document.token)
    assert (told.standing, told.ended_on is not None) == (Standing.ANNULLED, True)


async def test_a_draft_taken_back_has_ended_and_stays_unknown_to_strangers(bench: Bench) -> None:
    application_id = await bench.drafted()
    token = (await row_of(bench, application_id))["token"]

    await bench.on(OPERATOR, c.ReviseEntry, application_id, reason="CONTOH: salah ketik")

    row = await row_of(bench, application_id)
    assert (row["status"], row["ended_at"]) == (D.ANNULLED, bench.clock.now())
    assert (await look_up(bench.office, token)).standing is Standing.UNKNOWN
