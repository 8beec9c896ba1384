"""Alerts, learnt tables and their versions (sql/migrations/0003_maintenance.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(sql_file("migrations/0003_maintenance.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
