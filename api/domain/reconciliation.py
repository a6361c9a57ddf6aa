"""Our books beside SIAK's: what differs, and the act that mends it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.domain.ports import ListedDocument, ListedEntry, StandingDocument
from api.domain.values import DocumentStatus, Medium, Status
from api.domain.workflow import AT_SIAK
from api.domain.workflow_documents import IN_FORCE

AFTER_ISSUE = frozenset({Status.ISSUED, Status.READY_FOR_PICKUP, Status.COMPLETED})
HELD_BY_SIAK = frozenset({DocumentStatus.UPLOADED, *IN_FORCE})


class Disagreement(StrEnum):
    """In what our books and SIAK's differ."""

    UNKNOWN_TO_US = "UNKNOWN_TO_US"
    UNKNOWN_TO_SIAK = "UNKNOWN_TO_SIAK"
    ANSWER_NOT_HEARD = "ANSWER_NOT_HEARD"
    ISSUE_NOT_HEARD = "ISSUE_NOT_HEARD"
    NUMBERS_STILL_RESERVED = "NUMBERS_STILL_RESERVED"
    CANCELLED_BY_SIAK = "CANCELLED_BY_SIAK"
    ISSUED_BUT_WITHDRAWN = "ISSUED_BUT_WITHDRAWN"
    NOT_ISSUED_BY_SIAK = "NOT_ISSUED_BY_SIAK"
    NUMBER_DIFFERS = "NUMBER_DIFFERS"
    DOCUMENT_UNKNOWN_TO_US = "DOCUMENT_UNKNOWN_TO_US"
    DOCUMENT_UNKNOWN_TO_SIAK = "DOCUMENT_UNKNOWN_TO_SIAK"
    FILE_MISSING = "FILE_MISSING"
    FILE_DIFFERS = "FILE_DIFFERS"
    LAPSED_BY_SIAK = "LAPSED_BY_SIAK"
    ANNULLED_BY_SIAK = "ANNULLED_BY_SIAK"
    NOT_IN_FORCE = "NOT_IN_FORCE"


class Mending(StrEnum):
    """The act that mends a difference; the first five are done by `mendDifference`."""

    HEAR_AGAIN = "HEAR_AGAIN"
    CANCEL_IN_SIAK = "CANCEL_IN_SIAK"
    UPLOAD_AGAIN = "UPLOAD_AGAIN"
    MARK_SUPERSEDED = "MARK_SUPERSEDED"
    TAKE_BACK = "TAKE_BACK"
    ANNUL_DOCUMENT = "ANNUL_DOCUMENT"
    ASK_SIAK = "ASK_SIAK"


AUTOMATIC = frozenset(
    {
        Mending.HEAR_AGAIN,
        Mending.CANCEL_IN_SIAK,
        Mending.UPLOAD_AGAIN,
        Mending.MARK_SUPERSEDED,
        Mending.TAKE_BACK,
    }
)


@dataclass(frozen=True)
class OurDocument:
    """One of our documents, as far as SIAK knows of it."""

    id: str
    application_id: str
    type: str
    medium: Medium
    number: str
    status: DocumentStatus
    ref: str
    signed_sha256: str | None = None


@dataclass(frozen=True)
class OurEntry:
    """One of our applications, as far as SIAK knows of it."""

    application_id: str
    status: Status
    entry_id: str | None
    updated_at: datetime
    documents: tuple[OurDocument, ...] = ()  # that count


@dataclass(frozen=True)
class Difference:
    """One difference, what each side says, and the act that mends it."""

    kind: Disagreement
    remedy: Mending
    ours: str | None
    theirs: str | None
    application_id: str | None = None
    document_id: str | None = None
    entry_id: str | None = None


def compare_entries(
    theirs: Sequence[ListedEntry], ours: Mapping[str, OurEntry], *, settled: datetime
) -> Iterator[Difference]:
    """Compare a part of SIAK's listing with our applications, found by their numbers.

    What either side changed after `settled` may still be on its way, and is left for next time.
    """
    for entry in theirs:
        our = ours.get(entry.application_number)
        if entry.updated_at > settled or (our is not None and our.updated_at > settled):
            continue
        if our is None:
            if entry.status in ("ACCEPTED", "ISSUED", "RECEIVED"):
                kind = Disagreement.UNKNOWN_TO_US
                yield Difference(kind, Mending.ASK_SIAK, None, entry.status, entry_id=entry.id)
        elif our.entry_id in (None, entry.id):
            yield from _one_entry(entry, our)
        elif entry.status == "ACCEPTED":  # an entry we have replaced by another
            yield _of(our, entry, Disagreement.NUMBERS_STILL_RESERVED, Mending.CANCEL_IN_SIAK)


def _one_entry(entry: ListedEntry, our: OurEntry) -> Iterator[Difference]:
    kind: tuple[Disagreement, Mending] | None = None
    match entry.status:
        case "ACCEPTED" | "REFUSED" if our.status is Status.IN_SIAK_ENTRY and not our.documents:
            kind = (Disagreement.ANSWER_NOT_HEARD, Mending.HEAR_AGAIN)
        case "ACCEPTED" if our.status in AFTER_ISSUE:
            kind = (Disagreement.NOT_ISSUED_BY_SIAK, Mending.ASK_SIAK)
        case "ACCEPTED" if our.status not in AT_SIAK and our.status is not Status.IN_SIAK_ENTRY:
            kind = (Disagreement.NUMBERS_STILL_RESERVED, Mending.CANCEL_IN_SIAK)
        case "ISSUED" if our.status is Status.UPLOADED:
            kind = (Disagreement.ISSUE_NOT_HEARD, Mending.HEAR_AGAIN)
        case "ISSUED" if our.status not in AFTER_ISSUE:
            kind = (Disagreement.ISSUED_BUT_WITHDRAWN, Mending.ASK_SIAK)
        case "CANCELLED" if our.status in AT_SIAK:
            kind = (Disagreement.CANCELLED_BY_SIAK, Mending.TAKE_BACK)
    if kind is not None:
        yield _of(our, entry, *kind)
    elif our.documents and entry.status in ("ACCEPTED", "ISSUED"):
        yield from _documents(entry, our)


def _of(our: OurEntry, entry: ListedEntry, kind: Disagreement, remedy: Mending) -> Difference:
    return Difference(
        kind, remedy, our.status.value, entry.status, our.application_id, entry_id=entry.id
    )


def _documents(entry: ListedEntry, our: OurEntry) -> Iterator[Difference]:
    known = {document.ref: document for document in entry.documents}
    for ours in our.documents:
        theirs = known.pop(ours.ref, None)
        if theirs is None:
            kind = Disagreement.DOCUMENT_UNKNOWN_TO_SIAK
            yield _about(ours, entry.id, kind, Mending.ASK_SIAK, ours.type, None)
        else:
            yield from _one_document(entry.id, theirs, ours)
    for extra in known.values():
        kind = Disagreement.DOCUMENT_UNKNOWN_TO_US
        yield Difference(
            kind, Mending.ASK_SIAK, None, extra.type, our.application_id, entry_id=entry.id
        )


def _one_document(entry_id: str, theirs: ListedDocument, ours: OurDocument) -> Iterator[Difference]:
    if (theirs.number, theirs.type) != (ours.number, ours.type):
        kind = Disagreement.NUMBER_DIFFERS
        yield _about(ours, entry_id, kind, Mending.ASK_SIAK, ours.type, theirs.type)
    if ours.medium is Medium.PDF and ours.status in HELD_BY_SIAK:
        if theirs.file_sha256 is None:
            kind = Disagreement.FILE_MISSING
            yield _about(ours, entry_id, kind, Mending.UPLOAD_AGAIN, ours.status.value, None)
        elif theirs.file_sha256 != ours.signed_sha256:
            kind = Disagreement.FILE_DIFFERS
            yield _about(ours, entry_id, kind, Mending.ASK_SIAK, ours.signed_sha256, "")
    if ours.status in IN_FORCE and theirs.status != "ACTIVE":
        kind, remedy = _LAPSED.get(theirs.status, (Disagreement.NOT_IN_FORCE, Mending.ASK_SIAK))
        yield _about(ours, entry_id, kind, remedy, ours.status.value, theirs.status)


_LAPSED = {
    "SUPERSEDED": (Disagreement.LAPSED_BY_SIAK, Mending.MARK_SUPERSEDED),
    "ANNULLED": (Disagreement.ANNULLED_BY_SIAK, Mending.ANNUL_DOCUMENT),
}


def _about(
    ours: OurDocument,
    entry_id: str | None,
    kind: Disagreement,
    remedy: Mending,
    said: str | None,
    answered: str | None,
) -> Difference:
    return Difference(kind, remedy, said, answered, ours.application_id, ours.id, entry_id)


def compare_documents(
    ours: Sequence[OurDocument], theirs: Sequence[StandingDocument]
) -> Iterator[Difference]:
    """Compare our documents with what SIAK says of their numbers, one by one in that order."""
    for our, found in zip(ours, theirs, strict=True):
        if found.status is None:
            kind = Disagreement.UNKNOWN_TO_SIAK
            yield _about(our, None, kind, Mending.ASK_SIAK, our.status.value, None)
        elif our.status in IN_FORCE and found.status == "VOID":
            kind = Disagreement.NOT_IN_FORCE
            yield _about(our, None, kind, Mending.ASK_SIAK, our.status.value, found.status)
