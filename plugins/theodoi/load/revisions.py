"""The migrations as Alembic wants them: a revision for each file of sql/migrations, in the order of their numbers.

A migration is one SQL file, `<number>_<what>.sql`; this makes the Python around it.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from theodoi.database import sql_files

_REVISION = """from alembic import op

from theodoi.database import sql_file

revision = {number!r}
down_revision = {before!r}


def upgrade():
    op.execute(sql_file({name!r}))


def downgrade():
    raise NotImplementedError("a warehouse is not taken back: restore a backup of before the migration instead")
"""


def upgrade(connection: Connection, version: str = "head") -> None:
    """Bring a warehouse up to a migration, by its number; to the last one unless told otherwise."""
    with TemporaryDirectory() as folder:
        _write_revisions(Path(folder))
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.set_main_option("version_locations", folder.replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def _write_revisions(folder: Path) -> None:
    before = None
    for name in sql_files("migrations"):
        number = Path(name).stem.partition("_")[0]
        revision = _REVISION.format(number=number, before=before, name=name)
        (folder / f"{Path(name).stem}.py").write_text(revision, encoding="utf-8")
        before = number
