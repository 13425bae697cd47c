"""The history of the tables, one file a step, the same for SQLite and PostgreSQL.

To add a step: change `storage/tables`, write the next file in `versions` (in plain types, without anything of ours that
may change later), and set `HEAD` in `storage/migrate.py`. The tests compare what the steps make with what the tables
say, on both databases. On PostgreSQL a step that touches rows must lift `FORCE ROW LEVEL SECURITY` meanwhile: the
owner of the tables, too, sees no row without an organisation.
"""
