"""Organisations and systems over time, roles of mentions, decisions (sql/migrations/0008_organisations.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(sql_file("migrations/0008_organisations.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
