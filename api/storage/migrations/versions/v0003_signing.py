"""Signing at full size: renderings, cancelled batches, wrong passphrases, archive, the seal."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    op.add_column("document", sa.Column("archive_sha256", sa.String(length=64), nullable=True))
    op.add_column("document", sa.Column("archived_at", sa.String(length=32), nullable=True))
    op.add_column("document", sa.Column("ended_at", sa.String(length=32), nullable=True))
    op.create_index("ix_document_archive_sha256", "document", ["archive_sha256"], unique=False)
    op.add_column("delegation", sa.Column("revoked_at", sa.String(length=32), nullable=True))
    op.add_column(
        "signing_batch", sa.Column("cancel_requested_at", sa.String(length=32), nullable=True)
    )
    op.add_column("signing_batch", sa.Column("lease_until", sa.String(length=32), nullable=True))
    op.create_table(
        "rendering",
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("final_sha256", sa.String(length=64), nullable=False),
        sa.Column("preview_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_rendering_document_id_document")
        ),
        sa.PrimaryKeyConstraint("document_id", "round", name=op.f("pk_rendering")),
    )
    op.create_table(
        "passphrase_failure",
        sa.Column("signer_id", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(length=32), nullable=False),
        sa.Column("locked_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("signer_id", name=op.f("pk_passphrase_failure")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("upto", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("applications", sa.Integer(), nullable=False),
        sa.Column("root_hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
    )
    op.create_index("ix_checkpoint_upto", "checkpoint", ["upto"], unique=False)
