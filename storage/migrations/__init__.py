"""The history of the tables, one file a step, the same for SQLite and PostgreSQL."""
