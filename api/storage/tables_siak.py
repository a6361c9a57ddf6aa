"""Tables about SIAK's side: likeness, how the lines are, both books compared."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from api.storage.columns import Id, Instant, Sha256, metadata

fingerprint = Table(  # keyed hashes of what makes two applications the same event
    "fingerprint",
    metadata,
    Column("application_id", Id, ForeignKey("application.id"), primary_key=True),
    Column("kind", String(60), primary_key=True),
    Column("value", Sha256, nullable=False),
)
Index("ix_fingerprint_value", fingerprint.c.value, fingerprint.c.kind)

remote = Table(  # how the line to each outside system is; written when that changes
    "remote",
    metadata,
    Column("name", String(20), primary_key=True),  # siak, whatsapp, mail
    Column("status", String(20), nullable=False),  # UP, DOWN
    Column("since", Instant, nullable=False),
    Column("code", String(60)),  # of the last failure
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("retry_at", Instant),  # the circuit is open until then
    Column("answered_at", Instant),  # the last good answer that was written down
    Column("suspects", JSON, nullable=False, default=list),  # effects that failed in this row
)

reconciliation = Table(  # one comparison of our books with SIAK's
    "reconciliation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("state", String(20), nullable=False),  # RUNNING, DONE, FAILED
    Column("asked_by", String(80), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("checked_entries", Integer, nullable=False, default=0),
    Column("checked_documents", Integer, nullable=False, default=0),
    Column("code", String(60)),
)
Index("ix_reconciliation_started_at", reconciliation.c.started_at)

difference = Table(
    "difference",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reconciliation_id", Id, ForeignKey("reconciliation.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("application_id", Id),
    Column("document_id", Id),
    Column("entry_id", String(80)),
    Column("ours", String(80)),
    Column("theirs", String(80)),
    Column("remedy", String(40), nullable=False),
    Column("mended_at", Instant),
    Column("mended_by", String(80)),
)
Index("ix_difference_reconciliation", difference.c.reconciliation_id, difference.c.position)
