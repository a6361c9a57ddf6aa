"""A passphrase leaves no trace: not in logs, books, files, answers, nor in any object of ours."""

from __future__ import annotations

import gc
import logging
import types
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.clock import Clock
from api.gateways.signing import pki
from tests.graphql.house import House, Json, opened
from tests.graphql.story import HO, batch_ended, key, on_document, verified

LETTERS = (83, 73, 77, 85, 76, 65, 83, 73, 45)  # the start of every simulated passphrase


def canary(tail: int) -> str:
    """Return a passphrase that stands nowhere until it is asked for."""
    return "".join(chr(each) for each in LETTERS) + "kenari" + str(tail * 1_000_003)


RIGHT, WRONG = 97, 89


def holders(tail: int) -> list[str]:
    """Name the kinds of objects that reach the passphrase, as text or as bytes."""
    gc.collect()
    needle = canary(tail)
    as_bytes = needle.encode()
    found = []
    for thing in gc.get_objects():
        if isinstance(thing, types.FrameType):
            continue
        for part in parts_of(thing):
            is_text = isinstance(part, str) and needle in part
            if is_text or (isinstance(part, bytes | bytearray) and as_bytes in part):
                found.append(f"{type(thing).__module__}.{type(thing).__name__}")
    return found


def parts_of(thing: object) -> Iterator[object]:
    """Yield what a thing holds, also inside of what the collector does not watch by itself."""
    for part in gc.get_referents(thing):
        yield part
        if isinstance(part, dict | tuple | list | set) and not gc.is_tracked(part):
            yield from parts_of(part)


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[House]:
    """Offer an office whose head of office signs with a passphrase nobody else knows."""
    folder = tmp_path / "pki"
    head = pki.NewSignatory("kepala-1", "Kepala Dinas SIMULASI", canary(RIGHT))
    pki.ensure_pki(folder, Clock().now(), [head], rounds=1_000)
    del head
    async with opened(tmp_path / "data", folder) as house:
        yield house


def asked(application: Json, tail: int, own_key: str) -> Json:
    return {
        "documents": [on_document(d) for d in application["documents"]],
        "passphrase": canary(tail),
        "idempotencyKey": own_key,
    }


async def test_after_the_batch_the_passphrase_is_nowhere(
    guarded: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    application = await verified(guarded)
    with caplog.at_level(logging.DEBUG, "dik_jamila"):
        wrong = await guarded.refusal(HO, "signDocuments", **asked(application, WRONG, key()))
        await guarded.do(HO, "signDocuments", **asked(application, RIGHT, key()))
        await batch_ended(guarded)
        await guarded.settle()

    assert wrong["reason"] == "WRONG_PASSPHRASE"
    assert holders(WRONG) == []
    assert holders(RIGHT) == []
    for tail in (RIGHT, WRONG):
        assert canary(tail) not in caplog.text
        assert files_with(tmp_path, tail) == []


async def test_one_written_into_the_document_itself_is_not_kept_either(guarded: House) -> None:
    application = await verified(guarded)
    document = application["documents"][0]
    given = (
        f'documents: [{{documentId: "{document["id"]}", '
        f'expectedVersion: {document["version"]}}}], idempotencyKey: "{key()}"'
    )

    async def sign() -> Json:
        query = (
            f'mutation {{ signDocuments(input: {{passphrase: "{canary(RIGHT)}", {given}}}) '
            "{ signingBatch { state } errors { message } } }"
        )
        answer: Json = (await guarded.post_raw(HO, {"query": query})).json()
        return answer

    answer = await sign()
    await batch_ended(guarded)

    assert answer["data"]["signDocuments"]["signingBatch"]["state"] in ("RUNNING", "FINISHED")
    assert holders(RIGHT) == []


def files_with(folder: Path, tail: int) -> list[str]:
    """Name the files below the folder that hold the passphrase: database, journal, documents."""
    needle = canary(tail).encode()
    files = (each for each in folder.rglob("*") if each.is_file())
    return [each.name for each in files if needle in each.read_bytes()]


class Careless:
    """Somebody who keeps what was asked."""

    def __init__(self, asked: Json) -> None:
        self.asked = asked


def test_the_search_finds_what_is_kept() -> None:
    somebody = Careless({"input": ({"passphrase": canary(RIGHT)},)})

    found = holders(RIGHT)
    somebody.asked = {}

    assert found != []
    assert holders(RIGHT) == []
