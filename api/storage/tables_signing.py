"""Tables of signing: renderings, batches and attempts, wrong passphrases, checkpoints."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from api.storage.columns import Id, Instant, Sequence, Sha256, metadata

rendering = Table(  # every rendering a document had: what changed between two rounds
    "rendering",
    metadata,
    Column("document_id", Id, ForeignKey("document.id"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("final_sha256", Sha256, nullable=False),
    Column("preview_sha256", Sha256, nullable=False),
    Column("made_at", Instant, nullable=False),
)

sign_attempt = Table(  # written before a signature is tried: what may have happened
    "sign_attempt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("document_id", Id, ForeignKey("document.id"), nullable=False),
    Column("batch_id", Id, ForeignKey("signing_batch.id"), nullable=False),
    Column("signer_id", String(80), nullable=False),
    Column("document_sha256", Sha256, nullable=False),
    Column("state", String(20), nullable=False),  # RUNNING, REMOTE, DONE, FAILED, LOST
    Column("code", String(60)),
    Column("lease_until", Instant, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
Index("ix_sign_attempt_document", sign_attempt.c.document_id)
Index("ix_sign_attempt_state", sign_attempt.c.state)

signing_batch = Table(
    "signing_batch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("signer_id", String(80), nullable=False),
    # RUNNING, FINISHED, INTERRUPTED, CANCELLED
    Column("state", String(20), nullable=False),
    Column("cancel_requested_at", Instant),
    Column("lease_until", Instant),  # renewed by the process that works on it
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

signing_item = Table(
    "signing_item",
    metadata,
    Column("batch_id", Id, ForeignKey("signing_batch.id"), primary_key=True),
    Column("document_id", Id, ForeignKey("document.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("state", String(20), nullable=False),  # WAITING, SIGNED, REFUSED, FAILED, LEFT
    Column("code", String(60)),
    Column("message", Text),
)

passphrase_failure = Table(  # wrong passphrases in a row; the right one clears them
    "passphrase_failure",
    metadata,
    Column("signer_id", String(80), primary_key=True),  # whose key it is
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("locked_at", Instant),
)

checkpoint = Table(  # the office's seal under the heads of all chains up to an event
    "checkpoint",
    metadata,
    Column("id", Id, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("upto", Sequence, nullable=False),  # cursor of the last event it covers
    Column("applications", Integer, nullable=False),
    Column("root_hash", Sha256, nullable=False),
    Column("signature", Text, nullable=False),  # detached CMS in Base64
)
Index("ix_checkpoint_upto", checkpoint.c.upto)
