"""Alembic at work. Only `storage.database` loads this, and only when there is something to migrate (docs/adr)."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from dispatcher.storage import revisions


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(revisions.FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision, inside the connection's transaction."""
    command.upgrade(alembic_config(connection), "head")
