"""Which renderings count as the rounds of one document."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.domain.errors import InvalidInput
from api.storage.reading_rows import DocumentRow, RenderingRow
from api.usecases.differences import Round, rounds_asked, rounds_of

START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def document(own_id: str, number: str = "A", kind: str = "KK") -> DocumentRow:
    values: dict[str, Any] = dict.fromkeys(each.name for each in fields(DocumentRow))
    return DocumentRow(**{**values, "id": own_id, "number": number, "type": kind})


def made(
    own_id: str, at: int, number: str = "A", kind: str = "KK", status: str = "DRAFTED"
) -> RenderingRow:
    when = START + timedelta(hours=at)
    return RenderingRow("a1", own_id, kind, number, status, 1, f"final-{at}", f"draf-{at}", when)


def hashes(rounds: list[Round]) -> list[tuple[int, str]]:
    return [(each.number, each.final_sha256) for each in rounds]


def test_a_new_entry_goes_on_with_the_rounds_of_the_annulled_document() -> None:
    rows = [made("d1", 1, "A", status="ANNULLED"), made("d2", 2, "B")]

    assert hashes(rounds_of(document("d2", "B"), rows)) == [(1, "final-1"), (2, "final-2")]


def test_an_annulled_document_ends_with_its_own_last_round() -> None:
    rows = [made("d1", 1, "A", status="ANNULLED"), made("d2", 2, "B")]

    assert hashes(rounds_of(document("d1", "A"), rows)) == [(1, "final-1")]


def test_of_several_documents_of_a_kind_each_goes_on_with_its_number() -> None:
    rows = [
        made("d1", 1, "A", status="ANNULLED"),
        made("e1", 2, "B"),
        made("d2", 3, "A"),
    ]

    assert hashes(rounds_of(document("d2", "A"), rows)) == [(1, "final-1"), (2, "final-3")]
    assert hashes(rounds_of(document("e1", "B"), rows)) == [(1, "final-2")]


def test_documents_of_other_kinds_are_no_rounds_of_it() -> None:
    rows = [made("a1", 1, kind="AKTA_KELAHIRAN"), made("d1", 2)]

    assert hashes(rounds_of(document("d1"), rows)) == [(1, "final-2")]


def test_a_document_not_yet_made_has_no_round() -> None:
    assert rounds_of(document("d9"), [made("d1", 1)]) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [((None, None), (2, 3)), ((1, None), (1, 3)), ((None, 2), (1, 2)), ((3, 1), (3, 1))],
)
def test_by_default_the_last_round_is_compared_with_the_one_before(
    asked: tuple[int | None, int | None], expected: tuple[int, int]
) -> None:
    rounds = rounds_of(document("d1"), [made("d1", at) for at in (1, 2, 3)])

    pair = rounds_asked(rounds, *asked)

    assert pair is not None
    assert (pair[0].number, pair[1].number) == expected


def test_a_round_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        rounds_asked([], None, 4)

    assert refused.value.path == ("to",)
