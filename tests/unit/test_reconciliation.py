"""Our books beside SIAK's: which difference follows from what, and the act that mends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.domain.ports import ListedDocument, ListedEntry, StandingDocument
from api.domain.reconciliation import (
    Disagreement,
    Mending,
    OurDocument,
    OurEntry,
    compare_documents,
    compare_entries,
)
from api.domain.values import DocumentStatus, Medium, Status

NOW = datetime(2026, 1, 20, 18, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
NUMBER = "6311-LU-05012026-9001"
THEIR_DOCUMENT = ListedDocument(
    "ref-1", "AKTA_KELAHIRAN", Medium.PDF, NUMBER, f"AKTA_KELAHIRAN/{NUMBER}/1", "ACTIVE", "ab"
)
OUR_DOCUMENT = OurDocument(
    "d1", "a1", "AKTA_KELAHIRAN", Medium.PDF, NUMBER, DocumentStatus.DELIVERED, "ref-1", "ab"
)
THEIRS = ListedEntry("e1", "DJ-1", "AKTA_KELAHIRAN", "ISSUED", LONG_AGO, (THEIR_DOCUMENT,))
OURS = OurEntry("a1", Status.COMPLETED, "e1", LONG_AGO, (OUR_DOCUMENT,))


def found(theirs: ListedEntry, ours: OurEntry | None) -> list[tuple[Disagreement, Mending]]:
    books = {} if ours is None else {"DJ-1": ours}
    return [(d.kind, d.remedy) for d in compare_entries([theirs], books, settled=NOW)]


def test_equal_books_have_no_difference() -> None:
    assert found(THEIRS, OURS) == []


@pytest.mark.parametrize(
    ("theirs", "ours", "kind", "remedy"),
    [
        ("ACCEPTED", Status.IN_SIAK_ENTRY, "ANSWER_NOT_HEARD", "HEAR_AGAIN"),
        ("REFUSED", Status.IN_SIAK_ENTRY, "ANSWER_NOT_HEARD", "HEAR_AGAIN"),
        ("ACCEPTED", Status.CANCELLED, "NUMBERS_STILL_RESERVED", "CANCEL_IN_SIAK"),
        ("ACCEPTED", Status.COMPLETE, "NUMBERS_STILL_RESERVED", "CANCEL_IN_SIAK"),
        ("ACCEPTED", Status.COMPLETED, "NOT_ISSUED_BY_SIAK", "ASK_SIAK"),
        ("ISSUED", Status.UPLOADED, "ISSUE_NOT_HEARD", "HEAR_AGAIN"),
        ("ISSUED", Status.CANCELLED, "ISSUED_BUT_WITHDRAWN", "ASK_SIAK"),
        ("CANCELLED", Status.AWAITING_SIGNATURE, "CANCELLED_BY_SIAK", "TAKE_BACK"),
    ],
)
def test_each_disagreement_about_an_entry_has_its_remedy(
    theirs: str, ours: Status, kind: str, remedy: str
) -> None:
    listed, our = replace(THEIRS, status=theirs), replace(OURS, status=ours, documents=())
    assert found(listed, our) == [(kind, remedy)]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("ACCEPTED", Status.DRAFTED),
        ("ACCEPTED", Status.AWAITING_SIGNATURE),
        ("RECEIVED", Status.IN_SIAK_ENTRY),
        ("REFUSED", Status.COMPLETE),
        ("CANCELLED", Status.CANCELLED),
        ("CANCELLED", Status.COMPLETE),
        ("ISSUED", Status.ISSUED),
    ],
)
def test_what_fits_together_is_left_alone(theirs: str, ours: Status) -> None:
    listed = replace(THEIRS, status=theirs, documents=())
    assert found(listed, replace(OURS, status=ours, documents=())) == []


@pytest.mark.parametrize(
    ("theirs", "ours", "kind", "remedy"),
    [
        ({"file_sha256": None}, {}, "FILE_MISSING", "UPLOAD_AGAIN"),
        ({"file_sha256": "cd"}, {}, "FILE_DIFFERS", "ASK_SIAK"),
        ({"number": "6311-LU-05012026-9002"}, {}, "NUMBER_DIFFERS", "ASK_SIAK"),
        ({"status": "SUPERSEDED"}, {}, "LAPSED_BY_SIAK", "MARK_SUPERSEDED"),
        ({"status": "ANNULLED"}, {}, "ANNULLED_BY_SIAK", "ANNUL_DOCUMENT"),
        ({"status": "VOID"}, {}, "NOT_IN_FORCE", "ASK_SIAK"),
    ],
)
def test_each_disagreement_about_a_document_has_its_remedy(
    theirs: dict[str, str], ours: dict[str, str], kind: str, remedy: str
) -> None:
    listed = replace(THEIRS, documents=(replace(THEIR_DOCUMENT, **theirs),))
    our = replace(OURS, documents=(replace(OUR_DOCUMENT, **ours),))
    assert found(listed, our) == [(kind, remedy)]


def test_documents_only_one_side_knows_are_told() -> None:
    extra = replace(THEIR_DOCUMENT, ref="ref-2", type="KK")
    assert found(replace(THEIRS, documents=(THEIR_DOCUMENT, extra)), OURS) == [
        (Disagreement.DOCUMENT_UNKNOWN_TO_US, Mending.ASK_SIAK)
    ]
    assert found(replace(THEIRS, documents=()), OURS) == [
        (Disagreement.DOCUMENT_UNKNOWN_TO_SIAK, Mending.ASK_SIAK)
    ]


def test_an_entry_of_nobody_is_told_unless_it_came_to_nothing() -> None:
    assert found(THEIRS, None) == [(Disagreement.UNKNOWN_TO_US, Mending.ASK_SIAK)]
    assert found(replace(THEIRS, status="CANCELLED"), None) == []


def test_an_entry_replaced_by_another_keeps_no_numbers() -> None:
    listed = replace(THEIRS, id="e0", status="ACCEPTED")
    assert found(listed, OURS) == [(Disagreement.NUMBERS_STILL_RESERVED, Mending.CANCEL_IN_SIAK)]
    assert found(replace(listed, status="CANCELLED"), OURS) == []


@pytest.mark.parametrize("side", ["theirs", "ours"])
def test_what_changed_a_moment_ago_is_left_for_next_time(side: str) -> None:
    just_now = NOW + timedelta(seconds=1)
    listed = replace(THEIRS, status="CANCELLED")
    our = replace(OURS, status=Status.DRAFTED)
    if side == "theirs":
        listed = replace(listed, updated_at=just_now)
    else:
        our = replace(our, updated_at=just_now)
    assert found(listed, our) == []


def test_a_number_siak_does_not_know_is_told() -> None:
    theirs = [StandingDocument("AKTA_KELAHIRAN", NUMBER, status) for status in (None, "ACTIVE")]
    (only,) = compare_documents([OUR_DOCUMENT, OUR_DOCUMENT], theirs)
    assert (only.kind, only.document_id) == (Disagreement.UNKNOWN_TO_SIAK, "d1")
