"""SIAK's side: what it says of the applicant, how its line is, what both sides hold compared."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    op.add_column("application", sa.Column("identity_status", sa.String(length=30), nullable=True))
    op.add_column(
        "application", sa.Column("identity_checked_at", sa.String(length=32), nullable=True)
    )
    op.create_table(
        "refused_answer",
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("reason_code", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("refused_by", sa.String(length=80), nullable=False),
        sa.Column("refused_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_refused_answer_application_id_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "field", name=op.f("pk_refused_answer")),
    )
    op.create_table(
        "fingerprint",
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_fingerprint_application_id_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "kind", name=op.f("pk_fingerprint")),
    )
    op.create_index("ix_fingerprint_value", "fingerprint", ["value", "kind"], unique=False)
    op.create_table(
        "remote",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.String(length=32), nullable=True),
        sa.Column("suspects", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_remote")),
    )
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("checked_entries", sa.Integer(), nullable=False),
        sa.Column("checked_documents", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation")),
    )
    op.create_index("ix_reconciliation_started_at", "reconciliation", ["started_at"], unique=False)
    op.create_table(
        "difference",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("reconciliation_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.String(length=40), nullable=True),
        sa.Column("document_id", sa.String(length=40), nullable=True),
        sa.Column("entry_id", sa.String(length=80), nullable=True),
        sa.Column("ours", sa.String(length=80), nullable=True),
        sa.Column("theirs", sa.String(length=80), nullable=True),
        sa.Column("remedy", sa.String(length=40), nullable=False),
        sa.Column("mended_at", sa.String(length=32), nullable=True),
        sa.Column("mended_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["reconciliation.id"],
            name=op.f("fk_difference_reconciliation_id_reconciliation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difference")),
    )
    op.create_index(
        "ix_difference_reconciliation",
        "difference",
        ["reconciliation_id", "position"],
        unique=False,
    )
