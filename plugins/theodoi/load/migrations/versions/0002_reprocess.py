"""Versions of the rules, dry runs and options of a run (sql/migrations/0002_reprocess.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(sql_file("migrations/0002_reprocess.sql"))


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")
