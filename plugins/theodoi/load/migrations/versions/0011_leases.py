"""Leases and locks as rows of ops (sql/migrations/0011_leases.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(sql_file("migrations/0011_leases.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
