"""Run by Alembic: migrates on the connection that ``models.schema`` has opened, within its transaction."""

from alembic import context

from models import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables.Base.metadata)
context.run_migrations()
