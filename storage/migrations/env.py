"""Runs the migrations on the connection and inside the transaction it is handed."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # On both databases all of a migration counts or none; the transaction is the caller's.
    transactional_ddl=True,
    # SQLite cannot alter a constraint: the table is made anew and its rows are copied.
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
