"""The full-text index over reflections, kept in step by the database itself.

SQLite: an FTS5 table beside the rows. Its `acl` and `tags` columns hold tokens of who may read a row and what it is
about, so that permission is part of the match. PostgreSQL: a generated `tsvector` with a GIN index; permission and
filters are ordinary conditions.
"""

from sqlalchemy import Connection, inspect, text

_TRIGGERS = ("reflection_ai", "reflection_ad", "reflection_au")

_SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS reflection_fts USING fts5(
    words, acl, tags, content='reflection', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER reflection_ai AFTER INSERT ON reflection BEGIN
    INSERT INTO reflection_fts(rowid, words, acl, tags) VALUES (new.id, new.words, new.acl, new.tags);
END""",
    """CREATE TRIGGER reflection_ad AFTER DELETE ON reflection BEGIN
    INSERT INTO reflection_fts(reflection_fts, rowid, words, acl, tags)
    VALUES ('delete', old.id, old.words, old.acl, old.tags);
END""",
    """CREATE TRIGGER reflection_au AFTER UPDATE OF words, acl, tags ON reflection BEGIN
    INSERT INTO reflection_fts(reflection_fts, rowid, words, acl, tags)
    VALUES ('delete', old.id, old.words, old.acl, old.tags);
    INSERT INTO reflection_fts(rowid, words, acl, tags) VALUES (new.id, new.words, new.acl, new.tags);
END""",
    "INSERT INTO reflection_fts(reflection_fts) VALUES ('rebuild')",
)

_POSTGRES = (
    """ALTER TABLE reflection ADD COLUMN IF NOT EXISTS vector tsvector
    GENERATED ALWAYS AS (to_tsvector('english', words)) STORED""",
    "CREATE INDEX IF NOT EXISTS ix_reflection_vector ON reflection USING gin (vector)",
)


def create(connection: Connection) -> None:
    """Make the index and what keeps it in step. Rows that are there already are indexed."""
    statements = _POSTGRES if connection.dialect.name == "postgresql" else _SQLITE
    for statement in statements:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take the triggers away, before a migration may rebuild the table under them."""
    if connection.dialect.name == "sqlite" and inspect(connection).has_table("reflection"):
        for name in _TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
