"""Captions and removed lines of articles, and the learnt table of boilerplate lines (sql/migrations/0004_boilerplate.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(sql_file("migrations/0004_boilerplate.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
