"""What was given back lost diacritics (sql/migrations/0007_diacritics.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(sql_file("migrations/0007_diacritics.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
