"""Every table of the service, as SQLAlchemy Core; the same on SQLite and PostgreSQL."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from api.storage.columns import Id, Instant, Sequence, Sha256
from api.storage.columns import metadata as metadata
from api.storage.tables_siak import difference as difference
from api.storage.tables_siak import fingerprint as fingerprint
from api.storage.tables_siak import reconciliation as reconciliation
from api.storage.tables_siak import remote as remote
from api.storage.tables_signing import checkpoint as checkpoint
from api.storage.tables_signing import passphrase_failure as passphrase_failure
from api.storage.tables_signing import rendering as rendering
from api.storage.tables_signing import sign_attempt as sign_attempt
from api.storage.tables_signing import signing_batch as signing_batch
from api.storage.tables_signing import signing_item as signing_item

application = Table(
    "application",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(40), unique=True),
    Column("service_code", String(60), nullable=False),
    Column("status", String(30), nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("district_code", String(13)),
    Column("applicant_name", String(120)),
    Column("applicant_phone", String(20)),
    Column("applicant_user_id", String(140)),
    Column("applicant_email", String(254)),
    Column("applicant_key", String(64)),
    Column("delivery_method", String(20)),
    Column("created_by", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("first_submitted_at", Instant),
    Column("submitted_on", Date),
    Column("claimed_by", String(80)),
    Column("claimed_until", Instant),
    Column("completed_at", Instant),
    Column("appointment_at", Instant),
    Column("late_decision", JSON(none_as_null=True)),
    Column("operator_id", String(80)),
    Column("verifier_id", String(80)),
    Column("entry_round", Integer, nullable=False, default=0),
    Column("siak_entry_id", String(80)),
    Column("siak_reasons", JSON(none_as_null=True)),
    Column("registration_date", Date),
    Column("household", JSON(none_as_null=True)),
    Column("draft_answer", String(20)),
    Column("draft_note", Text),
    Column("draft_shown_at", Instant),
    Column("number_changed_at", Instant),
    Column("expires_at", Instant),
    Column("closing_reason", String(60)),
    Column("head_hash", Sha256, nullable=False),
    Column("identity_status", String(30)),  # what SIAK says of the applicant's identity
    Column("identity_checked_at", Instant),
    CheckConstraint("version >= 1", name="version_positive"),
)
Index("ix_application_queue", application.c.status, application.c.first_submitted_at)
Index("ix_application_created_at", application.c.created_at, application.c.id)
Index("ix_application_updated_at", application.c.updated_at, application.c.id)
Index("ix_application_applicant_phone", application.c.applicant_phone)
Index("ix_application_applicant_user_id", application.c.applicant_user_id)

answer = Table(  # who said what: rows are added, the newest one counts
    "answer",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False),
    Column("field", String(80), nullable=False),
    Column("value", JSON, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("said_by", String(80), nullable=False),
    Column("said_role", String(30), nullable=False),
    Column("said_at", Instant, nullable=False),
)
Index("ix_answer_application", answer.c.application_id, answer.c.is_current)

requirement = Table(  # verdicts on slots; whether a slot is needed follows from the answers
    "requirement",
    metadata,
    Column("application_id", Id, ForeignKey("application.id"), primary_key=True),
    Column("code", String(60), primary_key=True),
    Column("verdict", String(20)),
    Column("reason_code", String(60)),
    Column("note", Text),
    Column("fresh", Boolean, nullable=False, default=False),  # something came since the verdict
    Column("reviewed_by", String(80)),
    Column("reviewed_at", Instant),
)

refused_answer = Table(  # answers the citizen is asked to correct
    "refused_answer",
    metadata,
    Column("application_id", Id, ForeignKey("application.id"), primary_key=True),
    Column("field", String(80), primary_key=True),
    Column("reason_code", String(60), nullable=False),
    Column("note", Text),
    Column("fresh", Boolean, nullable=False, default=False),  # answered anew since
    Column("refused_by", String(80), nullable=False),
    Column("refused_at", Instant, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False),
    Column("requirement_code", String(60), nullable=False),
    Column("sha256", Sha256, nullable=False),
    Column("mime", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("attached_by", String(80), nullable=False),
    Column("attached_at", Instant, nullable=False),
    Column("replaced_at", Instant),  # set when a newer one took its place
)
Index("ix_attachment_application", attachment.c.application_id, attachment.c.requirement_code)

upload = Table(  # tickets of createUpload
    "upload",
    metadata,
    Column("id", Id, primary_key=True),
    Column("principal_id", String(80), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Sha256, nullable=False),
    Column("stored_sha256", Sha256),  # after cleaning; set once the file has come
    Column("mime", String(80)),
    Column("pages", Integer),
    Column("expires_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("id", Id, primary_key=True),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("type", String(60), nullable=False),
    Column("medium", String(10), nullable=False),
    Column("status", String(30), nullable=False),
    Column("version", Integer, nullable=False),
    Column("siak_ref", String(80), nullable=False),
    Column("number", String(60), nullable=False),
    Column("content", JSON, nullable=False),
    Column("token", String(60), nullable=False, unique=True),
    Column("signatory_id", String(80)),
    Column("round", Integer, nullable=False, default=1),
    Column("made_at", Instant, nullable=False),  # fixes the bytes of the rendering
    Column("final_sha256", Sha256),
    Column("preview_sha256", Sha256),
    Column("verified_sha256", Sha256),
    Column("signed_sha256", Sha256),
    Column("signed_at", Instant),
    Column("certificate_serial", String(80)),
    Column("upload_promised", Boolean, nullable=False, default=False),
    Column("issued_at", Instant),
    Column("delivery_channel", String(20)),
    Column("failed_channels", JSON, nullable=False, default=list),
    Column("pickup_code", String(20)),
    Column("pickup_slip_sha256", Sha256),
    Column("collected_by", JSON(none_as_null=True)),
    Column("archive_sha256", Sha256),  # the B-LTA copy kept for the archive
    Column("archived_at", Instant),
    Column("ended_at", Instant),  # superseded or annulled
    Column("updated_at", Instant, nullable=False),
)
Index("ix_document_application", document.c.application_id, document.c.position)
Index("ix_document_status", document.c.status, document.c.id)
Index("ix_document_number", document.c.number)
Index("ix_document_signed_sha256", document.c.signed_sha256)
Index("ix_document_archive_sha256", document.c.archive_sha256)

event = Table(  # append-only, hash-chained per application
    "event",
    metadata,
    Column("cursor", Sequence, primary_key=True, autoincrement=True),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False),
    Column("version", Integer, nullable=False),  # of the application after the event
    Column("document_id", Id),
    Column("action", String(40), nullable=False),
    Column("from_status", String(30)),
    Column("to_status", String(30), nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("actor_role", String(30), nullable=False),
    Column("human_id", String(80), nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("payload", JSON, nullable=False),  # codes, ids and hashes; no personal data
    Column("previous_hash", Sha256, nullable=False),
    Column("hash", Sha256, nullable=False),
    UniqueConstraint("application_id", "version"),
)

effect = Table(  # the outbox; also the delivery status that people query
    "effect",
    metadata,
    Column("id", Id, primary_key=True),
    Column("seq", Sequence, nullable=False),
    Column("application_id", Id, ForeignKey("application.id")),
    Column("document_id", Id),
    Column("lane", String(160), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("payload", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Instant, nullable=False),
    Column("lease", String(40)),
    Column("lease_until", Instant),
    Column("external_id", String(200)),
    Column("receipt", String(20)),  # SENT, DELIVERED, READ, FAILED: what came back later
    Column("error_class", String(20)),
    Column("error", String(200)),  # a code, never a message's text
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
)
Index("ix_effect_due", effect.c.state, effect.c.due_at)
Index("ix_effect_lane", effect.c.lane, effect.c.state, effect.c.seq)
Index("ix_effect_application", effect.c.application_id, effect.c.seq)
Index("ix_effect_external_id", effect.c.external_id)

effect_sequence = Table(
    "effect_sequence", metadata, Column("seq", Sequence, primary_key=True, autoincrement=True)
)

inbound = Table(  # webhooks and callbacks that were taken in, by the sender's event id
    "inbound",
    metadata,
    Column("id", String(220), primary_key=True),
    Column("source", String(20), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("body", JSON, nullable=False),
    Column("state", String(20), nullable=False),  # DONE, UNMATCHED
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("principal_id", String(80), primary_key=True),
    Column("command", String(60), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("input_hash", Sha256, nullable=False),
    Column("outcome", JSON(none_as_null=True)),
    Column("created_at", Instant, nullable=False),
)
Index("ix_idempotency_created_at", idempotency.c.created_at)

principal = Table(  # officers, intermediaries, service accounts
    "principal",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("kind", String(20), nullable=False),  # OFFICER, INTERMEDIARY, SERVICE_ACCOUNT
    Column("name", String(120), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("districts", JSON, nullable=False, default=list),
    Column("scopes", JSON, nullable=False, default=list),
    Column("human_id", String(80)),  # behind a service account
    Column("nik_key", String(64)),
    Column("position", String(160)),  # as printed under a signature
    Column("employee_number", String(40)),
    Column("is_active", Boolean, nullable=False, default=True),
)

token = Table(
    "token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("principal_id", String(80), ForeignKey("principal.id"), nullable=False),
    Column("hash", Sha256, nullable=False, unique=True),
    Column("label", String(120), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

delegation = Table(  # who signs in place of the head of office, from when to when
    "delegation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("principal_id", String(80), ForeignKey("principal.id"), nullable=False),
    Column("position", String(160), nullable=False),  # with Plt. or Plh.
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("revoked_at", Instant),  # ended early
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(140), primary_key=True),  # keyed hash of user id or phone
    Column("phone", String(20)),
    Column("user_id", String(140)),
    Column("state", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_inbound_at", Instant),
    Column("updated_at", Instant, nullable=False),
)
Index("ix_conversation_phone", conversation.c.phone)

number_series = Table(  # application numbers, without gap
    "number_series",
    metadata,
    Column("series", String(40), primary_key=True),
    Column("last", Integer, nullable=False),
)
