"""Relations, events, known documents, candidates and redirects (sql/migrations/0006_documents.sql)."""

from alembic import op

from theodoi.database import sql_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(sql_file("migrations/0006_documents.sql"))


def downgrade() -> None:
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
