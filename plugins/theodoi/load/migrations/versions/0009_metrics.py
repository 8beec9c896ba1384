"""What figures measure, whose they are and who says them (sql/migrations/0009_metrics.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute(sql_file("migrations/0009_metrics.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
