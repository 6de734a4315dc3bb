"""Names and phones are found by any part of them (decision 0013)."""

import sqlalchemy as sa
from alembic import op

from core.errors import StorageUnavailable
from storage.search import name_key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NAMES = ("clients", "products", "warehouses")
_INDEXED = (
    ("clients", "name_key"),
    ("products", "name_key"),
    ("identities", "phone"),
    ("contacts", "phone"),
)


def upgrade() -> None:
    _of_clients()
    _new_keys()
    if op.get_bind().dialect.name == "sqlite":
        for table, column in _INDEXED:
            _fts(table, column)
    else:
        _pg_trgm()


def _of_clients() -> None:
    """What a merge looks for (E10)."""
    op.create_index("ix_consents_client_id", "consents", ["client_id"])
    op.create_index("ix_threads_client_id", "threads", ["client_id"])
    open_ = sa.text("state IN ('queued', 'waiting', 'held')")
    op.create_index(
        "ix_outbox_lane", "outbox", ["lane_id"], sqlite_where=open_, postgresql_where=open_
    )


def _new_keys() -> None:
    """Keys of the earlier rule knew nothing of quotes and ё."""
    connection = op.get_bind()
    for name in _NAMES:
        rows = sa.table(name, sa.column("id"), sa.column("name"), sa.column("name_key"))
        known = connection.execute(sa.select(rows.c.id, rows.c.name, rows.c.name_key)).all()
        changed = [
            {"row": row.id, "key": name_key(row.name)}
            for row in known
            if row.name_key != name_key(row.name)
        ]
        if changed:
            connection.execute(
                sa.update(rows)
                .where(rows.c.id == sa.bindparam("row"))
                .values(name_key=sa.bindparam("key")),
                changed,
            )


def _fts(table: str, column: str) -> None:
    """Without a copy of the text, which stands in the row: the triggers tell the index of it.

    A word gets two spaces before it, so that even its first letter is three signs.
    """
    index = f"{table}_{column}_fts"
    add = f"""INSERT INTO {index}(rowid, {column})
        SELECT new.id, {_text("new", column)} WHERE new.{column} IS NOT NULL;"""
    drop = f"""INSERT INTO {index}({index}, rowid, {column})
        SELECT 'delete', old.id, {_text("old", column)} WHERE old.{column} IS NOT NULL;"""
    op.execute(
        f"CREATE VIRTUAL TABLE {index} "
        f"USING fts5({column}, content='', columnsize=0, tokenize='trigram')"
    )
    op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END")
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {drop} END")
    op.execute(
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {column} ON {table} "
        f"WHEN old.{column} IS NOT new.{column} BEGIN {drop} {add} END"
    )
    op.execute(
        f"INSERT INTO {index}(rowid, {column}) "  # noqa: S608 - our names
        f"SELECT id, {_text(table, column)} FROM {table} WHERE {column} IS NOT NULL"
    )


def _text(row: str, column: str) -> str:
    return f"'  ' || replace({row}.{column}, ' ', '  ')"


def _pg_trgm() -> None:
    """Raises StorageUnavailable on a server without the extension or without Cyrillic letters."""
    known = "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'"
    connection = op.get_bind()
    if not connection.scalar(sa.text(known)):
        raise StorageUnavailable("PostgreSQL has no pg_trgm: install its contrib package")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    if not connection.scalar(sa.text("SELECT cardinality(show_trgm(chr(1078)))")):
        raise StorageUnavailable(
            "pg_trgm sees no Cyrillic letters: the database needs LC_CTYPE C.UTF-8 or ru_RU.UTF-8"
        )
    for table, column in _INDEXED:
        op.create_index(
            f"ix_{table}_{column}_trgm",
            table,
            [column],
            postgresql_using="gin",
            postgresql_ops={column: "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        )
