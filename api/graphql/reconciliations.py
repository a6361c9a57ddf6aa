"""Our books beside SIAK's: comparisons, their differences, and what mends each."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import strawberry

from api.domain.reconciliation import AUTOMATIC, Disagreement, Mending
from api.graphql.applications import Application
from api.graphql.context import Info
from api.graphql.documents import Document
from api.graphql.enum_kinds import described
from api.graphql.fields import field
from api.graphql.ids import cursor
from api.graphql.lists import After, Before, Connection, First, Last, Paging, connection
from api.graphql.nodes import Node, stands_for
from api.usecases.reading import (
    ApplicationRow,
    DifferenceRow,
    DocumentRow,
    ReconciliationRow,
)
from api.usecases.soon import Later

COMPARISONS: Final = "reconciliations"
DIFFERENCES: Final = "differences"


class ReconciliationState(StrEnum):
    """How far a comparison came."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


described(
    ReconciliationState,
    "ReconciliationState",
    "How far a comparison with SIAK came.",
    {
        "RUNNING": "Part by part it goes on.",
        "DONE": "Both books were compared to the end.",
        "FAILED": "SIAK did not answer to the end; see `code`.",
    },
)
described(
    Disagreement,
    "SiakDisagreement",
    "In what our books and SIAK's differ.",
    {
        "UNKNOWN_TO_US": "SIAK holds an entry of an application we do not have.",
        "UNKNOWN_TO_SIAK": "SIAK knows nothing of a number we hold.",
        "ANSWER_NOT_HEARD": "SIAK has decided, and we still wait.",
        "ISSUE_NOT_HEARD": "SIAK has issued, and we still wait.",
        "NUMBERS_STILL_RESERVED": "SIAK keeps numbers for an entry we gave up.",
        "CANCELLED_BY_SIAK": "SIAK cancelled an entry we go on with.",
        "ISSUED_BUT_WITHDRAWN": "SIAK issued what is withdrawn here.",
        "NOT_ISSUED_BY_SIAK": "We hold as issued what SIAK has only accepted.",
        "NUMBER_DIFFERS": "Number or type of a document differ.",
        "DOCUMENT_UNKNOWN_TO_US": "SIAK's entry has a document that ours lacks.",
        "DOCUMENT_UNKNOWN_TO_SIAK": "Our entry has a document that SIAK's lacks.",
        "FILE_MISSING": "SIAK does not hold the signed file.",
        "FILE_DIFFERS": "SIAK holds another signed file.",
        "LAPSED_BY_SIAK": "SIAK replaced a document that counts here.",
        "ANNULLED_BY_SIAK": "SIAK annulled a document that counts here.",
        "NOT_IN_FORCE": "A document counts here and not in SIAK.",
    },
)
described(
    Mending,
    "SiakMending",
    "The act that mends a difference.",
    {
        "HEAR_AGAIN": "Ask SIAK again: `mendDifference`.",
        "CANCEL_IN_SIAK": "Cancel SIAK's entry: `mendDifference`.",
        "UPLOAD_AGAIN": "Send the signed file again: `mendDifference`.",
        "MARK_SUPERSEDED": "Let the document lapse here, too: `mendDifference`.",
        "TAKE_BACK": "Let the entry return to the operator with the reason: `mendDifference`.",
        "ANNUL_DOCUMENT": "The head of office decides: `annulDocument`.",
        "ASK_SIAK": "Compare with SIAK's own screen and ask those who run it.",
    },
)
_TOLD: Final[Mapping[str, str]] = {
    "UNKNOWN_TO_US": "SIAK memuat entri dari permohonan yang tidak ada pada kita.",
    "UNKNOWN_TO_SIAK": "SIAK tidak mengenal nomor dokumen ini.",
    "ANSWER_NOT_HEARD": "SIAK sudah memutuskan, tetapi jawabannya belum sampai.",
    "ISSUE_NOT_HEARD": "SIAK sudah menerbitkan, tetapi kabarnya belum sampai.",
    "NUMBERS_STILL_RESERVED": "SIAK masih menyimpan nomor untuk entri yang sudah ditarik.",
    "CANCELLED_BY_SIAK": "SIAK membatalkan entri yang di sini masih diproses.",
    "ISSUED_BUT_WITHDRAWN": "SIAK menerbitkan yang di sini sudah ditarik.",
    "NOT_ISSUED_BY_SIAK": "Di sini sudah terbit, di SIAK baru diterima.",
    "NUMBER_DIFFERS": "Nomor atau jenis dokumen berbeda.",
    "DOCUMENT_UNKNOWN_TO_US": "Entri SIAK memuat dokumen yang tidak ada di sini.",
    "DOCUMENT_UNKNOWN_TO_SIAK": "Dokumen ini tidak ada pada entri SIAK.",
    "FILE_MISSING": "SIAK tidak menyimpan berkas bertanda tangan.",
    "FILE_DIFFERS": "SIAK menyimpan berkas bertanda tangan yang lain.",
    "LAPSED_BY_SIAK": "SIAK sudah mengganti dokumen yang di sini masih berlaku.",
    "ANNULLED_BY_SIAK": "SIAK sudah membatalkan dokumen yang di sini masih berlaku.",
    "NOT_IN_FORCE": "Dokumen berlaku di sini, tetapi tidak di SIAK.",
}
_Row = strawberry.Parent[DifferenceRow]


@strawberry.type(description="One difference (`selisih`) between our books and SIAK's.")
class SiakDifference(Node):
    """See the table `difference`."""

    is_type_of = stands_for(DifferenceRow)

    ours: str | None = strawberry.field(description="What our books say, a code.")
    theirs: str | None = strawberry.field(description="What SIAK's say, a code.")
    entry_id: str | None = strawberry.field(description="What SIAK calls the entry.")
    mended_at: datetime | None = strawberry.field(description="When somebody saw to it.")

    @field("In what they differ.")
    @staticmethod
    def kind(root: _Row) -> Disagreement:
        """Return the kind."""
        return Disagreement(root.kind)

    @field("The same in Indonesian, for officers.")
    @staticmethod
    def message(root: _Row) -> str:
        """Return the sentence."""
        return _TOLD[root.kind]

    @field("The act that mends it.")
    @staticmethod
    def remedy(root: _Row) -> Mending:
        """Return the remedy."""
        return Mending(root.remedy)

    @field("Whether `mendDifference` does it.")
    @staticmethod
    def is_mended_by_us(root: _Row) -> bool:
        """Tell whether it needs nobody's judgement."""
        return Mending(root.remedy) in AUTOMATIC

    @field("The application concerned, if you may see it.", kind=Application | None)
    @staticmethod
    def application(root: _Row, info: Info) -> Later[ApplicationRow | None]:
        """Return the application."""
        if root.application_id is None:
            return None
        return info.context.reader.application(root.application_id)

    @field("The document concerned, if you may see it.", kind=Document | None)
    @staticmethod
    def document(root: _Row, info: Info) -> Later[DocumentRow | None]:
        """Return the document."""
        if root.document_id is None:
            return None
        return info.context.reader.document(root.document_id)


@strawberry.type(description="One comparison of our books with SIAK's (`pencocokan`).")
class Reconciliation(Node):
    """See the table `reconciliation`."""

    is_type_of = stands_for(ReconciliationRow)

    started_at: datetime = strawberry.field(description="When it began.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    checked_entries: int = strawberry.field(description="How many of SIAK's entries it looked at.")
    checked_documents: int = strawberry.field(description="How many of our documents.")
    difference_count: int = strawberry.field(description="How many differences it found.")
    code: str | None = strawberry.field(description="Why it failed, if it did.")

    @field("How far it came.")
    @staticmethod
    def state(root: strawberry.Parent[ReconciliationRow]) -> ReconciliationState:
        """Return the state."""
        return ReconciliationState(root.state)

    @field("What it found, in the order found.", kind=Connection[SiakDifference])
    @staticmethod
    async def differences(
        root: strawberry.Parent[ReconciliationRow],
        info: Info,
        is_open: Annotated[
            bool | None, strawberry.argument(description="Only those nobody saw to yet.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        """Return a part of the differences."""
        window = Paging(first, after, last, before).window(DIFFERENCES, int)
        page = await info.context.reader.differences(root.id, window, only_open=bool(is_open))
        return connection(page, lambda row: cursor(DIFFERENCES, row.position, row.id))


def reconciliation_cursor(row: ReconciliationRow) -> str:
    """Return the place of a comparison in the list."""
    return cursor(COMPARISONS, row.started_at, row.id)
