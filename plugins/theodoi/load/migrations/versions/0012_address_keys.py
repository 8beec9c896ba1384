"""Addresses are keys by their digests (sql/migrations/0012_address_keys.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(sql_file("migrations/0012_address_keys.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
