"""Alembic's environment: the connection comes from theodoi.load.migrate, never from an ini file."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="schema_version", version_table_schema="public")
with context.begin_transaction():
    context.run_migrations()
