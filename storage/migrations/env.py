"""Runs the migrations on the connection and inside the transaction it is handed."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.tables import metadata


def render_item(kind: str, item: object, _autogen: AutogenContext) -> str | Literal[False]:
    """Spell our column types as the plain types beneath them: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain: TypeEngine[object] = item.impl_instance
        return f"sa.{plain!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
)
context.run_migrations()
