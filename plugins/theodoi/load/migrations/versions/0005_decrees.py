"""Documents that articles name without a number (sql/migrations/0005_decrees.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(sql_file("migrations/0005_decrees.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
