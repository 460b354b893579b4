"""The full-text index over reflections, kept in step by the database itself.

SQLite: an FTS5 table beside the rows. Its `acl` and `tags` columns hold tokens of who may read a row and what it is
about, so that permission is part of the match. PostgreSQL: one generated `tsvector` of words and tokens with a GIN
index; tokens begin with "~", which no word does. On both, whatever is written or changed waits for its vector.
"""

from sqlalchemy import Connection, inspect, text

_TRIGGERS = ("reflection_ai", "reflection_ad", "reflection_au", "reflection_mi", "reflection_mu")

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
    """CREATE TRIGGER reflection_mi AFTER INSERT ON reflection BEGIN
    INSERT INTO meaning(reflection_id, change) VALUES (new.id, 0);
END""",
    """CREATE TRIGGER reflection_mu AFTER UPDATE OF words ON reflection WHEN new.words <> old.words BEGIN
    UPDATE meaning SET vector = NULL WHERE reflection_id = new.id;
END""",
)

# PostgreSQL reads addresses and hyphens in ways of its own: it is given plain words without accents, as FTS5 has them.
_PLAIN = r"""regexp_replace(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]+', '', 'g'),
    '[!-/:-@\[-`{-~\u00a0-\u00bf\u2010-\u203a]+', ' ', 'g')"""

_POSTGRES = (
    f"""ALTER TABLE reflection ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (
    to_tsvector('english', {_PLAIN})
    || array_to_tsvector(string_to_array('~' || replace(acl || ' ' || tags, ' ', ' ~'), ' '))) STORED""",
    "CREATE INDEX IF NOT EXISTS ix_reflection_vector ON reflection USING gin (vector)",
    """CREATE OR REPLACE FUNCTION reflection_means() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO meaning(reflection_id, change) VALUES (new.id, 0)
    ON CONFLICT (reflection_id) DO UPDATE SET vector = NULL;
    RETURN NULL;
END $$""",
    """CREATE OR REPLACE TRIGGER reflection_mi AFTER INSERT ON reflection
    FOR EACH ROW EXECUTE FUNCTION reflection_means()""",
    """CREATE OR REPLACE TRIGGER reflection_mu AFTER UPDATE OF words ON reflection
    FOR EACH ROW WHEN (new.words <> old.words) EXECUTE FUNCTION reflection_means()""",
)

_WAITING = """INSERT INTO meaning(reflection_id, change)
    SELECT id, 0 FROM reflection WHERE id NOT IN (SELECT reflection_id FROM meaning)"""


def create(connection: Connection) -> None:
    """Make the index and what keeps it in step. Rows that are there already are indexed."""
    statements = _POSTGRES if connection.dialect.name == "postgresql" else _SQLITE
    for statement in (*statements, _WAITING):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take the triggers away, before a migration may rebuild the table under them."""
    if connection.dialect.name == "sqlite" and inspect(connection).has_table("reflection"):
        for name in _TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
