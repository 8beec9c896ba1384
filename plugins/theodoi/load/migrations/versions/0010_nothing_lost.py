"""What publish needs to lose nothing (sql/migrations/0010_nothing_lost.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute(sql_file("migrations/0010_nothing_lost.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
