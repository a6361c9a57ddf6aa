"""What stands on the head of office's desk, and what the head is told, on any database."""

import pytest
from sqlalchemy import select

from api.domain.case import Document
from api.domain.errors import SigningRefused
from api.domain.values import Actor, Medium
from api.storage import tables as t
from api.usecases import commands as c
from tests.factories import HEAD, PASSPHRASE, Bench


async def pdfs(bench: Bench, application_id: str) -> list[Document]:
    case = await bench.case(application_id)
    return [each for each in case.counting if each.medium is Medium.PDF]


async def awaiting(bench: Bench, count: int) -> list[str]:
    """Return the ids of as many documents that wait for the signature."""
    found: list[str] = []
    while len(found) < count:
        found += [each.id for each in await pdfs(bench, await bench.verified())]
    return found[:count]


async def document(bench: Bench, document_id: str) -> Document:
    async with bench.office.work.begin() as store:
        application_id = await store.documents.application_of(document_id)
    found = (await bench.case(application_id or "")).document(document_id)
    assert found is not None
    return found


async def command(
    bench: Bench, ids: list[str], passphrase: str = PASSPHRASE, key: str | None = None
) -> c.SignDocuments:
    wanted = [c.ToSign(each, (await document(bench, each)).version) for each in ids]
    return c.SignDocuments(documents=tuple(wanted), passphrase=passphrase, idempotency_key=key)


async def refused(bench: Bench, asked: c.SignDocuments, actor: Actor = HEAD) -> SigningRefused:
    with pytest.raises(SigningRefused) as found:
        await bench.do(actor, asked)
    return found.value


async def items(bench: Bench, batch_id: str | None) -> list[tuple[str, str | None]]:
    query = select(t.signing_item.c.state, t.signing_item.c.code).where(
        t.signing_item.c.batch_id == batch_id
    )
    async with bench.office.work.read() as connection:
        rows = await connection.execute(query.order_by(t.signing_item.c.position))
        return [(row.state, row.code) for row in rows]


async def state_of(bench: Bench, batch_id: str | None) -> str:
    async with bench.office.work.begin() as store:
        row = await store.signatures.batch(batch_id or "")
    assert row is not None
    return str(row["state"])
