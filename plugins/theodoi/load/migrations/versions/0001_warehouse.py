"""The warehouse, ops and bi schemas (sql/migrations/0001_warehouse.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(sql_file("migrations/0001_warehouse.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back to nothing: drop the database instead")
